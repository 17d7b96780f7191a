import type { DataNode, MappingEntry, MappingNode } from '../../syntax/data';
import type { Block } from '../../syntax/hcl/ast';
import type { Span } from '../../text';
import type { Held } from '../data/writer';

/** The body of a block in Terraform's JSON syntax. */
export interface JsonBody {
  readonly held: Held & { readonly node: MappingNode };
  /** The entries on the way to it, the outermost first: `resource`, the type, the name. */
  readonly way: readonly MappingEntry[];
  /** Of several blocks in an array, its own object; else the whole entry. */
  readonly span: Span;
}

/**
 * The body of the block that begins at an offset: at the key that names it, or at its own brace where it is one of several.
 */
export function bodyStartingAt(root: DataNode, offset: number): JsonBody | undefined {
  const way: MappingEntry[] = [];
  let held: Held = { node: root, holder: { kind: 'root' } };
  for (;;) {
    const { node } = held;
    if (node.kind === 'scalar') return undefined;
    if (node.kind === 'sequence') {
      const item = node.items.find((each) => holds(each.span, offset));
      if (!item) return undefined;
      held = { node: item, holder: { kind: 'item' } };
      if (item.span.start === offset && item.kind === 'mapping') return { held: { ...held, node: item }, way, span: item.span };
      continue;
    }
    const entry = node.entries.find((each) => holds(each.span, offset));
    if (!entry) return undefined;
    way.push(entry);
    held = { node: entry.value, holder: { kind: 'entry', entry } };
    if (entry.key.span.start !== offset) continue;
    while (held.node.kind === 'sequence') {
      const [only, more]: readonly DataNode[] = held.node.items;
      if (!only || more) return undefined;
      held = { node: only, holder: { kind: 'item' } };
    }
    return held.node.kind === 'mapping' ? { held: { ...held, node: held.node }, way, span: entry.span } : undefined;
  }
}

/** Whether text with templates stands anywhere in a node: to replace it is to replace an expression. */
export function holdsTemplate(node: DataNode): boolean {
  switch (node.kind) {
    case 'scalar':
      return node.type === 'string' && /(?:^|[^$])(?:\$\$)*\$\{|(?:^|[^%])(?:%%)*%\{/.test(node.text);
    case 'sequence':
      return node.items.some(holdsTemplate);
    case 'mapping':
      return node.entries.some((entry) => holdsTemplate(entry.value));
  }
}

/** Whether a place of the original text lies in the data source that a policy document is rendered from. */
export function isInPolicyDocument(blocks: readonly Block[], offset: number): boolean {
  return blocks.some(
    ({ type, labels, span }) => type === 'data' && labels[0]?.text === 'aws_iam_policy_document' && holds(span, offset),
  );
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}
