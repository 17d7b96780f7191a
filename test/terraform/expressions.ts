import { loadTerraform } from '../../server/src/sources/terraform';
import { renderJson } from '../../server/src/sources/terraform/json-text';
import { findInvalid, unknownFrom } from '../../server/src/sources/terraform/partial';
import { parseHcl } from '../../server/src/syntax/hcl';
import type { UnknownReason, Value } from '../../server/src/values';
import { noMapping, show } from '../sources/terraform';
import { argument } from './arguments';
import { ExpressionGenerator } from './generate';

const refused = 'REFUSED';
/** Terraform would know it only after it has run. */
const later = 'LATER';

/** What we may leave open, and why it cannot be told: at most one in a hundred. */
export const nameable: Readonly<Record<string, string>> = {
  digits: 'a number whose digits a double cannot hold',
  pattern: 'a pattern that is read in several ways, or too large',
  yaml: 'YAML that its versions read differently',
  encoding: 'an encoding that is not known here',
  format: 'a rare verb of format',
  place: 'where the machine keeps its directories',
  address: 'networks that Terraform has its own way with',
  untyped: 'what the type of a variable without a value decides',
  ephemeral: 'whether a value from elsewhere is ephemeral',
};

export const failures = {
  other: 'another value',
  bold: 'a value where Terraform refuses',
  early: 'a value where Terraform has none yet',
  timid: 'refused where Terraform has a value',
  silent: 'not told, for no reason that has a name',
} as const;

export interface Comparison {
  readonly agreed: { values: number; refusals: number; later: number };
  readonly unnamed: Map<keyof typeof failures, string[]>;
  readonly named: Map<string, string[]>;
}

/** Without `--seed`, each of these is run. */
const seeds = [1, 2, 3, 4, 5];

/**
 * Evaluates generated expressions with Terraform and with us. Where Terraform has a value we must have the same, where it refuses we must
 * refuse; what is not told must be of a class that has a name.
 * @param args `--seed`, `--count`, `--show`: how many of each kind of disagreement are printed
 */
export function compareExpressions(
  terraform: (args: readonly string[], input: string) => string,
  args: readonly string[],
): boolean {
  const wanted = argument(args, '--seed');
  const results = (wanted === undefined ? seeds : [Number(wanted)]).map((seed) => compareSeed(seed, terraform, args));
  return results.every(Boolean);
}

function compareSeed(
  seed: number,
  terraform: (args: readonly string[], input: string) => string,
  args: readonly string[],
): boolean {
  const count = Number(argument(args, '--count') ?? 3000);
  const shown = Number(argument(args, '--show') ?? 5);
  const generator = new ExpressionGenerator(seed);
  const expressions = Array.from({ length: count }, () => generator.expression());
  const comparison = compare(expressions, expressionsByTerraform(expressions, terraform), expressionsByUs(expressions));
  const { agreed, named, unnamed } = comparison;
  const total = agreed.values + agreed.refusals + agreed.later;
  console.log(
    `   seed ${seed}: ${total} of ${count} agree: ${agreed.values} values, ${agreed.refusals} refusals, ${agreed.later} not known to either`,
  );
  for (const [name, found] of named) console.log(`   not told: ${found.length} (${nameable[name]})`);
  for (const [name, found] of unnamed) {
    console.log(`   WRONG: ${failures[name]}: ${found.length}`);
    for (const line of found.slice(0, shown)) console.log(`      ${line}`);
  }
  const silent = [...named.values()].reduce((sum, found) => sum + found.length, 0);
  return unnamed.size === 0 && silent <= count / 100;
}

export function compare(
  expressions: readonly string[],
  theirs: readonly string[],
  ours: readonly (Value | undefined)[],
): Comparison {
  const agreed = { values: 0, refusals: 0, later: 0 };
  const unnamed = new Map<keyof typeof failures, string[]>();
  const named = new Map<string, string[]>();
  for (const [i, expression] of expressions.entries()) {
    const their = theirs[i] ?? '';
    const our = ours[i];
    const text = our ? textOf(our) : undefined;
    const line = `${expression}\n         Terraform: ${their.slice(0, 600)}\n         Ashlar:    ${(text ?? (our ? show(our) : 'not read')).slice(0, 600)}`;
    if (text === their) {
      if (text === refused) agreed.refusals++;
      else agreed.values++;
    } else if (their === later && (text === undefined || text === refused)) {
      agreed.later++;
    } else if (text === undefined) {
      const reason = our && (openReason(our) ?? (mentionsUnset(our) && readsUnset(expression) ? 'untyped' : undefined));
      if (reason !== undefined) add(named, reason, line);
      else add(unnamed, 'silent', line);
    } else if (their === refused && text !== refused && readsUnset(expression)) {
      add(named, 'untyped', line);
    } else {
      add(unnamed, text === refused ? 'timid' : their === refused ? 'bold' : their === later ? 'early' : 'other', line);
    }
  }
  return { agreed, named, unnamed };
}

