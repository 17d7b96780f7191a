import type { Catalogue, PolicyDocument } from '../../policy';
import type { PropertyPath, Resource, ResourceGraph, SchemaData } from '../../resources';
import type { Value } from '../../values';
import type { Place } from './place';
import type { Relations } from './relations';

/** What conditions are judged in: one graph, and what is known about the cloud. */
export interface World {
  readonly graph: ResourceGraph;
  readonly schema: SchemaData;
  readonly relations: Pick<Relations, 'target' | 'referrers'>;
  /**
   * What the cloud takes where nothing is written at `place`: its value with a `default` origin, an unknown where the cloud decides,
   * or undefined where no default is documented.
   */
  defaultAt(place: Place): Value | undefined;
  /** The policy that a value holds. Read once, however many rules ask about it. */
  policyOf(value: Value): PolicyDocument;
  /** What AWS documents of actions and resource types, where it is loaded. */
  iam(): Catalogue | undefined;
  /** What one function works out of the graph: once, however many rules ask for it. */
  once<T>(compute: (world: World) => T): T;
  /**
   * A part of that. Whoever asks for it depends on this part alone, however much else of the whole changes.
   * @param select must hold on to nothing of this world: it is asked again in later ones
   * @param same whether two parts say the same
   */
  partOf<T, P>(compute: (world: World) => T, select: (whole: T) => P, same: (a: P, b: P) => boolean): P;
  /** What one function works out of one resource and what it asks of others: again only where it would get other answers. */
  onceOf<T>(resource: Resource, compute: (resource: Resource, world: World) => T): T;
}

/** The key of a property path in the table of defaults: names joined by dots, `[]` for items. */
export function defaultKey(path: PropertyPath): string {
  let key = '';
  for (const step of path) {
    if (typeof step === 'number') key += '[]';
    else key += key === '' ? step : `.${step}`;
  }
  return key;
}

/** Strings of this resource compare without case. */
export function ignoresCase(resource: Resource, schema: SchemaData): boolean {
  return schema[resource.type]?.ignoreCase === true;
}
