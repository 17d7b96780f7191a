import type { PropertyPath, Resource } from '../../resources';
import type { MapValue, Origin, Truth, UnknownReason, Value } from '../../values';
import { absent, unknown } from '../../values';

/**
 * A value of a resource and the way to it: what conditions are asked about. Made by the ten thousand, so all are objects of one shape:
 * no field is left out.
 */
export interface Place {
  readonly resource: Resource;
  readonly path: PropertyPath;
  readonly value: Value;
  /** The key, where the value is an entry of a map that `[]` went through. */
  readonly key?: string | undefined;
  /** The value is not what `resource.get(path)` says (a choice, a decoded document): go on from the value. */
  readonly detached?: true | undefined;
  /** The way led out of the resource and nowhere: `path` is not where the value is. */
  readonly lost?: true | undefined;
  /** Reached from another resource: the place in that one which led here. */
  readonly anchor?: Origin | undefined;
}

export interface Member {
  readonly place: Place;
  /** Whether it is certainly one of them. */
  readonly member: true | 'unknown';
}

/** All places that a path leads to. */
export interface Selection {
  readonly members: readonly Member[];
  /** There may be more. */
  readonly rest?: UnknownReason;
  /** What the members stand in: underlined when it is their number that is wrong. */
  readonly whole: Place;
}

/** The answer to a condition, with the place that decided it, or that kept it from being decided. */
export interface Judgement {
  readonly truth: Truth;
  readonly by?: Place;
  /** A part of `by` that is to blame, where it is smaller than `by`. */
  readonly value?: Value;
  readonly detail?: string;
  /** What leads to the verdict, step by step, where it takes several places. */
  readonly steps?: readonly Step[];
}

/** One step of what leads to a verdict, and where it is written. */
export interface Step {
  readonly at: Origin;
  readonly message: string;
}

const NOTHING: MapValue['entries'] = new Map();
const TOP: PropertyPath = [];

/** The resource itself as a place. Its value only says that it is there; steps read through `get`. */
export function rootPlace(resource: Resource, anchor?: Origin): Place {
  const rest = unknown({ kind: 'unsupported', what: 'the whole resource as a value' }, resource.origin);
  const value: Value = { kind: 'map', entries: NOTHING, rest, origin: resource.origin };
  return { resource, path: TOP, value, key: undefined, detached: undefined, lost: undefined, anchor };
}

/** The place of a property of a place. */
export function childPlace(place: Place, name: string): Place {
  return descend(place, [name]);
}

/** The place behind several names in a row. Asked for at once, so that nothing on the way has to be evaluated as a whole. */
export function descend(place: Place, names: readonly string[]): Place {
  const { resource, detached, lost, anchor } = place;
  const path = place.path.length === 0 ? names : [...place.path, ...names];
  const known = detached ? names.reduce(childValue, place.value) : writtenIn(place.value, names);
  return { resource, path, value: known ?? resource.get(path), key: undefined, detached, lost, anchor };
}

/** What is certainly written inside a value that was evaluated already; undefined where the resource has to be asked. */
function writtenIn(value: Value, names: readonly string[]): Value | undefined {
  let at = value;
  for (const name of names) {
    const entry = at.kind === 'map' ? at.entries.get(name) : undefined;
    if (entry?.member !== true) return undefined;
    at = entry.value;
  }
  return at;
}

/** The same place with another value, from which later steps go on. */
export function withValue({ resource, path, lost, anchor }: Place, value: Value): Place {
  return { resource, path, value, key: undefined, detached: true, lost, anchor };
}

/** One step into a value, where no resource can be asked. */
export function childValue(value: Value, name: string | number): Value {
  switch (value.kind) {
    case 'map': {
      const entry = value.entries.get(String(name));
      if (!entry) return value.rest ? unknown(value.rest.reason, value.rest.origin) : absent(value.origin);
      return entry.member === true ? entry.value : either(entry.value, absent(value.origin));
    }
    case 'list': {
      const item = typeof name === 'number' ? value.items[name] : undefined;
      if (!item) return value.rest ?? unknown({ kind: 'invalid', what: `${name} of a list` }, value.origin);
      return item.member === true ? item.value : either(item.value, absent(value.origin));
    }
    case 'encoded':
      return childValue(value.content, name);
    case 'oneOf':
      return { kind: 'oneOf', choices: value.choices.map((choice) => childValue(choice, name)), origin: value.origin };
    case 'absent':
      return value;
    case 'unknown':
      return unknown(value.reason, value.origin);
    case 'reference':
      return unknown({ kind: 'computed', what: `${value.address}.${value.attribute}` }, value.origin);
    default:
      return unknown({ kind: 'invalid', what: `${name} of a ${value.kind}` }, value.origin);
  }
}

