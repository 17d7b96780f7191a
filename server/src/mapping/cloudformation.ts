import type { PropertyPath, Resource } from '../resources';
import { evaluate } from './evaluate';
import { listAt } from './lists';
import type { MappingData } from './model';
import type { Block } from './read';
import { heldBy, MappedResource } from './resource';
import type { Reading } from './sources';
import type { Translation } from './translate';
import { Assembly, entriesFor } from './translate';
import { spotAt } from './writing';

/**
 * Joins the resources of one template that are parts of another one (`AWS::EC2::SecurityGroupIngress`) into it. Resources without parts
 * are handed on as they are.
 */
export function translateCloudFormation(resources: readonly Resource[], data: MappingData): Translation {
  const parts = resources.filter((resource) => data.cloudformation[resource.type]);
  if (parts.length === 0) return { resources, aliases: new Map() };
  const owned = new Set(parts.flatMap((part) => (data.cloudformation[part.type] ?? []).map((entry) => entry.is)));
  const reading: Reading = { decoder: { json: (value) => value }, majors: () => [] };
  const assembly = new Assembly(data, reading, 'cloudformation');
  const plain: Resource[] = [];
  for (const resource of resources) {
    const entries = data.cloudformation[resource.type];
    if (entries) {
      const block = blockOf(resource);
      for (const { entry, member } of entriesFor(block, entries)) assembly.add(block, entry, member);
    } else if (owned.has(resource.type)) {
      const own = { node: {}, held: heldBy(resource), role: 'own', member: true } as const;
      const owner = new MappedResource(resource, own, assembly.possibleParts({ is: resource.type }), reading);
      assembly.own(owner, resource.address);
    } else plain.push(resource);
  }
  const joined = assembly.finish();
  return { resources: [...joined.resources, ...plain], aliases: joined.aliases };
}

function blockOf(resource: Resource): Block {
  return {
    type: resource.type,
    address: resource.address,
    name: resource.name,
    origin: resource.origin,
    body: resource.body,
    exists: resource.exists,
    major: undefined,
    read: (name) => resource.get([name]),
  };
}

/**
 * Where a place of a joined resource stands in the template: the standalone part that says it, and the path in that part. Undefined
 * where the resource says it itself.
 */
export function locatePart(
  resource: Resource,
  path: PropertyPath,
): { readonly address: string; readonly path: PropertyPath } | undefined {
  if (!(resource instanceof MappedResource)) return undefined;
  const spot = spotAt(resource.contributions(), [], path);
  const [index, ...rest] = spot?.rest ?? [];
  if (!spot || typeof index !== 'number') return undefined;
  const from = listAt(spot.here, spot.done, resource.evaluation, evaluate).elements[index]?.from;
  if (from?.contribution.role !== 'part') return undefined;
  return { address: from.scope.block.address, path: [...from.path, ...rest] };
}
