import type { UnknownValue, Value } from '../../values';

/** Between which a number lies that is not known: the length of a list of which some items are. */
export interface Bounds {
  readonly least: number;
  /** Undefined: there is no telling. */
  readonly most?: number;
}

type BoundedUnknown = UnknownValue & { readonly bounds?: Bounds };

export function withBounds(value: UnknownValue, bounds: Bounds): Value {
  const bounded: BoundedUnknown = { ...value, bounds };
  return bounded;
}

/** @returns undefined where nothing is known of the number */
export function boundsOf(value: Value): Bounds | undefined {
  if (value.kind === 'number') return value.approximate ? undefined : { least: value.value, most: value.value };
  if (value.kind !== 'unknown') return undefined;
  const bounded: BoundedUnknown = value;
  return bounded.bounds;
}

/** How many elements a collection surely has, and may have at most. What is equal counts once in a set. */
export function sizeBounds(elements: readonly { readonly member: true | 'unknown' }[], more: boolean, merges: boolean): Bounds {
  const sure = elements.filter(({ member }) => member === true).length;
  const least = merges ? Math.min(sure, 1) : sure;
  return more ? { least } : { least, most: elements.length };
}

/** Whether the first number is less or more than the second, as far as their bounds tell. */
export function compareBounds(a: Bounds, b: Bounds): { readonly less: boolean | undefined; readonly more: boolean | undefined } {
  const highest = ({ most = Number.POSITIVE_INFINITY }: Bounds) => most;
  return {
    less: highest(a) < b.least ? true : a.least >= highest(b) ? false : undefined,
    more: a.least > highest(b) ? true : highest(a) <= b.least ? false : undefined,
  };
}
