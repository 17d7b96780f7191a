import { fitted } from '../fitted';
import type { Attribute, Block, Body, Label } from './ast';
import { ExpressionParser } from './expressions';
import { quotedValue } from './string-literal';
import * as t from './tokens';

/** Arguments and blocks. */
export class BodyParser extends ExpressionParser {
  /** The arguments and blocks of the tokens, up to their end. */
  parseFile(): (Attribute | Block)[] {
    return this.parseBodyItems(t.EOF);
  }

  /** True when every token was read. */
  get atEnd(): boolean {
    while (this.peek() === t.NEWLINE) this.read();
    return this.peek() === t.EOF;
  }

  /** Items up to `closer`, which becomes the current token, or to the end of the tokens. */
  private parseBodyItems(closer: t.TokenKind): (Attribute | Block)[] {
    const items: (Attribute | Block)[] = [];
    const names = new Set<string>();
    for (;;) {
      const kind = this.peek();
      if (kind === closer || kind === t.EOF) return fitted(items);
      if (kind === t.NEWLINE) {
        this.read();
        continue;
      }
      const known = kind === t.KNOWN ? this.takeKnown('block') : undefined;
      if (known) {
        items.push(known);
        this.endLine('A block ends with its line.');
        continue;
      }
      if (kind !== t.IDENT) {
        this.unexpected(
          kind === t.OPEN_QUOTE
            ? 'The name of an argument is not quoted.'
            : 'An argument ("name = value") or a block is expected here.',
        );
        if (this.tolerant) this.skipItem();
        continue;
      }
      const item = this.parseBodyItem();
      if (!item) continue;
      items.push(item);
      if (item.kind !== 'attribute') continue;
      if (names.has(item.name)) {
        this.report(
          item.nameSpan.start - this.base,
          item.nameSpan.end - this.base,
          `"${item.name}" is set twice; an argument may be set only once.`,
        );
      }
      names.add(item.name);
    }
  }

  /** Skips the rest of a line; the closing brace of the body stays. */
  private skipItem(): void {
    const found = this.skipTo(t.NEWLINE);
    if (found !== t.EOF && found !== t.CLOSE_BRACE) this.read();
    else if (found === t.CLOSE_BRACE && this.blockDepth === 0) this.read();
  }

  private blockDepth = 0;

  private parseBodyItem(): Attribute | Block | undefined {
    const from = this.at;
    const start = this.start;
    const end = this.read();
    const kind = this.peek();
    if (kind === t.EQUAL) {
      const attribute = this.parseAttribute(start, end);
      this.endLine('An argument ends with its line.');
      return attribute;
    }
    if (kind === t.OPEN_QUOTE || kind === t.OPEN_BRACE || kind === t.IDENT) {
      const isInner = this.blockDepth > 0;
      const block = isInner ? this.asStretch(from, () => this.parseBlock(start, end)) : this.parseBlock(start, end);
      if (block) this.endLine('A block ends with its line.');
      return block;
    }
    this.fail(start, end, `"${this.text.slice(start, end)}" is neither an argument ("name = value") nor a block.`);
    if (this.tolerant) this.skipItem();
    return undefined;
  }

  private endLine(message: string): void {
    const kind = this.peek();
    if (kind === t.NEWLINE) this.read();
    else if (kind !== t.EOF && !(kind === t.CLOSE_BRACE && this.start === this.end)) {
      this.unexpected(kind === t.COMMA ? 'Arguments are separated by line breaks, not by commas.' : message);
      if (this.tolerant && (kind !== t.CLOSE_BRACE || this.blockDepth === 0)) this.skipItem();
    }
  }

  /** `name = value`; the current token is the equals sign. */
  private parseAttribute(start: number, nameEnd: number): Attribute {
    const equals = this.read();
    const value = this.parseExpression();
    return {
      kind: 'attribute',
      span: this.span(start, Math.max(value.span.end - this.base, equals)),
      name: this.text.slice(start, nameEnd),
      nameSpan: this.span(start, nameEnd),
      value,
    };
  }

