import { type AttributeType, type ObjectType, sameType, type Type } from './types';

/**
 * The type that all of the types convert to, as Terraform finds it for the branches of a conditional and the elements of a
 * collection (cty's unsafe unification). `null` is the type of what has none yet: a bare null, what Terraform refused.
 * @returns undefined when there is none: Terraform would refuse.
 */
export function unify(types: readonly Type[]): Type | undefined {
  const [first] = types;
  if (first === undefined) return 'any';
  if (types.every((type) => sameType(first, type))) return first;
  if (types.includes('any')) return unifyOpen(types);
  const dynamic = types.includes('null');
  const kinds = kindsOf(types);
  if (kinds.size === 1 && !kinds.has('primitive')) {
    if (dynamic) return 'null';
    if (kinds.has('object')) return unifyObjects(types);
    if (kinds.has('tuple')) return unifyTuples(types);
    return unifyElements(types);
  }
  if (kinds.has('object') && kinds.has('map') && kinds.size === 2) {
    const unified = throughCollection('object', 'map', types);
    if (unified) return unified;
  } else if (kinds.has('tuple') && kinds.has('list') && kinds.size === 2) {
    const unified = throughCollection('tuple', 'list', types);
    if (unified) return unified;
  } else if (kinds.has('object') && kinds.has('tuple')) {
    return undefined;
  }
  return byGenerality(types).find((wanted) => types.every((type) => sameType(type, wanted) || convertible(type, wanted)));
}

function kindsOf(types: readonly Type[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const type of types) {
    if (typeof type === 'object') kinds.add(type.kind);
    else if (type !== 'null' && type !== 'any') kinds.add('primitive');
  }
  return kinds;
}

/** Where a type is not known to us, what the others have in common holds if the unknown one can bring nothing new. */
function unifyOpen(types: readonly Type[]): Type | undefined {
  const known = types.filter((type) => type !== 'any' && type !== 'null');
  const kinds = kindsOf(known);
  if (known.length === 0) return 'any';
  if (kinds.has('object') && kinds.has('tuple')) return undefined;
  if (types.includes('null') && known.some((type) => typeof type === 'object')) return 'any';
  const unified = unify(known) ?? 'any';
  // An object of other attributes may come to light: then all become maps.
  const collected = typeof unified === 'object' && 'element' in unified;
  return collected && (kinds.has('object') || kinds.has('tuple')) ? 'any' : unified;
}

function unifyElements(types: readonly Type[]): Type | undefined {
  const element = unify(types.map((type) => (typeof type === 'object' && 'element' in type ? type.element : 'any')));
  const [first] = types;
  if (element === undefined || typeof first !== 'object' || !('element' in first)) return undefined;
  const unified: Type = { kind: first.kind, element };
  return types.every((type) => convertible(type, unified)) ? unified : undefined;
}

function unifyObjects(types: readonly Type[]): Type | undefined {
  const objects = types.filter((type): type is ObjectType => typeof type === 'object' && type.kind === 'object');
  const [first] = objects;
  if (!first) return undefined;
  const same = objects.every(
    (type) =>
      type.attributes.size === first.attributes.size && [...type.attributes.keys()].every((name) => first.attributes.has(name)),
  );
  if (!same) return collectionOf('map', objects);
  const attributes = new Map<string, AttributeType>();
  for (const name of first.attributes.keys()) {
    const type = unify(objects.map((object) => object.attributes.get(name)?.type ?? 'any'));
    if (type === undefined) return undefined;
    attributes.set(name, { type });
  }
  const unified: Type = { kind: 'object', attributes };
  return objects.every((type) => convertible(type, unified)) ? unified : collectionOf('map', objects);
}

function unifyTuples(types: readonly Type[]): Type | undefined {
  const tuples = types.map((type) => (typeof type === 'object' && type.kind === 'tuple' ? type.items : []));
  const [first] = tuples;
  if (!first) return undefined;
  if (tuples.some((items) => items.length !== first.length)) return collectionOf('list', types);
  const items: Type[] = [];
  for (let i = 0; i < first.length; i++) {
    const type = unify(tuples.map((tuple) => tuple[i] ?? 'any'));
    if (type === undefined) return undefined;
    items.push(type);
  }
  const unified: Type = { kind: 'tuple', items };
  return types.every((type) => convertible(type, unified)) ? unified : collectionOf('list', types);
}

/** The collection that takes the elements of all of these structures. */
function collectionOf(kind: 'list' | 'map', types: readonly Type[]): Type | undefined {
  const elements = types.flatMap(elementTypes);
  const element = elements.length > 0 ? unify(elements) : undefined;
  if (element === undefined) return undefined;
  const unified: Type = { kind, element };
  return types.every((type) => convertible(type, unified)) ? unified : undefined;
}

