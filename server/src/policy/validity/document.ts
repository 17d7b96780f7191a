import type { StringValue, Value } from '../../values';
import { closest } from '../closest';
import type { Context } from './context';
import { isOnly } from './context';
import { repairAt } from './fault';
import type { Sheet, SheetRun, StatementSheet, Written } from './sheet';

const TOP = ['Version', 'Id', 'Statement'];
const VERSIONS = ['2012-10-17', '2008-10-17'];

/** What is wrong with a policy as a whole. */
export function checkDocument(context: Context): void {
  const { sheet, findings } = context;
  for (const entry of sheet.entries.values()) checkElement(context, entry, TOP, sheet.entries);
  checkVersion(context);
  const statement = sheet.entries.get('Statement');
  if (!statement) {
    if (!sheet.open) findings.add('missing-statement', sheet.place, 'Statement');
  } else checkStatements(context, statement);
  const id = sheet.entries.get('Id');
  if (id) checkText(context, id);
  checkSids(context);
  checkSize(context);
  if (context.wants('redundant-statement')) checkRepeated(context);
}

/** An element that IAM does not know. */
export function checkElement(
  { findings }: Context,
  entry: Written,
  known: readonly string[],
  others: ReadonlyMap<string, Written>,
): void {
  if (known.includes(entry.name)) return;
  const near = closest(entry.name, known);
  const meant = near !== undefined && !others.has(near) ? near : undefined;
  findings.add('unknown-element', entry.at, entry.name, {
    detail: meant ? `; did you mean ${meant}?` : '',
    repair: repairAt(entry.at, entry.name, meant),
  });
}

function checkVersion({ sheet, findings }: Context): void {
  const { version } = sheet;
  if (!version) {
    if (!sheet.open) findings.add('missing-version', sheet.place, 'Version');
    return;
  }
  const { value } = version;
  if (value.kind === 'list' || value.kind === 'map') findings.add('wrong-type', value.origin, 'Version', { detail: 'a text' });
  const text = value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' ? String(value.value) : undefined;
  if (text === undefined || VERSIONS.includes(text)) return;
  findings.add('invalid-version', value.origin, text, { repair: repairAt(value.origin, text, VERSIONS[0]) });
}

function checkStatements({ findings }: Context, { value }: Written): void {
  if (value.kind === 'list') {
    if (value.items.length === 0 && !value.rest) findings.add('missing-statement', value.origin, 'Statement');
    for (const item of value.items) {
      if (isScalar(item.value) || item.value.kind === 'list')
        findings.add('wrong-type', item.value.origin, 'Statement', { detail: 'a list of objects' });
    }
  } else if (isScalar(value)) findings.add('wrong-type', value.origin, 'Statement', { detail: 'a list of objects' });
}

export function isScalar(value: Value): boolean {
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'bool';
}

/** An element that must be one text. */
export function checkText({ findings }: Context, { name, value }: Written): void {
  if (value.kind === 'list' || value.kind === 'map') findings.add('wrong-type', value.origin, name, { detail: 'a text' });
}

function checkSids(context: Context): void {
  const { sheet, findings } = context;
  const seen = new Set<string>();
  const mustDiffer = isOnly(context, 'identity', 'trust');
  const isStrict = isOnly(context, 'identity', 'trust', 'service-control', 'resource-control');
  for (const { value: text, origin } of sheet.runs.flatMap(sidsIn)) {
    if (text === '') {
      findings.add('empty-sid', origin, text);
      continue;
    }
    if (seen.has(text)) findings.add(mustDiffer ? 'duplicate-sid' : 'repeated-sid', origin, text);
    seen.add(text);
    if (isStrict && !/^[A-Za-z0-9]*$/.test(text)) findings.add('sid-characters', origin, text);
  }
}

function sidsIn({ statements, facts }: SheetRun): readonly StringValue[] {
  return facts.of('sids', () =>
    statements.flatMap(({ entries }) => {
      const sid = entries.get('Sid')?.value;
      return sid?.kind === 'string' ? [sid] : [];
    }),
  );
}

