import type { BinaryOperator, Expression, IndexExpression, SplatStep } from './ast';
import { CollectionParser } from './collections';
import { maxDepth, maxHeight } from './token-stream';
import * as t from './tokens';

/** Operators, conditionals, references and literals. */
export abstract class ExpressionParser extends CollectionParser {
  override parseExpression(): Expression {
    if (!this.enter()) {
      const start = this.start;
      this.tooDeep();
      if (this.peek() !== t.EOF && !t.closes(this.peek())) this.skipTo(t.NEWLINE, t.COMMA);
      this.depth--;
      return this.missing(start, Math.max(start, this.lastEnd));
    }
    const result = this.parseConditional();
    this.depth--;
    return result;
  }

  private parseConditional(): Expression {
    const condition = this.parseBinary(1);
    if (this.peek() !== t.QUESTION) return condition;
    let height = this.height;
    this.read();
    const then = this.parseExpression();
    height = Math.max(height, this.height);
    let otherwise: Expression;
    if (this.peek() === t.COLON) {
      this.read();
      otherwise = this.parseExpression();
      height = Math.max(height, this.height);
    } else {
      this.unexpected('A colon is expected here, before the value for the case that the condition is false.');
      otherwise = this.missing(this.lastEnd, this.lastEnd);
    }
    this.height = height + 1;
    const span = this.spanAt(condition.span.start, Math.max(otherwise.span.end, then.span.end));
    return this.limitHeight({ kind: 'conditional', span, condition, then, otherwise });
  }

  private parseBinary(level: number): Expression {
    let left = this.parseTermWithSteps();
    for (;;) {
      const kind = this.peek();
      const operator = operators[kind];
      if (!operator || operator.level < level) return left;
      let height = this.height;
      this.read();
      const right = this.parseBinary(operator.level + 1);
      height = Math.max(height, this.height);
      this.height = height + 1;
      const span = this.spanAt(left.span.start, Math.max(left.span.end, right.span.end));
      left = this.limitHeight({ kind: 'binary', span, operator: operator.sign, left, right });
    }
  }

  private parseTermWithSteps(): Expression {
    const term = this.parseTerm();
    const kind = this.peek();
    return kind === t.DOT || kind === t.OPEN_BRACKET ? this.parseSteps(term) : term;
  }

  /** What follows a term: `.name`, `[key]`, `.0`, `.*` and `[*]`. */
  private parseSteps(term: Expression): Expression {
    let target = term;
    for (;;) {
      const kind = this.peek();
      const height = this.height;
      const start = target.span.start;
      if (kind === t.OPEN_BRACKET) {
        const step = this.parseBracket();
        if (step === 'splat') {
          const each = this.parseSplatSteps();
          this.height = Math.max(height, this.height) + 1;
          target = this.limitHeight({
            kind: 'splat',
            span: this.spanAt(start, this.lastEnd + this.base),
            form: 'full',
            target,
            each,
          });
          continue;
        }
        this.height = Math.max(height, this.height) + 1;
        target = step.closed
          ? this.limitHeight(this.index(start, target, step.key, false))
          : this.missing(start - this.base, this.lastEnd);
      } else if (kind === t.DOT) {
        this.read();
        const next = this.peek();
        if (next === t.IDENT) {
          const step = this.parseNameStep();
          this.height = height + 1;
          target = this.limitHeight({ ...step, span: this.spanAt(start, step.nameSpan.end), target });
        } else if (next === t.NUMBER) {
          const key = this.parseLegacyIndex();
          this.height = height + 1;
          target = this.limitHeight(this.index(start, target, key, true));
        } else if (next === t.STAR) {
          this.read();
          const each = this.parseAttributeSplatSteps();
          this.height = Math.max(height, this.height) + 1;
          target = this.limitHeight({
            kind: 'splat',
            span: this.spanAt(start, this.lastEnd + this.base),
            form: 'attribute',
            target,
            each,
          });
        } else {
          this.unexpected('The name of an attribute is expected here, after the dot.');
          return this.missing(start - this.base, this.lastEnd);
        }
      } else return target;
    }
  }

