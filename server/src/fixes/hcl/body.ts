import type { Literal } from '../../resources';
import type { Attribute, Block } from '../../syntax/hcl/ast';
import { breaksBetween, indentAt, lineEnd, nextLine, skipBack, skipSpace, wholeLines } from '../layout';
import { type Edits, type Outcome, refuse } from '../result';
import { type Content, renderBlock } from './content';
import { isWritten, renderHcl, says } from './literal';
import { attributeOf, blocksOf, bracesOf, type HclSource, indentOf } from './source';

/** Sets an attribute of a block: in place where it is written, else after the first group of attributes. */
export function setAttribute(source: HclSource, block: Block, name: string, value: Literal): Outcome {
  const existing = attributeOf(block.body, name);
  if (existing) return replaceValue(source, existing, value);
  if (blocksOf(block.body, name).length > 0) return refuse(`Here ${name} is written as a block: change it by hand.`);
  return insertAttribute(source, block, name, value);
}

export function replaceValue(source: HclSource, attribute: Attribute, value: Literal): Outcome {
  const { value: expression } = attribute;
  if (says(source, expression, value)) return [];
  if (!isWritten(expression)) return { elsewhere: expression.span };
  const newText = renderHcl(value, indentAt(source.text, attribute.span.start), source.unit);
  return [{ span: expression.span, newText }];
}

/** Adds an attribute that is not there. */
export function insertAttribute(source: HclSource, block: Block, name: string, value: Literal): Edits {
  const { text } = source;
  const indent = indentOf(source, block);
  const line = `${indent}${name} = ${renderHcl(value, indent, source.unit)}`;
  if (isOnOneLine(source, block)) return expand(source, block, [line]);
  const anchor = lastOfFirstGroup(text, block);
  if (!anchor) {
    const at = nextLine(text, bracesOf(block).open);
    const first = block.body.items[0];
    // Nested blocks stand apart from the attributes before them.
    return [{ span: { start: at, end: at }, newText: `${line}\n${first ? '\n' : ''}` }];
  }
  const at = lineEnd(text, anchor.span.end);
  const blank = META_ARGUMENTS.has(anchor.name) ? '\n' : '';
  return [{ span: { start: at, end: at }, newText: `${blank}\n${line}` }];
}

/** Arguments of the language that open a resource and stand apart from its own. */
const META_ARGUMENTS: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'provider',
  'providers',
  'source',
  'version',
  'depends_on',
]);

/** Blocks of the language that close a resource. */
const META_BLOCKS: ReadonlySet<string> = new Set(['lifecycle', 'timeouts', 'provisioner', 'connection']);

/** The last attribute of the first group of them (no blank line or block between) that holds one of the resource's own. */
function lastOfFirstGroup(text: string, block: Block): Attribute | undefined {
  let last: Attribute | undefined;
  let own = false;
  for (const item of block.body.items) {
    if (item.kind === 'block') {
      if (own) break;
      continue;
    }
    const apart =
      last && breaksBetween(text, last.span.end, item.span.start) > 1 && hasBlankLine(text, last.span.end, item.span.start);
    if (own && apart) break;
    last = item;
    own ||= !META_ARGUMENTS.has(item.name);
  }
  return last;
}

function hasBlankLine(text: string, start: number, end: number): boolean {
  return /\n[ \t\r]*\n/.test(text.slice(start, end));
}

function isOnOneLine(source: HclSource, block: Block): boolean {
  const { open, close } = bracesOf(block);
  return breaksBetween(source.text, open, close) === 0;
}

/** Opens `{ a = 1 }` or `{}` over several lines and adds lines at the end. */
function expand(source: HclSource, block: Block, lines: readonly string[]): Edits {
  const { text } = source;
  const { open, close } = bracesOf(block);
  const outer = indentAt(text, block.span.start);
  const added = lines.map((line) => `\n${line}`).join('');
  const first = skipSpace(text, open + 1);
  if (first >= close) return [{ span: { start: open + 1, end: close }, newText: `${added}\n${outer}` }];
  return [
    { span: { start: open + 1, end: first }, newText: `\n${indentOf(source, block)}` },
    { span: { start: skipBack(text, close), end: close }, newText: `${added}\n${outer}` },
  ];
}

/** Adds a nested block: after the last one of its type, else after the last nested block, else after the attributes. */
export function insertBlock(source: HclSource, block: Block, type: string, content: Content): Edits {
  const { text } = source;
  const indent = indentOf(source, block);
  const rendered = `${indent}${renderBlock(type, content, indent, source.unit)}`;
  const { items } = block.body;
  if (isOnOneLine(source, block)) return expand(source, block, items.length > 0 ? ['', rendered] : [rendered]);
  const siblings = items.filter((item) => item.kind === 'block' && blockName(item) === type);
  const nested = items.filter((item) => item.kind === 'block' && !META_BLOCKS.has(item.type));
  const anchor = siblings[siblings.length - 1] ?? nested[nested.length - 1] ?? lastBeforeMeta(block);
  if (!anchor) {
    const at = nextLine(text, bracesOf(block).open);
    return [{ span: { start: at, end: at }, newText: `${rendered}\n${items.length > 0 ? '\n' : ''}` }];
  }
  const dense = anchor.kind === 'block' && isDense(text, block, anchor, siblings.length > 0);
  const at = lineEnd(text, anchor.span.end);
  const following = items[items.indexOf(anchor) + 1];
  const close = following && !dense && !hasBlankLine(text, anchor.span.end, following.span.start) ? '\n' : '';
  return [{ span: { start: at, end: at }, newText: `\n${dense ? '' : '\n'}${rendered}${close}` }];
}

function blockName(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0]?.text ?? '') : block.type;
}

function lastBeforeMeta(block: Block): Attribute | undefined {
  let last: Attribute | undefined;
  for (const item of block.body.items) {
    if (item.kind === 'block') break;
    last = item;
  }
  return last;
}

/** Whether blocks stand here without blank lines between: the anchor and a block right before it do. */
function isDense(text: string, block: Block, anchor: Block, sameType: boolean): boolean {
  const before = block.body.items[block.body.items.indexOf(anchor) - 1];
  if (before?.kind !== 'block' || (sameType && blockName(before) !== blockName(anchor))) return false;
  return !hasBlankLine(text, before.span.end, anchor.span.start);
}

/** Removes an attribute or a nested block with its line; comments on lines of their own stay. */
export function removeItem(source: HclSource, block: Block, item: Attribute | Block): Edits {
  const { text } = source;
  const { open, close } = bracesOf(block);
  if (isOnOneLine(source, block)) {
    const start = skipBack(text, item.span.start);
    const rest = text.slice(open + 1, item.span.start) + text.slice(item.span.end, close);
    return [{ span: rest.trim() === '' ? { start: open + 1, end: close } : { start, end: item.span.end }, newText: '' }];
  }
  return [{ span: wholeLines(text, item.span.start, item.span.end), newText: '' }];
}

/** Removes a whole resource block of a file. */
export function removeResource(source: HclSource, block: Block): Edits {
  return [{ span: wholeLines(source.text, block.span.start, block.span.end), newText: '' }];
}
