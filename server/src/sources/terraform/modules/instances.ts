import type { Body } from '../../../syntax/hcl/ast';
import type { Value } from '../../../values';
import { iteratorValue, presenceOf } from '../body';
import { eachElement } from '../collections';
import { type Context, contextOf, type Evaluating, originOf } from '../context';
import { attributeOf } from '../declarations';

/** One of what a block with `count` or `for_each` makes. */
export interface Instance {
  /** As it stands in addresses: `[0]`, `["k"]`; empty without a repetition, and for the one that stands for all that are not known. */
  readonly index: string;
  readonly key: string | number | undefined;
  /** `each` and `count` as the block's expressions see them. */
  readonly names: ReadonlyMap<string, Value>;
  readonly exists: true | 'unknown';
}

export interface Instances {
  readonly repeats: 'count' | 'for_each' | undefined;
  readonly items: readonly Instance[];
  /** Every instance is in `items`, with its key. */
  readonly complete: boolean;
}

/**
 * The instances of a block, each with its key, as far as they are known.
 * @param address tells the unknown keys and indices of one block from those of another
 * @param most no more than so many are listed
 * @returns undefined where there are more
 */
export function instancesOf(
  body: Body,
  base: Context,
  evaluating: Evaluating,
  address: string,
  most: number,
): Instances | undefined {
  const count = attributeOf(body, 'count');
  const written = count ?? attributeOf(body, 'for_each');
  const context = written ? contextOf(base, written, evaluating.names) : base;
  if (count) {
    const origin = originOf(context, count.span);
    const value = evaluating.evaluate(count.value, context);
    const number =
      value.kind === 'number' ? value.value : value.kind === 'string' && /^\d+$/.test(value.value) ? +value.value : -1;
    if (!Number.isInteger(number) || number < 0) return standIn(body, base, evaluating, address);
    if (number > most) return undefined;
    const items = Array.from({ length: number }, (_, index): Instance => {
      const at: Value = { kind: 'number', value: index, origin };
      const names = new Map<string, Value>([
        ['count', { kind: 'map', origin, entries: new Map([['index', { value: at, member: true }]]) }],
      ]);
      return { index: `[${index}]`, key: index, names, exists: true };
    });
    return { repeats: 'count', items, complete: true };
  }
  const each = attributeOf(body, 'for_each');
  if (!each) return standIn(body, base, evaluating, address);
  const origin = originOf(context, each.span);
  const value = evaluating.evaluate(each.value, context);
  const isKeyed = value.kind === 'map' || (value.kind === 'list' && value.form === 'set');
  const elements = isKeyed ? eachElement(value, evaluating, origin) : undefined;
  if (elements?.kind !== 'elements') return standIn(body, base, evaluating, address);
  if (elements.items.length > most) return undefined;
  const items: Instance[] = [];
  let unseen = elements.rest !== undefined;
  for (const { key, value: worth, member } of elements.items) {
    if (key.kind !== 'string') {
      unseen = true;
      continue;
    }
    const names = new Map<string, Value>([['each', iteratorValue(key, worth, origin)]]);
    items.push({ index: `[${JSON.stringify(key.value)}]`, key: key.value, names, exists: member });
  }
  if (unseen) {
    const rest = standIn(body, base, evaluating, address);
    items.push(...rest.items.map((item): Instance => ({ ...item, exists: 'unknown' })));
  }
  return { repeats: 'for_each', items, complete: !unseen };
}

/** One instance for all that may be there. */
function standIn(body: Body, context: Context, evaluating: Evaluating, address: string): Instances {
  const { exists, names, repeats } = presenceOf(body, context, evaluating, address);
  if (exists === false) return { repeats, items: [], complete: true };
  return { repeats, items: [{ index: '', key: undefined, names, exists }], complete: repeats === undefined };
}
