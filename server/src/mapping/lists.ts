import type { PropertyPath } from '../resources';
import type { Entry, Item, MapValue, Origin, UnknownValue, Value } from '../values';
import { absent, unknown } from '../values';
import type { Contribution, Evaluate, Evaluation } from './contribution';
import type { NativePath } from './inverse';
import type { ListSource, MappingNode } from './model';
import type { Presence, Scope } from './read';
import { holds, oneOf, originOf, presenceOf, readName } from './read';
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

/** A list that is longer is not taken apart further: no cloud takes so many rules, listeners or tags. */
const mostElements = 4_096;

/**
 * The list at a place, every element with its provenance, in the order of the contributions.
 * @param evaluate reads what an element holds
 */
export function listAt(here: readonly Contribution[], path: PropertyPath, context: Evaluation, evaluate: Evaluate): ElementList {
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
    const held = one.held?.value;
    if (held) {
      const inner = itemsOf(held);
      note(inner.written, held.origin);
      rest ??= inner.rest;
      for (const item of inner.items) elements.push({ item: doubted(item, one.member) });
      continue;
    }
    if (!one.scope) continue;
    for (const source of one.node.lists ?? []) {
      if (elements.length > mostElements) break;
      const reader = new ListReader(one, one.scope, source, [...path, elements.length], context, evaluate);
      const made = reader.read();
      note(made.written, made.origin);
      rest ??= made.rest;
      for (const element of made.elements) elements.push({ ...element, item: doubted(element.item, one.member) });
    }
  }
  if (elements.length > mostElements) {
    elements.length = mostElements;
    rest ??= unknown({ kind: 'limit', what: path.join('.') }, context.origin);
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

/** Reads one list source of one block. */
class ListReader {
  constructor(
    private readonly contribution: Contribution,
    private readonly scope: Scope,
    private readonly source: ListSource,
    private readonly path: PropertyPath,
    private readonly context: Evaluation,
    private readonly evaluate: Evaluate,
  ) {}

  read(): ReadList {
    const guard = holds(this.scope, this.source.if);
    if (guard === false) return { elements: [], written: false, origin: originOf(this.scope) };
    const made = this.source.pairs ? this.pairs(this.source.pairs) : this.blocks();
    if (guard === true) return made;
    const elements = made.elements.map((element) => ({ ...element, item: doubted(element.item, 'unknown') }));
    return { ...made, elements, written: made.written === false ? false : 'unknown' };
  }

  private blocks(): ReadList {
    const { scope, source } = this;
    if (source.self !== undefined) {
      const { address, origin } = scope.block;
      const value: Value = { kind: 'reference', address, attribute: source.self, origin };
      return { elements: [{ item: { value, member: true } }], written: true, origin };
    }
    // Without a name the block itself is the element.
    if (!source.each) {
      const made = this.expand({ value: blockMap(scope), member: true }, scope.path);
      return source.implicit ? { ...made, written: false } : made;
    }
    const native = readName(scope, source.each);
    const { items, rest, written } = source.single ? { ...singleItem(native), written: presenceOf(native) } : itemsOf(native);
    const base: NativePath = [...(source.each[0] === '' ? [] : scope.path), ...source.each.filter((name) => name !== '')];
    const elements: Element[] = [];
    if (source.plain) {
      const from = { contribution: this.contribution, source, scope };
      items.forEach((item, i) => {
        elements.push({ item, from: { ...from, path: [...base, i] } });
      });
      return { elements, ...(rest ? { rest } : {}), written, origin: native.origin };
    }
    if (items.length === 0 && !rest && source.implicit) {
      const element: MapValue = { kind: 'map', entries: new Map(), origin: originOf(scope) };
      for (const one of this.expand({ value: element, member: true }, [...base, 0]).elements) {
        elements.push(one.from ? { ...one, from: { ...one.from, implicit: true } } : one);
      }
      return { elements, written: false, origin: native.origin };
    }
    let more = rest;
    for (const [i, item] of items.entries()) {
      const inner = this.expand(item, [...base, i]);
      for (const element of inner.elements) elements.push(element);
      more ??= inner.rest;
      // One too many tells the list that there are more.
      if (elements.length > mostElements) break;
    }
    return { elements, ...(more ? { rest: more } : {}), written, origin: native.origin };
  }

  /** The elements that one nested block makes: one, or one for each entry of its fan-out lists. */
  private expand(item: Item, nativePath: NativePath): ReadList {
    const { source } = this;
    const rows = source.rows ?? {};
    // Without `each` the rows read the block itself; its element is then the scope as it is.
    const inner: Scope = source.each ? { block: this.scope.block, element: item.value, path: nativePath } : this.scope;
    const from = { contribution: this.contribution, source, scope: inner, rows, path: nativePath };
    const base = withAbsent(this.element(inner, rows), source.fanOut ?? []);
    const whole: ReadList = {
      elements: [{ item: { value: base, member: item.member }, from }],
      written: true,
      origin: item.value.origin,
    };
    if (!source.fanOut) return whole;
    const found: { value: Value; member: true | 'unknown'; index: number; position: number }[] = [];
    let rest: UnknownValue | undefined;
    source.fanOut.forEach((fan, index) => {
      const list = readSource(inner, fan.source, fan.property, this.context).value;
      const content = fan.single ? singleItem(list) : itemsOf(list);
      rest ??= content.rest;
      content.items.forEach((one, position) => {
        if (one.value.kind === 'absent' || found.length > mostElements) return;
        found.push({ value: one.value, member: item.member === true ? one.member : 'unknown', index, position });
      });
    });
    if (found.length === 0 && !rest) return whole;
    // A list that may go on stands for one more.
    const among = found.length + (rest ? 1 : 0);
    const elements = found.map((one): Element => {
      const property = source.fanOut?.[one.index]?.property ?? [];
      return {
        item: { value: withProperty(base, property, one.value), member: one.member },
        from: { ...from, fan: { index: one.index, position: one.position, among } },
      };
    });
    return { elements, ...(rest ? { rest } : {}), written: true, origin: item.value.origin };
  }

  private element(scope: Scope, rows: MappingNode): Value {
    const { foreign: _foreign, ...inner } = this.context;
    const origin = originOf(scope);
    const value = this.evaluate([{ node: rows, scope, role: 'element', member: true }], this.path, { ...inner, origin });
    return value.kind === 'absent' ? { kind: 'map', entries: new Map(), origin } : value;
  }

  private pairs(pairs: NonNullable<ListSource['pairs']>): ReadList {
    const native = readName(this.scope, pairs.at);
    const base: NativePath = [...this.scope.path, ...pairs.at];
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
        const item: Item = { value: pairOf(pairs, key, entry), member: sure ? entry.member : 'unknown' };
        const from = { contribution: this.contribution, source: this.source, scope: this.scope, path: [...base, key] };
        elements.push({ item, from });
      }
    };
    take(native, true);
    return { elements, ...(rest ? { rest } : {}), written, origin: native.origin };
  }
}

