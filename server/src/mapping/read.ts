import type { Literal } from '../resources';
import { isOpenAddress } from '../resources';
import type { MapValue, Origin, UnknownValue, Value } from '../values';
import { absent, boolValue, listValue, mapValue, numberValue, stringValue, unknown } from '../values';
import type { NativePath } from './inverse';
import type { Guard, NativeName } from './model';

/** A Terraform block or a template's resource, as the mapping reads it. */
export interface Block {
  readonly type: string;
  readonly address: string;
  readonly name: string;
  readonly origin: Origin;
  readonly body: Origin;
  readonly exists: true | 'unknown';
  readonly major: number | undefined;
  /** The attribute, nested blocks as a list of maps; absent where it is not written. */
  read(name: string): Value;
}

/** Where rows are read: a block, or one element inside it. */
export interface Scope {
  readonly block: Block;
  /** The map of the nested block; undefined at the top. */
  readonly element?: Value;
  /** Where the element stands in the block. */
  readonly path: NativePath;
}

export function originOf(scope: Scope): Origin {
  return scope.element ? scope.element.origin : scope.block.origin;
}

export function readName(scope: Scope, name: NativeName): Value {
  return readSteps(scope, name, name.length);
}

/** What holds the attribute that a name of several steps leads to. */
export function readContainer(scope: Scope, name: NativeName): Value {
  return readSteps(scope, name, name.length - 1);
}

/** The first `count` steps of a name. */
function readSteps(scope: Scope, name: NativeName, count: number): Value {
  let from = 0;
  let element = scope.element;
  if (name[0] === '') {
    from = 1;
    element = undefined;
  }
  let value: Value;
  if (element) value = element;
  else {
    const first = from < count ? name[from] : undefined;
    if (first === undefined) return absent(scope.block.origin);
    value = scope.block.read(first);
    from++;
  }
  for (let i = from; i < count; i++) value = stepInto(value, name[i] ?? '');
  return value;
}

/** One step into a native value. A list of blocks is passed through to its first item: a block that may stand only once. */
export function stepInto(value: Value, name: string): Value {
  switch (value.kind) {
    case 'map': {
      const entry = value.entries.get(name);
      if (!entry) return value.rest ? childOf(value.rest, name) : absent(value.origin);
      return entry.member === true ? entry.value : maybe(entry.value, absent(value.origin));
    }
    case 'list': {
      const item = value.items[0];
      if (!item) return value.rest ? childOf(value.rest, name) : absent(value.origin);
      const inner = stepInto(item.value, name);
      return item.member === true ? inner : maybe(inner, absent(value.origin));
    }
    case 'absent':
      return value;
    case 'unknown':
      return childOf(value, name);
    case 'reference':
      return { ...value, attribute: `${value.attribute}.${name}` };
    case 'oneOf':
      return oneOf(
        value.choices.map((choice) => stepInto(choice, name)),
        value.origin,
      );
    default:
      return unknown({ kind: 'invalid', what: `${name} of a ${value.kind}` }, value.origin);
  }
}

function childOf(value: UnknownValue, name: string): UnknownValue {
  return value.symbol === undefined ? value : { ...value, symbol: `${value.symbol}.${name}` };
}

/** A step along a cloud path into a value that is already translated. */
export function propertyOf(value: Value, step: string | number): Value {
  if (typeof step === 'number') {
    if (value.kind === 'list') {
      const item = value.items[step];
      if (!item) return value.rest ?? absent(value.origin);
      return item.member === true ? item.value : maybe(item.value, absent(value.origin));
    }
    if (value.kind === 'oneOf')
      return oneOf(
        value.choices.map((choice) => propertyOf(choice, step)),
        value.origin,
      );
    return value.kind === 'absent' || value.kind === 'unknown'
      ? value
      : unknown({ kind: 'invalid', what: `item ${step} of a ${value.kind}` }, value.origin);
  }
  if (value.kind === 'list') return unknown({ kind: 'invalid', what: `${step} of a list` }, value.origin);
  if (value.kind === 'encoded') return propertyOf(value.content, step);
  return stepInto(value, step);
}

