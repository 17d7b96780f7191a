import type { Expression, TemplateExpression, TemplatePart } from '../../syntax/hcl/ast';
import { type Origin, stringValue, type TextValue, unknown, type Value } from '../../values';
import { eachElement } from './collections';
import { type Context, type Evaluating, originOf, within } from './context';
import { convert, invalid, isInvalid } from './convert';
import { encodedText } from './json-text';
import { toTruth } from './operators';
import { findInvalid, oneOf } from './partial';
import { refusedAs } from './types';
import { normalised } from './unicode';

const longestText = 1_000_000;
const mostCombinations = 8;
/** A loop that makes more is not followed. */
const mostPieces = 50_000;

/** A template's text as far as it is known. A template that is one interpolation is the value itself, of any type. */
export function evaluateTemplate(template: TemplateExpression, context: Context, evaluating: Evaluating): Value {
  const [only] = template.parts;
  const origin = originOf(context, template.span);
  if (template.parts.length === 0) return stringValue('', origin);
  if (template.parts.length === 1 && only?.kind === 'literal') {
    evaluating.documents.note(context.uri, template, [only.value]);
    return stringValue(normalised(only.value), origin);
  }
  if (template.parts.length === 1 && only?.kind === 'interpolation') return evaluating.evaluate(only.expression, context);
  const pieces = evaluateParts(template.parts, context, evaluating, origin);
  evaluating.documents.note(context.uri, template, pieces);
  return joinText(pieces, origin);
}

function evaluateParts(
  parts: readonly TemplatePart[],
  context: Context,
  evaluating: Evaluating,
  origin: Origin,
): (string | Value)[] {
  const out: (string | Value)[] = [];
  for (const part of parts) {
    if (!evaluating.budget.spend()) {
      out.push(unknown({ kind: 'limit', what: 'evaluation' }, origin));
      break;
    }
    switch (part.kind) {
      case 'literal':
        out.push(part.value);
        break;
      case 'interpolation':
        out.push(evaluating.evaluate(part.expression, context));
        break;
      case 'if':
        out.push(...evaluateIf(part, context, evaluating, origin));
        break;
      case 'for':
        out.push(...evaluateFor(part, part.collection, context, evaluating, origin));
        break;
    }
  }
  return out;
}

function evaluateIf(
  part: Extract<TemplatePart, { kind: 'if' }>,
  context: Context,
  evaluating: Evaluating,
  origin: Origin,
): (string | Value)[] {
  const condition = evaluating.evaluate(part.condition, context);
  const truth = toTruth(condition);
  if (truth === undefined) return [invalid('a condition is true or false', origin)];
  const branch = (parts: readonly TemplatePart[]) => evaluateParts(parts, context, evaluating, origin);
  if (truth !== 'unknown') return branch(truth ? part.then : part.otherwise);
  return [oneOf([joinText(branch(part.then), origin), joinText(branch(part.otherwise), origin)], origin)];
}

function evaluateFor(
  part: Extract<TemplatePart, { kind: 'for' }>,
  collection: Expression,
  context: Context,
  evaluating: Evaluating,
  origin: Origin,
): (string | Value)[] {
  const looped = evaluating.evaluate(collection, context);
  const broken = findInvalid(looped);
  if (broken) return [broken];
  const elements = eachElement(looped, evaluating, origin);
  if (elements.kind === 'refused') return [elements.value];
  const out: (string | Value)[] = [];
  for (const element of elements.items) {
    if (out.length > mostPieces) return [...out.slice(0, 1), unknown({ kind: 'limit', what: 'length of a text' }, origin)];
    const names = new Map([[part.valueName, element.value]]);
    if (part.keyName !== undefined) names.set(part.keyName, element.key);
    const text = evaluateParts(part.body, within(context, names), evaluating, origin);
    if (element.member === true) out.push(...text);
    else out.push(unknown({ kind: 'undecided', what: 'the items of a list' }, origin));
  }
  if (elements.rest) out.push(elements.rest);
  return out;
}

/**
 * Pieces of text, put together: a string where all are known, else a text. A few possibilities of single pieces become
 * possibilities of the whole.
 */
export function joinText(pieces: readonly (string | Value)[], origin: Origin): Value {
  const open = pieces.filter(
    (piece): piece is Extract<Value, { kind: 'oneOf' }> => typeof piece !== 'string' && piece.kind === 'oneOf',
  );
  const combinations = open.reduce((product, piece) => product * piece.choices.length, 1);
  if (open.length > 0 && combinations <= mostCombinations) {
    let rows: (string | Value)[][] = [[]];
    for (const piece of pieces) {
      const choices = typeof piece !== 'string' && piece.kind === 'oneOf' ? piece.choices : [piece];
      rows = rows.flatMap((row) => choices.map((choice) => [...row, choice]));
    }
    return oneOf(
      rows.map((row) => joinPieces(row, origin)),
      origin,
    );
  }
  return joinPieces(pieces, origin);
}

function joinPieces(pieces: readonly (string | Value)[], origin: Origin): Value {
  const parts: (string | Value)[] = [];
  let length = 0;
  let sensitive = false;
  let known = true;
  const append = (text: string) => {
    length += text.length;
    const last = parts[parts.length - 1];
    if (typeof last === 'string') parts[parts.length - 1] = last + text;
    else if (text !== '') parts.push(text);
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      append(piece);
    } else {
      if (piece.sensitive) sensitive = true;
      const text = convert(piece, 'string');
      if (isInvalid(text)) return refusedAs(text, 'string');
      if (text.kind === 'absent') return refusedAs(invalid('null has no text', origin), 'string');
      const rendered = text.kind === 'encoded' ? encodedText(text) : undefined;
      if (text.kind === 'string') {
        append(text.value);
      } else if (rendered !== undefined) {
        append(rendered);
      } else if (text.kind === 'text') {
        for (const inner of text.parts) {
          if (typeof inner === 'string') append(inner);
          else parts.push(inner);
        }
        known = false;
      } else {
        parts.push(text);
        known = false;
      }
    }
    if (length > longestText || parts.length > 10_000) return unknown({ kind: 'limit', what: 'length of a text' }, origin);
  }
  const mark = sensitive ? { sensitive: true as const } : {};
  if (known) {
    const [text = ''] = parts;
    return { kind: 'string', value: typeof text === 'string' ? normalised(text) : '', origin, ...mark };
  }
  const value: TextValue = { kind: 'text', parts, origin, ...mark };
  return value;
}
