/**
 * Where one token of template text ends. The pieces matter: a trim marker (`~`) takes away white space of the neighbouring
 * piece only, and a piece never goes beyond its line.
 */

/** The end of the piece of a quoted string that starts at `start`; `start` itself at a line break, or a backslash before one. */
export function quotedText(text: string, start: number, limit: number): number {
  const escaped = escapedSequence(text, start);
  if (escaped > start) return Math.min(escaped, limit);
  let i = start;
  while (i < limit) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 36 || c === 37 || c === 10 || c === 13) break;
    if (c === 92) {
      const next = text.charCodeAt(i + 1);
      if (i + 1 >= limit || next === 10 || next === 13) break;
      i++;
    }
    i++;
  }
  return i;
}

/** The end of the piece of a heredoc or a bare template that starts at `start`, with its line break where it reaches one. */
export function heredocText(text: string, start: number, limit: number): number {
  let i = escapedSequence(text, start);
  if (i === start) {
    while (i < limit) {
      const c = text.charCodeAt(i);
      if (c === 36 || c === 37 || c === 10 || c === 13) break;
      i++;
    }
  }
  if (text.charCodeAt(i) === 10) i++;
  else if (text.charCodeAt(i) === 13 && text.charCodeAt(i + 1) === 10) i += 2;
  return Math.min(i, limit);
}

/** After `$${` (with a `~`) or a `$` that opens nothing; `start` when no `$` or `%` stands there. */
function escapedSequence(text: string, start: number): number {
  const c = text.charCodeAt(start);
  if (c !== 36 && c !== 37) return start;
  if (text.charCodeAt(start + 1) !== c || text.charCodeAt(start + 2) !== 123) return start + 1;
  return start + (text.charCodeAt(start + 3) === 126 ? 4 : 3);
}
