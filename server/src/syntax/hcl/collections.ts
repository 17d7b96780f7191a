import { fitted } from '../fitted';
import type { CallExpression, Expression, ObjectItem } from './ast';
import { TemplateParser } from './templates';
import * as t from './tokens';

/** Tuples, objects, `for` expressions, calls and parentheses. */
export abstract class CollectionParser extends TemplateParser {
  protected parseTuple(): Expression {
    const start = this.start;
    this.read();
    this.pushNewlines(false);
    if (this.isKeyword('for')) {
      const result = this.parseFor(start, t.CLOSE_BRACKET);
      this.popNewlines();
      return result;
    }
    const items: Expression[] = [];
    const height = this.parseItems(items, t.CLOSE_BRACKET, start, 'item');
    const end = this.read();
    this.popNewlines();
    this.height = height + 1;
    return this.limitHeight({ kind: 'tuple', span: this.span(start, end), items: fitted(items) });
  }

  /**
   * Items up to `closer`, which becomes the current token. What is not there, because the bracket is not closed, is a missing item.
   * @returns the height of the highest item
   */
  private parseItems(items: Expression[], closer: t.TokenKind, opener: number, what: string): number {
    let height = 0;
    for (;;) {
      if (this.closesHere(closer, opener)) {
        if (this.end === this.start) items.push(this.missing(this.lastEnd, this.lastEnd));
        return height;
      }
      const before = this.at;
      items.push(this.parseExpression());
      height = Math.max(height, this.height);
      const next = this.peek();
      if (next === t.COMMA) {
        this.read();
        continue;
      }
      if (next === closer) continue;
      if (next === t.ELLIPSIS && closer === t.CLOSE_PAREN) return height;
      if (next !== t.EOF && !t.closes(next)) {
        this.unexpected(`A comma is expected here, before the next ${what}.`);
        if (this.at === before || !startsExpression(next)) this.skipTo(t.COMMA, closer);
        if (this.peek() === t.COMMA) this.read();
        continue;
      }
      this.notClosed(opener, closer);
      items.push(this.missing(this.lastEnd, this.lastEnd));
      return height;
    }
  }

  /** Whether the closing token is the current one. One that recovery put in, and the end of the text, are reported. */
  private closesHere(closer: t.TokenKind, opener: number): boolean {
    const kind = this.peek();
    if (kind === closer) {
      if (this.end === this.start) this.notClosed(opener, closer);
      return true;
    }
    if (kind !== t.EOF && !(this.tolerant && t.closes(kind))) return false;
    this.notClosed(opener, closer);
    return true;
  }

  private notClosed(opener: number, closer: t.TokenKind): void {
    const bracket = closer === t.CLOSE_BRACKET ? ']' : closer === t.CLOSE_PAREN ? ')' : '}';
    this.fail(opener, opener + 1, `"${this.text[opener]}" is not closed: "${bracket}" is missing.`);
  }

  /** Reads the closer where it is the current token; another closing token belongs to something further out. */
  private readCloser(closer: t.TokenKind): number {
    return this.peek() === closer ? this.read() : this.lastEnd;
  }

