import { blockAddress, type NativeResource } from '../../resources';
import { type Entry, type Item, type MapValue, type UnknownReason, unknown, type Value } from '../../values';
import type { Parts } from './parts';

/** What `count`, `for_each`, `dynamic` and `for` may make of elements of lists (rules, statements, networks) in one configuration. */
export const MAX_ELEMENTS = 10_000;
/** So many elements a resource may have without that they count: most have fewer. */
const FEW = 8;
/** No element is written in less text. */
const SHORTEST = 4;

/** The elements of resources beyond the few that each may have. */
export interface ElementCount {
  /** All of them. */
  readonly made: number;
  /** Those that may be written one by one in the text of the first instances; the other instances repeat them. */
  readonly written: number;
}

/** Counts the elements of what one block makes. @param parts what was counted of them already */
export function countElements(instances: readonly NativeResource[], parts?: Parts): ElementCount {
  let made = 0;
  let written = 0;
  for (const [i, native] of instances.entries()) {
    const count = countOf(native, parts);
    made += count;
    if (i === 0) written = Math.min(count, writtenIn(native));
  }
  return { made, written };
}

/**
 * Leaves elements out of the resources that have more than there is room for, in their order: the last ones of their lists. What their
 * text alone holds never takes room.
 */
export class ElementRoom {
  private room = MAX_ELEMENTS;
  private block: string | undefined;

  /** @param isFirst whether nothing before it was made of the same text */
  confine(native: NativeResource, isFirst: boolean): NativeResource {
    const count = countOf(native);
    if (count === 0) return native;
    const block = blockAddress(native.address);
    const free = isFirst && block !== this.block ? writtenIn(native) : 0;
    this.block = block;
    const taken = Math.max(0, count - free);
    if (taken <= this.room) {
      this.room -= taken;
      return native;
    }
    const cut = new Cut(FEW + free + this.room, { kind: 'limit', what: `elements of ${block}` });
    this.room = 0;
    return { ...native, values: { ...native.values, entries: cut.entries(native.values.entries) } };
  }
}

function countOf({ mode, values }: NativeResource, parts?: Parts): number {
  if (mode === 'data') return 0;
  let count = -FEW;
  for (const { value } of values.entries.values()) count += elementsIn(value, parts);
  return Math.max(0, count);
}

function writtenIn({ bodyOrigin }: NativeResource): number {
  return bodyOrigin.kind === 'text' ? (bodyOrigin.span.end - bodyOrigin.span.start) / SHORTEST : 0;
}

/** The elements of all lists in a value. A list of lists has as many as those have together. */
function elementsIn(value: Value, parts: Parts | undefined): number {
  let count = 0;
  switch (value.kind) {
    case 'list':
      for (const item of value.items) count += Math.max(1, elementsIn(item.value, parts));
      return count;
    case 'map':
      return parts ? parts.measured(value, 'elements', () => elementsOf(value, parts)) : elementsOf(value, undefined);
    case 'oneOf':
      for (const choice of value.choices) count += elementsIn(choice, parts);
      return count;
    case 'encoded':
      return elementsIn(value.content, parts);
    default:
      return 0;
  }
}

function elementsOf({ entries }: MapValue, parts: Parts | undefined): number {
  let count = 0;
  for (const entry of entries.values()) count += elementsIn(entry.value, parts);
  return count;
}

/** Takes the first elements of lists, up to so many in all: of the rest it is said that it is not known. */
class Cut {
  constructor(
    private left: number,
    private readonly reason: UnknownReason,
  ) {}

  entries(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
    return new Map([...entries].map(([name, entry]) => [name, { ...entry, value: this.value(entry.value) }]));
  }

  private value(value: Value): Value {
    switch (value.kind) {
      case 'list': {
        const items: Item[] = [];
        for (const item of value.items) {
          if (this.left <= 0) return { ...value, items, rest: unknown(this.reason, value.origin) };
          const before = this.left;
          items.push({ ...item, value: this.value(item.value) });
          if (this.left === before) this.left--;
        }
        return { ...value, items };
      }
      case 'map':
        return { ...value, entries: this.entries(value.entries) };
      case 'oneOf':
        return { ...value, choices: value.choices.map((choice) => this.value(choice)) };
      case 'encoded':
        return { ...value, content: this.value(value.content) };
      default:
        return value;
    }
  }
}
