import type { Refusal } from '../mapping/inverse';
import type { TextEdit } from '../text';

export type Edits = readonly TextEdit[];

/** A place whose text is not the value itself but an expression that leads to it. */
export interface Elsewhere {
  readonly elsewhere: { readonly start: number; readonly end: number };
}

export type Outcome = Edits | Refusal | Elsewhere;

export function refuse(reason: string): Refusal {
  return { refused: reason };
}

export function isRefusal<T extends object>(outcome: T | Refusal): outcome is Refusal {
  return 'refused' in outcome;
}

export function isElsewhere(outcome: Outcome): outcome is Elsewhere {
  return 'elsewhere' in outcome;
}

export function isEdits(outcome: Outcome): outcome is Edits {
  return Array.isArray(outcome);
}
