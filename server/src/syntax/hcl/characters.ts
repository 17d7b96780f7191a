/** Character classes of HCL, on UTF-16 code units and code points. */

const identifierStart = /^\p{ID_Start}$/u;
const identifierContinue = /^\p{ID_Continue}$/u;

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

export function isHexDigit(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);
}

/**
 * The offset after the identifier that starts at `at`, or `at` where none does: a Unicode letter or `_`, then letters,
 * digits, `_` and `-`, so that `a-b` is one name.
 */
export function identifierEnd(text: string, at: number, limit: number): number {
  const first = text.charCodeAt(at);
  let i = at;
  if ((first >= 97 && first <= 122) || (first >= 65 && first <= 90) || first === 95) i++;
  else if (first >= 128) {
    const point = text.codePointAt(at) ?? 0;
    if (!identifierStart.test(String.fromCodePoint(point))) return at;
    i += point > 0xffff ? 2 : 1;
  } else return at;
  while (i < limit) {
    const c = text.charCodeAt(i);
    if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 45) i++;
    else if (c >= 128) {
      const point = text.codePointAt(i) ?? 0;
      if (!identifierContinue.test(String.fromCodePoint(point))) break;
      i += point > 0xffff ? 2 : 1;
    } else break;
  }
  return i;
}

/** White space as Unicode (and Go's `unicode.IsSpace`) has it; JavaScript's `\s` differs at U+0085 and U+FEFF. */
export function isSpace(c: number): boolean {
  if (c < 128) return c === 32 || (c >= 9 && c <= 13);
  return (
    c === 0x85 ||
    c === 0xa0 ||
    c === 0x1680 ||
    (c >= 0x2000 && c <= 0x200a) ||
    c === 0x2028 ||
    c === 0x2029 ||
    c === 0x202f ||
    c === 0x205f ||
    c === 0x3000
  );
}

export function trimStart(s: string): string {
  let i = 0;
  while (i < s.length && isSpace(s.charCodeAt(i))) i++;
  return i === 0 ? s : s.slice(i);
}

export function trimEnd(s: string): string {
  let i = s.length;
  while (i > 0 && isSpace(s.charCodeAt(i - 1))) i--;
  return i === s.length ? s : s.slice(0, i);
}

/** What to say of characters that other languages use. */
export const invalidCharacters: ReadonlyMap<string, string> = new Map([
  ["'", 'Strings are enclosed in double quotes (").'],
  ['`', 'Strings are enclosed in double quotes ("); a text of several lines is written as a heredoc (<<EOT).'],
  [';', 'Arguments are separated by line breaks, items by commas; ";" has no meaning.'],
  ['&', 'There are no bitwise operators. Did you mean "&&"?'],
  ['|', 'There are no bitwise operators. Did you mean "||"?'],
  ['~', 'There are no bitwise operators. Did you mean "!"?'],
  ['^', 'There are no bitwise operators, and no "^".'],
]);
