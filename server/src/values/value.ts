import type { Origin } from './origin';
import { reanchorOrigin } from './origin';

/** What an attribute or property is worth, as far as it can be told without running anything. Values are immutable. */
export type Value =
  | StringValue
  | NumberValue
  | BoolValue
  | TextValue
  | EncodedValue
  | ListValue
  | MapValue
  | AbsentValue
  | OneOfValue
  | ReferenceValue
  | UnknownValue;

interface ValueBase {
  readonly origin: Origin;
  /** Must be masked wherever it is shown: hover, messages, SARIF. */
  readonly sensitive?: true;
  /** The resource attribute that this value was read from, when the value itself is known too (`aws_s3_bucket.b.bucket`). */
  readonly from?: ResourceAttribute;
}

export interface ResourceAttribute {
  /** The native address: `aws_s3_bucket.b`, `module.a.aws_s3_bucket.b[0]`, a CloudFormation logical id. */
  readonly address: string;
  /** The native attribute: `id`, `arn`; CloudFormation: `Ref` or the attribute of `Fn::GetAtt`. */
  readonly attribute: string;
}

export interface StringValue extends ValueBase {
  readonly kind: 'string';
  readonly value: string;
}
export interface NumberValue extends ValueBase {
  readonly kind: 'number';
  readonly value: number;
  /** `value` is the nearest double of a number whose digits it cannot hold (`1 / 3`): its text is not known. */
  readonly approximate?: true;
}
export interface BoolValue extends ValueBase {
  readonly kind: 'bool';
  readonly value: boolean;
}
/** A partly known string: literal pieces and values that are not known strings. It has at least one of the latter. */
export interface TextValue extends ValueBase {
  readonly kind: 'text';
  readonly parts: readonly (string | Value)[];
}
/** A string that encodes a structure whose parts are known (`jsonencode({…})`, a rendered policy document). */
export interface EncodedValue extends ValueBase {
  readonly kind: 'encoded';
  readonly format: 'json' | 'yaml' | 'base64';
  readonly content: Value;
}
export interface ListValue extends ValueBase {
  readonly kind: 'list';
  /** Terraform's collection type; undefined where the source knows one kind only, and for a tuple. The items of a set are in its order. */
  readonly form?: 'list' | 'set';
  readonly items: readonly Item[];
  /** There may be further items, which are not known. */
  readonly rest?: UnknownValue;
}
export interface Item {
  readonly value: Value;
  /** Whether the item is certainly there. */
  readonly member: true | 'unknown';
}
export interface MapValue extends ValueBase {
  readonly kind: 'map';
  /** Terraform's collection type; undefined for an object. */
  readonly form?: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  /** There may be further entries, which are not known: a key that is not in `entries` is then unknown, not absent. */
  readonly rest?: UnknownValue;
}
export interface Entry {
  readonly value: Value;
  /** The place of the key, where it is written. */
  readonly key?: Origin;
  readonly member: true | 'unknown';
}
/** Not written, or null. */
export interface AbsentValue extends ValueBase {
  readonly kind: 'absent';
}
/** One of several: `cond ? a : b` with an unknown condition. At least two choices. */
export interface OneOfValue extends ValueBase {
  readonly kind: 'oneOf';
  readonly choices: readonly Value[];
}
/** An attribute of a resource that is known only after it is created, or whose value is not written. */
export interface ReferenceValue extends ValueBase, ResourceAttribute {
  readonly kind: 'reference';
}
export interface UnknownValue extends ValueBase {
  readonly kind: 'unknown';
  readonly reason: UnknownReason;
  /** Identity: two unknowns with the same symbol (`var.b`) are the same value. Unique within one configuration. */
  readonly symbol?: string;
}

export type UnknownReason =
  | { readonly kind: 'unset'; readonly name: string }
  | { readonly kind: 'computed'; readonly what: string }
  | { readonly kind: 'not-mapped'; readonly path: string }
  /** Of a live resource: what nobody asked the cloud for. */
  | { readonly kind: 'not-collected'; readonly path: string }
  | { readonly kind: 'not-loaded'; readonly what: string }
  | { readonly kind: 'no-such'; readonly what: string }
  | { readonly kind: 'syntax' }
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'invalid'; readonly what: string }
  | { readonly kind: 'limit'; readonly what: string }
  | { readonly kind: 'cycle'; readonly what: string }
  | { readonly kind: 'denied'; readonly what: string }
  | { readonly kind: 'undecided'; readonly what: string };

