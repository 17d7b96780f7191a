import { parseHcl } from '../../server/src/syntax/hcl';
import type { Attribute, Block, Body, Expression, TemplateExpression } from '../../server/src/syntax/hcl/ast';
import { expressionsIn } from '../../server/src/syntax/hcl/walk';
import type { Span } from '../../server/src/text';

/** A Terraform file in JSON syntax, and where what stands at a place of the HCL stands in it. */
export interface JsonTwin {
  readonly text: string;
  /** Undefined where the HCL has nothing of its own there. */
  at(span: Span): Span | undefined;
}

/** What this writer does not write in JSON. */
export class NoJson extends Error {}

/**
 * Writes a file of HCL in Terraform's JSON syntax, as developer.hashicorp.com/terraform/language/syntax/json says.
 * @param arrays whether a block that stands alone is written as an array of one object, which means the same
 */
export function asJson(text: string, arrays = false): JsonTwin {
  const file = parseHcl(text);
  if (file.problems.length > 0) throw new NoJson('it has syntax errors');
  const writer = new Writer(text, arrays);
  writer.file(file.body);
  return { text: writer.out, at: (span) => writer.at(span) };
}

const REFERENCES = new Set([
  'depends_on',
  'provider',
  'providers',
  'ignore_changes',
  'replace_triggered_by',
  'iterator',
  'from',
  'to',
]);

class Writer {
  out = '';
  private readonly spans = new Map<string, Span>();
  /** Where characters of the HCL are copied to, one by one, and where they end there. */
  private readonly copied = new Map<number, Span>();
  private indent = 0;

  constructor(
    private readonly text: string,
    private readonly arrays: boolean,
  ) {}

  at(span: Span): Span | undefined {
    const known = this.spans.get(`${span.start}-${span.end}`);
    if (known) return known;
    const first = this.copied.get(span.start);
    const last = this.copied.get(span.end - 1);
    return first && last && { start: first.start, end: last.end };
  }

  file(body: Body): void {
    const blocks = body.items.filter((item): item is Block => item.kind === 'block');
    this.object(
      grouped(blocks, (block) => block.type).map(
        ([type, same]) =>
          () =>
            this.labelled(type, same, 0, undefined),
      ),
    );
  }

  /** Blocks of one type under their labels. */
  private labelled(key: string, blocks: readonly Block[], depth: number, label: number | undefined): void {
    const [first] = blocks;
    if (!first) return;
    const from = this.out.length;
    this.quoted(key);
    const name = { start: from, end: this.out.length };
    for (const block of blocks) {
      if (label === undefined) this.note(block.typeSpan, name);
      else this.note(block.labels[label]?.span, name);
    }
    this.out += ': ';
    if (depth < first.labels.length) {
      const parts = grouped(blocks, (block) => block.labels[depth]?.text ?? '');
      this.object(
        parts.map(
          ([text, same]) =>
            () =>
              this.labelled(text, same, depth + 1, depth),
        ),
      );
      return;
    }
    const many = blocks.length > 1;
    this.list(
      blocks.map((block) => () => {
        const start = this.out.length;
        this.body(block);
        const head = many ? { start, end: start + 1 } : name;
        const all = block.labels[0] && { start: block.labels[0].span.start, end: block.labels.at(-1)?.span.end ?? 0 };
        this.note(all ?? block.typeSpan, head);
        if (!all) this.note(block.typeSpan, head);
        this.note(block.span, { start: many ? start : from, end: this.out.length });
      }),
      many || this.arrays,
    );
  }

  private body(block: Block): void {
    const attributes = block.body.items.filter((item): item is Attribute => item.kind === 'attribute');
    const blocks = block.body.items.filter((item): item is Block => item.kind === 'block');
    const members = attributes.map((attribute) => () => this.attribute(attribute, block));
    const nested = grouped(blocks, (inner) => inner.type).map(
      ([type, same]) =>
        () =>
          this.labelled(type, same, 0, undefined),
    );
    this.object([...members, ...nested]);
  }

  private attribute(attribute: Attribute, block: Block): void {
    const start = this.out.length;
    this.quoted(attribute.name);
    this.note(attribute.nameSpan, { start, end: this.out.length });
    this.out += ': ';
    const isType = block.type === 'variable' && attribute.name === 'type';
    const isLiteral = block.type === 'variable' && ['default', 'description'].includes(attribute.name);
    this.expression(
      attribute.value,
      isType ? 'type' : REFERENCES.has(attribute.name) ? 'reference' : isLiteral ? 'literal' : 'value',
    );
    this.note(attribute.span, { start, end: this.out.length });
  }

