import { blockHeaderAt, bodyItemAt, isBlank, Landmarks, nextLine } from './landmarks';
import { Scanner } from './scanner';
import type { HclStretch, KnownStretches } from './stretches';
import * as t from './tokens';

interface Opener {
  readonly kind: t.TokenKind;
  /** How far the line is indented on which it stands. */
  readonly indent: number;
}

/** Brackets that nest deeper than the parser reads are not searched. */
const searchedOpeners = 300;

/** The blocks of Terraform that stand at the outermost level only, so that one of them in column 0 ends whatever is open. */
const outermostTypes: ReadonlySet<string> = new Set([
  'resource',
  'data',
  'variable',
  'output',
  'locals',
  'module',
  'provider',
  'terraform',
  'moved',
  'import',
  'removed',
  'check',
  'ephemeral',
]);

/**
 * Scans one damaged argument or block and always gets to its end: the next block header in column 0, or the end of the item
 * itself. A string ends with its line at the latest. Inside of the item the indentation tells which brackets were meant to be
 * closed: a line that is not indented deeper than the line of an open bracket, and looks like an argument, is not in it. What is
 * closed in this way gets a closing token without length, by which the parser knows.
 */
export class TolerantScanner extends Scanner {
  private readonly openers: Opener[] = [];
  private indent: number;
  private readonly indented: boolean;
  /** What is around it decides how something is read: a bracket by its indentation, a heredoc or a long comment by its end. */
  private isContextual = false;

  /** @param indent of the line of `from`, where it is known that indentation tells something */
  constructor(
    text: string,
    from: number,
    private readonly landmarks: Landmarks,
    known?: KnownStretches,
    indent?: number,
  ) {
    super(text, { from, known });
    this.indent = indent ?? 0;
    this.indented = indent !== undefined || isIndented(text, from);
  }

  /** Where the item ends. */
  get itemEnd(): number {
    return this.limit;
  }

  /** A stretch that was read strictly is scanned here as it was if it would be wherever a line is indented like this one. */
  protected override accepts(stretch: HclStretch, start: number): boolean {
    if (this.openers.length >= searchedOpeners) return false;
    if (stretch.passage?.from !== this.indent) {
      const { span } = stretch.node;
      const own = this.text.slice(start, start + span.end - span.start);
      stretch.passage = { from: this.indent, to: indentAfter(own, this.indent) };
    }
    const { to } = stretch.passage;
    if (to !== undefined) this.indent = to;
    return to !== undefined;
  }

  /** How the last line is indented; undefined where something was not read as it stands. */
  get sureIndent(): number | undefined {
    const isSure = !this.isContextual && this.problems.length === 0 && this.limit === this.text.length;
    return isSure ? this.indent : undefined;
  }

  protected override fail(start: number, end: number, message: string): void {
    this.report(start, end, message);
  }

  protected override finish(): void {
    // What is still open is closed by the end of the tokens; the parser reports it.
  }

  protected override emit(kind: t.TokenKind, start: number, end: number): void {
    super.emit(kind, start, end);
    if (t.opens(kind)) this.openers.push({ kind, indent: this.indent });
    else if (t.closes(kind)) this.closeOpener(kind);
  }

  /** Takes away the opener that the token closes, and those above it that it leaves open. */
  private closeOpener(kind: t.TokenKind): void {
    for (let i = this.openers.length - 1; i >= Math.max(0, this.openers.length - searchedOpeners); i--) {
      const opener = this.openers[i]?.kind ?? t.EOF;
      if (matches(opener, kind)) {
        this.openers.length = i;
        return;
      }
      if (isTemplate(opener)) return;
    }
  }

