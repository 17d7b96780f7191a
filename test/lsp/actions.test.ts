import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
import { CAPABILITIES, Client, type ClientOptions, rulesOf } from './client';

const PUBLIC = 'aws/rds/instance-not-public';
const ROTATES = 'aws/kms/key-rotation';
const URI = 'untitled:main.tf';
const TEXT = [
  'resource "aws_db_instance" "main" {',
  '  publicly_accessible = true',
  '}',
  '',
  'resource "aws_kms_key" "main" {',
  '  enable_key_rotation = false',
  '}',
  '',
].join('\n');

let client: Client | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});
const start = async (options: ClientOptions = {}): Promise<Client> => {
  client = await Client.start(options);
  return client;
};
const open = async (text = TEXT, options: ClientOptions = {}): Promise<Client> => {
  const editor = await start(options);
  editor.open(URI, text);
  await editor.judged(URI);
  return editor;
};
/** The fix of a rule at a text of the document. */
const fixOf = async (editor: Client, rule: string, at: string, uri = URI): Promise<CodeAction> => {
  const actions = await editor.actions(uri, editor.rangeOf(uri, at));
  const fix = actions.find(
    (action) => !action.title.startsWith('Ignore') && action.diagnostics?.some(({ code }) => code === rule),
  );
  if (!fix) throw new Error(`no fix among ${actions.map((action) => action.title).join(' | ')}`);
  return fix;
};
const ignoreOf = async (editor: Client, rule: string, at: string, uri = URI): Promise<CodeAction> => {
  const actions = await editor.actions(uri, editor.rangeOf(uri, at));
  const ignore = actions.find((action) => action.title.startsWith(`Ignore ${rule}`));
  if (!ignore) throw new Error(`no ignore among ${actions.map((action) => action.title).join(' | ')}`);
  return ignore;
};
const take = async (editor: Client, action: CodeAction): Promise<void> => {
  const { edit } = await editor.resolve(action);
  if (!edit) throw new Error('the action has no edit');
  editor.apply(edit);
};

describe('fixes', () => {
  it('are offered without edits, and resolved to the exact change', async () => {
    const editor = await open();
    const fix = await fixOf(editor, PUBLIC, 'true');
    expect(fix).toMatchObject({ kind: 'quickfix' });
    expect(fix.edit).toBeUndefined();
    expect(fix.isPreferred).toBeUndefined(); // It is not safe.
    await take(editor, fix);
    expect(editor.text(URI)).toBe(TEXT.replace('publicly_accessible = true', 'publicly_accessible = false'));
    expect(rulesOf(await editor.judged(URI))).not.toContain(PUBLIC);
  });

  it('are preferred when they are safe', async () => {
    const editor = await open();
    expect((await fixOf(editor, ROTATES, 'false')).isPreferred).toBe(true);
  });

  it('name the version of the document that they are for', async () => {
    const editor = await open();
    const { edit } = await editor.resolve(await fixOf(editor, PUBLIC, 'true'));
    expect(edit?.documentChanges).toMatchObject([{ textDocument: { uri: URI, version: 1 } }]);
  });

  it('are refused once the document has changed', async () => {
    const editor = await open();
    const fix = await fixOf(editor, PUBLIC, 'true');
    editor.edit(URI, 0, 0, '# new\n');
    await expect(editor.resolve(fix)).rejects.toThrow(/changed/);
  });

  it('come with their edits for a client that resolves nothing', async () => {
    const { codeAction: _, ...textDocument } = CAPABILITIES.textDocument ?? {};
    const editor = await open(TEXT, { capabilities: { ...CAPABILITIES, textDocument } });
    expect((await fixOf(editor, PUBLIC, 'true')).edit?.documentChanges).toHaveLength(1);
  });

  it('keep CRLF', async () => {
    const editor = await open(TEXT.replaceAll('\n', '\r\n'));
    await take(editor, await fixOf(editor, PUBLIC, 'true'));
    expect(editor.text(URI)).toBe(
      TEXT.replace('publicly_accessible = true', 'publicly_accessible = false').replaceAll('\n', '\r\n'),
    );
  });

  it('withstand data that is none of ours', async () => {
    const editor = await open();
    const data = { uri: URI, version: 1, kind: 'fix', rule: PUBLIC, span: { start: 'x' } };
    expect(await editor.resolve({ title: 'x', data })).toEqual({ title: 'x', data });
    await expect(editor.resolve({ title: 'x', data: { ...data, span: { start: 0, end: 1 } } })).rejects.toThrow(/gone/);
  });
});

