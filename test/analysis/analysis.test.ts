import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import type { EngineData } from '../../server/src/engine-data';
import { applyEdits } from '../../server/src/text';
import { engine } from './engine';

const open = (name: string) =>
  `resource "aws_db_instance" "${name}" {\n  storage_encrypted   = true\n  publicly_accessible = true\n}\n`;
const sound = (name: string) =>
  `resource "aws_db_instance" "${name}" {\n  storage_encrypted   = true\n  publicly_accessible = false\n}\n`;

function workspace(files: Readonly<Record<string, string>>, data: EngineData = engine) {
  const analysis = new Analysis(data, { strict: true });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(`file:///w/${name}`, text);
  return analysis;
}
const uri = (name: string) => `file:///w/${name}`;
/** Findings as rule and underlined text. */
function found(analysis: Analysis, name: string) {
  const text = analysis.text(uri(name))?.text ?? '';
  return analysis.report(uri(name)).findings.map(({ rule, span }) => `${rule} ${text.slice(span.start, span.end)}`);
}

describe('reports', () => {
  it('holds findings with their place, in the order of the text', () => {
    const analysis = workspace({ 'main.tf': `${open('a')}\nresource "aws_db_instance" "b" {\n}\n` });
    expect(found(analysis, 'main.tf')).toEqual(['aws/rds/public true', 'aws/rds/unencrypted "aws_db_instance" "b"']);
    expect(analysis.report(uri('main.tf')).findings[0]).toMatchObject({
      severity: 'high',
      addresses: ['aws_db_instance.a'],
      message: 'a: PubliclyAccessible is not false',
      fix: { title: 'Set PubliclyAccessible', safe: false },
    });
  });

  it('leads from a finding to the literal elsewhere', () => {
    const analysis = workspace({
      'variables.tf': 'variable "open" {\n  default = true\n}\n',
      'main.tf': 'resource "aws_db_instance" "a" {\n  storage_encrypted   = true\n  publicly_accessible = var.open\n}\n',
    });
    expect(found(analysis, 'main.tf')).toEqual(['aws/rds/public var.open']);
    expect(analysis.report(uri('main.tf')).findings[0]?.related[0]).toMatchObject({
      uri: uri('variables.tf'),
      span: { start: 30, end: 34 },
    });
  });

  it('is empty for what is not ours', () => {
    const analysis = workspace({ 'notes.txt': 'x', 'values.yaml': 'replicas: 3\n', 'package.json': '{"name": "x"}' });
    for (const name of ['notes.txt', 'values.yaml', 'package.json', 'nowhere.tf']) {
      expect(analysis.report(uri(name))).toMatchObject({ kind: 'other', findings: [], problems: [], failures: [] });
    }
    expect(analysis.evaluations).toBe(0);
  });

  it('tells the kinds apart', () => {
    const analysis = workspace({
      'a.tf': '',
      'b.tofu': '',
      'c.tf.json': '{}',
      'd.auto.tfvars': '',
      '.terraform.lock.hcl': '',
      'e.yaml': 'Resources:\n  A:\n    Type: AWS::RDS::DBInstance\n',
      'f.json': '{"Resources": {"A": {"Type": "AWS::RDS::DBInstance"}}}',
      'g.template': 'AWSTemplateFormatVersion: "2010-09-09"\nResources: {}\n',
      'h.json': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
    });
    const kinds = [
      'a.tf',
      'b.tofu',
      'c.tf.json',
      'd.auto.tfvars',
      '.terraform.lock.hcl',
      'e.yaml',
      'f.json',
      'g.template',
      'h.json',
    ];
    expect(kinds.map((name) => analysis.report(uri(name)).kind)).toEqual([
      'terraform',
      'terraform',
      'terraform-json',
      'tfvars',
      'lock-file',
      'cloudformation',
      'cloudformation',
      'cloudformation',
      'policy',
    ]);
  });

  it('judges a template', () => {
    const text =
      'Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      StorageEncrypted: true\n      PubliclyAccessible: true\n';
    expect(found(workspace({ 'db.yaml': text }), 'db.yaml')).toEqual(['aws/rds/public true']);
  });

  it('lists what the language would refuse, and judges the rest', () => {
    const analysis = workspace({ 'main.tf': `${open('a')}resource "aws_db_instance" "b" {\n  storage_encrypted =\n}\n` });
    expect(analysis.report(uri('main.tf')).problems.length).toBeGreaterThan(0);
    expect(found(analysis, 'main.tf')).toEqual(['aws/rds/public true']);
  });

  it('prefers a .tofu file to the .tf file of the same name', () => {
    const analysis = workspace({ 'main.tf': open('a'), 'main.tofu': sound('a') });
    expect(found(analysis, 'main.tf')).toEqual([]);
    expect(found(analysis, 'main.tofu')).toEqual([]);
  });
});

