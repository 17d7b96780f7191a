import type { Truth } from './truth';
import type { Value } from './value';

/** A judgement and the value that decided it: what gets underlined when the judgement is a finding. */
export interface Verdict {
  readonly truth: Truth;
  readonly decidedBy?: Value;
  /** In a few plain words, where the judgement has something to add to the rule's message (`opens port 22`). */
  readonly detail?: string;
}
