import type { Origin } from '../values';
import type { PropertyPath, Resource } from './resource';

/** A value that a fix writes. `reference` is an attribute of another resource of the configuration, by cloud type. */
export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [key: string]: Literal };

/** One change that would make a resource right, in the cloud's schema. Paths are concrete: list steps are indices. */
export type Intent =
  | { readonly kind: 'set'; readonly path: PropertyPath; readonly value: Literal }
  | { readonly kind: 'remove'; readonly path: PropertyPath }
  /** Adds an element at the end of the list at `path`, which is created where it is absent. */
  | { readonly kind: 'append'; readonly path: PropertyPath; readonly value: Literal }
  /** Adds a resource that refers to this one through `link`, a property of the new resource. */
  | {
      readonly kind: 'add';
      readonly type: string;
      readonly link: string;
      readonly properties: { readonly [key: string]: Literal };
    };

/** What a rule offers for one finding. */
export interface FixIntent {
  readonly title: string;
  /** Safe: cannot break what works. Fix-all applies only safe ones unless asked for all. */
  readonly safe: boolean;
  readonly note?: string;
  readonly resource: Resource;
  readonly intents: readonly Intent[];
  /** Words that take the place of others, where they are written alike in every language: names in a policy. */
  readonly words?: readonly WordChange[];
}

export interface WordChange {
  /** The literal or key that holds the word. */
  readonly at: Origin;
  readonly from: string;
  readonly to: string;
}
