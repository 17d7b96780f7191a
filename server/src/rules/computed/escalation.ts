import type { Escalation, Escalations, Family, Holdings, PolicyDocument } from '../../policy';
import {
  allowsEverywhere,
  allowsOtherActions,
  aloneWith,
  awsManagedPolicy,
  describeStep,
  escalationsOf,
  holdsAdministration,
} from '../../policy';
import type { Resource } from '../../resources';
import type { Origin, TextOrigin, Truth, Value } from '../../values';
import { and } from '../../values';
import type { Judgement, Place, Step } from '../judging/place';
import type { World } from '../judging/world';
import type { PolicyPlace, Principal } from './principals';
import { boundariesOf, principalAt, principalsOf } from './principals';

export const POLICY_DOCUMENT = 'Ashlar::IAM::PolicyDocument';

/** Resources that are a policy, and nothing else. */
export const POLICIES = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
];

/** Beyond this many principals that may hold a policy, nothing is said of it. */
const MAX_CANDIDATES = 20;

/** Somebody who holds policies, and the way to administrator that is told of them. */
interface Holder {
  /** Undefined for whoever holds a policy that nobody in the configuration holds. */
  readonly principal: Principal | undefined;
  readonly name: string;
  readonly holdings: Holdings<PolicyPlace>;
  readonly headline: Headline;
}

/** The surest way, and how many more there are. */
interface Told {
  readonly first: Escalation<PolicyPlace>;
  readonly more: number;
}

/** What is told; nothing, as no way is open; or nothing, as it depends on what is not known. */
type Headline = Told | 'none' | 'unknown';

/**
 * Whether nobody who holds the policy at this place becomes administrator by a way of these families. One finding for each principal:
 * its surest way, where the first permission of that way is given. Without a principal in the configuration the policy counts alone.
 */
export function noEscalation(...families: readonly Family[]) {
  return (place: Place, world: World): Judgement => {
    const { holders, owns, truth } = holdersOf(place, world);
    if (truth !== true) return { truth: truth === false ? true : 'unknown', by: place };
    for (const { headline } of holders) {
      if (typeof headline !== 'object' || !families.includes(headline.first.path.family)) continue;
      const value = owns(headline.first);
      if (value)
        return blame(
          place,
          value,
          holders.filter((other) => tells(other, headline, owns)),
          headline,
        );
    }
    return { truth: holders.some(({ headline }) => headline === 'unknown') ? 'unknown' : true, by: place };
  };
}

/** Whether the same is told of a holder, from the same place. */
function tells({ headline: other }: Holder, headline: Told, owns: Found['owns']): boolean {
  return typeof other === 'object' && other.first.path === headline.first.path && owns(other.first) !== undefined;
}

function blame(place: Place, value: Value, found: readonly Holder[], { first, more }: Told): Judgement {
  return {
    truth: false,
    by: place,
    value,
    detail: sentence(found, first, more),
    steps: stepsOf(first),
  };
}

/** What a holder does on a way, each permission once, with the action that gives it. */
export function stepsOf({ path, grants }: Escalation<PolicyPlace>): readonly Step[] {
  const steps: Step[] = [];
  const told = new Set<string>();
  path.needs.forEach(({ action }, i) => {
    const grant = grants[i];
    if (!grant || told.has(action)) return;
    steps.push({ at: grant.action.origin, message: describeStep(told.size, action) });
    told.add(action);
  });
  return steps;
}

const GAIN: Readonly<Record<Family, string>> = {
  permissions: 'can become administrator',
  credentials: 'can become somebody with more permissions',
  passing: 'can act under any role that the service accepts',
  takeover: 'can act under roles of others',
};

/** `Role build can become administrator: it may rewrite any policy (iam:CreatePolicyVersion); 2 other ways are open`. */
function sentence(found: readonly Holder[], { path }: Escalation<PolicyPlace>, more: number): string {
  const actions = [...new Set(path.needs.map(({ action }) => action))].join(' + ');
  const { who, it } = subjectOf(found);
  const others = more === 0 ? '' : more === 1 ? '; another way is open' : `; ${more} other ways are open`;
  return `${who} ${GAIN[path.family]}: ${it} may ${path.way} (${actions})${others}`;
}

function subjectOf(found: readonly Holder[]): { readonly who: string; readonly it: string } {
  const [first] = found;
  if (!first?.principal) return { who: `Whoever holds ${first?.name ?? 'this policy'}`, it: 'they' };
  // Whoever is in a group holds what the group holds.
  const groups = found.filter(({ principal }) => principal?.kind === 'group');
  const named = groups.length > 0 ? groups : found;
  const kinds = new Set(named.map(({ principal }) => principal?.kind));
  const [kind] = kinds;
  const what = kinds.size === 1 && kind ? kind : 'principal';
  const names = [...new Set(named.map(({ name }) => name))];
  const capital = what.charAt(0).toUpperCase() + what.slice(1);
  if (names.length === 1) return { who: `${capital} ${names[0]}`, it: 'it' };
  const shown =
    names.length <= 3
      ? [names.slice(0, -1).join(', '), names.at(-1)]
      : [names.slice(0, 2).join(', '), `${names.length - 2} more`];
  return { who: `${capital}s ${shown.join(' and ')}`, it: 'they' };
}

