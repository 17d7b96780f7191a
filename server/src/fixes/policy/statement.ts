import type { Span } from '../../text';

/**
 * A statement of a policy as it is written, alike for JSON, YAML and HCL: what its author's text says, without evaluating anything, so
 * that an edit leaves alone whatever is not a literal. All spans are offsets in the document.
 */
export interface WrittenStatement {
  /** How it is written: `block` is one of `aws_iam_policy_document`, `indented` YAML without braces. */
  readonly notation: 'json' | 'object' | 'block' | 'indented';
  /** With the braces, or the block's keyword; of `indented`, from the first key to the last value. */
  readonly span: Span;
  /** An item of a list that may have further items. */
  readonly inList: boolean;
  /** By the names of JSON policies: `Action`, `NotAction`, `Condition`. */
  readonly elements: ReadonlyMap<string, WrittenElement>;
}

export interface WrittenElement {
  readonly key: Span;
  /** From the key to the end of the value. */
  readonly span: Span;
  /** Undefined for what is neither a literal nor a list. */
  readonly list?: WrittenList;
  /** Entries of a map, each by its literal key. Undefined for what is none, or has keys that are not literal. */
  readonly map?: ReadonlyMap<string, WrittenElement>;
}

export interface WrittenList {
  readonly span: Span;
  /** False for a single value that stands for a list of it. */
  readonly isList: boolean;
  /** A list of YAML without brackets. */
  readonly indented: boolean;
  readonly items: readonly WrittenItem[];
}

export interface WrittenItem {
  readonly span: Span;
  /** Undefined where it is not a literal. */
  readonly text: string | undefined;
}

/** The literal of an element that has a single one: `Effect`, `Sid`. */
export function literalOf(element: WrittenElement | undefined): string | undefined {
  const list = element?.list;
  return list && !list.isList ? list.items[0]?.text : undefined;
}
