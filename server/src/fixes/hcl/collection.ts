import type { Literal } from '../../resources';
import type { Expression, ObjectExpression, TupleExpression } from '../../syntax/hcl/ast';
import { beginsLine, breaksBetween, indentAt, lineEnd, skipBack, wholeLines } from '../layout';
import { nest, sameLiteral } from '../literal';
import { type Edits, type Outcome, refuse } from '../result';
import { isWritten, literalOf, renderHcl, renderHclInline, renderKey, says } from './literal';
import type { HclSource } from './source';

type Path = readonly (string | number)[];

/** Sets what stands at a path inside of an expression; an empty path is the expression itself. Missing keys are made. */
export function setInExpression(source: HclSource, expression: Expression, path: Path, value: Literal): Outcome {
  const target = unwrap(expression);
  const [step, ...rest] = path;
  if (step === undefined || target.kind === 'null') {
    const wanted = nest(path, value);
    if (wanted === undefined) return refuse('The list has no such element: change it by hand.');
    if (says(source, expression, wanted)) return [];
    if (!isWritten(expression)) return { elsewhere: expression.span };
    return [{ span: expression.span, newText: renderHcl(wanted, indentAt(source.text, expression.span.start), source.unit) }];
  }
  if (typeof step === 'number') {
    if (target.kind !== 'tuple') return { elsewhere: expression.span };
    const item = target.items[step];
    return item ? setInExpression(source, item, rest, value) : refuse('The list has no such element: change it by hand.');
  }
  if (target.kind !== 'object') return { elsewhere: expression.span };
  const item = target.items.find((candidate) => candidate.literalKey === step);
  if (item) return setInExpression(source, item.value, rest, value);
  if (target.items.some((candidate) => candidate.literalKey === undefined)) {
    return refuse(`A computed key of the object may be ${step}: change it by hand.`);
  }
  const wanted = nest(rest, value);
  return wanted === undefined ? refuse('The list has no such element: change it by hand.') : addKey(source, target, step, wanted);
}

export function appendInExpression(source: HclSource, expression: Expression, path: Path, value: Literal): Outcome {
  const target = unwrap(expression);
  const [step, ...rest] = path;
  if (target.kind === 'null') return setInExpression(source, expression, path, [value]);
  if (step === undefined) {
    if (target.kind !== 'tuple') return { elsewhere: expression.span };
    return target.items.some((item) => sameLiteral(literalOf(item), value)) ? [] : addElement(source, target, value);
  }
  if (typeof step === 'number') {
    if (target.kind !== 'tuple') return { elsewhere: expression.span };
    const item = target.items[step];
    return item ? appendInExpression(source, item, rest, value) : refuse('The list has no such element: change it by hand.');
  }
  if (target.kind !== 'object') return { elsewhere: expression.span };
  const item = target.items.find((candidate) => candidate.literalKey === step);
  return item ? appendInExpression(source, item.value, rest, value) : setInExpression(source, expression, path, [value]);
}

export function removeInExpression(source: HclSource, expression: Expression, path: Path): Outcome {
  const target = unwrap(expression);
  const [step, ...rest] = path;
  if (step === undefined) return refuse('There is nothing to remove.');
  if (typeof step === 'number') {
    if (target.kind !== 'tuple') return { elsewhere: expression.span };
    const item = target.items[step];
    if (!item) return [];
    return rest.length > 0 ? removeInExpression(source, item, rest) : removeMember(source, target, step);
  }
  if (target.kind !== 'object') return { elsewhere: expression.span };
  const index = target.items.findIndex((candidate) => candidate.literalKey === step);
  const item = target.items[index];
  if (!item) return [];
  return rest.length > 0 ? removeInExpression(source, item.value, rest) : removeMember(source, target, index);
}

export function unwrap(expression: Expression): Expression {
  return expression.kind === 'parentheses' ? unwrap(expression.expression) : expression;
}

/** Adds a key at the end of an object, in the way its other keys are written. */
export function addKey(source: HclSource, object: ObjectExpression, key: string, value: Literal): Edits {
  const { text } = source;
  const last = object.items[object.items.length - 1];
  if (!last) {
    const outer = indentAt(text, object.span.start);
    const inner = outer + source.unit;
    const item = `${inner}${renderKey(key)} = ${renderHcl(value, inner, source.unit)}`;
    return fillEmpty(text, object.span, item, outer);
  }
  const quoted = object.items.every(({ key: written }) => written.kind === 'template');
  const colon = /^\s*:/.test(text.slice(last.key.span.end, last.value.span.start));
  const name = `${renderKey(key, quoted)}${colon ? ' : ' : ' = '}`;
  return addAfter(source, object, last.span, (indent) =>
    indent === undefined ? name + renderHclInline(value) : name + renderHcl(value, indent, source.unit),
  );
}