/** Either `value` or, where the thing is not there, `otherwise`. */
export function maybe(value: Value, otherwise: Value): Value {
  return oneOf([value, otherwise], value.origin);
}

/** One of several values; the same known one in all choices is that value. */
export function oneOf(values: readonly Value[], origin: Origin): Value {
  const choices: Value[] = [];
  for (const value of values) {
    for (const choice of value.kind === 'oneOf' ? value.choices : [value]) {
      if (!choices.some((other) => other === choice || sameSimple(other, choice))) choices.push(choice);
    }
  }
  const [only] = choices;
  if (choices.length === 1 && only) return only;
  if (choices.length === 0) return unknown({ kind: 'undecided', what: 'no possible value' }, origin);
  return { kind: 'oneOf', choices, origin };
}

function sameSimple(a: Value, b: Value): boolean {
  if (a.kind === 'absent' && b.kind === 'absent') return true;
  if (a.kind === 'unknown' && b.kind === 'unknown') return a.symbol !== undefined && a.symbol === b.symbol;
  if (a.kind === 'reference' && b.kind === 'reference')
    return a.address === b.address && a.attribute === b.attribute && !isOpenAddress(a.address);
  if (a.kind === 'string' || a.kind === 'number' || a.kind === 'bool') {
    // The place matters: the same literal at two places stays two choices only where a finding could tell them apart.
    return a.kind === b.kind && a.value === (b as typeof a).value;
  }
  return false;
}

export type Presence = boolean | 'unknown';

/** Whether something is written there. A value that is not known may still turn out to be null. */
export function presenceOf(value: Value): Presence {
  switch (value.kind) {
    case 'absent':
      return false;
    case 'unknown':
      return 'unknown';
    case 'list':
      if (value.items.some((item) => item.member === true)) return true;
      return value.items.length > 0 || value.rest ? 'unknown' : false;
    case 'oneOf': {
      const all = value.choices.map(presenceOf);
      if (all.every((one) => one === true)) return true;
      return all.every((one) => one === false) ? false : 'unknown';
    }
    default:
      return value.origin.kind !== 'default';
  }
}

/** Three-valued: whether all guards hold in the scope. */
export function holds(scope: Scope, guards: readonly Guard[] | undefined): Presence {
  let result: Presence = true;
  for (const guard of guards ?? []) {
    const one = equalsLiteral(readName(scope, guard.at), guard.value);
    if (one === false) return false;
    if (one === 'unknown') result = 'unknown';
  }
  return result;
}

export function equalsLiteral(value: Value, literal: string | number | boolean): Presence {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return String(value.value) === String(literal);
    case 'absent':
      return literal === 'null';
    case 'list': {
      const [only] = value.items;
      return value.items.length === 1 && only && !value.rest ? equalsLiteral(only.value, literal) : 'unknown';
    }
    case 'oneOf': {
      const all = value.choices.map((choice) => equalsLiteral(choice, literal));
      if (all.every((one) => one === true)) return true;
      return all.every((one) => one === false) ? false : 'unknown';
    }
    default:
      return 'unknown';
  }
}

export function literalValue(literal: Literal, origin: Origin): Value {
  if (literal === null) return absent(origin);
  if (typeof literal === 'string') return stringValue(literal, origin);
  if (typeof literal === 'number') return numberValue(literal, origin);
  if (typeof literal === 'boolean') return boolValue(literal, origin);
  if (isList(literal))
    return listValue(
      literal.map((one) => literalValue(one, origin)),
      origin,
    );
  return mapValue(
    Object.entries(literal).map(([key, one]) => [key, literalValue(one, origin)] as const),
    origin,
  );
}

export function isList(literal: Literal): literal is readonly Literal[] {
  return Array.isArray(literal);
}

export function isMap(value: Value | undefined): value is MapValue {
  return value?.kind === 'map';
}
