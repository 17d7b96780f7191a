import type { Span } from '../../text';
import { type DataDocument, type DataNode, type MappingEntry, placeOf, type ScalarNode } from '../data';
import type { Entries } from './entries';
import type { IntactPart, IntactText } from './intact';
import { findIntact } from './intact';

/** A run of intact entries that is left out, between two that stay. */
interface Gap {
  readonly before: IntactPart;
  readonly left: readonly IntactPart[];
  readonly after: IntactPart;
  /** In the text as it stands. */
  readonly start: number;
  readonly end: number;
  /** Where it would be in the shorter text. */
  readonly at: number;
}

/** Below this nothing is gained: characters that can be left out. */
const WORTHWHILE = 4_000;
/** A few short items are rather read again. */
const SMALL = 500;

/**
 * Parses a text of which most is whole by parsing a shorter one: entries that the fast way can read are left out where others like them
 * stand before and after, and put back into the tree. Those neighbours are the proof: where they come out of the short text as the fast
 * way reads them, and as neighbours, the parser was in the same state before and after the gap, and would have read what was left
 * out just so.
 * @param parse the general way
 * @param worthwhile characters that must be left out, at least
 * @param entries those that are known already; gets those that are read
 * @returns undefined where that cannot be done or shown
 */
export function parseElided(
  text: string,
  parse: (text: string) => DataDocument,
  worthwhile = WORTHWHILE,
  entries?: Entries,
): DataDocument | undefined {
  const intact = findIntact(text, entries);
  const gaps = intact && gapsOf(intact);
  const last = gaps?.at(-1);
  if (!intact || !gaps || !last || last.end - last.at < worthwhile) return undefined;
  let short = '';
  let from = 0;
  for (const gap of gaps) {
    short += text.slice(from, gap.start);
    from = gap.end;
  }
  short += text.slice(from);
  const parsed = parse(short);
  // Anchors reach over gaps, and what they expand to is limited as a whole.
  if (/(?:^|[\s,[{:-])[&*][^\s"'*,]/.test(short)) return undefined;
  return new Restorer(gaps, intact).restore(parsed, intact);
}

/** First and last entry of a section, and item of a list, stay, so that nothing around them changes its extent. */
function gapsOf({ sections }: IntactText): readonly Gap[] {
  const gaps: Omit<Gap, 'at'>[] = [];
  for (const parts of sections) {
    let i = 1;
    while (i < parts.length - 1) {
      const before = parts[i - 1];
      const left: IntactPart[] = [];
      while (i < parts.length - 1) {
        const one = parts[i];
        const next = parts[i + 1];
        // A wrapped string may be taken for an unclosed one further up.
        if (!one?.follows || one.wrapped || !next?.follows) break;
        left.push(one);
        i++;
      }
      const after = parts[i];
      const [first] = left;
      const end = left.at(-1)?.end;
      if (before && after && first && end !== undefined && (isEntry(first.node) || end - first.start >= SMALL))
        gaps.push({ before, left, after, start: first.start, end });
      i++;
    }
  }
  gaps.sort((a, b) => a.start - b.start);
  let shift = 0;
  return gaps.map((gap) => {
    const at = gap.start - shift;
    shift += gap.end - gap.start;
    return { ...gap, at };
  });
}

function isEntry(part: MappingEntry | DataNode): part is MappingEntry {
  return 'key' in part;
}

/** Thrown where the short text did not come out as it should. */
const UNLIKE = Symbol('unlike');

class Restorer {
  /** The gaps that are still to be filled, by where the entry before begins. */
  private readonly open = new Map<number, Gap>();
  /** Likewise, in lists. */
  private readonly openLists = new Map<number, Gap>();

  /** The intact parts by where they begin: where the general way has read the same, they stay what they are. */
  private readonly entries = new Map<number, MappingEntry>();
  private readonly items = new Map<number, DataNode>();

  constructor(
    private readonly gaps: readonly Gap[],
    { sections }: IntactText,
  ) {
    for (const { node } of sections.flat()) {
      if (isEntry(node)) this.entries.set(node.span.start, node);
      else this.items.set(placeOf(node).start, node);
    }
    for (const gap of gaps) {
      const { node } = gap.before;
      if (isEntry(node)) this.open.set(node.span.start, gap);
      else this.openLists.set(placeOf(node).start, gap);
    }
  }

  restore(parsed: DataDocument, intact: IntactText): DataDocument | undefined {
    try {
      const root = parsed.root && this.node(parsed.root);
      if (this.open.size + this.openLists.size > 0) return undefined;
      const problems = parsed.problems.map((problem) => ({ ...problem, span: this.span(problem.span) }));
      const comments = parsed.comments.map((comment) => ({ ...comment, span: this.span(comment.span) }));
      for (const comment of intact.comments) if (this.isLeftOut(comment.span.start)) comments.push(comment);
      comments.sort((a, b) => a.span.start - b.span.start);
      return { root, problems, comments, language: 'yaml' };
    } catch (error) {
      if (error === UNLIKE) return undefined;
      throw error;
    }
  }

  private node(node: DataNode): DataNode {
    const span = this.span(node.span);
    const outer = node.outer && { outer: this.span(node.outer) };
    if (node.alias) throw UNLIKE;
    switch (node.kind) {
      case 'scalar':
        return { ...node, span, ...outer };
      case 'sequence': {
        const items = node.items.map((item) => (node.flow ? this.node(item) : this.item(item)));
        return { ...node, span, ...outer, items: node.flow ? items : this.filledList(items) };
      }
      case 'mapping': {
        const entries = node.entries.map((entry) => this.entry(entry));
        return { ...node, span, ...outer, entries: node.flow ? entries : this.filled(entries) };
      }
    }
  }

  private entry(entry: MappingEntry): MappingEntry {
    const key = this.node(entry.key) as ScalarNode;
    const made = { key, value: this.node(entry.value), span: this.span(entry.span) };
    const intact = this.entries.get(made.span.start);
    return intact && sameTree(made, intact) ? intact : made;
  }

  /** Puts back what was left out of a mapping: of a section, or of what the damage has made of it. */
  private filled(entries: readonly MappingEntry[]): readonly MappingEntry[] {
    if (!entries.some((entry) => this.open.has(entry.span.start))) return entries;
    const filled: MappingEntry[] = [];
    entries.forEach((entry, i) => {
      filled.push(entry);
      const gap = this.open.get(entry.span.start);
      if (!gap) return;
      if (!sameTree(entry, gap.before.node) || !sameTree(entries[i + 1], gap.after.node)) throw UNLIKE;
      for (const { node } of gap.left) if (isEntry(node)) filled.push(node);
      this.open.delete(entry.span.start);
    });
    // A key that is written twice is a problem, which only the whole text shows.
    if (filled.length > entries.length && new Set(filled.map((entry) => entry.key.text)).size < filled.length) throw UNLIKE;
    return filled;
  }

  private item(item: DataNode): DataNode {
    const made = this.node(item);
    const intact = this.items.get(placeOf(made).start);
    return intact && sameTree(made, intact) ? intact : made;
  }

  /** Likewise, of a list. */
  private filledList(items: readonly DataNode[]): readonly DataNode[] {
    if (this.openLists.size === 0) return items;
    const filled: DataNode[] = [];
    items.forEach((item, i) => {
      filled.push(item);
      const { start } = placeOf(item);
      const gap = this.openLists.get(start);
      if (!gap) return;
      if (!sameTree(item, gap.before.node) || !sameTree(items[i + 1], gap.after.node)) throw UNLIKE;
      for (const { node } of gap.left) if (!isEntry(node)) filled.push(node);
      this.openLists.delete(start);
    });
    return filled;
  }

  /** From the short text to the text as it stands. */
  private span({ start, end }: Span): Span {
    let before = 0;
    let upTo = 0;
    for (const gap of this.gaps) {
      if (start === gap.at && end === gap.at) throw UNLIKE;
      if (start >= gap.at) before = gap.end - gap.start + before;
      if (end > gap.at) upTo = gap.end - gap.start + upTo;
    }
    return { start: start + before, end: end + upTo };
  }

  private isLeftOut(offset: number): boolean {
    return this.gaps.some((gap) => gap.start <= offset && offset < gap.end);
  }
}

function sameTree(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left: [string, unknown][] = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => sameTree(value, right.get(key)));
}
