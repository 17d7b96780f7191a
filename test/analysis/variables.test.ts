import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { applyEdits } from '../../server/src/text';
import { engine } from './engine';

const uri = (name: string) => `file:///w/${name}`;

const MAIN = `variable "open" {
  type    = bool
  default = false
}
resource "aws_db_instance" "db" {
  storage_encrypted   = true
  publicly_accessible = var.open
}
`;

function workspace(files: Readonly<Record<string, string>>) {
  const analysis = new Analysis(engine, { strict: true });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(uri(name), text);
  return analysis;
}

const rules = (analysis: Analysis) => analysis.report(uri('main.tf')).findings.map(({ rule }) => rule);

describe('values that come in from files', () => {
  it.each([
    ['terraform.tfvars', 'open = true\n'],
    ['prod.auto.tfvars', 'open = "true"\n'],
    ['terraform.tfvars.json', '{ "open": true }\n'],
  ])('of %s outrank the default, and show the way', (name, text) => {
    const analysis = workspace({ 'main.tf': MAIN, [name]: text });
    expect(rules(analysis)).toEqual(['aws/rds/public']);
    const [finding] = analysis.report(uri('main.tf')).findings;
    expect(MAIN.slice(finding?.span.start, finding?.span.end)).toBe('var.open');
    expect(finding?.related.map((place) => [place.uri, text.slice(place.span.start, place.span.end)])).toEqual([
      [uri(name), text.includes('"true"') ? '"true"' : 'true'],
    ]);
  });

  it('are repaired in their line', () => {
    const analysis = workspace({ 'main.tf': MAIN, 'terraform.tfvars': 'open = true\n' });
    const [finding] = analysis.report(uri('main.tf')).findings;
    const fix = finding && analysis.fixFor(finding);
    if (!fix || 'refused' in fix) throw new Error(`there is no fix: ${JSON.stringify(fix)}`);
    const changed = [...fix.edits].map(([each, edits]) => [each, applyEdits(analysis.text(each)?.text ?? '', edits)]);
    expect(changed).toEqual([[uri('terraform.tfvars'), 'open = false\n']]);
  });

  it('count again when they change, come and go', () => {
    const analysis = workspace({ 'main.tf': MAIN });
    expect(rules(analysis)).toEqual([]);
    analysis.setDiskFile(uri('terraform.tfvars'), 'open = true\n');
    expect(rules(analysis)).toEqual(['aws/rds/public']);
    expect(analysis.changedBy(uri('terraform.tfvars'))).toContain(uri('main.tf'));
    analysis.setDiskFile(uri('terraform.tfvars'), 'open = false\n');
    expect(rules(analysis)).toEqual([]);
  });

  it('are not read from a file that Terraform is not told of', () => {
    expect(rules(workspace({ 'main.tf': MAIN, 'prod.tfvars': 'open = true\n' }))).toEqual([]);
  });

  it('are those of the root alone', () => {
    const analysis = workspace({
      'main.tf': 'module "m" {\n  source = "./m"\n}\n',
      'm/main.tf': MAIN,
      'm/terraform.tfvars': 'open = true\n',
    });
    expect(analysis.report(uri('m/main.tf')).findings).toEqual([]);
  });
});
