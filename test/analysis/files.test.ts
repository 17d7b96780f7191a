import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

const uri = (name: string) => `file:///w/${name}`;
const MAIN = uri('main.tf');

const OPEN = '{ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*" }] }';
const SHUT = OPEN.replace('"*", "Action"', '{ "AWS": "arn:aws:iam::123456789012:root" }, "Action"');
const policyFrom = (expression: string) =>
  `resource "aws_s3_bucket" "b" {}\nresource "aws_s3_bucket_policy" "p" {\n  bucket = aws_s3_bucket.b.id\n  policy = ${expression}\n}\n`;

/** A host over texts: answers every need until none is left. */
class Host {
  readonly analysis = new Analysis(engine, { strict: true });
  readonly asked: string[] = [];

  constructor(readonly disk: Map<string, string>) {
    for (const [name, text] of disk) if (/\.tf$/.test(name)) this.analysis.setDiskFile(uri(name), text);
  }

  found(): string[] {
    let report = this.analysis.report(MAIN);
    for (let needs = this.analysis.needs(); needs.length > 0; needs = this.analysis.needs()) {
      for (const need of needs) this.answer(need);
      report = this.analysis.report(MAIN);
    }
    const text = this.analysis.text(MAIN)?.text ?? '';
    return report.findings.map(({ rule, span }) => `${rule} ${text.slice(span.start, span.end)}`);
  }

  private answer(need: string): void {
    this.asked.push(need.slice('file:///w/'.length));
    if (need.endsWith('/**')) {
      const directory = need.slice('file:///w/'.length, -2);
      const names = [...this.disk.keys()]
        .filter((name) => name.startsWith(directory))
        .map((name) => name.slice(directory.length));
      this.analysis.setListing(need, names);
      return;
    }
    const text = this.disk.get(need.slice('file:///w/'.length));
    if (text !== undefined) this.analysis.setDiskFile(need, text);
    this.analysis.markLoaded(need, text === undefined ? 'missing' : undefined);
  }
}

function host(files: Readonly<Record<string, string>>): Host {
  return new Host(new Map(Object.entries(files)));
}

