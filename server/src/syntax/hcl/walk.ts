import type { Body, Expression, ObjectItem } from './ast';

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

/** Calls back for an expression and every one inside of it. */
export function expressionsIn(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of childrenOf(expression)) expressionsIn(child, visit);
}

/** Calls back for every expression of a body, however deep. */
export function everyExpression(body: Body, visit: (expression: Expression) => void): void {
  for (const item of body.items) {
    if (item.kind === 'attribute') expressionsIn(item.value, visit);
    else everyExpression(item.body, visit);
  }
}
