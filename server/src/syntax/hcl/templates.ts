import type { Expression, TemplateExpression, TemplatePart } from './ast';
import { trimEnd, trimStart } from './characters';
import { stripIndent } from './indent';
import { plainValue, quotedValue } from './string-literal';
import { assemble, type Piece } from './template-pieces';
import { maxDepth, TokenStream } from './token-stream';
import * as t from './tokens';

/** Quoted strings, heredocs and bare templates. */
export abstract class TemplateParser extends TokenStream {
  abstract parseExpression(): Expression;

  /** A string or heredoc in an expression; the current token opens it. */
  protected parseTemplateExpression(): Expression {
    const start = this.start;
    const heredoc = this.peek() === t.OPEN_HEREDOC;
    const indented = heredoc && this.text.charCodeAt(start + 2) === 45;
    const contentStart = this.read();
    const parts = this.parseParts(heredoc ? t.CLOSE_HEREDOC : t.CLOSE_QUOTE, indented);
    let contentEnd = this.start;
    const end = Math.max(this.read(), contentStart);
    if (parts === undefined) return this.missing(start, Math.max(this.lastEnd, contentStart));
    if (heredoc) while (contentEnd > contentStart && this.text.charCodeAt(contentEnd - 1) !== 10) contentEnd--;
    const template: TemplateExpression = {
      kind: 'template',
      span: this.span(start, end),
      form: heredoc ? (indented ? 'indented-heredoc' : 'heredoc') : 'quoted',
      parts,
      contentSpan: this.span(contentStart, contentEnd),
    };
    return this.limitHeight(template);
  }

  /**
   * The parts up to the token `closer`, which becomes the current one. Undefined when the template is not closed, or is closed
   * by recovery: what it says is not known then.
   */
  protected parseParts(closer: t.TokenKind, indented: boolean): TemplatePart[] | undefined {
    if (!this.enter()) {
      this.tooDeep();
      this.skipTo(closer);
      this.depth--;
      return undefined;
    }
    const start = this.start;
    const pieces: Piece[] = [];
    let height = 0;
    let trimNext = false;
    let closed = true;
    for (;;) {
      const kind = this.peek();
      if (kind === closer) break;
      if (kind === t.QUOTED_TEXT || kind === t.PLAIN_TEXT) {
        const value = this.textValue(kind);
        pieces.push({ kind: 'literal', start: this.start, end: this.end, value: trimNext ? trimStart(value) : value });
        trimNext = false;
        this.read();
        continue;
      }
      trimNext = false;
      if (kind === t.OPEN_INTERPOLATION || kind === t.OPEN_DIRECTIVE) {
        const last = pieces.at(-1);
        if (this.end - this.start === 3 && last?.kind === 'literal') last.value = trimEnd(last.value);
        const piece = kind === t.OPEN_INTERPOLATION ? this.parseInterpolation() : this.parseDirective();
        height = Math.max(height, this.height);
        if (piece) pieces.push(piece);
        trimNext = this.text.charCodeAt(this.lastEnd - 2) === 126;
        continue;
      }
      const heredoc = closer === t.CLOSE_HEREDOC;
      this.fail(
        start,
        this.start,
        heredoc ? 'This heredoc is not closed.' : 'This string is not closed: a closing quote (") is missing.',
      );
      closed = false;
      if (kind !== t.EOF && kind !== t.UNCLOSED) this.skipTo(closer);
      break;
    }
    if (indented) stripIndent(pieces);
    const assembled = assemble(pieces, (from, to) => this.span(from, to));
    for (const problem of assembled.problems) this.fail(problem.start, problem.end, problem.message);
    this.depth--;
    this.height = Math.max(height, 1) + 1 + assembled.depth;
    return closed ? assembled.parts : undefined;
  }

  private textValue(kind: t.TokenKind): string {
    if (kind === t.PLAIN_TEXT) return plainValue(this.text.slice(this.start, this.end));
    return quotedValue(this.text, this.start, this.end, (from, to, message) => this.report(from, to, message));
  }

  private parseInterpolation(): Piece {
    const start = this.start;
    this.read();
    this.pushNewlines(false);
    const expression = this.parseExpression();
    const end = this.endSequence(start, 'interpolation');
    this.popNewlines();
    return { kind: 'interpolation', start, end, expression };
  }

  private endSequence(start: number, what: string): number {
    if (this.peek() !== t.CLOSE_SEQUENCE) {
      this.unexpected(
        `A closing brace is expected here to end the ${what}. To write a literal "\${", double its first character.`,
      );
      if (this.skipTo(t.CLOSE_SEQUENCE) !== t.CLOSE_SEQUENCE) return Math.max(this.lastEnd, start);
    } else if (this.end === this.start) this.fail(start, this.start, `This ${what} is not closed: "}" is missing.`);
    return this.read();
  }

  private parseDirective(): Piece | undefined {
    const start = this.start;
    this.read();
    this.pushNewlines(false);
    const piece = this.directive(start);
    const end = this.endSequence(start, 'directive');
    this.popNewlines();
    return piece && { ...piece, end };
  }

  private directive(start: number): Piece | undefined {
    this.height = 1;
    const word = this.peek() === t.IDENT ? this.text.slice(this.start, this.end) : '';
    const wordStart = this.start;
    const wordEnd = this.end;
    if (word !== '') this.read();
    switch (word) {
      case 'if':
        return { kind: 'if', start, end: start, condition: this.parseExpression() };
      case 'for': {
        const names = this.parseForNames();
        return names && { kind: 'for', start, end: start, ...names, collection: this.parseExpression() };
      }
      case 'else':
      case 'endif':
      case 'endfor':
        return { kind: word, start, end: start };
      default:
        this.fail(
          wordStart,
          wordEnd,
          'A template directive begins with if, else, endif, for or endfor. For a literal "%{" write "%%{".',
        );
        return undefined;
    }
  }

  /** `k, v in`, after the word `for`; undefined when it is not that, which is reported. */
  protected parseForNames(): { keyName: string | undefined; valueName: string } | undefined {
    const first = this.parseName();
    if (first === undefined) return undefined;
    let keyName: string | undefined;
    let valueName = first;
    if (this.peek() === t.COMMA) {
      this.read();
      const second = this.parseName();
      if (second === undefined) return undefined;
      keyName = first;
      valueName = second;
    }
    if (!this.isKeyword('in')) {
      this.unexpected('The word "in" is expected here, after the names of the "for".');
      return undefined;
    }
    this.read();
    return { keyName, valueName };
  }

  private parseName(): string | undefined {
    if (this.peek() !== t.IDENT) {
      this.unexpected('A variable name is expected here, after "for".');
      return undefined;
    }
    const name = this.text.slice(this.start, this.end);
    this.read();
    return name;
  }

  protected tooDeep(): void {
    this.fail(this.start, this.end, `Nesting deeper than ${maxDepth} levels is not read.`);
  }
}
