import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actionsAt, eventually } from './helpers';

/** The languages that policies are written in, each with a policy around the lines of one statement. */
const LANGUAGES = {
  json: (statement: string) => `{\n  "Version": "2012-10-17",\n  "Statement": [\n${statement}\n  ]\n}\n`,
  terraform: (statement: string) =>
    `resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [\n${statement}\n    ]\n  })\n}\n`,
  yaml: (statement: string) =>
    `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n${statement}\n`,
} as const;
/** The line of each that the policy begins on, or is opened by. */
const OPENINGS = { json: '{', terraform: 'policy = jsonencode({', yaml: 'PolicyDocument:' };
type Language = keyof typeof LANGUAGES;

/** One statement in each language, with the cursor at `¦`. */
const written = (json: string, terraform: string, yaml: string): Readonly<Record<Language, string>> => ({
  json,
  terraform,
  yaml,
});

const allowing = (action: Readonly<Record<Language, string>>) =>
  written(
    `    { "Effect": "Allow", "Action": ${action.json}, "Resource": "*" }`,
    `      { Effect = "Allow", Action = ${action.terraform}, Resource = "*" }`,
    `          - Effect: Allow\n            Action:${action.yaml}\n            Resource: "*"`,
  );
/** Actions as a list, that of YAML below each other. */
const actions = (...names: readonly string[]) => {
  const list = `[${names.map((name) => `"${name}"`).join(', ')}]`;
  return allowing(written(list, list, names.map((name) => `\n              - ${name}`).join('')));
};
const action = (name: string) => allowing(written(`"${name}"`, `"${name}"`, ` ${name}`));

/** A topic that sends to a queue, with more behind the resource. */
const delivering = (rest: Readonly<Record<Language, string>>) =>
  written(
    `    { "Effect": "Allow", "Principal": { "Service": "sns.¦amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"${rest.json} }`,
    `      { Effect = "Allow", Principal = { Service = "sns.¦amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*"${rest.terraform} }`,
    `          - Effect: Allow\n            Principal:\n              Service: sns.¦amazonaws.com\n            Action: sqs:SendMessage\n            Resource: "*"${rest.yaml}`,
  );

const HOVERS: readonly (readonly [what: string, at: Readonly<Record<Language, string>>, says: RegExp])[] = [
  ['an action', action('s3:Get¦Object'), /Grants permission to retrieve objects from Amazon S3\./],
  ['a wildcard', action('sqs:*¦Permission'), /covers 2 actions\.[\s\S]*AddPermission, RemovePermission/],
];

const COMPLETIONS: readonly (readonly [what: string, at: Readonly<Record<Language, string>>, label: string])[] = [
  ['an action', action('s3:GetObjectLegal¦'), 's3:GetObjectLegalHold'],
  [
    'a condition key',
    written(
      '    { "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": { "StringLike": { "s3:pref¦": "a/*" } } }',
      '      { Effect = "Allow", Action = "s3:ListBucket", Resource = "*", Condition = { StringLike = { "s3:pref¦" = "a/*" } } }',
      '          - Effect: Allow\n            Action: s3:ListBucket\n            Resource: "*"\n            Condition:\n              StringLike:\n                s3:pref¦: a/*',
    ),
    's3:prefix',
  ],
];

const ACTIONS: readonly (readonly [
  title: string,
  at: Readonly<Record<Language, string>>,
  result: Readonly<Record<Language, string>>,
  /** What is added to the Terraform behind the policy. */
  terraformToo?: string,
])[] = [
  ['Replace sqs:*Permission by the 2 actions', action('sqs:*¦Permission'), actions('sqs:AddPermission', 'sqs:RemovePermission')],
  ['Allow only the action of sqs:*QueueA* that read', action('sqs:*¦QueueA*'), action('sqs:GetQueueAttributes')],
  [
    'Move the action that takes no resource',
    actions('s3:Get¦Object', 's3:ListAllMyBuckets'),
    written(
      `${actions('s3:GetObject').json},\n${actions('s3:ListAllMyBuckets').json}`,
      `${actions('s3:GetObject').terraform},\n${actions('s3:ListAllMyBuckets').terraform}`,
      `${actions('s3:GetObject').yaml}\n${actions('s3:ListAllMyBuckets').yaml}`,
    ),
  ],
  [
    'Let iam:PassRole pass roles to lambda.amazonaws.com only',
    actions('lambda:CreateFunction', 'iam:Pass¦Role'),
    written(
      `${actions('lambda:CreateFunction').json},\n${actions('iam:PassRole').json.replace(' }', ', "Condition": { "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } } }')}`,
      `${actions('lambda:CreateFunction').terraform},\n${actions('iam:PassRole').terraform.replace(' }', ', Condition = { StringEquals = { "iam:PassedToService" = "lambda.amazonaws.com" } } }')}`,
      `${actions('lambda:CreateFunction').yaml}\n${actions('iam:PassRole').yaml}\n            Condition:\n              StringEquals:\n                iam:PassedToService: lambda.amazonaws.com`,
    ),
  ],
  [
    'Add a condition on the source account of sns.amazonaws.com',
    delivering(written('', '', '')),
    delivering(
      written(
        ', "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:sns:*:111122223333:*" } }',
        ', Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:sns:*:${data.aws_caller_identity.current.account_id}:*" } }',
        '\n            Condition:\n              ArnLike:\n                aws:SourceArn: !Sub "arn:${AWS::Partition}:sns:*:${AWS::AccountId}:*"',
      ),
    ),
    'data "aws_caller_identity" "current" {}\n',
  ],
  [
    'Sort the lists of this statement and remove duplicates',
    actions('s3:PutObject', 's3:Get¦Object', 's3:putobject'),
    actions('s3:GetObject', 's3:PutObject'),
  ],
];

