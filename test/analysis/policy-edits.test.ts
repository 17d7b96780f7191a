import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { ARN_FORMS, NAMED_TYPES } from '../../server/src/policy';
import { applyEdits, span } from '../../server/src/text';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

/** What each action makes of a text at a place, by title. `|` marks the cursor. */
function edited(name: string, marked: string, others: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> {
  const at = marked.indexOf('|');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  const analysis = new Analysis(engine, { strict: true });
  const uri = `file:///w/${name}`;
  for (const [other, content] of Object.entries(others)) analysis.setFile(`file:///w/${other}`, content, 1);
  analysis.setFile(uri, text, 1);
  return new Map(analysis.policyEdits(uri, span(at, at)).map(({ title, edits }) => [title, applyEdits(text, edits)]));
}

const one = (name: string, marked: string, title: RegExp, others: Readonly<Record<string, string>> = {}): string => {
  const all = edited(name, marked, others);
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

describe('a service that acts for anybody', () => {
  const SOURCE = /^Add a condition on the source account of /;
  const IDENTITY = 'data "aws_caller_identity" "me" {}\n';
  const queue = (condition: string, rest = ''): string =>
    `resource "aws_sqs_queue_policy" "q" {\n  policy = jsonencode({\n    Statement = [{\n      Effect    = "Allow"\n      Principal = { Service = "s3.ama|zonaws.com" }\n      Action    = "sqs:SendMessage"\n      Resource  = aws_sqs_queue.q.arn${condition}\n    }]\n  })\n}\n${rest}`;
  const condition = (address: string): string =>
    `\n      Condition = {\n        StringEquals = {\n          "aws:SourceAccount" = ${address}\n        }\n      }`;
  const plain = (text: string): string => text.replace('|', '');

  it('is asked for the account of the module, whose data source is added where there is none', () => {
    const others = { 'identity.tf': IDENTITY };
    expect(one('main.tf', queue(''), SOURCE, others)).toBe(plain(queue(condition('data.aws_caller_identity.me.account_id'))));
    expect(one('main.tf', queue('', 'locals {}\n'), SOURCE)).toBe(
      plain(
        queue(
          condition('data.aws_caller_identity.current.account_id'),
          '\ndata "aws_caller_identity" "current" {}\n\nlocals {}\n',
        ),
      ),
    );
    const elsewhere = { 'a.tf': 'data "aws_caller_identity" "current" {\n  provider = aws.other\n}\n' };
    expect(one('main.tf', queue(''), SOURCE, elsewhere)).toContain('data.aws_caller_identity.this.account_id');
  });
  it('is asked by the ARN of what it acts for, where that is what it sends', () => {
    const text = (rest: string): string =>
      `data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ["s3:Get|Object"]\n    resources = ["\${aws_s3_bucket.b.arn}/*"]\n    principals {\n      type        = "Service"\n      identifiers = ["cloudfront.amazonaws.com"]\n    }\n${rest}  }\n}\n`;
    expect(one('main.tf', text(''), SOURCE, { 'identity.tf': IDENTITY })).toBe(
      plain(
        text(
          '\n    condition {\n      test     = "ArnLike"\n      variable = "aws:SourceArn"\n      values   = ["arn:aws:cloudfront::${data.aws_caller_identity.me.account_id}:distribution/*"]\n    }\n',
        ),
      ),
    );
  });
  it('is asked in a heredoc, a template and a policy file', () => {
    const statement = (service: string, action: string, resource: string, rest = ''): string =>
      `{ "Effect": "Allow", "Principal": { "Service": "${service}" }, "Action": "${action}", "Resource": "${resource}"${rest} }`;
    const heredoc = (rest: string): string =>
      `resource "aws_sns_topic_policy" "t" {\n  policy = <<-EOT\n    { "Statement": [${statement('budgets.amazonaws.com', 'sns:Pub|lish', '${aws_sns_topic.t.arn}', rest)}] }\n  EOT\n}\n`;
    expect(one('main.tf', heredoc(''), SOURCE, { 'identity.tf': IDENTITY })).toBe(
      plain(heredoc(', "Condition": { "StringEquals": { "aws:SourceAccount": "${data.aws_caller_identity.me.account_id}" } }')),
    );
    const yaml = (rest: string): string =>
      `Resources:\n  P:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [q]\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal:\n              Service: events.amaz|onaws.com\n            Action: sqs:SendMessage\n            Resource: !GetAtt Q.Arn\n${rest}`;
    expect(one('t.yaml', yaml(''), SOURCE)).toBe(
      plain(
        yaml(
          '            Condition:\n              ArnLike:\n                aws:SourceArn: !Sub "arn:${AWS::Partition}:events:*:${AWS::AccountId}:rule/*"\n',
        ),
      ),
    );
    const template = (rest: string): string =>
      `{"Resources":{"P":{"Type":"AWS::S3::BucketPolicy","Properties":{"Bucket":"b","PolicyDocument":{"Statement":[${statement('logging.s3.amazonaws.com', 's3:Put|Object', 'arn:aws:s3:::b/*', rest)}]}}}}}`;
    expect(one('t.json', template(''), SOURCE)).toBe(
      plain(template(', "Condition": { "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } }')),
    );
    const file = (resource: string, rest = ''): string => json(statement('s3.amazonaws.com', 'sqs:Send|Message', resource, rest));
    expect(one('p.json', file('arn:aws:sqs:eu-west-1:111122223333:q'), SOURCE)).toBe(
      plain(
        file(
          'arn:aws:sqs:eu-west-1:111122223333:q',
          ', "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } }',
        ),
      ),
    );
    expect(titles('p.json', file('*')).some((title) => SOURCE.test(title))).toBe(false);
  });
  it('is left alone where it is asked already, does not say for whom it acts, or is not alone', () => {
    const offers = (principal: string, action: string, rest = ''): boolean =>
      titles(
        'p.json',
        json(
          `{ "Effect": "Allow", "Principal": ${principal}, "Action": "${action}|", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"${rest} }`,
        ),
      ).some((title) => SOURCE.test(title));
    const s3 = '{ "Service": "s3.amazonaws.com" }';
    expect(offers(s3, 'sqs:SendMessage')).toBe(true);
    expect(offers(s3, 'sqs:SendMessage', ', "Condition": { "ArnLike": { "AWS:SourceArn": "arn:aws:s3:::a" } }')).toBe(false);
    expect(offers('{ "Service": "events.amazonaws.com" }', 'sns:Publish')).toBe(false);
    expect(offers('{ "Service": ["s3.amazonaws.com", "lambda.amazonaws.com"] }', 'sqs:SendMessage')).toBe(false);
    expect(offers('{ "Service": "s3.amazonaws.com", "AWS": "111122223333" }', 'sqs:SendMessage')).toBe(false);
    expect(offers('"*"', 'sqs:SendMessage')).toBe(false);
    expect(offers('{ "Service": "ec2.amazonaws.com" }', 'sts:AssumeRole')).toBe(false);
    const confined =
      'data "aws_iam_policy_document" "p" {\n  statement {\n    actions = ["iam:Pass|Role"]\n    condition {\n      test = "Bool"\n      variable = "aws:SecureTransport"\n      values = ["true"]\n    }\n    condition {\n      test = "StringEquals"\n      variable = "iam:PassedToService"\n      values = ["ecs-tasks.amazonaws.com"]\n    }\n  }\n  statement {\n    actions = ["ecs:RunTask"]\n  }\n}\n';
    expect(titles('main.tf', confined).some((title) => PASS.test(title))).toBe(false);
  });
  it('is the repair of what the rules about it find', () => {
    const analysis = new Analysis(engine, { strict: true, profile: 'strict' });
    const cases = {
      s3: ['aws_s3_bucket_policy', 'logging.s3', 's3:PutObject', 'bucket'],
      sqs: ['aws_sqs_queue_policy', 's3', 'sqs:SendMessage', 'queue_url'],
      sns: ['aws_sns_topic_policy', 's3', 'sns:Publish', 'arn'],
      kms: ['aws_kms_key', 'delivery.logs', 'kms:GenerateDataKey', 'description'],
    } as const;
    for (const [name, [type, service, action, of]] of Object.entries(cases)) {
      const uri = `file:///${name}/main.tf`;
      const text = `resource "${type}" "p" {\n  ${of} = "x"\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "${service}.amazonaws.com" }, Action = "${action}", Resource = "*" }] })\n}\n`;
      analysis.setFile(uri, text, 1);
      const at = text.indexOf(`${service}.amazonaws`);
      const edit = analysis.policyEdits(uri, span(at, at)).find(({ id }) => id === 'source-account');
      const found = (): readonly string[] =>
        analysis
          .report(uri)
          .findings.map(({ rule }) => rule)
          .filter((rule) => edit?.repairs?.includes(rule));
      expect([name, found().length]).toEqual([name, 1]);
      analysis.setFile(uri, applyEdits(text, edit?.edits ?? []), 2);
      expect(found()).toEqual([]);
    }
  });
});

describe('a statement about every resource', () => {
  const NARROW = /^Narrow \* to the /;
  const BUCKETS = 'resource "aws_s3_bucket" "a" {}\nresource "aws_s3_bucket" "b" {}\nresource "aws_sqs_queue" "jobs" {}\n';
  const document = (actions: string, resources: string): string =>
    `data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = [${actions}]\n    resources = ${resources}\n  }\n}\n`;
  const narrowed = (actions: string, others = BUCKETS): string | undefined => {
    const all = edited('main.tf', document(actions, '["*|"]'), { 'resources.tf': others });
    const text = [...all].find(([title]) => NARROW.test(title))?.[1];
    return text === undefined ? undefined : /resources = (\[[^\]]*\])/.exec(text)?.[1];
  };

  it('can be narrowed to what the module declares, with the objects where objects are meant', () => {
    expect(narrowed('"s3:ListBucket"')).toBe('[aws_s3_bucket.a.arn, aws_s3_bucket.b.arn]');
    expect(narrowed('"s3:GetObject", "sqs:SendMessage"')).toBe(
      '["${aws_s3_bucket.a.arn}/*", "${aws_s3_bucket.b.arn}/*", aws_sqs_queue.jobs.arn]',
    );
    expect(narrowed('"dynamodb:Query"', 'resource "aws_dynamodb_table" "t" {}\n')).toBe(
      '["${aws_dynamodb_table.t.arn}/index/*", aws_dynamodb_table.t.arn]',
    );
  });
  it('is left alone where an action takes no resource, or one that is not declared or may not be there', () => {
    expect(narrowed('"s3:GetObject", "s3:ListAllMyBuckets"')).toBeUndefined();
    expect(narrowed('"s3:GetObject", "sns:Publish"')).toBeUndefined();
    expect(narrowed('"s3:*"')).toBeUndefined();
    expect(narrowed('"s3:GetObject", var.more')).toBeUndefined();
    expect(narrowed('"nothing:Here"')).toBeUndefined();
    expect(narrowed('"sqs:SendMessage"', 'resource "aws_sqs_queue" "q" {\n  count = 2\n}\n')).toBeUndefined();
    expect(
      narrowed('"sqs:SendMessage"', 'variable "on" {}\nresource "aws_sqs_queue" "q" {\n  count = var.on ? 1 : 0\n}\n'),
    ).toBeUndefined();
  });
  it('names nothing that needs the policy itself', () => {
    const lambda = (role: string): string =>
      `resource "aws_lambda_function" "f" {\n  role = ${role}\n}\nlocals {\n  role = aws_iam_role.r.arn\n}\nresource "aws_iam_role" "r" {\n  inline_policy {\n    policy = data.aws_iam_policy_document.p.json\n  }\n}\n`;
    expect(narrowed('"lambda:InvokeFunction"', lambda('var.role'))).toBe(
      '[aws_lambda_function.f.arn, "${aws_lambda_function.f.arn}:*"]',
    );
    expect(narrowed('"lambda:InvokeFunction"', lambda('local.role'))).toBeUndefined();
    expect(narrowed('"iam:PassRole"', lambda('var.role'))).toBeUndefined();
  });
  it('is narrowed in each notation', () => {
    const encoded = (resource: string): string =>
      `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = ${resource} }] })\n}\nresource "aws_sqs_queue" "q" {}\n`;
    expect(one('main.tf', encoded('"*|"'), NARROW)).toBe(encoded('aws_sqs_queue.q.arn'));
    const heredoc = (resource: string): string =>
      `resource "aws_iam_policy" "p" {\n  policy = <<-EOT\n    { "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ${resource} }] }\n  EOT\n}\nresource "aws_s3_bucket" "b" {}\n`;
    expect(one('main.tf', heredoc('"*|"'), NARROW)).toBe(heredoc('"${aws_s3_bucket.b.arn}/*"'));
    const yaml = (resource: string): string =>
      `Resources:\n  B:\n    Type: AWS::S3::Bucket\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Action: [s3:GetObject, s3:ListBucket]\n            Resource:${resource}\n`;
    expect(one('t.yaml', yaml(' "*|"'), NARROW)).toBe(yaml('\n              - !Sub "${B.Arn}/*"\n              - !GetAtt B.Arn'));
    const template = (resource: string): string =>
      `{"Resources":{"T":{"Type":"AWS::SNS::Topic"},"P":{"Type":"AWS::IAM::ManagedPolicy","Properties":{"PolicyDocument":{"Statement":[{"Effect":"Allow","Action":"sns:Publish","Resource":${resource}}]}}}}}`;
    expect(one('t.json', template('"*|"'), NARROW)).toBe(template('{ "Fn::GetAtt": ["T", "TopicArn"] }'));
    expect(
      titles('p.json', json('{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*|" }')).filter((title) =>
        NARROW.test(title),
      ),
    ).toEqual([]);
  });
  it('is narrowed in the terms of the module that it stands in', () => {
    const files = {
      'main.tf': 'module "m" {\n  source = "./m"\n}\nresource "aws_sqs_queue" "outer" {}\n',
      'm/queue.tf': 'resource "aws_sqs_queue" "inner" {}\n',
    };
    const all = edited('m/policy.tf', document('"sqs:SendMessage"', '["*|"]'), files);
    expect([...all].find(([title]) => NARROW.test(title))?.[1]).toBe(document('"sqs:SendMessage"', '[aws_sqs_queue.inner.arn]'));
  });
  it('knows forms of ARNs that AWS documents, and attributes that the resources have', () => {
    const catalogue = engine.iam?.();
    for (const form of ARN_FORMS) {
      const types = catalogue?.resourceTypesOfArn(form.split(':')[2] ?? '').map(({ arn }) => arn);
      expect(types).toContain(form);
    }
    for (const [type, attribute] of NAMED_TYPES) expect(engine.schema[type]?.attributes).toContain(attribute);
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