describe('memory of what was judged', () => {
  it('judges a directory again only when one of its texts changes', () => {
    const analysis = workspace({
      'a/one.tf': open('a'),
      'a/two.tf': open('b'),
      'b/main.tf': open('c'),
      't.yaml': 'Resources:\n  A: {Type: AWS::X::Y}\n',
    });
    const all = ['a/one.tf', 'a/two.tf', 'b/main.tf', 't.yaml'];
    for (const name of all) analysis.report(uri(name));
    expect(analysis.evaluations).toBe(3);
    for (const name of all) analysis.report(uri(name));
    expect(analysis.evaluations).toBe(3);
    analysis.setFile(uri('a/one.tf'), open('a'), 1);
    for (const name of all) analysis.report(uri(name));
    expect(analysis.evaluations).toBe(3);
    analysis.setFile(uri('a/one.tf'), sound('a'), 2);
    for (const name of all) analysis.report(uri(name));
    expect(analysis.evaluations).toBe(4);
    expect(analysis.changedBy(uri('a/one.tf')).toSorted()).toEqual([uri('a/one.tf'), uri('a/two.tf')]);
    expect(analysis.changedBy(uri('t.yaml'))).toEqual([uri('t.yaml')]);
  });

  it('gives the same report as long as nothing in it has changed', () => {
    const analysis = workspace({ 'one.tf': open('a'), 'two.tf': open('b') });
    const before = analysis.report(uri('two.tf'));
    analysis.setFile(uri('one.tf'), `# words\n${open('a')}`, 1);
    expect(analysis.report(uri('two.tf'))).toBe(before);
    analysis.setFile(uri('one.tf'), sound('a'), 2);
    analysis.setFile(uri('one.tf'), sound('c'), 3);
    expect(analysis.report(uri('two.tf'))).toBe(before);
    expect(analysis.evaluations).toBe(3);
  });

  it('carries the newest version even when the text is the same', () => {
    const analysis = workspace({});
    analysis.setFile(uri('a.tf'), open('a'), 1);
    expect(analysis.report(uri('a.tf')).version).toBe(1);
    analysis.setFile(uri('a.tf'), open('a'), 7);
    expect(analysis.report(uri('a.tf')).version).toBe(7);
    expect(analysis.evaluations).toBe(1);
  });

  it('does not evaluate again for a file of values that Terraform is not told of, but for the lock file', () => {
    const analysis = workspace({ 'main.tf': open('a') });
    analysis.report(uri('main.tf'));
    analysis.setDiskFile(uri('x.tfvars'), 'a = 1');
    analysis.report(uri('main.tf'));
    expect(analysis.evaluations).toBe(1);
    analysis.setDiskFile(
      uri('.terraform.lock.hcl'),
      'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.0.0"\n}\n',
    );
    analysis.report(uri('main.tf'));
    expect(analysis.evaluations).toBe(2);
  });
});