/** Objects beside maps are first made one map (tuples beside lists, one list), which then meets the others. */
function throughCollection(structure: 'object' | 'tuple', kind: 'map' | 'list', types: readonly Type[]): Type | undefined {
  const isStructure = (type: Type) => typeof type === 'object' && type.kind === structure;
  const collected = collectionOf(kind, types.filter(isStructure));
  if (!collected) return undefined;
  const unified = unify(types.map((type) => (isStructure(type) ? collected : type)));
  return typeof unified === 'object' && unified.kind === kind ? unified : undefined;
}

/**
 * Whether a new collection cannot hold values of these types together, though they unify: a null without a type stands beside
 * values that have none in common, or in a list beside one that has a structure.
 */
export function mixesNulls(kind: 'list' | 'set' | 'map', types: readonly Type[]): boolean {
  if (!types.includes('null') || types.includes('any') || unify(types) !== 'null') return false;
  const [first, ...others] = types.filter((type) => type !== 'null');
  if (first === undefined) return false;
  return kind !== 'map' || others.some((type) => !sameType(type, first));
}

function elementTypes(type: Type): readonly Type[] {
  if (typeof type === 'string') return [];
  if (type.kind === 'tuple') return type.items;
  if (type.kind === 'object') return [...type.attributes.values()].map((attribute) => attribute.type);
  return [type.element];
}

/** The types, the more general before those that they can take the place of; the others in their order. */
function byGenerality(types: readonly Type[]): readonly Type[] {
  const above = types.map((type, i) => types.filter((other, j) => i !== j && compareGenerality(other, type) < 0).length);
  const ordered: Type[] = [];
  const queue = types.flatMap((type, i) => (above[i] === 0 ? [type] : []));
  const left = types.map((type, i) => ({ type, above: above[i] ?? 0 })).filter((entry) => entry.above > 0);
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    ordered.push(type);
    for (const entry of left) {
      if (compareGenerality(type, entry.type) < 0 && --entry.above === 0) queue.push(entry.type);
    }
  }
  return ordered;
}

/** Negative where the first is the more general: a string before a number, a list before a tuple, what has no type yet last. */
function compareGenerality(a: Type, b: Type): number {
  if (a === 'null' || b === 'null') return a === b ? 0 : a === 'null' ? 1 : -1;
  if (typeof a === 'string' || typeof b === 'string') {
    return typeof a !== 'string' || typeof b !== 'string' || a === b ? 0 : a === 'string' ? -1 : b === 'string' ? 1 : 0;
  }
  if ('element' in a && 'element' in b && a.kind === b.kind) return compareGenerality(a.element, b.element);
  const ranked = ['list', 'tuple', 'set'];
  if (ranked.includes(a.kind) && ranked.includes(b.kind) && a.kind !== b.kind)
    return ranked.indexOf(a.kind) - ranked.indexOf(b.kind);
  if (a.kind === 'map' && b.kind === 'object') return -1;
  if (a.kind === 'object' && b.kind === 'map') return 1;
  if (a.kind === 'object' && b.kind === 'object') {
    if (a.attributes.size !== b.attributes.size || [...a.attributes.keys()].some((name) => !b.attributes.has(name))) return 0;
    return compareParts([...a.attributes].map(([name, { type }]) => [type, b.attributes.get(name)?.type ?? 'any']));
  }
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length) {
    return compareParts(a.items.map((item, i) => [item, b.items[i] ?? 'any']));
  }
  return 0;
}

function compareParts(pairs: readonly (readonly [Type, Type])[]): number {
  const compared = pairs.map(([a, b]) => Math.sign(compareGenerality(a, b)));
  if (compared.includes(-1) && compared.includes(1)) return 0;
  return compared.find((sign) => sign !== 0) ?? 0;
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
      return from.kind === 'tuple' && elementsConvertible(to.kind, from.items, to.element);
    case 'map':
      if (from.kind === 'map') return convertible(from.element, to.element);
      return from.kind === 'object' && elementsConvertible('map', elementTypes(from), to.element);
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

/** A collection of an open type asks for what its elements have in common. */
function elementsConvertible(kind: 'list' | 'set' | 'map', from: readonly Type[], to: Type): boolean {
  if (to !== 'null' || from.length === 0) return from.every((type) => convertible(type, to));
  const common = unify(from);
  if (common === undefined) return false;
  return kind === 'map' || common !== 'null' || from.every((type) => type === 'null');
}
