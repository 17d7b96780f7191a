import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ashlar, folder } from './run';

const PUBLIC_POLICY = 'aws/s3/policy-public';
const OPEN = '{ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*" }] }';
const policyFrom = (name: string, expression: string) =>
  `resource "aws_s3_bucket" "${name}" {}\nresource "aws_s3_bucket_policy" "${name}" {\n  bucket = aws_s3_bucket.${name}.id\n  policy = ${expression}\n}\n`;

/** The addresses at which a public policy is found. */
function found(directory: string): unknown[] {
  const { out, err } = ashlar(directory, 'scan', '--format', 'json', '.');
  expect(err).toBe('');
  const report: { files: { findings: { rule: string; line?: number }[]; path: string }[] } = JSON.parse(out);
  return report.files.flatMap(({ path, findings }) => findings.filter(({ rule }) => rule === PUBLIC_POLICY).map(() => path));
}

describe('files that functions read', () => {
  it('are read for a scan, whatever they are called', () => {
    const directory = folder({
      'a/main.tf': policyFrom('a', 'file("${path.module}/policy.txt")'),
      'a/policy.txt': OPEN,
      'b/main.tf': policyFrom('b', 'templatefile("${path.module}/t/policy.tftpl", { who = "*" })'),
      'b/t/policy.tftpl': OPEN.replace('"Principal": "*"', '"Principal": "${who}"'),
      'c/main.tf': policyFrom('c', 'file(one(fileset(path.module, "*.policy")))'),
      'c/x.policy': OPEN,
      'd/main.tf': policyFrom('d', `try(file("none.json"), jsonencode(${OPEN}))`),
    });
    expect(found(directory)).toEqual(['a/main.tf', 'b/main.tf', 'c/main.tf', 'd/main.tf']);
  });

  it('lie in the repository once links are resolved', () => {
    const outside = folder({ 'policy.json': OPEN, 'all/x.policy': OPEN });
    const directory = folder({
      'a/main.tf': policyFrom('a', 'file("${path.module}/linked.json")'),
      'b/main.tf': policyFrom('b', 'file("${path.module}/all/x.policy")'),
      'c/main.tf': policyFrom('c', `file("${join(outside, 'policy.json')}")`),
      'd/main.tf': policyFrom('d', 'file("${path.module}/../../policy.json")'),
      'e/main.tf': policyFrom('e', `fileexists("${'${path.module}'}/linked.json") ? "{}" : jsonencode(${OPEN})`),
    });
    symlinkSync(join(outside, 'policy.json'), join(directory, 'a/linked.json'));
    symlinkSync(join(outside, 'all'), join(directory, 'b/all'));
    symlinkSync(join(outside, 'policy.json'), join(directory, 'e/linked.json'));
    symlinkSync('policy.txt', join(directory, 'a/dangling.json'));
    expect(found(directory)).toEqual([]);
  });
});
