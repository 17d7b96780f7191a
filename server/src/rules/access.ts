import type { Access, Catalogue, Holdings, PolicyDocument } from '../policy';
import { accessOf, aloneWith, escalationsOf, hasEffect, holdsAdministration, resourcesOf } from '../policy';
import type { Resource, ResourceGraph } from '../resources';
import type { Origin, Truth } from '../values';
import { POLICIES, POLICY_DOCUMENT, stepsOf } from './computed/escalation';
import { boundariesOf, type PolicyPlace, principalsOf } from './computed/principals';
import type { JudgeContext } from './judging/judge';
import { openWorld } from './judging/judge';
import type { World } from './judging/world';

/** Somebody, or a policy, of the configuration of which it can be asked what it may do. */
export interface AccessHolder {
  readonly kind: 'role' | 'user' | 'group' | 'policy';
  readonly resource: Resource;
}

/** What a role, a user, a group or a policy by itself may do, and how that leads to administrator. */
export interface HolderAccess extends AccessHolder {
  readonly access: Access;
  /** Whether it holds every permission already. */
  readonly administrator: Truth;
  /** The open ways to administrator, the surest first. */
  readonly ways: readonly Way[];
  /** Some other way may be open: it depends on what is not known. */
  readonly undecided: boolean;
  /** The policies that count, where each stands. */
  readonly policies: readonly { readonly resource: Resource; readonly at: Origin; readonly sure: boolean }[];
  readonly boundary: 'none' | 'known' | 'unknown';
  /** Policies that are attached and cannot be read may allow, or deny, more. */
  readonly further: { readonly allows: boolean; readonly denies: boolean };
  /** Of a policy: it says how far others may go, and gives nothing by itself. */
  readonly isBoundary: boolean;
  /** Of a policy: the roles, users and groups that hold it. */
  readonly heldBy: readonly Resource[];
  /** The resources that the policies name for an action, as they are written. */
  resourcesFor(action: string): readonly string[];
}

export interface Way {
  /** The id of the public catalogue: `lambda-001`. */
  readonly id: string;
  /** Completes "it may …". */
  readonly way: string;
  readonly steps: readonly { readonly at: Origin; readonly message: string }[];
}

/** All roles, users, groups and policies of principals that a configuration declares. */
export function accessHoldersIn(graph: ResourceGraph, context: JudgeContext): readonly AccessHolder[] {
  return found(openWorld(graph, context)).map(({ kind, resource }) => ({ kind, resource }));
}

/** The access of those that are asked for, over all policies that the configuration gives them; of a policy what it allows alone. */
export function accessIn(
  graph: ResourceGraph,
  context: JudgeContext,
  catalogue: Catalogue,
  wanted: (resource: Resource) => boolean,
): readonly HolderAccess[] {
  const world = openWorld(graph, context);
  return found(world)
    .filter(({ resource }) => wanted(resource))
    .map(({ kind, resource, holdings }): HolderAccess => {
      const { open, undecided } = escalationsOf(holdings);
      const { policies, boundary } = holdings;
      const principals = kind === 'policy' ? world.once(principalsOf) : [];
      return {
        kind,
        resource,
        access: accessOf(holdings, catalogue),
        administrator: administers(holdings),
        ways: open.map((one): Way => ({ id: one.path.id, way: one.path.way, steps: stepsOf(one) })),
        undecided,
        policies: policies.map(({ document, member, source }) => ({
          resource: source.resource,
          at: document.value.origin,
          sure: member === true,
        })),
        boundary: typeof boundary === 'object' ? 'known' : boundary,
        further: { allows: holdings.furtherAllows, denies: holdings.furtherDenies },
        isBoundary: kind === 'policy' && world.once(boundariesOf).has(resource),
        heldBy: principals
          .filter((principal) => principal.holdings.policies.some(({ source }) => source.resource === resource))
          .map((principal) => principal.resource),
        // What is not known and has no name goes by its place, which moves.
        resourcesFor: (action) => resourcesOf(holdings, action).map(({ text }) => text.replace(/\ue000\d+-\d+\ue001/g, '?')),
      };
    });
}

interface Found extends AccessHolder {
  readonly holdings: Holdings<PolicyPlace>;
}

function found(world: World): readonly Found[] {
  return [...world.once(principalsOf), ...policiesOf(world)];
}

/** The policies that are made for principals: those of resources say who gets in, and that is another question. */
function policiesOf(world: World): readonly Found[] {
  return [...POLICIES, POLICY_DOCUMENT].flatMap((type) =>
    world.graph.ofType(type).flatMap((resource): readonly Found[] => {
      const path = [type === POLICY_DOCUMENT ? 'Document' : 'PolicyDocument'];
      const value = resource.get(path);
      if (!resource.declared || value.kind === 'absent') return [];
      const document = world.policyOf(value);
      if (isOfResource(document)) return [];
      return [{ kind: 'policy', resource, holdings: aloneWith(document, { resource, path }) }];
    }),
  );
}

function isOfResource({ statements, alternatives }: PolicyDocument): boolean {
  if (alternatives.length > 0) return alternatives.every(isOfResource);
  return statements.length > 0 && statements.every(({ principal }) => !principal.absent);
}

/** A boundary, or a Deny of anything, keeps it from being all. */
function administers(holdings: Holdings<PolicyPlace>): Truth {
  const all = holdsAdministration(holdings);
  if (all !== true) return all;
  const { boundary, furtherDenies, policies } = holdings;
  if (boundary !== 'none' || policies.some(({ document }) => document.statements.some(maySayNo))) return false;
  return furtherDenies ? 'unknown' : true;
}

function maySayNo(statement: PolicyDocument['statements'][number]): boolean {
  return hasEffect(statement, 'Deny') !== false;
}
