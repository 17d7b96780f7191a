import type { Expression } from '../../syntax/hcl/ast';
import type { AbsentValue, ListValue, MapValue, UnknownValue, Value } from '../../values';

/** Terraform's types. `any` is what is not known, `null` what a null without a type is. */
export type Type = 'any' | 'null' | 'string' | 'number' | 'bool' | CollectionType | TupleType | ObjectType;

export interface CollectionType {
  readonly kind: 'list' | 'set' | 'map';
  readonly element: Type;
}
export interface TupleType {
  readonly kind: 'tuple';
  readonly items: readonly Type[];
}
export interface ObjectType {
  readonly kind: 'object';
  readonly attributes: ReadonlyMap<string, AttributeType>;
}
export interface AttributeType {
  readonly type: Type;
  /** Declared with `optional(…)`. */
  readonly optional?: true;
  /** The second argument of `optional`. */
  readonly fallback?: Expression;
}

export function sameType(a: Type, b: Type): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (a.kind === 'tuple') {
    return (
      b.kind === 'tuple' && a.items.length === b.items.length && a.items.every((item, i) => sameType(item, b.items[i] ?? 'any'))
    );
  }
  if (a.kind === 'object') {
    if (b.kind !== 'object' || a.attributes.size !== b.attributes.size) return false;
    for (const [name, attribute] of a.attributes) {
      const other = b.attributes.get(name);
      if (!other || !sameType(attribute.type, other.type)) return false;
    }
    return true;
  }
  return b.kind === a.kind && sameType(a.element, b.element);
}

/** A collection that remembers the type of its elements, which an empty one could not tell otherwise. */
export type TypedCollection = (ListValue | MapValue) & { readonly element?: Type };

/** Gives a collection the type of its elements. */
export function withElement(collection: ListValue | MapValue, element: Type): TypedCollection {
  return { ...collection, element };
}

/** The type of a collection's elements; `any` where it is none, or not known. */
export function elementTypeOf(value: Value): Type {
  const type = typeOf(value);
  return typeof type === 'object' && 'element' in type ? type.element : 'any';
}

/** A null that a conversion has given a type. */
export type TypedNull = AbsentValue & { readonly type?: Type };

/** What Terraform refuses, but knows the type of: the sum of things that are no numbers. */
export type TypedRefusal = UnknownValue & {
  readonly type?: Type;
  /** What Terraform goes on with, though it has refused it already. */
  readonly made?: Value;
};

/** A refused value that Terraform goes on with. */
export function refusedButMade(refusal: UnknownValue, made: Value): Value {
  const typed: TypedRefusal = { ...refusal, type: typeOf(made), made };
  return typed;
}

/** What Terraform goes on with: the value itself, or what it made although it refuses it. */
export function goesOnWith(value: Value): Value {
  if (value.kind !== 'unknown') return value;
  const typed: TypedRefusal = value;
  return typed.made ?? value;
}

/** Gives a refused value the type that it would have had. */
export function refusedAs(value: Value, type: Type): Value {
  if (value.kind !== 'unknown' || value.reason.kind !== 'invalid') return value;
  const typed: TypedRefusal = { ...value, type };
  return typed;
}

/** A refused value without the type that it would have had: Terraform knows nothing of what is made from it. */
export function untyped(value: UnknownValue): UnknownValue {
  const { type: _type, made: _made, ...plain }: TypedRefusal = value;
  return plain;
}

/** The type of a value as far as it is known; what may hold more than is written has `any` for it. */
export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'string':
    case 'text':
    case 'encoded':
      return 'string';
    case 'number':
      return 'number';
    case 'bool':
      return 'bool';
    case 'list': {
      if (value.form) return { kind: value.form, element: elementOf(value) ?? firstType(value.items.map((item) => item.value)) };
      if (value.rest || value.items.some((item) => item.member !== true)) return 'any';
      return { kind: 'tuple', items: value.items.map((item) => typeOf(item.value)) };
    }
    case 'map': {
      const values = [...value.entries.values()];
      if (value.form) return { kind: 'map', element: elementOf(value) ?? firstType(values.map((entry) => entry.value)) };
      if (value.rest || values.some((entry) => entry.member !== true)) return 'any';
      const attributes = new Map<string, AttributeType>();
      for (const [name, entry] of value.entries) attributes.set(name, { type: typeOf(entry.value) });
      return { kind: 'object', attributes };
    }
    case 'oneOf': {
      const [first, ...others] = value.choices.map(typeOf);
      return first !== undefined && others.every((other) => sameType(first, other)) ? first : 'any';
    }
    case 'absent': {
      const typed: TypedNull = value;
      return typed.type ?? 'null';
    }
    case 'unknown':
      // What Terraform refuses has no type either.
      return value.reason.kind === 'invalid' ? typeOfRefused(value) : 'any';
    default:
      return 'any';
  }
}

function typeOfRefused(value: TypedRefusal): Type {
  return value.type ?? 'null';
}

function elementOf(value: TypedCollection): Type | undefined {
  return value.element;
}

/** Elements of a collection share a type; the first that tells stands for all. */
function firstType(values: readonly Value[]): Type {
  for (const value of values) {
    const type = typeOf(value);
    if (type !== 'any' && type !== 'null') return type;
  }
  return 'any';
}

/** Reads a type constraint of a variable: `list(string)`, `object({ a = optional(bool, false) })`. @returns undefined when it is none. */
export function parseType(expression: Expression): Type | undefined {
  switch (expression.kind) {
    case 'variable':
      switch (expression.name) {
        case 'string':
        case 'number':
        case 'bool':
        case 'any':
          return expression.name;
        // Terraform 0.11 wrote the collections without their elements.
        case 'list':
        case 'map':
          return { kind: expression.name, element: 'any' };
        default:
          return undefined;
      }
    case 'template': {
      // Terraform 0.11 quoted the type.
      const [part] = expression.parts;
      if (expression.parts.length !== 1 || part?.kind !== 'literal') return undefined;
      if (part.value === 'list' || part.value === 'map') return { kind: part.value, element: 'any' };
      return part.value === 'string' ? 'string' : undefined;
    }
    case 'call':
      return parseCall(expression.name, expression.args);
    default:
      return undefined;
  }
}

function parseCall(name: string, args: readonly Expression[]): Type | undefined {
  const [argument] = args;
  if (!argument) return undefined;
  if (name === 'list' || name === 'set' || name === 'map') {
    const element = parseType(argument);
    return element === undefined ? undefined : { kind: name, element };
  }
  if (name === 'tuple' && argument.kind === 'tuple') {
    const items: Type[] = [];
    for (const item of argument.items) {
      const type = parseType(item);
      if (type === undefined) return undefined;
      items.push(type);
    }
    return { kind: 'tuple', items };
  }
  if (name === 'object' && argument.kind === 'object') {
    const attributes = new Map<string, AttributeType>();
    for (const item of argument.items) {
      if (item.literalKey === undefined) return undefined;
      const attribute = parseAttribute(item.value);
      if (!attribute) return undefined;
      attributes.set(item.literalKey, attribute);
    }
    return { kind: 'object', attributes };
  }
  return undefined;
}

function parseAttribute(expression: Expression): AttributeType | undefined {
  if (expression.kind === 'call' && expression.name === 'optional') {
    const [first, fallback] = expression.args;
    const type = first && parseType(first);
    if (type === undefined) return undefined;
    return fallback ? { type, optional: true, fallback } : { type, optional: true };
  }
  const type = parseType(expression);
  return type === undefined ? undefined : { type };
}