interface Held {
  readonly holder: Holder;
  readonly member: Truth;
}

interface Index {
  readonly principals: readonly Holder[];
  /** By the place of the policy. */
  readonly byPlace: ReadonlyMap<Resource, ReadonlyMap<string, readonly Held[]>>;
  readonly boundaries: ReadonlySet<Resource>;
}

/** Who holds the policy at a place. `truth`: whether something can be said of them at all; false where it gives nothing to anybody. */
interface Found {
  readonly truth: Truth;
  readonly holders: readonly Holder[];
  /** The action with which a way begins, if it begins at this place. */
  readonly owns: (escalation: Escalation<PolicyPlace>) => Value | undefined;
}

function buildIndex(world: World): Index {
  const principals = principalsOf(world).flatMap(({ resource }) => world.onceOf(resource, holderOf) ?? []);
  const byPlace = new Map<Resource, Map<string, Held[]>>();
  for (const one of principals) {
    for (const { source, member } of one.holdings.policies) {
      const places = byPlace.get(source.resource) ?? new Map<string, Held[]>();
      byPlace.set(source.resource, places);
      const key = source.path.join('.');
      const held = places.get(key);
      const entry: Held = { holder: one, member: and(member, one.principal?.resource.exists ?? true) };
      if (held) held.push(entry);
      else places.set(key, [entry]);
    }
  }
  return { principals, byPlace, boundaries: boundariesOf(world) };
}

/** Kept with the principal, so that its ways are walked again only where its policies are others. */
function holderOf(resource: Resource, world: World): Holder | undefined {
  const principal = principalAt(resource, world);
  return principal && holder(resource.name, principal.holdings, principal);
}

function holder(name: string, holdings: Holdings<PolicyPlace>, principal?: Principal): Holder {
  let headline: Headline | undefined;
  return {
    principal,
    name,
    holdings,
    get headline() {
      headline ??= headlineOf(holdings);
      return headline;
    },
  };
}

function headlineOf(holdings: Holdings<PolicyPlace>): Headline {
  if (holdsAdministration(holdings) === true || holdsIam(holdings)) return 'none';
  const found: Escalations<PolicyPlace> = escalationsOf(holdings);
  const [first] = found.open;
  if (first) return { first, more: found.open.length - 1 };
  return found.undecided ? 'unknown' : 'none';
}

/** What a rule of its own reports: a policy of the configuration that allows everything in IAM. */
function holdsIam({ policies }: Holdings<PolicyPlace>): boolean {
  return policies.some(
    ({ document, member, source }) =>
      member === true &&
      !awsManagedPolicy(source.resource.get(source.path)) &&
      allowsOtherActions(document).truth !== true &&
      allowsEverywhere(document, 'iam:CreatePolicyVersion').truth === true &&
      allowsEverywhere(document, 'iam:AttachUserPolicy').truth === true,
  );
}

/** What stands at one place of the index, so that whoever asks depends on that alone. */
const heldAt =
  (resource: Resource, path: string) =>
  ({ byPlace }: Index): readonly Held[] =>
    byPlace.get(resource)?.get(path) ?? NOBODY;

const isBoundary =
  (resource: Resource) =>
  ({ boundaries }: Index): boolean =>
    boundaries.has(resource);

const usersOf =
  ({ body }: Resource) =>
  (users: (body: Origin) => readonly Held[]): readonly Held[] =>
    users(body);

const NOBODY: readonly Held[] = [];

function sameHeld(a: readonly Held[], b: readonly Held[]): boolean {
  return a.length === b.length && a.every(({ holder, member }, i) => holder === b[i]?.holder && member === b[i]?.member);
}

function holdersOf(place: Place, world: World): Found {
  const { resource, path, value } = place;
  const source: PolicyPlace = { resource, path };
  if (resource.type === POLICY_DOCUMENT) return holdersOfDocument(place, world);
  const owns = ({ grants }: Escalation<PolicyPlace>): Value | undefined => {
    const [grant] = grants;
    const at = grant?.held.source;
    return at?.resource === resource && at.path.join('.') === path.join('.') ? grant?.action : undefined;
  };
  const held = world.partOf(buildIndex, heldAt(resource, path.join('.')), sameHeld);
  const sure = held.filter(({ member }) => member === true);
  if (sure.length > 0) return { truth: true, holders: sure.map((one) => one.holder), owns };
  if (world.partOf(buildIndex, isBoundary(resource), Object.is)) return { truth: false, holders: [], owns };
  const document = awsManagedPolicy(value)?.document ?? documentAt(value, world);
  if (!document) return { truth: isArnOnly(place) ? false : 'unknown', holders: [], owns };
  const alone = holder(resource.name, aloneWith(document, source));
  return { truth: withCandidates(alone, held, source), holders: [alone], owns };
}

