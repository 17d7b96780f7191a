import type { Item, ListValue, Origin, UnknownValue, Value } from '../../../values';
import { absent, boolValue, listValue, numberValue, type Truth, unknown } from '../../../values';
import { sizeBounds, withBounds } from '../bounds';
import { convert, invalid, isInvalid, knownText } from '../convert';
import { equal } from '../equality';
import { compareText } from '../json-text';
import { compute } from '../numbers';
import { fromRounded, rounded, toTruth, truthValue } from '../operators';
import { oneOf, unknownFrom } from '../partial';
import { elementTypeOf, type Type, typeOf, withElement } from '../types';
import { unify } from '../unify';
import { graphemes } from './graphemes';

import { asList, hasOpenEnd, isOpen, many, onList, undecided, withRest } from './lists';
import { type FunctionImplementation, type FunctionTable, scalarOf } from './model';

const concat: FunctionImplementation = {
  least: 1,
  most: many,
  call: (args, origin) => concatLists(args, origin),
  expanding: (args, open, origin) => {
    const lists = [...args, ...open.items.filter((item) => item.member === true).map((item) => item.value)];
    return concatLists([...lists, unknown(open.rest?.reason ?? undecided(origin).reason, origin)], origin);
  },
};

function concatLists(args: readonly Value[], origin: Origin): Value {
  const items: Item[] = [];
  let rest: UnknownValue | undefined;
  let lists = true;
  const elements: Type[] = [];
  for (const arg of args) {
    const list = asList(arg, origin);
    if (list.kind !== 'list') return list;
    if (list.form === 'set') return invalid('concat takes lists', origin);
    if (list.form !== 'list') lists = false;
    elements.push(elementTypeOf(list));
    for (const item of list.items) items.push(item);
    rest ??= list.rest;
  }
  const joined: ListValue = withRest({ kind: 'list', items, origin }, rest);
  const element = lists ? unify(elements) : undefined;
  return element === undefined ? joined : convert(joined, { kind: 'list', element });
}

function flattenInto(list: ListValue, items: Item[], member: true | 'unknown'): UnknownValue | undefined {
  let rest = list.rest;
  for (const item of list.items) {
    const certain = member === true ? item.member : 'unknown';
    const value = item.value;
    if (value.kind === 'list') {
      const inner = flattenInto(value, items, certain);
      rest ??= inner;
    } else if (value.kind === 'oneOf' && value.choices.some((choice) => choice.kind === 'list')) {
      rest ??= unknownFrom(value, value.origin);
    } else if (isOpen(value)) {
      // It may be a list of many, or of none.
      rest ??= unknownFrom(value, value.origin);
    } else {
      items.push({ value, member: certain });
    }
  }
  return rest;
}

const flatten = onList(1, 1, (list, _args, origin) => {
  const items: Item[] = [];
  const rest = flattenInto(list, items, true);
  return withRest({ kind: 'list', items, origin }, rest);
});

const contains: FunctionImplementation = onList(2, 2, (list, [wanted], origin) => {
  if (!wanted || wanted.kind === 'absent') return invalid('a value is needed', origin);
  let open: Value | undefined = list.rest;
  for (const item of list.items) {
    const same: Truth = equal(item.value, wanted);
    if (same === true && item.member === true) return boolValue(true, origin);
    if (same !== false) open ??= item.value;
  }
  return open ? truthValue('unknown', [open, wanted], origin) : boolValue(false, origin);
});

const distinct = onList(1, 1, (list, _args, origin) => {
  const source = list.form === 'list' ? list : convert(list, { kind: 'list', element: 'any' });
  if (source.kind !== 'list') return source;
  const items: Item[] = [];
  for (const item of source.items) {
    const before = items.map((other) => (other.member === true ? equal(other.value, item.value) : false));
    if (!before.includes(true)) items.push(before.includes('unknown') ? { ...item, member: 'unknown' } : item);
  }
  return { ...source, items, origin };
});

