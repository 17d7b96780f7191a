import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { booleanRule, engine } from './engine';

const URI = 'file:///w/main.tf';

function judge(text: string, uri = URI) {
  const rules = [
    ...engine.rules,
    booleanRule('aws/rds/old-name', 'Nothing', true, { subjects: [], deprecated: { since: '0.2.0', use: 'aws/rds/public' } }),
  ];
  const analysis = new Analysis({ ...engine, rules }, { strict: true });
  analysis.setFile(uri, text, 1);
  const report = analysis.report(uri);
  return {
    findings: report.findings.map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`),
    suppressed: report.suppressed.map(({ finding, reason, by }) => ({
      rule: finding.rule,
      reason,
      by: text.slice(by.start, by.end),
    })),
    messages: report.findings.map(({ message }) => message),
  };
}
const db = (lines: string, name = 'a') => `resource "aws_db_instance" "${name}" {\n  storage_encrypted = true\n${lines}}\n`;

describe('suppressions', () => {
  it.each([
    ['above the attribute', db('  # ashlar:ignore aws/rds/public a honeypot\n  publicly_accessible = true\n')],
    ['behind the attribute', db('  publicly_accessible = true # ashlar:ignore aws/rds/public a honeypot\n')],
    ['above the block', `// ashlar:ignore aws/rds/public a honeypot\n${db('  publicly_accessible = true\n')}`],
    ['under its old name', db('  # ashlar:ignore aws/rds/old-name a honeypot\n  publicly_accessible = true\n')],
  ])('%s', (_, text) => {
    const { findings, suppressed } = judge(text);
    expect(findings).toEqual([]);
    expect(suppressed).toMatchObject([{ rule: 'aws/rds/public', reason: 'a honeypot' }]);
  });

  it('hides the named rule only, in its place only', () => {
    const text = `resource "aws_db_instance" "a" {
  # ashlar:ignore aws/rds/public a honeypot
  publicly_accessible = true
}
resource "aws_db_instance" "b" {
  storage_encrypted   = true
  publicly_accessible = true
}
`;
    expect(judge(text).findings).toEqual(['aws/rds/unencrypted: "aws_db_instance" "a"', 'aws/rds/public: true']);
  });

  it('demands a reason, and suppresses meanwhile', () => {
    const { findings, suppressed } = judge(db('  # ashlar:ignore aws/rds/public\n  publicly_accessible = true\n'));
    expect(findings).toEqual(['general/suppression-without-reason: # ashlar:ignore aws/rds/public']);
    expect(suppressed).toHaveLength(1);
  });

  it('reports an unknown rule at its id', () => {
    const { findings, suppressed, messages } = judge(
      db('  # ashlar:ignore aws/rds/publik a honeypot\n  publicly_accessible = true\n'),
    );
    expect(findings).toEqual(['general/unknown-rule-in-suppression: aws/rds/publik', 'aws/rds/public: true']);
    expect(messages[0]).toContain('aws/rds/publik');
    expect(suppressed).toEqual([]);
  });

  it('reports a suppression that names nothing', () => {
    expect(judge('# ashlar:ignore\n').findings).toEqual(['general/unknown-rule-in-suppression: # ashlar:ignore']);
  });

  it('reports each rule that a suppression does not need', () => {
    const text = db('  # ashlar:ignore aws/rds/public, aws/rds/unencrypted a honeypot\n  publicly_accessible = true\n');
    expect(judge(text).findings).toEqual(['general/unused-suppression: aws/rds/unencrypted']);
    expect(judge('# ashlar:ignore aws/rds/public nothing follows\n').findings).toEqual([
      'general/unused-suppression: aws/rds/public',
    ]);
  });

  it('does not call a suppression unused where the rule could not be judged', () => {
    const text = `variable "open" {}\n${db('  # ashlar:ignore aws/rds/public a honeypot\n  publicly_accessible = var.open\n')}`;
    expect(judge(text).findings).toEqual([]);
  });

  it('does not call a suppression unused while the code is half typed, and hides nothing beyond it', () => {
    const text = `${db('  # ashlar:ignore aws/rds/public a honeypot\n  publicly_accessible =\n')}${db('  publicly_accessible = true\n', 'b')}`;
    expect(judge(text).findings).toEqual(['aws/rds/public: true']);
    const unclosed = `# ashlar:ignore aws/rds/public a honeypot\nresource "aws_db_instance" "a" {\n  storage_encrypted = true\n${db('  publicly_accessible = true\n', 'b')}`;
    expect(judge(unclosed).findings).toEqual(['aws/rds/public: true']);
  });

  it('works in templates, by comment and by metadata', () => {
    const yaml = `Resources:
  # ashlar:ignore aws/rds/public a honeypot
  A:
    Type: AWS::RDS::DBInstance
    Properties: { PubliclyAccessible: true, StorageEncrypted: true }
  B:
    Type: AWS::RDS::DBInstance
    Metadata: { Ashlar: { ignore: [{ rule: aws/rds/public, reason: another }] } }
    Properties: { PubliclyAccessible: true, StorageEncrypted: true }
  C:
    Type: AWS::RDS::DBInstance
    Properties: { PubliclyAccessible: true, StorageEncrypted: true }
`;
    const { findings, suppressed } = judge(yaml, 'file:///w/t.yaml');
    expect(findings).toEqual(['aws/rds/public: true']);
    expect(suppressed.map(({ reason }) => reason)).toEqual(['a honeypot', 'another']);
    const resource = { Type: 'AWS::RDS::DBInstance', Metadata: { Ashlar: { ignore: [{ rule: 'aws/rds/public' }] } } };
    const json = JSON.stringify({
      Resources: { A: { ...resource, Properties: { PubliclyAccessible: true, StorageEncrypted: true } } },
    });
    expect(judge(json, 'file:///w/t.json')).toMatchObject({
      findings: ['general/suppression-without-reason: {"rule":"aws/rds/public"}'],
      suppressed: [{ rule: 'aws/rds/public', reason: '' }],
    });
  });
});