  private parseBlock(start: number, typeEnd: number): Block | undefined {
    const labels: Label[] = [];
    for (;;) {
      const kind = this.peek();
      if (kind === t.OPEN_BRACE) break;
      if (kind === t.IDENT) {
        const from = this.start;
        const to = this.read();
        labels.push({ text: this.text.slice(from, to), span: this.span(from, to), quoted: false });
      } else if (kind === t.OPEN_QUOTE) labels.push(this.parseQuotedLabel());
      else {
        this.unexpected(
          kind === t.EQUAL
            ? 'An equals sign makes an argument, which has no labels.'
            : 'A label in quotes or "{" is expected here; "{" stands on the line of its block.',
        );
        if (this.tolerant) this.skipItem();
        return undefined;
      }
    }
    const opener = this.start;
    const bodyStart = this.read();
    let items: (Attribute | Block)[];
    let oneLine = false;
    if (!this.enter()) {
      this.tooDeep();
      this.skipTo(t.CLOSE_BRACE);
      items = [];
    } else {
      this.blockDepth++;
      const kind = this.peek();
      oneLine = kind !== t.NEWLINE && kind !== t.EOF && kind !== t.CLOSE_BRACE;
      items = oneLine ? this.parseOneLine() : this.parseBodyItems(t.CLOSE_BRACE);
      this.blockDepth--;
    }
    this.depth--;
    const unclosed = this.peek() !== t.CLOSE_BRACE || this.start === this.end;
    if (unclosed) this.fail(opener, opener + 1, 'This block is not closed: "}" is missing.');
    const bodyEnd = unclosed ? Math.max(this.lastEnd, bodyStart) : this.start;
    const end = this.peek() === t.CLOSE_BRACE ? this.read() : bodyEnd;
    return {
      kind: 'block',
      span: this.span(start, unclosed ? bodyEnd : end),
      type: this.text.slice(start, typeEnd),
      typeSpan: this.span(start, typeEnd),
      labels: fitted(labels),
      body: this.body(bodyStart, bodyEnd, items),
      oneLine,
      unclosed,
    };
  }

  private body(start: number, end: number, items: (Attribute | Block)[]): Body {
    return { kind: 'body', span: this.span(start, end), items };
  }

  /** The one argument of a block that is written on one line. */
  private parseOneLine(): (Attribute | Block)[] {
    const start = this.start;
    if (this.peek() === t.IDENT) {
      const end = this.read();
      if (this.peek() === t.EQUAL) {
        const attribute = this.parseAttribute(start, end);
        if (this.peek() === t.CLOSE_BRACE) return [attribute];
        this.unexpected(
          'A block on one line holds one argument and is closed on that line; write several arguments on lines of their own.',
        );
        if (!this.tolerant) return [attribute];
        if (this.peek() === t.COMMA) this.read();
        return [attribute, ...this.parseBodyItems(t.CLOSE_BRACE)];
      }
      this.fail(start, end, 'A block on one line holds one argument ("name = value") and nothing else.');
    } else this.unexpected('An argument ("name = value") is expected here.');
    if (!this.tolerant) return [];
    this.skipTo(t.NEWLINE, t.CLOSE_BRACE);
    return this.parseBodyItems(t.CLOSE_BRACE);
  }

  private parseQuotedLabel(): Label {
    const start = this.start;
    let end = this.read();
    let text = '';
    for (;;) {
      const kind = this.peek();
      if (kind === t.QUOTED_TEXT) {
        text += quotedValue(this.text, this.start, this.end, (from, to, message) => this.report(from, to, message));
        end = this.read();
      } else if (kind === t.CLOSE_QUOTE) {
        end = this.read();
        break;
      } else if (kind === t.OPEN_INTERPOLATION || kind === t.OPEN_DIRECTIVE) {
        this.unexpected('A label is plain text, without interpolations and directives.');
        if (!this.tolerant) break;
        this.read();
        this.skipTo(t.CLOSE_SEQUENCE);
        if (this.peek() !== t.CLOSE_SEQUENCE) break;
        end = this.read();
      } else {
        this.fail(start, Math.max(end, this.start), 'This label is not closed: a closing quote (") is missing.');
        if (kind === t.UNCLOSED) this.read();
        break;
      }
    }
    return { text, span: this.span(start, Math.max(end, this.lastEnd)), quoted: true };
  }
}
