import { span } from '../../text';
import type { LooseEntry, LooseMap, LooseNode, LooseText } from './loose';
import { readFlow, readJson } from './loose-braces';

interface Line {
  readonly start: number;
  /** Without the line break and a comment. */
  readonly end: number;
  readonly indent: number;
}

/**
 * Reads block YAML by its indentation.
 * @param cursor an offset: in an empty line something is taken to stand there
 */
export function readYaml(text: string, cursor: number): LooseNode | undefined {
  return new Reader(text, cursor).read();
}

/** Deeper nesting is no policy. */
const DEEPEST = 60;

class Reader {
  private readonly lines: Line[] = [];
  private line = 0;

  constructor(
    private readonly text: string,
    cursor: number,
  ) {
    for (let start = 0; start <= text.length; ) {
      const next = text.indexOf('\n', start);
      const stop = next < 0 ? text.length : next;
      const raw = text.slice(start, stop).replace(/\r$/, '');
      const indent = raw.length - raw.trimStart().length;
      const content = raw.slice(indent);
      const here = start <= cursor && cursor <= start + raw.length;
      if (content === '') {
        if (here && cursor > start) this.lines.push({ start, end: cursor, indent: cursor - start });
      } else if (!content.startsWith('#') && !/^(?:---|\.\.\.)\s*$/.test(raw)) {
        const comment = commentAt(raw);
        const end = start + raw.slice(0, comment).trimEnd().length;
        this.lines.push({ start, end: here && cursor <= start + comment ? Math.max(end, cursor) : end, indent });
      }
      if (next < 0) break;
      start = next + 1;
    }
  }

  read(): LooseNode | undefined {
    const first = this.lines[0];
    return first ? this.block(first.start + first.indent, first.indent, 0) : undefined;
  }

  /** The node that begins at an offset of the present line, in a column. */
  private block(at: number, column: number, depth: number): LooseNode | undefined {
    const line = this.lines[this.line];
    if (!line || depth > DEEPEST) {
      this.line++;
      return undefined;
    }
    if (isDash(this.text, at, line.end)) return this.list(at, column, depth);
    if (keyAt(this.text, at, line.end)) return this.map(at, column, depth);
    return this.scalar(at, line.end, column);
  }

  private list(first: number, column: number, depth: number): LooseNode {
    const items: LooseNode[] = [];
    let at = first;
    for (;;) {
      const line = this.lines[this.line];
      if (!line) break;
      let inner = at + 1;
      while (inner < line.end && this.text[inner] === ' ') inner++;
      const before = this.line;
      if (inner >= line.end) {
        const next = this.lines[this.line + 1];
        if (next && next.indent > column) {
          this.line++;
          const item = this.block(next.start + next.indent, next.indent, depth + 1);
          if (item) items.push(item);
        } else {
          this.line++;
          const place = span(line.end, line.end);
          if (line.end > at + 1) items.push({ kind: 'text', span: place, outer: place, quote: '', text: '' });
        }
      } else {
        const item = this.block(inner, column + (inner - at), depth + 1);
        if (item) items.push(item);
      }
      if (this.line === before) this.line++;
      const following = this.lines[this.line];
      if (!following || following.indent !== column) break;
      at = following.start + following.indent;
      if (!isDash(this.text, at, following.end)) break;
    }
    return { kind: 'list', span: span(first, this.endBefore()), items };
  }

  private map(first: number, column: number, depth: number): LooseMap {
    const entries: LooseEntry[] = [];
    let at = first;
    for (;;) {
      const line = this.lines[this.line];
      if (!line) break;
      const found = keyAt(this.text, at, line.end);
      if (found) entries.push(this.entry(found.key, found.end, line, column, depth));
      else {
        const word = scalarAt(this.text, at, line.end);
        entries.push({ key: word, labels: [], isBlock: false, separated: undefined, value: undefined });
        this.line++;
      }
      const following = this.lines[this.line];
      if (!following || following.indent !== column) break;
      at = following.start + following.indent;
      if (isDash(this.text, at, following.end)) break;
    }
    return { kind: 'map', span: span(first, this.endBefore()), entries };
  }

