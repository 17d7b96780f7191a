import type { Literal } from '../../resources';
import { type MappingNode, placeOf, type SequenceNode } from '../../syntax/data';
import type { Span } from '../../text';
import { beginsLine, breaksBetween, indentAt, lineEnd, skipBack, wholeLines } from '../layout';
import type { Edits } from '../result';
import { quoteYaml, renderJson, renderJsonInline, renderYamlFlow, renderYamlKey } from './render';
import type { DataSource } from './style';

/** Edits of collections in brackets: all of JSON, and YAML's flow style. */

export function addFlowEntry(source: DataSource, mapping: MappingNode, key: string, value: Literal): Edits {
  const { style } = source;
  const quoted = mapping.entries.length > 0 && mapping.entries.every((entry) => entry.key.style === 'double');
  const name = style.language === 'json' ? JSON.stringify(key) : quoted ? quoteYaml(key, '"') : renderYamlKey(key, style, true);
  const colon = style.compact ? ':' : ': ';
  const spans = mapping.entries.map((entry) => ({ start: entry.key.span.start, end: entryEnd(entry) }));
  return add(source, mapping, spans, (indent) => name + colon + render(source, value, indent));
}

export function addFlowItem(source: DataSource, sequence: SequenceNode, value: Literal): Edits {
  return add(source, sequence, sequence.items.map(placeOf), (indent) => render(source, value, indent));
}

/** A value in flow style: `indent` is that of its line, or undefined where all stands on one line. */
export function render(source: DataSource, value: Literal, indent: string | undefined): string {
  const { style } = source;
  if (style.language === 'yaml') return renderYamlFlow(value, style);
  return indent === undefined ? renderJsonInline(value, style.compact) : renderJson(value, indent, style);
}

export function entryEnd(entry: MappingNode['entries'][number]): number {
  return Math.max(entry.key.span.end, entry.span.end, placeOf(entry.value).end);
}

function add(
  source: DataSource,
  node: MappingNode | SequenceNode,
  members: readonly Span[],
  make: (indent: string | undefined) => string,
): Edits {
  const { text, style } = source;
  const close = node.span.end - 1;
  const last = members[members.length - 1];
  if (!last) {
    const outer = indentAt(text, node.span.start);
    const start = node.span.start + 1;
    const brief = style.language === 'yaml' || style.compact || (node.kind === 'sequence' && !make(outer).includes('\n'));
    if (brief && breaksBetween(text, start, close) === 0) {
      const pad = node.kind === 'mapping' && !style.compact ? ' ' : '';
      return [{ span: { start, end: close }, newText: `${pad}${make(undefined)}${pad}` }];
    }
    const inner = outer + style.unit;
    return [
      { span: { start: Math.max(start, skipBack(text, close)), end: close }, newText: `\n${inner}${make(inner)}\n${outer}` },
    ];
  }
  const comma = commaAfter(text, last.end, close);
  const end = comma === undefined ? last.end : comma + 1;
  if (!beginsLine(text, last.start) || breaksBetween(text, last.end, node.span.end) === 0) {
    const space = style.compact || isTight(text, members) ? '' : ' ';
    const trailing = comma === undefined ? '' : ',';
    const lead = comma === undefined ? ',' : '';
    return [{ span: { start: end, end }, newText: `${lead}${space}${make(undefined)}${trailing}` }];
  }
  const indent = indentAt(text, last.start);
  const at = lineEnd(text, end);
  const item = `\n${indent}${make(indent)}${comma === undefined ? '' : ','}`;
  if (comma !== undefined || at === end) {
    return [{ span: { start: at, end: at }, newText: `${comma === undefined ? ',' : ''}${item}` }];
  }
  return [
    { span: { start: end, end }, newText: ',' },
    { span: { start: at, end: at }, newText: item },
  ];
}

/** Whether members stand without a space after the comma, as in `[1,2]`. */
function isTight(text: string, members: readonly Span[]): boolean {
  const [first, second] = members;
  return first !== undefined && second !== undefined && text.slice(first.end, second.start) === ',';
}

export function removeFlowMember(source: DataSource, node: MappingNode | SequenceNode, index: number): Edits {
  const { text } = source;
  const members =
    node.kind === 'sequence'
      ? node.items.map(placeOf)
      : node.entries.map((entry) => ({ start: entry.key.span.start, end: entryEnd(entry) }));
  const own = members[index];
  if (!own) return [];
  const previous = members[index - 1];
  const next = members[index + 1];
  const close = node.span.end - 1;
  if (!previous && !next) {
    const inside = text.slice(node.span.start + 1, own.start) + text.slice(own.end, close);
    if (/^[\s,]*$/.test(inside)) return [{ span: { start: node.span.start + 1, end: close }, newText: '' }];
  }
  const comma = commaAfter(text, own.end, next?.start ?? close);
  const end = comma === undefined ? own.end : comma + 1;
  const rest = text.slice(end, lineEnd(text, end)).trim();
  if (beginsLine(text, own.start) && (rest === '' || rest.startsWith('#'))) {
    const lines = { span: wholeLines(text, own.start, end), newText: '' };
    const before = !next && previous && comma === undefined ? commaAfter(text, previous.end, own.start) : undefined;
    return before === undefined ? [lines] : [{ span: { start: before, end: before + 1 }, newText: '' }, lines];
  }
  if (next) return [{ span: { start: own.start, end: next.start }, newText: '' }];
  if (previous) return [{ span: { start: previous.end, end: own.end }, newText: '' }];
  return [{ span: { start: own.start, end }, newText: '' }];
}

/** The offset of the comma after a member, over white space and comments. */
function commaAfter(text: string, offset: number, limit: number): number | undefined {
  let at = offset;
  while (at < limit) {
    const c = text[at];
    if (c === ',') return at;
    if (c === '#') at = lineEnd(text, at);
    else if (c === ' ' || c === '\t' || c === '\r' || c === '\n') at++;
    else return undefined;
  }
  return undefined;
}