  private index(start: number, target: Expression, key: Expression, legacy: boolean): IndexExpression {
    return { kind: 'index', span: this.spanAt(start, this.lastEnd + this.base), target, key, legacy };
  }

  private parseNameStep(): { kind: 'get-attribute'; name: string; nameSpan: { start: number; end: number } } {
    const start = this.start;
    const end = this.read();
    return { kind: 'get-attribute', name: this.text.slice(start, end), nameSpan: this.span(start, end) };
  }

  /** `[key]` or `[*]`; the current token is the bracket. */
  private parseBracket(): 'splat' | { key: Expression; closed: boolean } {
    const opener = this.start;
    this.read();
    this.height = 1;
    if (this.peek() === t.STAR) {
      this.read();
      if (this.peek() === t.CLOSE_BRACKET) this.read();
      else this.unexpected('"]" is expected here, right after the "*".');
      return 'splat';
    }
    this.pushNewlines(false);
    const key = this.parseExpression();
    const height = this.height;
    let closed = true;
    if (this.peek() !== t.CLOSE_BRACKET || this.end === this.start) {
      closed = false;
      this.fail(opener, opener + 1, '"[" is not closed: "]" is missing.');
      if (this.tolerant && !t.closes(this.peek())) this.skipTo(t.CLOSE_BRACKET);
    }
    if (this.peek() === t.CLOSE_BRACKET) this.read();
    this.popNewlines();
    this.height = height;
    return { key, closed };
  }

  /** `.0`, a way of writing `[0]` that old code uses. */
  private parseLegacyIndex(): Expression {
    const start = this.start;
    const end = this.end;
    if (this.text.slice(start, end).includes('.')) {
      this.fail(start, end, 'Two indexes cannot be chained with dots; write them in brackets, as in [0][1].');
      this.read();
      return this.missing(start, end);
    }
    return this.parseNumber();
  }

  /** After `.*`: only names and numbers. */
  private parseAttributeSplatSteps(): SplatStep[] {
    const steps: SplatStep[] = [];
    this.height = 1;
    while (this.peek() === t.DOT && steps.length < maxHeight) {
      const dot = this.start;
      this.read();
      const next = this.peek();
      if (next === t.IDENT) steps.push(this.parseNameStep());
      else if (next === t.NUMBER) {
        const key = this.parseLegacyIndex();
        steps.push({ kind: 'index', key, span: this.span(dot, this.lastEnd) });
      } else {
        this.unexpected(
          next === t.STAR
            ? 'A splat (".*") cannot stand inside another one.'
            : 'The name of an attribute is expected here, after the dot.',
        );
        break;
      }
    }
    this.height = 1;
    return steps;
  }

  /** After `[*]`: every kind of step; another splat takes what follows it and so is the last one. */
  private parseSplatSteps(): SplatStep[] {
    const steps: SplatStep[] = [];
    let height = 1;
    if (!this.enter()) this.tooDeep();
    else
      while (steps.length < maxHeight) {
        const kind = this.peek();
        const start = this.start;
        if (kind === t.OPEN_BRACKET) {
          const step = this.parseBracket();
          if (step === 'splat') {
            const each = this.parseSplatSteps();
            steps.push({ kind: 'splat', form: 'full', each, span: this.span(start, this.lastEnd) });
            height = Math.max(height, this.height);
            break;
          }
          height = Math.max(height, this.height);
          steps.push({
            kind: 'index',
            key: step.closed ? step.key : this.missing(start, this.lastEnd),
            span: this.span(start, this.lastEnd),
          });
        } else if (kind === t.DOT) {
          this.read();
          const next = this.peek();
          if (next === t.IDENT) steps.push(this.parseNameStep());
          else if (next === t.NUMBER)
            steps.push({ kind: 'index', key: this.parseLegacyIndex(), span: this.span(start, this.lastEnd) });
          else if (next === t.STAR) {
            this.read();
            const each = this.parseAttributeSplatSteps();
            steps.push({ kind: 'splat', form: 'attribute', each, span: this.span(start, this.lastEnd) });
          } else {
            this.unexpected('The name of an attribute is expected here, after the dot.');
            break;
          }
        } else break;
      }
    this.depth--;
    this.height = height + 1;
    return steps;
  }

