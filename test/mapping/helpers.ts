import { resolve } from 'node:path';
import type { MappingData } from '../../server/src/mapping';
import { translate } from '../../server/src/mapping';
import type { NativeResource, Resource } from '../../server/src/resources';
import type { Value } from '../../server/src/values';
import { absent, boolValue, listValue, mapValue, numberValue, stringValue, textOrigin, unknown } from '../../server/src/values';
import { buildMappings } from '../../server/tools/mappings';
import { SchemaLibrary } from '../../server/tools/schema';

export const root = resolve(__dirname, '../..');

/** The mappings of the project, compiled from the files as they stand. */
export function projectMappings(): { data: MappingData; errors: readonly string[]; schemas: SchemaLibrary } {
  const schemas = new SchemaLibrary(root);
  const { data, errors } = buildMappings(root, schemas);
  return { data, errors, schemas };
}

let next = 0;
/** An origin of its own for every value, so that tests can tell places apart. */
export function place(uri = 'main.tf'): ReturnType<typeof textOrigin> {
  next += 10;
  return textOrigin(uri, { start: next, end: next + 5 });
}

type Plain = string | number | boolean | null | Value | readonly Plain[] | { readonly [key: string]: Plain };

export function v(plain: Plain): Value {
  if (plain === null) return absent(place());
  if (typeof plain === 'string') return stringValue(plain, place());
  if (typeof plain === 'number') return numberValue(plain, place());
  if (typeof plain === 'boolean') return boolValue(plain, place());
  if (isValue(plain)) return plain;
  if (Array.isArray(plain))
    return listValue(
      plain.map((one: Plain) => v(one)),
      place(),
    );
  return mapValue(
    Object.entries(plain).map(([key, one]) => [key, v(one)] as const),
    place(),
  );
}

function isValue(plain: object): plain is Value {
  return 'kind' in plain && 'origin' in plain;
}

export function unset(name: string): Value {
  return unknown({ kind: 'unset', name }, place(), `var.${name}`);
}

export function ref(address: string, attribute = 'id'): Value {
  return { kind: 'reference', address, attribute, origin: place() };
}

export function native(
  address: string,
  values: { readonly [key: string]: Plain },
  more: Partial<NativeResource> = {},
): NativeResource {
  const steps = address.split('.');
  const name = steps[steps.length - 1] ?? '';
  const type = steps[steps.length - 2] ?? '';
  const map = v(values);
  if (map.kind !== 'map') throw new Error('a map');
  return {
    ...{ type, address, name, mode: steps[0] === 'data' ? 'data' : 'managed', module: '' },
    ...{ origin: place(), bodyOrigin: place(), exists: true, values: map, providerMajor: undefined },
    ...more,
  };
}

export function translated(data: MappingData, ...natives: NativeResource[]): (address: string) => Resource {
  const { resources, aliases } = translate(natives, data, { json: decode });
  return (address) => {
    const found = resources.find((one) => one.address === (aliases.get(address) ?? address));
    if (!found) throw new Error(`${address} is not among ${resources.map((one) => one.address).join(', ')}`);
    return found;
  };
}

function decode(value: Value): Value {
  if (value.kind === 'encoded') return value.content;
  if (value.kind === 'string') return v(JSON.parse(value.value));
  return value;
}

/** A value without its origins: what a reader of the test wants to see. */
export function show(value: Value): unknown {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return value.origin.kind === 'default' ? { default: value.value } : value.value;
    case 'absent':
      return null;
    case 'list': {
      const items = value.items.map((item) => (item.member === true ? show(item.value) : { maybe: show(item.value) }));
      return value.rest ? [...items, '…'] : items;
    }
    case 'map': {
      const out: Record<string, unknown> = {};
      for (const [key, entry] of value.entries) if (entry.value.kind !== 'absent') out[key] = show(entry.value);
      if (value.rest && value.rest.reason.kind !== 'not-mapped') out['…'] = '…';
      return out;
    }
    case 'oneOf':
      return { oneOf: value.choices.map(show) };
    case 'reference':
      return `→${value.address}.${value.attribute}`;
    case 'unknown':
      return `?${value.reason.kind}`;
    case 'encoded':
      return { [value.format]: show(value.content) };
    case 'text':
      return value.parts.map((part) => (typeof part === 'string' ? part : show(part)));
  }
}