const element = onList(2, 2, (list, [index], origin) => {
  if (list.form === 'set') return invalid('element takes a list', origin);
  if (!index) return invalid('an index is needed', origin);
  const place = scalarOf(index, 'number', origin);
  if (place.kind === 'refused') return place.value;
  if (place.kind === 'open' || typeof place.value !== 'object') {
    if (hasOpenEnd(list)) return undecided(origin);
    return oneOf(
      list.items.map((item) => item.value),
      origin,
    );
  }
  if (place.value.approximate || !Number.isInteger(place.value.value)) return invalid('an index is a whole number', origin);
  if (hasOpenEnd(list)) {
    if (place.value.value < 0) return undecided(origin);
    const item = list.items[place.value.value];
    const certain = list.items.slice(0, place.value.value + 1).every((other) => other.member === true);
    return item && certain ? item.value : undecided(origin);
  }
  if (list.items.length === 0) return invalid('the list is empty', origin);
  // Newer versions count from the end of a list; of a tuple only whole rounds.
  const { length: size } = list.items;
  if (list.form !== 'list' && place.value.value % size < 0) return invalid('an index is not negative', origin);
  return list.items[((place.value.value % size) + size) % size]?.value ?? invalid('there is no such item', origin);
});

const length: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([value], origin) => {
    if (!value || value.kind === 'absent') return invalid('null has no length', origin);
    if (value.kind === 'list') {
      const blurred =
        value.form === 'set' &&
        value.items.length > 1 &&
        value.items.some((item) => isOpen(item.value) || item.value.kind === 'text');
      return hasOpenEnd(value) || blurred
        ? withBounds(undecided(origin), sizeBounds(value.items, value.rest !== undefined, value.form === 'set'))
        : numberValue(value.items.length, origin);
    }
    if (value.kind === 'map') {
      const entries = [...value.entries.values()];
      if (value.rest || entries.some((entry) => entry.member !== true))
        return withBounds(undecided(origin), sizeBounds(entries, value.rest !== undefined, false));
      return numberValue(value.entries.size, origin);
    }
    if (isOpen(value)) return unknownFrom(value, origin);
    const text = value.kind === 'string' || value.kind === 'encoded' ? knownText(value) : undefined;
    if (text !== undefined) return numberValue(graphemes(text).length, origin);
    return value.kind === 'text' || value.kind === 'encoded' ? unknownFrom(value, origin) : invalid('it has no length', origin);
  },
};

const coalesce: FunctionImplementation = {
  least: 1,
  most: many,
  call: (args, origin) => {
    const type = unify(args.map(typeOf));
    if (type === undefined) return invalid('the arguments have no common type', origin);
    const choices: Value[] = [];
    for (const arg of args) {
      const value = convert(arg, type);
      // What does not convert is passed over, and so is an empty text, but only among texts.
      if (isInvalid(value) || value.kind === 'absent' || (type !== 'null' && knownText(value) === '')) continue;
      choices.push(value);
      const certain = !isOpen(value) && !(value.kind === 'text' && !value.parts.some((part) => typeof part === 'string'));
      if (certain) return oneOf(choices, origin);
    }
    if (choices.length === 0) return invalid('every argument is null or empty', origin);
    return oneOf(choices, origin);
  },
};

const coalescelist: FunctionImplementation = {
  least: 1,
  most: many,
  call: (args, origin) => {
    const lists: ListValue[] = [];
    for (const arg of args) {
      const list = asList(arg, origin);
      if (list.kind !== 'list') return list;
      if (list.form === 'set') return invalid('coalescelist takes lists', origin);
      lists.push(list);
    }
    for (const list of lists) {
      if (list.items.some((item) => item.member === true)) return list;
      if (hasOpenEnd(list)) return undecided(origin);
    }
    return invalid('every list is empty', origin);
  },
};

