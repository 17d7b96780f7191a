import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { applyEdits, span } from '../../server/src/text';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

/** What each action makes of a text at a place, by title. `|` marks the cursor. */
function edited(name: string, marked: string): ReadonlyMap<string, string> {
  const at = marked.indexOf('|');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  const analysis = new Analysis(engine, { strict: true });
  const uri = `file:///w/${name}`;
  analysis.setFile(uri, text, 1);
  return new Map(analysis.policyEdits(uri, span(at, at)).map(({ title, edits }) => [title, applyEdits(text, edits)]));
}

const one = (name: string, marked: string, title: RegExp): string => {
  const all = edited(name, marked);
  const found = [...all].find(([each]) => title.test(each));
  if (!found) throw new Error(`none of ${[...all.keys()].join(' | ')}`);
  return found[1];
};
const titles = (name: string, marked: string): readonly string[] => [...edited(name, marked).keys()];

const json = (statement: string): string => `{ "Version": "2012-10-17", "Statement": [${statement}] }`;
const EXPAND = /^Replace .* stands for$/;
const READ = /that reads? or lists?$|that read or list$/;
const SPLIT = /to a statement of (?:its|their) own$/;
const PASS = /^Let iam:PassRole/;
const SORT = /^Sort/;

describe('a wildcard', () => {
  it('becomes the actions it stands for, in a list of lines', () => {
    const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "sqs:SendMessage",
        "sqs:|*Permission"
      ],
      "Resource": "*"
    }
  ]
}
`;
    expect(one('p.json', text, EXPAND)).toBe(
      text.replace('"sqs:|*Permission"', '"sqs:AddPermission",\n        "sqs:RemovePermission"'),
    );
  });
  it('becomes a list where one value stood, in each language', () => {
    const pair = '["sqs:AddPermission", "sqs:RemovePermission"]';
    expect(one('p.json', json('{ "Effect": "Allow", "Action": "sqs:|*Permission", "Resource": "*" }'), EXPAND)).toBe(
      json(`{ "Effect": "Allow", "Action": ${pair}, "Resource": "*" }`),
    );
    const hcl = (action: string): string =>
      `resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [{\n      Effect   = "Allow"\n      Action   = ${action}\n      Resource = "*"\n    }]\n  })\n}\n`;
    expect(one('main.tf', hcl('"sqs:|*Permission"'), EXPAND)).toBe(hcl(pair));
    const yaml = (action: string): string =>
      `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Action:${action}\n            Resource: "*" # all\n`;
    expect(one('t.yaml', yaml(' sqs:|*Permission'), EXPAND)).toBe(
      yaml('\n              - sqs:AddPermission\n              - sqs:RemovePermission'),
    );
    expect(one('t.yaml', yaml("\n              - 'sqs:|*Permission'"), EXPAND)).toBe(
      yaml("\n              - 'sqs:AddPermission'\n              - 'sqs:RemovePermission'"),
    );
  });
  it('becomes one a line where the line would be too long, and keeps expressions beside it', () => {
    const text = (list: string): string =>
      `data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ${list}\n    resources = ["*"]\n  }\n}\n`;
    const found = one('main.tf', text('[var.more, "sqs:|*Message*"]'), EXPAND);
    expect(found).toMatch(/actions {3}= \[\n {6}var\.more,\n {6}"sqs:CancelMessageMoveTask",\n/);
    expect(found).toMatch(/"\n {4}\]\n {4}resources = \["\*"\]/);
  });
  it('can be narrowed to what reads, in a heredoc too', () => {
    const text = (action: string): string =>
      `resource "aws_iam_policy" "p" {\n  policy = <<-EOT\n    {\n      "Version": "2012-10-17",\n      "Statement": [{ "Effect": "Allow", "Action": ${action}, "Resource": "\${aws_sqs_queue.q.arn}" }]\n    }\n  EOT\n}\n`;
    expect(one('main.tf', text('"sqs:*|QueueA*"'), READ)).toBe(text('"sqs:GetQueueAttributes"'));
  });
  it('is left alone where it stands for nothing known, or for too much', () => {
    const at = (action: string): readonly string[] =>
      titles('p.json', json(`{ "Effect": "Allow", "Action": "${action}", "Resource": "*" }`));
    expect(at('nothing:|*')).toEqual([]);
    expect(at('|*')).toEqual([]);
    expect(at('ec2:|*')).toEqual([]);
  });
});

