import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { policyLenses } from '../../server/src/features/iam/lens';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

/** The lenses of a document, each as the line it stands above and what it says. */
function lenses(name: string, text: string): readonly string[] {
  const analysis = new Analysis(engine, { strict: true });
  const uri = `file:///w/${name}`;
  analysis.setFile(uri, text, 1);
  return policyLenses(text, analysis.policies(uri)).map(({ span, title }) => {
    const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1).split('\n', 1)[0] ?? '';
    return `${line.trim()} | ${title}`;
  });
}

const json = (...statements: readonly string[]): string => `{ "Version": "2012-10-17", "Statement": [${statements.join(', ')}] }`;
/** What is said of a policy in a file of its own. */
const said = (...statements: readonly string[]): string | undefined =>
  lenses('p.json', json(...statements))[0]?.replace(/^.*? \| /, '');

const ALLOW = '"Effect": "Allow"';
const READ = `{ ${ALLOW}, "Action": ["s3:GetObject", "sqs:SendMessage"], "Resource": "arn:aws:s3:::a/*" }`;
const SUM = 's3, sqs · 1 read, 1 write · on named resources only';

describe('the line above a policy', () => {
  it('stands above it wherever it is written', () => {
    expect(lenses('p.json', json(READ))).toEqual([`${json(READ)} | ${SUM}`]);
    const hcl = `data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject", "sqs:SendMessage"]
    resources = ["arn:aws:s3:::a/*"]
  }
}
resource "aws_iam_policy" "use" {
  policy = data.aws_iam_policy_document.d.json
}
resource "aws_iam_policy" "encoded" {
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "sqs:SendMessage"], Resource = "arn:aws:s3:::a/*" }]
  })
}
resource "aws_iam_policy" "here" {
  policy = <<-EOT
    ${json(READ)}
  EOT
}
`;
    expect(lenses('main.tf', hcl)).toEqual([
      `data "aws_iam_policy_document" "d" { | ${SUM}`,
      `policy = jsonencode({ | ${SUM}`,
      `policy = <<-EOT | ${SUM}`,
    ]);
    const statement = (indent: string): string =>
      [
        'Version: "2012-10-17"',
        'Statement:',
        '  - Effect: Allow',
        '    Action: [s3:GetObject, sqs:SendMessage]',
        '    Resource: arn:aws:s3:::a/*',
        '',
      ]
        .map((line, i) => (i === 0 ? line : `${indent}${line}`))
        .join('\n')
        .trimEnd();
    const yaml = `Transform: AWS::Serverless-2016-10-31
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        ${statement('        ')}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      CodeUri: .
      Policies:
        - ${statement('          ')}
`;
    expect(lenses('t.yaml', yaml)).toEqual([`PolicyDocument: | ${SUM}`, `- Version: "2012-10-17" | ${SUM}`]);
    const template = `{"Resources":{"P":{"Type":"AWS::IAM::ManagedPolicy","Properties":{"PolicyDocument":${json(READ)}}}}}`;
    expect(lenses('t.json', template)).toEqual([`${template} | ${SUM}`]);
  });

  const cases: readonly (readonly [what: string, statements: readonly string[], line: string | undefined])[] = [
    ['everything', [`{ ${ALLOW}, "Action": "*", "Resource": "*" }`], 'every action · on any resource'],
    [
      'all but some',
      [`{ ${ALLOW}, "NotAction": ["iam:*", "sts:*"], "Resource": "*" }`],
      'every action but 2 patterns · on any resource',
    ],
    [
      'services beyond four',
      [
        `{ ${ALLOW}, "Action": ["s3:GetObject", "sqs:SendMessage", "sns:Publish", "kms:Decrypt", "lambda:InvokeFunction"], "Resource": "*" }`,
      ],
      's3, sqs, sns, kms and 1 more · 1 read, 4 write · on any resource',
    ],
    ['an action twice', [READ, `{ ${ALLOW}, "Action": "s3:getobject", "Resource": "arn:aws:s3:::b/*" }`], SUM],
    ['actions that no resource can confine', [`{ ${ALLOW}, "Action": "s3:ListAllMyBuckets", "Resource": "*" }`], 's3 · 1 list'],
    [
      'an action that AWS does not document',
      [`{ ${ALLOW}, "Action": ["s3:GetObject", "s3:Nothing"], "Resource": "*" }`],
      's3 · 1 read · on any resource · and more that is not known',
    ],
    ['nothing known', [`{ ${ALLOW}, "Action": "nothing:*", "Resource": "*" }`], undefined],
    ['a denial of something else', [READ, '{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*" }'], SUM],
    [
      'a denial',
      [READ, '{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }'],
      SUM.replace(' · on', ' · partly denied again · on'),
    ],
    [
      'denials only',
      ['{ "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }'],
      'denies organizations · 1 write',
    ],
    [
      'everybody',
      [`{ ${ALLOW}, "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*" }`],
      's3 · 1 read · open to everybody',
    ],
    [
      'the own account',
      [
        `{ ${ALLOW}, "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q" }`,
      ],
      'sqs · 1 write · this account only',
    ],
    [
      'another account',
      [
        `{ ${ALLOW}, "Principal": { "AWS": "arn:aws:iam::444455556666:root" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q" }`,
      ],
      'sqs · 1 write · named outsiders only',
    ],
    [
      'an account of which nothing says whose it is',
      [`{ ${ALLOW}, "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*" }`],
      's3 · 1 read · named outsiders at most',
    ],
  ];
  for (const [what, statements, line] of cases)
    it(`says of ${what} what it comes to`, () => expect(said(...statements)).toBe(line));

  it('says who may assume a role, and of unknown parts that there are some', () => {
    const role = (trust: string): string =>
      `variable "who" { type = string }\nresource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode(${trust})\n}\n`;
    const trust = (principal: string): string =>
      `{ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = ${principal} }] }`;
    expect(lenses('main.tf', role(trust('{ Service = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] }')))).toEqual([
      expect.stringMatching(/ \| assumed by lambda\.amazonaws\.com, edgelambda\.amazonaws\.com · this account only$/),
    ]);
    expect(lenses('main.tf', role(trust('{ AWS = var.who }')))[0]).toMatch(/ \| sts · 1 write · who gets in is not known$/);
    const open = `variable "more" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject", var.more], Resource = "*" }] })\n}\n`;
    expect(lenses('main.tf', open)[0]).toMatch(/ \| s3 · 1 read · on any resource · and more that is not known$/);
  });

  it('tells instances apart that share a text, up to three', () => {
    const text = (services: string): string =>
      `resource "aws_iam_policy" "p" {\n  for_each = toset([${services}])\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = each.value, Resource = "*" }] })\n}\n`;
    const of = (services: string): readonly string[] =>
      lenses('main.tf', text(services)).map((line) => line.replace(/^.*? \| /, ''));
    expect(of('"s3:GetObject", "s3:GetObjectAcl"')).toEqual(['s3 · 1 read · on any resource']);
    expect(of('"s3:GetObject", "sqs:SendMessage", "sns:Publish", "kms:Decrypt"')).toEqual([
      'kms · 1 write · on any resource',
      's3 · 1 read · on any resource',
      'sns · 1 write · on any resource',
      'and 1 more use that differs',
    ]);
  });

  it('says nothing of half a text, and never fails', () => {
    const whole = json(READ, `{ ${ALLOW}, "Principal": "*", "Action": "*" }`);
    for (let cut = 0; cut < whole.length; cut++) expect(() => lenses('p.json', whole.slice(0, cut))).not.toThrow();
  });
});
