import type { Literal } from '../../resources';
import type { Expression } from '../../syntax/hcl/ast';
import { documentOf, isList, membersOf, referenceOf, sameLiteral } from '../literal';

/**
 * HCL for a value. Lists of scalars stand on one line, objects over several. Lines are broken by `\n`; all but the first begin
 * with `indent`. The `=` of an object's items is not aligned yet: `align` does so for whole texts.
 */
export function renderHcl(value: Literal, indent: string, unit: string): string {
  const reference = referenceOf(value);
  if (reference !== undefined) return reference;
  const document = documentOf(value);
  if (document !== undefined) return `jsonencode(${renderHcl(document, indent, unit)})`;
  if (value === null) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const inner = indent + unit;
  if (isList(value)) {
    const nested = value.some((item) => isList(item) || membersOf(item) !== undefined);
    if (!nested) return `[${value.map((item) => renderHcl(item, indent, unit)).join(', ')}]`;
    return `[\n${value.map((item) => `${inner}${renderHcl(item, inner, unit)},\n`).join('')}${indent}]`;
  }
  const entries = Object.entries(membersOf(value) ?? {});
  if (entries.length === 0) return '{}';
  return `{\n${entries.map(([key, item]) => `${inner}${renderKey(key)} = ${renderHcl(item, inner, unit)}\n`).join('')}${indent}}`;
}

/** The same on one line, as in `{ a = 1, b = [2] }`. */
export function renderHclInline(value: Literal): string {
  if (isList(value)) return `[${value.map(renderHclInline).join(', ')}]`;
  const members = membersOf(value);
  if (!members) return renderHcl(value, '', '');
  const entries = Object.entries(members);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, item]) => `${renderKey(key)} = ${renderHclInline(item)}`).join(', ')} }`;
}

export function renderKey(key: string, quoted = false): string {
  return !quoted && /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key) && !KEYWORDS.has(key) ? key : quote(key);
}

/** Bare, these would be read as a value or open a `for`. */
const KEYWORDS: ReadonlySet<string> = new Set(['for', 'null', 'true', 'false']);

export function quote(text: string): string {
  return `"${escapeQuoted(text)}"`;
}

/** The inside of a quoted template that stands for the text. */
export function escapeQuoted(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/[$%](?=\{)/g, '$&$&');
}

/** Whether the expression is the value itself: replacing it changes nothing but this value. */
export function isWritten(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'tuple':
    case 'object':
    case 'missing':
      return true;
    case 'template':
      return expression.parts.every((part) => part.kind === 'literal');
    case 'unary':
      return isWritten(expression.operand);
    case 'parentheses':
      return isWritten(expression.expression);
    case 'call':
      return expression.name === 'jsonencode' && expression.args.every(isWritten);
    default:
      return false;
  }
}

/** The value of an expression that is wholly written out; undefined when any part of it is not. */
export function literalOf(expression: Expression): Literal | undefined {
  switch (expression.kind) {
    case 'number':
    case 'bool':
      return expression.value;
    case 'null':
      return null;
    case 'template':
      return templateText(expression);
    case 'unary': {
      const operand = literalOf(expression.operand);
      return expression.operator === '-' && typeof operand === 'number' ? -operand : undefined;
    }
    case 'parentheses':
      return literalOf(expression.expression);
    case 'tuple': {
      const items: Literal[] = [];
      for (const item of expression.items) {
        const value = literalOf(item);
        if (value === undefined) return undefined;
        items.push(value);
      }
      return items;
    }
    case 'object': {
      const members: Record<string, Literal> = {};
      for (const item of expression.items) {
        const value = literalOf(item.value);
        if (value === undefined || item.literalKey === undefined) return undefined;
        members[item.literalKey] = value;
      }
      return members;
    }
    default:
      return undefined;
  }
}

function templateText(expression: Extract<Expression, { kind: 'template' }>): string | undefined {
  let text = '';
  for (const part of expression.parts) {
    if (part.kind !== 'literal') return undefined;
    text += part.value;
  }
  return text;
}

/** Whether the expression is a value already, or the very reference. */
export function says(source: { readonly text: string }, expression: Expression, value: Literal): boolean {
  const reference = referenceOf(value);
  if (reference !== undefined) return source.text.slice(expression.span.start, expression.span.end) === reference;
  const document = documentOf(value);
  if (document === undefined) return sameLiteral(literalOf(expression), value);
  const [argument] = expression.kind === 'call' && expression.name === 'jsonencode' ? expression.args : [];
  return argument !== undefined && sameLiteral(literalOf(argument), document);
}