/** Whether an expression reads a variable without a value. */
export function readsUnset(expression: string): boolean {
  return /\bvar\.u/.test(expression);
}

/** Whether a value is open for a variable that is not set: Terraform knows its type already. */
function mentionsUnset(value: Value): boolean {
  const { reason } = unknownFrom(value, value.origin);
  return reason.kind === 'unset' || reason.kind === 'undecided';
}

function add<K>(lines: Map<K, string[]>, key: K, line: string): void {
  lines.set(key, [...(lines.get(key) ?? []), line]);
}

/** The class of what is left open in a value, if it has a name. */
function openReason(value: Value): string | undefined {
  switch (value.kind) {
    case 'number':
      return value.approximate ? 'digits' : undefined;
    case 'unknown':
      return classOf(value.reason);
    case 'list':
      return firstReason([...value.items.map((item) => item.value), ...(value.rest ? [value.rest] : [])]);
    case 'map':
      return firstReason([...[...value.entries.values()].map((entry) => entry.value), ...(value.rest ? [value.rest] : [])]);
    case 'text':
      return firstReason(value.parts.filter((part) => typeof part !== 'string'));
    case 'encoded':
      return openReason(value.content);
    case 'oneOf':
      return firstReason(value.choices);
    default:
      return undefined;
  }
}

function classOf(reason: UnknownReason): string | undefined {
  if (reason.kind === 'limit') return reason.what.endsWith('of a number') ? 'digits' : undefined;
  if (reason.kind === 'computed') return /directory/.test(reason.what) ? 'place' : undefined;
  if (reason.kind !== 'unsupported') return undefined;
  if (/pattern/.test(reason.what)) return 'pattern';
  if (/YAML/.test(reason.what)) return 'yaml';
  if (/encoding/.test(reason.what)) return 'encoding';
  if (/cidrsubnet/.test(reason.what)) return 'address';
  if (/^format/.test(reason.what)) return 'format';
  if (/^ephemeral/.test(reason.what)) return 'ephemeral';
  return /notation/.test(reason.what) ? 'address' : undefined;
}

function firstReason(values: readonly Value[]): string | undefined {
  for (const value of values) {
    const reason = openReason(value);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** `terraform console` prints the result of its last line only, and reads lines of up to 64 KiB. */
const longestLine = 50_000;

export function expressionsByTerraform(
  expressions: readonly string[],
  terraform: (args: readonly string[], input: string) => string,
): readonly string[] {
  const results: string[] = [];
  let items: string[] = [];
  let length = 0;
  const flush = () => {
    results.push(...ask(items, terraform));
    items = [];
    length = 0;
  };
  for (const expression of expressions) {
    const item = `try(base64encode(nonsensitive(jsonencode([${expression}]))), "${refused}")`;
    if (items.length > 0 && length + item.length > longestLine) flush();
    items.push(item);
    length += item.length + 2;
  }
  flush();
  return results;
}

/** Results that are not known to Terraform itself are printed as such. Where one expression breaks the line, they are asked for in halves. */
function ask(items: readonly string[], terraform: (args: readonly string[], input: string) => string): readonly string[] {
  const output = tryTerraform(() => terraform(['console'], `[${items.join(', ')}]\n`).trim());
  const lines = output?.startsWith('[') ? output.split('\n').slice(1, -1) : [];
  if (lines.length === items.length) return lines.map(resultOf);
  if (items.length === 1) return [refused];
  const middle = items.length >> 1;
  return [...ask(items.slice(0, middle), terraform), ...ask(items.slice(middle), terraform)];
}

function resultOf(line: string): string {
  const printed = line.trim().replace(/,$/, '');
  if (printed === '(known after apply)') return later;
  const text = /^"(.*)"$/.exec(printed)?.[1];
  if (text === undefined) throw new Error(`terraform console printed ${line}`);
  return text === refused ? refused : Buffer.from(text, 'base64').toString('utf8');
}

/** `terraform console` fails for what it refuses as a whole. */
function tryTerraform(run: () => string): string | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function expressionsByUs(expressions: readonly string[]): readonly (Value | undefined)[] {
  return expressions.map((expression) => {
    const tree = parseHcl(`resource "x" "y" {\n  a = ${expression}\n}\n`);
    const { natives } = loadTerraform({ dir: 'file:///', files: [{ uri: 'file:///main.tf', tree }], mapping: noMapping });
    return natives[0]?.values.entries.get('a')?.value;
  });
}

export function textOf(value: Value): string | undefined {
  if (findInvalid(value)) return refused;
  return renderJson({ kind: 'list', items: [{ value, member: true }], origin: value.origin });
}