/** A size is certain where it is too large without what is not known. */
function checkSize(context: Context): void {
  const { sheet, site, findings } = context;
  if (site.quota === undefined) return;
  const size = sizeOfPolicy(sheet);
  if (size <= site.quota) return;
  const check = [...SIZE_CHECKS].find(([kind]) => site.kinds.has(kind))?.[1];
  if (check)
    findings.add(check, sheet.place, String(size), { detail: `${size} characters without white space, of ${site.quota}` });
}

const SIZE_CHECKS = new Map([
  ['identity', 'too-large-for-identity'],
  ['trust', 'too-large-for-trust'],
  ['resource', 'too-large-for-resource'],
  ['service-control', 'too-large-for-service-control'],
  ['resource-control', 'too-large-for-resource-control'],
] as const);

/** As `leastSize`; each run of statements is measured once. */
function sizeOfPolicy({ value, entries, runs }: Sheet): number {
  const list = entries.get('Statement')?.value;
  const measure = (part: Value): number => {
    if (part !== list || part.kind !== 'list') return leastSize(part, measure);
    const count = part.items.filter(({ member }) => member === true).length;
    return runs.reduce((sum, run) => sum + sizeOfRun(run), 2 + Math.max(0, count - 1));
  };
  return measure(value);
}

function sizeOfRun({ values, facts }: SheetRun): number {
  return facts.of('size', () => values.reduce((sum, one) => sum + leastSize(one), 0));
}

/** The characters of the value as JSON, without white space; parts that are not known count nothing. */
function leastSize(value: Value, measure: (part: Value) => number = leastSize): number {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value.replace(/\s/g, '')).length;
    case 'number':
    case 'bool':
      return String(value.value).length;
    case 'text':
      return value.parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.replace(/\s/g, '').length : 0), 2);
    case 'list': {
      const items = value.items.filter(({ member }) => member === true);
      return items.reduce((sum, item) => sum + measure(item.value), 2 + Math.max(0, items.length - 1));
    }
    case 'map': {
      let size = 2;
      for (const [name, entry] of value.entries) {
        if (entry.member === true && entry.value.kind !== 'absent') size += name.length + 4 + measure(entry.value);
      }
      return Math.max(2, size - 1);
    }
    case 'encoded':
      return measure(value.content);
    default:
      return 0;
  }
}

/** A statement that says the same as an earlier one, whatever its Sid. */
function checkRepeated({ sheet, findings }: Context): void {
  const seen = new Set<string>();
  for (const { statements, facts } of sheet.runs) {
    const sayings = facts.of('sayings', () => statements.map(sayingOf));
    sayings.forEach((said, i) => {
      if (said === undefined) return;
      const place = statements[i]?.place;
      if (place && seen.has(said)) findings.add('redundant-statement', place, 'Statement');
      seen.add(said);
    });
  }
}

/** What a statement says, in one order; undefined where it is not wholly known. */
function sayingOf({ entries, open }: StatementSheet): string | undefined {
  if (open) return undefined;
  const parts: string[] = [];
  for (const name of [...entries.keys()].sort()) {
    if (name === 'Sid') continue;
    const said = sayingOfValue(entries.get(name)?.value);
    if (said === undefined) return undefined;
    parts.push(`${name}=${said}`);
  }
  return parts.join('\n');
}

function sayingOfValue(value: Value | undefined): string | undefined {
  switch (value?.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return JSON.stringify(String(value.value));
    case 'list': {
      if (value.rest) return undefined;
      const items = value.items.map((item) => (item.member === true ? sayingOfValue(item.value) : undefined));
      if (items.some((item) => item === undefined)) return undefined;
      return items.length === 1 ? items[0] : `[${items.sort().join()}]`;
    }
    case 'map': {
      if (value.rest) return undefined;
      const parts: string[] = [];
      for (const [name, entry] of value.entries) {
        const said = entry.member === true ? sayingOfValue(entry.value) : undefined;
        if (said === undefined) return undefined;
        parts.push(`${JSON.stringify(name)}:${said}`);
      }
      return `{${parts.sort().join()}}`;
    }
    default:
      return undefined;
  }
}
