import { describe, expect, it } from 'vitest';
import { loadRules } from '../../server/src/rules';
import { engineFromSources } from './engine';
import { FOLDER } from './example';
import { analyse } from './rule-tester';

const { engine } = engineFromSources();
const rules = loadRules(
  engine.rules.filter((rule) => /^aws\/iam\/escalation-/.test(rule.id)),
  'recommended',
);

interface Seen {
  readonly at: string;
  readonly message: string;
  readonly steps: readonly string[];
}

function found(files: Readonly<Record<string, string>>): readonly Seen[] {
  const analysis = analyse(engine, rules, new Map(Object.entries(files)));
  return Object.entries(files).flatMap(([name, text]) =>
    analysis.report(FOLDER + name).findings.map(({ span, message, related }) => ({
      at: text.slice(span.start, span.end),
      message,
      steps: related.map((place) => {
        const file = files[place.uri.slice(FOLDER.length)] ?? '';
        return `${place.message} @ ${file.slice(place.span.start, place.span.end)}`;
      }),
    })),
  );
}

const tf = (text: string) => found({ 'main.tf': text });
const ROLE = 'resource "aws_iam_role" "app" {\n  name = "app"\n  assume_role_policy = jsonencode({})\n}\n';
const allow = (action: string, resource = '"*"', more = '') =>
  `jsonencode({ Statement = [{ Effect = "Allow", Action = "${action}", Resource = ${resource}${more} }] })`;
const deny = (action: string, resource = '"*"', more = '') =>
  `jsonencode({ Statement = [{ Effect = "Deny", Action = "${action}", Resource = ${resource}${more} }] })`;
const inline = (name: string, policy: string, role = 'aws_iam_role.app.name') =>
  `resource "aws_iam_role_policy" "${name}" {\n  role = ${role}\n  policy = ${policy}\n}\n`;

