import type { PropertyPath } from '../resources';
import type { Item, MapValue, Origin, UnknownValue, Value } from '../values';
import { absent, unknown } from '../values';
import type { Contribution, Evaluation } from './evaluate';
import { evaluate } from './evaluate';
import type { NativePath } from './inverse';
import type { ListSource, MappingNode } from './model';
import type { Presence, Scope } from './read';
import { holds, oneOf, originOf, readName } from './read';
import { itemsOf, readSource } from './sources';

/** An element of a translated list and where it stands in the native text. */
export interface Element {
  readonly item: Item;
  /** Undefined where the resource held it already (CloudFormation). */
  readonly from?: ElementSource;
}

export interface ElementSource {
  readonly contribution: Contribution;
  readonly source: ListSource;
  /** The nested block's own scope; for plain elements and pairs, of the block around. */
  readonly scope: Scope;
  readonly rows?: MappingNode;
  /** Path of the element in its native block. */
  readonly path: NativePath;
  /** Which fan-out list the element came from, and its place there. */
  readonly fan?: { readonly index: number; readonly position: number; readonly among: number };
  readonly implicit?: true;
}

export interface ElementList {
  readonly value: Value;
  readonly elements: readonly Element[];
}

/** The list at a place, every element with its provenance, in the order of the contributions. */
export function listAt(here: readonly Contribution[], path: PropertyPath, context: Evaluation): ElementList {
  const elements: Element[] = [];
  let rest: UnknownValue | undefined;
  let written: Presence = false;
  let origin: Origin | undefined;
  const note = (presence: Presence, at: Origin): void => {
    if (presence !== false) origin ??= at;
    if (presence === true || (presence === 'unknown' && written === false)) written = presence;
  };
  for (const one of here) {
    if (one.floating) {
      rest ??= one.floating;
      continue;
    }
    if (one.value) {
      const inner = itemsOf(one.value);
      note(inner.written, one.value.origin);
      rest ??= inner.rest;
      for (const item of inner.items) elements.push({ item: doubted(item, one.member) });
      continue;
    }
    if (!one.scope) continue;
    for (const source of one.node.lists ?? []) {
      const made = readList(one, one.scope, source, [...path, elements.length], context);
      note(made.written, made.origin);
      rest ??= made.rest;
      for (const element of made.elements) elements.push({ ...element, item: doubted(element.item, one.member) });
    }
  }
  rest ??= context.foreign;
  const at: Origin = origin ?? context.origin;
  if (elements.length === 0 && !rest && written === false) return { value: absent(at), elements };
  const items = elements.map((element) => element.item);
  return { value: rest ? { kind: 'list', items, rest, origin: at } : { kind: 'list', items, origin: at }, elements };
}

function doubted(item: Item, member: true | 'unknown'): Item {
  return member === true || item.member === 'unknown' ? item : { ...item, member };
}

interface ReadList {
  readonly elements: readonly Element[];
  readonly rest?: UnknownValue;
  readonly written: Presence;
  readonly origin: Origin;
}

function readList(
  contribution: Contribution,
  scope: Scope,
  source: ListSource,
  path: PropertyPath,
  context: Evaluation,
): ReadList {
  const origin = originOf(scope);
  const guard = holds(scope, source.if);
  if (guard === false) return { elements: [], written: false, origin };
  const made = readUnguarded(contribution, scope, source, path, context);
  if (guard === true) return made;
  const elements = made.elements.map((element) => ({ ...element, item: doubted(element.item, 'unknown') }));
  return { ...made, elements, written: made.written === false ? false : 'unknown' };
}

function readUnguarded(
  contribution: Contribution,
  scope: Scope,
  source: ListSource,
  path: PropertyPath,
  context: Evaluation,
): ReadList {
  if (source.pairs) return readPairs(contribution, scope, source, source.pairs, context);
  const rows = source.rows ?? {};
  if (!source.each) {
    // The block itself is the element.
    return {
      ...expand(contribution, scope, source, { value: blockMap(scope), member: true }, scope.path, rows, path, context),
      written: true,
    };
  }
  const native = readName(scope, source.each);
  const { items, rest, written } = itemsOf(native);
  const base: NativePath = [...(source.each[0] === '' ? [] : scope.path), ...source.each.filter((name) => name !== '')];
  if (source.plain) {
    const elements = items.map((item, i): Element => ({ item, from: { contribution, source, scope, path: [...base, i] } }));
    return { elements, ...(rest ? { rest } : {}), written, origin: native.origin };
  }
  const elements: Element[] = [];
  let more = rest;
  if (items.length === 0 && !rest && source.implicit) {
    const element: MapValue = { kind: 'map', entries: new Map(), origin: originOf(scope) };
    const inner = expand(contribution, scope, source, { value: element, member: true }, [...base, 0], rows, path, context);
    for (const one of inner.elements) {
      elements.push(one.from ? { ...one, from: { ...one.from, implicit: true } } : one);
    }
    return { elements, written: false, origin: native.origin };
  }
  items.forEach((item, i) => {
    const inner = expand(contribution, scope, source, item, [...base, i], rows, path, context);
    elements.push(...inner.elements);
    more ??= inner.rest;
  });
  return { elements, ...(more ? { rest: more } : {}), written, origin: native.origin };
}