function pairOf(pairs: NonNullable<ListSource['pairs']>, key: string, entry: Entry): MapValue {
  const origin = entry.key ?? entry.value.origin;
  const entries = new Map<string, Entry>();
  entries.set(pairs.key, { value: { kind: 'string', value: key, origin }, member: true });
  entries.set(pairs.value, { value: entry.value, member: true });
  return { kind: 'map', entries, origin };
}

function blockMap(scope: Scope): Value {
  return scope.element ?? { kind: 'map', entries: new Map(), origin: scope.block.origin };
}

/** A value that is one entry, known or not. */
function singleItem(value: Value): { items: readonly Item[]; rest?: UnknownValue } {
  if (value.kind !== 'oneOf') return { items: value.kind === 'absent' ? [] : [{ value, member: true }] };
  const there = value.choices.filter((choice) => choice.kind !== 'absent');
  const member = there.length === value.choices.length ? true : 'unknown';
  return { items: [{ value: oneOf(there, value.origin), member }] };
}

/** Each element has one of the fan-out properties: the others are not written in it. */
function withAbsent(base: Value, fanOut: NonNullable<ListSource['fanOut']>): Value {
  const names = fanOut.flatMap(({ property: [name, ...deeper] }) => (name !== undefined && deeper.length === 0 ? [name] : []));
  if (base.kind !== 'map' || names.length === 0) return base;
  const entries = new Map(base.entries);
  for (const name of names) if (!entries.has(name)) entries.set(name, { value: absent(base.origin), member: true });
  return { ...base, entries };
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
