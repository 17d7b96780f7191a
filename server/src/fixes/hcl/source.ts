import type { Attribute, Block, Body, HclFile } from '../../syntax/hcl/ast';
import { beginsLine, indentAt } from '../layout';

/** One HCL text with its tree, and how it is laid out. */
export interface HclSource {
  readonly text: string;
  readonly file: HclFile;
  /** What one level of indentation is in this file. */
  readonly unit: string;
}

export function hclSource(text: string, file: HclFile): HclSource {
  return { text, file, unit: unitOf(text, file.body) ?? '  ' };
}

/** The indentation of the first item that stands deeper than its block. */
function unitOf(text: string, body: Body): string | undefined {
  for (const item of body.items) {
    if (item.kind !== 'block') continue;
    const outer = indentAt(text, item.span.start);
    for (const inner of item.body.items) {
      const indent = indentAt(text, inner.span.start);
      if (beginsLine(text, inner.span.start) && indent.length > outer.length && indent.startsWith(outer)) {
        return indent.slice(outer.length);
      }
    }
    const nested = unitOf(text, item.body);
    if (nested !== undefined) return nested;
  }
  return undefined;
}

export function attributeOf(body: Body, name: string): Attribute | undefined {
  for (const item of body.items) if (item.kind === 'attribute' && item.name === name) return item;
  return undefined;
}

export function blocksOf(body: Body, type: string): Block[] {
  return body.items.filter((item): item is Block => item.kind === 'block' && item.type === type);
}

export function dynamicBlocksOf(body: Body, type: string): Block[] {
  return blocksOf(body, 'dynamic').filter((block) => block.labels[0]?.text === type);
}

/** The offset of a block's opening brace, and of its closing one. */
export function bracesOf(block: Block): { open: number; close: number } {
  return { open: block.body.span.start - 1, close: block.body.span.end };
}

/** The indentation of a body's items: measured where there are any on lines of their own. */
export function indentOf(source: HclSource, block: Block): string {
  for (const item of block.body.items) {
    if (beginsLine(source.text, item.span.start)) return indentAt(source.text, item.span.start);
  }
  return indentAt(source.text, block.span.start) + source.unit;
}
