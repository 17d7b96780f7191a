import type { Expression } from '../../syntax/hcl/ast';
import type { Entry, Item, ListValue, MapValue, Origin, TextValue, UnknownReason, UnknownValue, Value } from '../../values';
import { absent, unknown } from '../../values';
import { encodedText } from './json-text';
import { formatNumber, parseNumber } from './numbers';
import { orderSet } from './sets';
import { type ObjectType, sameType, type Type, type TypedCollection, type TypedNull, typeOf } from './types';
import { convertible, mixesNulls, unify } from './unify';

/** Evaluates the default of an `optional` attribute. */
export type Fallback = (expression: Expression) => Value;

export function invalid(what: string, origin: Origin): UnknownValue {
  return unknown({ kind: 'invalid', what }, origin);
}

/**
 * Converts as Terraform does where a type is asked for. What is not known stays as it is; what Terraform would refuse is unknown
 * for the reason `invalid`. Origins are kept: the value still stands where it is written.
 */
export function convert(value: Value, type: Type, fallback?: Fallback): Value {
  if (type === 'any' || type === 'null' || value.kind === 'unknown' || value.kind === 'reference') return value;
  if (value.kind === 'absent') return toNull(value, type);
  if (value.kind === 'oneOf') return { ...value, choices: value.choices.map((choice) => convert(choice, type, fallback)) };
  switch (type) {
    case 'string':
      return toText(value);
    case 'number':
      return toNumber(value);
    case 'bool':
      return toBool(value);
  }
  switch (type.kind) {
    case 'list':
    case 'set':
      return value.kind === 'list' ? toCollection(value, type.kind, type.element, fallback) : mismatch(value, type.kind);
    case 'map':
      return value.kind === 'map' ? toMap(value, type.element, fallback) : mismatch(value, 'map');
    case 'tuple': {
      if (value.kind !== 'list' || value.form) return mismatch(value, 'tuple');
      if (value.rest) return value;
      if (value.items.length !== type.items.length) return mismatch(value, 'tuple');
      return {
        ...value,
        items: value.items.map((item, i) => ({ ...item, value: convert(item.value, type.items[i] ?? 'any', fallback) })),
      };
    }
    case 'object':
      return value.kind === 'map' ? toObject(value, type, fallback) : mismatch(value, 'object');
  }
}

function toNull(value: TypedNull, type: Type): Value {
  if (value.type !== undefined && !convertible(value.type, type))
    return mismatch(value, typeof type === 'string' ? type : type.kind);
  const typed: TypedNull = { ...value, type };
  return typed;
}

function mismatch(value: Value, wanted: string): Value {
  return invalid(`${describe(value)} is not a ${wanted}`, value.origin);
}

function describe(value: Value): string {
  const type = typeOf(value);
  return typeof type === 'string' ? type : type.kind;
}

function withMarks(result: Value, value: Value): Value {
  const sensitive = value.sensitive ? { sensitive: true as const } : {};
  const from = value.from ? { from: value.from } : {};
  return { ...result, ...sensitive, ...from };
}

function toText(value: Value): Value {
  switch (value.kind) {
    case 'string':
    case 'text':
    case 'encoded':
      return value;
    case 'number':
      if (value.approximate) return withMarks(unknown({ kind: 'limit', what: 'digits of a number' }, value.origin), value);
      return withMarks({ kind: 'string', value: formatNumber(value.value), origin: value.origin }, value);
    case 'bool':
      return withMarks({ kind: 'string', value: String(value.value), origin: value.origin }, value);
    default:
      return mismatch(value, 'string');
  }
}

/** Why what a text says is not known: it may be for the digits of a number in it. */
function openText(value: TextValue, what: string): UnknownReason {
  const digits = value.parts.some(
    (part) =>
      typeof part !== 'string' &&
      part.kind === 'unknown' &&
      part.reason.kind === 'limit' &&
      part.reason.what.startsWith('digits'),
  );
  return digits ? { kind: 'limit', what: 'digits of a number' } : { kind: 'computed', what };
}

/** What encodes a known scalar, as the text that it is. */
function decoded(value: Value): Value {
  const text = value.kind === 'encoded' ? encodedText(value) : undefined;
  return text === undefined ? value : withMarks({ kind: 'string', value: text, origin: value.origin }, value);
}

function toNumber(written: Value): Value {
  const value = decoded(written);
  if (value.kind === 'number') return value;
  if (value.kind === 'text') return withMarks(unknown(openText(value, 'a number in a text'), value.origin), value);
  if (value.kind !== 'string') return mismatch(value, 'number');
  const number = parseNumber(value.value);
  if (!number) return mismatch(value, 'number');
  const approximate = number.approximate ? { approximate: true as const } : {};
  return withMarks({ kind: 'number', value: number.value, ...approximate, origin: value.origin }, value);
}

function toBool(written: Value): Value {
  const value = decoded(written);
  if (value.kind === 'bool') return value;
  if (value.kind === 'text') return withMarks(unknown({ kind: 'computed', what: 'a bool in a text' }, value.origin), value);
  if (value.kind !== 'string') return mismatch(value, 'bool');
  if (value.value === 'true' || value.value === '1') return withMarks({ kind: 'bool', value: true, origin: value.origin }, value);
  if (value.value === 'false' || value.value === '0')
    return withMarks({ kind: 'bool', value: false, origin: value.origin }, value);
  return mismatch(value, 'bool');
}

