import type { DataNode, MappingEntry } from '../data';
import type { Comment } from '../problem';
import { BAIL, isFlowIndicator, MAX_FAST_DEPTH, TextReader } from './fast-text';

/** Flow collections for the fast way: `[a, "b", !Ref c]`, `{ a: b }`, over several lines too. */
export class FlowReader extends TextReader {
  private at = 0;
  private depth = 0;
  /** The column that every further line must lie beyond. */
  private column = 0;
  private inMapping = false;

  constructor(
    text: string,
    private readonly comments: Comment[],
  ) {
    super(text);
  }

  /** The collection at an offset, and the offset after it. */
  collection(at: number, column: number, inMapping: boolean): { node: DataNode; end: number } {
    this.at = at;
    this.depth = 0;
    this.column = column;
    this.inMapping = inMapping;
    const node = this.any();
    // `{…}: x` is a key.
    if (this.text.charCodeAt(this.at) === 58) throw BAIL;
    return { node, end: this.at };
  }

  private any(): DataNode {
    const start = this.at;
    if (++this.depth > MAX_FAST_DEPTH) throw BAIL;
    const isMap = this.text.charCodeAt(this.at++) === 123;
    const close = isMap ? 125 : 93;
    const items: DataNode[] = [];
    const entries: MappingEntry[] = [];
    const seen = new Set<string>();
    for (;;) {
      this.space();
      if (this.text.charCodeAt(this.at) === close) break;
      if (isMap) {
        const entry = this.entry();
        if (seen.has(entry.key.text) || entry.key.text === '<<') throw BAIL;
        seen.add(entry.key.text);
        entries.push(entry);
      } else {
        items.push(this.value());
      }
      this.space();
      const c = this.text.charCodeAt(this.at);
      if (c === 44) this.at++;
      else if (c !== close) throw BAIL;
    }
    this.at++;
    this.depth--;
    const span = this.span(start, this.at);
    return isMap ? { kind: 'mapping', entries, flow: true, span } : { kind: 'sequence', items, flow: true, span };
  }

  private entry(): MappingEntry {
    const key = this.scalar(true);
    if (key.kind !== 'scalar') throw BAIL;
    const line = this.lineEnd(this.at);
    while (this.text.charCodeAt(this.at) === 32) this.at++;
    if (this.text.charCodeAt(this.at) !== 58 || this.at > line) throw BAIL;
    const after = this.text.charCodeAt(++this.at);
    if (after !== 32 && after !== 10 && after !== 13) throw BAIL;
    this.space();
    const value = this.value();
    return { key, value, span: this.span(key.span.start, (value.outer ?? value.span).end) };
  }

  private value(): DataNode {
    const c = this.text.charCodeAt(this.at);
    if (c === 33) {
      const start = this.at;
      const end = this.tagEnd(start);
      this.at = end;
      if (this.text.charCodeAt(end) !== 32) throw BAIL;
      while (this.text.charCodeAt(this.at) === 32) this.at++;
      const next = this.text.charCodeAt(this.at);
      if (next === 33 || next === 10 || next === 13 || next === 35) throw BAIL;
      const node = this.value();
      return { ...node, outer: this.span(start, node.span.end), tag: this.text.slice(start + 1, end) };
    }
    if (c === 91 || c === 123) return this.any();
    const node = this.scalar(false);
    // `[a: b]` is a mapping of its own.
    let next = this.at;
    while (this.text.charCodeAt(next) === 32) next++;
    if (this.text.charCodeAt(next) === 58) throw BAIL;
    return node;
  }

  private scalar(isKey: boolean): DataNode {
    const start = this.at;
    const c = this.text.charCodeAt(start);
    if (c === 34 || c === 39) {
      const close = this.closingQuote(start);
      if (close < 0) throw BAIL;
      if (this.lineEnd(start) < close) {
        if (isKey) throw BAIL;
        this.checkLines(start, close, this.column);
        this.wrapped = true;
      }
      this.at = close + 1;
      return this.quoted(start, close);
    }
    if (!this.startsPlain(start)) throw BAIL;
    let end = start;
    for (;;) {
      const next = this.text.charCodeAt(end);
      if (Number.isNaN(next) || (next < 32 && next !== 10 && next !== 13)) throw BAIL;
      if (next === 10 || next === 13 || isFlowIndicator(next)) break;
      if (next === 58) {
        const after = this.text.charCodeAt(end + 1);
        if (after === 32 || after === 10 || after === 13) break;
        if (Number.isNaN(after) || isFlowIndicator(after)) throw BAIL;
      }
      if (next === 35 && this.text.charCodeAt(end - 1) === 32) break;
      end++;
    }
    end = this.trimmedEnd(start, end);
    this.at = end;
    return this.plain(start, end, isKey);
  }

  /** Skips white space, line breaks and comments. */
  private space(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c === 32) {
        this.at++;
      } else if (c === 10 || (c === 13 && this.text.charCodeAt(this.at + 1) === 10)) {
        this.at += c === 10 ? 1 : 2;
        this.line();
      } else if (c === 35) {
        const before = this.text.charCodeAt(this.at - 1);
        if (before !== 32 && before !== 10) throw BAIL;
        const lineEnd = this.lineEnd(this.at);
        const end = this.trimmedEnd(this.at, lineEnd);
        const lineStart = this.text.lastIndexOf('\n', this.at - 1) + 1;
        const ownLine = this.text.slice(lineStart, this.at).trim() === '';
        this.comments.push(this.comment(this.at, end, lineEnd, ownLine));
        this.at = lineEnd;
      } else {
        return;
      }
    }
  }

  /** A further line must be indented; the last bracket alone may stand under its key. */
  private line(): void {
    let first = this.at;
    while (this.text.charCodeAt(first) === 32) first++;
    const c = this.text.charCodeAt(first);
    if (Number.isNaN(c)) throw BAIL;
    if (c === 10 || c === 13) return;
    const width = first - this.at;
    if (width > this.column) return;
    const closes = (c === 93 || c === 125) && this.depth === 1 && this.inMapping && width === this.column;
    if (!closes) throw BAIL;
  }
}