function either(value: Value, other: Value): Value {
  return { kind: 'oneOf', choices: [value, other], origin: value.origin };
}

/** The items of a list or the entries of a map at a place. */
export function itemsOf(place: Place): Selection {
  return itemsOfValue(place, place.value, place.detached === true);
}

function itemsOfValue(place: Place, value: Value, detached: boolean): Selection {
  switch (value.kind) {
    case 'list': {
      const members = value.items.map((item, i) => ({ place: memberPlace(place, i, item.value, detached), member: item.member }));
      return value.rest ? { members, rest: value.rest.reason, whole: place } : { members, whole: place };
    }
    case 'map': {
      const members: Member[] = [];
      for (const [key, entry] of value.entries) {
        members.push({ place: memberPlace(place, key, entry.value, detached, key), member: entry.member });
      }
      return value.rest ? { members, rest: value.rest.reason, whole: place } : { members, whole: place };
    }
    case 'absent':
      return { members: [], whole: place };
    case 'encoded':
      return itemsOfValue(place, value.content, true);
    case 'oneOf': {
      // Which of the lists it is, is open: whatever is in one of them may be there.
      const members: Member[] = [];
      let rest: UnknownReason | undefined;
      for (const choice of value.choices) {
        const items = itemsOfValue(place, choice, true);
        for (const one of items.members) members.push({ place: one.place, member: 'unknown' });
        rest ??= items.rest;
      }
      return rest ? { members, rest, whole: place } : { members, whole: place };
    }
    default:
      return { members: [], rest: reasonOf(value), whole: place };
  }
}

function memberPlace(place: Place, step: string | number, value: Value, detached: boolean, key?: string): Place {
  const { resource, lost, anchor } = place;
  return { resource, path: [...place.path, step], value, key, detached: detached ? true : undefined, lost, anchor };
}

/** Why a value is not known. */
export function reasonOf(value: Value): UnknownReason {
  switch (value.kind) {
    case 'unknown':
      return value.reason;
    case 'reference':
      return { kind: 'computed', what: `${value.address}.${value.attribute}` };
    case 'text': {
      for (const part of value.parts) if (typeof part !== 'string') return reasonOf(part);
      return { kind: 'undecided', what: 'a partly known text' };
    }
    case 'oneOf':
      return { kind: 'undecided', what: 'a condition' };
    case 'absent':
      return { kind: 'undecided', what: 'no documented default' };
    default:
      return reasonWithin(value) ?? { kind: 'invalid', what: `a ${value.kind} where something else belongs` };
  }
}

/**
 * Why a part of a value is not known; undefined where all of it is. That something may be missing tells more than what is known
 * later, as most references are.
 */
function reasonWithin(value: Value): UnknownReason | undefined {
  switch (value.kind) {
    case 'list':
    case 'map': {
      if (value.rest && value.rest.reason.kind !== 'not-mapped') return value.rest.reason;
      let later: UnknownReason | undefined;
      for (const { value: inner, member } of value.kind === 'list' ? value.items : value.entries.values()) {
        const reason = member === true ? reasonWithin(inner) : { kind: 'undecided' as const, what: 'a condition' };
        if (reason && reason.kind !== 'computed') return reason;
        later ??= reason;
      }
      return later ?? value.rest?.reason;
    }
    case 'encoded':
      return reasonWithin(value.content);
    case 'unknown':
    case 'reference':
    case 'text':
    case 'oneOf':
      return reasonOf(value);
    default:
      return undefined;
  }
}

/** Whether the way to the place is certain, so that something can be written there. */
export function isSurePlace(place: Place): boolean {
  return !place.lost && (place.value.kind !== 'oneOf' || place.detached !== true);
}
