import type { SchemaData, TypeSchema } from '../../resources';
import type { MappingData, MappingEntry } from '../model';
import { plainName } from '../names';
import { compileEntry } from './entry';
import type { ProviderData, WrittenEntry, WrittenFile } from './grammar';
import type { Notes } from './rows';
import { asList } from './rows';

export interface MappingFile {
  /** Relative to the project: `rules/aws/rds/terraform.yaml`. */
  readonly path: string;
  readonly side: 'terraform' | 'cloudformation';
  readonly content: WrittenFile;
}

export interface CompileInput {
  readonly files: readonly MappingFile[];
  readonly schemaOf: (type: string) => TypeSchema | undefined;
  readonly providers: { readonly aws: ProviderData; readonly azurerm: ProviderData; readonly google: ProviderData };
  /** The cloud types that rules use; undefined: every mapped type is kept. */
  readonly used?: ReadonlySet<string>;
}

export interface Compiled {
  readonly data: MappingData;
  /** Each fails the build. */
  readonly errors: readonly string[];
  /** Each deserves a look: an attribute that the newest provider does not have. */
  readonly warnings: readonly string[];
  /** The cloud types that kept entries produce. */
  readonly types: readonly string[];
}

/** Majors that are in use; a default that is not the same in all of them is not taken where the major is not known. */
export const supportedMajors = { aws: [3, 4, 5, 6], awscc: [0, 1], azurerm: [3, 4, 5], google: [4, 5, 6, 7, 8] } as const;

/** Compiles all mapping files into what the run time reads. */
export function compileMappings(input: CompileInput): Compiled {
  const errors: string[] = [];
  const warnings: string[] = [];
  const terraform: Record<string, readonly MappingEntry[]> = {};
  const cloudformation: Record<string, readonly MappingEntry[]> = {};
  const aliases: [string, string, Notes][] = [];
  for (const file of input.files) {
    for (const [native, written] of Object.entries(file.content)) {
      const where = `${file.path}: ${native}`;
      const notes: Notes = {
        error: (message) => errors.push(`${where}: ${message}`),
        warn: (message) => warnings.push(`${where}: ${message}`),
      };
      const into = file.side === 'terraform' ? terraform : cloudformation;
      if (into[native]) notes.error('is mapped twice');
      const list = asList<WrittenEntry>(written);
      const same = list[0]?.['same-as'];
      if (same !== undefined) {
        aliases.push([native, same, notes]);
        continue;
      }
      const provider = providerOf(native);
      const attributes = provider ? input.providers[provider][native] : undefined;
      if (provider && !attributes) notes.warn("the provider's list does not have the type");
      const context = { native, schemaOf: input.schemaOf, attributes, mechanical: provider !== 'azurerm', notes };
      const compiled =
        file.side === 'terraform'
          ? list.map((one) => compileEntry(one, context))
          : list.map((one) => compileTemplatePart(native, one, { ...context }));
      into[native] = compiled.filter((one) => one !== undefined);
    }
  }
  for (const [native, same, notes] of aliases) {
    const target = terraform[same];
    if (target) terraform[native] = target;
    else notes.error(`same-as ${same}, which has no entry`);
  }
  const keep = keptTypes(terraform, cloudformation, input.used);
  const data: MappingData = {
    terraform: keepEntries(terraform, keep),
    cloudformation: keepEntries(cloudformation, keep),
    parts: partsOf({ ...keepEntries(terraform, keep), ...keepEntries(cloudformation, keep) }),
    identifiers: identifiersOf(keep, input.schemaOf),
    awscc: awsccOf(keep, input.schemaOf),
    majors: supportedMajors,
  };
  return { data, errors, warnings, types: [...keep].sort() };
}

/** A standalone part of a template: its properties are its attributes, so what has the same name is mapped by the schema itself. */
function compileTemplatePart(
  native: string,
  written: WrittenEntry,
  context: Parameters<typeof compileEntry>[1],
): MappingEntry | undefined {
  const schema = context.schemaOf(native);
  if (!schema) {
    context.notes.error(`${native} is not a known type`);
    return undefined;
  }
  return compileEntry(written, { ...context, attributes: attributesOf(schema, schema.properties, 0) });
}