function blockMap(scope: Scope): Value {
  return scope.element ?? { kind: 'map', entries: new Map(), origin: scope.block.origin };
}

/** The elements that one nested block makes: one, or one for each entry of its fan-out lists. */
function expand(
  contribution: Contribution,
  scope: Scope,
  source: ListSource,
  item: Item,
  nativePath: NativePath,
  rows: MappingNode,
  path: PropertyPath,
  context: Evaluation,
): ReadList {
  // Without `each` the rows read the block itself; its element is then the scope as it is.
  const inner: Scope = source.each ? { block: scope.block, element: item.value, path: nativePath } : scope;
  const from = { contribution, source, scope: inner, rows, path: nativePath };
  const base = elementMap(inner, rows, path, context);
  if (!source.fanOut)
    return { elements: [{ item: { value: base, member: item.member }, from }], written: true, origin: item.value.origin };
  const found: { value: Value; member: true | 'unknown'; index: number; position: number }[] = [];
  let rest: UnknownValue | undefined;
  let silent = true;
  source.fanOut.forEach((fan, index) => {
    const list = readSource(inner, fan.source, fan.property.join('.'), context).value;
    const content = fan.single ? singleItem(list) : itemsOf(list);
    rest ??= content.rest;
    if (content.rest) silent = false;
    content.items.forEach((one, position) => {
      if (one.value.kind === 'absent') return;
      silent = false;
      found.push({ value: one.value, member: item.member === true ? one.member : 'unknown', index, position });
    });
  });
  if (silent)
    return { elements: [{ item: { value: base, member: item.member }, from }], written: true, origin: item.value.origin };
  const elements = found.map((one): Element => {
    const property = source.fanOut?.[one.index]?.property ?? [];
    return {
      item: { value: withProperty(base, property, one.value), member: one.member },
      from: { ...from, fan: { index: one.index, position: one.position, among: found.length } },
    };
  });
  return { elements, ...(rest ? { rest } : {}), written: true, origin: item.value.origin };
}

/** A value that is one entry, known or not. */
function singleItem(value: Value): { items: readonly Item[]; rest?: UnknownValue } {
  if (value.kind !== 'oneOf') return { items: value.kind === 'absent' ? [] : [{ value, member: true }] };
  const there = value.choices.filter((choice) => choice.kind !== 'absent');
  const member = there.length === value.choices.length ? true : 'unknown';
  return { items: [{ value: oneOf(there, value.origin), member }] };
}

function elementMap(scope: Scope, rows: MappingNode, path: PropertyPath, context: Evaluation): Value {
  const { foreign: _foreign, ...inner } = context;
  const value = evaluate([{ node: rows, scope, role: 'element', member: true }], path, { ...inner, origin: originOf(scope) });
  return value.kind === 'absent' ? { kind: 'map', entries: new Map(), origin: originOf(scope) } : value;
}

function withProperty(base: Value, property: readonly string[], value: Value): Value {
  const [name, ...deeper] = property;
  if (name === undefined) return value;
  if (base.kind !== 'map') return base;
  const entries = new Map(base.entries);
  const old = entries.get(name)?.value;
  const inner: Value =
    deeper.length > 0 && old?.kind !== 'map' ? { kind: 'map', entries: new Map(), origin: value.origin } : (old ?? value);
  entries.set(name, { value: deeper.length > 0 ? withProperty(inner, deeper, value) : value, member: true });
  return { ...base, entries };
}

function readPairs(
  contribution: Contribution,
  scope: Scope,
  source: ListSource,
  pairs: NonNullable<ListSource['pairs']>,
  context: Evaluation,
): ReadList {
  const native = readName(scope, pairs.at);
  const base: NativePath = [...scope.path, ...pairs.at];
  const elements: Element[] = [];
  let rest: UnknownValue | undefined;
  let written: Presence = false;
  const take = (value: Value, sure: boolean): void => {
    if (value.kind === 'absent') return;
    if (value.kind === 'oneOf') {
      for (const choice of value.choices) take(choice, false);
      return;
    }
    if (value.kind !== 'map') {
      rest ??= value.kind === 'unknown' ? value : unknown({ kind: 'undecided', what: pairs.at.join('.') }, value.origin);
      if (written === false) written = 'unknown';
      return;
    }
    written = sure ? true : 'unknown';
    rest ??= value.rest;
    for (const [key, entry] of value.entries) {
      const origin = entry.key ?? entry.value.origin;
      const entries: MapValue['entries'] = new Map([
        [pairs.key, { value: { kind: 'string', value: key, origin } as const, member: true as const }],
        [pairs.value, { value: entry.value, member: true as const }],
      ]);
      const item: Item = { value: { kind: 'map', entries, origin }, member: sure ? entry.member : 'unknown' };
      elements.push({ item, from: { contribution, source, scope, path: [...base, key] } });
    }
  };
  take(native, true);
  void context;
  return { elements, ...(rest ? { rest } : {}), written, origin: native.origin };
}