const compact = onList(1, 1, (list, _args, origin) => {
  const strings = convert(list, { kind: 'list', element: 'string' });
  if (strings.kind !== 'list') return strings;
  const items = strings.items.flatMap((item): Item[] => {
    if (item.value.kind === 'absent' || knownText(item.value) === '') return [];
    const certain = !isOpen(item.value) && item.value.kind !== 'oneOf';
    return [certain ? item : { ...item, member: 'unknown' }];
  });
  return { ...strings, items, origin };
});

const one = onList(1, 1, (list, _args, origin) => {
  if (list.items.length === 0 && !list.rest) return absent(origin);
  const certain = list.items.filter((item) => item.member === true);
  if (certain.length > 1) return invalid('there is more than one', origin);
  const [only] = certain;
  if (only) return only.value;
  const [maybe, ...others] = list.items;
  if (maybe && others.length === 0 && !list.rest) return oneOf([maybe.value, absent(origin)], origin);
  return undecided(origin);
});

const sum = onList(1, 1, (list, _args, origin) => {
  if (list.items.length === 0 && !list.rest) return invalid('there is nothing to sum', origin);
  let total = { value: 0, approximate: false };
  let open: Value | undefined = hasOpenEnd(list) ? undecided(origin) : undefined;
  for (const item of list.items) {
    const number = convert(item.value, 'number');
    if (isInvalid(number) || number.kind === 'absent') return invalid('a number is needed', origin);
    if (number.kind !== 'number') {
      open ??= number;
      continue;
    }
    const next = compute('+', total, rounded(number));
    if (!next) return unknown({ kind: 'limit', what: 'size of a number' }, origin);
    total = next;
  }
  return open ? unknownFrom(open, origin) : fromRounded(total, origin);
});

const reverse = onList(1, 1, (list, _args, origin) => {
  if (hasOpenEnd(list))
    return { kind: 'list', items: list.items.map((item): Item => ({ ...item })), rest: list.rest ?? undecided(origin), origin };
  const reversed: ListValue = { kind: 'list', items: [...list.items].reverse(), origin };
  return list.form ? withElement({ ...reversed, form: 'list' }, elementTypeOf(list)) : reversed;
});

const sort = onList(1, 1, (list, _args, origin) => {
  const strings = convert(list, { kind: 'list', element: 'string' });
  if (strings.kind !== 'list') return strings;
  const texts: Item[] = [];
  for (const item of strings.items) {
    if (item.value.kind === 'absent') return invalid('null cannot be sorted', origin);
    texts.push(item);
  }
  texts.sort((a, b) => compareText(knownText(a.value) ?? '', knownText(b.value) ?? ''));
  // Places are not known where an item is not, only what is in the list.
  const open = hasOpenEnd(list) || texts.some((item) => knownText(item.value) === undefined);
  if (open)
    return {
      ...strings,
      items: texts.map((item): Item => ({ ...item, member: item.member })),
      rest: list.rest ?? undecided(origin),
      origin,
    };
  return { ...strings, items: texts, origin };
});

const slice = onList(3, 3, (list, [from, to], origin) => {
  if (list.form === 'set') return invalid('slice takes a list', origin);
  if (!from || !to) return invalid('slice needs a start and an end', origin);
  const start = scalarOf(from, 'number', origin);
  const end = scalarOf(to, 'number', origin);
  if (start.kind === 'refused') return start.value;
  if (end.kind === 'refused') return end.value;
  if (
    start.kind === 'open' ||
    end.kind === 'open' ||
    typeof start.value !== 'object' ||
    typeof end.value !== 'object' ||
    hasOpenEnd(list)
  ) {
    return listValue([], origin, undecided(origin));
  }
  const [a, b] = [start.value.value, end.value.value];
  if (!Number.isInteger(a) || !Number.isInteger(b) || a < 0 || b < a || b > list.items.length)
    return invalid('the slice leaves the list', origin);
  return { ...list, items: list.items.slice(a, b), origin };
});

