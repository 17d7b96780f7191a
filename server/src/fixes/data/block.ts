import type { Literal } from '../../resources';
import { type DataNode, type MappingEntry, type MappingNode, placeOf, type SequenceNode } from '../../syntax/data';
import { beginsLine, lineEnd, lineStart, wholeLines } from '../layout';
import type { Edits } from '../result';
import { entryEnd } from './flow';
import { renderYamlAfterKey, renderYamlEntry, renderYamlItem } from './render';
import { columnOf, type DataSource } from './style';

/** Edits of YAML's block collections. */

export function addBlockEntry(source: DataSource, mapping: MappingNode, key: string, value: Literal): Edits {
  const { text, style } = source;
  const first = mapping.entries[0];
  const last = mapping.entries[mapping.entries.length - 1];
  if (!first || !last) return [];
  const indent = ' '.repeat(columnOf(text, first.key.span.start));
  const at = lineEnd(text, entryEnd(last));
  return [{ span: { start: at, end: at }, newText: `\n${renderYamlEntry(key, value, indent, style)}` }];
}

export function addBlockItem(source: DataSource, sequence: SequenceNode, value: Literal): Edits {
  const { text, style } = source;
  const last = sequence.items[sequence.items.length - 1];
  if (!last) return [];
  const indent = ' '.repeat(columnOf(text, sequence.span.start));
  const at = lineEnd(text, Math.max(placeOf(last).end, sequence.span.end));
  return [{ span: { start: at, end: at }, newText: `\n${renderYamlItem(value, indent, style)}` }];
}

/** Gives a key another value, whatever stood there: nothing, a scalar, a collection. */
export function replaceEntryValue(source: DataSource, entry: MappingEntry, value: Literal): Edits {
  const { text, style } = source;
  const colon = colonAfter(text, entry);
  const indent = ' '.repeat(columnOf(text, entry.key.span.start));
  const rendered = renderYamlAfterKey(value, indent, style);
  const place = placeOf(entry.value);
  const isBlank = entry.value.kind === 'scalar' && place.start === place.end;
  return [{ span: { start: colon + 1, end: isBlank ? colon + 1 : Math.max(place.end, colon + 1) }, newText: rendered }];
}

function colonAfter(text: string, entry: MappingEntry): number {
  const colon = text.indexOf(':', entry.key.span.end);
  return colon < 0 ? entry.key.span.end : colon;
}

/** What a collection belongs to: the entry or the sequence that holds it. */
export type Holder =
  | { readonly kind: 'entry'; readonly entry: MappingEntry }
  | { readonly kind: 'item' }
  | { readonly kind: 'root' };

/** Removes an entry with its lines; a mapping that loses its last entry becomes `{}`. */
export function removeBlockEntry(source: DataSource, mapping: MappingNode, index: number, holder: Holder): Edits {
  const { text } = source;
  const entry = mapping.entries[index];
  const next = mapping.entries[index + 1];
  if (!entry) return [];
  const { start } = entry.key.span;
  if (mapping.entries.length === 1) return empty(source, mapping, holder, '{}');
  // The first entry of `- a: 1` shares its line with the dash, which must stay.
  if (!beginsLine(text, start) && next) return [{ span: { start, end: next.key.span.start }, newText: '' }];
  return [{ span: wholeLines(text, start, entryEnd(entry)), newText: '' }];
}

export function removeBlockItem(source: DataSource, sequence: SequenceNode, index: number, holder: Holder): Edits {
  const { text } = source;
  const item = sequence.items[index];
  if (!item) return [];
  if (sequence.items.length === 1) return empty(source, sequence, holder, '[]');
  const dash = dashOf(text, sequence, index);
  const next = sequence.items[index + 1];
  if (!beginsLine(text, dash) && next) return [{ span: { start: dash, end: dashOf(text, sequence, index + 1) }, newText: '' }];
  return [{ span: wholeLines(text, dash, Math.max(placeOf(item).end, dash + 1)), newText: '' }];
}

/** The offset of an item's dash: the last `-` in the sequence's column before the item's content. */
function dashOf(text: string, sequence: SequenceNode, index: number): number {
  const item = sequence.items[index];
  if (index === 0 || !item) return sequence.span.start;
  const column = columnOf(text, sequence.span.start);
  const floor = sequence.span.start;
  for (let at = lineStart(text, placeOf(item).start); at > floor; at = lineStart(text, at - 1)) {
    if (text[at + column] === '-' && text.slice(at, at + column).trim() === '') return at + column;
  }
  return sequence.span.start;
}

function empty(source: DataSource, node: DataNode, holder: Holder, brackets: string): Edits {
  const { text } = source;
  const { start, end } = node.span;
  if (holder.kind !== 'entry' || !beginsLine(text, start)) return [{ span: { start, end }, newText: brackets }];
  const at = Math.max(colonAfter(text, holder.entry) + 1, placeOf(node).start < start ? firstLineEnd(text, placeOf(node)) : 0);
  return [
    { span: { start: at, end: at }, newText: ` ${brackets}` },
    { span: wholeLines(text, start, end), newText: '' },
  ];
}

/** After a tag or an anchor that stands on the key's line. */
function firstLineEnd(text: string, place: { readonly start: number; readonly end: number }): number {
  const line = text.slice(place.start, lineEnd(text, place.start));
  return place.start + (/^(?:[&!]\S+\s*)+/.exec(line)?.[0].trimEnd().length ?? 0);
}