describe('a statement of actions with and without resources', () => {
  it('is split in two, and the copy has a Sid of its own', () => {
    const text = json('{ "Sid": "A", "Effect": "Allow", "Action": ["s3:ListAllMyBuckets", "s3:Get|Object"], "Resource": "*" }');
    expect(one('p.json', text, SPLIT)).toBe(
      json(
        '{ "Sid": "A", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*" }, { "Sid": "AAccount", "Effect": "Allow", "Action": ["s3:ListAllMyBuckets"], "Resource": "*" }',
      ),
    );
  });
  it('is split in Terraform and YAML in their layout', () => {
    const block = (list: string): string => `  statement {\n    actions   = [${list}]\n    resources = ["*"]\n  }\n`;
    const document = (inner: string): string => `data "aws_iam_policy_document" "p" {\n${inner}}\n`;
    expect(one('main.tf', document(block('"s3:GetObject", "s3:List|AllMyBuckets", var.a')), SPLIT)).toBe(
      document(`${block('"s3:GetObject", var.a')}\n${block('"s3:ListAllMyBuckets"')}`),
    );
    const entry = (action: string): string =>
      `          - Effect: Allow\n            Action:\n              - ${action}\n            Resource: "*"\n`;
    const yaml = (inner: string): string =>
      `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n${inner}`;
    expect(one('t.yaml', yaml(entry('s3:GetObject\n              - s3:List|AllMyBuckets')), SPLIT)).toBe(
      yaml(entry('s3:GetObject') + entry('s3:ListAllMyBuckets')),
    );
  });
  it('is left alone where its resources are named, or comments would lose their place', () => {
    const offers = (list: string, resource: string): boolean =>
      titles(
        'main.tf',
        `data "aws_iam_policy_document" "p" {\n  statement {\n    act|ions = ${list}\n    resources = ["${resource}"]\n  }\n}\n`,
      ).some((title) => SPLIT.test(title));
    expect(offers('["s3:GetObject", "s3:ListAllMyBuckets"]', '*')).toBe(true);
    expect(offers('["s3:GetObject", "s3:ListAllMyBuckets"]', 'arn:aws:s3:::a/*')).toBe(false);
    expect(offers('[\n      "s3:GetObject", # why\n      "s3:ListAllMyBuckets",\n    ]', '*')).toBe(false);
  });
});

