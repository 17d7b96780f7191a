import { describe, expect, it } from 'vitest';
import type { RelatedPlace, ReportedFinding } from '../../server/src/analysis/report';
import { loadRules } from '../../server/src/rules';
import { engineFromSources } from './engine';
import { FOLDER } from './example';
import { analyse } from './rule-tester';

const { engine } = engineFromSources();
/** The rules that are spoken of here; what others say of the same texts is no matter of these tests. */
const SPOKEN_OF = new Set([
  'aws/ec2/security-group-open-admin-ports',
  'aws/ec2/vpc-flow-logs',
  'aws/iam/policy-administrator',
  'aws/kms/key-rotation',
  'aws/rds/instance-not-public',
  'aws/s3/public-acls-not-ignored',
]);
const rules = loadRules(
  engine.rules.filter((rule) => SPOKEN_OF.has(rule.id)),
  'strict',
);

interface Shown {
  readonly rule: string;
  readonly at: string;
  readonly addresses: readonly string[];
  readonly message: string;
  readonly related: readonly string[];
}

/** What is found in files, with the texts of the places. */
function found(files: Readonly<Record<string, string>>): readonly Shown[] {
  const texts = new Map(Object.entries(files));
  const analysis = analyse(engine, rules, texts);
  const textAt = ({ uri, span }: ReportedFinding | RelatedPlace) =>
    (texts.get(uri.slice(FOLDER.length)) ?? '').slice(span.start, span.end);
  return [...texts.keys()].flatMap((name) =>
    analysis.report(FOLDER + name).findings.map((finding) => ({
      rule: finding.rule,
      at: textAt(finding),
      addresses: finding.addresses,
      message: finding.message,
      related: finding.related.map(textAt),
    })),
  );
}

describe('a finding', () => {
  it('is one for all instances of the same text', () => {
    const all = found({ 'main.tf': 'resource "aws_db_instance" "a" {\n  count = 2\n  publicly_accessible = true\n}\n' });
    expect(all).toMatchObject([{ at: 'true' }]);
  });

  it('names the instance of a companion that is at fault, and no other that shares its text', () => {
    const main = `resource "aws_security_group" "g" {}
resource "aws_vpc_security_group_ingress_rule" "r" {
  for_each          = { mail = 25, shell = 22, web = 443, remote = 3389 }
  security_group_id = aws_security_group.g.id
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = each.value
  to_port           = each.value
  ip_protocol       = "tcp"
}
`;
    const rule = 'aws_vpc_security_group_ingress_rule.r';
    expect(found({ 'main.tf': main })).toMatchObject([
      { at: '"0.0.0.0/0"', addresses: [`${rule}["remote"]`, `${rule}["shell"]`] },
    ]);
  });

  it('stands where a variable is used, and leads to its literal', () => {
    const main =
      'variable "open" {\n  default = true\n}\nresource "aws_db_instance" "a" {\n  publicly_accessible = var.open\n}\n';
    expect(found({ 'main.tf': main })).toMatchObject([{ at: 'var.open', related: ['true'] }]);
    const unset = main.replace('  default = true\n', '');
    expect(found({ 'main.tf': unset })).toEqual([]);
  });

  it('names the block that the place stands in, where a resource is made of several', () => {
    const main = `resource "aws_s3_bucket" "a" {
  bucket = "a"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket                  = aws_s3_bucket.a.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = false
  restrict_public_buckets = true
}
`;
    expect(found({ 'main.tf': main })).toMatchObject([{ at: 'false', addresses: ['aws_s3_bucket_public_access_block.b'] }]);
  });

  it('is none where the resource may not exist, and one where all choices are bad', () => {
    const count = 'variable "n" {}\nresource "aws_db_instance" "a" {\n  count = var.n\n  publicly_accessible = true\n}\n';
    expect(found({ 'main.tf': count })).toEqual([]);
    const choice = (a: string, b: string) =>
      found({ 'main.tf': `variable "x" {}\nresource "aws_db_instance" "a" {\n  publicly_accessible = var.x ? ${a} : ${b}\n}\n` });
    expect(choice('true', 'false')).toEqual([]);
    expect(choice('true', '"true"')).toHaveLength(1);
  });

  it('is made of each wrong element', () => {
    const template = `Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }
        - { IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIpv6: '::/0' }
`;
    expect(found({ 'template.yaml': template })).toMatchObject([
      { at: '0.0.0.0/0', message: 'Web lets everybody reach port 22' },
      { at: "'::/0'", message: 'Web lets everybody reach port 3389' },
    ]);
  });

  it('concludes from the known part of a list', () => {
    const main = `variable "more" {}
resource "aws_security_group" "a" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = concat(["0.0.0.0/0"], var.more)
  }
}
`;
    expect(found({ 'main.tf': main })).toMatchObject([{ at: '"0.0.0.0/0"' }]);
  });
});
