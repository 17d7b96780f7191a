import { SpanGroup } from '../../text';
import type { DataDocument, DataNode, MappingEntry, ScalarNode } from '../data';
import type { Comment } from '../problem';
import type { Entries, EntryStretch, ItemStretch } from './entries';
import { FlowReader } from './fast-flow';
import { BAIL, MAX_FAST_DEPTH, TextReader } from './fast-text';
import { resolveBlock } from './scalar';

/**
 * Parses the YAML that people write most, line by line: block mappings and sequences, one-line plain scalars, quotes, block scalars,
 * flow collections, tags, comments. Some ten times as fast as the general way, and the same tree to the last span.
 * @param entries those of sections that are known already; gets those that are read
 * @returns undefined wherever a text has anything else in it, or anything wrong with it.
 */
export function parseFast(text: string, entries?: Entries): DataDocument | undefined {
  // A tab, an anchor's target or a lone line feed's partner: too many special rules.
  if (text.includes('\t') || text.startsWith('\ufeff')) return undefined;
  try {
    return new LineParser(text, entries).run();
  } catch (error) {
    if (error === BAIL) return undefined;
    throw error;
  }
}

/** In UTF-16 units: the items of lists in longer entries are read by themselves, so that later states may take them over. */
const LONG = 1500;

/** The fast way itself. Its methods throw `BAIL` where it ends; then its position is anywhere. */
export class LineParser extends TextReader {
  protected readonly comments: Comment[] = [];
  protected readonly flow: FlowReader;
  /** The content line that is next: its indentation, the offset of its first character, its end without trailing space. */
  protected indent = -1;
  protected at = 0;
  protected end = 0;
  protected nextLine = 0;
  protected depth = 0;
  /** The deepest that blocks were. */
  private deepest = 0;
  /** Whether the items of lists are read by themselves. */
  protected keepsItems = false;
  /** Those that were, of the entry that is being read. */
  private items: ItemStretch[] = [];

  constructor(
    text: string,
    protected readonly entries?: Entries,
  ) {
    super(text);
    this.flow = new FlowReader(text, this.comments);
  }

  run(): DataDocument {
    this.advance();
    if (this.indent === 0 && this.text.startsWith('---', this.at) && this.end === this.at + 3) this.advance();
    if (this.indent < 0) throw BAIL;
    const root = this.block(this.indent);
    if (this.indent >= 0) throw BAIL;
    return { root, problems: [], comments: this.comments, language: 'yaml' };
  }

  /** Goes to the next line that has content; `indent` is -1 at the end of the text. */
  protected advance(): void {
    for (;;) {
      if (this.nextLine >= this.text.length) {
        this.indent = -1;
        this.at = this.text.length;
        this.end = this.at;
        return;
      }
      const start = this.nextLine;
      const lineEnd = this.lineEnd(start);
      this.nextLine = lineEnd + 1;
      let first = start;
      while (this.text.charCodeAt(first) === 32) first++;
      const end = this.trimmedEnd(first, lineEnd);
      if (first >= end) continue;
      const c = this.text.charCodeAt(first);
      if (c === 35) {
        this.comments.push(this.comment(first, end, lineEnd, true));
        continue;
      }
      if (first === start && (c === 37 || this.isMarker(first) || c === 46)) {
        const isFirst = this.indent < 0 && c === 45 && this.at === 0 && this.comments.length === 0 && start === 0;
        if (!isFirst) throw BAIL;
      }
      this.indent = first - start;
      this.at = first;
      this.end = end;
      return;
    }
  }

  private isMarker(at: number): boolean {
    return this.text.startsWith('---', at);
  }

  /** The block that begins at the current position, whose column is `column`. */
  private block(column: number): DataNode {
    if (++this.depth > MAX_FAST_DEPTH) throw BAIL;
    if (this.depth > this.deepest) this.deepest = this.depth;
    const node = this.isItem(this.at) ? this.sequence(column) : this.mapping(column);
    this.depth--;
    return node;
  }

