import { type ListValue, type MapValue, type Origin, unknown, type Value } from '../../values';
import type { Names, Step } from './context';
import { convert, invalid, isInvalid, toKey } from './convert';
import { oneOf, unknownFrom } from './partial';
import { refusedAs, typeOf, untyped } from './types';

/** Goes one step into a value: an attribute, a key, an index. */
export function access(value: Value, step: Step, names: Names, origin: Origin): Value {
  const found =
    step.kind === 'index' && step.key.kind === 'oneOf' ? eachKey(value, step, names, origin) : into(value, step, names, origin);
  const secret = value.sensitive || (step.kind === 'index' && step.key.sensitive);
  return secret && !found.sensitive ? { ...found, sensitive: true } : found;
}

function eachKey(value: Value, step: Step, names: Names, origin: Origin): Value {
  if (step.kind !== 'index' || step.key.kind !== 'oneOf') return into(value, step, names, origin);
  return oneOf(
    step.key.choices.map((key) => into(value, { ...step, key }, names, origin)),
    origin,
  );
}

function into(value: Value, step: Step, names: Names, origin: Origin): Value {
  switch (value.kind) {
    case 'oneOf':
      return oneOf(
        value.choices.map((choice) => access(choice, step, names, origin)),
        origin,
      );
    case 'unknown':
      return intoUnknown(value.symbol, value, step);
    case 'reference': {
      if (value.attribute === '') return names.intoResource(value, step, origin);
      const name = stepName(step);
      if (name === undefined) return unknown({ kind: 'computed', what: `${value.address}.${value.attribute}` }, value.origin);
      const { from: _from, ...reference } = value;
      return { ...reference, attribute: `${value.attribute}.${name}` };
    }
    case 'list':
      return step.kind === 'index' || /^\d+$/.test(step.name)
        ? intoList(value, keyOf(step, origin), origin)
        : invalid(`a list has no ${step.name}`, origin);
    case 'map':
      return intoMap(value, keyOf(step, origin), origin);
    default:
      return invalid(value.kind === 'absent' ? 'null has no attributes' : `a ${value.kind} has no attributes`, origin);
  }
}

/** What cannot be looked into keeps its identity: `var.x.y` is the same wherever it is read. */
function intoUnknown(symbol: string | undefined, value: Extract<Value, { kind: 'unknown' }>, step: Step): Value {
  if (isInvalid(value)) return intoRefused(value, step);
  const { symbol: _symbol, from: _from, ...rest } = value;
  const name = stepName(step);
  return symbol === undefined || name === undefined ? rest : { ...rest, symbol: `${symbol}.${name}` };
}

/** What Terraform refuses stays refused; where its type is known, so may be that of a part. */
function intoRefused(value: Extract<Value, { kind: 'unknown' }>, step: Step): Value {
  const type = typeOf(value);
  const plain = untyped(value);
  if (typeof type === 'string') return plain;
  if (type.kind === 'object') {
    const attribute = type.attributes.get(stepName(step) ?? '');
    return attribute ? refusedAs(plain, attribute.type) : plain;
  }
  if (type.kind === 'map') return refusedAs(plain, type.element);
  if (step.kind !== 'index') return plain;
  if (type.kind === 'list') return refusedAs(plain, type.element);
  const item = type.kind === 'tuple' && step.key.kind === 'number' ? type.items[step.key.value] : undefined;
  return item === undefined ? plain : refusedAs(plain, item);
}

/** A step as it is written in symbols and attribute paths. */
export function stepName(step: Step): string | undefined {
  if (step.kind === 'attribute') return step.name;
  const key = convert(step.key, 'string');
  return key.kind === 'string' ? key.value : undefined;
}

function keyOf(step: Step, origin: Origin): Value {
  return step.kind === 'index' ? step.key : { kind: 'string', value: step.name, origin };
}

function intoList(list: ListValue, key: Value, origin: Origin): Value {
  if (list.form === 'set') return invalid('a set has no indices', origin);
  const index = convert(key, 'number');
  if (isInvalid(index) || index.kind === 'absent') return invalid('an index is a number', origin);
  if (index.kind !== 'number') return anyOf(list.items, list.rest !== undefined, index, origin);
  if (index.approximate) return unknownFrom(index, origin);
  if (!Number.isInteger(index.value) || index.value < 0) return invalid('an index is a whole number', origin);
  // Behind an item that may be missing, places are not known.
  if (list.items.slice(0, index.value + 1).some((item) => item.member !== true)) return undecidedItem(list, index.value, origin);
  const item = list.items[index.value];
  if (item) return item.value;
  return list.rest ? { ...list.rest, origin } : invalid(`there is no item ${index.value}`, origin);
}

function undecidedItem(list: ListValue, index: number, origin: Origin): Value {
  if (list.rest) return { ...list.rest, origin };
  return anyOf(list.items.slice(index), true, unknown({ kind: 'undecided', what: 'the items of a list' }, origin), origin);
}

function intoMap(map: MapValue, key: Value, origin: Origin): Value {
  const name = toKey(key);
  if (isInvalid(name) || name.kind === 'absent') return invalid('a key is a string', origin);
  if (name.kind !== 'string') return anyOf([...map.entries.values()], map.rest !== undefined, name, origin);
  const entry = map.entries.get(name.value);
  if (!entry) return map.rest ? { ...map.rest, origin } : invalid(`there is no ${name.value}`, origin);
  if (entry.member === true) return entry.value;
  return unknown({ kind: 'undecided', what: `whether there is ${name.value}` }, origin);
}

/** The element at a place that is not known. */
function anyOf(elements: readonly { readonly value: Value }[], more: boolean, place: Value, origin: Origin): Value {
  if (more || elements.length === 0) return unknownFrom(place, origin);
  return oneOf(
    elements.map((element) => element.value),
    origin,
  );
}
