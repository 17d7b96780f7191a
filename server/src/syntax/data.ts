import type { Span } from '../text';
import type { Comment, SyntaxProblem } from './problem';

/**
 * The one tree of YAML and JSON documents. Spans are exact; a scalar keeps its source, because `012345678901` is an
 * account id and `2012-10-17` is a version, whatever YAML's core schema says.
 */
export type DataNode = ScalarNode | MappingNode | SequenceNode;

interface NodeBase {
  readonly span: Span;
  /** CloudFormation's short form without the `!`, as `GetAtt`; standard tags (`!!str`) are resolved, not kept. */
  readonly tag?: string;
  /** With the tag, where there is one: `!Ref Name`. `span` is the content alone. What a replacement must replace. */
  readonly outer?: Span;
  /** The place of the `*name` (or of the `<<`'s one) that leads here; all other spans are those of the anchored node. */
  readonly alias?: Span;
}

/** The place of a node with its tag; where an alias leads to it, the alias. */
export function placeOf(node: DataNode): Span {
  return node.alias ?? node.outer ?? node.span;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  /** The text with quotes and escapes resolved. For `null` of JSON and an empty YAML value it is ''. */
  readonly text: string;
  /** What the plain text says: quoted and block scalars are always strings; `missing` is not typed yet. */
  readonly type: 'string' | 'number' | 'bool' | 'null' | 'missing';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /**
   * Of a string: the offset in the document of each of its characters is `span.start + 1 + i` when this is true (quoted and free
   * of escapes and folding) or `span.start + i` (plain, on one line); otherwise positions inside the string are not known.
   */
  readonly exact: boolean;
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly entries: readonly MappingEntry[];
  readonly flow: boolean;
}

export interface MappingEntry {
  readonly key: ScalarNode;
  readonly value: DataNode;
  readonly span: Span;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: readonly DataNode[];
  readonly flow: boolean;
}

export interface DataDocument {
  readonly root: DataNode | undefined;
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
  readonly language: 'yaml' | 'json';
}

/** The entry of a key, the last one where it is written twice (which is a problem of its own). */
export function entryOf(node: DataNode | undefined, key: string): MappingEntry | undefined {
  if (node?.kind !== 'mapping') return undefined;
  for (let i = node.entries.length - 1; i >= 0; i--) {
    const entry = node.entries[i];
    if (entry?.key.text === key) return entry;
  }
  return undefined;
}
