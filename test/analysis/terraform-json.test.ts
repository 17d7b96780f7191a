import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { ignoreEdit, withReason } from '../../server/src/features/ignore';
import { applyEdits } from '../../server/src/text';
import { engine } from './engine';

const URI = 'file:///w/main.tf.json';
const PUBLIC = 'aws/rds/public';

function open(files: Readonly<Record<string, string>>) {
  const analysis = new Analysis(engine, { strict: true });
  for (const [name, text] of Object.entries(files)) analysis.setFile(`file:///w/${name}`, text, 1);
  return analysis;
}

function found(text: string, name = 'main.tf.json') {
  return open({ [name]: text })
    .report(`file:///w/${name}`)
    .findings.map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`);
}

const database = (members: string) => `{
  "resource": {
    "aws_db_instance": {
      "main": {
        "storage_encrypted": true${members === '' ? '' : `,\n${members}`}
      }
    }
  }
}
`;

describe('files in JSON syntax', () => {
  it('are judged at the exact value', () => {
    expect(found(database('        "publicly_accessible": true'))).toEqual([`${PUBLIC}: true`]);
  });

  it('are judged together with HCL', () => {
    const text = database(`        "publicly_accessible": "\${var.open}"`);
    const analysis = open({ 'main.tf.json': text, 'variables.tf': 'variable "open" {\n  default = true\n}\n' });
    const [finding] = analysis.report(URI).findings;
    expect(finding && text.slice(finding.span.start, finding.span.end)).toBe('var.open');
    expect(finding?.related[0]?.uri).toBe('file:///w/variables.tf');
  });

  it.each([
    ['main.tofu.json', 'main.tf.json'],
    ['main.tofu', 'main.tf'],
  ])('%s stands for %s', (winner, loser) => {
    const bad = loser.endsWith('.json')
      ? database('        "publicly_accessible": true')
      : 'resource "aws_db_instance" "a" {\n  storage_encrypted   = true\n  publicly_accessible = true\n}\n';
    const analysis = open({ [winner]: loser.endsWith('.json') ? '{}' : '', [loser]: bad });
    expect(analysis.report(`file:///w/${loser}`).findings).toEqual([]);
    expect(
      open({ [`other${winner.slice(4)}`]: winner.endsWith('.json') ? '{}' : '', [loser]: bad }).report(`file:///w/${loser}`)
        .findings,
    ).toHaveLength(1);
  });
});

describe('suppressions in JSON syntax', () => {
  it.each([
    ['in the body of the block', `        "//": "ashlar:ignore ${PUBLIC} a honeypot",\n        "publicly_accessible": true`],
    [
      'among other comments',
      `        "//": ["see the wiki", "ashlar:ignore ${PUBLIC} a honeypot"],\n        "publicly_accessible": true`,
    ],
  ])('%s', (_, members) => {
    const analysis = open({ 'main.tf.json': database(members) });
    const { findings, suppressed } = analysis.report(URI);
    expect(findings).toEqual([]);
    expect(suppressed).toMatchObject([{ finding: { rule: PUBLIC }, reason: 'a honeypot' }]);
  });

  it('that are of no use are reported at the id', () => {
    expect(found(database(`        "//": "ashlar:ignore ${PUBLIC} a honeypot"`))).toEqual([
      `general/unused-suppression: ${PUBLIC}`,
    ]);
  });

  it('are offered', () => {
    const text = database('        "publicly_accessible": true');
    const [finding] = open({ 'main.tf.json': text }).report(URI).findings;
    const edit = finding && ignoreEdit(text, 'terraform-json', finding);
    expect(edit).toBeDefined();
    if (!edit) return;
    const after = applyEdits(text, [withReason(edit, 'a honeypot')]);
    expect(after).toBe(
      text.replace('"storage_encrypted"', `"//": "ashlar:ignore ${PUBLIC} a honeypot",\n        "storage_encrypted"`),
    );
    expect(found(after)).toEqual([]);
  });
});

describe('fixes in JSON syntax', () => {
  const fixed = (files: Readonly<Record<string, string>>) => {
    const analysis = open(files);
    const [finding] = analysis.report(URI).findings;
    if (!finding) throw new Error('nothing is found');
    const fix = analysis.fixFor(finding);
    if ('refused' in fix) return fix.refused;
    return Object.fromEntries(
      [...fix.edits].map(([uri, edits]) => {
        const name = uri.slice('file:///w/'.length);
        return [name, applyEdits(files[name] ?? '', edits)];
      }),
    );
  };

  it('change the value', () => {
    expect(fixed({ 'main.tf.json': database('        "publicly_accessible": true') })).toEqual({
      'main.tf.json': database('        "publicly_accessible": false'),
    });
  });

  it.each([
    ['a variable in HCL', 'more.tf', 'variable "open" {\n  default = true\n}\n', 'variable "open" {\n  default = false\n}\n'],
    [
      'a variable in JSON',
      'more.tf.json',
      '{"variable": {"open": {"default": true}}}',
      '{"variable": {"open": {"default": false}}}',
    ],
    ['a local in JSON', 'more.tf.json', '{"locals": {"open": true}}', '{"locals": {"open": false}}'],
    ['a file of values', 'terraform.tfvars', 'open = true\n', 'open = false\n'],
  ])('reach %s', (what, name, before, after) => {
    const main = database(`        "publicly_accessible": "\${${what.startsWith('a local') ? 'local' : 'var'}.open}"`);
    const declared = name.endsWith('tfvars') ? { 'v.tf.json': '{"variable": {"open": {}}}' } : {};
    expect(fixed({ 'main.tf.json': main, [name]: before, ...declared })).toEqual({ [name]: after });
  });

  it.each([
    ['what several places use', { 'more.tf.json': `{"locals": {"open": true, "other": "\${local.open}"}}` }, 'local.open'],
    ['what a function computes', {}, 'tobool("true")'],
  ])('leave %s alone', (_, files, expression) => {
    const main = database(`        "publicly_accessible": ${JSON.stringify(`\${${expression}}`)}`);
    expect(fixed({ 'main.tf.json': main, ...files })).toMatch(/change/);
  });

  it('leave a file with syntax errors alone', () => {
    const main = database('        "publicly_accessible": true').replace('\n}\n', '\n');
    expect(fixed({ 'main.tf.json': main })).toBe('The file has syntax errors: repair them first.');
  });
});
