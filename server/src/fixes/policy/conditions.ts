import type { TextEdit } from '../../text';
import { span } from '../../text';
import { beginsLine, indentAt, lineBreakOf, lineEnd, lineStart } from '../layout';
import { unitOf } from './lists';
import type { WrittenStatement } from './statement';

/**
 * Adds a condition to a statement. @param value as an expression of the statement's notation
 * @returns undefined where the condition that is there cannot be added to
 */
export function addCondition(
  text: string,
  statement: WrittenStatement,
  operator: string,
  key: string,
  value: string,
): readonly TextEdit[] | undefined {
  const { elements, notation } = statement;
  const effect = elements.get('Effect') ?? [...elements.values()][0];
  if (!effect) return undefined;
  const unit = unitOf(text, effect);
  if (notation === 'block') return addBlock(text, statement, operator, key, value);
  const condition = elements.get('Condition');
  if (!condition) return addEntry(text, statement, elements, entryText(notation, ['Condition', operator, key], value), unit);
  const { map } = condition;
  if (!map || map.size === 0) return undefined;
  const there = map.get(operator);
  if (!there) return addEntry(text, statement, map, entryText(notation, [operator, key], value), unit);
  if (!there.map || there.map.size === 0 || [...there.map.keys()].some((name) => name.toLowerCase() === key.toLowerCase()))
    return undefined;
  return addEntry(text, statement, there.map, entryText(notation, [key], value), unit);
}

/** Writes an entry, on one line or on several below each other. */
type Entry = (indent: string | undefined, unit: string, lines: string) => string;

function entryText(notation: WrittenStatement['notation'], names: readonly string[], value: string): Entry {
  return (indent, unit, lines) => {
    const write = (depth: number): string => {
      const name = names[depth] ?? '';
      const isLast = depth === names.length - 1;
      const inner = `${indent ?? ''}${unit.repeat(depth + 1)}`;
      if (notation === 'indented') return `${name}:${isLast ? ` ${value}` : `${lines}${inner}${write(depth + 1)}`}`;
      const isWord = notation === 'object' && /^\w+$/.test(name);
      const key = `${isWord ? name : `"${name}"`}${notation === 'object' ? ' = ' : ': '}`;
      if (isLast) return `${key}${value}`;
      const nested = write(depth + 1);
      if (indent === undefined) return `${key}{ ${nested} }`;
      return `${key}{${lines}${inner}${nested}${lines}${indent}${unit.repeat(depth)}}`;
    };
    return write(0);
  };
}

function addEntry(
  text: string,
  { notation }: WrittenStatement,
  entries: ReadonlyMap<string, { readonly span: { readonly start: number; readonly end: number } }>,
  entry: Entry,
  unit: string,
): readonly TextEdit[] | undefined {
  const last = [...entries.values()].reduce((a, b) => (b.span.end > a.span.end ? b : a));
  const end = last.span.end;
  const lines = lineBreakOf(text);
  if (notation === 'indented') {
    const indent = ' '.repeat(last.span.start - lineStart(text, last.span.start));
    const at = lineEnd(text, end);
    return [{ span: span(at, at), newText: `${lines}${indent}${entry(indent, '  ', lines)}` }];
  }
  const rest = text.slice(end, lineEnd(text, end));
  if (!beginsLine(text, last.span.start) || !/^\s*,?\s*(?:(?:#|\/\/).*)?$/.test(rest))
    return [{ span: span(end, end), newText: `, ${entry(undefined, unit, lines)}` }];
  const indent = indentAt(text, last.span.start);
  const added = `${lines}${indent}${entry(indent, unit, lines)}`;
  const comma = rest.trimStart().startsWith(',') || notation === 'object' ? '' : ',';
  if (rest.trim() === '') return [{ span: span(end, end), newText: `${comma}${added}` }];
  const at = lineEnd(text, end);
  return [...(comma === '' ? [] : [{ span: span(end, end), newText: comma }]), { span: span(at, at), newText: added }];
}

function addBlock(text: string, { span: place }: WrittenStatement, operator: string, key: string, value: string) {
  const close = place.end - 1;
  if (text[close] !== '}' || !beginsLine(text, close)) return undefined;
  const outer = indentAt(text, close);
  const lines = lineBreakOf(text);
  const rows = [`test     = "${operator}"`, `variable = "${key}"`, `values   = [${value}]`];
  const body = rows.map((row) => `${outer}    ${row}${lines}`).join('');
  const at = lineStart(text, close);
  return [{ span: span(at, at), newText: `${lines}${outer}  condition {${lines}${body}${outer}  }${lines}` }];
}
