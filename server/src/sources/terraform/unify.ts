import { type AttributeType, type ObjectType, sameType, type Type } from './types';

/**
 * The type that all of the types convert to, as Terraform finds it for the branches of a conditional and the elements of a
 * collection (cty's unsafe unification).
 * @returns undefined when there is none: Terraform would refuse.
 */
export function unify(types: readonly Type[]): Type | undefined {
  const [first] = types;
  if (first === undefined) return 'any';
  if (types.every((type) => sameType(first, type))) return first;
  const known = types.filter((type) => type !== 'any' && type !== 'null');
  const [only] = known;
  if (only === undefined) return types.includes('any') ? 'any' : 'null';
  const open = types.includes('any');
  // Beside a null without a type, what has a structure keeps its own.
  if (types.includes('null') && known.some((type) => typeof type === 'object')) return 'any';
  const kinds = new Set(known.map((type) => (typeof type === 'string' ? 'primitive' : type.kind)));
  if (kinds.size === 1) {
    if (kinds.has('map') || kinds.has('list') || kinds.has('set')) return unifyElements(known);
    if (kinds.has('object')) return unifyObjects(known, open);
    if (kinds.has('tuple')) return unifyTuples(known, open);
  } else {
    if (kinds.has('object') && kinds.has('tuple')) return undefined;
    if (kinds.size === 2 && kinds.has('object') && kinds.has('map')) {
      const unified = collectionOf('map', known);
      if (unified) return unified;
    }
    if (kinds.size === 2 && kinds.has('tuple') && kinds.has('list')) {
      const unified = collectionOf('list', known);
      if (unified) return unified;
    }
  }
  const best = preferred(known).find((wanted) => known.every((type) => sameType(type, wanted) || convertible(type, wanted)));
  return best ?? (known.length < types.length ? 'any' : undefined);
}

function unifyElements(types: readonly Type[]): Type | undefined {
  const elements = types.map((type) => (typeof type === 'object' && 'element' in type ? type.element : 'any'));
  const element = unify(elements);
  const [first] = types;
  if (element === undefined || typeof first !== 'object' || !('element' in first)) return undefined;
  return { kind: first.kind, element };
}

function unifyObjects(types: readonly Type[], open: boolean): Type | undefined {
  const objects = types.filter((type): type is ObjectType => typeof type === 'object' && type.kind === 'object');
  const [first] = objects;
  if (!first) return undefined;
  const same = objects.every(
    (type) =>
      type.attributes.size === first.attributes.size && [...type.attributes.keys()].every((name) => first.attributes.has(name)),
  );
  // Where a branch is not known, an object of other attributes may come to light.
  if (!same) return open ? 'any' : collectionOf('map', objects);
  const attributes = new Map<string, AttributeType>();
  for (const name of first.attributes.keys()) {
    const type = unify(objects.map((object) => object.attributes.get(name)?.type ?? 'any'));
    if (type === undefined) return open ? 'any' : collectionOf('map', objects);
    attributes.set(name, { type });
  }
  return { kind: 'object', attributes };
}

function unifyTuples(types: readonly Type[], open: boolean): Type | undefined {
  const tuples = types.map((type) => (typeof type === 'object' && type.kind === 'tuple' ? type.items : []));
  const [first] = tuples;
  if (!first) return undefined;
  if (tuples.some((items) => items.length !== first.length)) return open ? 'any' : collectionOf('list', types);
  const items: Type[] = [];
  for (let i = 0; i < first.length; i++) {
    const type = unify(tuples.map((tuple) => tuple[i] ?? 'any'));
    if (type === undefined) return open ? 'any' : collectionOf('list', types);
    items.push(type);
  }
  return { kind: 'tuple', items };
}

function collectionOf(kind: 'list' | 'map', types: readonly Type[]): Type | undefined {
  const element = unify(types.flatMap(elementTypes));
  return element === undefined ? undefined : { kind, element };
}

/**
 * Whether a new collection cannot hold values of these types together, though they unify: a null without a type stands beside
 * values that have none in common, or in a list beside one that has a structure.
 */
export function mixesNulls(kind: 'list' | 'set' | 'map', types: readonly Type[]): boolean {
  if (!types.includes('null') || types.includes('any') || unify(types) !== 'any') return false;
  const [first, ...others] = types.filter((type) => type !== 'null');
  return kind !== 'map' || (first !== undefined && others.some((type) => !sameType(type, first)));
}

function elementTypes(type: Type): readonly Type[] {
  if (typeof type === 'string') return [];
  if (type.kind === 'tuple') return type.items;
  if (type.kind === 'object') return [...type.attributes.values()].map((attribute) => attribute.type);
  return [type.element];
}

function preferred(types: readonly Type[]): readonly Type[] {
  const rank = (type: Type) => {
    if (type === 'string') return 0;
    if (typeof type === 'string') return 1;
    return type.kind === 'list' || type.kind === 'map' ? 2 : type.kind === 'set' ? 3 : 4;
  };
  return [...types].sort((a, b) => rank(a) - rank(b));
}

/** Whether a value of one type may convert to the other; the single value may still be refused (`"x"` as a number). */
export function convertible(from: Type, to: Type): boolean {
  if (to === 'any' || from === 'any' || from === 'null' || to === 'null') return true;
  if (typeof from === 'string' || typeof to === 'string') {
    return typeof from === 'string' && typeof to === 'string' && (from === to || from === 'string' || to === 'string');
  }
  switch (to.kind) {
    case 'list':
    case 'set':
      if (from.kind === 'list' || from.kind === 'set') return convertible(from.element, to.element);
      return from.kind === 'tuple' && from.items.every((item) => convertible(item, to.element));
    case 'map':
      if (from.kind === 'map') return convertible(from.element, to.element);
      return (
        from.kind === 'object' && [...from.attributes.values()].every((attribute) => convertible(attribute.type, to.element))
      );
    case 'tuple':
      return (
        from.kind === 'tuple' &&
        from.items.length === to.items.length &&
        from.items.every((item, i) => convertible(item, to.items[i] ?? 'any'))
      );
    case 'object':
      for (const [name, attribute] of to.attributes) {
        const type = from.kind === 'map' ? from.element : from.kind === 'object' ? from.attributes.get(name)?.type : undefined;
        if (type === undefined && (from.kind !== 'object' || !attribute.optional)) return false;
        if (type !== undefined && !convertible(type, attribute.type)) return false;
      }
      return from.kind === 'map' || from.kind === 'object';
  }
}
