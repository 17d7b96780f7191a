import type { ListValue, Origin, UnknownValue, Value } from '../../../values';
import { listValue } from '../../../values';
import { invalid, isInvalid } from '../convert';
import { unknownFrom } from '../partial';
import type { FunctionImplementation } from './model';

export const many = Number.POSITIVE_INFINITY;

/** A function whose first argument is a list (or a set), of which the rest may be unknown. */
export function onList(
  least: number,
  most: number,
  body: (list: ListValue, args: readonly Value[], origin: Origin) => Value,
): FunctionImplementation {
  return {
    least,
    most,
    call: ([first, ...args], origin) => {
      const list = asList(first, origin);
      return list.kind === 'list' ? body(list, args, origin) : list;
    },
  };
}

/** The argument as a list; what is not known is a list of which nothing is known. */
export function asList(value: Value | undefined, origin: Origin): Value {
  if (value?.kind === 'list') return value;
  if (value && isOpen(value)) return listValue([], value.origin, unknownFrom(value, origin));
  return invalid('a list is needed', origin);
}

export function asMap(value: Value | undefined, origin: Origin): Value {
  if (value?.kind === 'map') return value;
  if (value && isOpen(value)) return { kind: 'map', entries: new Map(), rest: unknownFrom(value, origin), origin: value.origin };
  return invalid('a map is needed', origin);
}

export function isOpen(value: Value): boolean {
  return (value.kind === 'unknown' && !isInvalid(value)) || value.kind === 'reference';
}

export function hasOpenEnd(list: ListValue): boolean {
  return list.rest !== undefined || list.items.some((item) => item.member !== true);
}

export function withRest(list: Omit<ListValue, 'rest'>, rest: UnknownValue | undefined): ListValue {
  return rest ? { ...list, rest } : list;
}

export function undecided(origin: Origin): UnknownValue {
  return { kind: 'unknown', reason: { kind: 'undecided', what: 'the items of a list' }, origin };
}
