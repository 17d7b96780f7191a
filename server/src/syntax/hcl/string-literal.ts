import { isHexDigit } from './characters';

/** Called for an escape that the language refuses; offsets are in the text that holds the literal. */
export type ReportEscape = (start: number, end: number, message: string) => void;

/**
 * The value of a stretch of quoted text: backslash escapes, `$${` and `%%{` resolved.
 * A refused escape is reported and stands for the characters after its backslash.
 */
export function quotedValue(text: string, start: number, end: number, report: ReportEscape): string {
  const raw = text.slice(start, end);
  if (!raw.includes('\\')) return plainValue(raw);
  let out = '';
  let i = start;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c !== 92) {
      if (startsEscapedSequence(text, i, end)) {
        out += `${text[i]}{`;
        i += 3;
      } else {
        out += text[i];
        i++;
      }
      continue;
    }
    const selector = text[i + 1] ?? '';
    const simple = simpleEscapes.get(selector);
    if (simple !== undefined) {
      out += simple;
      i += 2;
      continue;
    }
    const digits = selector === 'u' ? 4 : selector === 'U' ? 8 : 0;
    if (digits === 0) {
      const length = (text.codePointAt(i + 1) ?? 0) > 0xffff ? 3 : 2;
      report(
        i,
        Math.min(i + length, end),
        `"\\${text.slice(i + 1, i + length)}" is not an escape sequence; write "\\\\" for a backslash.`,
      );
      out += text.slice(i + 1, i + length);
      i += length;
      continue;
    }
    const stop = i + 2 + digits;
    let hex = i + 2;
    while (hex < end && hex < stop && isHexDigit(text.charCodeAt(hex))) hex++;
    const point = hex === stop ? Number.parseInt(text.slice(i + 2, stop), 16) : -1;
    if (point < 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      report(
        i,
        hex,
        hex === stop
          ? `"${text.slice(i, hex)}" is no Unicode character.`
          : `"\\${selector}" needs ${digits === 4 ? 'four' : 'eight'} hexadecimal digits.`,
      );
      out += text.slice(i, hex);
    } else out += String.fromCodePoint(point);
    i = hex;
  }
  return out;
}

/** The value of a stretch of heredoc or bare template text, where only `$${` and `%%{` are escapes. */
export function plainValue(raw: string): string {
  if (!raw.includes('$${') && !raw.includes('%%{')) return raw;
  return raw.replace(/\$\$\{|%%\{/g, (doubled) => doubled.slice(1));
}

function startsEscapedSequence(text: string, at: number, end: number): boolean {
  const c = text.charCodeAt(at);
  return (c === 36 || c === 37) && at + 2 < end && text.charCodeAt(at + 1) === c && text.charCodeAt(at + 2) === 123;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);
