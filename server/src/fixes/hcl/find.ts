import type { Attribute, Block, Body, Expression, HclFile, ObjectItem } from '../../syntax/hcl/ast';
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

/** The expressions directly inside of an expression, keys of objects included, in the order of the text. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'template':
      return expression.parts.flatMap(partExpressions);
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.items.flatMap((item: ObjectItem) => [item.key, item.value]);
    case 'get-attribute':
      return [expression.target];
    case 'index':
      return [expression.target, expression.key];
    case 'splat':
      return [expression.target, ...expression.each.flatMap((step) => (step.kind === 'index' ? [step.key] : []))];
    case 'call':
      return expression.args;
    case 'conditional':
      return [expression.condition, expression.then, expression.otherwise];
    case 'binary':
      return [expression.left, expression.right];
    case 'unary':
      return [expression.operand];
    case 'for-tuple':
      return [expression.collection, expression.value, ...(expression.condition ? [expression.condition] : [])];
    case 'for-object':
      return [expression.collection, expression.key, expression.value, ...(expression.condition ? [expression.condition] : [])];
    case 'parentheses':
      return [expression.expression];
    default:
      return [];
  }
}

type Part = Extract<Expression, { kind: 'template' }>['parts'][number];

function partExpressions(part: Part): readonly Expression[] {
  switch (part.kind) {
    case 'literal':
      return [];
    case 'interpolation':
      return [part.expression];
    case 'if':
      return [part.condition, ...part.then.flatMap(partExpressions), ...part.otherwise.flatMap(partExpressions)];
    case 'for':
      return [part.collection, ...part.body.flatMap(partExpressions)];
  }
}

/** Calls back for every expression of a body, however deep. */
export function everyExpression(body: Body, visit: (expression: Expression) => void): void {
  const walk = (expression: Expression) => {
    visit(expression);
    for (const child of childrenOf(expression)) walk(child);
  };
  for (const item of body.items) {
    if (item.kind === 'attribute') walk(item.value);
    else everyExpression(item.body, visit);
  }
}
