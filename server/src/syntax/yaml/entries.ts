import type { Span, SpanGroup } from '../../text';
import type { DataNode, MappingEntry } from '../data';
import type { Comment } from '../problem';
import { changeBetween, type Stretch, Unchanged } from '../unchanged';

/** An entry of a section (a resource), with the comments up to the next content line, where it ends. */
export interface EntryStretch extends Stretch {
  readonly column: number;
  readonly entry: MappingEntry;
  readonly comments: readonly Comment[];
  /** Holds a quoted string of several lines. */
  readonly wrapped: boolean;
  /** The items of its long lists. */
  readonly items: readonly ItemStretch[];
}

/** An item of a list in a long entry (a statement), with the comments up to the next content line. Its spans move by themselves. */
export interface ItemStretch {
  readonly place: Span;
  readonly group: SpanGroup;
  readonly column: number;
  readonly node: DataNode;
  readonly comments: readonly Comment[];
  /** Holds a quoted string of several lines. */
  readonly wrapped: boolean;
  /** How deep blocks nest in it. */
  readonly levels: number;
}

/** What the next state of a text takes over of this one. */
export interface ReadEntries {
  readonly text: string;
  readonly entries: readonly EntryStretch[];
  /** Those that are in none of the entries, since what is around them could not be read, or has swallowed them. */
  readonly items: readonly ItemStretch[];
}

/** The entries of one state of a text: those that its earlier state had, and those that were read anew. */
export class Entries {
  private readonly known: Unchanged<EntryStretch> | undefined;
  private readonly read = new Map<number, EntryStretch>();
  /** By where they begin in this state. */
  private readonly items = new Map<number, ItemStretch>();

  constructor(
    private readonly text: string,
    before?: ReadEntries,
  ) {
    this.known = before && new Unchanged(before.text, before.entries, text);
    if (before) this.takeItems(before);
  }

  /** The items that stand in the text as before, but for those in entries that do so too: these move with their entries. */
  private takeItems({ text, entries, items }: ReadEntries): void {
    const { start, end, by } = changeBetween(text, this.text);
    const changed = entries.filter((entry) => entry.end > start && entry.start < end);
    for (const item of [...items, ...changed.flatMap((entry) => entry.items)]) {
      const isBefore = item.place.end <= start;
      if (!isBefore && item.place.start < end) continue;
      if (!isBefore && by !== 0) item.group.move(by);
      this.items.set(item.place.start, item);
    }
  }

  /** The entry whose line begins at `start`, where it is known and nothing behind it could belong to it now. */
  at(start: number, column: number): EntryStretch | undefined {
    const found = this.read.get(start) ?? this.known?.at(start);
    if (!found) return undefined;
    this.read.set(start, found);
    return found.column === column && !this.goesOn(found.end, column) ? found : undefined;
  }

  add(stretch: EntryStretch): void {
    if (this.isWhole(stretch)) this.read.set(stretch.start, stretch);
  }

  /** Likewise, of the items of lists. */
  item(start: number, column: number): ItemStretch | undefined {
    const found = this.items.get(start);
    return found && found.column === column && !this.goesOn(found.place.end, column) ? found : undefined;
  }

  addItem(stretch: ItemStretch): void {
    if (this.isWhole(stretch.place)) this.items.set(stretch.place.start, stretch);
  }

  /** The last line may be typed on. */
  private isWhole({ end }: Span): boolean {
    return this.text.charCodeAt(end - 1) === 10;
  }

  /** For the next state. */
  all(): ReadEntries {
    const entries = [...this.read.values()].sort((a, b) => a.start - b.start);
    const inEntries = new Set(entries.flatMap((entry) => entry.items));
    return { text: this.text, entries, items: [...this.items.values()].filter((item) => !inEntries.has(item)) };
  }

  /** A deeper line may go on with the last scalar; a deeper comment would be a line of it. */
  private goesOn(end: number, column: number): boolean {
    let first = end;
    while (this.text.charCodeAt(first) === 32) first++;
    return first - end > column && first < this.text.length;
  }
}
