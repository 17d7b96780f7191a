import type { Block, Body, Expression, HclFile, ObjectItem, TemplatePart } from '../../server/src/syntax/hcl';

/**
 * The projection of a tree that `@cdktf/hcl2json` gives of a text: blocks as arrays under their labels, literals as JSON,
 * everything else as `${source}`. It has that tool's habits, so that the two can be compared; nothing else should use it.
 *
 * Throws `Unrepresentable` where the tool refuses a file that HashiCorp's parser accepts, because JSON has no room for it.
 */
export function hclToJson(text: string, file: HclFile): unknown {
  return body(text, file.body);
}

export class Unrepresentable extends Error {}

type Json = Record<string, unknown>;

function body(text: string, node: Body): Json {
  const out = map();
  for (const item of node.items) if (item.kind === 'block') block(text, item, out);
  for (const item of node.items) if (item.kind === 'attribute') out[item.name] = expression(text, item.value);
  return out;
}

function block(text: string, node: Block, into: Json): void {
  let out = into;
  let key = node.type;
  for (const label of node.labels) {
    const existing = out[key];
    if (Array.isArray(existing)) throw new Unrepresentable(`${node.type} with and without labels`);
    const next = (existing as Json | undefined) ?? map();
    out[key] = next;
    out = next;
    key = string(label.text);
  }
  const value = body(text, node.body);
  const existing = out[key];
  if (existing !== undefined && !Array.isArray(existing)) throw new Unrepresentable(`${node.type} with and without labels`);
  out[key] = [...(existing ?? []), value];
}

function expression(text: string, node: Expression): unknown {
  switch (node.kind) {
    case 'number':
    case 'bool':
      return node.value;
    case 'null':
      return null;
    case 'unary':
      return negated(text, node.operator, node.operand) ?? wrapped(text, node);
    case 'template': {
      const [only, second] = node.parts;
      if (only?.kind === 'interpolation' && !second) return expression(text, only.expression);
      return template(text, node.parts);
    }
    case 'tuple':
      return node.items.map((item) => expression(text, item));
    case 'object': {
      const out = map();
      for (const item of node.items) out[objectKey(text, item)] = expression(text, item.value);
      return out;
    }
    default:
      return wrapped(text, node);
  }
}

/** A literal with a sign is a value; one of the wrong type fails to evaluate. */
function negated(_text: string, operator: '-' | '!', operand: Expression): unknown {
  if (operand.kind === 'number' && operator === '-') return -operand.value;
  if (operand.kind === 'bool' && operator === '!') return !operand.value;
  if (operand.kind === 'number' || operand.kind === 'bool' || operand.kind === 'null')
    throw new Unrepresentable('sign of a wrong type');
  return undefined;
}

function objectKey(text: string, item: ObjectItem): string {
  let root = item.key;
  while (root.kind === 'get-attribute' || (root.kind === 'index' && isTraversalKey(root.key))) root = root.target;
  if (root.kind === 'variable') return source(text, item.key);
  return part(text, item.key);
}

function isTraversalKey(key: Expression): boolean {
  if (key.kind === 'template') return key.parts.every((p) => p.kind === 'literal');
  return key.kind === 'number' || key.kind === 'bool' || key.kind === 'null';
}

function template(text: string, parts: readonly TemplatePart[]): string {
  return parts.map((p) => templatePart(text, p)).join('');
}

function templatePart(text: string, node: TemplatePart): string {
  switch (node.kind) {
    case 'literal':
      return literal(node.value);
    case 'interpolation':
      return part(text, node.expression);
    case 'if': {
      const otherwise = template(text, node.otherwise);
      const rest = otherwise === '' ? '' : `%{else}${otherwise}`;
      return `%{if ${source(text, node.condition)}}${template(text, node.then)}${rest}%{endif}`;
    }
    case 'for': {
      const names = node.keyName === undefined ? node.valueName : `${node.keyName}, ${node.valueName}`;
      return `%{for ${names} in ${source(text, node.collection)}}${template(text, node.body)}%{endfor}`;
    }
  }
}

/** An expression inside of a string. */
function part(text: string, node: Expression): string {
  switch (node.kind) {
    case 'number':
      return decimal(node.raw);
    case 'bool':
      return String(node.value);
    case 'null':
      return 'null';
    case 'template':
      return template(text, node.parts);
    case 'conditional': {
      const otherwise = part(text, node.otherwise);
      const rest = otherwise === '' ? '' : `%{else}${otherwise}`;
      return `%{if ${source(text, node.condition)}}${part(text, node.then)}${rest}%{endif}`;
    }
    default:
      return wrapped(text, node);
  }
}

function wrapped(text: string, node: Expression): string {
  return `\${${source(text, node)}}`;
}

function source(text: string, node: Expression): string {
  return wellFormed(text.slice(node.span.start, node.span.end));
}

/** Text as HCL would have it written again. */
function literal(value: string): string {
  return string(value).replace(/[$%]\{/g, (opener) => `${opener[0]}${opener}`);
}

/** HCL keeps strings in Unicode's normal form C; what is no character is replaced on the way into the tool. */
function string(value: string): string {
  return wellFormed(value).normalize('NFC');
}

function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}

/** A number written out without an exponent, which is how HCL turns one into a string. */
function decimal(raw: string): string {
  const [mantissa = '0', exponent = '0'] = raw.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent);
  const digits = whole + fraction;
  if (/^0*$/.test(digits)) return '0';
  if (Math.abs(shift) > 5000) throw new Unrepresentable('number too long to write out');
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(at).replace(/0+$/, '');
  return rest === '' ? integer : `${integer}.${rest}`;
}

function map(): Json {
  return Object.create(null) as Json;
}
