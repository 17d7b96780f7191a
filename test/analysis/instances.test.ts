import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { applyEdits } from '../../server/src/text';
import { engine } from './engine';

const URI = 'file:///w/main.tf';

function report(text: string) {
  const analysis = new Analysis(engine, { strict: true });
  analysis.setDiskFile(URI, text);
  return { analysis, findings: analysis.report(URI).findings };
}

describe('findings of instances', () => {
  const databases = (elements: string, open: string) =>
    `resource "aws_db_instance" "db" {\n  for_each = {\n${elements}  }\n  storage_encrypted   = true\n  publicly_accessible = ${open}\n}\n`;
  const elements = (b: boolean) => `    a = { open = false }\n    b = { open = ${b} }\n`;

  it('of one text are one, with all addresses', () => {
    const { findings } = report(databases('    a = 1\n    b = 2\n', 'true'));
    expect(findings.map(({ addresses }) => addresses)).toEqual([['aws_db_instance.db["a"]', 'aws_db_instance.db["b"]']]);
  });

  it('name the key that offends, lead to its literal and change it', () => {
    const text = databases(elements(true), 'each.value.open');
    const { analysis, findings } = report(text);
    const [finding] = findings;
    if (!finding) throw new Error('there is no finding');
    expect(findings).toHaveLength(1);
    expect(finding.addresses).toEqual(['aws_db_instance.db["b"]']);
    expect(text.slice(finding.span.start, finding.span.end)).toBe('each.value.open');
    expect(finding.related.map(({ span }) => text.slice(span.start, span.end))).toEqual(['true']);
    const fix = analysis.fixFor(finding);
    if ('refused' in fix) throw new Error(fix.refused);
    expect(applyEdits(text, fix.edits.get(URI) ?? [])).toBe(databases(elements(false), 'each.value.open'));
  });

  it('are none where no key offends, or where the keys are not known', () => {
    expect(report(databases(elements(false), 'each.value.open')).findings).toEqual([]);
    const unknown = 'variable "v" {}\nresource "aws_db_instance" "db" {\n  for_each = var.v\n  publicly_accessible = true\n}\n';
    expect(report(unknown).findings).toEqual([]);
  });
});
