/** Questions about the lines of a text that every writer asks. Offsets are UTF-16 code units. */

/** The text's own line break: that of its first line, `\n` where there is only one line. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line's content ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return end > 0 && text[end - 1] === '\r' && end - 1 >= offset ? end - 1 : end;
}

/** The start of the next line; the text's end for the last line. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, end);
}

/** Whether nothing but white space stands before the offset on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** Whether the line of an offset holds nothing but white space. */
export function isBlankLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), lineEnd(text, offset)).trim() === '';
}

/** Number of line breaks between two offsets. */
export function breaksBetween(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

export function skipBack(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && isSpace(text[at - 1])) at--;
  return at;
}

export function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && isSpace(text[at])) at++;
  return at;
}

function isSpace(c: string | undefined): boolean {
  return c === ' ' || c === '\t' || c === '\r' || c === '\n';
}

/**
 * The span of whole lines to take out so that what stood from `start` to `end` is gone: without a blank line more than was
 * there, and without one at the start or end of a block.
 */
export function wholeLines(text: string, start: number, end: number): { start: number; end: number } {
  const from = lineStart(text, start);
  let to = nextLine(text, end);
  const above = from === 0 ? undefined : text.slice(lineStart(text, from - 1), from).trim();
  const opensBlock = above === undefined || /[{[(]$/.test(above) || above === '';
  if (to < text.length && isBlankLine(text, to) && opensBlock) return { start: from, end: nextLine(text, to) };
  if (above === '') {
    const below = to < text.length ? text.slice(to, lineEnd(text, to)).trim() : undefined;
    // The blank line above led to what is gone: it must not be left before a closing brace or at the end of the text.
    if (below === undefined || /^[}\])]/.test(below)) return { start: lineStart(text, from - 1), end: to };
  }
  if (to === text.length && from > 0 && text[to - 1] !== '\n') {
    // The last line had no line break, and so the line before it gets none.
    to = text.length;
    const before = text[from - 2] === '\r' ? from - 2 : from - 1;
    return { start: before, end: to };
  }
  return { start: from, end: to };
}
