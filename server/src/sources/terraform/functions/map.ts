import type { Entry, Item, ListValue, MapValue, Origin, UnknownValue, Value } from '../../../values';
import { stringValue, unknown } from '../../../values';
import { convert, invalid, isInvalid, knownText } from '../convert';
import { sortedKeys } from '../json-text';
import { oneOf, unknownFrom } from '../partial';
import { elementTypeOf, sameType, typeOf, withElement } from '../types';
import { asList, asMap, hasOpenEnd, many, undecided, withRest } from './lists';
import { type FunctionImplementation, type FunctionTable, scalarOf } from './model';

const merge: FunctionImplementation = {
  least: 0,
  most: many,
  call: (args, origin) => mergeMaps(args, origin),
  expanding: (args, open, origin) => mergeMaps([...args, unknown(open.rest?.reason ?? undecided(origin).reason, origin)], origin),
};

function mergeMaps(args: readonly Value[], origin: Origin): Value {
  let entries = new Map<string, Entry>();
  let rest: UnknownValue | undefined;
  const written = args.filter((arg) => arg.kind !== 'absent');
  for (const arg of written) {
    const map = asMap(arg, origin);
    if (map.kind !== 'map') return map;
    if (map.rest) {
      // A later argument may replace any of the entries so far.
      const hidden = map.rest;
      const more = new Map<string, Entry>();
      for (const [key, entry] of entries) more.set(key, { ...entry, value: { ...hidden, origin: entry.value.origin } });
      entries = more;
      rest ??= hidden;
    }
    for (const [key, entry] of map.entries) {
      const before = entries.get(key);
      if (entry.member === true || !before) entries.set(key, entry);
      else entries.set(key, { ...entry, value: oneOf([before.value, entry.value], origin), member: before.member });
    }
  }
  const merged: MapValue = rest ? { kind: 'map', entries, rest, origin } : { kind: 'map', entries, origin };
  const maps = written.length > 0 && written.every((arg) => arg.kind === 'map' && arg.form === 'map');
  const [first, ...others] = written.map(typeOf);
  const alike = first !== undefined && others.every((type) => sameType(type, first));
  return maps && alike
    ? withElement({ ...merged, form: 'map' }, typeof first === 'object' && 'element' in first ? first.element : 'any')
    : merged;
}

const lookup: FunctionImplementation = {
  least: 2,
  most: 3,
  call: ([first, key, fallback], origin) => {
    const map = asMap(first, origin);
    if (map.kind !== 'map' || !key) return map;
    const name = scalarOf(key, 'string', origin);
    if (name.kind === 'refused') return name.value;
    if (name.kind === 'open') return unknownFrom(name.value, origin);
    const entry = map.entries.get(String(name.value));
    const other = fallback && map.form === 'map' ? lookupFallback(map, fallback) : fallback;
    if (other && fallback && isInvalid(other)) return invalid('the default has another type', origin);
    if (entry?.member === true) return entry.value;
    if (entry && other) return oneOf([entry.value, other], origin);
    if (entry || map.rest) return map.rest ? { ...map.rest, origin } : undecided(origin);
    return other ?? invalid(`there is no ${String(name.value)}`, origin);
  },
};

function lookupFallback(map: MapValue, fallback: Value): Value {
  const type = typeOf(map);
  return typeof type === 'object' && type.kind === 'map' ? convert(fallback, type.element) : fallback;
}

const keys: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([first], origin) => {
    const map = asMap(first, origin);
    if (map.kind !== 'map') return map;
    const items = sortedKeys(map.entries.keys()).map((key): Item => {
      const entry = map.entries.get(key);
      return { value: stringValue(key, entry?.key ?? origin), member: entry?.member ?? 'unknown' };
    });
    const list: ListValue = withRest({ kind: 'list', items, origin }, map.rest);
    return map.form === 'map' ? withElement({ ...list, form: 'list' }, 'string') : list;
  },
};

const values: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([first], origin) => {
    // The instances of a resource with `for_each` come as a list already.
    if (first?.kind === 'list' && first.rest) return first;
    const map = asMap(first, origin);
    if (map.kind !== 'map') return map;
    const items: Item[] = [];
    for (const key of sortedKeys(map.entries.keys())) {
      const entry = map.entries.get(key);
      if (entry) items.push({ value: entry.value, member: entry.member });
    }
    const list: ListValue = withRest({ kind: 'list', items, origin }, map.rest);
    return map.form === 'map' ? withElement({ ...list, form: 'list' }, elementTypeOf(map)) : list;
  },
};

const zipmap: FunctionImplementation = {
  least: 2,
  most: 2,
  call: ([first, second], origin) => {
    const names = asList(first, origin);
    if (names.kind !== 'list') return names;
    const contents = asList(second, origin);
    if (contents.kind !== 'list') return contents;
    if (contents.form === 'set') return invalid('zipmap takes lists', origin);
    if (hasOpenEnd(names) || hasOpenEnd(contents)) return { kind: 'map', entries: new Map(), rest: undecided(origin), origin };
    if (names.items.length !== contents.items.length) return invalid('there are more keys than values, or less', origin);
    const entries = new Map<string, Entry>();
    let rest: UnknownValue | undefined;
    for (const [i, item] of names.items.entries()) {
      const name = scalarOf(item.value, 'string', origin);
      const value = contents.items[i]?.value;
      if (name.kind === 'refused') return name.value;
      if (name.kind === 'open') rest ??= unknownFrom(name.value, origin);
      else if (value) entries.set(String(name.value), { value, key: item.value.origin, member: true });
    }
    const map: MapValue = rest ? { kind: 'map', entries, rest, origin } : { kind: 'map', entries, origin };
    return contents.form === 'list' ? withElement({ ...map, form: 'map' }, elementTypeOf(contents)) : map;
  },
};

const transpose: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([first], origin) => {
    const map = asMap(first, origin);
    if (map.kind !== 'map') return map;
    const lists = convert(map, { kind: 'map', element: { kind: 'list', element: 'string' } });
    if (lists.kind !== 'map') return lists;
    const found = new Map<string, string[]>();
    let rest: UnknownValue | undefined = lists.rest;
    for (const key of sortedKeys(lists.entries.keys())) {
      const entry = lists.entries.get(key);
      if (entry?.member !== true || entry.value.kind !== 'list' || hasOpenEnd(entry.value)) {
        if (entry?.value.kind === 'absent') return invalid('null cannot be transposed', origin);
        rest ??= undecided(origin);
        continue;
      }
      for (const item of entry.value.items) {
        const text = knownText(item.value);
        if (item.value.kind === 'absent') return invalid('null cannot be transposed', origin);
        if (text === undefined) rest ??= unknownFrom(item.value, origin);
        else found.set(text, [...(found.get(text) ?? []), key]);
      }
    }
    const entries = new Map<string, Entry>();
    for (const key of sortedKeys(found.keys())) {
      const items = (found.get(key) ?? []).map((name): Item => ({ value: stringValue(name, origin), member: true }));
      entries.set(key, { value: { kind: 'list', form: 'list', items, origin, ...(rest ? { rest } : {}) }, member: true });
    }
    return withElement(
      { kind: 'map', form: 'map', entries, origin, ...(rest ? { rest } : {}) },
      { kind: 'list', element: 'string' },
    );
  },
};

export const mapFunctions: FunctionTable = { merge, lookup, keys, values, zipmap, transpose };
