import type { JSONVisitor, ParseErrorCode } from 'jsonc-parser';
import { printParseErrorCode, visit } from 'jsonc-parser';
import type { Span } from '../../text';
import type { DataDocument, DataNode, MappingEntry, ScalarNode } from '../data';
import type { Comment, SyntaxProblem } from '../problem';

const MAX_DEPTH = 256;

/**
 * Parses a JSON text, tolerantly: strict JSON is asked for, so that comments and trailing commas are problems, but the tree is kept.
 * Never throws. `baseOffset` is added to every offset, for a text that is a piece of another document.
 */
export function parseJson(text: string, baseOffset = 0): DataDocument {
  // Editors write a byte order mark that JSON does not know.
  const source = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const builder = new Builder(source, baseOffset);
  const tooDeep = depthLimit(source);
  // The parser recurses; beyond the cap the text is cut off, which leaves an unfinished but usable tree.
  visit(tooDeep === undefined ? source : source.slice(0, tooDeep), builder, {
    allowTrailingComma: false,
    disallowComments: false,
  });
  return builder.finish(tooDeep);
}

/** The offset of the first bracket that is nested too deeply. */
function depthLimit(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 34: // a string: brackets in it do not count, and it ends at the line's end at the latest
        for (i++; i < text.length; i++) {
          const c = text.charCodeAt(i);
          if (c === 34 || c === 10 || c === 13) break;
          if (c === 92) i++;
        }
        break;
      case 91:
      case 123:
        if (++depth > MAX_DEPTH) return i;
        break;
      case 93:
      case 125:
        if (depth > 0) depth--;
        break;
      default:
    }
  }
  return undefined;
}

interface Open {
  readonly kind: 'mapping' | 'sequence';
  readonly start: number;
  readonly items: DataNode[];
  readonly entries: MappingEntry[];
  readonly keys: Set<string>;
  key: ScalarNode | undefined;
  afterKey: number;
}

class Builder implements JSONVisitor {
  private readonly problems: SyntaxProblem[] = [];
  private readonly comments: Comment[] = [];
  private readonly open: Open[] = [];
  private root: DataNode | undefined;
  /** The end of the last token. */
  private end = 0;

  constructor(
    private readonly text: string,
    private readonly base: number,
  ) {}

  readonly onObjectBegin = (offset: number): void => this.begin('mapping', offset);
  readonly onArrayBegin = (offset: number): void => this.begin('sequence', offset);
  readonly onObjectEnd = (offset: number, length: number): void => this.close(offset + length);
  readonly onArrayEnd = (offset: number, length: number): void => this.close(offset + length);

  readonly onObjectProperty = (property: string, offset: number, length: number): void => {
    const top = this.open.at(-1);
    if (!top) return;
    this.completeEntry(top);
    const key = this.string(property, offset, length);
    top.key = key;
    top.afterKey = offset + length;
    this.end = offset + length;
    if (top.keys.has(property)) this.problem(offset, offset + length, `Duplicate key ${property.slice(0, 80)}`);
    else top.keys.add(property);
  };

  readonly onLiteralValue = (value: unknown, offset: number, length: number): void => {
    this.end = offset + length;
    if (typeof value === 'string') {
      this.add(this.string(value, offset, length));
      return;
    }
    const type = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'bool' : 'null';
    const text = type === 'null' ? '' : this.text.slice(offset, offset + length);
    this.add({ kind: 'scalar', text, type, style: 'plain', exact: true, span: this.span(offset, offset + length) });
  };

  readonly onSeparator = (separator: string, offset: number): void => {
    const top = this.open.at(-1);
    if (!top) return;
    if (separator === ':') top.afterKey = offset + 1;
    else this.completeEntry(top);
    this.end = offset + 1;
  };

  readonly onComment = (offset: number, length: number): void => {
    let before = offset - 1;
    while (before >= 0 && ' \t'.includes(this.text[before] ?? '')) before--;
    const ownLine = before < 0 || '\n\r'.includes(this.text[before] ?? '');
    this.comments.push({ span: this.span(offset, offset + length), text: this.text.slice(offset, offset + length), ownLine });
    this.problem(offset, offset + length, 'JSON has no comments');
  };

  readonly onError = (error: ParseErrorCode, offset: number, length: number): void => {
    this.problem(offset, offset + length, messageOf(printParseErrorCode(error)));
  };

  finish(tooDeep: number | undefined): DataDocument {
    while (this.open.length > 0) this.close(this.end);
    let problems = this.problems;
    if (tooDeep !== undefined) {
      // What the parser misses after the cut is our doing.
      problems = problems.filter(({ span }) => span.start < tooDeep + this.base);
      problems.push({ span: this.span(tooDeep, tooDeep + 1), message: 'Nested too deeply' });
    }
    problems.sort((a, b) => a.span.start - b.span.start);
    return { root: this.root, problems: withoutEchoes(problems), comments: this.comments, language: 'json' };
  }

  private begin(kind: Open['kind'], offset: number): void {
    this.end = offset + 1;
    this.open.push({ kind, start: offset, items: [], entries: [], keys: new Set(), key: undefined, afterKey: offset + 1 });
  }

  private close(end: number): void {
    const top = this.open.pop();
    if (!top) return;
    this.completeEntry(top);
    this.end = end;
    const span = this.span(top.start, end);
    if (top.kind === 'mapping') this.add({ kind: 'mapping', entries: top.entries, flow: true, span });
    else this.add({ kind: 'sequence', items: top.items, flow: true, span });
  }

  private add(node: DataNode): void {
    const top = this.open.at(-1);
    if (!top) this.root ??= node;
    else if (top.kind === 'sequence') top.items.push(node);
    else if (top.key) {
      top.entries.push({ key: top.key, value: node, span: { start: top.key.span.start, end: node.span.end } });
      top.key = undefined;
    }
  }

  /** A key whose value is not typed yet. */
  private completeEntry(top: Open): void {
    if (!top.key) return;
    const at = Math.min(top.afterKey, this.text.length) + this.base;
    const span = { start: at, end: at };
    const value: ScalarNode = { kind: 'scalar', text: '', type: 'missing', style: 'plain', exact: true, span };
    top.entries.push({ key: top.key, value, span: { start: top.key.span.start, end: at } });
    top.key = undefined;
  }

  private string(text: string, offset: number, length: number): ScalarNode {
    // An unterminated string has no closing quote.
    const exact = length === text.length + 2 || length === text.length + 1;
    return { kind: 'scalar', text, type: 'string', style: 'double', exact, span: this.span(offset, offset + length) };
  }

  /** The scanner runs past the end of a text in an unterminated comment. */
  private span(start: number, end: number): Span {
    const { length } = this.text;
    return { start: Math.min(start, length) + this.base, end: Math.min(end, length) + this.base };
  }

  private problem(start: number, end: number, message: string): void {
    this.problems.push({ span: this.span(start, end), message });
  }
}

/** The parser often has two things to say about one place. */
function withoutEchoes(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  return problems.filter((problem, i) => {
    const before = problems[i - 1];
    return !before || before.span.start !== problem.span.start || before.span.end !== problem.span.end;
  });
}

/** `PropertyNameExpected` in words. */
function messageOf(code: string): string {
  const words = code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
