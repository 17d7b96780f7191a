import { describe, expect, it } from 'vitest';
import { isAutomaticVariableFile, loadTerraform } from '../../server/src/sources/terraform';
import { parseHcl } from '../../server/src/syntax/hcl';
import { parseJson } from '../../server/src/syntax/json';
import { anchorOf, type Origin, type Value } from '../../server/src/values';
import { noMapping, show, textAt } from './terraform';

/** The value of `var.v` in a resource beside the files. */
function readVariable(files: Readonly<Record<string, string>>, declaration = 'variable "v" {\n  default = "d"\n}\n'): Value {
  const main = `${declaration}resource "a" "b" {\n  x = var.v\n}\n`;
  const { natives } = loadTerraform({
    dir: 'file:///m/',
    files: [{ uri: 'file:///m/main.tf', tree: parseHcl(main) }],
    mapping: noMapping,
    variables: Object.entries(files).map(([name, text]) => ({
      uri: `file:///m/${name}`,
      tree: name.endsWith('.json') ? parseJson(text) : parseHcl(text),
    })),
  });
  const value = natives[0]?.values.entries.get('x')?.value;
  if (!value) throw new Error('there is no x');
  return value;
}

function place(files: Readonly<Record<string, string>>, origin: Origin): string {
  if (origin.kind !== 'text') return origin.kind;
  const name = origin.uri.slice('file:///m/'.length);
  return name === 'main.tf' ? name : `${name}: ${textAt(files[name] ?? '', origin)}`;
}

describe('files of variables', () => {
  it('outrank a default, and are the place of the value', () => {
    const files = { 'terraform.tfvars': 'v = ["0.0.0.0/0"]\n' };
    const value = readVariable(files);
    expect(show(value)).toBe('["0.0.0.0/0"]');
    expect(place(files, value.origin)).toBe('terraform.tfvars: ["0.0.0.0/0"]');
    expect(place(files, anchorOf(value.origin))).toBe('main.tf');
  });

  it.each([
    [['terraform.tfvars', 'terraform.tfvars.json'], 'terraform.tfvars.json'],
    [['a.auto.tfvars', 'terraform.tfvars'], 'a.auto.tfvars'],
    [['b.auto.tfvars', 'a.auto.tfvars.json'], 'b.auto.tfvars'],
    [['prod.tfvars', 'z.auto.tfvars'], 'prod.tfvars'],
    [['b.tfvars', 'a.tfvars'], 'a.tfvars'],
  ])('of %j, the last is %s', (names, last) => {
    const files = Object.fromEntries(
      names.map((name) => [name, name.endsWith('.json') ? `{"v": "${name}"}` : `v = "${name}"\n`]),
    );
    expect(show(readVariable(files))).toBe(JSON.stringify(last));
  });

  it('in JSON hold no templates', () => {
    expect(show(readVariable({ 'terraform.tfvars.json': '{"v": "${x}"}' }))).toBe('"${x}"');
  });

  it('are converted to the type of the variable', () => {
    const typed = 'variable "v" {\n  type    = object({ a = string, b = optional(bool, true) })\n  default = null\n}\n';
    expect(show(readVariable({ 'terraform.tfvars': 'v = { a = 5, c = 1 }\n' }, typed))).toBe('{a = "5", b = true}');
  });

  it('give a value to a variable without a default', () => {
    expect(show(readVariable({ 'x.auto.tfvars': 'v = true\n' }, 'variable "v" {}\n'))).toBe('true');
  });

  it('leave the default in the place of a null that may not be', () => {
    const declared = 'variable "v" {\n  default  = "d"\n  nullable = false\n}\n';
    expect(show(readVariable({ 'terraform.tfvars': 'v = null\n' }, declared))).toBe('"d"');
  });

  it('keep a secret secret', () => {
    expect(readVariable({ 'terraform.tfvars': 'v = "x"\n' }, 'variable "v" {\n  sensitive = true\n}\n').sensitive).toBe(true);
  });

  it('know no names', () => {
    expect(show(readVariable({ 'terraform.tfvars': 'v = var.w\n' }))).toBe('?invalid');
  });

  it('may be broken, or lack the variable', () => {
    expect(show(readVariable({ 'terraform.tfvars': 'v = \n', 'a.auto.tfvars.json': '[' }))).toBe('?syntax');
    expect(show(readVariable({ 'terraform.tfvars': 'w = 1\n' }))).toBe('"d"');
  });

  it.each([
    ['terraform.tfvars', true],
    ['terraform.tfvars.json', true],
    ['x.auto.tfvars', true],
    ['x.auto.tfvars.json', true],
    ['prod.tfvars', false],
    ['file:///m/terraform.tfvars', true],
  ])('%s is read by itself: %s', (name, automatic) => {
    expect(isAutomaticVariableFile(name)).toBe(automatic);
  });
});