/** Whatever principal it is that may hold the policy, all of them must let the way stand. */
function withCandidates(alone: Holder, held: readonly Held[], source: PolicyPlace): Truth {
  if (held.length === 0 || typeof alone.headline !== 'object') return true;
  if (held.length > MAX_CANDIDATES) return 'unknown';
  const { path } = alone.headline.first;
  const all = held.every(({ holder: { holdings } }) => {
    const policies = holdings.policies.map((one) =>
      one.source.resource === source.resource && one.source.path.join('.') === source.path.join('.')
        ? { ...one, member: true as const }
        : one,
    );
    return escalationsOf({ ...holdings, policies }).open.some((one) => one.path === path);
  });
  return all ? true : 'unknown';
}

function documentAt(value: Value, world: World): PolicyDocument | undefined {
  const isDocument = value.kind === 'map' || value.kind === 'encoded' || value.kind === 'oneOf';
  return isDocument ? world.policyOf(value) : undefined;
}

/** The place only names a policy, whose document is judged where it stands. */
function isArnOnly({ path, value }: Place): boolean {
  return value.kind === 'absent' || path.includes('ManagedPolicyArns') || path.includes('PolicyArn');
}

/** A policy document of its own: whoever holds a policy that was made of it. */
function holdersOfDocument(place: Place, world: World): Found {
  const { resource, value } = place;
  const owns = ({ grants }: Escalation<PolicyPlace>): Value | undefined => {
    const action = grants[0]?.action;
    const origin = action && cutTo(action.origin, resource.body);
    return action && origin && { ...action, origin };
  };
  const users = world.partOf(usersOfDocuments, usersOf(resource), sameHeld);
  const sure = users.filter(({ member }) => member === true);
  if (sure.length > 0) return { truth: true, holders: sure.map((one) => one.holder), owns };
  if (users.length > 0) return { truth: 'unknown', holders: [], owns };
  const document = documentAt(value, world);
  if (!document) return { truth: 'unknown', holders: [], owns };
  return { truth: true, holders: [holder(resource.name, aloneWith(document, { resource, path: place.path }))], owns };
}

const NOTHING: Holdings<PolicyPlace> = {
  policies: [],
  furtherAllows: false,
  furtherDenies: false,
  boundary: 'none',
  self: {},
};

/** Who holds statements that are written in a document of its own, by the place of the document's body. */
function usersOfDocuments(world: World): (body: Origin) => readonly Held[] {
  const index = world.once(buildIndex);
  // Spans, and no offsets: they move with their text.
  const byFile = new Map<string, { readonly span: TextOrigin['span']; readonly held: Held }[]>();
  const note = (document: PolicyDocument, held: Held): void => {
    for (const alternative of document.alternatives) note(alternative, held);
    for (const { value } of document.statements) {
      const { origin } = value;
      if (origin.kind !== 'text') continue;
      const entries = byFile.get(origin.uri);
      const entry = { span: origin.span, held };
      if (entries) entries.push(entry);
      else byFile.set(origin.uri, [entry]);
    }
  };
  for (const one of index.principals) {
    const exists = one.principal?.resource.exists ?? true;
    for (const { document, member } of one.holdings.policies) note(document, { holder: one, member: and(member, exists) });
  }
  for (const policy of POLICIES.flatMap((type) => world.graph.ofType(type))) {
    const document = documentAt(policy.get(['PolicyDocument']), world);
    const held = index.byPlace.get(policy)?.get('PolicyDocument') ?? [];
    if (!document || held.some(({ member }) => member === true)) continue;
    note(document, { holder: world.onceOf(policy, holderAlone), member: held.length > 0 ? 'unknown' : policy.exists });
  }
  return (body) => {
    if (body.kind !== 'text') return [];
    const inside = byFile.get(body.uri)?.filter(({ span }) => span.start >= body.span.start && span.start < body.span.end) ?? [];
    const found = new Map<Holder, Held>();
    for (const { held } of inside) if (found.get(held.holder)?.member !== true) found.set(held.holder, held);
    return [...found.values()];
  };
}

/** Whoever holds a policy, and nothing else. */
function holderAlone(policy: Resource, world: World): Holder {
  const path = ['PolicyDocument'];
  const document = world.partOf(buildIndex, isBoundary(policy), Object.is) ? undefined : documentAt(policy.get(path), world);
  return holder(policy.name, document ? aloneWith(document, { resource: policy, path }) : NOTHING);
}

/** The way that a value came, up to where it stands in a body: without the places that the document is used at. */
function cutTo(origin: Origin, body: Origin): Origin | undefined {
  if (origin.kind !== 'text') return undefined;
  const { via, ...here } = origin;
  const further = via && cutTo(via, body);
  if (further) return { ...here, via: further };
  return lies(origin, body) ? here : undefined;
}

function lies(place: Origin, body: Origin): boolean {
  if (place.kind !== 'text' || body.kind !== 'text') return false;
  return place.uri === body.uri && place.span.start >= body.span.start && place.span.end <= body.span.end;
}