  protected override lineStart(): void {
    const text = this.text;
    const start = this.pos;
    if (this.endsItem(start)) {
      this.limit = start;
      return;
    }
    let at = start;
    while (isBlank(text.charCodeAt(at))) at++;
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13 || c === 35 || at >= this.limit) return;
    this.indent = at - start;
    if (this.openers.length === 0) {
      if (this.modes.length === 0) this.limit = start;
      return;
    }
    this.closeBeforeTerminator(start);
    if (!this.indented) return;
    if (c === 125 || c === 93 || c === 41) {
      if (this.hasOpener((o) => o.indent === this.indent)) this.closeWhile((o) => o.indent > this.indent, start);
      else {
        this.isContextual = true;
        if (c === 125 && this.openers.length === 1 && this.openers[0]?.kind === t.OPEN_BRACE) this.strayBrace(at);
      }
    } else if (this.hasOpener((o) => o.indent >= this.indent) && bodyItemAt(text, at))
      this.closeWhile((o) => o.indent >= this.indent, start);
  }

  private hasOpener(condition: (opener: Opener) => boolean): boolean {
    for (let i = this.openers.length - 1; i >= Math.max(0, this.openers.length - searchedOpeners); i--) {
      const opener = this.openers[i];
      if (opener && condition(opener)) return true;
    }
    return false;
  }

  /** A brace that is indented deeper than the block it would end, and so was not meant to end it. */
  private strayBrace(at: number): void {
    this.pos = at + 1;
    this.emit(t.INVALID, at, this.pos);
  }

  /** Whether the line at `start` begins the next item of the file. */
  private endsItem(start: number): boolean {
    const header = blockHeaderAt(this.text, start);
    if (!header) return false;
    return this.indented || outermostTypes.has(header.type);
  }

  /** An interpolation in a heredoc is not closed when the terminator comes. */
  private closeBeforeTerminator(start: number): void {
    const heredoc = this.heredocs.at(-1);
    if (!heredoc || this.landmarks.terminator(heredoc.marker, start) !== start + this.indent) return;
    while (this.openers.at(-1) && !isHeredoc(this.openers.at(-1))) this.closeTop(start);
    heredoc.startOfLine = true;
  }

  private closeWhile(condition: (opener: Opener) => boolean, at: number): void {
    for (let top = this.openers.at(-1); top && condition(top) && !isHeredoc(top); top = this.openers.at(-1)) this.closeTop(at);
  }

  /** Puts in the closing token of the innermost opener, before the line break that ends the line before `at`. */
  private closeTop(at: number): void {
    const top = this.openers.at(-1);
    if (!top) return;
    this.isContextual = true;
    const before = this.openers.length;
    const { tokens } = this;
    const last = tokens.length - 1;
    const lineBreak = tokens.kind(last) === t.NEWLINE;
    const place = lineBreak ? (tokens.start(last) ?? at) : at;
    const lineBreakEnd = tokens.end(last) ?? at;
    if (lineBreak) {
      tokens.pop();
    }
    switch (top.kind) {
      case t.OPEN_BRACE:
        this.braces--;
        this.emit(t.CLOSE_BRACE, place, place);
        break;
      case t.OPEN_BRACKET:
        this.emit(t.CLOSE_BRACKET, place, place);
        break;
      case t.OPEN_PAREN:
        this.emit(t.CLOSE_PAREN, place, place);
        break;
      case t.OPEN_INTERPOLATION:
      case t.OPEN_DIRECTIVE:
        this.emit(t.CLOSE_SEQUENCE, place, place);
        this.leaveSequence();
        break;
      default:
        this.emit(t.UNCLOSED, place, place);
        this.pop();
    }
    this.openers.length = before - 1;
    if (lineBreak) super.emit(t.NEWLINE, place, lineBreakEnd);
  }

  protected override quotedLineBreak(at: number): void {
    this.isContextual = true;
    const backslash = this.text.charCodeAt(at) === 92 ? 1 : 0;
    this.pos = Math.min(at + backslash, this.limit);
    this.emit(t.UNCLOSED, this.pos, this.pos);
    this.pop();
  }

  protected override blockComment(start: number): void {
    this.isContextual = true;
    const end = this.landmarks.commentEndFrom(start + 2);
    const header = this.nextHeader(start, end ?? this.limit);
    const reopened = header !== undefined && end !== undefined && this.text.lastIndexOf('/*', end - 2) > header;
    if (end !== undefined && !reopened) {
      this.comment(start, end);
      this.pos = end;
      return;
    }
    this.report(start, start + 2, 'This comment is not closed: "*/" is missing.');
    this.pos = header ?? this.limit;
    this.limit = this.pos;
    this.comment(start, this.pos);
  }

  protected override heredocStarts(contentStart: number, marker: string): void {
    this.isContextual = true;
    const end = this.landmarks.terminator(marker, contentStart);
    const header = this.nextHeader(contentStart - 1, end ?? this.limit);
    if (end !== undefined && (header === undefined || !this.landmarks.reopens(marker, header, end))) return;
    const itemEnd = Math.min(this.limit, header ?? this.limit);
    const next = this.nextArgument(contentStart, itemEnd);
    if (next === undefined) {
      this.limit = itemEnd;
      return;
    }
    this.heredocs.pop();
    this.pos = next - 1;
    this.emit(t.UNCLOSED, this.pos, this.pos);
    this.pop();
  }

  /** The first line that goes on where an unclosed heredoc began: an argument or a closing bracket, indented no deeper. */
  private nextArgument(from: number, to: number): number | undefined {
    if (!this.indented) return undefined;
    for (let line = from; line < to; ) {
      let at = line;
      while (isBlank(this.text.charCodeAt(at))) at++;
      const c = this.text.charCodeAt(at);
      if (at - line < this.indent ? c === 125 : at - line === this.indent && bodyItemAt(this.text, at)) return line;
      const next = nextLine(this.text, line);
      if (!this.landmarks.maySearch(next - line)) return undefined;
      line = next;
    }
    return undefined;
  }

  /** The first line after the one of `from` and before `to` that begins the next item. */
  private nextHeader(from: number, to: number): number | undefined {
    // Not `indexOf`: many comments on one long line would each search all of it.
    let line = from;
    while (line < to && this.text.charCodeAt(line) !== 10) line++;
    for (line++; line < to; ) {
      if (this.endsItem(line)) return line;
      const next = nextLine(this.text, line);
      if (!this.landmarks.maySearch(next - line)) return undefined;
      line = next;
    }
    return undefined;
  }
}