function attributesOf(schema: TypeSchema, properties: TypeSchema['properties'], depth: number): ProviderData[string] {
  const attributes: Record<string, ProviderData[string][string]> = {};
  for (const [name, type] of Object.entries(properties)) {
    if (type === 'json') attributes[name] = 'map';
    else if (typeof type === 'string') attributes[name] = type === 'boolean' ? 'bool' : type === 'integer' ? 'number' : type;
    else if ('map' in type) attributes[name] = 'map';
    else if ('object' in type) {
      if (depth < 8) attributes[name] = { nested: attributesOf(schema, schema.definitions[type.object] ?? {}, depth + 1) };
    } else if (typeof type.list === 'object' && 'object' in type.list) {
      if (depth < 8)
        attributes[name] = { nested: attributesOf(schema, schema.definitions[type.list.object] ?? {}, depth + 1), list: true };
    } else attributes[name] = 'list of string';
  }
  return attributes;
}

function providerOf(native: string): 'aws' | 'azurerm' | 'google' | undefined {
  if (native.startsWith('aws_')) return 'aws';
  if (native.startsWith('azurerm_')) return 'azurerm';
  return native.startsWith('google_') ? 'google' : undefined;
}

/** The used types, and with each the types that its blocks emit or complete. */
function keptTypes(
  terraform: Readonly<Record<string, readonly MappingEntry[]>>,
  cloudformation: Readonly<Record<string, readonly MappingEntry[]>>,
  used: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  const kept = new Set<string>();
  for (const entries of [...Object.values(terraform), ...Object.values(cloudformation)]) {
    for (const entry of entries) {
      const all = [entry.is, ...(entry.emits ?? []).map((emit) => emit.is)];
      if (!used || all.some((type) => used.has(type))) for (const type of all) kept.add(type);
    }
  }
  for (const type of used ?? []) kept.add(type);
  return kept;
}

function keepEntries(
  all: Readonly<Record<string, readonly MappingEntry[]>>,
  keep: ReadonlySet<string>,
): Record<string, readonly MappingEntry[]> {
  const kept: Record<string, readonly MappingEntry[]> = {};
  for (const [native, entries] of Object.entries(all)) {
    if (entries.some((entry) => keep.has(entry.is))) kept[native] = entries;
  }
  return kept;
}

function partsOf(all: Readonly<Record<string, readonly MappingEntry[]>>): Record<string, readonly string[]> {
  const parts: Record<string, string[]> = {};
  for (const [native, entries] of Object.entries(all)) {
    for (const is of new Set(entries.filter((entry) => entry.part || entry.per).map((entry) => entry.is))) {
      const list = parts[is] ?? [];
      list.push(native);
      parts[is] = list;
    }
  }
  return parts;
}

function identifiersOf(types: ReadonlySet<string>, schemaOf: CompileInput['schemaOf']): Record<string, readonly string[]> {
  const identifiers: Record<string, readonly string[]> = {};
  for (const type of types) {
    const schema = schemaOf(type);
    if (!schema) continue;
    // Of several, the one that others refer by: a stage's name, not the API that it belongs to.
    const names = schema.ref !== undefined ? [schema.ref] : (schema.identifiers ?? []);
    const chosen = names.filter((name) => name in schema.properties);
    if (chosen.length > 0) identifiers[type] = chosen;
  }
  return identifiers;
}

function awsccOf(types: ReadonlySet<string>, schemaOf: CompileInput['schemaOf']): MappingData['awscc'] {
  const names: Record<string, MappingData['awscc'][string]> = {};
  for (const type of types) {
    const [cloud, service, resource] = type.split('::');
    const schema = schemaOf(type);
    if (cloud === 'AWS' && service && resource && schema) names[`awscc${plainName(service + resource)}`] = { is: type, schema };
  }
  return names;
}

/** Re-exported for tools that only have compiled schemas. */
export function schemaReader(schema: SchemaData): CompileInput['schemaOf'] {
  return (type) => schema[type];
}