const indexOf = onList(2, 2, (list, [wanted], origin) => {
  if (!wanted) return invalid('a value is needed', origin);
  if (list.form === 'set') return invalid('index takes a list', origin);
  for (const [i, item] of list.items.entries()) {
    const same = item.member === true ? equal(item.value, wanted) : 'unknown';
    if (same === true) return numberValue(i, origin);
    if (same === 'unknown') return undecided(origin);
  }
  return list.rest ? { ...list.rest, origin } : invalid('the list has no such item', origin);
});

const chunklist = onList(2, 2, (list, [size], origin) => {
  if (!size) return invalid('a size is needed', origin);
  const count = scalarOf(size, 'number', origin);
  if (count.kind === 'refused') return count.value;
  if (count.kind === 'open' || typeof count.value !== 'object' || hasOpenEnd(list))
    return listValue([], origin, undecided(origin));
  const source = convert(list, { kind: 'list', element: 'any' });
  if (source.kind !== 'list') return source;
  if (!Number.isInteger(count.value.value) || count.value.value < 0) return invalid('a size is a whole number', origin);
  const step = count.value.value || source.items.length || 1;
  const chunks: Value[] = [];
  for (let i = 0; i < source.items.length; i += step) chunks.push({ ...source, items: source.items.slice(i, i + step), origin });
  return withElement({ ...listValue(chunks, origin), form: 'list' }, { kind: 'list', element: elementTypeOf(source) });
});

const matchkeys: FunctionImplementation = {
  least: 3,
  most: 3,
  call: ([first, second, third], origin) => {
    const contents = asList(first, origin);
    const names = asList(second, origin);
    const wanted = asList(third, origin);
    if (contents.kind !== 'list') return contents;
    if (names.kind !== 'list') return names;
    if (wanted.kind !== 'list') return wanted;
    const open = [contents, names, wanted].find(hasOpenEnd);
    if (open) return { ...listValue([], origin, open.rest ?? undecided(origin)), form: 'list' };
    if (contents.items.length !== names.items.length) return invalid('there are more keys than values, or less', origin);
    const typed = convert(contents, { kind: 'list', element: 'any' });
    const element = unify([...names.items, ...wanted.items].map((item) => typeOf(item.value)));
    if (typed.kind !== 'list' || element === undefined) return invalid('the lists have no common type', origin);
    const searched = wanted.items.map((item) => convert(item.value, element));
    const items: Item[] = [];
    for (const [i, item] of typed.items.entries()) {
      const name = names.items[i];
      const same = name ? searched.map((value) => equal(convert(name.value, element), value)) : [];
      if (same.includes(true)) items.push(item);
      else if (same.includes('unknown')) items.push({ ...item, member: 'unknown' });
    }
    return { ...typed, items, origin };
  },
};

function truthOf(operator: 'all' | 'any'): FunctionImplementation {
  return onList(1, 1, (list, _args, origin) => {
    const decisive = operator === 'any';
    let open: Value | undefined = list.rest;
    let decided = false;
    for (const item of list.items) {
      const truth = item.value.kind === 'absent' ? false : toTruth(item.value);
      if (truth === undefined) return invalid('true or false is needed', origin);
      if (truth === decisive && item.member === true) decided = true;
      else if (truth === 'unknown' || truth === decisive) open ??= item.value;
    }
    if (decided) return boolValue(decisive, origin);
    return open ? truthValue('unknown', [open], origin) : boolValue(!decisive, origin);
  });
}

export const collectionFunctions: FunctionTable = {
  concat,
  flatten,
  contains,
  distinct,
  element,
  length,
  coalesce,
  coalescelist,
  compact,
  one,
  sum,
  reverse,
  sort,
  slice,
  index: indexOf,
  chunklist,
  matchkeys,
  alltrue: truthOf('all'),
  anytrue: truthOf('any'),
};
