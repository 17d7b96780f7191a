import type { Span } from '../../text';
import { span } from '../../text';
import type { LooseEntry, LooseList, LooseMap, LooseNode, LooseText } from './loose';

/** Words that begin a block of Terraform in the first column: there whatever stands open ends. */
const TOP_LEVEL =
  /^(?:resource|data|ephemeral|locals|module|variable|output|provider|terraform|moved|import|removed|check)\b[ \t]*["{A-Za-z]/;
/** Deeper nesting is no policy. */
const DEEPEST = 60;

/** Reads JSON. @param within the part of the text that is JSON */
export function readJson(text: string, within: Span = span(0, text.length)): LooseNode | undefined {
  return new Reader(text, within, 'json').value(0);
}

/** Reads JSON that may have comments of YAML and bare words: a flow collection. */
export function readFlow(text: string, within: Span): { readonly node: LooseNode | undefined; readonly end: number } {
  const reader = new Reader(text, within, 'flow');
  return { node: reader.value(0), end: reader.at };
}

/** Reads a file of HCL. */
export function readHcl(text: string): LooseMap {
  const reader = new Reader(text, span(0, text.length), 'hcl');
  return { kind: 'map', span: span(0, text.length), entries: reader.topLevel() };
}

/** Descends through brackets; a closing one that fits nothing open is skipped. */
class Reader {
  at: number;
  private readonly end: number;
  /** Open brackets. */
  private readonly open: string[] = [];

  constructor(
    private readonly text: string,
    within: Span,
    private readonly language: 'json' | 'hcl' | 'flow',
  ) {
    this.at = within.start;
    this.end = within.end;
  }

  topLevel(): LooseEntry[] {
    const entries: LooseEntry[] = [];
    for (this.space(); this.at < this.end; this.space()) {
      const before = this.at;
      const entry = this.entry(0, true);
      if (entry) entries.push(entry);
      if (this.at === before) this.at++;
    }
    return entries;
  }

  value(depth: number): LooseNode | undefined {
    this.space();
    const c = this.text[this.at];
    if (this.at >= this.end || c === undefined || this.beginsBlock()) return undefined;
    if (depth > DEEPEST) {
      const start = this.at;
      this.at = this.end;
      return { kind: 'other', span: span(start, this.end), text: '' };
    }
    if (c === '{') return this.map(depth);
    if (c === '[') return this.list(depth);
    if (c === '"' || (c === "'" && this.language === 'flow')) return this.string(c);
    if (c === '<' && this.language === 'hcl') {
      const heredoc = this.heredoc();
      if (heredoc) return heredoc;
    }
    return this.expression(depth);
  }

  private map(depth: number): LooseMap {
    const start = this.at++;
    this.open.push('}');
    const entries: LooseEntry[] = [];
    for (;;) {
      this.space();
      const c = this.text[this.at];
      if (this.at >= this.end || this.beginsBlock()) break;
      if (c === '}') {
        this.at++;
        break;
      }
      if ((c === ']' || c === ')') && this.open.includes(c)) break;
      const before = this.at;
      const entry = this.entry(depth + 1, false);
      if (entry) entries.push(entry);
      if (this.at === before) this.at++;
    }
    this.open.pop();
    return { kind: 'map', span: span(start, this.at), entries };
  }

  private entry(depth: number, top: boolean): LooseEntry | undefined {
    const c = this.text[this.at];
    let key: LooseText | undefined;
    if (c === '"' || (c === "'" && this.language === 'flow')) key = this.string(c);
    else key = this.word();
    if (!key) return undefined;
    const labels: string[] = [];
    const afterKey = this.at;
    this.blanks();
    if (this.language === 'hcl' && key.quote === '') {
      while (this.text[this.at] === '"' && this.at < this.end) {
        labels.push(this.string('"').text);
        this.blanks();
      }
      if (this.text[this.at] === '{') {
        const value = this.map(depth);
        return { key, labels, isBlock: true, separated: undefined, value };
      }
      if (top && labels.length > 0) return { key, labels, isBlock: true, separated: undefined, value: undefined };
    }
    const sign = this.text[this.at];
    const separates = sign === ':' || (sign === '=' && this.language === 'hcl' && this.text[this.at + 1] !== '=');
    if (!separates || labels.length > 0 || this.at >= this.end) {
      this.at = afterKey;
      return { key, labels: [], isBlock: false, separated: undefined, value: undefined };
    }
    this.at++;
    const separated = this.at;
    const value = this.entryValue(depth);
    return { key, labels, isBlock: false, separated, value };
  }

  /** The value behind a separator: of another line only a bracket or, in JSON, a string that is no key. */
  private entryValue(depth: number): LooseNode | undefined {
    const from = this.at;
    this.blanks();
    const c = this.text[this.at];
    if (this.at >= this.end || c === ',' || c === '}' || c === ']' || c === ')') return undefined;
    if (c !== '\n' && c !== '\r') return this.value(depth);
    if (this.language === 'hcl') return undefined;
    this.space();
    const next = this.text[this.at];
    if (next === '{' || next === '[') return this.value(depth);
    if (next === '"') {
      const start = this.at;
      const value = this.string('"');
      this.blanks();
      if (this.text[this.at] !== ':') return value;
      this.at = start;
      return undefined;
    }
    this.at = from;
    return undefined;
  }

  private list(depth: number): LooseList {
    const start = this.at;
    const items = this.items(']', depth);
    return { kind: 'list', span: span(start, this.at), items };
  }

  private items(close: ']' | ')', depth: number): LooseNode[] {
    this.at++;
    this.open.push(close);
    const items: LooseNode[] = [];
    for (;;) {
      this.space();
      const c = this.text[this.at];
      if (this.at >= this.end || this.beginsBlock()) break;
      if (c === close) {
        this.at++;
        break;
      }
      if ((c === '}' || c === ']' || c === ')') && this.open.includes(c)) break;
      if (this.language !== 'flow' && this.isKey()) break;
      const before = this.at;
      const item = this.value(depth + 1);
      if (item) items.push(item);
      if (this.at === before) this.at++;
    }
    this.open.pop();
    return items;
  }

  /** Whether a key with its separator stands here: the list before it was never closed. */
  private isKey(): boolean {
    if (!this.open.includes('}')) return false;
    const before = this.text.lastIndexOf('\n', this.at - 1);
    if (this.text.slice(before + 1, this.at).trim() !== '') return false;
    const head = this.text.slice(this.at, Math.min(this.end, this.at + 80));
    return this.language === 'json' ? /^"[^"\n]*"[ \t]*:/.test(head) : /^"?\w+"?[ \t]*[=:](?!=)/.test(head);
  }

  /** What is neither bracket nor string: up to the end of the line or of the item, with the brackets in it. */
  private expression(depth: number): LooseNode {
    const start = this.at;
    const word = this.word();
    if (word && this.text[this.at] === '(' && this.language === 'hcl') {
      const items = this.items(')', depth);
      const { at } = this;
      this.blanks();
      if (/[,)\]}\r\n#/]/.test(this.text[this.at] ?? '\n'))
        return { kind: 'call', span: span(start, at), name: word.text, items };
    }
    while (this.at < this.end) {
      const c = this.text[this.at];
      if (c === undefined || /[\n\r,\]})]/.test(c)) break;
      if (c === '#' || (c === '/' && /[/*]/.test(this.text[this.at + 1] ?? ''))) break;
      if (c === '"') this.string('"');
      else if (c === '(' || c === '[') this.items(c === '(' ? ')' : ']', depth + 1);
      else if (c === '{') this.map(depth + 1);
      else this.at++;
    }
    if (this.at === start && this.at < this.end) this.at++;
    const text = this.text.slice(start, this.at).trimEnd();
    const at = span(start, start + text.length);
    if (this.language === 'flow' && text !== '') return { kind: 'text', span: at, outer: at, quote: '', text };
    return { kind: 'other', span: at, text };
  }

  private word(): LooseText | undefined {
    const pattern = this.language === 'flow' ? /[^\s,:{}[\]"'#]+(?::[^\s,{}[\]]+)*/y : /[A-Za-z_$][\w:.*-]*(?<!:)/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (!found) return undefined;
    const at = span(this.at, Math.min(this.end, this.at + found.length));
    this.at = at.end;
    return { kind: 'text', span: at, outer: at, quote: '', text: found };
  }

  private string(quote: string): LooseText {
    const start = this.at++;
    while (this.at < this.end) {
      const c = this.text[this.at];
      if (c === undefined || c === '\n' || c === '\r') break;
      if (c === quote) {
        this.at++;
        return this.textBetween(start, this.at - 1, this.at, quote);
      }
      if (c === '\\' && quote === '"') this.at += 2;
      else if (c === '$' && this.text[this.at + 1] === '{') this.hole();
      else this.at++;
    }
    // It was never closed: it holds no more than a name would.
    const content = /^[^\s,\]})"']*/.exec(this.text.slice(start + 1, Math.min(this.at, this.end)))?.[0] ?? '';
    this.at = start + 1 + content.length;
    return this.textBetween(start, this.at, this.at, quote);
  }

  private textBetween(start: number, end: number, outerEnd: number, quote: string): LooseText {
    return {
      kind: 'text',
      span: span(start + 1, end),
      outer: span(start, outerEnd),
      quote,
      text: this.text.slice(start + 1, end),
    };
  }

  /** Steps over `${…}`, if it ends in this line. */
  private hole(): void {
    let depth = 0;
    for (let i = this.at; i < this.end; i++) {
      const c = this.text[i];
      if (c === '\n') break;
      if (c === '{') depth++;
      else if (c === '}' && --depth === 0) {
        this.at = i + 1;
        return;
      }
    }
    this.at += 2;
  }

  private heredoc(): LooseNode | undefined {
    const head = /<<-?([A-Za-z_][\w-]*)[ \t]*\r?\n/y;
    head.lastIndex = this.at;
    const found = head.exec(this.text);
    if (!found) return undefined;
    const start = this.at;
    const from = start + found[0].length;
    const tail = new RegExp(`^[ \\t]*${found[1]}[ \\t]*\\r?$`, 'gm');
    tail.lastIndex = from;
    const close = tail.exec(this.text);
    const end = close ? close.index : this.end;
    this.at = close ? close.index + close[0].length : this.end;
    const node = /^\s*\{/.test(this.text.slice(from, from + 200)) ? readJson(this.text, span(from, end)) : undefined;
    if (node?.kind === 'map') return { ...node, span: span(node.span.start, Math.max(node.span.end, from)), isText: true };
    return { kind: 'other', span: span(start, this.at), text: '' };
  }

  private beginsBlock(): boolean {
    if (this.language !== 'hcl' || this.open.length === 0) return false;
    const before = this.text[this.at - 1];
    if (before !== undefined && before !== '\n') return false;
    return TOP_LEVEL.test(this.text.slice(this.at, this.at + 40));
  }

  private blanks(): void {
    while (this.at < this.end && /[ \t]/.test(this.text[this.at] ?? '')) this.at++;
  }

  /** Steps over white space, commas between entries, and comments. */
  private space(): void {
    while (this.at < this.end) {
      const c = this.text[this.at];
      const next = this.text[this.at + 1];
      if (c === ' ' || c === '\t' || c === '\n' || c === '\r' || c === ',' || c === '\uFEFF') this.at++;
      else if ((c === '#' && this.language !== 'json') || (c === '/' && next === '/')) {
        const line = this.text.indexOf('\n', this.at);
        this.at = line < 0 ? this.end : line;
      } else if (c === '/' && next === '*') {
        const close = this.text.indexOf('*/', this.at + 2);
        this.at = close < 0 ? this.end : close + 2;
      } else break;
    }
  }
}
