import type { CST } from 'yaml';
import type { Span } from '../../text';
import type { Comment, SyntaxProblem } from '../problem';

/** What is inserted before parsing, at an offset of the text as it stands. */
export interface Patch {
  readonly at: number;
  readonly insert: '"' | "'" | ':';
}

/** What stands around a node in the token list: its tag and anchor, the indicators. */
export interface Props {
  readonly anchor: CST.SourceToken | undefined;
  readonly tag: CST.SourceToken | undefined;
  /** `:` of a mapping value. */
  readonly colon: CST.SourceToken | undefined;
  readonly comma: CST.SourceToken | undefined;
  readonly newline: boolean;
  /** A line break follows the anchor or the tag. */
  readonly brokenOff: boolean;
  /** A mapping that begins on the line of its key: `a: b: c`. */
  readonly inline?: true;
}

export const NO_PROPS: Props = {
  anchor: undefined,
  tag: undefined,
  colon: undefined,
  comma: undefined,
  newline: false,
  brokenOff: false,
};

/** A text with patches in it, what was found out about it, and the way back from its offsets to those of the text as it stands. */
export class PatchedSource {
  protected readonly source: string;
  protected readonly problems: SyntaxProblem[] = [];
  protected readonly comments: Comment[] = [];
  protected flowDepth = 0;

  constructor(
    protected readonly text: string,
    protected readonly patches: readonly Patch[],
  ) {
    let source = '';
    let done = 0;
    for (const patch of patches) {
      source += text.slice(done, patch.at) + patch.insert;
      done = patch.at;
    }
    this.source = patches.length === 0 ? text : source + text.slice(done);
  }

  protected props(tokens: readonly CST.SourceToken[], expected?: CST.SourceToken['type']): Props {
    let anchor: CST.SourceToken | undefined;
    let tag: CST.SourceToken | undefined;
    let colon: CST.SourceToken | undefined;
    let comma: CST.SourceToken | undefined;
    let newline = false;
    let lineStart = expected === 'explicit-key-ind' || expected === 'seq-item-ind' || expected === 'doc-start';
    let brokenOff = false;
    let tab: CST.SourceToken | undefined;
    for (const token of tokens) {
      if (token.type === 'space') {
        if (lineStart && this.flowDepth === 0 && token.source.includes('\t')) tab = token;
        continue;
      }
      if (tab && token.type !== 'newline' && token.type !== 'comment') this.tab(tab);
      tab = undefined;
      if (token.type === 'newline' && (anchor || tag)) brokenOff = true;
      lineStart = token.type === 'newline' || (lineStart && token.type === 'seq-item-ind');
      switch (token.type) {
        case 'newline':
          newline = true;
          break;
        case 'comment':
          this.comment(token);
          break;
        case 'anchor':
          if (expected === undefined) this.problem(token.offset, tokenEnd(token), 'Unexpected anchor');
          if (anchor) this.problem(token.offset, tokenEnd(token), 'A second anchor');
          anchor = token;
          break;
        case 'tag':
          if (expected === undefined) this.problem(token.offset, tokenEnd(token), 'Unexpected tag');
          if (tag) this.problem(token.offset, tokenEnd(token), 'A second tag');
          tag = token;
          break;
        case 'map-value-ind':
          if (expected !== 'map-value-ind' || colon) this.problem(token.offset, tokenEnd(token), 'Unexpected :');
          colon ??= token;
          break;
        case 'comma':
          if (expected !== 'comma' || comma) this.problem(token.offset, tokenEnd(token), 'Unexpected ,');
          comma ??= token;
          break;
        case 'explicit-key-ind':
          if (anchor || tag) this.problem(token.offset, tokenEnd(token), 'A tag or anchor must follow the ?');
          if (expected !== token.type && expected !== 'comma') this.problem(token.offset, tokenEnd(token), 'Unexpected ?');
          break;
        case 'doc-start':
        case 'seq-item-ind':
          if (expected !== token.type) this.problem(token.offset, tokenEnd(token), `Unexpected ${token.source}`);
          break;
        default:
          this.problem(token.offset, Math.max(tokenEnd(token), token.offset + 1), `Unexpected ${token.source.slice(0, 40)}`);
      }
    }
    if (tab && expected !== undefined && expected !== 'comma') this.tab(tab);
    return { anchor, tag, colon, comma, newline, brokenOff };
  }

  protected tab(token: CST.SourceToken): void {
    this.problem(token.offset, tokenEnd(token), 'A tab cannot indent');
  }

  protected comment(token: { offset: number; source: string }): void {
    const span = this.span(token.offset, token.offset + token.source.length);
    const text = token.source.endsWith('\r') ? token.source.slice(0, -1) : token.source;
    const end = span.end - (token.source.length - text.length);
    let before = span.start - 1;
    while (before >= 0 && (this.text[before] === ' ' || this.text[before] === '\t')) before--;
    const char = this.text[before];
    const ownLine = before < 0 || char === '\n' || char === '\r' || char === '\ufeff';
    this.comments.push({ span: { start: span.start, end }, text, ownLine });
  }

  protected problem(start: number, end: number, message: string): void {
    const from = this.at(start);
    this.problems.push({ span: { start: from, end: Math.max(from, Math.min(this.at(end), this.text.length)) }, message });
  }

  /** The end of the content of the line at an offset of the patched source, in the text as it stands. */
  protected lineEnd(offset: number): number {
    let end = this.source.indexOf('\n', offset);
    if (end < 0) end = this.source.length;
    while (end > offset + 1 && ' \t\r'.includes(this.source[end - 1] ?? '')) end--;
    return this.at(end);
  }

  protected span(start: number, end: number): Span {
    return { start: this.at(start), end: this.at(end) };
  }

  /** From an offset of the patched source to one of the text. */
  protected at(offset: number): number {
    let shift = 0;
    for (const patch of this.patches) {
      if (offset - shift <= patch.at) break;
      shift++;
    }
    return Math.min(offset - shift, this.text.length);
  }

  protected patched(offset: number): number {
    let shift = 0;
    for (const patch of this.patches) {
      if (offset <= patch.at) break;
      shift++;
    }
    return offset + shift;
  }
}

export function tokenEnd(token: CST.SourceToken | undefined): number {
  return token ? token.offset + token.source.length : 0;
}
