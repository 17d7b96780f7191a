import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Property, Resource, SpecDatabase, PropertyType as SpecType } from '@aws-cdk/service-spec-types';
import type { PropertyType, TypeSchema } from '../src/resources/schema';

/** CloudFormation's types, reduced to what `TypeSchema` holds. */
export type PublishedSchemas = ReadonlyMap<string, TypeSchema>;

const PACKAGES = ['@aws-cdk/aws-service-spec', '@aws-cdk/service-spec-types'] as const;

/**
 * All types that CloudFormation publishes. Loading the database and cutting it takes a second or more, and every test of a rule needs it: the result
 * is kept in node_modules/.cache, by a hash of all that it is made from (the database, the code that reads it, this file).
 * @param root the project's directory
 */
export function publishedSchemas(root: string): PublishedSchemas {
  const require = createRequire(join(root, 'package.json'));
  const directory = join(root, 'node_modules/.cache/ashlar-schema');
  const file = join(directory, `${inputsHash(root, require)}.json`);
  const kept = readKept(file);
  if (kept) return kept;
  const [specification] = PACKAGES;
  const { loadAwsServiceSpecSync }: typeof import('@aws-cdk/aws-service-spec') = require(specification);
  const database = loadAwsServiceSpecSync();
  const cut = new Map<string, TypeSchema>();
  for (const resource of database.all('resource')) {
    // A type that is listed twice is what looking it up finds first.
    if (!cut.has(resource.cloudFormationType)) cut.set(resource.cloudFormationType, cutResource(resource, database));
  }
  keep(directory, file, cut);
  return cut;
}

function inputsHash(root: string, require: NodeJS.Require): string {
  const hash = createHash('sha256');
  for (const name of PACKAGES) hash.update(readFileSync(require.resolve(`${name}/package.json`)));
  hash.update(readFileSync(join(require.resolve(`${PACKAGES[0]}/package.json`), '../db.json.gz')));
  hash.update(readFileSync(join(root, 'server/tools/published-schema.ts')));
  return hash.digest('hex').slice(0, 32);
}

/** @returns undefined where nothing is kept, or nothing that can be read. */
function readKept(file: string): PublishedSchemas | undefined {
  try {
    return new Map(Object.entries<TypeSchema>(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    return undefined;
  }
}

/** Several processes may do this at once, and the directory may be read-only: then the next one works it out again. */
function keep(directory: string, file: string, cut: PublishedSchemas): void {
  const own = `${file}.${process.pid}`;
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(own, JSON.stringify(Object.fromEntries(cut)));
    renameSync(own, file);
  } catch {
    // Nothing depends on it.
  }
}

/** Properties of type text that hold a policy document, as their pages say: others of the kind are `json` in the schema. */
const DOCUMENTS: ReadonlySet<string> = new Set([
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-destination.html
  'AWS::Logs::Destination.DestinationPolicy',
]);

function cutResource(resource: Resource, database: SpecDatabase): TypeSchema {
  const definitions: Record<string, Record<string, PropertyType>> = {};
  const requiredIn: Record<string, string[]> = {};
  const nameOfId = new Map<string, string>();
  const translate = (type: SpecType): PropertyType => {
    switch (type.type) {
      case 'string':
      case 'date-time':
        return 'string';
      case 'number':
      case 'integer':
      case 'boolean':
        return type.type;
      case 'array':
        return { list: translate(type.element) };
      case 'map':
        return { map: translate(type.element) };
      case 'tag':
        definitions.Tag = { Key: 'string', Value: 'string' };
        return { object: 'Tag' };
      case 'ref':
        return { object: define(type.reference.$ref) };
      default:
        return 'json';
    }
  };
  const define = (id: string): string => {
    const known = nameOfId.get(id);
    if (known) return known;
    const definition = database.get('typeDefinition', id);
    let name = definition.name;
    while (name in definitions || name === 'Tag') name = `${name}_`;
    nameOfId.set(id, name);
    const properties: Record<string, PropertyType> = {};
    definitions[name] = properties;
    for (const [key, property] of sorted(definition.properties)) properties[key] = translate(chooseType(property));
    const required = requiredOf(definition.properties);
    if (required.length > 0) requiredIn[name] = required;
    return name;
  };
  const properties: Record<string, PropertyType> = {};
  for (const [key, property] of sorted(resource.properties)) {
    properties[key] = DOCUMENTS.has(`${resource.cloudFormationType}.${key}`) ? 'json' : translate(chooseType(property));
  }
  const required = requiredOf(resource.properties);
  const identifiers = resource.primaryIdentifier ?? [];
  const ref = (resource.cfnRefIdentifier ?? identifiers)[0];
  return {
    properties,
    definitions,
    attributes: Object.keys(resource.attributes).sort(),
    identifiers,
    ...(ref === undefined ? {} : { ref }),
    ...(required.length > 0 ? { required } : {}),
    ...(Object.keys(requiredIn).length > 0 ? { requiredIn } : {}),
  };
}

/** The structured type where a property has several: a former `json` is what the structure was called before it was described. */
function chooseType(property: Property): SpecType {
  const type = property.type;
  if (type.type === 'union') {
    const former = (property.previousTypes ?? []).find((one) => one.type === 'array' || one.type === 'ref');
    return former && !type.types.some((one) => one.type === 'json') ? former : { type: 'json' };
  }
  if (type.type === 'array' && type.element.type === 'union') {
    const former = (property.previousTypes ?? []).find((one) => one.type === 'array' && one.element.type === 'ref');
    const structured = type.element.types.find((one) => one.type === 'ref');
    return former ?? (structured ? { type: 'array', element: structured } : { type: 'array', element: { type: 'json' } });
  }
  return type;
}

function requiredOf(properties: Readonly<Record<string, Property>>): string[] {
  return sorted(properties).flatMap(([name, property]) => (property.required ? [name] : []));
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