function addElement(source: HclSource, tuple: TupleExpression, value: Literal): Edits {
  const { text } = source;
  const last = tuple.items[tuple.items.length - 1];
  if (!last) {
    const outer = indentAt(text, tuple.span.start);
    const inner = outer + source.unit;
    const onOneLine = breaksBetween(text, tuple.span.start, tuple.span.end) === 0;
    if (onOneLine) return [{ span: { start: tuple.span.start + 1, end: tuple.span.end - 1 }, newText: renderHclInline(value) }];
    return fillEmpty(text, tuple.span, `${inner}${renderHcl(value, inner, source.unit)},`, outer);
  }
  return addAfter(source, tuple, last.span, (indent) =>
    indent === undefined ? renderHclInline(value) : renderHcl(value, indent, source.unit),
  );
}

/** Puts the first member between brackets; comments that stand there stay above it. */
function fillEmpty(text: string, span: { start: number; end: number }, item: string, outer: string): Edits {
  const close = span.end - 1;
  const inside = skipBack(text, close);
  return [{ span: { start: Math.max(inside, span.start + 1), end: close }, newText: `\n${item}\n${outer}` }];
}

/**
 * Adds a member after the last one: on a line of its own where the last one has one, else on the same line. `render` gets the
 * indentation of that line, or undefined.
 */
function addAfter(
  source: HclSource,
  collection: ObjectExpression | TupleExpression,
  last: { start: number; end: number },
  render: (indent: string | undefined) => string,
): Edits {
  const { text } = source;
  const comma = commaAfter(text, last.end, collection.span.end - 1);
  const end = comma === undefined ? last.end : comma + 1;
  if (!beginsLine(text, last.start) || breaksBetween(text, last.end, collection.span.end) === 0) {
    const lead = comma === undefined ? ', ' : ' ';
    return [{ span: { start: end, end }, newText: `${lead}${render(undefined)}${comma === undefined ? '' : ','}` }];
  }
  const indent = indentAt(text, last.start);
  const at = Math.max(end, lineEnd(text, end));
  // Objects may do without commas; in tuples each element but the last needs one.
  const spare = collection.kind === 'object' && comma === undefined && !hasCommas(text, collection);
  const item = `\n${indent}${render(indent)}${comma === undefined ? '' : ','}`;
  if (comma !== undefined || spare) return [{ span: { start: at, end: at }, newText: item }];
  if (at === end) return [{ span: { start: at, end: at }, newText: `,${item}` }];
  return [
    { span: { start: end, end }, newText: ',' },
    { span: { start: at, end: at }, newText: item },
  ];
}

function hasCommas(text: string, object: ObjectExpression): boolean {
  return object.items.slice(0, -1).some((item) => commaAfter(text, item.span.end, object.span.end - 1) !== undefined);
}

/** The offset of the comma that follows a member, over white space and comments. */
function commaAfter(text: string, offset: number, limit: number): number | undefined {
  let at = offset;
  while (at < limit) {
    const c = text[at];
    if (c === ',') return at;
    if (c === '#' || (c === '/' && text[at + 1] === '/')) at = lineEnd(text, at);
    else if (c === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return undefined;
      at = end + 2;
    } else if (c === ' ' || c === '\t' || c === '\r' || c === '\n') at++;
    else return undefined;
  }
  return undefined;
}

/** Removes one member with its comma, and with its line where it has one to itself. */
function removeMember(source: HclSource, collection: ObjectExpression | TupleExpression, index: number): Edits {
  const { text } = source;
  const spans = collection.items.map((item) => item.span);
  const own = spans[index];
  if (!own) return [];
  const previous = spans[index - 1];
  const next = spans[index + 1];
  const limit = collection.span.end - 1;
  const comma = commaAfter(text, own.end, next?.start ?? limit);
  const end = comma === undefined ? own.end : comma + 1;
  if (ownsLines(text, own.start, end)) {
    const edits = [{ span: wholeLines(text, own.start, end), newText: '' }];
    const before = !next && previous && comma === undefined ? commaAfter(text, previous.end, own.start) : undefined;
    if (before !== undefined) edits.unshift({ span: { start: before, end: before + 1 }, newText: '' });
    return edits;
  }
  if (next) return [{ span: { start: own.start, end: next.start }, newText: '' }];
  if (previous) return [{ span: { start: previous.end, end: own.end }, newText: '' }];
  return [{ span: { start: collection.span.start + 1, end: limit }, newText: '' }];
}

/** Whether nothing but a comment shares the lines from `start` to `end`. */
function ownsLines(text: string, start: number, end: number): boolean {
  const rest = text.slice(end, lineEnd(text, end)).trim();
  return beginsLine(text, start) && (rest === '' || rest.startsWith('#') || rest.startsWith('//'));
}
