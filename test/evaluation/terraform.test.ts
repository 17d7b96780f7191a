import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

function found(files: Readonly<Record<string, string>>) {
  const analysis = new Analysis(engine, { strict: true });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(`file:///w/${name}`, text);
  const textAt = (uri: string, { start, end }: { readonly start: number; readonly end: number }) =>
    `${uri.replace('file:///w/', '')}: ${analysis.text(uri)?.text.slice(start, end)}`;
  return analysis.report('file:///w/main.tf').findings.map(({ rule, uri, span, addresses, related }) => ({
    ...{ rule, at: textAt(uri, span), addresses },
    from: related.map((place) => textAt(place.uri, place.span)),
  }));
}

const group = (cidrs: string) =>
  `variable "clients" {\n  type    = list(string)\n  default = ["10.0.0.0/8"]\n}\nresource "aws_security_group" "g" {\n  ingress {\n    protocol    = "tcp"\n    from_port   = 22\n    to_port     = 22\n    cidr_blocks = ${cidrs}\n  }\n}\n`;

describe('what decides a finding', () => {
  it('may come in from a tfvars file', () => {
    const main = group('var.clients');
    expect(found({ 'main.tf': main })).toEqual([]);
    expect(found({ 'main.tf': main, 'terraform.tfvars': 'clients = ["10.0.0.0/8", "0.0.0.0/0"]\n' })).toEqual([
      {
        rule: 'aws/ec2/security-group-open-admin-ports',
        at: 'main.tf: var.clients',
        addresses: ['aws_security_group.g'],
        from: ['terraform.tfvars: "0.0.0.0/0"'],
      },
    ]);
  });

  it('may stand beside what nobody knows', () => {
    const open = group('concat(["0.0.0.0/0"], var.clients)').replace('  default = ["10.0.0.0/8"]\n', '');
    expect(found({ 'main.tf': open }).map(({ at }) => at)).toEqual(['main.tf: "0.0.0.0/0"']);
    const closed = group('concat(["10.0.0.0/8"], var.clients)').replace('  default = ["10.0.0.0/8"]\n', '');
    expect(found({ 'main.tf': closed })).toEqual([]);
  });

  it('may be switched off with count, and is not decided where count is not', () => {
    const database = (count: string) =>
      `variable "on" {}\nresource "aws_db_instance" "db" {\n  count               = ${count}\n  storage_encrypted   = true\n  publicly_accessible = true\n}\n`;
    expect(found({ 'main.tf': database('false ? 1 : 0') })).toEqual([]);
    expect(found({ 'main.tf': database('var.on ? 1 : 0') })).toEqual([]);
    expect(found({ 'main.tf': database('length(concat(["x"], var.on)) > 0 ? 1 : 0') })[0]?.addresses).toEqual([
      'aws_db_instance.db[0]',
    ]);
  });

  it('may be one of three documents that are merged', () => {
    const main = `locals {
  text = <<-EOT
    { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }
  EOT
}
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::a/*"]
  }
}
data "aws_iam_policy_document" "all" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json, local.text]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "Read", Effect = "Deny", Action = "s3:*", Resource = "*" }] })]
}
resource "aws_iam_policy" "p" {
  policy = data.aws_iam_policy_document.all.json
}
`;
    expect(found({ 'main.tf': main }).filter(({ rule }) => rule === 'aws/iam/policy-administrator')).toEqual([
      {
        rule: 'aws/iam/policy-administrator',
        at: 'main.tf: local.text',
        addresses: ['data.aws_iam_policy_document.all.json'],
        from: ['main.tf: "*"'],
      },
    ]);
  });
});
