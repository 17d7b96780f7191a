import type { PropertyPath } from '../resources';
import type { Item, MapValue, UnknownValue, Value } from '../values';
import { absent, unknown } from '../values';
import type { Default, DocumentDecoder, KeyShape, Source } from './model';
import type { Presence, Scope } from './read';
import { holds, literalValue, maybe, oneOf, originOf, presenceOf, readContainer, readName } from './read';

/** What the evaluation of rows needs besides the block. */
export interface Reading {
  readonly decoder: DocumentDecoder;
  /** The majors a default must hold for where the block's own is not known. */
  readonly majors: (block: Scope['block']) => readonly number[];
}

export interface SourceResult {
  /** Absent where nothing is written, even if there is a default. */
  readonly value: Value;
  /** Whether the containers that the value stands in exist because of it. */
  readonly present: Presence;
  /** The provider's default, where it may count: not beside a value that is surely written. */
  readonly fallback?: Value;
}

/** Reads one source; `path` names the property, for the identity of a generated name. */
export function readSource(scope: Scope, source: Source, path: PropertyPath, reading: Reading): SourceResult {
  const guard = holds(scope, source.if);
  if (guard === false) return { value: absent(originOf(scope)), present: false };
  const result = readUnguarded(scope, source, path, reading, guard === true);
  if (guard === true) return result;
  const missing = absent(originOf(scope));
  return {
    value: maybe(result.value, missing),
    present: result.present === false ? false : 'unknown',
    ...(result.fallback ? { fallback: maybe(result.fallback, missing) } : {}),
  };
}

/** @param sure that the source counts: then a value that is certainly written leaves no room for the default */
function readUnguarded(scope: Scope, source: Source, path: PropertyPath, reading: Reading, sure: boolean): SourceResult {
  const origin = originOf(scope);
  if (source.none) return { value: absent(origin), present: false };
  if (source.const !== undefined) return { value: literalValue(source.const, origin), present: false };
  if (source.self !== undefined) {
    return {
      value: { kind: 'reference', address: scope.block.address, attribute: source.self, origin: scope.block.origin },
      present: true,
    };
  }
  if (source.by) return { value: readBy(scope, source.by), present: false };
  let value: Value = absent(origin);
  let present: Presence = false;
  for (const name of source.at ?? []) {
    const raw = withoutAbsentLiterals(readName(scope, name), source.absentIf);
    const there = presenceOf(raw);
    if (there === false && raw.kind === 'absent') {
      if (name.length > 1) {
        // A block that is written holds its container open although the attribute is missing.
        const container = presenceOf(readContainer(scope, name));
        if (container === true || (container === 'unknown' && present === false)) present = container;
        value = raw;
      }
      continue;
    }
    value = convert(raw, source, reading);
    present = there === true || (name.length > 1 && presenceOf(readContainer(scope, name)) === true) ? true : 'unknown';
    break;
  }
  if (!source.default || (sure && value.kind !== 'absent' && value.kind !== 'oneOf')) return { value, present };
  const fallback = defaultOf(source.default, scope, path, reading);
  return { value, present, ...fallbackWhere(source, present, fallback, origin) };
}

/** What a provider sends for an attribute of a nested block, it sends only where the block is written. */
function fallbackWhere(source: Source, present: Presence, fallback: Value, origin: Value['origin']): { fallback?: Value } {
  const nested = source.at?.every((name) => name.length > 1);
  if (!nested || present === true) return { fallback };
  return present === 'unknown' ? { fallback: maybe(fallback, absent(origin)) } : {};
}

function readBy(scope: Scope, by: NonNullable<Source['by']>): Value {
  const origin = originOf(scope);
  const possible: Value[] = [];
  for (const { at, value } of by) {
    const raw = readName(scope, at);
    const there = raw.kind === 'unknown' ? true : presenceOf(raw);
    if (there === false) continue;
    possible.push(literalValue(value, raw.origin));
    if (there === true) return oneOf(possible, origin);
  }
  return possible.length > 0 ? oneOf([...possible, absent(origin)], origin) : absent(origin);
}

function withoutAbsentLiterals(value: Value, literals: Source['absentIf']): Value {
  if (!literals) return value;
  if (value.kind === 'oneOf')
    return oneOf(
      value.choices.map((choice) => withoutAbsentLiterals(choice, literals)),
      value.origin,
    );
  if (value.kind !== 'string' && value.kind !== 'number' && value.kind !== 'bool') return value;
  return literals.some((one) => String(one) === String(value.value)) ? absent(value.origin) : value;
}

function convert(value: Value, source: Source, reading: Reading): Value {
  let result = value;
  if (source.document === 'json') {
    result = reading.decoder.json(result);
    if (source.keys) result = renameKeys(result, source.keys);
  } else if (source.document === 'text') {
    result = { kind: 'encoded', format: 'base64', content: result, origin: result.origin };
  }
  if (source.entries) result = entriesToMap(result, source.entries[0], source.entries[1], source.rename ?? {});
  return source.values ? translateLiterals(result, source.values) : result;
}

