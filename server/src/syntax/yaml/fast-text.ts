import type { Span, SpanGroup } from '../../text';
import type { ScalarNode } from '../data';
import type { Comment } from '../problem';
import { resolveFlow, scalarType } from './scalar';

/** Thrown where the fast way ends: not an error, but the sign to take the general way. */
export const BAIL = Symbol('bail');

export const MAX_FAST_DEPTH = 100;

/** Reads pieces of a text for the fast way. */
export class TextReader {
  /** A quoted string that goes on over several lines was read. */
  wrapped = false;
  /** What spans belong to, where they are to move with their text. */
  group: SpanGroup | undefined;

  constructor(protected readonly text: string) {}

  protected span(start: number, end: number): Span {
    return this.group ? this.group.make(start, end) : { start, end };
  }

  protected lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
  }

  /** `end` without the spaces and the carriage return before it. */
  protected trimmedEnd(start: number, end: number): number {
    let at = end;
    if (at > start && this.text.charCodeAt(at - 1) === 13) {
      if (this.text.charCodeAt(end) !== 10) throw BAIL;
      at--;
    }
    while (at > start && this.text.charCodeAt(at - 1) === 32) at--;
    if (at > start && this.text.charCodeAt(at - 1) === 13) throw BAIL;
    return at;
  }

  /** A comment up to the end of its line; the spaces at its end belong to it. */
  protected comment(start: number, end: number, lineEnd: number, ownLine: boolean): Comment {
    let stop = lineEnd;
    if (stop > end && this.text.charCodeAt(stop - 1) === 13) stop--;
    const text = this.text.slice(start, stop);
    if (text.includes('\r')) throw BAIL;
    return { span: this.span(start, stop), text, ownLine };
  }

  /** The offset of the closing quote of a string that begins at `at`; -1 if it is not closed. */
  protected closingQuote(at: number): number {
    const quote = this.text.charCodeAt(at);
    for (let i = at + 1; i < this.text.length; i++) {
      const c = this.text.charCodeAt(i);
      if (c === quote) {
        if (quote === 34 || this.text.charCodeAt(i + 1) !== 39) return i;
        i++;
      } else if (c === 92 && quote === 34) {
        i++;
      }
    }
    return -1;
  }

  protected quoted(at: number, close: number): ScalarNode {
    const source = this.text.slice(at, close + 1);
    const type = source.startsWith('"') ? ('double-quoted-scalar' as const) : ('single-quoted-scalar' as const);
    const refuse = (): void => {
      throw BAIL;
    };
    const { text, style, exact } = resolveFlow({ type, offset: at, indent: 0, source }, refuse);
    return { kind: 'scalar', text, type: 'string', style, exact, span: this.span(at, close + 1) };
  }

  /** Every line that begins between two offsets must be indented more than `column`, or be empty. */
  protected checkLines(from: number, to: number, column: number): void {
    for (let line = this.lineEnd(from) + 1; line <= to; line = this.lineEnd(line) + 1) {
      let first = line;
      while (this.text.charCodeAt(first) === 32) first++;
      const c = this.text.charCodeAt(first);
      if (c !== 10 && c !== 13 && first - line <= column) throw BAIL;
    }
  }

  protected startsPlain(at: number): boolean {
    const c = this.text.charCodeAt(at);
    // - ? : may begin a scalar unless white space follows.
    if (c === 45 || c === 63 || c === 58) {
      const next = this.text.charCodeAt(at + 1);
      return next > 32 && !isFlowIndicator(next);
    }
    return c > 32 && !'#&*!|>\'"%@`,[]{}'.includes(String.fromCharCode(c));
  }

  /** The offset of the `:` that makes a key of the plain text at `at`; -1 if there is none before a comment or `end`. */
  protected plainColon(at: number, end: number): number {
    for (let i = at; i < end; i++) {
      const c = this.text.charCodeAt(i);
      if (c === 58 && (i + 1 >= end || this.text.charCodeAt(i + 1) === 32)) return i;
      if (c === 35 && i > at && this.text.charCodeAt(i - 1) === 32) return -1;
      if (c < 32) throw BAIL;
    }
    return -1;
  }

  /** The end of the plain scalar at `at`: before a comment, without the spaces. */
  protected plainEnd(at: number, end: number): number {
    for (let i = at + 1; i < end; i++) {
      if (this.text.charCodeAt(i) === 35 && this.text.charCodeAt(i - 1) === 32) return this.trimmedEnd(at, i - 1);
    }
    return end;
  }

  protected plain(start: number, end: number, isKey: boolean): ScalarNode {
    const source = this.text.slice(start, end);
    const type = scalarType(source);
    const text = type === 'null' && !isKey ? '' : source;
    return { kind: 'scalar', text, type, style: 'plain', exact: true, span: this.span(start, end) };
  }

  /** The end of a tag of our own kind. */
  protected tagEnd(at: number): number {
    let end = at + 1;
    while (isTagCharacter(this.text.charCodeAt(end))) end++;
    if (end === at + 1) throw BAIL;
    return end;
  }
}

function isTagCharacter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 58) || c === 45 || c === 46 || c === 95;
}

export function isFlowIndicator(c: number): boolean {
  return c === 44 || c === 91 || c === 93 || c === 123 || c === 125;
}