describe('fix-all', () => {
  const all = async (editor: Client): Promise<CodeAction | undefined> =>
    (await editor.actions(URI, editor.rangeOf(URI, 'true'), ['source.fixAll'])).find(
      ({ kind }) => kind === 'source.fixAll.ashlar',
    );

  it('applies what is safe and nothing else', async () => {
    const editor = await open();
    const action = await all(editor);
    if (!action) throw new Error('not offered');
    await take(editor, action);
    expect(editor.text(URI)).toContain('publicly_accessible = true');
    expect(editor.text(URI)).toContain('enable_key_rotation = true');
    await editor.judged(URI);
  });

  it('leaves rules alone that are switched off', async () => {
    const editor = await open(TEXT, { initializationOptions: { settings: { disabledRules: [ROTATES] } } });
    const run = { command: 'ashlar.server.fixAll', arguments: [URI, { unsafe: true }] };
    await editor.connection.sendRequest('workspace/executeCommand', run);
    expect(editor.text(URI)).toContain('publicly_accessible = false');
    expect(editor.text(URI)).toContain('enable_key_rotation = false');
  });

  it('is a command, which can apply the rest too', async () => {
    const editor = await open();
    const run = (...args: unknown[]): Promise<{ fixed: number; unsafe: number }> =>
      editor.connection.sendRequest('workspace/executeCommand', { command: 'ashlar.server.fixAll', arguments: args });
    const first = await run(URI);
    expect(first.fixed).toBeGreaterThan(0);
    expect(first.unsafe).toBeGreaterThan(0);
    await editor.judged(URI);
    await run(URI, { unsafe: true });
    expect(editor.text(URI)).toContain('publicly_accessible = false');
    expect(rulesOf(await editor.judged(URI))).not.toContain(PUBLIC);
    expect(editor.applied).toHaveLength(2);
    expect(await run(7)).toBeNull();
  });
});

