import type { Attribute, Block, Body } from '../../syntax/hcl/ast';
import { type Entry, type Item, type MapValue, type Origin, type UnknownValue, unknown, type Value } from '../../values';
import { eachElement } from './collections';
import { type Context, contextOf, type Evaluating, originOf, within } from './context';
import { attributeOf } from './declarations';
import { findInvalid, unknownFrom } from './partial';

/** What is no property of the resource but speaks to Terraform itself. */
const metaAttributes: ReadonlySet<string> = new Set(['count', 'for_each', 'provider', 'depends_on']);
const metaBlocks: ReadonlySet<string> = new Set(['lifecycle', 'provisioner', 'connection']);

interface Nested {
  readonly items: Item[];
  origin: Origin;
  rest: UnknownValue | undefined;
}

/**
 * The content of a block: its attributes by name, its nested blocks by type, each a list of maps.
 * @param top whether it is a resource's own body, where meta-arguments are left out.
 * @param read evaluates an attribute of this body; those of nested blocks are evaluated as they come.
 */
export function evaluateBody(
  body: Body,
  context: Context,
  evaluating: Evaluating,
  origin: Origin,
  top: boolean,
  read: (attribute: Attribute, context: Context) => Value = (attribute, inner) => evaluating.evaluate(attribute.value, inner),
): MapValue {
  const entries = new Map<string, Entry>();
  const nested = new Map<string, Nested>();
  for (const item of body.items) {
    const own = contextOf(context, item, evaluating.names);
    if (item.kind === 'attribute') {
      if (top && metaAttributes.has(item.name)) continue;
      if (entries.has(item.name)) continue;
      entries.set(item.name, { value: read(item, own), key: originOf(own, item.nameSpan), member: true });
    } else if (item.type === 'dynamic') {
      addDynamic(item, nested, own, evaluating);
    } else if (!(top && metaBlocks.has(item.type))) {
      const place = originOf(own, item.typeSpan);
      const list = nested.get(item.type) ?? { items: [], origin: place, rest: undefined };
      nested.set(item.type, list);
      list.items.push({ value: blockValue(item, own, evaluating), member: true });
    }
  }
  for (const [type, list] of nested) {
    if (entries.has(type)) continue;
    const rest = list.rest ? { rest: list.rest } : {};
    entries.set(type, {
      value: { kind: 'list', items: list.items, origin: list.origin, ...rest },
      key: list.origin,
      member: true,
    });
  }
  return { kind: 'map', entries, origin };
}

function blockValue(block: Block, context: Context, evaluating: Evaluating): MapValue {
  return evaluateBody(block.body, context, evaluating, originOf(context, block.typeSpan), false);
}

/** `dynamic "x"`: one block for each element that is known, and who knows how many for the rest. */
function addDynamic(block: Block, nested: Map<string, Nested>, context: Context, evaluating: Evaluating): void {
  const label = block.labels[0];
  const content = block.body.items.find((item): item is Block => item.kind === 'block' && item.type === 'content');
  if (!label) return;
  const place = originOf(context, label.span);
  const list = nested.get(label.text) ?? { items: [], origin: place, rest: undefined };
  nested.set(label.text, list);
  const each = attributeOf(block.body, 'for_each');
  const iterator = attributeOf(block.body, 'iterator')?.value;
  const name = iterator?.kind === 'variable' ? iterator.name : label.text;
  if (!each || !content) {
    list.rest ??= unknown({ kind: 'syntax' }, place);
    return;
  }
  const collection = evaluating.evaluate(each.value, context);
  const elements = eachElement(collection, evaluating, place);
  const refused = findInvalid(collection) ?? (elements.kind === 'refused' ? elements.value : undefined);
  if (refused || elements.kind === 'refused') {
    list.rest ??= unknownFrom(refused ?? collection, place);
    return;
  }
  for (const element of elements.items) {
    const value = iteratorValue(element.key, element.value, place);
    const inner = within(context, new Map([[name, value]]), true);
    const origin = originOf(inner, label.span);
    list.items.push({ value: evaluateBody(content.body, inner, evaluating, origin, false), member: element.member });
  }
  if (elements.rest) list.rest ??= { ...elements.rest, origin: place };
}

export function iteratorValue(key: Value, value: Value, origin: Origin): MapValue {
  return {
    kind: 'map',
    origin,
    entries: new Map<string, Entry>([
      ['key', { value: key, member: true }],
      ['value', { value, member: true }],
    ]),
  };
}

/** Whether, and as what, a block with `count` or `for_each` is there. */
export interface Presence {
  readonly exists: boolean | 'unknown';
  /** `each` and `count` as the block's expressions see them. */
  readonly names: ReadonlyMap<string, Value>;
  readonly repeats: 'count' | 'for_each' | undefined;
  /** Whether there is exactly one, without an index or with the index 0. */
  readonly certain: boolean;
}

/** A block without `count` and `for_each`. */
const single: Presence = { exists: true, names: new Map(), repeats: undefined, certain: true };

/** @param address tells the unknown keys and indices of one block from those of another. */
export function presenceOf(body: Body, base: Context, evaluating: Evaluating, address: string): Presence {
  const count = attributeOf(body, 'count');
  const written = count ?? attributeOf(body, 'for_each');
  const context = written ? contextOf(base, written, evaluating.names) : base;
  if (count) {
    const origin = originOf(context, count.span);
    const value = evaluating.evaluate(count.value, context);
    const numbers = (value.kind === 'oneOf' ? value.choices : [value]).map(countOf);
    const exists = numbers.every((n) => n === 0) ? false : numbers.every((n) => n !== undefined && n > 0) ? true : 'unknown';
    const single = numbers.every((n) => n === 0 || n === 1);
    const index: Value = single
      ? { kind: 'number', value: 0, origin }
      : unknown({ kind: 'computed', what: 'count.index' }, origin, `instance:${address}.count.index`);
    const names = new Map<string, Value>([
      ['count', { kind: 'map', origin, entries: new Map([['index', { value: index, member: true }]]) }],
    ]);
    return { exists, names, repeats: 'count', certain: exists === true };
  }
  const each = attributeOf(body, 'for_each');
  if (!each) return single;
  const origin = originOf(context, each.span);
  const value = evaluating.evaluate(each.value, context);
  const exists = sizeTruth(value);
  const names = new Map<string, Value>([
    [
      'each',
      iteratorValue(
        unknown({ kind: 'computed', what: 'each.key' }, origin, `instance:${address}.each.key`),
        unknown({ kind: 'computed', what: 'each.value' }, origin, `instance:${address}.each.value`),
        origin,
      ),
    ],
  ]);
  return { exists, names, repeats: 'for_each', certain: false };
}

function countOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'string' && /^\d+$/.test(value.value)) return Number(value.value);
  return undefined;
}

/** Whether a collection has an element. */
function sizeTruth(value: Value): boolean | 'unknown' {
  switch (value.kind) {
    case 'list':
      if (value.items.some((item) => item.member === true)) return true;
      return value.rest || value.items.length > 0 ? 'unknown' : false;
    case 'map': {
      const entries = [...value.entries.values()];
      if (entries.some((entry) => entry.member === true)) return true;
      return value.rest || entries.length > 0 ? 'unknown' : false;
    }
    case 'oneOf': {
      const truths = value.choices.map(sizeTruth);
      return truths.every((truth) => truth === truths[0]) ? (truths[0] ?? 'unknown') : 'unknown';
    }
    default:
      return 'unknown';
  }
}
