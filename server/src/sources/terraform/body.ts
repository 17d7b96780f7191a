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

/** What one block says: itself, or, where it is `dynamic`, the blocks that it makes. */
export interface NestedPart {
  readonly type: string;
  readonly origin: Origin;
  readonly items: readonly Item[];
  readonly rest?: UnknownValue;
}

/** How the items of a body are read: by default each is evaluated. */
export interface BodyReader {
  attribute?(attribute: Attribute, context: Context): Value;
  nested?(block: Block, evaluate: () => NestedPart | undefined): NestedPart | undefined;
}

/**
 * The content of a block: its attributes by name, its nested blocks by type, each a list of maps.
 * @param top whether it is a resource's own body, where meta-arguments are left out.
 * @param reader reads the attributes and blocks of this body; what stands in nested blocks is evaluated as it comes.
 */
export function evaluateBody(
  body: Body,
  context: Context,
  evaluating: Evaluating,
  origin: Origin,
  top: boolean,
  reader: BodyReader = {},
): MapValue {
  const entries = new Map<string, Entry>();
  let nested: Map<string, Nested> | undefined;
  for (const item of body.items) {
    const own = contextOf(context, item, evaluating.names);
    if (item.kind === 'attribute') {
      if (top && metaAttributes.has(item.name)) continue;
      if (entries.has(item.name)) continue;
      entries.set(item.name, {
        value: reader.attribute?.(item, own) ?? evaluating.evaluate(item.value, own),
        key: originOf(own, item.nameSpan),
        member: true,
      });
    } else if (item.type === 'dynamic' || !(top && metaBlocks.has(item.type))) {
      const evaluate = () => partOf(item, own, evaluating);
      const part = reader.nested ? reader.nested(item, evaluate) : evaluate();
      if (!part) continue;
      nested ??= new Map();
      const list = nested.get(part.type) ?? { items: [], origin: part.origin, rest: undefined };
      nested.set(part.type, list);
      for (const one of part.items) list.items.push(one);
      list.rest ??= part.rest;
    }
  }
  for (const [type, list] of nested ?? []) {
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

function partOf(block: Block, context: Context, evaluating: Evaluating): NestedPart | undefined {
  return evaluating.part(block, context, () => evaluatePart(block, context, evaluating), valuesOf);
}

function valuesOf(part: NestedPart | undefined): readonly Value[] {
  return part?.items.map(({ value }) => value) ?? [];
}

function evaluatePart(block: Block, context: Context, evaluating: Evaluating): NestedPart | undefined {
  if (block.type === 'dynamic') return dynamicPart(block, context, evaluating);
  const origin = originOf(context, block.typeSpan);
  const value = evaluateBody(block.body, context, evaluating, origin, false);
  return { type: block.type, origin, items: [{ value, member: true }] };
}

/** `dynamic "x"`: one block for each element that is known, and who knows how many for the rest. */
function dynamicPart(block: Block, context: Context, evaluating: Evaluating): NestedPart | undefined {
  const label = block.labels[0];
  const content = block.body.items.find((item): item is Block => item.kind === 'block' && item.type === 'content');
  if (!label) return undefined;
  const place = originOf(context, label.span);
  const none = { type: label.text, origin: place, items: [] };
  const each = attributeOf(block.body, 'for_each');
  const iterator = attributeOf(block.body, 'iterator')?.value;
  const name = iterator?.kind === 'variable' ? iterator.name : label.text;
  if (!each || !content) return { ...none, rest: unknown({ kind: 'syntax' }, place) };
  const collection = evaluating.evaluate(each.value, context);
  const elements = eachElement(collection, evaluating, place);
  const refused = findInvalid(collection) ?? (elements.kind === 'refused' ? elements.value : undefined);
  if (refused || elements.kind === 'refused') return { ...none, rest: unknownFrom(refused ?? collection, place) };
  const items = elements.items.map((element): Item => {
    const value = iteratorValue(element.key, element.value, place);
    const inner = within(context, new Map([[name, value]]), true);
    const origin = originOf(inner, label.span);
    return { value: evaluateBody(content.body, inner, evaluating, origin, false), member: element.member };
  });
  return { ...none, items, ...(elements.rest ? { rest: { ...elements.rest, origin: place } } : {}) };
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
