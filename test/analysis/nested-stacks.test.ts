import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { engine } from './engine';

const uri = (name: string) => `file:///w/${name}`;

function workspace(files: Readonly<Record<string, string>>): Analysis {
  const analysis = new Analysis(engine, { strict: true });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(uri(name), text);
  return analysis;
}
function found(analysis: Analysis, name: string) {
  const text = analysis.text(uri(name))?.text ?? '';
  return analysis
    .report(uri(name))
    .findings.map(({ rule, span, addresses }) => `${rule} ${text.slice(span.start, span.end)} ${addresses.join()}`);
}
function counted(analysis: Analysis, names: readonly string[]): number {
  const before = analysis.evaluations;
  for (const name of names) analysis.report(uri(name));
  return analysis.evaluations - before;
}

const CHILD = `Parameters:
  Open: { Type: String }
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: true
      PubliclyAccessible: !Ref Open
`;
const parent = (open: string, child = './child.yaml') => `Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${child}
      Parameters: { Open: ${open} }
`;
const ALL = ['child.yaml', 'one.yaml', 'two.yaml', 'other.yaml'];
const OTHER = 'Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: { StorageEncrypted: false }\n';

describe('nested stacks in a workspace', () => {
  it('find in a template what a parent hands in, where it is used', () => {
    const analysis = workspace({ 'child.yaml': CHILD, 'one.yaml': parent("'true'"), 'two.yaml': parent("'false'") });
    expect(found(analysis, 'child.yaml')).toEqual(['aws/rds/public !Ref Open Nested/Db']);
    expect(found(analysis, 'one.yaml')).toEqual([]);
    const [finding] = analysis.report(uri('child.yaml')).findings;
    const related = finding?.related[0];
    expect(related?.uri).toBe(uri('one.yaml'));
    expect(parent("'true'").slice(related?.span.start, related?.span.end)).toBe("'true'");
    expect(analysis.report(uri('child.yaml'))).toBe(analysis.report(uri('child.yaml')));
  });

  it('evaluate again what an edit reaches, and nothing else', () => {
    const analysis = workspace({
      'child.yaml': CHILD,
      'one.yaml': parent("'true'"),
      'two.yaml': parent("'false'"),
      'other.yaml': OTHER,
    });
    expect(counted(analysis, ALL)).toBeLessThanOrEqual(5);
    expect(counted(analysis, ALL)).toBe(0);
    analysis.setFile(uri('child.yaml'), CHILD.replace('StorageEncrypted: true', 'StorageEncrypted: false'), 1);
    expect(new Set(analysis.changedBy(uri('child.yaml')))).toEqual(new Set(['child.yaml', 'one.yaml', 'two.yaml'].map(uri)));
    expect(counted(analysis, ALL)).toBe(3);
    expect(found(analysis, 'child.yaml')).toEqual([
      'aws/rds/unencrypted false Db,Nested/Db',
      'aws/rds/public !Ref Open Nested/Db',
    ]);
    analysis.setFile(uri('other.yaml'), `${OTHER}# x\n`, 1);
    expect(counted(analysis, ALL)).toBe(1);
    analysis.setFile(uri('one.yaml'), parent("'false'"), 1);
    expect(analysis.changedBy(uri('one.yaml'))).toContain(uri('child.yaml'));
    expect(counted(analysis, ALL)).toBe(1);
    expect(found(analysis, 'child.yaml')).toEqual(['aws/rds/unencrypted false Db,Nested/Db']);
  });

  it('name the template that is missing, and use it once it is there', () => {
    const analysis = workspace({ 'one.yaml': parent("'true'", '../t/child.yaml') });
    expect(found(analysis, 'one.yaml')).toEqual([]);
    expect(analysis.needs()).toEqual(['file:///t/child.yaml']);
    analysis.setDiskFile('file:///t/child.yaml', CHILD);
    expect(analysis.needs()).toEqual([]);
    expect(analysis.report('file:///t/child.yaml').findings.map(({ rule }) => rule)).toEqual(['aws/rds/public']);
    analysis.removeFile('file:///t/child.yaml');
    analysis.markLoaded('file:///t/child.yaml');
    expect(found(analysis, 'one.yaml')).toEqual([]);
    expect(analysis.needs()).toEqual([]);
  });

  it('repair what stands in the nested template, not what another one says', () => {
    const child = CHILD.replace('!Ref Open', '!If [Yes, true, false]').replace(
      'Resources:',
      "Conditions:\n  Yes: !Equals [!Ref Open, 'true']\nResources:",
    );
    const analysis = workspace({ 'child.yaml': child, 'one.yaml': parent("'true'") });
    const [finding] = analysis.report(uri('child.yaml')).findings;
    expect(finding && analysis.fixFor(finding)).toMatchObject({ edits: new Map([[uri('child.yaml'), [{ newText: 'false' }]]]) });
    const handed = workspace({ 'child.yaml': CHILD, 'one.yaml': parent("'true'") });
    const [other] = handed.report(uri('child.yaml')).findings;
    expect(other && handed.fixFor(other)).toMatchObject({ refused: expect.stringContaining('template') });
  });

  it('keep a suppression that only a parent needs', () => {
    const quiet = CHILD.replace(
      '      PubliclyAccessible',
      '      # ashlar:ignore aws/rds/public accepted\n      PubliclyAccessible',
    );
    const analysis = workspace({ 'child.yaml': quiet, 'one.yaml': parent("'true'") });
    expect(found(analysis, 'child.yaml')).toEqual([]);
    expect(analysis.report(uri('child.yaml')).suppressed).toHaveLength(1);
  });
});

describe('a chosen parameter file', () => {
  const file = { uri: uri('prod.parameters.json'), text: '[{"ParameterKey": "Open", "ParameterValue": "true"}]' };

  it('gives the values of parameters, and is the place they come from', () => {
    const analysis = workspace({ 'child.yaml': CHILD, 'other.yaml': OTHER });
    expect(found(analysis, 'child.yaml')).toEqual([]);
    expect(analysis.setParameters(file)).toBe(1);
    expect(found(analysis, 'child.yaml')).toEqual(['aws/rds/public !Ref Open Db']);
    const related = analysis.report(uri('child.yaml')).findings[0]?.related[0];
    expect(related?.uri).toBe(file.uri);
    expect(file.text.slice(related?.span.start, related?.span.end)).toBe('"true"');
    expect(counted(analysis, ['child.yaml'])).toBe(0);
    expect(analysis.setParameters(undefined)).toBe(0);
    expect(found(analysis, 'child.yaml')).toEqual([]);
    expect(analysis.setParameters({ ...file, text: 'nonsense' })).toBe(0);
  });

  it('asks for the templates of nested stacks before they are judged', () => {
    const analysis = workspace({ 'one.yaml': parent("'true'", 'deep/child.yaml') });
    expect(analysis.unread()).toEqual([uri('deep/child.yaml')]);
    analysis.markLoaded(uri('deep/child.yaml'));
    expect(analysis.unread()).toEqual([]);
  });
});
