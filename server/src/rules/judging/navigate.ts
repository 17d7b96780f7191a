import type { Origin, Truth, UnknownReason, Value } from '../../values';
import { absent, and, unknown } from '../../values';
import type { PathStep, RulePath } from '../model';
import type { Member, Place, Selection } from './place';
import { childPlace, descend, itemsOf, reasonOf, rootPlace, withValue } from './place';
import type { World } from './world';

type SelectStep = Extract<PathStep, { kind: 'select' }>;

/** A path made ready to be gone: names in a row are one step. */
export type Route = readonly (
  | Exclude<PathStep, { kind: 'name' }>
  | { readonly kind: 'names'; readonly names: readonly string[] }
)[];
type Leg = Route[number];

export function routeOf(path: RulePath): Route {
  const route: Leg[] = [];
  let names: string[] | undefined;
  for (const step of path) {
    if (step.kind !== 'name') {
      names = undefined;
      route.push(step);
    } else if (names) names.push(step.name);
    else {
      names = [step.name];
      route.push({ kind: 'names', names });
    }
  }
  return route;
}

/** Whether a path can lead to several places: conditions on it then need `some`, `every`, `none`, `count` or `exists`. */
export function leadsToMany(path: RulePath): boolean {
  return path.some((step) => step.kind === 'items' || step.kind === 'referrers');
}

/** All places that a path leads to from `start`. */
export function selectAll(start: Place, route: Route, world: World): Selection {
  let first = start;
  let taken = 0;
  for (; taken < route.length; taken++) {
    const step = route[taken];
    if (step?.kind === 'names') first = descend(first, step.names);
    else if (step?.kind === 'resource') first = rootPlace(first.resource, first.anchor);
    else break;
  }
  let members: readonly Member[] = [{ place: first, member: true }];
  let rest: UnknownReason | undefined;
  let whole = first;
  for (; taken < route.length; taken++) {
    const step = route[taken];
    if (!step) break;
    const next: Member[] = [];
    for (const one of members) {
      const reached = takeStep(one.place, step, world);
      rest ??= reached.rest;
      for (const member of reached.members) {
        next.push(one.member === true ? member : { place: member.place, member: 'unknown' });
      }
      if (members.length === 1) whole = reached.whole;
    }
    members = next;
  }
  return rest ? { members, rest, whole } : { members, whole };
}

/**
 * The one place that a path without `[]` and `<-` leads to. Where `[Key=v]` finds nothing it is an absent value; where
 * it finds several that differ, or cannot be decided, an unknown one.
 */
export function selectOne(start: Place, route: Route, world: World): Place {
  let place = start;
  for (const step of route) {
    if (step.kind === 'names') place = descend(place, step.names);
    else if (step.kind === 'resource') place = rootPlace(place.resource, place.anchor);
    else place = onlyOne(place, takeStep(place, step, world));
  }
  return place;
}

function onlyOne(from: Place, reached: Selection): Place {
  const [first] = reached.members;
  if (reached.rest) return withValue(from, unknown(reached.rest, from.value.origin));
  if (!first) return withValue(from, absent(from.value.origin));
  if (reached.members.length === 1 && first.member === true) return first.place;
  const choices: Value[] = reached.members.map((member) => member.place.value);
  if (!reached.members.some((member) => member.member === true)) choices.push(absent(from.value.origin));
  return withValue(first.place, { kind: 'oneOf', choices, origin: first.place.value.origin });
}

function takeStep(place: Place, step: Leg, world: World): Selection {
  switch (step.kind) {
    case 'names':
      return just(descend(place, step.names));
    case 'resource':
      return just(rootPlace(place.resource, place.anchor));
    case 'items':
      return itemsOf(place);
    case 'select':
      return selectItems(place, step);
    case 'follow':
      return follow(place, step.type, world);
    case 'referrers':
      return referrers(place, step.type, step.path, world);
    case 'account':
      return account(place, step.type, world);
  }
}

function just(place: Place): Selection {
  return { members: [{ place, member: true }], whole: place };
}

function selectItems(place: Place, step: SelectStep): Selection {
  const items = itemsOf(place);
  const members: Member[] = [];
  for (const item of items.members) {
    // Of a map, the key itself is what is asked for: a list of pairs in one source is a map in another.
    const truth =
      item.place.key === undefined
        ? isLiteral(childPlace(item.place, step.key).value, step.value)
        : item.place.key === step.value;
    const member = and(truth, item.member);
    if (member !== false) members.push({ place: item.place, member });
  }
  return { ...items, members };
}

function isLiteral(value: Value, text: string): Truth {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return String(value.value) === text;
    case 'absent':
    case 'list':
    case 'map':
      return false;
    default:
      return 'unknown';
  }
}

function follow(place: Place, type: string | undefined, world: World): Selection {
  const target = world.relations.target(place.value, type);
  if (target === 'absent') return just({ ...withValue(place, place.value), lost: true });
  if (target === 'unknown') return just(lost(place, reasonOf(place.value)));
  if (type !== undefined && target.type !== type) {
    return just(lost(place, { kind: 'unsupported', what: `a ${target.type} where a ${type} is expected` }));
  }
  return just(rootPlace(target, anchorFor(place)));
}

/** Nothing can be said about what lies behind this place. */
function lost(place: Place, reason: UnknownReason): Place {
  return { ...withValue(place, unknown(reason, place.value.origin)), lost: true };
}

function anchorFor(place: Place): Origin {
  return place.anchor ?? place.value.origin;
}

function referrers(place: Place, type: string, path: readonly (string | '[]')[], world: World): Selection {
  // What refers to nothing can be referred to by nothing; what cannot be told leaves everything open.
  if (place.value.kind === 'absent') return { members: [], whole: place };
  if (place.detached && place.value.kind === 'unknown') return { members: [], rest: place.value.reason, whole: place };
  const found = world.relations.referrers(place.resource, type, path);
  const anchor = place.anchor ?? place.resource.origin;
  const members = found.members.map((one) => ({ place: rootPlace(one.resource, anchor), member: one.member }));
  return found.rest ? { members, rest: found.rest, whole: place } : { members, whole: place };
}

function account(place: Place, type: string, world: World): Selection {
  const [first, ...more] = world.graph.ofType(type);
  if (first && more.length === 0) {
    const reached = rootPlace(first, place.anchor ?? place.resource.origin);
    return first.exists === true
      ? just(reached)
      : just(lost(reached, { kind: 'undecided', what: `whether there is ${first.address}` }));
  }
  if (!first && place.resource.source === 'live' && !world.graph.mayHaveMore(type)) {
    return just({ ...withValue(place, absent(place.resource.origin)), lost: true });
  }
  // One configuration seldom declares the whole account: that it is silent about a setting says nothing.
  return just(lost(place, { kind: 'not-loaded', what: `the account's ${type}` }));
}
