import type { DataNode, MappingEntry } from '../../syntax/data';
import type { UnknownReason, Value } from '../../values';
import type { Evaluation, Gap, Scope, Unrolled } from './model';
import { ANYTHING, inLoop } from './scope';
import { textOf } from './text-value';

/** The passes of one loop, and those of nested loops together, are limited: further ones are not made. */
const MAX_PASSES = 1000;
const MAX_NESTED_PASSES = 10_000;

export interface Entries {
  /** By name; of a name that comes twice the last one. */
  readonly entries: ReadonlyMap<string, Unrolled>;
  readonly gaps: readonly Gap[];
}

/** How many further passes are made in all; shared by everything that must not grow together. */
export interface Budget {
  left: number;
}

const LOOP = 'Fn::ForEach';

export function isLoop(entry: MappingEntry): boolean {
  return entry.key.text.startsWith(LOOP);
}

/**
 * The entries of a mapping, each `Fn::ForEach::…: [identifier, collection, { key: value }]` replaced by what its passes make. A
 * collection is a list, or whatever evaluates to one; of one that is partly known the known passes are made.
 */
export function unroll(ev: Evaluation, node: DataNode | undefined, scope: Scope, budget: Budget): Entries {
  const entries = new Map<string, Unrolled>();
  const gaps: Gap[] = [];
  const visit = (held: DataNode, within: Scope): void => {
    if (held.kind !== 'mapping') return;
    for (const entry of held.entries) {
      if (isLoop(entry)) repeat(entry, within);
      else {
        const name = replaceIdentifiers(entry.key.text, within);
        entries.delete(name);
        entries.set(name, { name, entry, scope: within });
      }
    }
  };
  const repeat = (entry: MappingEntry, within: Scope): void => {
    const [identifier, collection, body] = entry.value.kind === 'sequence' ? entry.value.items : [];
    const at = ev.originOf(entry.key);
    if (identifier?.kind !== 'scalar' || identifier.text === '' || !collection || body?.kind !== 'mapping') {
      gaps.push({ reason: { kind: 'invalid', what: LOOP }, at, body });
      return;
    }
    const list = ev.value(collection, within, ANYTHING);
    const items = list.kind === 'list' ? list.items : [];
    const known = items.filter((item) => item.member === true && textOf(item.value) !== undefined);
    if (list.kind !== 'list' || list.rest || known.length < items.length) {
      gaps.push({ reason: reasonOf(list), at, body });
    }
    const passes = within.passes * Math.max(known.length, 1);
    if (known.length > MAX_PASSES || passes > MAX_NESTED_PASSES || known.length > budget.left) {
      gaps.push({ reason: { kind: 'limit', what: `the passes of ${LOOP}` }, at, body });
      return;
    }
    budget.left -= known.length;
    for (const item of known) {
      visit(body, inLoop(within, new Map(within.bound).set(identifier.text, item.value), passes));
    }
  };
  if (node) visit(node, scope);
  return { entries, gaps };
}

function reasonOf(list: Value): UnknownReason {
  if (list.kind === 'unknown') return list.reason;
  if (list.kind === 'list' && list.rest) return list.rest.reason;
  return { kind: 'undecided', what: `the collection of ${LOOP}` };
}

/** `${Name}` of a loop becomes its element; `&{Name}` as well, of which only letters and digits stay. */
export function replaceIdentifiers(text: string, scope: Scope): string {
  if (scope.bound.size === 0 || !text.includes('{')) return text;
  return text.replace(/([$&])\{([^{}]*)\}/g, (written, mark: string, name: string) => {
    const element = scope.bound.get(name);
    const value = element && textOf(element);
    if (value === undefined) return written;
    return mark === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
  });
}

/** In the text of `Fn::Sub`, whose `${Name}` are looked up one by one. */
export function replaceAlphanumeric(text: string, scope: Scope): string {
  if (scope.bound.size === 0) return text;
  return text.replace(/&\{[^{}]*\}/g, (written) => replaceIdentifiers(written, scope));
}