/** Resources beside a policy, and what a policy in such a text names instead of everything. A policy file names none. */
const BESIDE = {
  terraform: { text: 'resource "aws_sqs_queue" "jobs" {}\n', reference: 'aws_sqs_queue.jobs.arn' },
  yaml: { text: '  Jobs:\n    Type: AWS::SQS::Queue\n', reference: '!GetAtt Jobs.Arn' },
} as const;

/** Opens a policy with the cursor where the statement marks it. */
async function open(
  language: Language,
  marked: string,
  beside = '',
): Promise<{ editor: vscode.TextEditor; at: vscode.Position }> {
  const whole = LANGUAGES[language](marked) + beside;
  const offset = whole.indexOf('¦');
  const document = await vscode.workspace.openTextDocument({ language, content: whole.replace('¦', '') });
  const editor = await vscode.window.showTextDocument(document);
  const at = document.positionAt(offset);
  editor.selection = new vscode.Selection(at, at);
  return { editor, at };
}

/**
 * The documents stay open until all tests are done: a new one would get the name of one that was closed, and the client library may send
 * the change that reverting makes behind the next opening.
 */
after(async () => {
  while (vscode.window.activeTextEditor) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
});

for (const language of ['terraform', 'yaml'] as const) {
  const { text, reference } = BESIDE[language];
  const everything = action('sqs:SendMessage')[language];

  describe(`A policy beside resources in ${language} in VS Code`, () => {
    it(`is narrowed to them, in ${language}`, async () => {
      const { editor, at } = await open(language, everything.replace('"*"', '"*¦"'), text);
      const { document } = editor;
      const narrow = await eventually('the action', async () =>
        (await actionsAt(document.uri, new vscode.Range(at, at))).find((one) =>
          one.title.startsWith('Narrow * to the resource of'),
        ),
      );
      assert.ok(narrow.edit);
      assert.ok(await vscode.workspace.applyEdit(narrow.edit));
      assert.equal(document.getText(), LANGUAGES[language](everything.replace('"*"', reference)) + text);
    });

    it(`is completed with their ARNs, in ${language}`, async () => {
      const { editor } = await open(language, everything.replace('"*"', language === 'yaml' ? 'Jobs¦' : '"jobs¦"'), text);
      const wanted = LANGUAGES[language](everything.replace('"*"', reference)) + text;
      await eventually('the ARN in the text', async () => {
        await vscode.commands.executeCommand('editor.action.triggerSuggest');
        await new Promise((resolve) => setTimeout(resolve, 300));
        await vscode.commands.executeCommand('acceptSelectedSuggestion');
        return editor.document.getText().includes(reference) ? true : undefined;
      });
      assert.equal(editor.document.getText(), wanted);
    });
  });
}

for (const language of ['json', 'terraform', 'yaml'] as const) {
  describe(`A policy in ${language} in VS Code`, () => {
    for (const [what, at, says] of HOVERS)
      it(`explains ${what} of ${language} on hover`, async () => {
        const { editor, at: place } = await open(language, at[language]);
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          editor.document.uri,
          place,
        );
        const text = hovers.flatMap((hover) =>
          hover.contents.map((content) => (typeof content === 'string' ? content : content.value)),
        );
        assert.match(text.join('\n'), says);
      });

    for (const [what, at, label] of COMPLETIONS)
      it(`completes ${what} of ${language} as one types`, async () => {
        const { editor } = await open(language, at[language]);
        const before = editor.document.getText();
        const wanted = LANGUAGES[language](at[language]).replace(/[\w:]+¦/, label);
        await eventually(`${label} in the text`, async () => {
          await vscode.commands.executeCommand('editor.action.triggerSuggest');
          await new Promise((resolve) => setTimeout(resolve, 300));
          await vscode.commands.executeCommand('acceptSelectedSuggestion');
          return editor.document.getText() === before ? undefined : true;
        });
        assert.equal(editor.document.getText(), wanted);
      });

    it(`sums the policy up in a line above it, in ${language}`, async () => {
      const { editor } = await open(language, actions('s3:GetObject', 'sqs:¦SendMessage')[language]);
      const { document } = editor;
      const [lens] = await eventually('a lens', async () => {
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          document.uri,
          10,
        );
        return lenses.length > 0 ? lenses : undefined;
      });
      assert.equal(lens?.command?.title, 's3, sqs · 1 read, 1 write · on any resource');
      assert.equal(lens.command.command, '');
      assert.equal(document.lineAt(lens.range.start.line).text.trim(), OPENINGS[language]);
    });

    for (const [title, at, result, terraformToo] of ACTIONS)
      it(`offers “${title} …” in ${language} and applies it`, async () => {
        const { editor, at: place } = await open(language, at[language]);
        const { document } = editor;
        const action = await eventually(title, async () =>
          (await actionsAt(document.uri, new vscode.Range(place, place))).find((one) => one.title.startsWith(title)),
        );
        assert.ok(action.edit);
        assert.ok(await vscode.workspace.applyEdit(action.edit));
        const too = language === 'terraform' && terraformToo !== undefined ? `\n${terraformToo}` : '';
        assert.equal(document.getText(), LANGUAGES[language](result[language].replace('¦', '')) + too);
      });
  });
}
