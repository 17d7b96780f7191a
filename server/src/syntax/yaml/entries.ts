import type { MappingEntry } from '../data';
import type { Comment } from '../problem';
import { type Stretch, Unchanged } from '../unchanged';

/** An entry of a section (a resource), with the comments up to the next content line, where it ends. */
export interface EntryStretch extends Stretch {
  readonly column: number;
  readonly entry: MappingEntry;
  readonly comments: readonly Comment[];
  /** Holds a quoted string of several lines. */
  readonly wrapped: boolean;
}

/** What the next state of a text takes over of this one. */
export interface ReadEntries {
  readonly text: string;
  readonly entries: readonly EntryStretch[];
}

/** The entries of one state of a text: those that its earlier state had, and those that were read anew. */
export class Entries {
  private readonly known: Unchanged<EntryStretch> | undefined;
  private readonly read = new Map<number, EntryStretch>();

  constructor(
    private readonly text: string,
    before?: ReadEntries,
  ) {
    this.known = before && new Unchanged(before.text, before.entries, text);
  }

  /** The entry whose line begins at `start`, where it is known and nothing behind it could belong to it now. */
  at(start: number, column: number): EntryStretch | undefined {
    const found = this.read.get(start) ?? this.known?.at(start);
    if (!found) return undefined;
    this.read.set(start, found);
    return found.column === column && !this.goesOn(found) ? found : undefined;
  }

  add(stretch: EntryStretch): void {
    // The last line may be typed on.
    if (this.text.charCodeAt(stretch.end - 1) === 10) this.read.set(stretch.start, stretch);
  }

  /** For the next state. */
  all(): ReadEntries {
    const entries = [...this.read.values()].sort((a, b) => a.start - b.start);
    return { text: this.text, entries };
  }

  /** A deeper line may go on with the last scalar; a deeper comment would be a line of it. */
  private goesOn({ end, column }: EntryStretch): boolean {
    let first = end;
    while (this.text.charCodeAt(first) === 32) first++;
    return first - end > column && first < this.text.length;
  }
}