  protected isItem(at: number): boolean {
    return this.text.charCodeAt(at) === 45 && (at + 1 === this.end || this.text.charCodeAt(at + 1) === 32);
  }

  private sequence(column: number): DataNode {
    const start = this.at;
    const items: DataNode[] = [];
    let end = start;
    for (;;) {
      const indicator = this.at + 1;
      const item = this.keepsItems && this.entries && this.indent === column ? this.ownItem(column) : this.item(column);
      items.push(item);
      end = Math.max(indicator, (item.outer ?? item.span).end);
      if (this.indent < column) break;
      if (this.indent > column || this.indent < 0) throw BAIL;
      if (!this.isItem(this.at)) break;
    }
    return { kind: 'sequence', items, flow: false, span: this.span(start, end) };
  }

  /** The item that begins at the current position, of a sequence at `column`. */
  private item(column: number): DataNode {
    const indicator = this.at + 1;
    const content = this.skipSpaces(indicator);
    if (content >= this.end || this.text.charCodeAt(content) === 35) return this.value(content, column, false, indicator);
    const inner = column + (content - this.at);
    this.at = content;
    return this.isItem(content) || this.keyAt(content) ? this.block(inner) : this.value(content, column, false, indicator);
  }

  /** The same with spans of its own, taken over where it is known. What lies in it has the same. */
  protected ownItem(column: number): DataNode {
    const { group: outer, wrapped, depth, deepest } = this;
    const start = this.at - column;
    const known = this.entries?.item(start, column);
    if (known && depth + known.levels <= MAX_FAST_DEPTH) {
      for (const comment of known.comments) this.comments.push(comment);
      if (known.wrapped) this.wrapped = true;
      this.items.push(known);
      outer?.adopt(known.group);
      this.nextLine = known.place.end;
      this.advance();
      return known.node;
    }
    const flowWrapped = this.flow.wrapped;
    const before = this.comments.length;
    const group = new SpanGroup();
    this.setGroup(group);
    this.wrapped = false;
    this.flow.wrapped = false;
    this.keepsItems = false;
    this.deepest = depth;
    try {
      const node = this.item(column);
      const place = group.make(start, this.at - Math.max(this.indent, 0));
      group.isOf(node.span);
      const comments = this.comments.slice(before);
      const levels = this.deepest - depth;
      const stretch = { place, group, column, node, comments, wrapped: this.wrapped || this.flow.wrapped, levels };
      this.entries?.addItem(stretch);
      this.items.push(stretch);
      outer?.adopt(group);
      return node;
    } finally {
      this.setGroup(outer);
      this.wrapped ||= wrapped;
      this.flow.wrapped ||= flowWrapped;
      this.keepsItems = true;
      this.deepest = Math.max(this.deepest, deepest);
    }
  }

  private mapping(column: number): DataNode {
    const start = this.at;
    const entries: MappingEntry[] = [];
    const seen = new Set<string>();
    for (;;) {
      const entry = this.depth === 2 ? this.sectionEntry(column).entry : this.entry(column);
      if (seen.has(entry.key.text)) throw BAIL;
      seen.add(entry.key.text);
      entries.push(entry);
      if (this.indent < column) break;
      if (this.indent > column || this.isItem(this.at)) throw BAIL;
    }
    const last = entries[entries.length - 1];
    return { kind: 'mapping', entries, flow: false, span: this.span(start, last ? last.span.end : start) };
  }

  /** The entry that begins at the current position, of a mapping at `column`. */
  protected entry(column: number): MappingEntry {
    const found = this.keyAt(this.at);
    if (!found || found.key.text === '<<') throw BAIL;
    const { key, colon } = found;
    const value = this.value(this.skipSpaces(colon + 1), column, true, colon + 1);
    return { key, value, span: this.span(key.span.start, Math.max(key.span.end, (value.outer ?? value.span).end)) };
  }