  protected parseObject(): Expression {
    const start = this.start;
    this.read();
    // A `for` may follow after line breaks, although line breaks count in objects.
    this.pushNewlines(false);
    const isFor = this.lookAheadForKeyword();
    if (isFor) {
      const result = this.parseFor(start, t.CLOSE_BRACE);
      this.popNewlines();
      return result;
    }
    this.popNewlines();
    this.pushNewlines(true);
    const items: ObjectItem[] = [];
    let height = 0;
    for (;;) {
      while (this.peek() === t.NEWLINE) this.read();
      if (this.closesHere(t.CLOSE_BRACE, start)) break;
      const before = this.at;
      const item = this.parseObjectItem();
      height = Math.max(height, this.height);
      if (item) items.push(item);
      const next = this.peek();
      if (next === t.COMMA || next === t.NEWLINE) this.read();
      else if (next !== t.CLOSE_BRACE && next !== t.EOF) {
        this.unexpected('A line break or a comma is expected here, before the next item.');
        if (!this.tolerant) break;
        if (this.at === before || !startsExpression(next)) this.skipTo(t.COMMA, t.NEWLINE, t.CLOSE_BRACE);
        if (this.at === before && this.peek() !== t.EOF && !t.closes(this.peek())) this.read();
      }
    }
    const unclosed = this.peek() !== t.CLOSE_BRACE || this.end === this.start;
    if (unclosed) {
      const missing = this.missing(this.lastEnd, this.lastEnd);
      items.push({ span: missing.span, key: missing, literalKey: undefined, value: missing });
    }
    const end = this.readCloser(t.CLOSE_BRACE);
    this.popNewlines();
    this.height = height + 1;
    return this.limitHeight({ kind: 'object', span: this.span(start, end), items: fitted(items) });
  }

  /** Whether `for` comes next, not counting line breaks; they stay in the stream when it does not. */
  private lookAheadForKeyword(): boolean {
    const before = this.at;
    const found = this.isKeyword('for');
    if (!found) this.at = before;
    return found;
  }

  private parseObjectItem(): ObjectItem | undefined {
    const key = this.parseExpression();
    let height = this.height;
    const next = this.peek();
    let value: Expression;
    if (next === t.EQUAL || next === t.COLON) {
      this.read();
      value = this.parseExpression();
      height = Math.max(height, this.height);
    } else {
      if (key.kind === 'missing') return undefined;
      this.unexpected('An equals sign is expected here, between the key and its value.');
      value = this.missing(this.lastEnd, this.lastEnd);
    }
    this.height = height;
    return {
      span: this.spanAt(key.span.start, Math.max(value.span.end, key.span.end)),
      key,
      literalKey: literalKey(key),
      value,
    };
  }

  /** `for` in brackets or braces; `opener` is where the bracket stands, the current token is the word `for`. */
  private parseFor(opener: number, closer: t.TokenKind): Expression {
    this.read();
    const names = this.parseForNames();
    if (!names) return this.abandonFor(opener, closer);
    const collection = this.parseExpression();
    let height = this.height;
    if (this.peek() !== t.COLON) {
      this.unexpected('A colon is expected here, after the collection of the "for".');
      return this.abandonFor(opener, closer);
    }
    this.read();
    let value = this.parseExpression();
    height = Math.max(height, this.height);
    let key: Expression | undefined;
    if (this.peek() === t.FAT_ARROW) {
      this.read();
      key = value;
      value = this.parseExpression();
      height = Math.max(height, this.height);
    }
    const ellipsisStart = this.start;
    const group = this.peek() === t.ELLIPSIS;
    if (group) this.read();
    let condition: Expression | undefined;
    if (this.isKeyword('if')) {
      this.read();
      condition = this.parseExpression();
      height = Math.max(height, this.height);
    }
    if (this.peek() !== closer) {
      this.unexpected(`"${closer === t.CLOSE_BRACKET ? ']' : '}'}" is expected here, at the end of the "for".`);
      return this.abandonFor(opener, closer);
    }
    if (this.end === this.start) {
      this.notClosed(opener, closer);
      return this.abandonFor(opener, closer);
    }
    const end = this.read();
    const span = this.span(opener, end);
    this.height = height + 1;
    const { keyName, valueName } = names;
    if (closer === t.CLOSE_BRACE) {
      if (key)
        return this.limitHeight({ kind: 'for-object', span, keyName, valueName, collection, key, value, group, condition });
      this.fail(value.span.start - this.base, value.span.end - this.base, 'A "for" in braces needs a key: "key => value".');
      return this.missing(opener, end);
    }
    if (key)
      this.fail(key.span.start - this.base, key.span.end - this.base, 'A "for" in brackets makes a list, which has no keys.');
    if (group) this.fail(ellipsisStart, ellipsisStart + 3, '"..." groups the values of an object; a list has none to group.');
    return this.limitHeight({ kind: 'for-tuple', span, keyName, valueName, collection, value, condition });
  }

