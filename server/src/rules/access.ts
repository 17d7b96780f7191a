import type { Access, Catalogue } from '../policy';
import { accessOf, describeStep, escalationsOf } from '../policy';
import type { Resource, ResourceGraph } from '../resources';
import type { Origin } from '../values';
import { principalsOf } from './computed/principals';
import type { JudgeContext } from './judging/judge';
import { openWorld } from './judging/judge';

/** What a role, a user or a group of the configuration may do, and how that leads to administrator. */
export interface PrincipalAccess {
  readonly kind: 'role' | 'user' | 'group';
  readonly resource: Resource;
  readonly access: Access;
  /** The open ways to administrator, the surest first. */
  readonly ways: readonly Way[];
  /** Some other way may be open: it depends on what is not known. */
  readonly undecided: boolean;
}

export interface Way {
  /** The id of the public catalogue: `lambda-001`. */
  readonly id: string;
  /** Completes "it may …". */
  readonly way: string;
  readonly steps: readonly { readonly at: Origin; readonly message: string }[];
}

/** The access of those principals that are asked for, over all policies that the configuration gives them. */
export function accessIn(
  graph: ResourceGraph,
  context: JudgeContext,
  catalogue: Catalogue,
  wanted: (resource: Resource) => boolean,
): readonly PrincipalAccess[] {
  return principalsOf(openWorld(graph, context))
    .filter(({ resource }) => wanted(resource))
    .map(({ kind, resource, holdings }): PrincipalAccess => {
      const { open, undecided } = escalationsOf(holdings);
      const ways = open.map(
        ({ path, grants }): Way => ({
          id: path.id,
          way: path.way,
          steps: grants.map((grant, i) => ({
            at: grant.action.origin,
            message: describeStep(i, path.needs[i]?.action ?? ''),
          })),
        }),
      );
      return { kind, resource, access: accessOf(holdings, catalogue), ways, undecided };
    });
}
