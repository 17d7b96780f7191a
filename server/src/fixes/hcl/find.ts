import type { Attribute, Block, Body, Expression, HclFile } from '../../syntax/hcl/ast';
import { childrenOf } from '../../syntax/hcl/walk';
import type { Span } from '../../text';

/** Where an expression stands: the blocks from the outermost in, the attribute, and the expressions from the outermost in. */
export interface ExpressionPlace {
  readonly blocks: readonly Block[];
  readonly attribute: Attribute;
  readonly chain: readonly Expression[];
}

/** The innermost attribute around an offset, with the expressions that enclose it. */
export function placeAt(file: HclFile, offset: number): ExpressionPlace | undefined {
  const blocks: Block[] = [];
  let body: Body = file.body;
  for (;;) {
    const item = body.items.find((candidate) => holds(candidate.span, offset));
    if (!item) return undefined;
    if (item.kind === 'block') {
      blocks.push(item);
      body = item.body;
      continue;
    }
    const chain: Expression[] = [];
    for (let at: Expression | undefined = item.value; at && holds(at.span, offset); ) {
      chain.push(at);
      at = childrenOf(at).find((child) => holds(child.span, offset));
    }
    return { blocks, attribute: item, chain };
  }
}

/** The block whose type keyword stands at an offset, and the block around it. */
export function blockStartingAt(file: HclFile, offset: number): { block: Block; parent: Block | undefined } | undefined {
  let parent: Block | undefined;
  let body: Body = file.body;
  for (;;) {
    const item = body.items.find((candidate) => candidate.kind === 'block' && holds(candidate.span, offset));
    if (item?.kind !== 'block') return undefined;
    if (item.span.start === offset) return { block: item, parent };
    parent = item;
    body = item.body;
  }
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}