describe('what a principal holds', () => {
  it.each([
    ['an inline policy', inline('p', allow('iam:PutRolePolicy'))],
    [
      'an attachment to several',
      `resource "aws_iam_policy" "p" { policy = ${allow('iam:PutRolePolicy')} }
       resource "aws_iam_policy_attachment" "p" {
         name = "p"
         roles = [aws_iam_role.app.name]
         policy_arn = aws_iam_policy.p.arn
       }`,
    ],
    ['a policy of a role by its literal name', inline('p', allow('iam:PutRolePolicy'), '"app"')],
  ])('of Terraform: %s', (_, text) => {
    expect(tf(ROLE + text)).toMatchObject([{ at: '"iam:PutRolePolicy"', message: expect.stringMatching(/^Role app can /) }]);
    // A Deny in another policy of the same role takes it back.
    expect(tf(`${ROLE}${text}\n${inline('d', deny('iam:*'))}`)).toEqual([]);
  });

  it('of Terraform: blocks and arguments of the role itself', () => {
    const role = (more: string) => `
      resource "aws_iam_policy" "d" { policy = ${deny('iam:*')} }
      resource "aws_iam_role" "app" {
        assume_role_policy = jsonencode({})
        inline_policy {
          name = "p"
          policy = ${allow('iam:PutRolePolicy')}
        }
        ${more}
      }`;
    expect(tf(role(''))).toMatchObject([{ at: '"iam:PutRolePolicy"' }]);
    expect(tf(role('managed_policy_arns = [aws_iam_policy.d.arn]'))).toEqual([]);
  });

  it.each([
    ['aws_iam_group_membership', 'name = "m"\n  group = aws_iam_group.g.name\n  users = [aws_iam_user.u.name]'],
    ['aws_iam_user_group_membership', 'user = aws_iam_user.u.name\n  groups = [aws_iam_group.g.name]'],
  ])('of Terraform: a user is allowed what its groups are (%s)', (type, body) => {
    const text = (second: string) => `
      resource "aws_iam_user" "u" { name = "u" }
      resource "aws_iam_group" "g" { name = "g" }
      resource "${type}" "m" {\n  ${body}\n}
      resource "aws_iam_group_policy" "g" {
        group = aws_iam_group.g.name
        policy = ${allow('iam:PassRole')}
      }
      resource "aws_iam_user_policy" "u" {
        user = aws_iam_user.u.name
        policy = ${allow(second)}
      }`;
    expect(tf(text('cloudformation:CreateStack'))).toMatchObject([
      {
        at: '"iam:PassRole"',
        message:
          'User u can act under any role that the service accepts: it may pass any role to a new CloudFormation stack (iam:PassRole + cloudformation:CreateStack)',
      },
    ]);
    expect(tf(text('cloudformation:DescribeStacks'))).toEqual([]);
  });

  it('of CloudFormation: policies that stand apart', () => {
    const template = (type: string, name: string, action: string, effect = 'Allow') =>
      found({
        'template.yaml': `
Resources:
  App: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  P:
    Type: ${type}
    Properties: { PolicyName: p, ${name}, PolicyDocument: { Statement: [{ Effect: Allow, Action: iam:PassRole, Resource: "*" }] } }
  Q:
    Type: AWS::IAM::ManagedPolicy
    Properties: { Roles: [!Ref App], PolicyDocument: { Statement: [{ Effect: ${effect}, Action: "${action}", Resource: "*" }] } }
`,
      });
    for (const [type, name] of [
      ['AWS::IAM::Policy', 'Roles: [!Ref App]'],
      ['AWS::IAM::RolePolicy', 'RoleName: !Ref App'],
    ] as const) {
      expect(template(type, name, 'glue:CreateDevEndpoint')).toMatchObject([
        { at: 'iam:PassRole', message: expect.stringMatching(/^Role App /) },
      ]);
      expect(template(type, name, 'glue:*', 'Deny')).toEqual([]);
    }
  });

  it('of SAM: the role of a function', () => {
    const template = (more: string) =>
      found({
        'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs22.x
      InlineCode: x
      Policies:
        - Statement: [{ Effect: Allow, Action: iam:PutRolePolicy, Resource: "*" }]
        ${more}
`,
      });
    expect(template('')).toMatchObject([{ at: 'iam:PutRolePolicy' }]);
    expect(template('- Statement: [{ Effect: Deny, Action: iam:Put*, Resource: "*" }]')).toEqual([]);
  });

  it('by a document that several roles share: one finding, and it names them', () => {
    const role = (name: string) =>
      `resource "aws_iam_role" "${name}" { assume_role_policy = jsonencode({}) }\n${inline(name, 'data.aws_iam_policy_document.d.json', `aws_iam_role.${name}.name`)}`;
    const data =
      'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["iam:PutRolePolicy"]\n    resources = ["*"]\n  }\n}\n';
    expect(tf(data + role('a') + role('b'))).toMatchObject([
      { at: '"iam:PutRolePolicy"', message: expect.stringMatching(/^Roles a and b can become administrator: they may /) },
    ]);
  });

  it('in the files of a directory, with a link to each statement', () => {
    expect(
      found({
        'role.tf': `${ROLE}resource "aws_iam_role_policy_attachment" "l" {
          role = aws_iam_role.app.name
          policy_arn = aws_iam_policy.lambda.arn
        }\n${inline('pass', 'data.aws_iam_policy_document.pass.json')}`,
        'pass.tf':
          'data "aws_iam_policy_document" "pass" {\n  statement {\n    actions = ["iam:PassRole"]\n    resources = ["*"]\n  }\n}\n',
        'lambda.tf': `resource "aws_iam_policy" "lambda" { policy = ${allow('lambda:*')} }`,
      }),
    ).toEqual([
      {
        at: '"iam:PassRole"',
        message:
          'Role app can act under any role that the service accepts: it may pass any role to a new Lambda function (iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction); 5 other ways are open',
        steps: [
          '1. iam:PassRole: hands over a role with more permissions than its own @ "iam:PassRole"',
          '2. lambda:CreateFunction: makes a function with code of its own under the role @ "lambda:*"',
          '3. lambda:InvokeFunction: runs the function, which can hand out the credentials of its role @ "lambda:*"',
        ],
      },
    ]);
  });
});

it('moves with the text above it', () => {
  const data =
    'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["iam:PutRolePolicy"]\n    resources = ["*"]\n  }\n}\n';
  const use = inline('p', 'data.aws_iam_policy_document.d.json');
  const analysis = analyse(engine, rules, new Map([['main.tf', ROLE + data + use]]));
  const at = () => analysis.report(`${FOLDER}main.tf`).findings.map(({ span, related }) => [span, related[0]?.span]);
  expect(at()).toHaveLength(1);
  const edits = [
    `# a remark\n${ROLE}${data}${use}`,
    `# a remark\n${ROLE}\n\n${data}${use}`,
    `${ROLE}${data}${inline('d', deny('iam:*'))}${use}`,
  ];
  for (const [i, text] of [...edits, `locals {}\n${ROLE}${data}${use}`].entries()) {
    analysis.setFile(`${FOLDER}main.tf`, text, i + 2);
    const start = text.indexOf('"iam:PutRolePolicy"');
    const span = { start, end: start + '"iam:PutRolePolicy"'.length };
    expect(at()).toEqual(i === 2 ? [] : [[span, span]]);
  }
});

describe('what closes a way', () => {
  const holding = (policy: string) => ROLE + inline('p', policy);
  it.each([
    ['a boundary of its own', `resource "aws_iam_policy" "b" { policy = ${allow('s3:*')} }`, 'aws_iam_policy.b.arn', 0],
    ['a boundary that allows it', `resource "aws_iam_policy" "b" { policy = ${allow('iam:*')} }`, 'aws_iam_policy.b.arn', 1],
    ['a boundary that is not known', 'variable "b" {}', 'var.b', 0],
    ['one of AWS that allows it', '', '"arn:aws:iam::aws:policy/AdministratorAccess"', 1],
    ['one of AWS that is not known', '', '"arn:aws:iam::aws:policy/SecurityAudit"', 0],
  ])('%s', (_, more, boundary, count) => {
    const role = ROLE.replace('}\n', `  permissions_boundary = ${boundary}\n}\n`).replace(
      'jsonencode({  permissions',
      'permissions',
    );
    const text = role.replace(
      /jsonencode\(\{ {2}permissions_boundary = (.*)\n\}\n\)/,
      'jsonencode({})\n  permissions_boundary = $1',
    );
    expect(tf(`${more}\n${text}${inline('p', allow('iam:PutRolePolicy'))}`)).toHaveLength(count);
  });

  it.each([
    ['one resource', allow('iam:PutRolePolicy', '"arn:aws:iam::123456789012:role/other"'), 0],
    ['a folder of roles', allow('iam:PutRolePolicy', '"arn:aws:iam::123456789012:role/team/*"'), 0],
    ['every role of one account', allow('iam:PutRolePolicy', '"arn:aws:iam::123456789012:role/*"'), 1],
    ['its own name', allow('iam:PutRolePolicy', '"arn:aws:iam::123456789012:role/app"'), 1],
    ['its own reference', allow('iam:PutRolePolicy', 'aws_iam_role.app.arn'), 1],
    ['a resource of another kind', allow('iam:PutRolePolicy', '"arn:aws:iam::123456789012:user/*"'), 0],
    ['a condition', allow('iam:PutRolePolicy', '"*"', ', Condition = { StringEquals = { "iam:PermissionsBoundary" = "b" } }'), 0],
    [
      'a condition that everybody meets',
      allow('iam:PutRolePolicy', '"*"', ', Condition = { Bool = { "aws:SecureTransport" = "true" } }'),
      1,
    ],
    ['MFA', allow('iam:PutRolePolicy', '"*"', ', Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }'), 0],
  ])('%s', (_, policy, count) => {
    expect(tf(holding(policy))).toHaveLength(count);
  });

  it.each([
    ['of everything', deny('*'), 0],
    ['of all but reading', 'jsonencode({ Statement = [{ Effect = "Deny", NotAction = ["s3:Get*"], Resource = "*" }] })', 0],
    ['of some roles, but not itself', deny('iam:*', '"arn:aws:iam::*:role/admin"'), 1],
    ['of resources of another kind', deny('*', '"arn:aws:s3:::audit/*"'), 1],
    [
      'of all roles but one',
      'jsonencode({ Statement = [{ Effect = "Deny", Action = "iam:*", NotResource = "arn:aws:iam::1:role/a" }] })',
      0,
    ],
    [
      'under a condition, which may hold',
      deny('iam:*', '"*"', ', Condition = { StringNotEquals = { "aws:SourceVpc" = "vpc-1" } }'),
      0,
    ],
    ['of plain HTTP', deny('*', '"*"', ', Condition = { Bool = { "aws:SecureTransport" = "false" } }'), 1],
    ['of another action', deny('iam:DeleteRole'), 1],
    ['that is not known', 'var.policy', 0],
  ])('a Deny %s', (_, policy, count) => {
    expect(tf(`variable "policy" {}\n${holding(allow('iam:PutRolePolicy'))}${inline('d', policy)}`)).toHaveLength(count);
  });

  it('a Deny of some of those that any is needed of, which may be those that matter', () => {
    const text = holding(allow('iam:UpdateAssumeRolePolicy'));
    expect(tf(text)).toHaveLength(1);
    expect(tf(text + inline('d', deny('iam:*', '"arn:aws:iam::*:role/admin"')))).toEqual([]);
  });

  it('an attached policy that is not known, unless AWS publishes it and it denies nothing', () => {
    const attach = (arn: string) =>
      `resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.app.name\n  policy_arn = ${arn}\n}\n`;
    const text = holding(allow('iam:PutRolePolicy'));
    expect(tf(text + attach('"arn:aws:iam::aws:policy/ReadOnlyAccess"'))).toHaveLength(1);
    expect(tf(text + attach('"arn:aws:iam::aws:policy/AWSDenyAll"'))).toEqual([]);
    expect(tf(text + attach('"arn:aws:iam::123456789012:policy/company"'))).toEqual([]);
    expect(tf(`variable "p" {}\n${text}${attach('var.p')}`)).toEqual([]);
  });

  it('that the policy may not be there', () => {
    const text = `variable "on" { type = bool }\n${holding(allow('iam:PutRolePolicy'))}`;
    expect(tf(text.replace('"p" {', '"p" {\n  count = var.on ? 1 : 0'))).toEqual([]);
  });
});

describe('what is told', () => {
  it('nothing of administrators: a rule of its own reports them', () => {
    expect(tf(ROLE + inline('p', allow('*')) + inline('q', allow('iam:PutRolePolicy')))).toEqual([]);
    expect(tf(ROLE + inline('p', allow('iam:*')))).toEqual([]);
  });

  it('nothing of a policy that is a boundary', () => {
    const user = 'resource "aws_iam_user" "u" {\n  name = "u"\n  permissions_boundary = aws_iam_policy.b.arn\n}\n';
    expect(tf(`${user}resource "aws_iam_policy" "b" { policy = ${allow('iam:PutRolePolicy')} }`)).toEqual([]);
  });

  it('nothing of the policy of a resource, which gives nothing beyond it', () => {
    const text = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'lambda:UpdateFunctionCode', Resource: '*' }],
    });
    expect(found({ 'policy.json': text })).toEqual([]);
  });

  it('of NotAction the element', () => {
    const policy = 'jsonencode({ Statement = [{ Effect = "Allow", NotAction = ["s3:*"], Resource = "*" }] })';
    expect(tf(ROLE + inline('p', policy))).toMatchObject([{ at: '["s3:*"]' }]);
  });

  it('of a policy that is one of several only what all of them say', () => {
    const text = (other: string) =>
      `variable "on" { type = bool }\n${ROLE}${inline('p', `var.on ? ${allow('iam:PutRolePolicy')} : ${other}`)}`;
    expect(tf(text(allow('s3:GetObject')))).toEqual([]);
    expect(tf(text(allow('iam:PutRolePolicy')))).toHaveLength(1);
  });

  it('a policy attached to a role that nobody knows counts alone', () => {
    expect(tf(inline('p', allow('iam:PutRolePolicy'), 'data.aws_iam_role.other.name'))).toMatchObject([
      { message: expect.stringMatching(/^Whoever holds p can /) },
    ]);
    // It may be the role that has a Deny.
    const fenced = ROLE + inline('d', deny('iam:*'));
    expect(tf(`variable "role" {}\n${fenced}${inline('p', allow('iam:PutRolePolicy'), 'var.role')}`)).toEqual([]);
  });
});