describe('documents', () => {
  it('lets an open document outrank the disk', () => {
    const analysis = workspace({ 'main.tf': open('a') });
    analysis.setFile(uri('main.tf'), sound('a'), 1);
    expect(found(analysis, 'main.tf')).toEqual([]);
    analysis.setDiskFile(uri('main.tf'), open('b'));
    expect(found(analysis, 'main.tf')).toEqual([]);
    analysis.closeFile(uri('main.tf'));
    expect(found(analysis, 'main.tf')).toEqual(['aws/rds/public true']);
    expect(analysis.report(uri('main.tf')).version).toBeLessThan(0);
  });

  it('keeps an open document whose file is deleted, and forgets it when it is closed', () => {
    const analysis = workspace({ 'main.tf': open('a') });
    analysis.setFile(uri('main.tf'), open('a'), 1);
    analysis.removeDiskFile(uri('main.tf'));
    expect(found(analysis, 'main.tf')).toHaveLength(1);
    analysis.closeFile(uri('main.tf'));
    expect(analysis.report(uri('main.tf'))).toMatchObject({ kind: 'other', findings: [] });
    expect(analysis.uris()).toEqual([]);
  });

  it('takes every spelling of a URI for the same document', () => {
    const analysis = new Analysis(engine, { strict: true });
    analysis.setDiskFile('file:///C:/w/main.tf', sound('a'));
    analysis.setFile('file:///c%3A/w/main.tf', open('a'), 1);
    expect(analysis.uris()).toEqual(['file:///c:/w/main.tf']);
    expect(analysis.report('file:///c:/w/./main.tf').findings).toHaveLength(1);
  });

  it('follows a file that becomes a template and ceases to be one', () => {
    const analysis = workspace({});
    analysis.setFile(uri('x.yaml'), 'a: 1\n', 1);
    expect(analysis.report(uri('x.yaml')).kind).toBe('other');
    analysis.setFile(
      uri('x.yaml'),
      'Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      PubliclyAccessible: true\n',
      2,
    );
    expect(found(analysis, 'x.yaml')).toContain('aws/rds/public true');
    analysis.setFile(uri('x.yaml'), 'a: 1\n', 3);
    expect(analysis.report(uri('x.yaml'))).toMatchObject({ kind: 'other', findings: [], version: 3 });
  });

  it('asks for the directory of an open file until it is answered', () => {
    const analysis = new Analysis(engine, { strict: true });
    analysis.setFile(uri('m/main.tf'), open('a'), 1);
    expect(analysis.needs()).toEqual([uri('m/')]);
    analysis.markLoaded(uri('m/'));
    expect(analysis.needs()).toEqual([]);
    analysis.setDiskFile(uri('closed/main.tf'), open('a'));
    analysis.report(uri('closed/main.tf'));
    expect(analysis.needs()).toEqual([]);
  });
});

describe('internal errors', () => {
  // A mapping that no build makes: the evaluation falls over it.
  const broken: EngineData = {
    ...engine,
    schema: new Proxy(
      {},
      {
        get() {
          throw new Error('no schema today');
        },
      },
    ),
  };

  it('are caught per configuration and listed', () => {
    const analysis = new Analysis(broken);
    analysis.setFile(uri('main.tf'), open('a'), 1);
    const report = analysis.report(uri('main.tf'));
    expect(report.findings).toEqual([]);
    expect(report.failures[0]).toMatchObject({ configuration: uri(''), message: 'no schema today' });
    expect(analysis.fixAll(uri('main.tf'), { unsafe: true })).toHaveProperty('refused');
    expect(analysis.describe(uri('main.tf'), 20)).toBeUndefined();
  });

  it('escape in strict mode', () => {
    const analysis = new Analysis(broken, { strict: true });
    analysis.setFile(uri('main.tf'), open('a'), 1);
    expect(() => analysis.report(uri('main.tf'))).toThrow('no schema today');
  });
});

