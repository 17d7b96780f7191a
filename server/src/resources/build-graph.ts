import type { ResourceGraph } from './graph';
import type { Resource } from './resource';

export interface GraphParts {
  readonly resources: readonly Resource[];
  /** Native address -> address of the resource that holds it. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Types whose listing is incomplete; `all` where anything may be missing. */
  readonly incomplete?: 'all' | ReadonlySet<string>;
  readonly escapes?: (resource: Resource) => boolean;
}

/** Indexes the resources of one configuration. Where two share an address (an inline companion), the first is found by it. */
export function buildGraph(parts: GraphParts): ResourceGraph {
  const byType = new Map<string, Resource[]>();
  const byAddress = new Map<string, Resource>();
  for (const resource of parts.resources) {
    const same = byType.get(resource.type);
    if (same) same.push(resource);
    else byType.set(resource.type, [resource]);
    if (!byAddress.has(resource.address)) byAddress.set(resource.address, resource);
  }
  // Other names than ARNs are unique within a type at best.
  for (const resource of parts.resources) {
    for (const name of resource.aliases ?? []) if (name.startsWith('arn:') && !byAddress.has(name)) byAddress.set(name, resource);
  }
  const { incomplete, aliases } = parts;
  return {
    resources: parts.resources,
    ofType: (type) => byType.get(type) ?? [],
    at: (address) => byAddress.get(aliases.get(address) ?? address),
    mayHaveMore: (type) => incomplete === 'all' || (incomplete?.has(type) ?? false),
    escapes: (resource) => parts.escapes?.(resource) ?? false,
  };
}
