import type { SyntaxProblem } from '../problem';
import type { Expression, TemplatePart } from './ast';
import { ExpressionParser } from './expressions';
import { Scanner } from './scanner';
import * as t from './tokens';

/** Parses a text that is one expression or one template. */
export class FragmentParser extends ExpressionParser {
  constructor(text: string, mode: 'code' | 'bare', base: number) {
    const scanner = new Scanner(text, { mode });
    scanner.run();
    super(scanner, true, base);
    this.newlines = false;
  }

  expression(): { expression: Expression; problems: readonly SyntaxProblem[] } {
    const expression = this.parseExpression();
    if (this.peek() !== t.EOF) this.unexpected('The expression ends before this.');
    return { expression, problems: this.problems };
  }

  template(): { parts: readonly TemplatePart[]; problems: readonly SyntaxProblem[] } {
    const parts = this.parseParts(t.EOF, false);
    return { parts: parts ?? [], problems: this.problems };
  }
}
