import type { Literal, PropertyPath } from '../resources';
import type { Contribution, Evaluation } from './contribution';
import { descend, isLeaf } from './evaluate';
import type { NativeEdit, Refusal } from './inverse';
import type { MappingData } from './model';
import type { MappedResource } from './resource';

export type Outcome = readonly NativeEdit[] | Refusal;

/** What writing needs to know of the resource. */
export interface Writing {
  readonly resource: MappedResource;
  readonly context: Evaluation;
  readonly data: MappingData;
  /** Sets the value at a spot, whatever stands there. */
  readonly set: (writing: Writing, spot: Spot, value: Literal) => Outcome;
  /** Takes away what stands at a spot. */
  readonly remove: (writing: Writing, spot: Spot) => Outcome;
}

/** One place of a resource, and how it was reached. */
export interface Spot {
  readonly here: readonly Contribution[];
  readonly done: PropertyPath;
  readonly rest: PropertyPath;
}

/** Walks the names of a path as far as rows go; undefined where no row leads on. */
export function spotAt(start: readonly Contribution[], done: PropertyPath, path: PropertyPath): Spot | undefined {
  let here = start;
  for (let i = 0; i < path.length; i++) {
    const step = path[i];
    if (typeof step !== 'string' || isLeaf(here)) return { here, done: [...done, ...path.slice(0, i)], rest: path.slice(i) };
    const next = descend(here, step);
    if (next.length === 0) return undefined;
    here = next;
  }
  return { here, done: [...done, ...path], rest: [] };
}
