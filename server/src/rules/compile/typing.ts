import type { PropertyType, SchemaData } from '../../resources';
import { propertyTypeAt } from '../../resources';
import type { RulePath } from '../model';
import { printPath } from './path';

/** What a path leads to: a property of a type, or a resource as a whole (`names` empty). */
export interface Spot {
  /** Undefined where nobody can say which type it is (behind a bare `->`). */
  readonly type: string | undefined;
  /** From the resource, `[]` for items. */
  readonly names: readonly string[];
  readonly root: string;
}

export type SpotResult = { readonly spot: Spot } | { readonly error: string };

/** Follows a path through the cloud's schema. */
export function spotAt(start: Spot, path: RulePath, schema: SchemaData): SpotResult {
  let spot = start;
  for (const [i, step] of path.entries()) {
    const so = () => printPath(path.slice(0, i + 1));
    switch (step.kind) {
      case 'resource':
        spot = { type: spot.root, names: [], root: spot.root };
        break;
      case 'account':
        if (!schema[step.type]) return { error: `there is no type ${step.type}` };
        spot = { type: step.type, names: [], root: step.type };
        break;
      case 'follow': {
        const last = i === path.length - 1;
        if (step.type === undefined && !last)
          return { error: `\`${so()}\`: where the path goes on, name the type that it leads to, as in \`->AWS::EC2::VPC\`` };
        if (step.type !== undefined && !schema[step.type]) return { error: `there is no type ${step.type}` };
        if (isList(typeOf(spot, schema))) return { error: `\`${printPath(path.slice(0, i))}\` is a list: write \`[]->\`` };
        spot = { type: step.type, names: [], root: step.type ?? '' };
        break;
      }
      case 'referrers': {
        const other = schema[step.type];
        if (!other) return { error: `there is no type ${step.type}` };
        if (!propertyTypeAt(other, step.path)) return { error: `${step.type} has no property ${step.path.join('.')}` };
        spot = { type: step.type, names: [], root: step.type };
        break;
      }
      case 'select': {
        const type = typeOf(spot, schema);
        if (type !== undefined && !isList(type) && !isMap(type) && type !== 'json')
          return { error: `\`${printPath(path.slice(0, i))}\` is no list` };
        const next = { ...spot, names: [...spot.names, '[]'] };
        // The entries of a map are chosen by their key.
        if (isList(type) && !exists({ ...next, names: [...next.names, step.key] }, schema))
          return { error: `the items of \`${printPath(path.slice(0, i))}\` have no property ${step.key}` };
        spot = next;
        break;
      }
      case 'items': {
        const type = typeOf(spot, schema);
        if (type !== undefined && !isList(type) && !isMap(type) && type !== 'json')
          return { error: `\`${printPath(path.slice(0, i))}\` is neither a list nor a map` };
        spot = { ...spot, names: [...spot.names, '[]'] };
        break;
      }
      case 'name': {
        const next = { ...spot, names: [...spot.names, step.name] };
        if (!exists(next, schema))
          return { error: `${spot.type} has no property ${readable(next.names)}${suggestion(spot, step.name, schema)}` };
        spot = next;
        break;
      }
    }
  }
  return { spot };
}

/** The type of the property, undefined for a whole resource or where it cannot be known. */
export function typeOf(spot: Spot, schema: SchemaData): PropertyType | undefined {
  const type = spot.type === undefined ? undefined : schema[spot.type];
  return type && spot.names.length > 0 ? propertyTypeAt(type, spot.names) : undefined;
}

function exists(spot: Spot, schema: SchemaData): boolean {
  return spot.type === undefined || typeOf(spot, schema) !== undefined;
}

export function isList(type: PropertyType | undefined): boolean {
  return typeof type === 'object' && 'list' in type;
}

function isMap(type: PropertyType | undefined): boolean {
  return typeof type === 'object' && 'map' in type;
}

export function isScalar(type: PropertyType | undefined): boolean {
  return type === 'string' || type === 'number' || type === 'integer' || type === 'boolean';
}

function readable(names: readonly string[]): string {
  return names.join('.').replaceAll('.[]', '[]');
}

function suggestion(spot: Spot, wrong: string, schema: SchemaData): string {
  const type = spot.type === undefined ? undefined : schema[spot.type];
  if (!type) return '';
  const holder = typeOf(spot, schema);
  const properties =
    spot.names.length === 0
      ? type.properties
      : typeof holder === 'object' && 'object' in holder
        ? type.definitions[holder.object]
        : undefined;
  const names = Object.keys(properties ?? {});
  const near = names.filter(
    (name) => name.toLowerCase() === wrong.toLowerCase() || name.toLowerCase().includes(wrong.toLowerCase()),
  );
  if (near.length > 0) return `; did you mean ${near.slice(0, 3).join(', ')}?`;
  return names.length > 0 && names.length <= 40 ? `; there are ${names.join(', ')}` : '';
}
