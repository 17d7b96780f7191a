import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

/** The access of the principal whose block begins at `at`. */
function accessOf(text: string, at: string, name = 'main.tf') {
  const analysis = new Analysis({ ...engine, rules: [] }, { strict: true });
  analysis.setFile(`file:///w/${name}`, text, 1);
  return analysis.access(`file:///w/${name}`, text.indexOf(at) + 1);
}

/** `s3 Read: everywhere GetObject`, a line for each list that is not empty. */
function lines(text: string, at: string, name?: string): readonly string[] {
  return (
    accessOf(text, at, name)?.access.services.flatMap(({ prefix, levels }) =>
      levels.flatMap(({ level, everywhere, named, conditional, perhaps }) =>
        Object.entries({ everywhere, named, conditional, perhaps }).flatMap(([reach, actions]) =>
          actions.length > 0 ? `${prefix} ${level}: ${reach} ${actions.length > 3 ? actions.length : actions.join(' ')}` : [],
        ),
      ),
    ) ?? []
  );
}

const role = (statements: string, more = '') => `
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({})
  ${more}
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Statement = [${statements}] })
}
`;

describe('what a role may do', () => {
  it('by service and level, everywhere or on what is named, or under a condition', () => {
    const text = role(`
      { Effect = "Allow", Action = ["s3:GetObject", "s3:PutBucketPolicy"], Resource = "*" },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:123456789012:orders" },
      { Effect = "Allow", Action = "sns:Publish", Resource = "*", Condition = { StringEquals = { "aws:SourceVpc" = "vpc-1" } } }`);
    expect(lines(text, 'resource "aws_iam_role"')).toEqual([
      's3 Permissions management: everywhere PutBucketPolicy',
      's3 Read: everywhere GetObject',
      'sns Write: conditional Publish',
      'sqs Write: named SendMessage',
    ]);
    expect(accessOf(text, 'resource "aws_iam_role"')).toMatchObject({
      kind: 'role',
      address: 'aws_iam_role.app',
      ways: [],
      undecided: false,
      access: { complete: true },
    });
  });

  it('after denials and the boundary', () => {
    const allow = '{ Effect = "Allow", Action = ["s3:GetObject", "s3:DeleteBucket", "iam:GetRole"], Resource = "*" }';
    const at = 'resource "aws_iam_role"';
    expect(lines(role(`${allow}, { Effect = "Deny", Action = "s3:Delete*", Resource = "*" }`), at)).toEqual([
      'iam Read: everywhere GetRole',
      's3 Read: everywhere GetObject',
    ]);
    expect(lines(role(allow, 'permissions_boundary = "arn:aws:iam::aws:policy/PowerUserAccess"'), at)).toEqual([
      's3 Write: everywhere DeleteBucket',
      's3 Read: everywhere GetObject',
    ]);
  });

  it('as far as it is known', () => {
    const unset = `variable "a" {}\n${role('{ Effect = "Allow", Action = "s3:GetObject", Resource = var.a }')}`;
    expect(lines(unset, 'resource "aws_iam_role"')).toEqual(['s3 Read: perhaps GetObject']);
    const other = `${role('{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }')}
resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}`;
    expect(accessOf(other, 'resource "aws_iam_role"')?.access.complete).toBe(false);
  });

  it('and how it leads to administrator, step by step', () => {
    const text = `
Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: p
          PolicyDocument: { Statement: [{ Effect: Allow, Action: [iam:PassRole, cloudformation:CreateStack], Resource: "*" }] }
`;
    const found = accessOf(text, 'Deploy:', 'template.yaml');
    expect(found?.ways).toMatchObject([
      {
        id: 'cloudformation-001',
        way: 'pass any role to a new CloudFormation stack',
        steps: [
          { message: expect.stringMatching(/^1\. iam:PassRole: /) },
          { message: expect.stringMatching(/^2\. cloudformation:CreateStack: /) },
        ],
      },
    ]);
    const [first] = found?.ways[0]?.steps ?? [];
    expect(text.slice(first?.span.start, first?.span.end)).toBe('iam:PassRole');
  });

  it('of an administrator everything', () => {
    const text = role('{ Effect = "Allow", Action = "*", Resource = "*" }');
    const access = accessOf(text, 'resource "aws_iam_role"')?.access;
    expect(access?.services.length).toBeGreaterThan(300);
    expect(access?.services.every(({ levels }) => levels.every((one) => one.everywhere.length === one.of))).toBe(true);
  });

  it('nothing where no principal stands', () => {
    expect(accessOf('resource "aws_s3_bucket" "b" {}', 'resource')).toBeUndefined();
  });
});