  private expression(node: Expression, as: 'type' | 'reference' | 'literal' | 'value'): void {
    const start = this.out.length;
    if (as === 'type') this.source(node.span, '', '');
    else
      switch (node.kind) {
        case 'number':
        case 'bool':
        case 'null':
          this.out += this.text.slice(node.span.start, node.span.end);
          break;
        case 'template':
          this.template(node, as);
          break;
        case 'tuple':
          this.list(
            node.items.map((item) => () => this.expression(item, as)),
            true,
          );
          break;
        case 'object':
          this.object(
            node.items.map((item) => () => {
              const from = this.out.length;
              const key = item.key.kind === 'parentheses' ? item.key.expression : item.key;
              if (item.literalKey !== undefined) this.quoted(as === 'value' ? doubled(item.literalKey) : item.literalKey);
              else if (key.kind === 'template') this.template(key, as);
              else this.source(key.span, '${', '}');
              this.note(item.key.span, { start: from, end: this.out.length });
              this.out += ': ';
              this.expression(item.value, as);
              this.note(item.span, { start: from, end: this.out.length });
            }),
          );
          break;
        default:
          if (as === 'literal') throw new NoJson('a default that is computed');
          this.source(node.span, as === 'reference' ? '' : '${', as === 'reference' ? '' : '}');
          // An expression stands between the braces.
          return;
      }
    this.note(node.span, { start, end: this.out.length });
  }

  /** A string or heredoc as a string. */
  private template(node: TemplateExpression, as: 'reference' | 'literal' | 'value'): void {
    this.out += '"';
    for (const part of node.parts) {
      if (part.kind === 'literal') this.literal(part.value, part.span, node.form, as === 'value');
      else if (as === 'literal') throw new NoJson('a default with a template');
      else this.copy(part.span.start, part.span.end);
    }
    this.out += '"';
  }

  private literal(value: string, span: Span, form: TemplateExpression['form'], asTemplate: boolean): void {
    const offsets = sourceOffsets(this.text.slice(span.start, span.end), value, form === 'quoted');
    for (let i = 0; i < value.length; i++) {
      const c = value[i] ?? '';
      const from = this.out.length;
      if (asTemplate && (c === '$' || c === '%') && value[i + 1] === '{') this.out += c;
      this.out += JSON.stringify(c).slice(1, -1);
      const source = offsets?.[i];
      if (source !== undefined) this.copied.set(span.start + source, { start: from, end: this.out.length });
    }
  }

  private source(span: Span, before: string, after: string): void {
    this.out += `"${before}`;
    this.copy(span.start, span.end);
    this.out += `${after}"`;
  }

  private copy(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const from = this.out.length;
      this.out += JSON.stringify(this.text[i] ?? '').slice(1, -1);
      this.copied.set(i, { start: from, end: this.out.length });
    }
  }

  private quoted(text: string): void {
    this.out += JSON.stringify(text);
  }

  private note(hcl: Span | undefined, json: Span): void {
    if (hcl) this.spans.set(`${hcl.start}-${hcl.end}`, json);
  }

  private object(members: readonly (() => void)[]): void {
    this.enclosed('{', '}', members);
  }

  private list(items: readonly (() => void)[], brackets: boolean): void {
    if (brackets) this.enclosed('[', ']', items);
    else for (const item of items) item();
  }

  private enclosed(open: string, close: string, members: readonly (() => void)[]): void {
    this.out += open;
    this.indent++;
    members.forEach((member, i) => {
      this.out += `${i > 0 ? ',' : ''}\n${'  '.repeat(this.indent)}`;
      member();
    });
    this.indent--;
    this.out += members.length > 0 ? `\n${'  '.repeat(this.indent)}${close}` : close;
  }
}

function doubled(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

/** Where each character of a literal's value stands in its source; undefined where that is not told. */
function sourceOffsets(source: string, value: string, quoted: boolean): readonly number[] | undefined {
  if (source === value) return Array.from({ length: value.length }, (_, i) => i);
  const offsets: number[] = [];
  let at = 0;
  if (quoted) {
    for (let i = 0; i < value.length; i++) {
      offsets.push(at);
      at += source[at] === '\\' ? 2 : source.startsWith(`${value[i]}${value[i]}{`, at) ? 2 : 1;
    }
    return at === source.length ? offsets : undefined;
  }
  // Of an indented heredoc every line lost as much at its beginning.
  const lines = value.split(/(?<=\n)/);
  const written = source.split(/(?<=\n)/);
  if (lines.length !== written.length) return undefined;
  for (const [i, line] of lines.entries()) {
    const all = written[i] ?? '';
    if (!all.endsWith(line)) return undefined;
    for (let k = 0; k < line.length; k++) offsets.push(at + all.length - line.length + k);
    at += all.length;
  }
  return offsets;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups];
}

/** Whether an expression that goes into a string holds what a string cannot hold. */
export function holdsHeredoc(body: Body): boolean {
  let found = false;
  const visit = (inner: Body): void => {
    for (const item of inner.items) {
      if (item.kind === 'block') visit(item.body);
      else
        expressionsIn(item.value, (expression) => {
          if (expression !== item.value && expression.kind === 'template' && expression.form !== 'quoted') found = true;
        });
    }
  };
  visit(body);
  return found;
}
