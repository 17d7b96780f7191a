import { describe, expect, it } from 'vitest';
import { computeFix } from '../../server/src/fixes';
import type { Intent, PropertyPath } from '../../server/src/resources';
import { applyEdits } from '../../server/src/text';
import { boolValue, textOrigin } from '../../server/src/values';
import { fix, set, worldOf } from './terraform-world';

const remove = (path: PropertyPath): Intent => ({ kind: 'remove', path });
const append = (path: PropertyPath, value: Extract<Intent, { kind: 'append' }>['value']): Intent => ({
  kind: 'append',
  path,
  value,
});

const group = (rules: string) => `resource "aws_security_group" "g" {\n  name = "g"\n${rules}}\n`;

function fixed(text: string, address: string, ...intents: Intent[]): string {
  const result = fix({ 'main.tf': text }, { [address]: intents });
  return 'refused' in result ? `refused: ${result.refused}` : String((result as Record<string, string>)['main.tf']);
}

describe('where a fix of Terraform goes', () => {
  it('removes one of the addresses of a rule', () => {
    const rule = (blocks: string) =>
      group(
        `\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ${blocks}\n  }\n`,
      );
    expect(fixed(rule('["10.0.0.0/8", "0.0.0.0/0"]'), 'aws_security_group.g', remove(['SecurityGroupIngress', 1]))).toBe(
      rule('["10.0.0.0/8"]'),
    );
  });

  it('removes a rule of which the only address goes', () => {
    const rule =
      '\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n';
    const other =
      '\n  ingress {\n    from_port   = 443\n    to_port     = 443\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n';
    expect(fixed(group(rule + other), 'aws_security_group.g', remove(['SecurityGroupIngress', 0]))).toBe(group(other));
  });

  it('changes an address of the second rule', () => {
    const rule = (first: string, second: string) =>
      group(
        [first, second]
          .map(
            (one) =>
              `\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["${one}"]\n  }\n`,
          )
          .join(''),
      );
    expect(
      fixed(rule('10.0.0.0/8', '0.0.0.0/0'), 'aws_security_group.g', set('SecurityGroupIngress.1.CidrIp', '10.1.0.0/16')),
    ).toBe(rule('10.0.0.0/8', '10.1.0.0/16'));
  });

  it('changes an element of a list that a variable holds', () => {
    const text = (range: string) =>
      `variable "ranges" {\n  default = ["10.0.0.0/8", "${range}"]\n}\n\n${group('\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = var.ranges\n  }\n')}`;
    expect(fixed(text('0.0.0.0/0'), 'aws_security_group.g', set('SecurityGroupIngress.1.CidrIp', '10.1.0.0/16'))).toBe(
      text('10.1.0.0/16'),
    );
  });

  const policy = (document: string) => `resource "aws_s3_bucket_policy" "p" {\n  bucket = "b"\n  policy = ${document}\n}\n`;
  const holder = (text: string): string => {
    const found = worldOf({ 'main.tf': text }).graph.resources.find(
      (one) => one.get(['PolicyDocument', 'Statement', 0]).kind === 'map',
    );
    return found?.address ?? 'nothing';
  };
  const documentFix = (text: string, ...intents: Intent[]) => fixed(text, holder(text), ...intents);

  it('adds to a document in jsonencode', () => {
    const before = policy(
      'jsonencode({\n    Statement = [\n      {\n        Effect = "Allow"\n        Action = ["s3:*"]\n      }\n    ]\n  })',
    );
    expect(documentFix(before, set('PolicyDocument.Statement.0.Condition.Bool', { 'aws:SecureTransport': 'true' }))).toBe(
      policy(
        'jsonencode({\n    Statement = [\n      {\n        Effect = "Allow"\n        Action = ["s3:*"]\n        Condition = {\n          Bool = {\n            "aws:SecureTransport" = "true"\n          }\n        }\n      }\n    ]\n  })',
      ),
    );
    expect(documentFix(before, append(['PolicyDocument', 'Statement', 0, 'Action'], 's3:Get*'))).toBe(
      before.replace('["s3:*"]', '["s3:*", "s3:Get*"]'),
    );
  });

  it('adds to and removes from a document in a heredoc', () => {
    const before = policy(
      '<<-EOT\n    {\n      "Statement": [\n        {\n          "Effect": "Allow",\n          "Resource": ["${aws_s3_bucket.b.arn}", "*"]\n        }\n      ]\n    }\n  EOT',
    );
    expect(documentFix(before, remove(['PolicyDocument', 'Statement', 0, 'Resource', 1]))).toBe(before.replace(', "*"', ''));
    expect(documentFix(before, remove(['PolicyDocument', 'Statement', 0, 'Resource', 0]))).toBe(
      before.replace('"${aws_s3_bucket.b.arn}", ', ''),
    );
    expect(documentFix(before, set('PolicyDocument.Statement.0.Sid', 'for ${aws:username}'))).toBe(
      before.replace('"*"]\n', () => '"*"],\n          "Sid": "for $${aws:username}"\n'),
    );
    expect(documentFix(before, set('PolicyDocument.Statement.0.Resource.0', 'x'))).toMatch(/^refused/);
  });

  it('leaves a document in a quoted string alone', () => {
    const before = policy('"{\\"Statement\\": [{\\"Effect\\": \\"Allow\\"}]}"');
    expect(documentFix(before, set('PolicyDocument.Statement.0.Effect', 'Deny'))).toMatch(/^refused/);
  });

  it('changes the data source that renders a document', () => {
    const text = (actions: string) =>
      `data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = [${actions}]\n    resources = ["arn:aws:s3:::b/*"]\n  }\n}\n\n${policy('data.aws_iam_policy_document.d.json')}`;
    const before = text('"s3:GetObject", "s3:*"');
    const wanted = set('PolicyDocument.Statement.0.Action.1', 's3:PutObject');
    expect(documentFix(before, wanted)).toBe(text('"s3:GetObject", "s3:PutObject"'));
    const shared = `${before}\noutput "o" {\n  value = data.aws_iam_policy_document.d.json\n}\n`;
    expect(documentFix(shared, wanted)).toMatch(/^refused/);
  });

  it('changes a document in a local that nothing else reads', () => {
    const text = (effect: string) =>
      `locals {\n  doc = jsonencode({ Statement = [{ Effect = "${effect}" }] })\n}\n\n${policy('local.doc')}`;
    expect(documentFix(text('Allow'), set('PolicyDocument.Statement.0.Effect', 'Deny'))).toBe(text('Deny'));
  });

  describe('the own element of an instance', () => {
    /** What a fix makes of the text when the value `true` was read at the last `use` in it. */
    const fixedBehind = (text: string, literal: string, use: string): string => {
      const world = worldOf({ 'main.tf': text });
      const [declared] = world.graph.ofType('AWS::RDS::DBInstance');
      if (!declared) throw new Error('it is declared');
      const at = (part: string, start: number) => ({ start, end: start + part.length });
      const via = textOrigin('file:///m/main.tf', at(use, text.lastIndexOf(use)));
      const origin = { ...textOrigin('file:///m/main.tf', at(literal, text.indexOf(literal))), via };
      const resource = Object.assign(Object.create(declared), { get: () => boolValue(true, origin) });
      const result = computeFix({ title: 'Fix', safe: true, resource, intents: [set('PubliclyAccessible', false)] }, world);
      if ('refused' in result) return `refused: ${result.refused}`;
      return applyEdits(text, result.edits.get('file:///m/main.tf') ?? []);
    };
    const instances = (each: string, use: string) =>
      `resource "aws_db_instance" "d" {\n  for_each = ${each}\n\n  publicly_accessible = ${use}\n}\n`;

    it('is changed in for_each', () => {
      expect(fixedBehind(instances('{ a = { open = true } }', 'each.value.open'), 'true', 'each.value.open')).toBe(
        instances('{ a = { open = false } }', 'each.value.open'),
      );
      expect(fixedBehind(instances('{ a = true }', 'each.value'), 'true', 'each.value')).toBe(
        instances('{ a = false }', 'each.value'),
      );
    });

    it('is left where the instance reads it twice', () => {
      const twice = instances('{ a = { open = true } }', 'each.value.open\n  multi_az            = each.value.open');
      expect(fixedBehind(twice, 'true', 'each.value.open')).toMatch(/^refused/);
    });

    it('is left where it is the key', () => {
      expect(fixedBehind(instances('toset(["true"])', 'each.value'), '"true"', 'each.value')).toMatch(/^refused/);
      expect(fixedBehind(instances('toset(["true"])', 'each.key'), '"true"', 'each.key')).toMatch(/^refused/);
    });
  });
});
