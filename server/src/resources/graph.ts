import type { Resource } from './resource';

/** All resources of one configuration: a Terraform root with its modules, a template, an account. */
export interface ResourceGraph {
  readonly resources: readonly Resource[];
  ofType(type: string): readonly Resource[];
  /** The resource behind a native address of a reference (a part's address leads to its owner), if it is in the configuration. */
  at(address: string): Resource | undefined;
  /** A type whose listing is incomplete: a module that could not be read, a denied call. Absence of such a type proves nothing. */
  mayHaveMore(type: string): boolean;
  /** Whether the identity of the resource is handed to code that could not be read, so that unseen resources may refer to it. */
  escapes(resource: Resource): boolean;
}
