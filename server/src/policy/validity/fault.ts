import type { Origin } from '../../values';

/** Something in a policy that is certainly wrong. */
export interface Fault {
  /** The last part of the rule's id below `iam/policy/`. */
  readonly check: string;
  readonly at: Origin;
  /** What stands there. */
  readonly text: string;
  /** What a message adds to it. */
  readonly detail?: string;
  readonly repair?: Repair;
}

/** A word that stands at a place and another that belongs there. Both are written alike in every language. */
export interface Repair {
  readonly at: Origin;
  readonly from: string;
  readonly to: string;
}

/** A part of a policy that is not known, so that checks of it could not be made. */
export type Doubt = 'document' | 'effect' | 'sid' | 'action' | 'resource' | 'principal' | 'condition' | 'kind' | 'reference';

/** What is found in one policy. */
export class Findings {
  readonly faults: Fault[] = [];
  readonly doubts = new Set<Doubt>();

  add(
    check: string,
    at: Origin,
    text: string,
    more: { readonly detail?: string; readonly repair?: Repair | undefined } = {},
  ): void {
    const { detail, repair } = more;
    this.faults.push({ check, at, text, ...(detail === undefined ? {} : { detail }), ...(repair ? { repair } : {}) });
  }
}

/** Whether a place is written in a text as it stands, so that a word there can be exchanged. */
export function repairAt(at: Origin, from: string, to: string | undefined): Repair | undefined {
  return to !== undefined && to !== from && at.kind === 'text' && !at.via ? { at, from, to } : undefined;
}
