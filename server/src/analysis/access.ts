import type { EngineData } from '../engine-data';
import { type AccessHolder, accessHoldersIn, accessIn, type HolderAccess, type Way } from '../rules';
import { encloses, fixedSpan, type Span } from '../text';
import type { Origin, Truth } from '../values';
import type { JudgedResources } from './judge';
import { placeOf } from './place';
import type { RelatedPlace } from './report';

type ServiceAccess = HolderAccess['access']['services'][number];
type AccessLevel = ServiceAccess['levels'][number]['level'];

/** A role, user, group or policy that can be asked about. */
export interface AccessSubject {
  readonly kind: AccessHolder['kind'];
  readonly address: string;
  readonly name: string;
  readonly uri: string;
  /** Of its block. */
  readonly span: Span;
}

/** What a role, a user, a group or a policy may do, as plain data for a view. */
export interface AccessReport {
  readonly kind: AccessHolder['kind'];
  readonly address: string;
  readonly name: string;
  readonly access: HolderAccess['access'];
  readonly administrator: Truth;
  readonly ways: readonly AccessWay[];
  readonly undecided: boolean;
  readonly policies: readonly AccessPolicy[];
  readonly boundary: HolderAccess['boundary'];
  readonly further: HolderAccess['further'];
  readonly isBoundary: boolean;
  readonly heldBy: readonly AccessPolicy[];
}

export interface AccessWay {
  readonly id: string;
  readonly way: string;
  readonly steps: readonly RelatedPlace[];
}

/** Something of the configuration by its address, with its place where it has one. */
export interface AccessPolicy {
  readonly address: string;
  readonly uri?: string;
  readonly span?: Span;
  /** Whether it surely counts. */
  readonly sure: boolean;
}

/** The answer about one subject. */
export interface AccessAnswer {
  readonly subject: AccessSubject;
  readonly report: AccessReport;
  /** What edits that are not saved yet change; undefined where that is nothing, or what is saved is not known. */
  readonly pending: AccessChange | undefined;
}

/** Where an action is allowed, from the most to the least. */
export type AccessReach = 'everywhere' | 'named' | 'conditional' | 'perhaps';

/** What an edit changes. */
export interface AccessChange {
  /** The saved texts do not have the subject. */
  readonly isNew: boolean;
  readonly gained: readonly ActionChange[];
  readonly lost: readonly ActionChange[];
  /** Actions that are allowed on named resources before and after, and on others. */
  readonly moved: readonly string[];
  readonly administrator: { readonly before: Truth; readonly after: Truth };
  readonly opened: readonly AccessWay[];
  /** By what they are, as the steps are no longer there. */
  readonly closed: readonly Pick<AccessWay, 'id' | 'way'>[];
  /** Either side depends on what is not known. */
  readonly complete: boolean;
}

export interface ActionChange {
  /** `s3:PutObject`. */
  readonly action: string;
  readonly level: AccessLevel;
  readonly before: AccessReach | undefined;
  readonly after: AccessReach | undefined;
}

/** All that can be asked about in a configuration. */
export function accessSubjectsIn(resources: JudgedResources, engine: EngineData): readonly AccessSubject[] {
  return accessHoldersIn(resources.graph, engine).flatMap((holder) => describeSubject(holder) ?? []);
}

/** Undefined for what stands in no text. */
export function describeSubject({ kind, resource: { address, name, body } }: AccessHolder): AccessSubject | undefined {
  const place = placeOf(body);
  return place && { kind, address, name, uri: place.uri, span: fixedSpan(place.span) };
}

/**
 * The access of the principal or policy whose block holds the offset.
 * @returns undefined where none stands there, or the reference of actions is not loaded
 */
export function accessAt(resources: JudgedResources, engine: EngineData, uri: string, offset: number): AccessReport | undefined {
  const subject = subjectsAt(accessSubjectsIn(resources, engine), uri, offset)[0];
  const found = subject && accessFor(resources, engine, subject.address);
  return found && describeAccess(found);
}

/** The subjects whose block holds the offset; of nested ones the innermost. */
export function subjectsAt(subjects: readonly AccessSubject[], uri: string, offset: number): readonly AccessSubject[] {
  const here = subjects.filter((one) => one.uri === uri && encloses(one.span, { start: offset, end: offset }));
  const least = Math.min(...here.map(({ span }) => span.end - span.start));
  return here.filter(({ span }) => span.end - span.start === least);
}

