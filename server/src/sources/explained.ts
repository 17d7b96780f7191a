import type { Span } from '../text';
import type { Value } from '../values';

/** What stands at a place of a text, evaluated wherever it is used. */
export interface Explained {
  /** The expression, in UTF-16 code units. */
  readonly span: Span;
  /** The attribute, variable or key whose value it is, where it has a name: what tells a secret. */
  readonly name: string | undefined;
  readonly values: readonly ExplainedValue[];
  /** Instances that were not evaluated because there are too many. */
  readonly more: number;
}

export interface ExplainedValue {
  /** The resource instance, module or stack that it is evaluated for; empty for the root itself. */
  readonly address: string;
  readonly value: Value;
}

/** So many instances are evaluated for one answer. */
export const MAX_EXPLAINED = 20;
