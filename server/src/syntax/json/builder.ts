import type { JSONVisitor, ParseErrorCode } from 'jsonc-parser';
import { printParseErrorCode } from 'jsonc-parser';
import { type Span, SpanGroup } from '../../text';
import type { DataNode, MappingEntry, ScalarNode } from '../data';
import type { Comment, SyntaxProblem } from '../problem';
import type { Stretch } from '../unchanged';

interface Open {
  readonly kind: 'mapping' | 'sequence';
  readonly start: number;
  readonly items: DataNode[];
  readonly entries: MappingEntry[];
  readonly keys: Set<string>;
  key: ScalarNode | undefined;
  afterKey: number;
}

/** An object in a list of the outermost object: a statement of a policy. It reads the same wherever it stands. */
export interface JsonItem extends Stretch {
  readonly node: DataNode;
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
}

interface OpenItem {
  readonly group: SpanGroup;
  readonly problems: SyntaxProblem[];
  readonly comments: Comment[];
}

/** Builds the tree of what the parser tells. */
export class Builder implements JSONVisitor {
  /** What is found outside of items. */
  readonly problems: SyntaxProblem[] = [];
  readonly comments: Comment[] = [];
  readonly items: JsonItem[] = [];
  private item: OpenItem | undefined;
  private readonly open: Open[] = [];
  private root: DataNode | undefined;
  /** The end of the last token. */
  private end = 0;

  constructor(
    private readonly text: string,
    private readonly base: number,
    /** What makes the items apart from the rest, so that later states can take them over: the same item, if it is known already. */
    private readonly known?: (start: number, end: number) => JsonItem | undefined,
    /** Of a text that is one item by itself. */
    private readonly group?: SpanGroup,
  ) {}

  readonly onObjectBegin = (offset: number): void => this.begin('mapping', offset);
  readonly onArrayBegin = (offset: number): void => this.begin('sequence', offset);
  readonly onObjectEnd = (offset: number, length: number): void => this.close(offset + length, this.text[offset] === '}');
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
    (this.item ?? this).comments.push({
      span: this.span(offset, offset + length),
      text: this.text.slice(offset, offset + length),
      ownLine,
    });
    this.problem(offset, offset + length, 'JSON has no comments');
  };

  readonly onError = (error: ParseErrorCode, offset: number, length: number): void => {
    this.problem(offset, offset + length, messageOf(printParseErrorCode(error)));
  };

  /** @returns the outermost value */
  finish(): DataNode | undefined {
    while (this.open.length > 0) this.close(this.end);
    return this.root;
  }

  private begin(kind: Open['kind'], offset: number): void {
    if (this.known && kind === 'mapping' && this.open.length === 2 && !this.root) {
      const [outer, list] = this.open;
      if (outer?.kind === 'mapping' && list?.kind === 'sequence')
        this.item = { group: new SpanGroup(), problems: [], comments: [] };
    }
    this.end = offset + 1;
    this.open.push({ kind, start: offset, items: [], entries: [], keys: new Set(), key: undefined, afterKey: offset + 1 });
  }

  /** @param whole it is closed by its own bracket: the parser closes at the end of the text whatever is still open */
  private close(end: number, whole = false): void {
    const top = this.open.pop();
    if (!top) return;
    this.completeEntry(top);
    this.end = end;
    const span = this.span(top.start, end);
    if (top.kind === 'sequence') this.add({ kind: 'sequence', items: top.items, flow: true, span });
    else {
      const node: DataNode = { kind: 'mapping', entries: top.entries, flow: true, span };
      this.add(this.item && this.open.length === 2 ? this.closeItem(this.item, node, whole) : node);
    }
  }

  private closeItem({ group, problems, comments }: OpenItem, node: DataNode, whole: boolean): DataNode {
    this.item = undefined;
    const { start, end } = node.span;
    if (!whole) {
      this.problems.push(...problems);
      this.comments.push(...comments);
      return node;
    }
    const item = this.known?.(start, end) ?? { start, end, group, node, problems, comments };
    this.items.push(item);
    return item.node;
  }

  private add(node: DataNode): void {
    const top = this.open.at(-1);
    if (!top) this.root ??= node;
    else if (top.kind === 'sequence') top.items.push(node);
    else if (top.key) {
      top.entries.push({ key: top.key, value: node, span: this.join(top.key.span.start, node.span.end) });
      top.key = undefined;
    }
  }

  /** A key whose value is not typed yet. */
  private completeEntry(top: Open): void {
    if (!top.key) return;
    const at = Math.min(top.afterKey, this.text.length) + this.base;
    const span = this.join(at, at);
    const value: ScalarNode = { kind: 'scalar', text: '', type: 'missing', style: 'plain', exact: true, span };
    top.entries.push({ key: top.key, value, span: this.join(top.key.span.start, at) });
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
    return this.join(Math.min(start, length) + this.base, Math.min(end, length) + this.base);
  }

  private join(start: number, end: number): Span {
    return (this.item?.group ?? this.group)?.make(start, end) ?? { start, end };
  }

  private problem(start: number, end: number, message: string): void {
    (this.item ?? this).problems.push({ span: this.span(start, end), message });
  }
}

/** `PropertyNameExpected` in words. */
function messageOf(code: string): string {
  const words = code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
