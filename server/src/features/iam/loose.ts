import type { Span } from '../../text';

/**
 * What stands around a cursor, as loosely as it may be typed: one tree for JSON, HCL and YAML, with no more than completion and hovers ask
 * for. The trees of syntax/ serve judgement and drop what is broken; here the broken part is what counts.
 */
export type LooseNode = LooseText | LooseMap | LooseList | LooseCall | LooseOther;

/** A string, or a word that stands for one. */
export interface LooseText {
  readonly kind: 'text';
  /** Without quotes. */
  readonly span: Span;
  /** With quotes. */
  readonly outer: Span;
  /** `"`, `'`, or nothing. */
  readonly quote: string;
  readonly text: string;
}

export interface LooseMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly LooseEntry[];
  /** The whole of a heredoc, or of a file. */
  readonly isText?: true;
}

export interface LooseEntry {
  readonly key: LooseText;
  /** Of a block of HCL. */
  readonly labels: readonly string[];
  readonly isBlock: boolean;
  /** Where `:` or `=` ends; undefined where none stands. */
  readonly separated: number | undefined;
  readonly value: LooseNode | undefined;
}

export interface LooseList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly LooseNode[];
}

/** `jsonencode({ … })`. */
export interface LooseCall {
  readonly kind: 'call';
  readonly span: Span;
  readonly name: string;
  readonly items: readonly LooseNode[];
}

/** A number, a reference, an operator. */
export interface LooseOther {
  readonly kind: 'other';
  readonly span: Span;
  readonly text: string;
}

/** The entry of a map, the last one where several have the name. */
export function looseEntry(map: LooseMap, name: string): LooseEntry | undefined {
  return map.entries.findLast(({ key }) => key.text === name);
}

/** The texts of a list, or the one that stands for it. */
export function textsOf(node: LooseNode | undefined): readonly LooseText[] {
  if (node?.kind === 'text') return [node];
  return node?.kind === 'list' ? node.items.flatMap((item) => (item.kind === 'text' ? [item] : [])) : [];
}

export function mapsOf(node: LooseNode | undefined): readonly LooseMap[] {
  if (node?.kind === 'map') return [node];
  return node?.kind === 'list' ? node.items.flatMap((item) => (item.kind === 'map' ? [item] : [])) : [];
}
