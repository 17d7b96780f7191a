import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import type { PropertyType, SchemaData, TypeSchema } from '../src/resources/schema';
import { type PublishedSchemas, publishedSchemas } from './published-schema';

/**
 * The schemas of all types that rules and mappings may name: CloudFormation's own (from @aws-cdk/aws-service-spec, Apache-2.0), and the
 * declared ones for Azure, Google Cloud and what has no type of the cloud's own.
 */
export class SchemaLibrary {
  private readonly declared: Readonly<Record<string, TypeSchema>>;
  private readonly cut = new Map<string, TypeSchema>();
  private read: PublishedSchemas | undefined;

  /** @param root the project's directory. @throws Error naming file and type where a declaration is malformed. */
  constructor(private readonly root: string) {
    this.declared = readDeclaredSchemas(root);
  }

  get(type: string): TypeSchema | undefined {
    const known = this.cut.get(type);
    if (known) return known;
    if (!type.startsWith('AWS::')) return this.declared[type];
    const published = this.published.get(type);
    if (!published) return undefined;
    const schema = extended(published, this.declared[type], type);
    this.cut.set(type, schema);
    return schema;
  }

  /** @throws Error for a type that does not exist. */
  select(types: Iterable<string>): SchemaData {
    const data: Record<string, TypeSchema> = {};
    for (const type of [...new Set(types)].sort()) {
      const schema = this.get(type);
      if (!schema) throw new Error(`No schema for the type ${type}`);
      data[type] = schema;
    }
    return data;
  }

  /** Every type there is, CloudFormation's included. */
  names(): readonly string[] {
    return [...new Set([...Object.keys(this.declared), ...this.published.keys()])].sort();
  }

  private get published(): PublishedSchemas {
    this.read ??= publishedSchemas(this.root);
    return this.read;
  }
}

/** What the cloud's API knows and CloudFormation's schema does not may be declared beside it; what is published is never changed. */
function extended(schema: TypeSchema, more: TypeSchema | undefined, type: string): TypeSchema {
  if (!more) return schema;
  const definitions: Record<string, Readonly<Record<string, PropertyType>>> = { ...schema.definitions };
  const properties: Record<string, PropertyType> = { ...schema.properties };
  for (const [name, inner] of Object.entries(more.definitions)) definitions[`+${name}`] = renamedReferences(inner);
  for (const [name, added] of Object.entries(renamedReferences(more.properties))) {
    const published = properties[name];
    if (published === undefined) {
      properties[name] = added;
      continue;
    }
    if (typeof published !== 'object' || !('object' in published) || typeof added !== 'object' || !('object' in added)) {
      throw new Error(`${type}: ${name} is published already`);
    }
    definitions[published.object] = { ...definitions[added.object], ...definitions[published.object] };
  }
  return { ...schema, properties, definitions };
}

function renamedReferences(properties: Readonly<Record<string, PropertyType>>): Record<string, PropertyType> {
  const rename = (type: PropertyType): PropertyType => {
    if (typeof type !== 'object') return type;
    if ('list' in type) return { list: rename(type.list) };
    return 'map' in type ? { map: rename(type.map) } : { object: `+${type.object}` };
  };
  return Object.fromEntries(Object.entries(properties).map(([name, type]) => [name, rename(type)]));
}

/**
 * Reads `rules/schema/types/*.yaml` and `rules/<cloud>/<service>/schema.yaml`. The notation: a type's properties by name, each
 * `string`, `number`, `integer`, `boolean`, `json`, `[of]` for a list, `{ '*': of }` for a map, or the properties of an object.
 * `$identifiers` and `$attributes` list names; `$ref` names what `Ref` gives. A type of CloudFormation's own is extended.
 */
export function readDeclaredSchemas(root: string): Record<string, TypeSchema> {
  const schemas: Record<string, TypeSchema> = {};
  for (const file of declaredFiles(root)) {
    const where = relative(root, file);
    const content: unknown = parse(readFileSync(file, 'utf8'), { merge: true });
    for (const [type, written] of Object.entries(asRecord(content, where))) {
      if (schemas[type]) throw new Error(`${where}: ${type} is declared twice`);
      schemas[type] = readDeclaration(asRecord(written, `${where}: ${type}`), `${where}: ${type}`, type);
    }
  }
  return schemas;
}

function declaredFiles(root: string): string[] {
  const files: string[] = [];
  const types = join(root, 'rules/schema/types');
  if (existsSync(types)) for (const name of readdirSync(types)) if (name.endsWith('.yaml')) files.push(join(types, name));
  const rules = join(root, 'rules');
  for (const cloud of readdirSync(rules, { withFileTypes: true })) {
    if (!cloud.isDirectory() || cloud.name === 'schema') continue;
    for (const service of readdirSync(join(rules, cloud.name), { withFileTypes: true })) {
      const file = join(rules, cloud.name, service.name, 'schema.yaml');
      if (service.isDirectory() && existsSync(file)) files.push(file);
    }
  }
  return files.sort();
}

const scalarTypes: Readonly<Record<string, PropertyType>> = {
  string: 'string',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  json: 'json',
};

function readDeclaration(written: Record<string, unknown>, where: string, type: string): TypeSchema {
  const definitions: Record<string, Record<string, PropertyType>> = {};
  const read = (value: unknown, path: string): PropertyType => {
    if (typeof value === 'string') {
      const scalar = scalarTypes[value];
      if (!scalar) throw new Error(`${where}: ${path}: "${value}" is no type`);
      return scalar;
    }
    if (Array.isArray(value)) {
      if (value.length !== 1) throw new Error(`${where}: ${path}: a list names one type`);
      return { list: read(value[0], path) };
    }
    const record = asRecord(value, `${where}: ${path}`);
    if ('*' in record) return { map: read(record['*'], path) };
    const properties: Record<string, PropertyType> = {};
    definitions[path] = properties;
    for (const [name, inner] of Object.entries(record)) properties[name] = read(inner, `${path}.${name}`);
    return { object: path };
  };
  const properties: Record<string, PropertyType> = {};
  for (const [name, value] of Object.entries(written)) if (!name.startsWith('$')) properties[name] = read(value, name);
  const unknownOption = Object.keys(written).find(
    (name) => name.startsWith('$') && !['$identifiers', '$attributes', '$ref'].includes(name),
  );
  if (unknownOption) throw new Error(`${where}: ${unknownOption} is no option`);
  const identifiers = asNames(written.$identifiers, where);
  return {
    properties,
    definitions,
    attributes: asNames(written.$attributes, where),
    ...(identifiers.length > 0 ? { identifiers } : {}),
    ...(typeof written.$ref === 'string' ? { ref: written.$ref } : {}),
    ...(type.startsWith('Microsoft.') ? { ignoreCase: true as const } : {}),
  };
}

function asNames(value: unknown, where: string): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new Error(`${where}: a list of names was expected`);
}

function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { ...value };
  throw new Error(`${where}: a mapping of names was expected`);
}