function matches(opener: t.TokenKind, closer: t.TokenKind): boolean {
  if (closer === t.CLOSE_SEQUENCE) return opener === t.OPEN_INTERPOLATION || opener === t.OPEN_DIRECTIVE;
  if (closer === t.UNCLOSED) return opener === t.OPEN_QUOTE || opener === t.OPEN_HEREDOC;
  return closer === opener + 1;
}

function isTemplate(kind: t.TokenKind): boolean {
  return kind >= t.OPEN_QUOTE;
}

function isHeredoc(opener: Opener | undefined): boolean {
  return opener?.kind === t.OPEN_HEREDOC;
}

/**
 * How the last line of a stretch is indented whose first line is indented by `indent`. Undefined where it might be scanned in another way
 * behind something that is not closed.
 */
function indentAfter(stretch: string, indent: number): number | undefined {
  const scanner = new TolerantScanner(stretch, 0, new Landmarks(stretch), undefined, indent);
  scanner.run();
  return scanner.sureIndent;
}

/** Whether the item at `from` indents what it holds; indentation says nothing otherwise. */
function isIndented(text: string, from: number): boolean {
  for (let line = nextLine(text, from); line < text.length; line = nextLine(text, line)) {
    const c = text.charCodeAt(line);
    if (isBlank(c)) return true;
    if (c === 10 || c === 13 || c === 35) continue;
    if (c === 125 || c === 93 || c === 41 || blockHeaderAt(text, line) !== undefined) return true;
    // What stands in braces may look like an argument; what stands in other brackets may not.
    return !text.slice(from, nextLine(text, from)).trimEnd().endsWith('{');
  }
  return true;
}
