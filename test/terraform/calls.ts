import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileLookup, loadTerraform } from '../../server/src/sources/terraform';
import { functionNames } from '../../server/src/sources/terraform/functions';
import { cleanPath } from '../../server/src/sources/terraform/paths';
import { parseHcl } from '../../server/src/syntax/hcl';
import type { Value } from '../../server/src/values';
import { noMapping } from '../sources/terraform';
import { argument } from './arguments';
import { compare, expressionsByTerraform, failures, nameable, readsUnset } from './expressions';
import { CallGenerator, shapes } from './functions';
import { declarations, files } from './samples';

/** Known to us by name, and without a value: its result is not the same twice, or not ours to tell. */
const impure: ReadonlySet<string> = new Set(['timestamp', 'plantimestamp', 'uuid', 'bcrypt', 'rsadecrypt', 'base64gzip']);

/**
 * Hundreds of generated calls of every pure function that Terraform itself lists, compared with Terraform. Nothing may differ; what
 * is not told must be of a class that has a name.
 * @param args `--calls`: how many of each function; `--function`: only this one; `--show`
 */
export function compareCalls(
  terraform: (args: readonly string[], input: string) => string,
  args: readonly string[],
  directory: string,
): boolean {
  const place = join(directory, 'calls');
  for (const [name, text] of Object.entries({ ...files, 'main.tf': declarations })) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  const inPlace = (command: readonly string[], input: string) => terraform(['-chdir=calls', ...command], input);
  const missing = namesOfTerraform(terraform).filter((name) => !impure.has(name) && !(name in shapes));
  const unknown = namesOfTerraform(terraform).filter((name) => !functionNames.includes(name) && name !== 'try' && name !== 'can');
  if (missing.length > 0) console.log(`   WRONG: not compared: ${missing.join(', ')}`);
  if (unknown.length > 0) console.log(`   WRONG: not known: ${unknown.join(', ')}`);
  const only = argument(args, '--function');
  const count = Number(argument(args, '--calls') ?? 150);
  const shown = Number(argument(args, '--show') ?? 5);
  const generator = new CallGenerator(Number(argument(args, '--seed') ?? 1));
  const names = Object.keys(shapes).filter((name) => only === undefined || name === only);
  const calls = names.flatMap((name) => generator.calls(name, count).map((expression) => ({ name, expression })));
  const expressions = calls.map(({ expression }) => expression);
  const theirs = expressionsByTerraform(expressions, inPlace);
  const ours = expressions.map(evaluated);
  let good = missing.length === 0 && unknown.length === 0;
  const lines: string[] = [];
  let silent = 0;
  let untyped = 0;
  let placed = 0;
  let early = 0;
  for (const name of names) {
    const at = calls.flatMap((call, i) => (call.name === name ? [i] : []));
    const { agreed, named, unnamed } = compare(
      at.map((i) => expressions[i] ?? ''),
      at.map((i) => theirs[i] ?? ''),
      at.map((i) => ours[i]),
    );
    const untold = [...named].map(([reason, found]) => `${found.length} not told: ${nameable[reason]}`);
    for (const [reason, found] of named) {
      if (reason === 'untyped') untyped += found.length;
      else if (reason === 'place') placed += found.length;
      else silent += found.length;
    }
    const counts = `${agreed.values} values, ${agreed.refusals} refusals, ${agreed.later} not known to either`;
    lines.push(`   ${name}: ${at.length} calls: ${[counts, ...untold].join('; ')}`);
    // What holds for every value of a variable we may say before Terraform does.
    early += unnamed.get('early')?.length ?? 0;
    unnamed.delete('early');
    for (const [kind, found] of unnamed) {
      good = false;
      lines.push(`   WRONG: ${failures[kind]}: ${found.length}`, ...found.slice(0, shown).map((line) => `      ${line}`));
    }
  }
  console.log(lines.join('\n'));
  const open = expressions.filter(readsUnset).length;
  console.log(
    `   ${names.length} functions, ${expressions.length} calls, of which ${silent} not told, ${early} told before Terraform knows the variable`,
  );
  // These two are counted apart: they depend on what the calls are given, and would hide it if more of the others were not told.
  console.log(`   beside them ${placed} not told: ${nameable.place}`);
  console.log(`   ${open} calls read a variable without a value, of which ${untyped} not told: ${nameable.untyped}`);
  return good && silent <= expressions.length / 50 && placed <= expressions.length / 100 && untyped <= open / 5;
}

function namesOfTerraform(terraform: (args: readonly string[], input: string) => string): readonly string[] {
  const told: unknown = JSON.parse(terraform(['metadata', 'functions', '-json'], ''));
  const signatures = typeof told === 'object' && told !== null && 'function_signatures' in told ? told.function_signatures : {};
  return Object.keys(signatures ?? {}).filter((name) => !name.includes('::'));
}

const module = { uri: 'file:///main.tf', tree: parseHcl(declarations) };

function evaluated(expression: string): Value | undefined {
  const tree = parseHcl(`resource "x" "y" {\n  a = ${expression}\n}\n`);
  const { natives } = loadTerraform({
    dir: 'file:///',
    files: [module, { uri: 'file:///y.tf', tree }],
    mapping: noMapping,
    modules: { find: () => undefined, files: lookup },
  });
  return natives[0]?.values.entries.get('a')?.value;
}

const all = { ...files, 'main.tf': declarations };

/** The same files as Terraform sees. */
const lookup: FileLookup = {
  read: (_root, path) => {
    const name = cleanPath(path);
    const text = Object.hasOwn(all, name) ? (all as Readonly<Record<string, string>>)[name] : undefined;
    if (path === '' || path === 'sub') return { kind: 'unknown', reason: { kind: 'computed', what: 'a directory' } };
    return text === undefined ? { kind: 'missing' } : { kind: 'text', uri: `file:///${name}`, text };
  },
  list: (_root, path) => {
    const clean = cleanPath(path);
    const inside = clean === '.' ? '' : `${clean}/`;
    if (/^(?:\/|\.\.|~)/.test(clean)) return { kind: 'unknown', reason: { kind: 'computed', what: 'a directory elsewhere' } };
    const names = [...Object.keys(all), '.terraform.tfstate.lock.info', 'terraform.tfstate'].filter((name) =>
      name.startsWith(inside),
    );
    return { kind: 'names', names: names.map((name) => name.slice(inside.length)) };
  },
};
