import type { PropertyPath, Resource } from '../../resources';
import type { Entry, Origin, UnknownValue, Value } from '../../values';
import { absent, boolValue, listValue, numberValue, stringValue, unknown } from '../../values';
import type { LiveRead, ReadNode } from './read';
import { readBelow, readTree } from './read';

export { EVERYTHING, type LiveRead } from './read';

/** What a collector emits: JSON in the shape of the cloud's own type. */
export type LiveProperties = { readonly [name: string]: unknown };

/**
 * A resource of a live account. What the collector read and did not find is absent; what it did not read is unknown, whatever
 * `properties` says of it.
 * @param type the cloud's type
 * @param id what the cloud calls it: an ARN, or an id such as `vpc-0a1b`; it is the address
 * @param read the paths that the collector reads: `KmsKeyId`, `Endpoint.Port`, `Tags[].Key`
 * @param aliases what else the cloud calls it, wherever another resource may name it: the ARN beside an id, the id beside an ARN
 */
export function liveResource(
  type: string,
  id: string,
  properties: LiveProperties,
  read: LiveRead,
  aliases: readonly string[] = [],
): Resource {
  const origin = liveOrigin(id, []);
  const tree = readTree(read);
  const get = (path: PropertyPath): Value => {
    let at: unknown = properties;
    let node: ReadNode | undefined = tree;
    for (const step of path) {
      if (Array.isArray(at)) at = typeof step === 'number' ? at[step] : undefined;
      else at = typeof at === 'object' && at !== null ? own(at, step) : undefined;
      node = readBelow(node, step);
      // A list that was read has no more items than it has.
      if (node && typeof step === 'number' && at === undefined) return absent(liveOrigin(id, path));
    }
    return liveValue(at, node, id, path);
  };
  return {
    type,
    address: id,
    aliases,
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

function notCollected(id: string, path: PropertyPath): UnknownValue {
  return unknown({ kind: 'not-collected', path: path.join('.') }, liveOrigin(id, path));
}

function liveValue(json: unknown, node: ReadNode | undefined, id: string, path: PropertyPath): Value {
  if (!node) return notCollected(id, path);
  const origin = liveOrigin(id, path);
  // A part of something may be missing because the rest of it is what is there.
  const nothing = () => (node.all || node.items ? absent(origin) : notCollected(id, path));
  switch (typeof json) {
    case 'string':
      return stringValue(json, origin);
    case 'number':
      return numberValue(json, origin);
    case 'boolean':
      return boolValue(json, origin);
    case 'object': {
      if (json === null) return nothing();
      if (Array.isArray(json)) {
        return listValue(
          json.map((item: unknown, i) => liveValue(item, readBelow(node, i), id, [...path, i])),
          origin,
        );
      }
      const entries = new Map<string, Entry>();
      for (const [key, value] of Object.entries(json)) {
        const below = readBelow(node, key);
        if (below && value !== undefined && value !== null)
          entries.set(key, { value: liveValue(value, below, id, [...path, key]), member: true });
      }
      const rest = node.all ? undefined : notCollected(id, path);
      return rest ? { kind: 'map', entries, rest, origin } : { kind: 'map', entries, origin };
    }
    case 'undefined':
      return nothing();
    default:
      return unknown({ kind: 'invalid', what: `a ${typeof json}` }, origin);
  }
}

/** The `Name` tag, where there is one, else the last part of the id; what `#` adds names a part of the resource. */
function nameOf(id: string, properties: LiveProperties): string {
  const tags: unknown = properties.Tags;
  if (Array.isArray(tags)) {
    for (const tag of tags as readonly unknown[]) {
      if (typeof tag !== 'object' || tag === null) continue;
      const { Key: key, Value: value } = tag as { Key?: unknown; Value?: unknown };
      if (key === 'Name' && typeof value === 'string' && value !== '') return value;
    }
  }
  return (
    id
      .replace(/#[\w-]*$/, '')
      .split(/[:/]/)
      .at(-1) || id
  );
}

/** A resource as a collector hands it on: plain data, from which `liveResource` makes what rules judge. */
export interface LiveItem {
  readonly type: string;
  readonly id: string;
  readonly properties: LiveProperties;
  readonly read: LiveRead;
  readonly aliases: readonly string[];
  /** Where it stands; `global` for what the account has once. */
  readonly region: string;
}
