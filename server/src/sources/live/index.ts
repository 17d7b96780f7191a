import type { PropertyPath, Resource } from '../../resources';
import type { Entry, Origin, Value } from '../../values';
import { absent, boolValue, listValue, numberValue, stringValue, unknown } from '../../values';

/** What a collector emits: JSON in the shape of the cloud's own type. */
export type LiveProperties = { readonly [name: string]: unknown };

/**
 * A resource of a live account. What `properties` leaves out is absent, and stays unknown to rules: only what was read is known.
 * @param type the cloud's type
 * @param id what the cloud calls it: an ARN, or an id such as `vpc-0a1b`; it is the address
 */
export function liveResource(type: string, id: string, properties: LiveProperties): Resource {
  const origin = liveOrigin(id, []);
  const get = (path: PropertyPath): Value => {
    let at: unknown = properties;
    for (const step of path) {
      if (at === null || typeof at !== 'object') return absent(liveOrigin(id, path));
      at = Array.isArray(at) ? (typeof step === 'number' ? at[step] : undefined) : own(at, step);
    }
    return liveValue(at, id, path);
  };
  return {
    type,
    address: id,
    name: nameOf(id, properties),
    source: 'live',
    origin,
    body: origin,
    exists: true,
    declared: true,
    get,
  };
}

function own(object: object, step: string | number): unknown {
  return Object.hasOwn(object, step) ? (object as Record<string | number, unknown>)[step] : undefined;
}

function liveOrigin(id: string, path: PropertyPath): Origin {
  return { kind: 'live', id, path: path.join('.') };
}

function liveValue(json: unknown, id: string, path: PropertyPath): Value {
  const origin = liveOrigin(id, path);
  switch (typeof json) {
    case 'string':
      return stringValue(json, origin);
    case 'number':
      return numberValue(json, origin);
    case 'boolean':
      return boolValue(json, origin);
    case 'object': {
      if (json === null) return absent(origin);
      if (Array.isArray(json)) {
        return listValue(
          json.map((item: unknown, i) => liveValue(item, id, [...path, i])),
          origin,
        );
      }
      const entries = new Map<string, Entry>();
      for (const [key, value] of Object.entries(json)) {
        if (value !== undefined && value !== null)
          entries.set(key, { value: liveValue(value, id, [...path, key]), member: true });
      }
      return { kind: 'map', entries, origin };
    }
    case 'undefined':
      return absent(origin);
    default:
      return unknown({ kind: 'invalid', what: `a ${typeof json}` }, origin);
  }
}

/** The `Name` tag, where there is one, else the last part of the id. */
function nameOf(id: string, properties: LiveProperties): string {
  const tags: unknown = properties.Tags;
  if (Array.isArray(tags)) {
    for (const tag of tags as readonly unknown[]) {
      if (typeof tag !== 'object' || tag === null) continue;
      const { Key: key, Value: value } = tag as { Key?: unknown; Value?: unknown };
      if (key === 'Name' && typeof value === 'string' && value !== '') return value;
    }
  }
  return id.split(/[:/]/).at(-1) || id;
}