  private parseTerm(): Expression {
    const kind = this.peek();
    const start = this.start;
    this.height = 1;
    switch (kind) {
      case t.IDENT:
        return this.parseIdentifier();
      case t.OPEN_QUOTE:
      case t.OPEN_HEREDOC:
        return this.parseTemplateExpression();
      case t.NUMBER:
        return this.parseNumber();
      case t.OPEN_BRACKET:
        return this.parseTuple();
      case t.OPEN_BRACE:
        return this.asStretch(this.at, () => this.parseObject());
      case t.OPEN_PAREN:
        return this.parseParentheses();
      case t.MINUS:
      case t.BANG: {
        this.read();
        if (!this.enter()) {
          this.tooDeep();
          while (this.peek() === t.MINUS || this.peek() === t.BANG) this.read();
        }
        const operand = this.depth > maxDepth ? this.missing(this.lastEnd, this.lastEnd) : this.parseTermWithSteps();
        this.depth--;
        this.height++;
        return this.limitHeight({
          kind: 'unary',
          span: this.spanAt(start + this.base, Math.max(operand.span.end, start + this.base + 1)),
          operator: kind === t.MINUS ? '-' : '!',
          operand,
        });
      }
      default: {
        const known = this.takeKnown('object');
        if (known) return known;
        const after = this.lastEnd;
        this.unexpected(kind === t.EOF || kind === t.NEWLINE ? 'A value is missing here.' : 'A value is expected here.');
        if (kind === t.UNCLOSED || kind === t.INVALID) this.read();
        return this.missing(after, after);
      }
    }
  }

  private parseIdentifier(): Expression {
    const start = this.start;
    const end = this.read();
    const next = this.peek();
    if (next === t.OPEN_PAREN || next === t.DOUBLE_COLON) return this.parseCall(start);
    const name = this.text.slice(start, end);
    const span = this.span(start, end);
    switch (name) {
      case 'true':
        return { kind: 'bool', span, value: true };
      case 'false':
        return { kind: 'bool', span, value: false };
      case 'null':
        return { kind: 'null', span };
      default:
        return { kind: 'variable', span, name };
    }
  }

  private parseNumber(): Expression {
    const start = this.start;
    const end = this.read();
    const raw = this.text.slice(start, end);
    if (!/^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(raw)) {
      this.fail(start, end, `"${raw.length > 40 ? `${raw.slice(0, 40)}…` : raw}" is not a number.`);
      return this.missing(start, end);
    }
    this.height = 1;
    return { kind: 'number', span: this.span(start, end), value: Number(raw), raw };
  }
}

const operators: readonly ({ readonly sign: BinaryOperator; readonly level: number } | undefined)[] = operatorTable();

function operatorTable(): ({ sign: BinaryOperator; level: number } | undefined)[] {
  const table: ({ sign: BinaryOperator; level: number } | undefined)[] = new Array(t.INVALID + 1).fill(undefined);
  table[t.OR] = { sign: '||', level: 1 };
  table[t.AND] = { sign: '&&', level: 2 };
  table[t.EQUAL_EQUAL] = { sign: '==', level: 3 };
  table[t.NOT_EQUAL] = { sign: '!=', level: 3 };
  table[t.GREATER] = { sign: '>', level: 4 };
  table[t.GREATER_EQUAL] = { sign: '>=', level: 4 };
  table[t.LESS] = { sign: '<', level: 4 };
  table[t.LESS_EQUAL] = { sign: '<=', level: 4 };
  table[t.PLUS] = { sign: '+', level: 5 };
  table[t.MINUS] = { sign: '-', level: 5 };
  table[t.STAR] = { sign: '*', level: 6 };
  table[t.SLASH] = { sign: '/', level: 6 };
  table[t.PERCENT] = { sign: '%', level: 6 };
  return table;
}
