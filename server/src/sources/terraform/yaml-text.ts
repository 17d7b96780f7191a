import type { EncodedValue, Value } from '../../values';
import { formatNumber } from './numbers';
import { sortedKeys } from './order';

/** The text of an encoded structure, where it is known. */
type TextOf = (value: EncodedValue) => string | undefined;

/** Lines are folded behind this column. */
const WIDTH = 80;
const LONGEST = 1_000_000;
/** Longer keys are written in another way, which is not done here. */
const LONGEST_KEY = 100;

/**
 * A wholly known value as Terraform's `yamlencode` writes it: block style, keys sorted and quoted, strings quoted or, with line
 * ends, literal. Facts: what `terraform console` prints.
 * @returns undefined when it is not known, or too large
 */
export function renderYaml(value: Value, textOf: TextOf): string | undefined {
  const writer = new Writer(textOf);
  if (!writer.root(value)) return undefined;
  return writer.text();
}

class Writer {
  private readonly out: string[] = [];
  private column = 0;
  private length = 0;

  constructor(private readonly textOf: TextOf) {}

  text(): string {
    return this.out.join('');
  }

  root(value: Value): boolean {
    if (!this.node(value, -1, false)) return false;
    const open = value.kind === 'number' || value.kind === 'bool' || value.kind === 'absent';
    this.write(open ? '\n...\n' : this.column > 0 ? '\n' : '');
    return true;
  }

  private write(text: string): void {
    this.out.push(text);
    this.length += text.length;
    const line = text.lastIndexOf('\n');
    this.column = line < 0 ? this.column + Array.from(text).length : Array.from(text.slice(line + 1)).length;
  }

  /** @param inMapping the value of a key: a list begins at the key's own column */
  private node(value: Value, indent: number, inMapping: boolean): boolean {
    if (this.length > LONGEST) return false;
    switch (value.kind) {
      case 'list':
        return this.list(value, indent, inMapping);
      case 'map':
        return this.map(value, indent, inMapping);
      default: {
        const scalar = scalarText(value, this.textOf);
        if (scalar === undefined) return false;
        this.write(inMapping ? ' ' : '');
        if (typeof scalar === 'string') this.write(scalar);
        else this.string(scalar.text, indent < 0 ? 2 : indent + 2, true);
        return true;
      }
    }
  }

  private list(value: Extract<Value, { kind: 'list' }>, indent: number, inMapping: boolean): boolean {
    if (value.rest || value.items.some((item) => item.member !== true)) return false;
    if (value.items.length === 0) {
      this.write(inMapping ? ' []' : '[]');
      return true;
    }
    const own = inMapping ? Math.max(indent, 0) : indent < 0 ? 0 : indent + 2;
    return value.items.every(({ value: item }, i) => {
      if (i > 0 || inMapping) this.line(own);
      this.write('- ');
      return this.node(item, own, false);
    });
  }

  private map(value: Extract<Value, { kind: 'map' }>, indent: number, inMapping: boolean): boolean {
    if (value.rest) return false;
    if (value.entries.size === 0) {
      this.write(inMapping ? ' {}' : '{}');
      return true;
    }
    const own = indent < 0 ? 0 : indent + 2;
    return sortedKeys(value.entries.keys()).every((key, i) => {
      const entry = value.entries.get(key);
      if (entry?.member !== true || key.includes('\n') || new TextEncoder().encode(key).length > LONGEST_KEY) return false;
      if (i > 0 || inMapping) this.line(own);
      this.string(key, own, false);
      this.write(':');
      return this.node(entry.value, own, true);
    });
  }

  private line(indent: number): void {
    if (this.column > 0) this.write('\n');
    this.write(' '.repeat(indent));
  }

  private string(text: string, indent: number, folds: boolean): void {
    if (folds && text.includes('\n') && isLiteral(text)) this.literal(text, indent);
    else this.quoted(text, indent, folds);
  }

  private literal(text: string, indent: number): void {
    const hint = /^[ \n]/.test(text) ? '2' : '';
    const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
    this.write(`|${hint}${chomp}\n`);
    const lines = text.split('\n');
    for (const [i, line] of lines.entries()) {
      if (line !== '') this.write(' '.repeat(indent) + line);
      if (i < lines.length - 1) this.write('\n');
    }
  }

  private quoted(text: string, indent: number, folds: boolean): void {
    this.write('"');
    const characters = Array.from(text);
    let spaces = false;
    for (const [i, c] of characters.entries()) {
      if (c !== ' ') {
        this.write(escaped(c));
        spaces = false;
        continue;
      }
      if (folds && !spaces && this.column > WIDTH && i > 0 && i < characters.length - 1) {
        this.write(`\n${' '.repeat(indent)}`);
        if (characters[i + 1] === ' ') this.write('\\');
      } else this.write(' ');
      spaces = true;
    }
    this.write('"');
  }
}

/** What is written plainly, or a string. */
function scalarText(value: Value, textOf: TextOf): string | { readonly text: string } | undefined {
  switch (value.kind) {
    case 'string':
      return { text: value.value };
    case 'encoded': {
      const text = textOf(value);
      return text === undefined ? undefined : { text };
    }
    case 'number':
      return value.approximate ? undefined : formatNumber(value.value);
    case 'bool':
      return String(value.value);
    case 'absent':
      return 'null';
    default:
      return undefined;
  }
}

/** Whether a string with line ends can stand as it is, line by line. */
function isLiteral(text: string): boolean {
  if (/ $| \n/.test(text)) return false;
  return Array.from(text).every((c) => c === '\n' || (isPrintable(c) && !/[\u0085\u2028\u2029]/.test(c)) || false);
}

function isPrintable(c: string): boolean {
  const point = c.codePointAt(0) ?? 0;
  if (point < 0xa0) return point >= 0x20 && point <= 0x7e;
  return point < 0xd800 || (point >= 0xe000 && point <= 0xfffd && point !== 0xfeff);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(c: string): string {
  const known = ESCAPES[c];
  if (known !== undefined) return known;
  if (isPrintable(c)) return c;
  const point = c.codePointAt(0) ?? 0;
  const hex = point.toString(16).toUpperCase();
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