/** The type that the elements of a new collection share; a collection that has one already keeps it. */
function elementType(wanted: Type, value: Value, elements: readonly Value[]): Type | undefined {
  if (wanted !== 'any' && wanted !== 'null') return wanted;
  const type = typeOf(value);
  const own = typeof type === 'object' && 'element' in type ? type.element : 'any';
  if (own !== 'any') return own;
  return elements.length === 0 && !('rest' in value && value.rest) ? 'null' : unify(elements.map(typeOf));
}

function toCollection(value: ListValue, form: 'list' | 'set', wanted: Type, fallback?: Fallback): Value {
  const element = elementType(
    wanted,
    value,
    value.items.map((item) => item.value),
  );
  if (
    element === undefined ||
    ((wanted === 'any' || wanted === 'null') &&
      mixesNulls(
        form,
        value.items.map((item) => typeOf(item.value)),
      ))
  ) {
    return invalid('the elements have no common type', value.origin);
  }
  const items: Item[] = [];
  for (const item of value.items) {
    const converted = convert(item.value, element, fallback);
    if (isInvalid(converted)) return converted;
    items.push({ ...item, value: converted });
  }
  if (!value.form && isOpenType(element) && !settles(items)) {
    return invalid('the elements have no common type', value.origin);
  }
  const converted: ListValue & TypedCollection = { ...value, form, items, element };
  return form === 'set' ? orderSet(converted) : converted;
}

/** Whether the elements of a new collection are of one type once they are converted, where the type asked for leaves that open. */
function settles(elements: readonly { readonly value: Value }[]): boolean {
  const types = elements.map((element) => typeOf(element.value));
  const common = unify(types);
  if (common === undefined || common === 'any' || common === 'null') return common !== undefined;
  const [first, ...others] = elements.map((element) => typeOf(convert(element.value, common)));
  return first === undefined || others.every((type) => sameType(type, first) || holdsAny(type) || holdsAny(first));
}

/** Whether something of the type is not known to us. */
function holdsAny(type: Type): boolean {
  if (typeof type === 'string') return type === 'any';
  if (type.kind === 'tuple') return type.items.some(holdsAny);
  if (type.kind === 'object') return [...type.attributes.values()].some((attribute) => holdsAny(attribute.type));
  return holdsAny(type.element);
}

/** Whether a type has a part that is no type yet. */
function isOpenType(type: Type): boolean {
  if (typeof type === 'string') return type === 'null';
  if (type.kind === 'tuple') return type.items.some(isOpenType);
  if (type.kind === 'object') return [...type.attributes.values()].some((attribute) => isOpenType(attribute.type));
  return isOpenType(type.element);
}

function toMap(value: MapValue, wanted: Type, fallback?: Fallback): Value {
  const element = elementType(
    wanted,
    value,
    [...value.entries.values()].map((entry) => entry.value),
  );
  const types = [...value.entries.values()].map((entry) => typeOf(entry.value));
  if (element === undefined || ((wanted === 'any' || wanted === 'null') && mixesNulls('map', types))) {
    return invalid('the elements have no common type', value.origin);
  }
  const entries = new Map<string, Entry>();
  for (const [key, entry] of value.entries) {
    const converted = convert(entry.value, element, fallback);
    if (isInvalid(converted)) return converted;
    entries.set(key, { ...entry, value: converted });
  }
  if (typeof element === 'object' && element.kind !== 'tuple' && isOpenType(element) && !settles([...entries.values()])) {
    return invalid('the elements have no common type', value.origin);
  }
  const converted: MapValue & TypedCollection = { ...value, form: 'map', entries, element };
  return converted;
}

function toObject(value: MapValue, type: ObjectType, fallback?: Fallback): Value {
  const entries = new Map<string, Entry>();
  for (const [name, attribute] of type.attributes) {
    const entry = value.entries.get(name);
    const written =
      entry && !(entry.value.kind === 'absent' && attribute.fallback)
        ? convert(entry.value, attribute.type, fallback)
        : undefined;
    if (entry && written) {
      if (isInvalid(written)) return written;
      entries.set(name, { ...entry, value: written });
    } else if (value.rest) {
      entries.set(name, { value: value.rest, member: true });
    } else if (attribute.optional) {
      const other = attribute.fallback && fallback ? fallback(attribute.fallback) : absent(value.origin);
      entries.set(name, { value: convert(other, attribute.type, fallback), member: true });
    } else {
      return invalid(`attribute ${name} is required`, value.origin);
    }
  }
  const { form: _form, rest: _rest, ...object } = value;
  return { ...object, entries };
}

/** Whether Terraform would refuse the value itself (not something inside of it). */
export function isInvalid(value: Value): boolean {
  return value.kind === 'unknown' && value.reason.kind === 'invalid';
}

/** A key of a map: a string, where it is known. */
export function toKey(value: Value): Value {
  const key = convert(value, 'string');
  const text = key.kind === 'encoded' ? encodedText(key) : undefined;
  return text === undefined ? key : { kind: 'string', value: text, origin: key.origin };
}

/** The string that the value converts to. @returns undefined when it is not wholly known or is no string. */
export function knownText(value: Value): string | undefined {
  if (value.kind === 'encoded') return encodedText(value);
  const text = toText(value);
  return text.kind === 'string' ? text.value : undefined;
}