/** An unlisted literal is unknown: the provider may know more than the mapping. */
function translateLiterals(value: Value, values: Readonly<Record<string, string | number | boolean>>): Value {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool': {
      const to = values[String(value.value)];
      if (to === undefined) return unknown({ kind: 'not-mapped', path: String(value.value) }, value.origin);
      const made = literalValue(to, value.origin);
      return value.from ? { ...made, from: value.from } : made;
    }
    case 'list':
      return { ...value, items: value.items.map((item) => ({ ...item, value: translateLiterals(item.value, values) })) };
    case 'oneOf':
      return oneOf(
        value.choices.map((choice) => translateLiterals(choice, values)),
        value.origin,
      );
    case 'text':
      return unknown({ kind: 'undecided', what: 'a value that is partly known' }, value.origin);
    default:
      return value;
  }
}

/** Gives the keys of a decoded document the schema's spelling. */
export function renameKeys(value: Value, keys: KeyShape): Value {
  switch (value.kind) {
    case 'list':
      return { ...value, items: value.items.map((item) => ({ ...item, value: renameKeys(item.value, keys) })) };
    case 'map': {
      const entries = new Map<string, MapValue['entries'] extends ReadonlyMap<string, infer E> ? E : never>();
      for (const [key, entry] of value.entries) {
        const known = keys[key.toLowerCase()];
        entries.set(known?.name ?? key, known?.keys ? { ...entry, value: renameKeys(entry.value, known.keys) } : entry);
      }
      return { ...value, entries };
    }
    case 'oneOf':
      return { ...value, choices: value.choices.map((choice) => renameKeys(choice, keys)) };
    case 'encoded':
      return renameKeys(value.content, keys);
    default:
      return value;
  }
}

function entriesToMap(value: Value, keyName: string, valueName: string, names: Readonly<Record<string, string>>): Value {
  if (value.kind === 'oneOf')
    return oneOf(
      value.choices.map((one) => entriesToMap(one, keyName, valueName, names)),
      value.origin,
    );
  if (value.kind !== 'list') return value;
  const entries = new Map<string, { value: Value; member: true | 'unknown'; key?: Value['origin'] }>();
  let rest: UnknownValue | undefined = value.rest;
  for (const item of value.items) {
    const key = item.value.kind === 'map' ? item.value.entries.get(keyName)?.value : undefined;
    const content =
      valueName === '.'
        ? renameAttributes(item.value, names)
        : item.value.kind === 'map'
          ? item.value.entries.get(valueName)?.value
          : undefined;
    if (key?.kind === 'string') {
      entries.set(key.value, { value: content ?? absent(item.value.origin), key: key.origin, member: item.member });
    } else rest ??= unknown({ kind: 'undecided', what: `a ${keyName} that is not known` }, item.value.origin);
  }
  return rest ? { kind: 'map', entries, rest, origin: value.origin } : { kind: 'map', entries, origin: value.origin };
}

function renameAttributes(value: Value, names: Readonly<Record<string, string>>): Value {
  if (value.kind !== 'map') return value;
  const entries = new Map([...value.entries].map(([name, entry]) => [names[name] ?? name, entry] as const));
  return { ...value, entries };
}

/** The provider's own default, with an origin that says that nothing is written. */
export function defaultOf(fallback: Default, scope: Scope, path: PropertyPath, reading: Reading): Value {
  const origin = { kind: 'default', of: originOf(scope) } as const;
  switch (fallback.kind) {
    case 'literal':
      return literalValue(fallback.value, origin);
    case 'unknown':
      return unknown({ kind: 'computed', what: path.join('.') }, origin);
    case 'generated':
      return unknown({ kind: 'computed', what: 'generated name' }, origin, `generated:${scope.block.address}.${path.join('.')}`);
    case 'ranges': {
      const majors = scope.block.major === undefined ? reading.majors(scope.block) : [scope.block.major];
      let shared: string | undefined;
      let value: Value | undefined;
      for (const major of majors) {
        const range = fallback.ranges.find((one) => one.from <= major && major <= one.to);
        const text = range === undefined ? 'absent' : JSON.stringify(range.value);
        if (shared !== undefined && shared !== text) {
          return unknown({ kind: 'undecided', what: 'depends on the version of the provider' }, origin);
        }
        shared = text;
        value = range && literalValue(range.value, origin);
      }
      return value ?? absent(originOf(scope));
    }
  }
}

/** The elements of a native value as items: a map or object counts as one block. */
export function itemsOf(value: Value): { items: readonly Item[]; rest?: UnknownValue; written: Presence } {
  switch (value.kind) {
    case 'list':
      return value.rest
        ? { items: value.items, rest: value.rest, written: value.items.length > 0 ? presenceOf(value) : 'unknown' }
        : { items: value.items, written: presenceOf(value) };
    case 'absent':
      return { items: [], written: false };
    case 'map':
      return { items: [{ value, member: true }], written: true };
    case 'oneOf': {
      const items: Item[] = [];
      let rest: UnknownValue | undefined;
      for (const choice of value.choices) {
        const inner = itemsOf(choice);
        for (const item of inner.items) items.push({ value: item.value, member: 'unknown' });
        rest ??= inner.rest;
      }
      return rest ? { items, rest, written: 'unknown' } : { items, written: 'unknown' };
    }
    case 'unknown':
      return { items: [], rest: value, written: 'unknown' };
    case 'encoded':
      return itemsOf(value.content);
    case 'reference':
      return {
        items: [],
        rest: unknown({ kind: 'computed', what: `${value.address}.${value.attribute}` }, value.origin),
        written: 'unknown',
      };
    default:
      return { items: [{ value, member: true }], written: true };
  }
}