describe('a policy that a function reads from a file', () => {
  it('is judged, and the finding stands where it is read', () => {
    const call = 'file("${path.module}/policy.json")';
    const disk = host({ 'main.tf': policyFrom(call), 'policy.json': OPEN });
    expect(disk.analysis.report(MAIN).findings).toEqual([]);
    expect(disk.analysis.needs()).toEqual([uri('policy.json')]);
    expect(disk.found()).toContain(`aws/s3/policy-public ${call}`);
    const finding = disk.analysis.report(MAIN).findings.find(({ rule }) => rule === 'aws/s3/policy-public');
    expect(finding?.related[0]?.uri).toBe(uri('policy.json'));
    const { span } = finding?.related[0] ?? { span: { start: 0, end: 0 } };
    expect(OPEN.slice(span.start, span.end)).toBe('"*"');
  });

  it('is read again when the file changes; what an editor shows outranks the disk', () => {
    const call = 'file("policy.json")';
    const disk = host({ 'main.tf': policyFrom(call), 'policy.json': SHUT });
    expect(disk.found()).toEqual([]);
    disk.analysis.setFile(uri('policy.json'), OPEN, 1);
    expect(disk.analysis.changedBy(uri('policy.json'))).toContain(MAIN);
    expect(disk.found()).toContain(`aws/s3/policy-public ${call}`);
    disk.analysis.setDiskFile(uri('policy.json'), SHUT);
    expect(disk.found()).toContain(`aws/s3/policy-public ${call}`);
    disk.analysis.closeFile(uri('policy.json'));
    expect(disk.found()).toEqual([]);
  });

  it('may be made from a template with values', () => {
    const template = OPEN.replace('"Principal": "*"', '"Principal": { "AWS": "${who}" }');
    const policy = (who: string) => policyFrom(`templatefile("policy.json.tpl", { who = ${who} })`);
    expect(host({ 'main.tf': policy('"*"'), 'policy.json.tpl': template }).found()).toContain(
      'aws/s3/policy-public templatefile("policy.json.tpl", { who = "*" })',
    );
    const unset = `variable "who" {}\n${policy('var.who')}`;
    expect(host({ 'main.tf': unset, 'policy.json.tpl': template }).found()).toEqual([]);
    expect(host({ 'main.tf': policy('"arn:aws:iam::123456789012:root"'), 'policy.json.tpl': template }).found()).toEqual([]);
  });

  it('is not told where the file cannot be read', () => {
    for (const path of ['/etc/policy.json', '~/policy.json', 'C:/policy.json']) {
      const disk = host({ 'main.tf': policyFrom(`file("${path}")`) });
      expect(disk.found()).toEqual([]);
      expect(disk.asked).toEqual([]);
    }
    const tried = host({ 'main.tf': policyFrom(`try(file("none.json"), jsonencode(${OPEN}))`) });
    expect(tried.found()).toContain(`aws/s3/policy-public "*"`);
    const large = host({ 'main.tf': policyFrom('file("policy.json")'), 'policy.json': OPEN + ' '.repeat(1_000_001) });
    expect(large.found()).toEqual([]);
  });

  it('is the same for a module that is called, which is evaluated again when the file changes', () => {
    const disk = host({
      'main.tf': 'module "m" {\n  source = "./m"\n}\n',
      'm/main.tf': policyFrom('file("${path.module}/policy.json")'),
      'm/policy.json': SHUT,
    });
    const child = uri('m/main.tf');
    disk.found();
    expect(disk.asked).toContain('m/policy.json');
    expect(disk.analysis.report(child).findings).toEqual([]);
    const before = disk.analysis.moduleEvaluations;
    disk.analysis.setDiskFile(uri('m/policy.json'), OPEN);
    expect(disk.analysis.changedBy(uri('m/policy.json'))).toContain(child);
    expect(disk.analysis.report(child).findings.map(({ rule }) => rule)).toContain('aws/s3/policy-public');
    expect(disk.analysis.moduleEvaluations - before).toBe(2);
    // A change elsewhere takes the module over, with what it has read.
    disk.analysis.setFile(MAIN, 'module "m" {\n  source = "./m"\n}\n# x\n', 1);
    expect(disk.analysis.report(child).findings.map(({ rule }) => rule)).toContain('aws/s3/policy-public');
    expect(disk.analysis.moduleEvaluations - before).toBe(3);
  });
});

describe('what exists', () => {
  const buckets = (count: string) =>
    `resource "aws_db_instance" "d" {\n  count               = ${count}\n  publicly_accessible = true\n}\n`;
  const rule = 'aws/rds/instance-not-public';
  const isFound = (disk: Host) => disk.found().some((finding) => finding.startsWith(rule) || finding.includes('aws/rds/'));

  it('is asked of the host by fileexists', () => {
    const text = buckets('fileexists("on.txt") ? 1 : 0');
    const disk = host({ 'main.tf': text });
    expect(isFound(disk)).toBe(false);
    disk.analysis.setDiskFile(uri('on.txt'), 'x');
    expect(isFound(disk)).toBe(true);
    disk.analysis.removeDiskFile(uri('on.txt'));
    expect(isFound(disk)).toBe(false);
  });

  it('is listed for fileset, and again when a file comes or goes', () => {
    const disk = host({ 'main.tf': buckets('length(fileset("${path.module}/on", "**/*.json"))'), 'on/a.txt': '' });
    expect(isFound(disk)).toBe(false);
    expect(disk.asked).toEqual(['on/**']);
    disk.disk.set('on/deep/b.json', '{}');
    expect(disk.analysis.touchListings(uri('on/deep/b.json'), true)).toEqual([uri('on/**')]);
    expect(isFound(disk)).toBe(true);
    disk.disk.delete('on/deep/b.json');
    expect(disk.analysis.touchListings(uri('on/deep'), false)).toEqual([uri('on/**')]);
    expect(isFound(disk)).toBe(false);
    expect(disk.analysis.touchListings(uri('elsewhere.txt'), true)).toEqual([]);
  });
});
