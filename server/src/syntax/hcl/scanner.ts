import type { Comment, SyntaxProblem } from '../problem';
import { identifierEnd, invalidCharacters, isDigit, trimEnd, trimStart } from './characters';
import type { HclStretch, KnownStretches } from './stretches';
import { heredocText, quotedText } from './template-text';
import * as t from './tokens';

/** A file with more problems than this is not one that somebody repairs problem by problem. */
export const maxProblems = 200;

/** More tokens than this are not made room for before they are met. */
const MAX_EXPECTED = 100_000;

/** What the scanner is inside of: code, a quoted string, a heredoc, or a template without delimiters. */
export type Mode = 'code' | 'quoted' | 'heredoc' | 'bare';

export interface OpenHeredoc {
  readonly marker: string;
  /** Nothing of the current line has been read yet, so that it may be the terminator. */
  startOfLine: boolean;
}

export interface ScanOptions {
  readonly from?: number;
  readonly mode?: 'code' | 'bare';
  /** Stop after the first line break outside of all brackets: one argument or block of a file. */
  readonly oneItem?: boolean;
  /** What is known of the text from an earlier state: it is not scanned again. */
  readonly known?: KnownStretches | undefined;
}

/**
 * Turns text into tokens. Like HashiCorp's scanner it knows nothing of the grammar: a stack of modes tells code from
 * strings and heredocs, and a count of braces tells which `}` ends an interpolation. It stops at the first thing that no
 * valid file holds (`failed`); `TolerantScanner` goes on instead.
 */
export class Scanner {
  readonly tokens: t.Tokens;
  readonly comments: Comment[] = [];
  readonly problems: SyntaxProblem[] = [];
  failed = false;
  pos: number;
  protected limit: number;
  protected mode: Mode;
  protected readonly modes: Mode[] = [];
  protected readonly heredocs: OpenHeredoc[] = [];
  protected braces = 0;
  /** The brace counts at which a `}` ends the innermost interpolations. */
  protected readonly returnBraces: number[] = [];
  /** Open brackets of any kind; counted for `oneItem`. */
  protected depth = 0;
  private readonly oneItem: boolean;
  /** The known stretches that became one token each, by where they begin. */
  taken: Map<number, HclStretch> | undefined;
  private readonly known: KnownStretches | undefined;
  private nextKnown: number;

  constructor(
    readonly text: string,
    options: ScanOptions = {},
  ) {
    this.pos = options.from ?? 0;
    this.mode = options.mode ?? 'code';
    this.oneItem = options.oneItem ?? false;
    this.limit = text.length;
    this.known = options.known;
    this.nextKnown = this.known?.next(this.pos) ?? Number.POSITIVE_INFINITY;
    // A whole text has a token to four characters, or fewer; whoever begins inside of it reads an item or two, and the buffer grows.
    this.tokens = new t.Tokens(options.from === undefined ? Math.min(text.length >> 2, MAX_EXPECTED) : 0);
  }

  /** Scans to the end (or, with `oneItem`, to the end of the item); the last token is EOF. */
  run(): void {
    if (this.pos === 0 && this.mode === 'code' && this.text.charCodeAt(0) === 0xfeff) this.pos = 1;
    while (this.pos < this.limit && !this.failed) {
      if (this.mode === 'code') this.scanCode();
      else if (this.mode === 'quoted') this.scanQuoted();
      else this.scanLines();
    }
    this.finish();
    this.emit(t.EOF, this.pos, this.pos);
  }

  /** Called at the end of the text. A template that is still open is refused; an open bracket is the parser's to notice. */
  protected finish(): void {
    if (this.failed || this.modes.length === 0) return;
    if (this.mode === 'quoted') this.fail(this.pos, this.pos, 'This string is not closed: a closing quote (") is missing.');
    else if (this.mode === 'heredoc')
      this.fail(
        this.pos,
        this.pos,
        `The heredoc is not closed: "${this.heredocs.at(-1)?.marker}" must stand on a line of its own.`,
      );
  }

  protected emit(kind: t.TokenKind, start: number, end: number): void {
    this.tokens.push(kind, start, end);
  }

  protected report(start: number, end: number, message: string): void {
    if (this.problems.length < maxProblems) this.problems.push({ span: { start, end }, message });
  }