  /** An entry of a section, taken over where it is known. Its spans belong together. */
  protected sectionEntry(column: number): Omit<EntryStretch, 'group'> {
    const start = this.at - column;
    const known = this.entries?.at(start, column);
    if (known) {
      for (const comment of known.comments) this.comments.push(comment);
      this.nextLine = known.end;
      this.advance();
      return known;
    }
    const before = this.comments.length;
    const group = this.entries && new SpanGroup();
    this.setGroup(group);
    this.wrapped = false;
    this.flow.wrapped = false;
    this.keepsItems = group !== undefined && this.isLong(column);
    this.items = [];
    try {
      const entry = this.entry(column);
      const end = this.at - Math.max(this.indent, 0);
      const comments = this.comments.slice(before);
      const { items } = this;
      const read = { start, end, column, entry, comments, wrapped: this.wrapped || this.flow.wrapped, items };
      if (group) this.entries?.add({ ...read, group });
      return read;
    } finally {
      this.setGroup(undefined);
      this.keepsItems = false;
    }
  }

  /** Whether the entry that begins on the current line is a long one: told by the indentation of the lines after it. */
  private isLong(column: number): boolean {
    const from = this.at;
    for (let line = this.nextLine; line < this.text.length; line = this.lineEnd(line) + 1) {
      if (line - from > LONG) return true;
      let first = line;
      while (this.text.charCodeAt(first) === 32) first++;
      const c = this.text.charCodeAt(first);
      if (first - line <= column && c !== 10 && c !== 13 && c !== 35 && c !== 45) return false;
    }
    return this.text.length - from > LONG;
  }

  private setGroup(group: SpanGroup | undefined): void {
    this.group = group;
    this.flow.group = group;
  }

  /** The key at an offset of the current line, with the offset of its colon. */
  private keyAt(at: number): { key: ScalarNode; colon: number } | undefined {
    const c = this.text.charCodeAt(at);
    if (c === 34 || c === 39) {
      const close = this.closingQuote(at);
      if (close < 0 || close >= this.end) return undefined;
      const colon = this.skipSpaces(close + 1);
      if (this.text.charCodeAt(colon) !== 58) return undefined;
      if (colon + 1 < this.end && this.text.charCodeAt(colon + 1) !== 32) throw BAIL;
      return { key: this.quoted(at, close), colon };
    }
    if (!this.startsPlain(at)) return undefined;
    const colon = this.plainColon(at, this.end);
    if (colon < 0) return undefined;
    if (colon - at > 1000) throw BAIL;
    return { key: this.plain(at, this.trimmedEnd(at, colon), true), colon };
  }

  /**
   * The value that begins at `at` on the current line; `at` is the line's end where it is empty. Afterwards the current line is the
   * one after the value.
   * @param column of the mapping or sequence that holds it
   * @param empty where a missing value is
   */
  private value(at: number, column: number, inMapping: boolean, empty: number): DataNode {
    if (at >= this.end || this.text.charCodeAt(at) === 35) {
      if (at < this.end) this.trailing(at);
      return this.below(column, inMapping, empty);
    }
    const c = this.text.charCodeAt(at);
    if (c === 33) return this.tagged(at, column, inMapping);
    if (c === 124 || c === 62) return this.blockScalar(at, column);
    if (c === 34 || c === 39) {
      const close = this.closingQuote(at);
      if (close < 0) throw BAIL;
      const node = this.quoted(at, close);
      if (close >= this.end) {
        this.checkLines(at, close, column);
        this.wrapped = true;
      }
      this.finishLine(close + 1);
      return node;
    }
    if (c === 91 || c === 123) {
      const { node, end } = this.flow.collection(at, column, inMapping);
      this.finishLine(end);
      return node;
    }
    if (!this.startsPlain(at) || this.plainColon(at, this.end) >= 0) throw BAIL;
    const end = this.plainEnd(at, this.end);
    const node = this.plain(at, end, false);
    this.finishLine(end);
    // A deeper line would continue the scalar.
    if (this.indent > column) throw BAIL;
    return node;
  }