  private entry(key: LooseText, separated: number, line: Line, column: number, depth: number): LooseEntry {
    const base = { key, labels: [], isBlock: false, separated };
    let at = separated;
    while (at < line.end && this.text[at] === ' ') at++;
    const tag = /^![\w:]+[ ]*/.exec(this.text.slice(at, line.end))?.[0] ?? '';
    if (at + tag.length >= line.end) {
      this.line++;
      const next = this.lines[this.line];
      if (!next) return { ...base, value: undefined };
      const start = next.start + next.indent;
      const deeper = next.indent > column || (next.indent === column && isDash(this.text, start, next.end));
      return { ...base, value: deeper ? this.block(start, next.indent, depth + 1) : undefined };
    }
    return { ...base, value: this.scalar(at, line.end, column) };
  }

  /** A scalar or a flow collection, with the lines that belong to it. */
  private scalar(at: number, end: number, column: number): LooseNode {
    const tag = /^![\w:]+[ ]*/.exec(this.text.slice(at, end))?.[0] ?? '';
    const from = at + tag.length;
    const c = this.text[from];
    this.line++;
    if (c === '{' || c === '[') {
      const flow = readFlow(this.text, span(from, this.flowEnd(from, column)));
      while ((this.lines[this.line]?.start ?? Number.POSITIVE_INFINITY) < flow.end) this.line++;
      return flow.node ?? other(this.text, at, end);
    }
    if (c === '|' || c === '>') {
      const start = this.lines[this.line]?.start ?? end;
      while ((this.lines[this.line]?.indent ?? -1) > column) this.line++;
      const stop = this.endBefore();
      const node = /^\s*\{/.test(this.text.slice(start, start + 200)) ? readJson(this.text, span(start, stop)) : undefined;
      return node?.kind === 'map' ? { ...node, isText: true } : other(this.text, at, end);
    }
    if (/^!(?:Ref|GetAtt|If|Select|FindInMap|ImportValue)/.test(tag)) return other(this.text, at, end);
    return scalarAt(this.text, from, end);
  }

  /** As far as a flow collection can reach: the lines below that are indented further. */
  private flowEnd(from: number, column: number): number {
    let end = this.lines[this.line - 1]?.end ?? from;
    for (let i = this.line; (this.lines[i]?.indent ?? -1) > column; i++) end = this.lines[i]?.end ?? end;
    const close = this.lines.slice(this.line).find(({ indent }) => indent <= column);
    const closes = close && /^[\]}]/.test(this.text.slice(close.start + close.indent)) ? close.end : end;
    return Math.max(end, closes);
  }

  private endBefore(): number {
    return this.lines[this.line - 1]?.end ?? 0;
  }
}

function other(text: string, start: number, end: number): LooseNode {
  return { kind: 'other', span: span(start, end), text: text.slice(start, end) };
}

function isDash(text: string, at: number, end: number): boolean {
  return text[at] === '-' && (at + 1 >= end || text[at + 1] === ' ');
}

/** Where a comment begins; the length where there is none. */
function commentAt(raw: string): number {
  let quote = '';
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i];
    if (quote !== '') {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
    } else if ((c === '"' || c === "'") && /^$|[\s[{,:-]/.test(raw[i - 1] ?? '')) quote = raw.indexOf(c, i + 1) < 0 ? '' : c;
    else if (c === '#' && (i === 0 || /\s/.test(raw[i - 1] ?? ''))) return i;
  }
  return raw.length;
}

function keyAt(text: string, at: number, end: number): { readonly key: LooseText; readonly end: number } | undefined {
  const line = text.slice(at, end);
  const found = /^(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'#[\]{},!&*|>-][^\n]*?))[ \t]*:(?=\s|$)/.exec(line);
  if (!found) return undefined;
  const quote = found[3] === undefined ? (line[0] ?? '') : '';
  const name = found[1] ?? found[2] ?? found[3] ?? '';
  const start = at + quote.length;
  const inner = span(start, start + name.length);
  return {
    key: { kind: 'text', span: inner, outer: span(at, inner.end + quote.length), quote, text: name },
    end: at + found[0].length,
  };
}

function scalarAt(text: string, at: number, end: number): LooseText {
  const quote = text[at] === '"' || text[at] === "'" ? (text[at] ?? '') : '';
  const close = quote === '' ? -1 : text.indexOf(quote, at + 1);
  const stop = quote !== '' && close >= 0 && close < end ? close : end;
  const inner = span(at + quote.length, stop);
  return {
    kind: 'text',
    span: inner,
    outer: span(at, stop === close ? stop + 1 : stop),
    quote,
    text: text.slice(inner.start, inner.end),
  };
}
