/** The kinds of tokens of HCL's native syntax. Plain constants, because the scanner's loop compares millions of them. */
export type TokenKind = number;

export const EOF = 0;
export const NEWLINE = 1;
export const IDENT = 2;
export const NUMBER = 3;
export const OPEN_BRACE = 4;
export const CLOSE_BRACE = 5;
export const OPEN_BRACKET = 6;
export const CLOSE_BRACKET = 7;
export const OPEN_PAREN = 8;
export const CLOSE_PAREN = 9;
/** The opening `"`; what follows are template tokens up to CLOSE_QUOTE. */
export const OPEN_QUOTE = 10;
export const CLOSE_QUOTE = 11;
/** `<<EOT` or `<<-EOT` with its line break; what follows are template tokens up to CLOSE_HEREDOC. */
export const OPEN_HEREDOC = 12;
/** The terminator without the white space around it. */
export const CLOSE_HEREDOC = 13;
/** `${` or `${~`. */
export const OPEN_INTERPOLATION = 14;
/** `%{` or `%{~`. */
export const OPEN_DIRECTIVE = 15;
/** The `}` or `~}` that ends an interpolation or a directive. */
export const CLOSE_SEQUENCE = 16;
/** Text of a quoted template; escapes are not resolved yet. */
export const QUOTED_TEXT = 17;
/** Text of a heredoc or a bare template, at most up to the end of its line; only `$${` and `%%{` are escapes. */
export const PLAIN_TEXT = 18;
/** Only in recovery: the string or heredoc ends here without its closing mark. */
export const UNCLOSED = 19;
export const EQUAL = 20;
export const COMMA = 21;
export const DOT = 22;
export const COLON = 23;
export const DOUBLE_COLON = 24;
export const QUESTION = 25;
export const ELLIPSIS = 26;
export const FAT_ARROW = 27;
export const BANG = 28;
export const PLUS = 30;
export const MINUS = 31;
export const STAR = 32;
export const SLASH = 33;
export const PERCENT = 34;
export const EQUAL_EQUAL = 35;
export const NOT_EQUAL = 36;
export const LESS = 37;
export const LESS_EQUAL = 38;
export const GREATER = 39;
export const GREATER_EQUAL = 40;
export const AND = 41;
export const OR = 42;
/** A character that the language has no use for. */
export const INVALID = 43;
/** A block or an object that is known from an earlier state of the text: all of its tokens. */
export const KNOWN = 44;

/** V8 keeps a typed array of at most 64 bytes where objects are, which is cheap: for damaged texts of very many short pieces. */
const FEW = 5;

/** The tokens of a text in their order, the last one always EOF. Numbers in one buffer: a file has tens of thousands of tokens. */
export class Tokens {
  length = 0;
  /** Kind, start and end of each token. */
  private data: Int32Array;

  /** @param expected how many there will be, roughly */
  constructor(expected: number) {
    this.data = new Int32Array(3 * Math.max(expected, FEW));
  }

  push(kind: TokenKind, start: number, end: number): void {
    const at = 3 * this.length++;
    if (at + 3 > this.data.length) {
      const grown = new Int32Array((this.data.length < 4000 ? 4 : 2) * this.data.length);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[at] = kind;
    this.data[at + 1] = start;
    this.data[at + 2] = end;
  }

  /** Takes the last token back. */
  pop(): void {
    if (this.length > 0) this.length--;
  }

  /** Undefined past the last token, like the start and the end. */
  kind(index: number): TokenKind | undefined {
    return index < this.length ? this.data[3 * index] : undefined;
  }

  start(index: number): number | undefined {
    return index < this.length ? this.data[3 * index + 1] : undefined;
  }

  end(index: number): number | undefined {
    return index < this.length ? this.data[3 * index + 2] : undefined;
  }
}

/** Whether the token opens something that has to be closed again. */
export function opens(kind: TokenKind): boolean {
  return kind >= OPEN_BRACE && kind <= OPEN_DIRECTIVE && (kind & 1) === 0 ? true : kind === OPEN_DIRECTIVE;
}

/** Whether the token closes something. */
export function closes(kind: TokenKind): boolean {
  return kind === CLOSE_SEQUENCE || kind === UNCLOSED || (kind >= CLOSE_BRACE && kind <= CLOSE_HEREDOC && (kind & 1) === 1);
}