describe('iam:PassRole', () => {
  it('is let pass to the service that the policy speaks of, in each notation', () => {
    expect(
      one(
        'main.tf',
        `resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [\n      {\n        Effect   = "Allow"\n        Action   = "iam:Pass|Role"\n        Resource = "*" # any\n      },\n      { Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" },\n    ]\n  })\n}\n`,
        PASS,
      ),
    ).toContain(
      `        Resource = "*" # any\n        Condition = {\n          StringEquals = {\n            "iam:PassedToService" = "lambda.amazonaws.com"\n          }\n        }\n      },\n`,
    );
    expect(
      one('p.json', json('{ "Effect": "Allow", "Action": ["lambda:CreateFunction", "iam:Pass|Role"], "Resource": "*" }'), PASS),
    ).toBe(
      json(
        '{ "Effect": "Allow", "Action": ["lambda:CreateFunction"], "Resource": "*" }, { "Effect": "Allow", "Action": ["iam:PassRole"], "Resource": "*", "Condition": { "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } } }',
      ),
    );
    expect(
      one(
        'main.tf',
        'data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ["iam:Pass|Role"]\n    resources = ["*"]\n  }\n  statement {\n    actions   = ["ecs:RunTask"]\n    resources = ["*"]\n  }\n}\n',
        PASS,
      ),
    ).toContain(
      '    resources = ["*"]\n\n    condition {\n      test     = "StringEquals"\n      variable = "iam:PassedToService"\n      values   = ["ecs-tasks.amazonaws.com"]\n    }\n  }\n',
    );
    expect(
      one(
        't.yaml',
        'Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Action: iam:Pass|Role\n            Resource: "*"\n            Condition:\n              Bool:\n                aws:SecureTransport: true\n          - Effect: Allow\n            Action: lambda:CreateFunction\n            Resource: "*"\n',
        PASS,
      ),
    ).toContain(
      '                aws:SecureTransport: true\n              StringEquals:\n                iam:PassedToService: lambda.amazonaws.com\n          - Effect',
    );
  });
  it('is left alone where it is confined already, denied, or no service is named', () => {
    const offers = (statement: string): boolean => titles('p.json', json(statement)).some((title) => PASS.test(title));
    const rest = '"Action": ["iam:Pass|Role", "lambda:CreateFunction"], "Resource": "*"';
    expect(offers(`{ "Effect": "Allow", ${rest} }`)).toBe(true);
    expect(offers(`{ "Effect": "Deny", ${rest} }`)).toBe(false);
    expect(offers(`{ "Effect": "Allow", ${rest}, "Condition": { "StringLike": { "iam:PassedToService": "*" } } }`)).toBe(false);
    expect(offers('{ "Effect": "Allow", "Action": "iam:Pass|Role", "Resource": "*" }')).toBe(false);
  });
});

describe('the lists of a statement', () => {
  it('are sorted, without duplicates; what is no literal keeps its place', () => {
    const text = (list: string): string =>
      `data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ${list}\n    resources = ["*"]\n  }\n}\n`;
    expect(one('main.tf', text('["s3:PutObject", var.a, "s3:Get|Object", "s3:putobject"]'), SORT)).toBe(
      text('["s3:GetObject", var.a, "s3:PutObject"]'),
    );
  });
  it('are not offered to be sorted where they are, or hold comments', () => {
    const offers = (list: string): boolean =>
      titles('main.tf', `data "aws_iam_policy_document" "p" {\n  statement {\n    act|ions = ${list}\n  }\n}\n`).some((title) =>
        SORT.test(title),
      );
    expect(offers('["s3:A", "s3:B"]')).toBe(false);
    expect(offers('["s3:B", "s3:A"]')).toBe(true);
    expect(offers('[\n      "s3:B", # b\n      "s3:A",\n    ]')).toBe(false);
  });
});

describe('a text that is being typed', () => {
  it('is never made worse: at every place and every cut, the edited text has no more problems', () => {
    const text = json(
      '{ "Effect": "Allow", "Action": ["sqs:*Permission", "iam:PassRole", "lambda:CreateFunction", "s3:ListAllMyBuckets"], "Resource": "*" }',
    );
    const problems = (content: string): number => {
      const analysis = new Analysis(engine, { strict: true });
      analysis.setFile('file:///w/p.json', content, 1);
      return analysis.report('file:///w/p.json').problems.length;
    };
    let offered = 0;
    for (let cut = 40; cut <= text.length; cut += 3) {
      const typed = text.slice(0, cut);
      const before = problems(typed);
      for (const [, after] of edited('p.json', `${typed.slice(0, 80)}|${typed.slice(80)}`)) {
        offered++;
        expect(problems(after)).toBeLessThanOrEqual(before);
      }
    }
    expect(offered).toBeGreaterThan(0);
  });
  it('has no actions in a broken statement', () => {
    expect(
      titles(
        'p.json',
        '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["sqs:|*Permission" "a"], "Resource": "*" }] }',
      ),
    ).toEqual([]);
  });
});
