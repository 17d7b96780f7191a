import { isMoving, type Span, SpanGroup } from '../../text';
import type { Comment, SyntaxProblem } from '../problem';
import type { Block, Expression, MissingExpression, ObjectExpression } from './ast';
import { maxProblems, type Scanner } from './scanner';
import { HclStretch } from './stretches';
import * as t from './tokens';

/** Brackets, templates and blocks may nest this deep; beyond it a problem is reported and the text is skipped. */
export const maxDepth = 200;
/** The tree is never higher than this, also where it grows without nesting, as in `a + b + c …`. */
export const maxHeight = 600;
/** In UTF-16 units: what is longer is read in stretches, each of which later states may take over. */
export const LONG = 1500;

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
  /** The stretches that were read or taken over, but for those inside of others. */
  stretches: HclStretch[] = [];
  /** Those that were taken over. */
  readonly adopted: HclStretch[] = [];
  /** Known stretches that stand where they would have to be read anew: if there is any, all that was read is void. */
  readonly misread = new Set<HclStretch>();
  readonly comments: Comment[];
  /** The deepest that the parser was. */
  private deepest = 0;
  private readonly tokens: t.Tokens;
  private readonly taken: ReadonlyMap<number, HclStretch> | undefined;
  /** What is read now is taken over as a whole, or is not. */
  private isPart = true;
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
    private group?: SpanGroup,
  ) {
    this.text = scanner.text;
    this.tokens = scanner.tokens;
    this.taken = scanner.taken;
    this.comments = scanner.comments;
    if (group && !tolerant) this.isPart = !this.isLong(0);
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
    if (this.tokens.kind(this.at) === t.KNOWN) this.misreads();
    return this.pass();
  }

  private pass(): number {
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
    if (this.tokens.kind(this.at) === t.KNOWN) this.misreads();
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

  /** Goes one deeper. @returns false where that is too deep */
  protected enter(): boolean {
    this.depth++;
    if (this.depth > this.deepest) this.deepest = this.depth;
    return this.depth <= maxDepth;
  }

  private misreads(): void {
    const stretch = this.taken?.get(this.start);
    if (stretch) this.misread.add(stretch);
  }

  /** The block or object at the current token, where it is one that is known. */
  protected takeKnown<K extends 'block' | 'object'>(kind: K): Extract<Block | ObjectExpression, { kind: K }> | undefined {
    const known = this.peek() === t.KNOWN ? this.taken?.get(this.start) : undefined;
    if (!known || !isOf(known.node, kind) || this.depth + known.depth > maxDepth) return undefined;
    this.pass();
    this.group?.adopt(known.group);
    this.stretches.push(known);
    this.adopted.push(known);
    this.deepest = Math.max(this.deepest, this.depth + known.depth);
    this.height = known.height;
    return known.node;
  }

  /** Reads a block or an object: in a long item as a stretch that later states may take over. @param from its first token */
  protected asStretch<N extends Expression | Block | undefined>(from: number, parse: () => N): N {
    if (this.isPart) return parse();
    const outer = { group: this.group, stretches: this.stretches, deepest: this.deepest };
    const problems = this.problems.length;
    const start = this.tokens.start(from) ?? 0;
    const group = new SpanGroup();
    this.group = group;
    this.stretches = [];
    this.deepest = this.depth;
    this.isPart = !this.isLong(from);
    const node = parse();
    const inner = this.stretches;
    const depth = this.deepest - this.depth;
    this.isPart = false;
    this.group = outer.group;
    this.stretches = outer.stretches;
    this.deepest = Math.max(outer.deepest, this.deepest);
    outer.group?.adopt(group);
    const isSound = !this.failed && this.problems.length === problems && problems < maxProblems;
    if (isSound && (node?.kind === 'block' || node?.kind === 'object')) {
      const comments = this.commentsIn(start, node.span.end, group);
      this.stretches.push(new HclStretch(node, group, inner, comments, this.height, depth));
    } else this.stretches.push(...inner);
    return node;
  }

  /** The comments of a stretch, from now on with spans of its own. */
  private commentsIn(start: number, end: number, group: SpanGroup): readonly Comment[] {
    const { comments } = this;
    const found: Comment[] = [];
    let first = comments.length;
    while (first > 0 && (comments[first - 1]?.span.start ?? 0) >= start) first--;
    for (let i = first; i < comments.length; i++) {
      const comment = comments[i];
      if (!comment || comment.span.start >= end) break;
      const own = isMoving(comment.span) ? comment : { ...comment, span: group.make(comment.span.start, comment.span.end) };
      comments[i] = own;
      found.push(own);
    }
    return found;
  }

  /** Whether the block, the object or the item that begins at a token is a long one. */
  private isLong(from: number): boolean {
    const start = this.tokens.start(from) ?? 0;
    let nested = 0;
    for (let i = from; i < this.tokens.length; i++) {
      const kind = this.tokens.kind(i) ?? t.EOF;
      if ((this.tokens.end(i) ?? start) - start > LONG) return true;
      if (t.opens(kind)) nested++;
      else if (t.closes(kind) && --nested <= 0 && kind === t.CLOSE_BRACE) return false;
      else if (kind === t.NEWLINE && nested === 0 && i > from) return false;
    }
    return false;
  }
}

function isOf<K extends 'block' | 'object'>(
  node: Block | ObjectExpression,
  kind: K,
): node is Extract<Block | ObjectExpression, { kind: K }> {
  return node.kind === kind;
}