export function stringValue(value: string, origin: Origin): StringValue {
  return { kind: 'string', value, origin };
}
export function numberValue(value: number, origin: Origin): NumberValue {
  return { kind: 'number', value, origin };
}
export function boolValue(value: boolean, origin: Origin): BoolValue {
  return { kind: 'bool', value, origin };
}
export function absent(origin: Origin): AbsentValue {
  return { kind: 'absent', origin };
}
export function unknown(reason: UnknownReason, origin: Origin, symbol?: string): UnknownValue {
  return symbol === undefined ? { kind: 'unknown', reason, origin } : { kind: 'unknown', reason, origin, symbol };
}
export function listValue(values: readonly Value[], origin: Origin, rest?: UnknownValue): ListValue {
  const items = values.map((value): Item => ({ value, member: true }));
  return rest ? { kind: 'list', items, rest, origin } : { kind: 'list', items, origin };
}
export function mapValue(entries: Iterable<readonly [string, Value]>, origin: Origin, rest?: UnknownValue): MapValue {
  const map = new Map<string, Entry>();
  for (const [key, value] of entries) map.set(key, { value, member: true });
  return rest ? { kind: 'map', entries: map, rest, origin } : { kind: 'map', entries: map, origin };
}

/**
 * The value as read at `use`: every origin in it, however deep, gets `use` at the end of its chain.
 * @param known gives the result for a map, which it may remember
 */
export function reanchor(value: Value, use: Origin, known: (map: MapValue, make: () => Value) => Value = makeAnew): Value {
  switch (value.kind) {
    case 'list': {
      const items = value.items.map(({ value: item, member }): Item => ({ value: reanchor(item, use, known), member }));
      return { ...value, origin: reanchorOrigin(value.origin, use), items };
    }
    case 'map':
      return known(value, () => {
        const entries = new Map<string, Entry>();
        for (const [key, entry] of value.entries) {
          entries.set(key, {
            ...entry,
            value: reanchor(entry.value, use, known),
            ...(entry.key ? { key: reanchorOrigin(entry.key, use) } : {}),
          });
        }
        return { ...value, origin: reanchorOrigin(value.origin, use), entries };
      });
    case 'text': {
      const parts = value.parts.map((part) => (typeof part === 'string' ? part : reanchor(part, use, known)));
      return { ...value, origin: reanchorOrigin(value.origin, use), parts };
    }
    case 'encoded':
      return { ...value, origin: reanchorOrigin(value.origin, use), content: reanchor(value.content, use, known) };
    case 'oneOf': {
      const choices = value.choices.map((choice) => reanchor(choice, use, known));
      return { ...value, origin: reanchorOrigin(value.origin, use), choices };
    }
    default:
      return { ...value, origin: reanchorOrigin(value.origin, use) };
  }
}

function makeAnew(_map: MapValue, make: () => Value): Value {
  return make();
}

/** Whether nothing in the value, however deep, is unknown, undecided, referred to or open. */
export function isWhollyKnown(value: Value): boolean {
  switch (value.kind) {
    case 'list':
      return !value.rest && value.items.every((item) => item.member === true && isWhollyKnown(item.value));
    case 'map':
      if (value.rest) return false;
      for (const entry of value.entries.values()) {
        if (entry.member !== true || !isWhollyKnown(entry.value)) return false;
      }
      return true;
    case 'encoded':
      return isWhollyKnown(value.content);
    case 'string':
    case 'number':
    case 'bool':
    case 'absent':
      return true;
    default:
      return false;
  }
}

/** Whether the value holds something sensitive, however deep. */
export function holdsSensitive(value: Value): boolean {
  if (value.sensitive) return true;
  switch (value.kind) {
    case 'list':
      return value.items.some((item) => holdsSensitive(item.value));
    case 'map':
      for (const entry of value.entries.values()) if (holdsSensitive(entry.value)) return true;
      return false;
    case 'text':
      return value.parts.some((part) => typeof part !== 'string' && holdsSensitive(part));
    case 'encoded':
      return holdsSensitive(value.content);
    case 'oneOf':
      return value.choices.some(holdsSensitive);
    default:
      return false;
  }
}
