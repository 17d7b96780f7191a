import type { PropertyType, TypeSchema } from '../../resources';
import type { NativeName } from '../model';
import { plainName } from '../names';
import type { ProviderAttribute, ProviderAttributes } from './grammar';
import type { Draft } from './rows';
import { draft, propertiesOf } from './rows';

interface Match {
  readonly name: string;
  readonly attribute: ProviderAttribute;
}

const maximumDepth = 10;

/**
 * Fills what nobody wrote by hand with the attributes of the same name, as deep as they go. A property and an attribute whose shapes do
 * not fit (a list against one value) are left unmapped.
 * @param extra names by which one more attribute is known at this level (`name` is `RoleName` of a role)
 */
export function fillByName(
  node: Draft,
  properties: Readonly<Record<string, PropertyType>>,
  attributes: ProviderAttributes,
  prefix: NativeName,
  schema: TypeSchema,
  extra: ReadonlyMap<string, string> = new Map(),
  depth = 0,
): void {
  const byName = new Map<string, Match>();
  for (const [name, attribute] of Object.entries(attributes)) byName.set(plainName(name), { name, attribute });
  for (const [property, type] of Object.entries(properties)) {
    const existing = node.props.get(property);
    if (existing?.explicit) continue;
    const match = matchOf(property, type, byName, extra);
    if (!match) continue;
    const at = [...prefix, match.name];
    const made = fitted(existing, type, match.attribute, at, schema, depth);
    if (made) node.props.set(property, made);
  }
}

function matchOf(
  property: string,
  type: PropertyType,
  byName: ReadonlyMap<string, Match>,
  extra: ReadonlyMap<string, string>,
): Match | undefined {
  const plain = plainName(property);
  const alias = extra.get(property);
  const exact = byName.get(plain) ?? (alias === undefined ? undefined : byName.get(plainName(alias)));
  if (exact) return exact;
  if (typeof type !== 'object' || !('list' in type)) return undefined;
  // A block is named by one of the things that the list holds.
  for (const singular of singularsOf(plain)) {
    const match = byName.get(singular);
    if (match && typeof match.attribute !== 'string') return match;
  }
  return undefined;
}

function singularsOf(plural: string): string[] {
  const forms: string[] = [];
  if (plural.endsWith('ies')) forms.push(`${plural.slice(0, -3)}y`);
  if (plural.endsWith('es')) forms.push(plural.slice(0, -2));
  if (plural.endsWith('s')) forms.push(plural.slice(0, -1));
  return forms;
}

function fitted(
  existing: Draft | undefined,
  type: PropertyType,
  attribute: ProviderAttribute,
  at: NativeName,
  schema: TypeSchema,
  depth: number,
): Draft | undefined {
  const node = existing ?? draft(type);
  const written = typeof attribute === 'string' ? attribute.replace(' (required)', '') : undefined;
  if (typeof type === 'string') {
    if (existing && existing.props.size > 0) return undefined;
    if (type === 'json') {
      if (written === 'string') node.sources.push({ at: [at], document: 'json' });
      else if (written === 'map') node.sources.push({ at: [at] });
      else return undefined;
      return node;
    }
    if (written !== 'string' && written !== 'number' && written !== 'bool') return undefined;
    node.sources.push({ at: [at] });
    return node;
  }
  if ('map' in type) {
    if (written !== 'map') return undefined;
    node.sources.push({ at: [at] });
    return node;
  }
  if ('object' in type) {
    const inside = propertiesOf(schema, type);
    if (!inside || typeof attribute === 'string' || attribute.list || depth > maximumDepth) return undefined;
    const before = node.props.size;
    fillByName(node, inside, attribute.nested, at, schema, new Map(), depth + 1);
    return node.props.size > before || existing ? node : undefined;
  }
  const inside = propertiesOf(schema, type.list);
  if (!inside) {
    if (written?.startsWith('list of') && typeof type.list === 'string' && type.list !== 'json') {
      node.sources.push({ at: [at] });
      return node;
    }
    return undefined;
  }
  if (written === 'map' && inside.Key === 'string' && inside.Value === 'string') {
    node.lists.push({ pairs: { at, key: 'Key', value: 'Value' } });
    return node;
  }
  if (typeof attribute === 'string' || depth > maximumDepth) return undefined;
  const rows = draft(type.list);
  fillByName(rows, inside, attribute.nested, [], schema, new Map(), depth + 1);
  if (rows.props.size === 0) return undefined;
  node.lists.push({ each: at, rows });
  return node;
}
