import {
  type Intent,
  isRequiredAt,
  type NativeResource,
  type PropertyPath,
  type PropertyType,
  type TypeSchema,
} from '../resources';
import type { Entry, Value } from '../values';
import type { NativeEdit, NativePath, Refusal } from './inverse';
import { plainName, snakeName } from './names';

type Properties = Readonly<Record<string, PropertyType>>;

/**
 * The attributes of an awscc resource in CloudFormation's spelling. What the schema does not know keeps its name; the values of free
 * maps and of documents are left alone.
 */
export function awsccProperties(native: NativeResource, schema: TypeSchema): Value {
  return renamed({ ...native.values, origin: native.origin }, schema.properties, schema);
}

function renamed(value: Value, properties: Properties, schema: TypeSchema): Value {
  switch (value.kind) {
    case 'map': {
      const byName = new Map(Object.keys(properties).map((name) => [plainName(name), name]));
      const entries = new Map<string, Entry>();
      for (const [key, entry] of value.entries) {
        const name = byName.get(plainName(key)) ?? key;
        const type = properties[name];
        entries.set(name, type === undefined ? entry : { ...entry, value: typed(entry.value, type, schema) });
      }
      return { ...value, entries };
    }
    case 'oneOf':
      return { ...value, choices: value.choices.map((choice) => renamed(choice, properties, schema)) };
    default:
      return value;
  }
}

function typed(value: Value, type: PropertyType, schema: TypeSchema): Value {
  if (typeof type === 'string') return type === 'json' && value.kind === 'encoded' ? value.content : value;
  if (value.kind === 'oneOf') return { ...value, choices: value.choices.map((choice) => typed(choice, type, schema)) };
  if ('list' in type) {
    if (value.kind !== 'list') return value;
    return { ...value, items: value.items.map((item) => ({ ...item, value: typed(item.value, type.list, schema) })) };
  }
  if ('map' in type) return value;
  return renamed(value, schema.definitions[type.object] ?? {}, schema);
}

/** Where the provider writes a place: the names that stand there, else the provider's own rule for names. */
export function awsccEdit(native: NativeResource, schema: TypeSchema, intent: Intent): NativeEdit | Refusal {
  if (intent.kind === 'add') return { refused: 'Ashlar adds no resources for the awscc provider: add it by hand.' };
  const path = awsccPath(native, schema, intent.path);
  const address = native.address;
  const names = intent.path.map((step) => (typeof step === 'number' ? '[]' : step));
  if (intent.kind === 'remove' && isRequiredAt(schema, names)) {
    return { refused: `The provider requires ${names.join('.')}, so it cannot be removed: change its value.` };
  }
  if (intent.kind === 'remove' || (intent.kind === 'set' && intent.value === null)) return { kind: 'remove', address, path };
  if (typeof intent.value === 'object')
    return { refused: 'Ashlar writes only single values for the awscc provider: write the block by hand.' };
  const steps = path.slice(0, -1).map((step) => (typeof step === 'number' ? ('index' as const) : ('object' as const)));
  const common = { address, path, value: intent.value, steps };
  return intent.kind === 'set' ? { kind: 'set', ...common } : { kind: 'append', ...common, as: 'element' };
}

function awsccPath(native: NativeResource, schema: TypeSchema, path: PropertyPath): NativePath {
  let value: Value | undefined = native.values;
  let type: PropertyType | undefined;
  let properties: Properties | undefined = schema.properties;
  return path.map((step): string | number => {
    if (typeof step === 'number') {
      value = value?.kind === 'list' ? value.items[step]?.value : undefined;
      if (typeof type === 'object' && 'list' in type) type = type.list;
      properties = typeof type === 'object' && 'object' in type ? schema.definitions[type.object] : undefined;
      return step;
    }
    const entries: ReadonlyMap<string, Entry> | undefined = value?.kind === 'map' ? value.entries : undefined;
    const there = [...(entries?.keys() ?? [])].find((key) => plainName(key) === plainName(step));
    const known = properties?.[step];
    const name = there ?? (known === undefined ? step : snakeName(step));
    value = there === undefined ? undefined : entries?.get(there)?.value;
    type = known;
    properties = typeof type === 'object' && 'object' in type ? schema.definitions[type.object] : undefined;
    return name;
  });
}