describe('ignoring', () => {
  it('writes a comment with a reason above the attribute, which silences the finding', async () => {
    const editor = await open();
    await take(editor, await ignoreOf(editor, PUBLIC, 'true'));
    expect(editor.text(URI)).toContain(`{\n  # ashlar:ignore ${PUBLIC} reason\n  publicly_accessible = true\n`);
    expect(rulesOf(await editor.judged(URI))).not.toContain(PUBLIC);
  });

  it('puts the cursor on the reason where the client can', async () => {
    const workspace = { ...CAPABILITIES.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } };
    const editor = await open(TEXT, { capabilities: { ...CAPABILITIES, workspace } });
    const { edit } = await editor.resolve(await ignoreOf(editor, PUBLIC, 'true'));
    const [change] = edit?.documentChanges ?? [];
    expect(change).toMatchObject({ edits: [{ snippet: { value: `  # ashlar:ignore ${PUBLIC} \${1:reason}\n` } }] });
  });

  it('writes metadata in a JSON template', async () => {
    const editor = await start();
    const uri = 'untitled:template.json';
    const resource = { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: true } };
    editor.open(uri, JSON.stringify({ Resources: { Main: resource } }, undefined, 2), 'json');
    expect(rulesOf(await editor.judged(uri))).toContain(PUBLIC);
    await take(editor, await ignoreOf(editor, PUBLIC, 'true', uri));
    expect(JSON.parse(editor.text(uri)).Resources.Main.Metadata).toEqual({
      Ashlar: { ignore: [{ rule: PUBLIC, reason: 'reason' }] },
    });
    expect(rulesOf(await editor.judged(uri))).not.toContain(PUBLIC);
  });

  it('keeps CRLF', async () => {
    const editor = await open(TEXT.replaceAll('\n', '\r\n'));
    await take(editor, await ignoreOf(editor, PUBLIC, 'true'));
    expect(editor.text(URI)).toContain(`\r\n  # ashlar:ignore ${PUBLIC} reason\r\n  publicly_accessible`);
    expect(editor.text(URI).replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('changes of a policy', () => {
  const POLICY = 'untitled:policy.json';
  const policy = (action: string): string =>
    `{\n  "Version": "2012-10-17",\n  "Statement": { "Effect": "Allow", "Action": ${action}, "Resource": "arn:aws:sqs:*:*:a" }\n}\n`;
  const offered = async (editor: Client, title: RegExp): Promise<CodeAction> => {
    const actions = await editor.actions(POLICY, editor.rangeOf(POLICY, 'Permission"'));
    const found = actions.find((action) => title.test(action.title));
    if (!found) throw new Error(`none of ${actions.map((action) => action.title).join(' | ')}`);
    return found;
  };
  const withPolicy = async (): Promise<Client> => {
    const editor = await start();
    // An action that does not exist: its finding tells that the reference is there.
    editor.open(POLICY, policy('["sqs:*Permission", "sqs:NoSuchThing"]'), 'json');
    await editor.until('the action to be found', () => rulesOf(editor.diagnostics(POLICY)).includes('iam/policy/unknown-action'));
    return editor;
  };

  it('are offered as refactorings, not preferred, and resolved to the exact change', async () => {
    const editor = await withPolicy();
    const action = await offered(editor, /^Replace sqs:\*Permission by the 2 actions/);
    expect(action).toMatchObject({ kind: 'refactor.rewrite' });
    expect(action.isPreferred).toBeUndefined();
    expect(action.edit).toBeUndefined();
    await take(editor, action);
    expect(editor.text(POLICY)).toBe(policy('["sqs:AddPermission", "sqs:RemovePermission", "sqs:NoSuchThing"]'));
  });

  it('are quick fixes of what they repair', async () => {
    const editor = await start();
    const uri = 'untitled:queue.yaml';
    const text =
      'Resources:\n  P:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [q]\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: { Service: sns.amazonaws.com }\n            Action: sqs:SendMessage\n            Resource: "*"\n';
    editor.open(uri, text, 'yaml');
    const rule = 'aws/sqs/queue-policy-without-source';
    await editor.until('the finding', () => rulesOf(editor.diagnostics(uri)).includes(rule));
    const found = async (): Promise<CodeAction | undefined> =>
      (await editor.actions(uri, editor.rangeOf(uri, 'sns.amazonaws'), ['quickfix'])).find(({ title }) =>
        title.startsWith('Add a condition'),
      );
    let action = await found();
    while (!action) action = await found();
    expect(action).toMatchObject({
      title: 'Add a condition on the source account of sns.amazonaws.com (what it does for other accounts stops)',
      kind: 'quickfix',
      diagnostics: [{ code: rule }],
    });
    await take(editor, action);
    expect(editor.text(uri)).toBe(
      `${text}            Condition:\n              ArnLike:\n                aws:SourceArn: !Sub "arn:\${AWS::Partition}:sns:*:\${AWS::AccountId}:*"\n`,
    );
    await editor.until('the finding to go', () => !rulesOf(editor.diagnostics(uri)).includes(rule));
  });

  it('are refused on another version of the document', async () => {
    const editor = await withPolicy();
    const action = await offered(editor, /^Replace/);
    editor.replace(POLICY, 'NoSuchThing', 'Nothing');
    await expect(editor.resolve(action)).rejects.toThrow('The document has changed.');
  });
});