describe('fixes', () => {
  it('repairs a finding, for the version that was judged', () => {
    const analysis = workspace({});
    analysis.setFile(uri('main.tf'), open('a'), 4);
    const [finding] = analysis.report(uri('main.tf')).findings;
    const fix = finding && analysis.fixFor(finding);
    if (!fix || 'refused' in fix) throw new Error('no fix');
    expect(fix.versions.get(uri('main.tf'))).toBe(4);
    expect(applyEdits(open('a'), fix.edits.get(uri('main.tf')) ?? [])).toBe(sound('a'));
  });

  it('repairs findings of closed files, whose resources were dropped', () => {
    const analysis = workspace({ 'a/main.tf': open('a'), 'b/main.tf': open('b'), 'c/main.tf': open('c') });
    const findings = ['a', 'b', 'c'].flatMap((name) => analysis.report(uri(`${name}/main.tf`)).findings);
    expect(findings).toHaveLength(3);
    for (const finding of findings) expect(analysis.fixFor(finding)).toHaveProperty('edits');
  });

  it('refuses a finding of an older text', () => {
    const analysis = workspace({ 'main.tf': open('a') });
    const [finding] = analysis.report(uri('main.tf')).findings;
    analysis.setFile(uri('main.tf'), sound('a'), 1);
    expect(finding && analysis.fixFor(finding)).toHaveProperty('refused');
  });

  it('repairs everything, in rounds, as edits of the original text', () => {
    const text =
      'resource "aws_db_instance" "a" {\n  publicly_accessible = true\n}\n\nresource "aws_db_instance" "b" {\n  publicly_accessible = true\n}\n';
    const analysis = workspace({ 'main.tf': text });
    const safe = analysis.fixAll(uri('main.tf'), { unsafe: false });
    if ('refused' in safe) throw new Error(safe.refused);
    expect(safe).toMatchObject({ fixed: 2, safe: true });
    expect(safe.left.map(({ rule }) => rule)).toEqual(['aws/rds/public', 'aws/rds/public']);
    const all = analysis.fixAll(uri('main.tf'), { unsafe: true });
    if ('refused' in all) throw new Error(all.refused);
    expect(all).toMatchObject({ fixed: 4, left: [] });
    const repaired = applyEdits(text, all.edits.get(uri('main.tf')) ?? []);
    const again = workspace({ 'main.tf': repaired });
    expect(again.report(uri('main.tf')).findings).toEqual([]);
    const nothing = again.fixAll(uri('main.tf'), { unsafe: true });
    expect('refused' in nothing || nothing.edits.size).toBe(0);
  });

  it('leaves suppressed findings alone', () => {
    const text = `# ashlar:ignore aws/rds/public a honeypot\n${open('a')}`;
    const fix = workspace({ 'main.tf': text }).fixAll(uri('main.tf'), { unsafe: true });
    expect('refused' in fix || fix.edits.size).toBe(0);
  });
});

describe('what Ashlar sees', () => {
  const text = `variable "open" {}
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
resource "aws_db_instance" "a" {
  publicly_accessible = var.open
  password            = var.secret
}

# the end
`;

  it("is the resource in the cloud's own terms, with reasons and without secrets", () => {
    const analysis = workspace({ 'main.tf': text });
    const seen = analysis.describe(uri('main.tf'), text.indexOf('password'));
    expect(seen).toMatchObject({ address: 'aws_db_instance.a', type: 'AWS::RDS::DBInstance' });
    const byPath = Object.fromEntries(seen?.properties.map((property) => [property.path, property]) ?? []);
    expect(byPath.PubliclyAccessible).toMatchObject({ value: '(unknown)', state: 'unknown' });
    expect(byPath.PubliclyAccessible?.reason).toContain('open');
    expect(byPath.StorageEncrypted).toMatchObject({ value: 'false', state: 'default' });
    expect(byPath.MasterUserPassword).toMatchObject({ value: '(sensitive)', state: 'written' });
    expect(JSON.stringify(seen)).not.toContain('hunter2');
    expect(seen?.notAssessed.map(({ rule }) => rule)).toEqual(['aws/rds/public']);
  });

  it('is nothing outside of a block', () => {
    expect(workspace({ 'main.tf': text }).describe(uri('main.tf'), text.length)).toBeUndefined();
  });
});
