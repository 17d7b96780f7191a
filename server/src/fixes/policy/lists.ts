import { type Span, span, type TextEdit } from '../../text';
import { beginsLine, indentAt, lineBreakOf, lineStart } from '../layout';
import type { WrittenElement, WrittenItem, WrittenList, WrittenStatement } from './statement';

/** The longest line that a list is written on. */
const WIDTH = 120;

/** Puts words in the place of one item of a list, in the list's own layout, quoted as it is, or as code. At least one word. */
export function replaceItem(
  text: string,
  { notation }: WrittenStatement,
  element: WrittenElement,
  list: WrittenList,
  item: WrittenItem,
  words: readonly string[],
  as: 'word' | 'code' = 'word',
): TextEdit {
  const written = as === 'code' ? words : words.map((word) => quoted(word, text[item.span.start]));
  const lines = lineBreakOf(text);
  const [first = ''] = written;
  if (written.length === 1) return { span: item.span, newText: first };
  if (list.indented) {
    const column = ' '.repeat(text.lastIndexOf('-', item.span.start) - lineStart(text, item.span.start));
    return { span: item.span, newText: written.join(`${lines}${column}- `) };
  }
  if (!list.isList && notation === 'indented') {
    const column = `${' '.repeat(element.key.start - lineStart(text, element.key.start))}  `;
    const gap = text.slice(element.key.end, list.span.start);
    const from = element.key.end + gap.indexOf(':') + 1;
    return { span: span(from, list.span.end), newText: written.map((one) => `${lines}${column}- ${one}`).join('') };
  }
  if (list.isList && beginsLine(text, item.span.start))
    return { span: item.span, newText: written.join(`,${lines}${indentAt(text, item.span.start)}`) };
  const inline = written.join(', ');
  const lineLength = list.span.end - lineStart(text, list.span.start) + inline.length - (item.span.end - item.span.start);
  if (lineLength <= WIDTH || notation === 'indented') return { span: item.span, newText: list.isList ? inline : `[${inline}]` };
  const all = list.items.flatMap((one) => (one === item ? written : [text.slice(one.span.start, one.span.end)]));
  const outer = indentAt(text, list.span.start);
  const inner = `${outer}${unitOf(text, element)}`;
  return { span: list.span, newText: `[${lines}${inner}${all.join(`,${lines}${inner}`)}${lines}${outer}]` };
}

/** What one level of the text is indented by. */
export function unitOf(text: string, element: WrittenElement): string {
  const own = indentAt(text, element.key.start);
  if (own.startsWith('\t')) return '\t';
  return own.length > 0 && own.length % 4 === 0 && /^ {4}\S/m.test(text) && !/^ {2}\S/m.test(text) ? '    ' : '  ';
}

function quoted(word: string, mark: string | undefined): string {
  if (mark === '"' || mark === "'") return `${mark}${word}${mark}`;
  return word;
}

/** Whether the list holds nothing between its items but commas, dashes and space: comments would lose what they speak of. */
export function isPlain(text: string, list: WrittenList): boolean {
  let at = list.span.start;
  for (const { span: place } of list.items) {
    if (!/^[\s,[-]*$/.test(text.slice(at, place.start))) return false;
    at = place.end;
  }
  return /^[\s,\]]*$/.test(text.slice(at, list.span.end));
}

/**
 * The list with these of its items, in this order and at least one, in the places of the first ones. It must be plain.
 * @returns the text for `list.span`
 */
export function withItems(text: string, list: WrittenList, items: readonly WrittenItem[]): string {
  const places = list.items.map((item) => item.span);
  const last = places.at(-1);
  let out = '';
  let at = list.span.start;
  items.forEach((item, index) => {
    const place: Span | undefined = places[index];
    if (!place) return;
    out += text.slice(at, place.start) + text.slice(item.span.start, item.span.end);
    at = place.end;
  });
  return out + (last ? text.slice(last.end, list.span.end) : '');
}
