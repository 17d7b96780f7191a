import type { ResourceClass } from '../effective';

/** What kind of way it is; in this order the ways are told, the surest first. */
export type Family =
  /** It changes what it, or anybody, is allowed. */
  | 'permissions'
  /** It gets hold of credentials, or of the trust, of somebody else. */
  | 'credentials'
  /** It passes a role to something of its own. */
  | 'passing'
  /** It takes over something that has a role already. */
  | 'takeover';

/** One permission that a way takes, and what it must reach for the way to be open. */
export interface Need {
  readonly action: string;
  readonly on: ResourceClass;
  /**
   * `any`: just any resource of the class, as one of them has what is wanted; confined to named ones the way is closed. `some`: one that
   * can be chosen, or made, and is the same for all needs of the way on that class.
   */
  readonly reach: 'any' | 'some';
  /** Its own role, user, group or policy is as good as any. */
  readonly self?: true;
  /** Resources that are as good as any: a document of AWS's own that runs whatever it is told. */
  readonly named?: readonly string[];
  /** The action also asks for one of each of these. */
  readonly besides?: readonly ResourceClass[];
  /** The services that take the role, where one is passed. */
  readonly passedTo?: readonly string[];
}

export interface EscalationPath {
  /** The id of the public catalogue. */
  readonly id: string;
  readonly family: Family;
  /** Completes "it may …". */
  readonly way: string;
  readonly needs: readonly Need[];
}
