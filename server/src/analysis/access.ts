import type { EngineData } from '../engine-data';
import { accessIn, type PrincipalAccess } from '../rules';
import { encloses, fixedSpan } from '../text';
import type { JudgedResources } from './judge';
import { placeOf } from './place';
import type { RelatedPlace } from './report';

/** What a role, a user or a group may do, as plain data for a view. */
export interface AccessReport {
  readonly kind: 'role' | 'user' | 'group';
  readonly address: string;
  readonly name: string;
  readonly access: PrincipalAccess['access'];
  readonly ways: readonly { readonly id: string; readonly way: string; readonly steps: readonly RelatedPlace[] }[];
  readonly undecided: boolean;
}

/**
 * The access of the principal whose block holds the offset.
 * @returns undefined where no principal stands there, or the reference of actions is not loaded
 */
export function accessAt(resources: JudgedResources, engine: EngineData, uri: string, offset: number): AccessReport | undefined {
  const catalogue = engine.iam?.();
  if (!catalogue) return undefined;
  const [found] = accessIn(resources.graph, engine, catalogue, ({ body }) => {
    const place = placeOf(body);
    return place?.uri === uri && encloses(place.span, { start: offset, end: offset });
  });
  if (!found) return undefined;
  const { kind, resource, access, undecided } = found;
  const ways = found.ways.map(({ id, way, steps }) => ({
    id,
    way,
    steps: steps.flatMap(({ at, message }) => (at.kind === 'text' ? [{ uri: at.uri, span: fixedSpan(at.span), message }] : [])),
  }));
  return { kind, address: resource.address, name: resource.name, access, ways, undecided };
}
