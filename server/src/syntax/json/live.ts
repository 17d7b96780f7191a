import type { Span } from '../../text';
import type { DataDocument, DataNode, MappingEntry } from '../data';
import type { SyntaxProblem } from '../problem';
import { changeBetween, Unchanged } from '../unchanged';
import type { JsonItem } from './builder';
import { documentOf, type JsonParts, readItem, readJson } from './parse';

/** A text in an editor, with what its next state can take over: the items of a list in the outermost object, moved to where they stand. */
export interface LiveJson {
  readonly document: DataDocument;
  readonly text: string;
  readonly parts: JsonParts;
  /** Items that were there before something half-typed swallowed them. */
  readonly spare: Spare | undefined;
}

interface Spare {
  readonly text: string;
  readonly items: readonly JsonItem[];
}

/**
 * Parses as `parseJson` does, with the same result.
 * @param before the former state of the text; it is used up
 */
export function parseLiveJson(text: string, before?: LiveJson): LiveJson {
  const parts = before && (before.text === text ? before.parts : withOneItem(text, before));
  if (parts) return { document: documentOf(parts), text, parts, spare: before.spare };
  const given = new Set<JsonItem>();
  const sources = [before && { text: before.text, items: before.parts.items }, before?.spare].flatMap((one) => one ?? []);
  const unchanged = sources.map((source) => new Unchanged(source.text, source.items, text));
  const read = readJson(text, 0, (start, end) => {
    for (const one of unchanged) {
      const item = one.at(start);
      if (item?.end === end) {
        given.add(item);
        return item;
      }
    }
    return undefined;
  });
  const left = sources.map((source) => ({ ...source, items: source.items.filter((item) => !given.has(item)) }));
  const spare = left.reduce<Spare | undefined>(
    (most, one) => (one.items.length > (most?.items.length ?? 0) ? one : most),
    undefined,
  );
  return { document: documentOf(read), text, parts: read, spare };
}

/** Of an edit inside of one item: that item read anew, everything behind it moved. Undefined where more changes than that. */
function withOneItem(text: string, before: LiveJson): JsonParts | undefined {
  const { root, items, problems, comments, tooDeep } = before.parts;
  if (root?.kind !== 'mapping' || tooDeep !== undefined) return undefined;
  const { start, end, by } = changeBetween(before.text, text);
  const at = itemAround(items, start, end);
  const old = items[at];
  if (!old || old.start >= start || old.end <= end) return undefined;
  const item = readItem(text.slice(old.start, old.end + by), old.start);
  if (!item) return undefined;
  if (by !== 0) for (let i = at + 1; i < items.length; i++) moveItem(items[i], by);
  const moved = new Mover(old.end, by, new Map(items.map((one) => [one.node, one === old ? item.node : one.node])));
  const next = items.map((one, i) => (i === at ? item : one));
  return {
    root: { ...root, span: moved.span(root.span), entries: root.entries.map((entry) => moved.entry(entry)) },
    items: next,
    problems: by === 0 ? problems : problems.map((one): SyntaxProblem => ({ ...one, span: moved.span(one.span) })),
    comments: by === 0 ? comments : comments.map((one) => ({ ...one, span: moved.span(one.span) })),
    tooDeep,
  };
}

/** The last item that begins before the offset. */
function itemAround(items: readonly JsonItem[], start: number, end: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? Number.POSITIVE_INFINITY) < start) low = middle + 1;
    else high = middle;
  }
  return end < start ? -1 : low - 1;
}

function moveItem(item: JsonItem | undefined, by: number): void {
  if (!item) return;
  item.group.move(by);
  item.start += by;
  item.end += by;
}

/** Copies what stands around the items, with what is behind an edit moved. */
class Mover {
  constructor(
    private readonly from: number,
    private readonly by: number,
    /** The nodes of items, which move by themselves, each with what it is now. */
    private readonly items: ReadonlyMap<DataNode, DataNode>,
  ) {}

  span({ start, end }: Span): Span {
    return { start: start >= this.from ? start + this.by : start, end: end >= this.from ? end + this.by : end };
  }

  entry(entry: MappingEntry): MappingEntry {
    const { key, value, span } = entry;
    if (span.end < this.from) return entry;
    return { key: { ...key, span: this.span(key.span) }, value: this.node(value), span: this.span(span) };
  }

  private node(node: DataNode): DataNode {
    const item = this.items.get(node);
    if (item) return item;
    const span = this.span(node.span);
    if (node.kind === 'scalar') return { ...node, span };
    if (node.kind === 'sequence') return { ...node, span, items: node.items.map((one) => this.node(one)) };
    return { ...node, span, entries: node.entries.map((entry) => this.entry(entry)) };
  }
}