  /** Something that is never valid. The tolerant scanner reports it and goes on. */
  protected fail(start: number, end: number, message: string): void {
    this.report(start, end, message);
    this.failed = true;
  }

  protected scanCode(): void {
    const text = this.text;
    while (this.pos < this.limit && this.mode === 'code' && !this.failed) {
      const start = this.pos;
      if (start >= this.nextKnown && this.takeKnown(start)) continue;
      const c = text.charCodeAt(start);
      if (c === 32 || c === 9) this.pos++;
      else if (c === 10) this.lineBreak(start, 1);
      else if (c === 13 && text.charCodeAt(start + 1) === 10) this.lineBreak(start, 2);
      else if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c >= 128) this.identifier(start);
      else if (isDigit(c)) this.number(start);
      else if (c === 34) {
        this.pos++;
        this.emit(t.OPEN_QUOTE, start, start + 1);
        this.push('quoted');
      } else if (c === 35 || (c === 47 && text.charCodeAt(start + 1) === 47)) this.lineComment(start);
      else if (c === 47 && text.charCodeAt(start + 1) === 42) this.blockComment(start);
      else if (c === 60 && text.charCodeAt(start + 1) === 60 && this.heredoc(start)) continue;
      else this.symbol(start, c);
    }
  }

  /** Passes over a stretch that begins here and is known. */
  private takeKnown(start: number): boolean {
    this.nextKnown = this.known?.next(start + 1) ?? Number.POSITIVE_INFINITY;
    const stretch = this.modes.length === 0 ? this.known?.at(start) : undefined;
    if (!stretch || !this.accepts(stretch, start)) return false;
    this.known?.take(stretch, start);
    this.pos = stretch.node.span.end;
    this.emit(t.KNOWN, start, this.pos);
    this.taken ??= new Map();
    this.taken.set(start, stretch);
    for (const comment of stretch.comments) this.comments.push(comment);
    return true;
  }

  /** Whether a stretch would be scanned here as it was. */
  protected accepts(_stretch: HclStretch, _start: number): boolean {
    return true;
  }

  private lineBreak(start: number, length: number): void {
    this.pos = start + length;
    this.emit(t.NEWLINE, start, this.pos);
    if (this.oneItem && this.depth <= 0 && this.modes.length === 0) this.limit = this.pos;
    else this.lineStart();
  }

  /** Called in code at the start of every line but the first. */
  protected lineStart(): void {}

  protected push(mode: Mode): void {
    this.modes.push(this.mode);
    this.mode = mode;
  }

  protected pop(): void {
    this.mode = this.modes.pop() ?? 'code';
  }

  private identifier(start: number): void {
    const end = identifierEnd(this.text, start, this.limit);
    if (end === start) {
      const length = (this.text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
      this.invalid(start, length);
      return;
    }
    this.pos = end;
    this.emit(t.IDENT, start, end);
  }

  /** Digits, dots and exponents, however they follow each other, but never a dot at the end; the parser judges the form. */
  private number(start: number): void {
    const text = this.text;
    let i = start + 1;
    let end = i;
    for (;;) {
      const c = text.charCodeAt(i);
      if (isDigit(c)) {
        i++;
        end = i;
      } else if (c === 46) i++;
      else if (c === 101 || c === 69) {
        const sign = text.charCodeAt(i + 1);
        const digit = sign === 43 || sign === 45 ? i + 2 : i + 1;
        if (!isDigit(text.charCodeAt(digit))) break;
        i = digit + 1;
        end = i;
      } else break;
    }
    this.pos = end;
    this.emit(t.NUMBER, start, end);
  }

  private lineComment(start: number): void {
    const found = this.text.indexOf('\n', start);
    const end = found < 0 ? this.limit : this.text.charCodeAt(found - 1) === 13 ? found - 1 : found;
    this.comment(start, end);
    this.pos = found < 0 ? this.limit : end;
  }

  protected blockComment(start: number): void {
    const found = this.text.indexOf('*/', start + 2);
    if (found < 0) {
      this.fail(start, start + 2, 'This comment is not closed: "*/" is missing.');
      this.pos = this.limit;
      return;
    }
    this.comment(start, found + 2);
    this.pos = found + 2;
  }

  protected comment(start: number, end: number): void {
    let before = start - 1;
    while (before >= 0 && (this.text.charCodeAt(before) === 32 || this.text.charCodeAt(before) === 9)) before--;
    const c = before < 0 ? 10 : this.text.charCodeAt(before);
    this.comments.push({
      span: { start, end },
      text: this.text.slice(start, end),
      ownLine: c === 10 || (before === 0 && c === 0xfeff),
    });
  }

  private heredoc(start: number): boolean {
    const text = this.text;
    const name = start + (text.charCodeAt(start + 2) === 45 ? 3 : 2);
    const end = identifierEnd(text, name, this.limit);
    if (end === name) return false;
    const next = text.charCodeAt(end) === 13 ? end + 1 : end;
    if (text.charCodeAt(next) !== 10) return false;
    this.pos = next + 1;
    this.emit(t.OPEN_HEREDOC, start, next + 1);
    this.push('heredoc');
    const marker = text.slice(name, end);
    this.heredocs.push({ marker, startOfLine: true });
    this.heredocStarts(this.pos, marker);
    return true;
  }

  /** Called when a heredoc's content begins. */
  protected heredocStarts(_contentStart: number, _marker: string): void {}

  private symbol(start: number, c: number): void {
    const next = this.text.charCodeAt(start + 1);
    switch (c) {
      case 123: // {
        this.braces++;
        this.depth++;
        this.single(t.OPEN_BRACE, start);
        return;
      case 125: // }
        this.depth--;
        this.closeBrace(start, 1);
        return;
      case 126: // ~
        if (next === 125) {
          this.depth--;
          this.closeSequence(start);
        } else this.invalid(start, 1);
        return;
      case 91:
        this.depth++;
        this.single(t.OPEN_BRACKET, start);
        return;
      case 93:
        this.depth--;
        this.single(t.CLOSE_BRACKET, start);
        return;
      case 40:
        this.depth++;
        this.single(t.OPEN_PAREN, start);
        return;
      case 41:
        this.depth--;
        this.single(t.CLOSE_PAREN, start);
        return;
      case 46: // .
        if (next === 46 && this.text.charCodeAt(start + 2) === 46) {
          this.pos = start + 3;
          this.emit(t.ELLIPSIS, start, this.pos);
        } else this.single(t.DOT, start);
        return;
      case 44:
        this.single(t.COMMA, start);
        return;
      case 58: // :
        this.singleOrDouble(start, next === 58, t.COLON, t.DOUBLE_COLON);
        return;
      case 63:
        this.single(t.QUESTION, start);
        return;
      case 61: // =
        if (next === 62) this.double(t.FAT_ARROW, start);
        else this.singleOrDouble(start, next === 61, t.EQUAL, t.EQUAL_EQUAL);
        return;
      case 33: // !
        this.singleOrDouble(start, next === 61, t.BANG, t.NOT_EQUAL);
        return;
      case 60:
        this.singleOrDouble(start, next === 61, t.LESS, t.LESS_EQUAL);
        return;
      case 62:
        this.singleOrDouble(start, next === 61, t.GREATER, t.GREATER_EQUAL);
        return;
      case 38: // &
        if (next === 38) this.double(t.AND, start);
        else this.invalid(start, 1);
        return;
      case 124: // |
        if (next === 124) this.double(t.OR, start);
        else this.invalid(start, 1);
        return;
      case 43:
        this.single(t.PLUS, start);
        return;
      case 45:
        this.single(t.MINUS, start);
        return;
      case 42:
        this.single(t.STAR, start);
        return;
      case 47:
        this.single(t.SLASH, start);
        return;
      case 37:
        this.single(t.PERCENT, start);
        return;
      default:
        this.invalid(start, 1);
    }
  }

  private single(kind: t.TokenKind, start: number): void {
    this.pos = start + 1;
    this.emit(kind, start, this.pos);
  }

  private double(kind: t.TokenKind, start: number): void {
    this.pos = start + 2;
    this.emit(kind, start, this.pos);
  }

  private singleOrDouble(start: number, isDouble: boolean, one: t.TokenKind, two: t.TokenKind): void {
    if (isDouble) this.double(two, start);
    else this.single(one, start);
  }

  private closeBrace(start: number, length: number): void {
    this.pos = start + length;
    if (this.endsSequence()) {
      this.emit(t.CLOSE_SEQUENCE, start, this.pos);
      this.leaveSequence();
    } else {
      this.emit(t.CLOSE_BRACE, start, this.pos);
      this.braces--;
    }
  }

  /** `~}` always means the end of a template sequence, even where there is none to end. */
  private closeSequence(start: number): void {
    if (this.endsSequence()) {
      this.closeBrace(start, 2);
      return;
    }
    this.fail(start, start + 2, '"~}" ends a template sequence, but none is open here.');
    this.pos = start + 2;
    this.braces--;
    this.emit(t.CLOSE_BRACE, start + 1, start + 2);
  }

  private endsSequence(): boolean {
    return this.returnBraces.length > 0 && this.returnBraces[this.returnBraces.length - 1] === this.braces;
  }

  protected leaveSequence(): void {
    this.braces--;
    this.returnBraces.pop();
    this.pop();
  }

  private invalid(start: number, length: number): void {
    const character = this.text.slice(start, start + length);
    this.fail(
      start,
      start + length,
      invalidCharacters.get(character) ?? `The character ${JSON.stringify(character)} has no meaning here.`,
    );
    this.pos = start + length;
    this.emit(t.INVALID, start, this.pos);
  }

  private scanQuoted(): void {
    while (this.pos < this.limit && this.mode === 'quoted' && !this.failed) {
      const start = this.pos;
      const c = this.text.charCodeAt(start);
      if (c === 34) {
        this.pos++;
        this.emit(t.CLOSE_QUOTE, start, this.pos);
        this.pop();
      } else if (this.sequence(start, c)) return;
      else {
        const end = quotedText(this.text, start, this.limit);
        if (end === start) this.quotedLineBreak(start);
        else {
          this.pos = end;
          this.emit(t.QUOTED_TEXT, start, end);
        }
      }
    }
  }

  /** A quoted string has to end on its line. `at` is the line break, or a backslash right before it. */
  protected quotedLineBreak(at: number): void {
    this.fail(at, at + 1, 'A quoted string must end on its own line. Close it with a quote ("), or use a heredoc.');
  }

  /** Opens `${` or `%{` where one stands at `start`. */
  private sequence(start: number, c: number): boolean {
    if ((c !== 36 && c !== 37) || this.text.charCodeAt(start + 1) !== 123) return false;
    this.pos = start + (this.text.charCodeAt(start + 2) === 126 ? 3 : 2);
    this.emit(c === 36 ? t.OPEN_INTERPOLATION : t.OPEN_DIRECTIVE, start, this.pos);
    this.braces++;
    this.depth++;
    this.returnBraces.push(this.braces);
    const heredoc = this.heredocs.at(-1);
    if (heredoc) heredoc.startOfLine = false;
    this.push('code');
    return true;
  }

  /** The lines of a heredoc or of a bare template. */
  private scanLines(): void {
    const text = this.text;
    while (this.pos < this.limit && this.mode !== 'code' && !this.failed) {
      const start = this.pos;
      if (this.sequence(start, text.charCodeAt(start))) return;
      const end = heredocText(text, start, this.limit);
      const brokeLine = text.charCodeAt(end - 1) === 10;
      const heredoc = this.mode === 'heredoc' ? this.heredocs.at(-1) : undefined;
      if (heredoc && brokeLine && heredoc.startOfLine && this.terminator(heredoc.marker, start, end)) return;
      if (heredoc && end < this.limit && text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) !== 10) {
        this.fail(end, end + 1, 'A carriage return without a line feed is not valid in a heredoc.');
      }
      this.pos = Math.max(end, start + 1);
      this.emit(t.PLAIN_TEXT, start, this.pos);
      if (heredoc) heredoc.startOfLine = brokeLine;
    }
  }

  /** Ends the heredoc when the line from `start` to `end` is its marker, whatever white space stands around it. */
  private terminator(marker: string, start: number, end: number): boolean {
    if (trimStart(trimEnd(this.text.slice(start, end))) !== marker) return false;
    const name = this.text.indexOf(marker, start);
    this.emit(t.CLOSE_HEREDOC, name, name + marker.length);
    this.heredocs.pop();
    this.pop();
    const lineBreak = this.text.charCodeAt(end - 2) === 13 ? 2 : 1;
    this.lineBreak(end - lineBreak, lineBreak);
    return true;
  }
}