/** The access of what has the address; undefined where nothing has, or the reference of actions is not loaded. */
export function accessFor(resources: JudgedResources, engine: EngineData, address: string): HolderAccess | undefined {
  const catalogue = engine.iam?.();
  return catalogue && accessIn(resources.graph, engine, catalogue, (resource) => resource.address === address)[0];
}

export function describeAccess(found: HolderAccess): AccessReport {
  const { kind, resource, access, administrator, undecided, boundary, further, isBoundary } = found;
  return {
    kind,
    address: resource.address,
    name: resource.name,
    access,
    administrator,
    ways: found.ways.map(describeWay),
    undecided,
    policies: found.policies.map((policy) => ({ ...located(policy.resource.address, policy.at), sure: policy.sure })),
    boundary,
    further,
    isBoundary,
    heldBy: found.heldBy.map(({ address, origin, exists }) => ({ ...located(address, origin), sure: exists === true })),
  };
}

function located(address: string, at: Origin): Omit<AccessPolicy, 'sure'> {
  const place = placeOf(at);
  return place ? { address, uri: place.uri, span: fixedSpan(place.span) } : { address };
}

function describeWay({ id, way, steps }: Way): AccessWay {
  return {
    id,
    way,
    steps: steps.flatMap(({ at, message }) => (at.kind === 'text' ? [{ uri: at.uri, span: fixedSpan(at.span), message }] : [])),
  };
}

/** What is allowed and was not, and the other way round. @param before undefined where there was nothing */
export function compareAccess(before: HolderAccess | undefined, after: HolderAccess): AccessChange {
  const [was, is] = [actionsOf(before?.access.services ?? []), actionsOf(after.access.services)];
  const gained: ActionChange[] = [];
  const lost: ActionChange[] = [];
  const moved: string[] = [];
  for (const action of new Set([...is.keys(), ...was.keys()])) {
    const [old, now] = [was.get(action), is.get(action)];
    const level = (now ?? old)?.level;
    if (level === undefined) continue;
    const change: ActionChange = { action, level, before: old?.reach, after: now?.reach };
    const more = rank(now?.reach) - rank(old?.reach);
    if (more > 0) gained.push(change);
    else if (more < 0) lost.push(change);
    else if (now?.reach === 'named' && before && !sameTexts(before.resourcesFor(action), after.resourcesFor(action)))
      moved.push(action);
  }
  const known = new Set(before?.ways.map(({ id }) => id));
  const open = new Set(after.ways.map(({ id }) => id));
  return {
    isNew: before === undefined,
    gained,
    lost,
    moved,
    administrator: { before: before?.administrator ?? false, after: after.administrator },
    opened: after.ways.filter(({ id }) => !known.has(id)).map(describeWay),
    closed: before?.ways.filter(({ id }) => !open.has(id)).map(({ id, way }) => ({ id, way })) ?? [],
    complete: after.access.complete && (before?.access.complete ?? true),
  };
}

/** Whether an edit changes anything that is told. */
export function changesAccess({ isNew, gained, lost, moved, administrator, opened, closed }: AccessChange): boolean {
  const count = gained.length + lost.length + moved.length + opened.length + closed.length;
  return isNew || count > 0 || administrator.before !== administrator.after;
}

const REACHES: readonly AccessReach[] = ['everywhere', 'named', 'conditional', 'perhaps'];

function rank(reach: AccessReach | undefined): number {
  return reach === undefined ? 0 : REACHES.length - REACHES.indexOf(reach);
}

function actionsOf(
  services: readonly ServiceAccess[],
): ReadonlyMap<string, { readonly level: AccessLevel; readonly reach: AccessReach }> {
  const found = new Map<string, { level: AccessLevel; reach: AccessReach }>();
  for (const { prefix, levels } of services)
    for (const one of levels)
      for (const reach of REACHES) for (const name of one[reach]) found.set(`${prefix}:${name}`, { level: one.level, reach });
  return found;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a);
  return new Set(b).size === known.size && b.every((text) => known.has(text));
}
