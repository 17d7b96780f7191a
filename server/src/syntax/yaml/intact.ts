import type { DataNode, MappingEntry } from '../data';
import type { Comment } from '../problem';
import type { Entries } from './entries';
import { LineParser } from './fast';
import { BAIL } from './fast-text';

/** An entry of a section (`Resources`), or an item of a list, that the fast way could read, although it could not read the whole text. */
export interface IntactPart {
  readonly node: MappingEntry | DataNode;
  /** From the start of its line to the start of the line of whatever comes next. */
  readonly start: number;
  readonly end: number;
  /** Nothing comes between it and the intact part before it in the same section or list. */
  readonly follows: boolean;
  /** Holds a quoted string of several lines. */
  readonly wrapped: boolean;
}

export interface IntactText {
  /** The entries by section, which is what begins at column 0; the items in runs, each of a list. */
  readonly sections: readonly (readonly IntactPart[])[];
  /** Some outside of the intact parts may be missing. */
  readonly comments: readonly Comment[];
}

/** Finds what is whole in a text that has something wrong with it, or something that the fast way does not know. */
export function findIntact(text: string, entries?: Entries): IntactText | undefined {
  // Several documents, directives and tabs have rules of their own.
  if (/\t|^\ufeff|\n(?:---|\.\.\.|%)|\r(?!\n)/.test(text)) return undefined;
  return new IntactReader(text, entries).find();
}

class IntactReader extends LineParser {
  private readonly sections: IntactPart[][] = [];
  private section: IntactPart[] = [];
  /** Where the entries of the section begin; -1 until its first line, and where there are none. */
  private column = -1;
  private fresh = false;
  /** The list of which items were read last. */
  private list: { readonly column: number; readonly items: IntactPart[]; end: number } | undefined;

  find(): IntactText | undefined {
    let follows = false;
    this.next();
    while (this.indent >= 0) {
      if (this.indent === 0) {
        this.begin(-1);
        this.fresh = true;
        follows = false;
        this.next();
        continue;
      }
      if (this.fresh) this.column = this.indent;
      this.fresh = false;
      // What seemed to begin a section was a line that lost its indentation: the entries from here on stand in whatever it is in.
      if (this.indent < this.column) this.begin(this.indent);
      follows = this.indent === this.column ? this.tryEntry(follows) : this.tryItem();
    }
    return { sections: this.sections, comments: this.comments };
  }

  private begin(column: number): void {
    this.section = [];
    this.sections.push(this.section);
    this.column = column;
  }

  /** Reads the entry at the current position, else goes to the next line. Returns whether it could be read. */
  private tryEntry(follows: boolean): boolean {
    const { indent } = this;
    // Below the root and its section, as in the whole text.
    this.depth = 2;
    const isRead = this.attempt(() => {
      const read = this.sectionEntry(indent);
      if (this.indent > indent || (this.indent === indent && this.isItem(this.at))) return false;
      this.section.push({ node: read.entry, start: read.start, end: read.end, follows, wrapped: read.wrapped });
      return true;
    });
    return isRead || this.skip();
  }

  /** Reads something, or goes back to where it began. @param read whether it could be read */
  private attempt(read: () => boolean): boolean {
    const { indent, at, end, nextLine } = this;
    const comments = this.comments.length;
    try {
      if (read()) return true;
    } catch (error) {
      if (error !== BAIL) throw error;
    }
    this.indent = indent;
    this.at = at;
    this.end = end;
    this.nextLine = nextLine;
    this.comments.length = comments;
    return false;
  }

  /** Reads the item of a list at the current position, inside of an entry that could not be read. Else goes to the next line. */
  private tryItem(): false {
    if (!this.entries || !this.isItem(this.at)) return this.skip();
    const { entries, indent } = this;
    const start = this.at - indent;
    // Deeper than any section.
    this.depth = 3;
    this.keepsItems = true;
    const isRead = this.attempt(() => {
      const node = this.ownItem(indent);
      const known = entries.item(start, indent);
      if (this.indent > indent || !known || node.kind !== 'mapping' || node.flow) return false;
      this.addItem(indent, { node, start, end: known.place.end, follows: true, wrapped: known.wrapped });
      return true;
    });
    return isRead ? false : this.skip();
  }

  private addItem(column: number, item: IntactPart): void {
    const { list } = this;
    if (list?.column === column && list.end === item.start) {
      list.items.push(item);
      list.end = item.end;
      return;
    }
    const items = [{ ...item, follows: false }];
    this.list = { column, items, end: item.end };
    this.sections.push(items);
  }

  private skip(): false {
    this.next();
    return false;
  }

  /** The next line, whatever it is like. */
  private next(): void {
    for (;;) {
      try {
        this.advance();
        return;
      } catch (error) {
        if (error !== BAIL) throw error;
      }
    }
  }
}
