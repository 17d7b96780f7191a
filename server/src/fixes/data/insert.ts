import type { Literal } from '../../resources';
import type { MappingEntry, MappingNode } from '../../syntax/data';
import { beginsLine, indentAt, lineEnd } from '../layout';
import type { Edits } from '../result';
import { entryEnd, render } from './flow';
import { renderYamlEntry, renderYamlKey } from './render';
import { columnOf, type DataSource } from './style';

/** Adds an entry right after another one: apart from it by a blank line where the mapping's entries stand so. */
export function insertEntryAfter(
  source: DataSource,
  mapping: MappingNode,
  after: MappingEntry,
  key: string,
  value: Literal,
): Edits {
  const { text, style } = source;
  const end = entryEnd(after);
  if (style.language === 'yaml' && !mapping.flow) {
    const indent = ' '.repeat(columnOf(text, after.key.span.start));
    const at = lineEnd(text, end);
    const blank = isApart(text, mapping, after) ? '\n' : '';
    return [{ span: { start: at, end: at }, newText: `\n${blank}${renderYamlEntry(key, value, indent, style)}` }];
  }
  const name = style.language === 'json' ? JSON.stringify(key) : renderYamlKey(key, style, true);
  const colon = style.compact ? ':' : ': ';
  if (style.compact || !beginsLine(text, after.key.span.start)) {
    const space = style.compact ? '' : ' ';
    return [{ span: { start: end, end }, newText: `,${space}${name}${colon}${render(source, value, undefined)}` }];
  }
  const indent = indentAt(text, after.key.span.start);
  return [{ span: { start: end, end }, newText: `,\n${indent}${name}${colon}${render(source, value, indent)}` }];
}

/** Whether a blank line stands between the entry and one of its neighbours; where it has none, entries are kept apart. */
function isApart(text: string, mapping: MappingNode, entry: MappingEntry): boolean {
  const index = mapping.entries.indexOf(entry);
  const next = mapping.entries[index + 1];
  const previous = mapping.entries[index - 1];
  const apart = (a: MappingEntry, b: MappingEntry) => /\n[ \t\r]*\n/.test(text.slice(entryEnd(a), b.key.span.start));
  if (next) return apart(entry, next);
  return previous ? apart(previous, entry) : true;
}
