import type { Catalogue, PolicySummary } from '../policy';
import { sitesOf, summarise } from '../policy';
import type { Resource, ResourceGraph } from '../resources';
import type { Origin } from '../values';
import type { JudgeMemory } from './judging/memory';
import { rootPlace } from './judging/place';
import { elementsAt } from './judging/policies';

/** A policy of the configuration, by the place where it is written. */
export interface WrittenPolicy {
  /** Of the literal itself, wherever it is used. */
  readonly at: Origin;
  readonly resource: Resource;
  /** Whether it is known what the policy is attached to. */
  readonly isAttached: boolean;
  readonly summary: PolicySummary;
}

/**
 * What the policies that are written in a text come to, each once for every resource that holds it. Without those of which nothing is known.
 * @param memory of what was read before
 */
export function policiesIn(
  graph: ResourceGraph,
  uri: string,
  catalogue: Catalogue,
  memory: JudgeMemory,
): readonly WrittenPolicy[] {
  return graph.resources.flatMap((resource) =>
    sitesOf(resource).flatMap(({ path, site }) =>
      elementsAt(rootPlace(resource), path).flatMap(({ place: { value } }): readonly WrittenPolicy[] => {
        const { origin } = value;
        if (value.kind !== 'map' || origin.kind !== 'text' || origin.uri !== uri) return [];
        const document = memory.policyOf(value);
        // What a transform makes stands where the resource does: nobody wrote it.
        if (document.statements.length > 0 && document.statements.every((one) => isSamePlace(one.value.origin, origin)))
          return [];
        const summary = document.facts.of(`summary ${site ? [...site.kinds].join() : ''}`, () =>
          summarise(document, site, catalogue),
        );
        return summary ? [{ at: origin, resource, isAttached: site !== undefined, summary }] : [];
      }),
    ),
  );
}

function isSamePlace(a: Origin, b: Origin): boolean {
  return a.kind === 'text' && b.kind === 'text' && a.uri === b.uri && a.span.start === b.span.start && a.span.end === b.span.end;
}
