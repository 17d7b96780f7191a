import type { Item, ListValue, Origin, UnknownValue, Value } from '../../../values';
import { convert, invalid, isInvalid } from '../convert';
import { unknownFrom } from '../partial';
import { serialise } from '../sets';
import { type Type, typeOf } from '../types';
import { unify } from '../unify';
import type { FunctionImplementation, FunctionTable } from './model';

/** An operation on sets, by whether an item is in the first and in the others. */
function operation(least: number, most: number, keep: 'union' | 'intersection' | 'subtract'): FunctionImplementation {
  return {
    least,
    most,
    call: (args, origin) => {
      const sets = toSets(args, origin);
      if (!Array.isArray(sets)) return sets as Value;
      const lists: readonly ListValue[] = sets;
      const element = elementOf(lists[0]);
      const open = lists.map(openEnd).find((rest) => rest !== undefined);
      if (keep === 'union') {
        const items = lists.flatMap((list) => list.items);
        return convert({ kind: 'list', items, origin, ...(open ? { rest: { ...open, origin } } : {}) }, { kind: 'set', element });
      }
      if (open || lists.some((list) => list.items.some((item) => serialise(item.value) === undefined))) {
        const reason =
          open ??
          unknownFrom(
            lists.flatMap((list) => list.items.map((item) => item.value)).find((value) => serialise(value) === undefined) ??
              lists[0] ??
              invalid('', origin),
            origin,
          );
        return { kind: 'list', form: 'set', items: [], rest: { ...reason, origin }, origin };
      }
      const [first, ...others] = lists;
      if (!first) return invalid('sets are needed', origin);
      const keysOf = (list: ListValue) => new Set(list.items.map((item) => serialise(item.value)));
      let items: Item[] = [...first.items];
      for (const other of others) {
        const keys = keysOf(other);
        items = items.filter((item) => keys.has(serialise(item.value)) === (keep === 'intersection'));
      }
      return convert({ kind: 'list', items, origin }, { kind: 'set', element });
    },
  };
}

function elementOf(list: ListValue | undefined): Type {
  const type = list ? typeOf(list) : 'any';
  return typeof type === 'object' && 'element' in type ? type.element : 'any';
}

function openEnd(list: ListValue): UnknownValue | undefined {
  if (list.rest) return list.rest;
  return list.items.some((item) => item.member !== true)
    ? { kind: 'unknown', reason: { kind: 'undecided', what: 'the items of a list' }, origin: list.origin }
    : undefined;
}

/** All arguments as sets of one element type. */
function toSets(args: readonly Value[], origin: Origin): ListValue[] | Value {
  const raw: ListValue[] = [];
  for (const arg of args) {
    const set: Value =
      arg.kind === 'unknown' || arg.kind === 'reference'
        ? { kind: 'list', form: 'set', items: [], rest: unknownFrom(arg, origin), origin: arg.origin }
        : convert(arg, { kind: 'set', element: 'any' });
    if (set.kind !== 'list' || isInvalid(set)) return invalid('sets are needed', origin);
    raw.push(set);
  }
  const element = unify(raw.map(elementOf));
  const typed = raw.map(elementOf).filter((type) => type !== 'null');
  if (element === undefined || unify(typed) === undefined || (element === 'null' && mixes(raw)))
    return invalid('the sets have no common type', origin);
  const sets: ListValue[] = [];
  for (const set of raw) {
    const converted = convert(set, { kind: 'set', element });
    if (converted.kind !== 'list') return converted;
    sets.push(converted);
  }
  return sets;
}

/** Whether some of the sets hold what has no type yet, and others what has a structure. */
function mixes(sets: readonly ListValue[]): boolean {
  const elements = sets.filter((set) => set.items.length > 0).map(elementOf);
  return elements.includes('null') && elements.some((type) => typeof type === 'object');
}

const setproduct: FunctionImplementation = {
  least: 2,
  most: 8,
  call: (args, origin) => {
    let rows: (readonly Item[])[] = [[]];
    const elements: Type[] = [];
    let lists = true;
    for (const arg of args) {
      if (arg.kind === 'unknown' || arg.kind === 'reference')
        return { kind: 'list', form: 'list', items: [], rest: unknownFrom(arg, origin), origin };
      const collection = arg.kind === 'list' ? convert(arg, { kind: arg.form ?? 'list', element: 'any' }) : undefined;
      if (arg.kind !== 'list' || collection?.kind !== 'list') return invalid('setproduct needs lists or sets', origin);
      elements.push(elementOf(collection));
      if (arg.form === 'set') lists = false;
      const open = openEnd(arg);
      if (open) return { kind: 'list', form: 'list', items: [], rest: { ...open, origin }, origin };
      if (rows.length * arg.items.length > 10_000) {
        return { kind: 'unknown', reason: { kind: 'limit', what: 'size of a list' }, origin };
      }
      rows = rows.flatMap((row) => arg.items.map((item) => [...row, item]));
    }
    const items = rows.map((row): Item => ({ value: { kind: 'list', items: row, origin }, member: true }));
    const element: Type = items.length === 0 ? { kind: 'tuple', items: elements } : 'any';
    return convert({ kind: 'list', items, origin }, { kind: lists ? 'list' : 'set', element });
  },
};

export const setFunctions: FunctionTable = {
  setunion: operation(1, Number.POSITIVE_INFINITY, 'union'),
  setintersection: operation(1, Number.POSITIVE_INFINITY, 'intersection'),
  setsubtract: operation(2, 2, 'subtract'),
  setproduct,
};