  private abandonFor(opener: number, closer: t.TokenKind): Expression {
    this.skipTo(closer);
    return this.missing(opener, this.readCloser(closer));
  }

  /** A call whose name begins at `start`; the current token is `(` or `::`. */
  protected parseCall(start: number): Expression {
    let nameEnd = this.lastEnd;
    let name = this.text.slice(start, nameEnd);
    while (this.peek() === t.DOUBLE_COLON) {
      this.read();
      if (this.peek() !== t.IDENT) {
        this.unexpected('A function name is expected here, after "::".');
        return this.missing(start, this.lastEnd);
      }
      name += `::${this.text.slice(this.start, this.end)}`;
      nameEnd = this.read();
    }
    if (this.peek() !== t.OPEN_PAREN) {
      this.unexpected('"(" is expected here, after the name of a function.');
      return this.missing(start, this.lastEnd);
    }
    const opener = this.start;
    this.read();
    this.pushNewlines(false);
    const args: Expression[] = [];
    const height = this.parseItems(args, t.CLOSE_PAREN, opener, 'argument');
    let expandLast = false;
    if (this.peek() === t.ELLIPSIS) {
      expandLast = true;
      this.read();
      if (this.peek() !== t.CLOSE_PAREN) {
        this.unexpected('")" is expected here: "..." follows the last argument.');
        this.skipTo(t.CLOSE_PAREN);
      } else if (this.end === this.start) this.notClosed(opener, t.CLOSE_PAREN);
    }
    const end = this.readCloser(t.CLOSE_PAREN);
    this.popNewlines();
    this.height = height + 1;
    const call: CallExpression = {
      kind: 'call',
      span: this.span(start, end),
      name,
      nameSpan: this.span(start, nameEnd),
      args,
      expandLast,
    };
    return this.limitHeight(call);
  }

  protected parseParentheses(): Expression {
    const start = this.start;
    this.read();
    this.pushNewlines(false);
    const expression = this.parseExpression();
    const height = this.height;
    if (this.peek() !== t.CLOSE_PAREN) {
      if (this.peek() === t.EOF || t.closes(this.peek())) this.notClosed(start, t.CLOSE_PAREN);
      else this.unexpected('")" is expected here.');
      if (this.tolerant) this.skipTo(t.CLOSE_PAREN);
      const end = this.readCloser(t.CLOSE_PAREN);
      this.popNewlines();
      return this.missing(start, Math.max(end, expression.span.end - this.base));
    }
    const closed = this.end > this.start;
    if (!closed) this.notClosed(start, t.CLOSE_PAREN);
    const end = this.read();
    this.popNewlines();
    this.height = height + 1;
    return closed ? this.limitHeight({ kind: 'parentheses', span: this.span(start, end), expression }) : this.missing(start, end);
  }
}

function startsExpression(kind: t.TokenKind): boolean {
  return (
    kind === t.IDENT ||
    kind === t.NUMBER ||
    kind === t.OPEN_QUOTE ||
    kind === t.OPEN_HEREDOC ||
    kind === t.OPEN_BRACE ||
    kind === t.OPEN_BRACKET ||
    kind === t.OPEN_PAREN
  );
}

/** The text of a key that needs no evaluation: a bare name, a plain string or a number. */
function literalKey(key: Expression): string | undefined {
  switch (key.kind) {
    case 'variable':
      return key.name;
    case 'bool':
      return String(key.value);
    case 'null':
      return 'null';
    case 'number':
      return /^(?:0|[1-9]\d{0,14})$/.test(key.raw) ? key.raw : String(key.value);
    case 'template': {
      const [first, second] = key.parts;
      if (!first) return '';
      return first.kind === 'literal' && !second ? first.value : undefined;
    }
    default:
      return undefined;
  }
}
