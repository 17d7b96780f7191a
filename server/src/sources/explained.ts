import type { Span } from '../text';
import type { Value } from '../values';

/** What stands at a place of a text, evaluated wherever it is used. */
export interface Explained {
  /** The expression, in UTF-16 code units. */
  readonly span: Span;
  /** What it is a part of and what is no way that it came: an attribute with its name, the name of a variable. */
  readonly within: Span;
  /** Of the attribute, variable or key whose value it is, and of what it refers to: what tells a secret. */
  readonly names: readonly string[];
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
