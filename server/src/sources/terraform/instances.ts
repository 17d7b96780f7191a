import type { Body } from '../../syntax/hcl/ast';
import { type MapValue, type Origin, type UnknownReason, unknown, type Value } from '../../values';
import { iteratorValue } from './body';
import { eachElement } from './collections';
import { type Context, contextOf, type Evaluating, originOf } from './context';
import { attributeOf, type DeclaredResource } from './declarations';

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
  /** Whether the block makes anything at all. */
  readonly exists: boolean | 'unknown';
  /** There are more than may be listed: one stands for all of them. */
  readonly limited?: true;
}

/** One of what a `resource` or `data` block makes; where they are not known, the one that stands for them. */
export interface ResourceInstance {
  readonly declared: DeclaredResource;
  /** `module.m.aws_s3_bucket.b["k"]`; `…b[*]` stands for those that are not listed beside the others. */
  readonly address: string;
  readonly key: string | number | undefined;
  readonly exists: true | 'unknown';
  /** Where its expressions are evaluated. */
  readonly context: Context;
}

/** What a block makes. */
export interface ResourceInstances {
  readonly repeats: Instances['repeats'];
  readonly exists: Instances['exists'];
  readonly items: readonly ResourceInstance[];
  /** Every instance is in `items`, with its key. */
  readonly complete: boolean;
  /** They count for what a configuration may hold. */
  readonly listed?: true;
}

/** How the rest of the evaluation reads a module's resources. */
export interface ResourceReader {
  instancesOf(declared: DeclaredResource): ResourceInstances;
  /** The evaluated body. */
  body(instance: ResourceInstance): MapValue;
  /** What a policy-document data source renders to. */
  policyDocument(instance: ResourceInstance, use: Origin): Value;
}

const single: Instances = {
  repeats: undefined,
  items: [{ index: '', key: undefined, names: new Map(), exists: true }],
  complete: true,
  exists: true,
};

/** What `count` or `for_each` of a block is worth, and where it is written. */
interface Repetition {
  readonly by: 'count' | 'for_each';
  readonly value: Value;
  readonly origin: Origin;
}

/**
 * The instances of a block, each with its key, as far as they are known. One more stands for those that are not.
 * @param address tells the unknown keys and indices of one block from those of another
 * @param most where there are more, none is listed
 */
export function instancesOf(body: Body, base: Context, evaluating: Evaluating, address: string, most: number): Instances {
  const by = attributeOf(body, 'count') ? 'count' : 'for_each';
  const written = attributeOf(body, by);
  if (!written) return single;
  const context = contextOf(base, written, evaluating.names);
  const repetition: Repetition = {
    by,
    value: evaluating.evaluate(written.value, context),
    origin: originOf(context, written.span),
  };
  return by === 'count' ? counted(repetition, address, most) : keyed(repetition, evaluating, address, most);
}

function counted(repetition: Repetition, address: string, most: number): Instances {
  const { value, origin } = repetition;
  const number = countOf(value);
  if (number === undefined || !Number.isInteger(number) || number < 0) return standIn(repetition, address);
  if (number > most) return limited(repetition, address);
  const items = Array.from({ length: number }, (_, index): Instance => {
    const names = countNames({ kind: 'number', value: index, origin }, origin);
    return { index: `[${index}]`, key: index, names, exists: true };
  });
  return { repeats: 'count', items, complete: true, exists: number > 0 };
}

function keyed(repetition: Repetition, evaluating: Evaluating, address: string, most: number): Instances {
  const { origin } = repetition;
  const isWhole = repetition.value.kind === 'reference' && repetition.value.attribute === '';
  const value = isWhole ? evaluating.names.instances(repetition.value, origin) : repetition.value;
  const isKeyed = value.kind === 'map' || (value.kind === 'list' && value.form === 'set');
  if (!isKeyed) return standIn(repetition, address);
  if ((value.kind === 'map' ? value.entries.size : value.items.length) > most) return limited({ ...repetition, value }, address);
  const elements = eachElement(value, evaluating, origin);
  if (elements.kind !== 'elements') return standIn(repetition, address);
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
  const exists = sizeTruth(value);
  if (unseen) {
    const rest = standIn({ ...repetition, value }, address);
    if (items.length === 0) return rest;
    items.push(...rest.items.map((item): Instance => ({ ...item, exists: 'unknown' })));
  }
  return { repeats: 'for_each', items, complete: !unseen, exists };
}

function limited(repetition: Repetition, address: string): Instances {
  return { ...standIn(repetition, address, { kind: 'limit', what: `instances of ${address}` }), limited: true };
}

/** One instance for all that may be there. @param reason why they are not told apart */
function standIn({ by, value, origin }: Repetition, address: string, reason?: UnknownReason): Instances {
  const open = (what: string) =>
    unknown(reason ?? endOf(value) ?? { kind: 'computed', what }, origin, `instance:${address}.${what}`);
  let exists: Instances['exists'];
  let names: ReadonlyMap<string, Value>;
  if (by === 'count') {
    const numbers = (value.kind === 'oneOf' ? value.choices : [value]).map(countOf);
    exists = numbers.every((n) => n === 0) ? false : numbers.every((n) => n !== undefined && n > 0) ? true : 'unknown';
    const atMostOne = numbers.every((n) => n === 0 || n === 1);
    names = countNames(atMostOne ? { kind: 'number', value: 0, origin } : open('count.index'), origin);
  } else {
    exists = sizeTruth(value);
    names = new Map([['each', iteratorValue(open('each.key'), open('each.value'), origin)]]);
  }
  if (exists === false) return { repeats: by, items: [], complete: true, exists };
  return { repeats: by, items: [{ index: '', key: undefined, names, exists }], complete: false, exists };
}

/** Where it is for a limit or a cycle that the instances are not known, nothing will ever tell them. */
function endOf(value: Value): UnknownReason | undefined {
  const open = value.kind === 'list' || value.kind === 'map' ? value.rest : value.kind === 'unknown' ? value : undefined;
  return open?.reason.kind === 'limit' || open?.reason.kind === 'cycle' ? open.reason : undefined;
}

function countNames(index: Value, origin: Origin): ReadonlyMap<string, Value> {
  return new Map([['count', { kind: 'map', origin, entries: new Map([['index', { value: index, member: true }]]) }]]);
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
