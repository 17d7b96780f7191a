import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { humanFile } from '../../server/src/cli/human';
import { styleOf } from '../../server/src/cli/output';
import { isSecret, masked, secretSpans } from '../../server/src/cli/secrets';
import { LineIndex } from '../../server/src/text';
import { booleanRule, engine } from '../analysis/engine';

const PATH = [{ kind: 'name', name: 'MasterUserPassword' } as const];

/** Whoever writes a password at all is found, by a rule about secrets. */
const rules = [
  booleanRule('aws/rds/password', 'MasterUserPassword', true, {
    category: 'secrets',
    require: { kind: 'test', path: PATH, test: { operator: 'exists', argument: false } },
  }),
  booleanRule('aws/rds/public', 'PubliclyAccessible', false, { category: 'secrets' }),
];

function shown(text: string, uri = 'file:///w/main.tf') {
  const analysis = new Analysis({ ...engine, rules }, { strict: true });
  analysis.setFile(uri, text, 1);
  const report = analysis.report(uri);
  const file = { path: '/w/main.tf', uri, report, text, lines: new LineIndex(text) };
  return { analysis, report, out: humanFile(file, analysis.rules, styleOf({}, {}), false, () => new LineIndex('')) };
}

describe('secrets', () => {
  it('are blanked in the line that is shown, and columns stay right', () => {
    const { out, report } = shown('resource "aws_db_instance" "a" {\n  password = "hunter2" # hunter\n}\n');
    expect(report.findings.map(({ rule }) => rule)).toEqual(['aws/rds/password']);
    expect(out).not.toContain('hunter2');
    const lines = out.split('\n');
    const at = lines.findIndex((line) => line.includes('password = "*******" # hunter'));
    expect(lines[at + 1]?.indexOf('^')).toBe(lines[at]?.indexOf('"*'));
  });

  it('are blanked when they stand on the line of another finding', () => {
    const { out } = shown(
      'Resources: {A: {Type: AWS::RDS::DBInstance, Properties: {PubliclyAccessible: true, MasterUserPassword: hunter2}}}\n',
      'file:///w/t.yaml',
    );
    expect(out).toContain('PubliclyAccessible: true');
    expect(out).not.toContain('hunter2');
  });

  it('are no switches and no headers', () => {
    const text = 'resource "aws_db_instance" "a" {\n  publicly_accessible = true\n}\n';
    const { out, report, analysis } = shown(text);
    expect(out).toContain('publicly_accessible = true');
    const header = {
      rule: 'aws/rds/password',
      severity: 'high',
      addresses: ['module.m.aws_db_instance.a[0]'],
      uri: report.uri,
      message: '',
      related: [],
    } as const;
    const at = text.indexOf('"aws_db');
    expect(isSecret({ ...header, span: { start: at, end: at + '"aws_db_instance" "a"'.length } }, text, analysis.rules)).toBe(
      false,
    );
  });

  it('are blanked when they are suppressed, too', () => {
    const text = 'resource "aws_db_instance" "a" {\n  # ashlar:ignore aws/rds/password a test\n  password = "hunter2"\n}\n';
    const { report, analysis } = shown(text);
    expect(report.suppressed).toHaveLength(1);
    expect(masked(text, 0, text.length, secretSpans(report, text, analysis.rules))).not.toContain('hunter2');
  });
});
