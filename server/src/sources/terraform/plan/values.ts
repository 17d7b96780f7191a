import type { NestedNames } from '../../../mapping';
import { type DataNode, entryOf } from '../../../syntax/data';
import {
  absent,
  boolValue,
  type Entry,
  type Item,
  type MapValue,
  type Origin,
  type ReferenceValue,
  stringValue,
  textOrigin,
  unknown,
  type Value,
} from '../../../values';
import { parseNumber } from '../numbers';
import { isTrue, items } from './document';
import type { Writing } from './places';

/** One place in the values of a planned resource: what stands there in each of the plan's trees, and in the configuration. */
export interface PlannedPlace {
  readonly uri: string;
  readonly node: DataNode | undefined;
  readonly unknown: DataNode | undefined;
  readonly sensitive: readonly DataNode[];
  readonly nested: NestedNames | 'attribute' | undefined;
  readonly writing: Writing | undefined;
  /** Where the block of one element is written, if the place is one of nested blocks. */
  block?(index: number, count: number, element: DataNode): Writing | undefined;
  /** Where to point in the plan where nothing stands. */
  readonly holder: Origin;
  /** What an unknown is called. */
  readonly what: string;
  /** The provider's own, which nobody wrote. */
  readonly byDefault: boolean;
  /** Below the resource's own arguments: there the provider says "nothing" with an empty text as well. */
  readonly inner: boolean;
}

/** The value of a place; `undefined` where nothing is written. */
export function plannedValue(place: PlannedPlace): Value | undefined {
  const { node } = place;
  const secret = place.sensitive.some(isTrue) ? { sensitive: true as const } : {};
  if (isTrue(place.unknown)) return { ...unknown({ kind: 'computed', what: place.what }, originOf(place)), ...secret };
  if (node?.kind === 'sequence' || place.unknown?.kind === 'sequence') {
    const list = plannedList(place);
    return list && { ...list, ...secret };
  }
  if (node?.kind === 'mapping' || (!node && place.unknown?.kind === 'mapping')) return { ...plannedMap(place), ...secret };
  if (node?.kind !== 'scalar') return undefined;
  const origin = originOf(place);
  switch (node.type) {
    case 'null':
    case 'missing':
      return undefined;
    case 'bool':
      return { ...boolValue(node.text === 'true', origin), ...secret };
    case 'number': {
      const number = parseNumber(node.text);
      if (!number) return unknown({ kind: 'limit', what: 'size of a number' }, origin);
      return { kind: 'number', value: number.value, origin, ...(number.approximate ? { approximate: true } : {}), ...secret };
    }
    case 'string':
      return place.inner && node.text === '' ? undefined : { ...stringValue(node.text, origin), ...secret };
  }
}

function plannedList(place: PlannedPlace): Value | undefined {
  const known = items(place.node);
  const open = items(place.unknown);
  const count = Math.max(known.length, open.length);
  const isBlock = typeof place.nested === 'object';
  // An empty list of blocks is how the plan says that none is written.
  if (count === 0 && (isBlock || place.inner)) return undefined;
  const all: Item[] = [];
  for (let i = 0; i < count; i++) {
    const node = known[i];
    const writing = node?.kind === 'mapping' ? place.block?.(i, count, node) : place.writing?.step(i);
    const value = plannedValue({
      ...{ ...place, node, unknown: open[i], writing: writing ?? place.writing },
      sensitive: place.sensitive.flatMap((each) => items(each)[i] ?? (isTrue(each) ? [each] : [])),
      holder: originOf(place),
    });
    if (value) all.push({ value, member: true });
    else all.push({ value: absent(originOf(place)), member: true });
  }
  return { kind: 'list', items: all, origin: originOf(place) };
}

function plannedMap(place: PlannedPlace): MapValue {
  const entries = new Map<string, Entry>();
  const names = new Set([...keysOf(place.node), ...keysOf(place.unknown)]);
  for (const name of names) {
    const value = plannedValue(childOf(place, name));
    if (value) entries.set(name, { value, member: true });
  }
  return { kind: 'map', entries, origin: originOf(place) };
}

/** The place of a name in a block or an object. */
function childOf(place: PlannedPlace, name: string): PlannedPlace {
  const node = entryOf(place.node, name)?.value;
  const nested = typeof place.nested === 'object' && Object.hasOwn(place.nested, name) ? place.nested[name] : undefined;
  return {
    ...place,
    ...{ node, nested, unknown: entryOf(place.unknown, name)?.value },
    sensitive: place.sensitive.flatMap((each) => entryOf(each, name)?.value ?? (isTrue(each) ? [each] : [])),
    writing: place.writing?.step(name),
    block: (index, count, element) => place.writing?.block(name, index, count, element),
    holder: originOf(place),
    inner: true,
  };
}

/** Where a value stands: in the configuration, by way of the plan where an expression makes it; else in the plan. */
export function originOf(place: PlannedPlace): Origin {
  const inPlan = place.node ? textOrigin(place.uri, place.node.span) : place.holder;
  if (!place.writing) return inPlan;
  const { origin, literal } = place.writing.written;
  if (place.byDefault) return { kind: 'default', of: origin };
  if (literal || inPlan.kind !== 'text' || inPlan.uri !== place.uri || place.node?.kind !== 'scalar') return origin;
  return { ...inPlan, via: origin };
}

/** The place of an argument of a resource itself. */
export function argumentOf(place: PlannedPlace, name: string, byDefault: boolean): PlannedPlace {
  return { ...childOf(place, name), what: `${place.what}.${name}`, byDefault, inner: false };
}

export function keysOf(node: DataNode | undefined): readonly string[] {
  return node?.kind === 'mapping' ? node.entries.map((entry) => entry.key.text) : [];
}

/** A value as that of an attribute of another resource: itself, where it is known, else a reference. */
export function referring(value: Value, address: string, attribute: string): Value {
  if (value.kind === 'string') return { ...value, from: { address, attribute } };
  if (value.kind !== 'unknown') return value;
  const reference: ReferenceValue = { kind: 'reference', address, attribute, origin: value.origin };
  return value.sensitive ? { ...reference, sensitive: true } : reference;
}
