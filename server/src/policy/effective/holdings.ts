import type { Truth, Value } from '../../values';
import { or } from '../../values';
import type { PolicyDocument } from '../document';
import { isAdministrator } from '../grants';
import { namedInClass } from './resource-class';

/** A policy that somebody holds. `S` says where it stands, for whoever asks. */
export interface Held<S> {
  readonly document: PolicyDocument;
  /** Whether it surely is held. */
  readonly member: true | 'unknown';
  readonly source: S;
}

/** All that is known of what a role, a user, a group or a policy by itself allows. */
export interface Holdings<S> {
  readonly policies: readonly Held<S>[];
  /** What else it is allowed: nothing, or things that are not known. */
  readonly furtherAllows: boolean;
  /**
   * Further policies may deny something. A policy that nobody sees seldom does, and yet what it might take away is not sure: where this
   * holds nothing is surely allowed.
   */
  readonly furtherDenies: boolean;
  /** What it can be allowed at most: everything, what this document allows, or something that is not known. */
  readonly boundary: 'none' | 'unknown' | PolicyDocument;
  /** How its own ARN, and those of the policies and groups that make it what it is, stand in policies, by class. */
  readonly self: Self;
}

export interface Self {
  readonly role?: readonly string[];
  readonly user?: readonly string[];
  readonly group?: readonly string[];
  readonly policy?: readonly string[];
}

/** Where a permission comes from: the elements of a statement that give it. */
export interface Grant<S> {
  readonly action: Value;
  readonly resource: Value;
  readonly held: Held<S>;
}

export interface Permission<S> {
  readonly truth: Truth;
  /** Where it is true, or may be. */
  readonly grant?: Grant<S>;
}

/** The user who asks: `${aws:username}` in a policy. */
export const OWN_USER = namedInClass('user', `\${aws:username}`).arn;

/** What a policy allows by itself, whoever holds it. */
export function aloneWith<S>(document: PolicyDocument, source: S): Holdings<S> {
  return {
    policies: [{ document, member: true, source }],
    furtherAllows: false,
    furtherDenies: false,
    boundary: 'none',
    self: { user: [OWN_USER] },
  };
}

/** Whether one of the policies surely is full administration, as a rule of its own reports. */
export function holdsAdministration<S>(holdings: Holdings<S>): Truth {
  return holdings.policies
    .map(({ document, member }) => (member === true ? isAdministrator(document).truth : false))
    .reduce<Truth>(or, false);
}
