import type { Attribute, Block, Body, Expression, ObjectItem } from '../../syntax/hcl/ast';
import { childrenOf } from '../../syntax/hcl/walk';
import { covers, type Span } from '../../text';

/** What is evaluated at a place of a text. */
export type Target = Shown & (VariableTarget | ExpressionTarget);

interface Shown {
  readonly span: Span;
  /** What it is a part of: the attribute, the name of the variable. */
  readonly whole: Span;
  /** Whose value it is, and what it refers to. */
  readonly names: readonly string[];
}
/** The name of a variable, where it is declared. */
interface VariableTarget {
  readonly kind: 'variable';
  readonly name: string;
}
interface ExpressionTarget {
  readonly kind: 'expression';
  /** The blocks that lead to it, from the top-level one in. */
  readonly blocks: readonly Block[];
  readonly attribute: Attribute;
  readonly expression: Expression;
}

/** The innermost expression at an offset that has a value which its text does not say itself. */
export function targetAt(body: Body, offset: number): Target | undefined {
  return inBody(body, offset, []);
}

function inBody(body: Body, offset: number, blocks: readonly Block[]): Target | undefined {
  for (const item of body.items) {
    if (!covers(item.span, offset)) continue;
    if (item.kind === 'attribute') return inAttribute(item, offset, blocks);
    const [label] = item.labels;
    if (blocks.length === 0 && item.type === 'variable' && label && covers(label.span, offset))
      return { kind: 'variable', name: label.text, span: label.span, whole: label.span, names: [label.text] };
    return NAMES_ONLY.has(item.type) ? undefined : inBody(item.body, offset, [...blocks, item]);
  }
  return undefined;
}

/** Blocks in which names of resources stand that are no values. */
const NAMES_ONLY: ReadonlySet<string> = new Set(['lifecycle', 'moved', 'import', 'removed', 'terraform']);

function inAttribute(attribute: Attribute, offset: number, blocks: readonly Block[]): Target | undefined {
  if (isNameOnly(attribute, blocks)) return undefined;
  const { name, nameSpan, value } = attribute;
  const [top] = blocks;
  const isDeclared = blocks.length === 1 && (top?.type === 'variable' || top?.type === 'output');
  const names = [...(isDeclared ? top.labels.map(({ text }) => text) : []), name];
  const found = covers(nameSpan, offset)
    ? { expression: value, span: nameSpan, names }
    : covers(value.span, offset)
      ? innermost(value, offset, names)
      : undefined;
  if (!found || saysItself(found.expression)) return undefined;
  const all = [...found.names, ...namesIn(found.expression)];
  return {
    kind: 'expression',
    blocks,
    attribute,
    expression: found.expression,
    span: found.span,
    whole: attribute.span,
    names: all,
  };
}

function isNameOnly({ name }: Attribute, blocks: readonly Block[]): boolean {
  const [top] = blocks;
  if (name === 'depends_on' || name === 'providers') return true;
  if (name === 'type' && top?.type === 'variable') return true;
  if (name === 'provider' && blocks.length === 1) return true;
  return name === 'iterator' && blocks.at(-1)?.type === 'dynamic';
}

interface Found {
  readonly expression: Expression;
  readonly span: Span;
  readonly names: readonly string[];
}

/** A traversal is taken whole (`var.a.b`), and what stands in a `for` with it: its variable has no one value. */
function innermost(expression: Expression, offset: number, names: readonly string[]): Found {
  const own = { expression, span: expression.span, names };
  if (expression.kind === 'get-attribute' || expression.kind === 'index' || expression.kind === 'splat')
    return inTraversal(expression, offset, names) ?? own;
  if (expression.kind === 'template' && expression.parts.some((part) => part.kind === 'for' && covers(part.span, offset)))
    return own;
  if (expression.kind === 'object') {
    const item = expression.items.find((each) => covers(each.span, offset));
    return item ? inItem(item, offset, names) : own;
  }
  const child = childrenOf(expression).find((each) => covers(each.span, offset));
  if (!child) return own;
  const isFor = expression.kind === 'for-tuple' || expression.kind === 'for-object';
  if (isFor && child !== expression.collection) return own;
  return innermost(child, offset, names);
}

/** A key stands for its value; a key that is computed, for itself. */
function inItem({ key, literalKey, value }: ObjectItem, offset: number, names: readonly string[]): Found {
  const inner = literalKey === undefined ? names : [literalKey];
  if (!covers(key.span, offset)) return innermost(value, offset, inner);
  return literalKey === undefined ? innermost(key, offset, names) : { expression: value, span: key.span, names: inner };
}

/** What stands in the brackets of a traversal, or what it begins with where that is no name. */
function inTraversal(expression: Expression, offset: number, names: readonly string[]): Found | undefined {
  let at = expression;
  for (;;) {
    if (at.kind === 'get-attribute') at = at.target;
    else if (at.kind === 'index') {
      if (covers(at.key.span, offset)) return saysItself(at.key) ? undefined : innermost(at.key, offset, names);
      at = at.target;
    } else if (at.kind === 'splat') {
      const key = at.each.flatMap((step) => (step.kind === 'index' ? [step.key] : [])).find((each) => covers(each.span, offset));
      if (key) return saysItself(key) ? undefined : innermost(key, offset, names);
      at = at.target;
    } else break;
  }
  return at.kind !== 'variable' && covers(at.span, offset) ? innermost(at, offset, names) : undefined;
}

/** The names behind the root of a traversal: all of them where they are the author's own, of a resource the last one. */
function namesIn(expression: Expression): readonly string[] {
  const names: string[] = [];
  let at = expression;
  for (;;) {
    if (at.kind === 'get-attribute') {
      names.unshift(at.name);
      at = at.target;
    } else if (at.kind === 'index') {
      if (at.key.kind === 'template' && at.key.parts[0]?.kind === 'literal') names.unshift(at.key.parts[0].value);
      at = at.target;
    } else if (at.kind === 'splat') {
      for (const step of [...at.each].reverse()) if (step.kind === 'get-attribute') names.unshift(step.name);
      at = at.target;
    } else break;
  }
  const isOwn = at.kind === 'variable' && (at.name === 'var' || at.name === 'local');
  return isOwn ? names : names.slice(-1);
}

/** Nothing in it has to be evaluated. */
function saysItself(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'missing':
      return true;
    case 'template':
      return expression.parts.every((part) => part.kind === 'literal');
    case 'tuple':
      return expression.items.every(saysItself);
    case 'object':
      return expression.items.every(({ literalKey, value }) => literalKey !== undefined && saysItself(value));
    case 'unary':
      return saysItself(expression.operand);
    case 'parentheses':
      return saysItself(expression.expression);
    default:
      return false;
  }
}
