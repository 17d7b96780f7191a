import type { Span, SpanGroup } from '../../text';
import type { SyntaxProblem } from '../problem';
import type { Expression, MissingExpression } from './ast';
import { maxProblems, type Scanner } from './scanner';
import * as t from './tokens';

/** Brackets, templates and blocks may nest this deep; beyond it a problem is reported and the text is skipped. */
export const maxDepth = 200;
/** The tree is never higher than this, also where it grows without nesting, as in `a + b + c …`. */
export const maxHeight = 600;

/**
 * Reads the tokens of a scanner and collects problems. Line breaks are tokens or are skipped, as the innermost bracket has it.
 *
 * Strict mode stops at the first problem by jumping to the end of the tokens, so that the parser unwinds by itself; tolerant
 * mode stays where it is.
 */
export abstract class TokenStream {
  readonly problems: SyntaxProblem[];
  /** In strict mode: a problem that makes the tree unusable was met. */
  failed = false;
  protected readonly text: string;
  protected depth = 0;
  /** The height of the tree of the expression that was parsed last. */
  protected height = 0;
  protected at = 0;
  protected newlines = true;
  private readonly tokens: t.Tokens;
  private previousEnd: number;
  private readonly newlineStack: boolean[] = [];

  /**
   * @param base where the scanner's text begins in the document
   * @param group what the spans belong to, where they are to move with the text
   */
  constructor(
    scanner: Scanner,
    protected readonly tolerant: boolean,
    protected readonly base: number,
    private readonly group?: SpanGroup,
  ) {
    this.text = scanner.text;
    this.tokens = scanner.tokens;
    this.previousEnd = this.tokens.start(0) ?? 0;
    this.problems =
      base === 0 ? [...scanner.problems] : scanner.problems.map((p) => ({ ...p, span: this.span(p.span.start, p.span.end) }));
  }

  /** The kind of the next token, which then is the current one: `start`, `end` and `read` speak of it. */
  protected peek(): t.TokenKind {
    let kind = this.tokens.kind(this.at) ?? t.EOF;
    if (!this.newlines) while (kind === t.NEWLINE) kind = this.tokens.kind(++this.at) ?? t.EOF;
    return kind;
  }

  protected get start(): number {
    return this.tokens.start(this.at) ?? this.text.length;
  }

  protected get end(): number {
    return this.tokens.end(this.at) ?? this.text.length;
  }

  /** Where the token that was read last ends. */
  protected get lastEnd(): number {
    return this.previousEnd;
  }

  /** Moves past the current token and gives its end. At EOF it stays. */
  protected read(): number {
    const end = this.tokens.end(this.at) ?? this.text.length;
    if (this.tokens.kind(this.at) !== t.EOF) this.at++;
    this.previousEnd = end;
    return end;
  }

  protected isKeyword(word: string): boolean {
    return this.peek() === t.IDENT && this.end - this.start === word.length && this.text.startsWith(word, this.start);
  }

  protected pushNewlines(significant: boolean): void {
    this.newlineStack.push(this.newlines);
    this.newlines = significant;
  }

  protected popNewlines(): void {
    this.newlines = this.newlineStack.pop() ?? true;
  }

  protected span(start: number, end: number): Span {
    return this.spanAt(start + this.base, end + this.base);
  }

  /** @param start in the document, and not in the scanner's text */
  protected spanAt(start: number, end: number): Span {
    return this.group ? this.group.make(start, end) : { start, end };
  }

  /** Reports something that is refused although the tree is as it should be. */
  protected report(start: number, end: number, message: string): void {
    if (this.problems.length < maxProblems) this.problems.push({ span: this.span(start, end), message });
  }

  /** Reports something after which the tokens make no sense to a strict parser. */
  protected fail(start: number, end: number, message: string): void {
    if (this.failed && !this.tolerant) return;
    this.report(start, end, message);
    this.failed = true;
    if (!this.tolerant) this.at = this.tokens.length - 1;
  }

  /** Reports the current token as not expected. */
  protected unexpected(message: string): void {
    this.fail(this.start, Math.max(this.end, this.start), message);
  }

  protected missing(start: number, end: number): MissingExpression {
    this.height = 1;
    return { kind: 'missing', span: this.span(start, end) };
  }

  /** Gives way to a missing expression where the tree would grow too high. */
  protected limitHeight<T extends Expression>(expression: T): T | MissingExpression {
    if (this.height <= maxHeight) return expression;
    const { start, end } = expression.span;
    this.fail(start - this.base, end - this.base, 'This expression is too long to be read.');
    return this.missing(start - this.base, end - this.base);
  }

  /**
   * Skips to one of `stops` outside of brackets, or to a closing token that belongs further out, or to the end. The token it
   * finds is the current one.
   */
  protected skipTo(...stops: t.TokenKind[]): t.TokenKind {
    let nested = 0;
    for (;;) {
      const kind = this.peek();
      if (kind === t.EOF) return kind;
      if (nested === 0 && stops.includes(kind)) return kind;
      if (t.opens(kind)) nested++;
      else if (t.closes(kind)) {
        if (nested === 0) return kind;
        nested--;
      }
      this.read();
    }
  }
}
