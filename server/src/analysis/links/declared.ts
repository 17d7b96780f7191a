import type { ResourceGraph } from '../../resources';
import type { JudgedWhole } from '../../rules';
import { fixedSpan, type Span } from '../../text';
import { placeOf } from '../place';

/** A resource that a configuration declares, and how it stands there. */
export interface DeclaredResource {
  /** The cloud's type. */
  readonly type: string;
  /** As its configuration calls it: an address of Terraform, a logical id. */
  readonly address: string;
  readonly place: DeclaredPlace;
  readonly name: string;
  /** What its author calls it, by the property that identifies it: only what is known for sure. */
  readonly names: ReadonlyMap<string, string>;
  /** The rules that surely fail and surely hold of it. */
  readonly failed: ReadonlySet<string>;
  readonly passed: ReadonlySet<string>;
}

export interface DeclaredPlace {
  readonly uri: string;
  /** Type and name in Terraform, the logical id in a template. */
  readonly span: Span;
}

/** The resources of one root module or template. */
export interface DeclaredConfiguration {
  /** The URI of the directory, or of the template. */
  readonly key: string;
  readonly kind: 'terraform' | 'template';
  readonly resources: readonly DeclaredResource[];
}

/**
 * @param identifiers the properties that tell the resources of a type apart, and that their author chooses
 */
export function declaredResources(
  graph: ResourceGraph,
  judged: JudgedWhole,
  identifiers: Readonly<Record<string, readonly string[]>>,
): readonly DeclaredResource[] {
  // What is found in a part names the part.
  const failed = byAddress(
    judged.findings.flatMap(({ rule, addresses }) =>
      addresses.map((address) => ({ rule, address: graph.at(address)?.address ?? address })),
    ),
  );
  const passed = byAddress(judged.passed);
  return graph.resources.flatMap((resource): DeclaredResource[] => {
    const place = placeOf(resource.origin);
    if (!place || !resource.declared) return [];
    const names = new Map<string, string>();
    // A name that may be nobody's tells nothing.
    for (const property of resource.exists === true ? (identifiers[resource.type] ?? []) : []) {
      const value = resource.get(property.split('.'));
      if (value.kind === 'string') names.set(property, value.value);
    }
    return [
      {
        type: resource.type,
        address: resource.native?.address ?? resource.address,
        name: resource.name,
        place: { uri: place.uri, span: fixedSpan(place.span) },
        names,
        failed: failed.get(resource.address) ?? NONE,
        passed: passed.get(resource.address) ?? NONE,
      },
    ];
  });
}

const NONE: ReadonlySet<string> = new Set();

function byAddress(verdicts: readonly { readonly rule: string; readonly address: string }[]): ReadonlyMap<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { rule, address } of verdicts) {
    const rules = found.get(address);
    if (rules) rules.add(rule);
    else found.set(address, new Set([rule]));
  }
  return found;
}