  private below(column: number, inMapping: boolean, empty: number): DataNode {
    this.advance();
    if (this.indent > column || (inMapping && this.indent === column && this.isItem(this.at))) {
      if (!this.isItem(this.at) && !this.keyAt(this.at)) throw BAIL;
      return this.block(this.indent);
    }
    return { kind: 'scalar', text: '', type: 'missing', style: 'plain', exact: true, span: this.span(empty, empty) };
  }

  private tagged(at: number, column: number, inMapping: boolean): DataNode {
    const end = this.tagEnd(at);
    const content = this.skipSpaces(end);
    if (end < this.end && content === end) throw BAIL;
    if (content < this.end && this.text.charCodeAt(content) === 33) throw BAIL;
    const node = this.value(content, column, inMapping, end);
    return { ...node, outer: this.span(at, node.span.end), tag: this.text.slice(at + 1, end) };
  }

  private blockScalar(at: number, column: number): DataNode {
    let headerEnd = at + 1;
    const sign = this.text[headerEnd];
    if (sign === '-') headerEnd++;
    const rest = this.skipSpaces(headerEnd);
    if (rest < this.end && (rest === headerEnd || this.text.charCodeAt(rest) !== 35)) throw BAIL;
    if (rest < this.end) this.trailing(rest);
    const bodyStart = this.nextLine;
    let indent = -1;
    let line = bodyStart;
    let last = bodyStart;
    const lines: string[] = [];
    while (line < this.text.length) {
      const lineEnd = this.lineEnd(line);
      let first = line;
      while (this.text.charCodeAt(first) === 32) first++;
      const stop = this.text.charCodeAt(lineEnd - 1) === 13 && lineEnd > line ? lineEnd - 1 : lineEnd;
      const width = first - line;
      if (first >= stop) {
        // White space beyond the indentation is content.
        if (indent < 0 ? width > 0 : width > indent) throw BAIL;
        lines.push('');
      } else {
        if (width <= column) break;
        if (indent < 0) indent = width;
        if (width < indent) throw BAIL;
        lines.push(this.text.slice(line + indent, stop));
        last = lineEnd;
      }
      line = lineEnd + 1;
    }
    if (indent < 0) throw BAIL;
    while (lines[lines.length - 1] === '') lines.pop();
    this.nextLine = Math.min(line, this.text.length);
    const node: ScalarNode = {
      kind: 'scalar',
      text:
        this.text[at] === '|'
          ? lines.join('\n') + (sign === '-' ? '' : '\n')
          : this.folded(at, headerEnd, bodyStart, last, column),
      type: 'string',
      style: 'block',
      exact: false,
      span: this.span(at, this.trimmedEnd(bodyStart, last)),
    };
    this.advance();
    return node;
  }

  private folded(at: number, headerEnd: number, from: number, to: number, indent: number): string {
    const header = { type: 'block-scalar-header' as const, offset: at, indent, source: this.text.slice(at, headerEnd) };
    const source = `${this.text.slice(from, to)}\n`;
    const token = { type: 'block-scalar' as const, offset: at, indent, props: [header], source };
    const refuse = (): void => {
      throw BAIL;
    };
    return resolveBlock(token, refuse).text;
  }

  /** What is left of the line after a value is a comment or nothing. */
  private finishLine(from: number): void {
    if (from >= this.end) {
      // The value ended on a later line.
      const lineEnd = this.lineEnd(Math.max(from - 1, 0));
      if (lineEnd + 1 > this.nextLine) {
        this.nextLine = lineEnd + 1;
        this.end = this.trimmedEnd(from, lineEnd);
      }
    }
    const rest = this.skipSpaces(from);
    if (rest < this.end) {
      if (rest === from || this.text.charCodeAt(rest) !== 35) throw BAIL;
      this.trailing(rest);
    }
    this.advance();
  }

  private trailing(at: number): void {
    if (this.text.charCodeAt(at - 1) !== 32) throw BAIL;
    this.comments.push(this.comment(at, this.end, this.lineEnd(at), false));
  }

  private skipSpaces(at: number): number {
    let next = at;
    while (next < this.end && this.text.charCodeAt(next) === 32) next++;
    return next;
  }
}
