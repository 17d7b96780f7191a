import type { DataDocument, DataNode } from '../../syntax/data';
import { beginsLine, indentAt, lineStart } from '../layout';

/** How a YAML or JSON document is laid out, measured where it has something to measure. */
export interface DataStyle {
  readonly language: 'yaml' | 'json';
  /** One level of indentation. */
  readonly unit: string;
  /** What a block sequence's dashes are indented by against the key that they belong to. */
  readonly dash: string;
  /** The quote of strings that need one. */
  readonly quote: "'" | '"';
  /** The whole document stands on one line. */
  readonly compact: boolean;
}

export interface DataSource {
  readonly text: string;
  readonly document: DataDocument;
  readonly style: DataStyle;
}

export function dataSource(text: string, document: DataDocument): DataSource {
  const measured: Measured = {};
  if (document.root) {
    if (document.language === 'json') measured.unit = bracketUnit(text, document.root);
    measure(text, document.root, measured);
  }
  const style: DataStyle = {
    language: document.language,
    unit: measured.unit ?? '  ',
    dash: measured.dash ?? measured.unit ?? '  ',
    quote: document.language === 'json' ? '"' : (measured.quote ?? "'"),
    compact: document.language === 'json' && !text.trim().includes('\n'),
  };
  return { text, document, style };
}

/** How much deeper than its bracket the first member of a JSON text stands. */
function bracketUnit(text: string, root: DataNode): string | undefined {
  const first = root.kind === 'mapping' ? root.entries[0]?.key : root.kind === 'sequence' ? root.items[0] : undefined;
  if (!first || !beginsLine(text, first.span.start)) return undefined;
  const [outer, inner] = [indentAt(text, root.span.start), indentAt(text, first.span.start)];
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : undefined;
}

interface Measured {
  unit?: string | undefined;
  dash?: string;
  quote?: "'" | '"';
}

function measure(text: string, node: DataNode, into: Measured): void {
  if (into.unit !== undefined && into.dash !== undefined && into.quote !== undefined) return;
  if (node.kind === 'scalar') {
    if (node.style === 'single') into.quote ??= "'";
    if (node.style === 'double') into.quote ??= '"';
    return;
  }
  if (node.kind === 'sequence') {
    for (const item of node.items) measure(text, item, into);
    return;
  }
  for (const { key, value } of node.entries) {
    const outer = columnOf(text, key.span.start);
    if (value.kind === 'mapping' && value.entries[0]) {
      const inner = columnOf(text, value.entries[0].key.span.start);
      const own = lineStart(text, key.span.start) !== lineStart(text, value.entries[0].key.span.start);
      if (own && inner > outer) into.unit ??= unitBetween(text, value.entries[0].key.span.start, inner - outer);
    }
    if (value.kind === 'sequence' && !value.flow && value.items[0]) {
      into.dash ??= ' '.repeat(Math.max(0, columnOf(text, value.span.start) - outer));
    }
    measure(text, value, into);
  }
}

function unitBetween(text: string, offset: number, width: number): string {
  return indentAt(text, offset).endsWith('\t') ? '\t'.repeat(width) : ' '.repeat(width);
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
