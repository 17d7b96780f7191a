/**
 * The lines of an HCL text as `terraform fmt` sees them (hclwrite's formatter): a heredoc with its content is part of the line
 * that opens it, and a line has up to three cells, which are aligned with those of the lines beside it.
 */
export interface FmtLine {
  /** Offset of the line's start; `end` is after its line break. */
  readonly start: number;
  readonly end: number;
  /** Offset of the first `=` of a line whose right side opens no more brackets than it closes. */
  readonly assign: number | undefined;
  /** Offset of a first `=` that opens an expression over several lines: it stands one space after its name. */
  readonly opener: number | undefined;
  /** Offset of a `#` or `//` comment that follows something else on the line. */
  readonly comment: number | undefined;
}

interface Token {
  readonly kind: 'equal' | 'open' | 'close' | 'comment' | 'other';
  readonly start: number;
}

/** Splits a text into fmt's lines. Never fails: what cannot be read (an open quote) ends with its line. */
export function fmtLines(text: string): FmtLine[] {
  return new Lines(text).read();
}

class Lines {
  private at = 0;
  private readonly lines: FmtLine[] = [];

  constructor(private readonly text: string) {}

  read(): FmtLine[] {
    while (this.at < this.text.length) this.line();
    return this.lines;
  }

  private line(): void {
    const { text } = this;
    const start = this.at;
    const tokens: Token[] = [];
    let heredoc: string | undefined;
    while (this.at < text.length) {
      const at = this.at;
      const c = text[at];
      if (c === '\n') {
        this.at++;
        if (heredoc === undefined) break;
        this.heredoc(heredoc);
        heredoc = undefined;
      } else if (c === ' ' || c === '\t' || c === '\r') {
        this.at++;
      } else if (c === '#' || (c === '/' && text[at + 1] === '/')) {
        tokens.push({ kind: 'comment', start: at });
        const end = text.indexOf('\n', at);
        this.at = end < 0 ? text.length : end;
      } else if (c === '/' && text[at + 1] === '*') {
        const end = text.indexOf('*/', at + 2);
        this.at = end < 0 ? text.length : end + 2;
        tokens.push({ kind: 'other', start: at });
      } else if (c === '"') {
        tokens.push({ kind: 'other', start: at });
        this.string();
      } else if (c === '<' && text[at + 1] === '<') {
        const opened = /^<<-?([\p{L}\p{N}_-]+)(?=\r?\n|$)/u.exec(text.slice(at, at + 200));
        tokens.push({ kind: 'other', start: at });
        if (opened) heredoc = opened[1];
        this.at += opened ? opened[0].length : 2;
      } else if (c === '{' || c === '[' || c === '(') {
        tokens.push({ kind: 'open', start: at });
        this.at++;
      } else if (c === '}' || c === ']' || c === ')') {
        tokens.push({ kind: 'close', start: at });
        this.at++;
      } else if (c === '=' && text[at + 1] !== '=' && text[at + 1] !== '>') {
        tokens.push({ kind: 'equal', start: at });
        this.at++;
      } else if ((c === '=' || c === '!' || c === '<' || c === '>') && (text[at + 1] === '=' || text[at + 1] === '>')) {
        tokens.push({ kind: 'other', start: at });
        this.at += 2;
      } else {
        tokens.push({ kind: 'other', start: at });
        this.at++;
      }
    }
    this.lines.push(describe(start, this.at, tokens));
  }

  /** From an opening quote past the closing one, or to the line's end. */
  private string(): void {
    const { text } = this;
    this.at++;
    while (this.at < text.length) {
      const c = text[this.at];
      if (c === '\n') return;
      if (c === '\\') this.at += 2;
      else if (c === '"') {
        this.at++;
        return;
      } else if ((c === '$' || c === '%') && text[this.at + 1] === '{') {
        if (text[this.at - 1] === c && text[this.at - 2] !== c) this.at += 2;
        else this.interpolation();
      } else this.at++;
    }
  }

  private interpolation(): void {
    const { text } = this;
    this.at += 2;
    let depth = 1;
    while (this.at < text.length && depth > 0) {
      const c = text[this.at];
      if (c === '"') {
        this.string();
        continue;
      }
      // An interpolation may span lines; an unclosed one must not swallow the file.
      if (c === '\n' && text.indexOf('}', this.at) < 0) return;
      if (c === '{') depth++;
      if (c === '}') depth--;
      this.at++;
    }
  }

  /** From a heredoc's first content line past its terminator (the terminator's line break is the line's own). */
  private heredoc(marker: string): void {
    const { text } = this;
    while (this.at < text.length) {
      const end = text.indexOf('\n', this.at);
      const line = text.slice(this.at, end < 0 ? text.length : end);
      if (line.trim() === marker) {
        this.at += line.length;
        return;
      }
      this.at = end < 0 ? text.length : end + 1;
    }
  }
}

function describe(start: number, end: number, tokens: readonly Token[]): FmtLine {
  const last = tokens[tokens.length - 1];
  const comment = tokens.length > 1 && last?.kind === 'comment' ? last.start : undefined;
  const first = tokens.findIndex((token, i) => i > 0 && token.kind === 'equal');
  let assign: number | undefined;
  let opener: number | undefined;
  if (first > 0) {
    let net = 0;
    for (const token of tokens.slice(first)) net += token.kind === 'open' ? 1 : token.kind === 'close' ? -1 : 0;
    if (net === 0) assign = tokens[first]?.start;
    else if (net > 0) opener = tokens[first]?.start;
  }
  return { start, end, assign, opener, comment };
}
