import { describe, expect, it } from 'vitest';
import { Analysis, type ChosenInputs } from '../../server/src/analysis';
import { applyEdits } from '../../server/src/text';
import { engine } from './engine';

const uri = (name: string) => `file:///w/${name}`;
const uris = (names: readonly string[] = []) => names.map(uri);

const MAIN = `variable "open" {
  type    = bool
  default = false
}
resource "aws_db_instance" "db" {
  storage_encrypted   = true
  publicly_accessible = var.open
}
`;
const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Open:
    Type: String
    Default: "false"
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: true
      PubliclyAccessible: !Ref Open
`;

interface Chosen {
  readonly variables?: readonly string[];
  readonly parameters?: readonly string[];
  readonly of?: Readonly<Record<string, readonly string[]>>;
}

function choose(analysis: Analysis, { variables, parameters, of = {} }: Chosen): void {
  const chosen: ChosenInputs = {
    variables: uris(variables),
    parameters: uris(parameters),
    of: new Map(Object.entries(of).map(([key, files]) => [uri(key), uris(files)])),
  };
  analysis.setInputs(chosen);
}

function workspace(files: Readonly<Record<string, string>>, chosen: Chosen = {}) {
  const analysis = new Analysis(engine, { strict: true });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(uri(name), text);
  choose(analysis, chosen);
  return analysis;
}

const rules = (analysis: Analysis, name = 'main.tf') => analysis.report(uri(name)).findings.map(({ rule }) => rule);
const OPEN = ['aws/rds/public'];

function fixed(analysis: Analysis, name = 'main.tf') {
  const [finding] = analysis.report(uri(name)).findings;
  const fix = finding && analysis.fixFor(finding);
  if (!fix) throw new Error('there is no finding');
  if ('refused' in fix) return fix.refused;
  return [...fix.edits].map(([each, edits]) => [each, applyEdits(analysis.text(each)?.text ?? '', edits)]);
}

describe('a chosen file of variables', () => {
  it.each([
    ['envs/prod.tfvars', 'open = true\n', 'open = false\n'],
    ['envs/prod.tfvars.json', '{ "open": true }\n', '{ "open": false }\n'],
  ])('%s counts, is shown as the place of the value, and is repaired there', (name, text, after) => {
    const analysis = workspace({ 'main.tf': MAIN, [name]: text }, { variables: [name] });
    expect(rules(analysis)).toEqual(OPEN);
    const [finding] = analysis.report(uri('main.tf')).findings;
    expect(MAIN.slice(finding?.span.start, finding?.span.end)).toBe('var.open');
    expect(finding?.related.map((at) => [at.uri, text.slice(at.span.start, at.span.end)])).toEqual([[uri(name), 'true']]);
    expect(fixed(analysis)).toEqual([[uri(name), after]]);
    const all = analysis.fixAll(uri('main.tf'), { unsafe: true });
    expect('refused' in all ? all.refused : [...all.edits.keys()]).toEqual([uri(name)]);
  });

  it('may have any name', () => {
    expect(rules(workspace({ 'main.tf': MAIN, 'prod.vars': 'open = true' }, { variables: ['prod.vars'] }))).toEqual(OPEN);
    expect(rules(workspace({ 'main.tf': MAIN, 'prod.json': '{"open": true}' }, { variables: ['prod.json'] }))).toEqual(OPEN);
  });

  it.each([
    ['the default', {}, OPEN],
    ['terraform.tfvars', { 'terraform.tfvars': 'open = false' }, OPEN],
    ['an automatic file', { 'z.auto.tfvars': 'open = false' }, OPEN],
    ['an earlier one', { 'first.tfvars': 'open = false' }, OPEN],
    ['no later one', { 'last.tfvars': 'open = false' }, []],
  ])('outranks %s', (_, files, expected) => {
    const variables = ['first.tfvars', 'envs/terraform.tfvars', 'last.tfvars'];
    const analysis = workspace({ 'main.tf': MAIN, 'envs/terraform.tfvars': 'open = true', ...files }, { variables });
    expect(rules(analysis)).toEqual(expected);
  });

  it('may set what is not declared', () => {
    const analysis = workspace({ 'main.tf': MAIN, 'a.tfvars': 'other = 1\nopen = true\n' }, { variables: ['a.tfvars'] });
    expect(rules(analysis)).toEqual(OPEN);
    expect(analysis.report(uri('a.tfvars')).problems).toEqual([]);
  });

  it('is switched, changes and goes, and the report follows', () => {
    const analysis = workspace({ 'main.tf': MAIN, 'dev.tfvars': 'open = false', 'prod.tfvars': 'open = true' });
    expect(rules(analysis)).toEqual([]);
    choose(analysis, { of: { '': ['prod.tfvars'] } });
    expect(rules(analysis)).toEqual(OPEN);
    choose(analysis, { of: { '': ['dev.tfvars'] } });
    expect(rules(analysis)).toEqual([]);
    analysis.setDiskFile(uri('dev.tfvars'), 'open = true');
    expect(analysis.changedBy(uri('dev.tfvars'))).toContain(uri('main.tf'));
    expect(rules(analysis)).toEqual(OPEN);
    // What an editor shows outranks the disk.
    analysis.setFile(uri('dev.tfvars'), 'open = false', 1);
    expect(rules(analysis)).toEqual([]);
    analysis.closeFile(uri('dev.tfvars'));
    expect(rules(analysis)).toEqual(OPEN);
    choose(analysis, {});
    expect(rules(analysis)).toEqual([]);
  });

  it('does not judge again what it does not count for', () => {
    const analysis = workspace(
      { 'a/main.tf': MAIN, 'b/main.tf': MAIN, 'a/x.tfvars': 'open = true' },
      { variables: ['a/x.tfvars'] },
    );
    expect([rules(analysis, 'a/main.tf'), rules(analysis, 'b/main.tf')]).toEqual([OPEN, []]);
    const before = analysis.evaluations;
    analysis.setDiskFile(uri('a/x.tfvars'), 'open = false');
    expect([rules(analysis, 'a/main.tf'), rules(analysis, 'b/main.tf')]).toEqual([[], []]);
    expect(analysis.evaluations - before).toBe(1);
  });

  it('that is not there is needed, and missing once it was looked for', () => {
    const analysis = workspace({ 'main.tf': MAIN }, { variables: ['gone.tfvars'] });
    expect(rules(analysis)).toEqual([]);
    expect(analysis.needs()).toEqual([uri('gone.tfvars')]);
    expect(analysis.unread()).toEqual([uri('gone.tfvars')]);
    expect(analysis.missingInputs()).toEqual([]);
    analysis.markLoaded(uri('gone.tfvars'));
    expect(analysis.missingInputs()).toEqual([uri('gone.tfvars')]);
    analysis.setDiskFile(uri('gone.tfvars'), 'open = true');
    expect(analysis.missingInputs()).toEqual([]);
    expect(rules(analysis)).toEqual(OPEN);
  });

  it('that is half-typed counts as far as it is intact', () => {
    const analysis = workspace({ 'main.tf': MAIN, 'a.tfvars': 'open = true\nother = {\n' }, { variables: ['a.tfvars'] });
    expect(rules(analysis)).toEqual(OPEN);
    expect(analysis.report(uri('a.tfvars')).problems).toHaveLength(1);
  });
});

describe('the root modules that a file counts for', () => {
  const many = {
    'main.tf': MAIN,
    'infra/network/main.tf': MAIN,
    'infra/app/main.tf': MAIN,
    'examples/a/main.tf': `${MAIN}module "m" {\n  source = "../../child"\n}\n`,
    'child/main.tf': MAIN,
  };
  const open = (variables: readonly string[], of: Chosen['of'] = {}) => {
    const files = Object.fromEntries(variables.map((name) => [name, 'open = true']));
    const analysis = workspace({ ...many, ...files }, { variables, of });
    return Object.keys(many).filter((name) => rules(analysis, name).length > 0);
  };

  it('are the nearest above it', () => {
    expect(open(['prod.tfvars'])).toEqual(['main.tf']);
    expect(open(['envs/prod.tfvars'])).toEqual(['main.tf']);
    expect(open(['examples/a/envs/x/prod.tfvars'])).toEqual(['examples/a/main.tf']);
  });

  it('or all of those beside it', () => {
    expect(open(['infra/prod.tfvars'])).toEqual(['infra/network/main.tf', 'infra/app/main.tf']);
    expect(open(['infra/envs/prod.tfvars'])).toEqual(['infra/network/main.tf', 'infra/app/main.tf']);
  });

  it('are never modules that others call', () => {
    expect(open(['child/prod.tfvars'])).toEqual(['main.tf']);
  });

  it('are those of each file that a pattern finds', () => {
    const files = { 'infra/app/dev.tfvars': 'open = true', 'examples/a/dev.tfvars': 'open = true', 'dev.tfvars': 'open = false' };
    const analysis = workspace({ ...many, ...files }, { variables: ['**/dev.tfvars'] });
    const open = () => Object.keys(many).filter((name) => rules(analysis, name).length > 0);
    expect(open()).toEqual(['infra/app/main.tf', 'examples/a/main.tf']);
    analysis.setDiskFile(uri('infra/network/dev.tfvars'), 'open = true');
    expect(open()).toEqual(['infra/network/main.tf', 'infra/app/main.tf', 'examples/a/main.tf']);
  });

  it('may be told one by one', () => {
    expect(open(['infra/prod.tfvars'], { 'infra/app/': [] })).toEqual(['infra/network/main.tf']);
  });

  it('are protected from a fix where there are several', () => {
    const analysis = workspace({ ...many, 'infra/prod.tfvars': 'open = true' }, { variables: ['infra/prod.tfvars'] });
    expect(fixed(analysis, 'infra/app/main.tf')).toMatch(/Other root modules/);
  });
});

describe('a chosen parameter file', () => {
  it.each([
    ['the AWS CLI', '[{ "ParameterKey": "Open", "ParameterValue": "true" }]'],
    ['CodePipeline', '{ "Parameters": { "Open": "true" } }'],
  ])('as %s reads it counts for its template, and is shown', (_, text) => {
    const analysis = workspace({ 't.yaml': TEMPLATE, 'prod.json': text });
    expect(rules(analysis, 't.yaml')).toEqual([]);
    expect(analysis.inputChoices(uri('t.yaml'))).toEqual([
      { kind: 'parameters', target: uri('t.yaml'), chosen: [], isOwn: false, candidates: [uri('prod.json')] },
    ]);
    choose(analysis, { of: { 't.yaml': ['prod.json'] } });
    expect(rules(analysis, 't.yaml')).toEqual(OPEN);
    const [finding] = analysis.report(uri('t.yaml')).findings;
    expect(finding?.related.map((at) => [at.uri, text.slice(at.span.start, at.span.end)])).toEqual([
      [uri('prod.json'), '"true"'],
    ]);
    expect(fixed(analysis, 't.yaml')).toEqual([[uri('prod.json'), text.replace('true', 'false')]]);
    analysis.setFile(uri('prod.json'), text.replace('true', 'false'), 1);
    expect(rules(analysis, 't.yaml')).toEqual([]);
  });

  it('of the settings counts for templates that have all its parameters', () => {
    const both = '{ "Parameters": { "Open": "true", "Size": "2" } }';
    const files = { 'a/t.yaml': TEMPLATE, 'a/u.yaml': TEMPLATE.replace('  Open:', '  Size: { Type: Number }\n  Open:') };
    const analysis = workspace({ ...files, 'a/prod.json': both }, { parameters: ['a/prod.json'] });
    expect([rules(analysis, 'a/t.yaml'), rules(analysis, 'a/u.yaml')]).toEqual([[], OPEN]);
    choose(analysis, { parameters: ['a/prod.json'], of: { 'a/u.yaml': [] } });
    expect([rules(analysis, 'a/t.yaml'), rules(analysis, 'a/u.yaml')]).toEqual([[], []]);
  });
});

describe('what can be chosen', () => {
  it('are the files near a root module that Terraform does not read by itself', () => {
    const files = {
      'main.tf': MAIN,
      'terraform.tfvars': '',
      'a.auto.tfvars': '',
      'envs/dev.tfvars': '',
      'envs/prod.tfvars.json': '{}',
    };
    const analysis = workspace({ ...files, 'other/main.tf': '', 'other/x.tfvars': '' }, { variables: ['envs/dev.tfvars'] });
    const choice = {
      ...{ kind: 'variables', target: uri(''), chosen: [uri('envs/dev.tfvars')], isOwn: false },
      candidates: [uri('envs/dev.tfvars'), uri('envs/prod.tfvars.json')],
    };
    expect(analysis.inputChoices(uri('main.tf'))).toEqual([choice]);
    expect(analysis.inputChoices(uri('envs/prod.tfvars.json'))).toEqual([choice]);
  });

  it('is nothing for other documents', () => {
    expect(workspace({ 'a.json': '{}' }).inputChoices(uri('a.json'))).toEqual([]);
    expect(workspace({}).inputChoices(uri('a.tf'))).toEqual([]);
  });
});
