/** The type of a property, as the cloud publishes it. `object` names a definition of the same resource type. */
export type PropertyType =
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'json'
  | { readonly list: PropertyType }
  | { readonly map: PropertyType }
  | { readonly object: string };

export interface TypeSchema {
  readonly properties: Readonly<Record<string, PropertyType>>;
  /** Nested objects by name. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, PropertyType>>>>;
  /** What `Fn::GetAtt` can read. */
  readonly attributes: readonly string[];
  /** The properties or attributes that identify a resource of the type, as Cloud Control takes them. */
  readonly identifiers?: readonly string[];
  /** The property or attribute that `Ref` gives, where it is known. */
  readonly ref?: string;
  /** The properties that a resource must have, and those of the nested objects by name, where the cloud publishes them. */
  readonly required?: readonly string[];
  readonly requiredIn?: Readonly<Record<string, readonly string[]>>;
  /** Strings compare without case (Azure). */
  readonly ignoreCase?: true;
}

/** The types that rules and mappings use, cut out of the published schemas at build. */
export type SchemaData = Readonly<Record<string, TypeSchema>>;

/**
 * The type at a path of names; list and map steps are passed through with `[]`.
 * @returns undefined when the resource type or a step of the path does not exist in the schema.
 */
export function propertyTypeAt(schema: TypeSchema, path: readonly string[]): PropertyType | undefined {
  let properties: Readonly<Record<string, PropertyType>> | undefined = schema.properties;
  let type: PropertyType | undefined;
  for (const step of path) {
    if (step === '[]') {
      if (typeof type !== 'object') return type === 'json' ? 'json' : undefined;
      if ('list' in type) type = type.list;
      else if ('map' in type) type = type.map;
      else return undefined;
    } else if (type === 'json') {
      return 'json';
    } else {
      if (typeof type === 'object' && 'map' in type) type = type.map;
      else type = properties?.[step];
      if (type === undefined) return undefined;
    }
    properties = typeof type === 'object' && 'object' in type ? schema.definitions[type.object] : undefined;
  }
  return type;
}

/** Whether the property at a path of names (`[]` for list and map steps) must be there where what holds it is. */
export function isRequiredAt(schema: TypeSchema, path: readonly string[]): boolean {
  const last = path[path.length - 1];
  if (last === undefined || last === '[]') return false;
  if (path.length === 1) return schema.required?.includes(last) ?? false;
  const holder = propertyTypeAt(schema, path.slice(0, -1));
  return typeof holder === 'object' && 'object' in holder && (schema.requiredIn?.[holder.object]?.includes(last) ?? false);
}
