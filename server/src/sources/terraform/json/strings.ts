import type { ScalarNode } from '../../../syntax/data';
import type { Span } from '../../../text';

/** Parses a text that begins at an offset of its document into something whose spans count from the document's start. */
type Parse<T> = (text: string, offset: number) => T;

/**
 * Parses what a JSON string says; every span of the result, however deep, is that of the characters in the document. Where the
 * string's escapes cannot be followed, it is the whole string's.
 * @param source the whole document
 */
export function parseInString<T extends object>(node: ScalarNode, source: string, parse: Parse<T>): T {
  const inside = node.span.start + 1;
  if (node.exact) return parse(node.text, inside);
  const offsets = offsetsOf(source.slice(inside, Math.max(inside, node.span.end - 1)), node.text);
  const move = (span: Span): Span => {
    const start = offsets?.[span.start];
    const end = offsets?.[span.end];
    return start === undefined || end === undefined ? node.span : { start: inside + start, end: inside + end };
  };
  return moved(parse(node.text, 0), move);
}

/** Where each character of a decoded string begins between its quotes, and where the last one ends. */
function offsetsOf(raw: string, decoded: string): readonly number[] | undefined {
  const offsets: number[] = [];
  let at = 0;
  for (let i = 0; i < decoded.length; i++) {
    offsets.push(at);
    const isEscape = raw[at] === '\\';
    const said = isEscape ? escaped(raw, at) : raw[at];
    if (said !== decoded[i]) return undefined;
    at += !isEscape ? 1 : raw[at + 1] === 'u' ? 6 : 2;
  }
  offsets.push(at);
  return at === raw.length ? offsets : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function escaped(raw: string, at: number): string {
  const letter = raw[at + 1] ?? '';
  return letter === 'u' ? String.fromCharCode(Number.parseInt(raw.slice(at + 2, at + 6), 16)) : (ESCAPES[letter] ?? letter);
}

/** A copy of a tree with all of its spans moved. */
function moved<T>(node: T, move: (span: Span) => Span): T {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item: unknown) => moved(item, move)) as T;
  if (isSpan(node)) return move(node) as T;
  return Object.fromEntries(Object.entries(node).map(([key, value]: [string, unknown]) => [key, moved(value, move)])) as T;
}

function isSpan(node: object): node is Span {
  const { start, end } = node as Partial<Span>;
  return typeof start === 'number' && typeof end === 'number' && Object.keys(node).length === 2;
}
