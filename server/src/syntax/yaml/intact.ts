import type { MappingEntry } from '../data';
import type { Comment } from '../problem';
import type { Entries } from './entries';
import { LineParser } from './fast';
import { BAIL } from './fast-text';

/** An entry of a section (`Resources`) that the fast way could read, although it could not read the whole text. */
export interface IntactEntry {
  readonly entry: MappingEntry;
  /** From the start of its line to the start of the line of whatever comes next. */
  readonly start: number;
  readonly end: number;
  /** Nothing comes between it and the intact entry before it in the same section. */
  readonly follows: boolean;
  /** Holds a quoted string of several lines. */
  readonly wrapped: boolean;
}

export interface IntactText {
  /** By section: what begins at column 0. */
  readonly sections: readonly (readonly IntactEntry[])[];
  /** Some outside of the intact entries may be missing. */
  readonly comments: readonly Comment[];
}

/** Finds what is whole in a text that has something wrong with it, or something that the fast way does not know. */
export function findIntact(text: string, entries?: Entries): IntactText | undefined {
  // Several documents, directives and tabs have rules of their own.
  if (/\t|^\ufeff|\n(?:---|\.\.\.|%)|\r(?!\n)/.test(text)) return undefined;
  return new IntactReader(text, entries).find();
}

class IntactReader extends LineParser {
  private readonly sections: IntactEntry[][] = [];
  private section: IntactEntry[] = [];
  /** Where the entries of the section begin; -1 until its first line, and where there are none. */
  private column = -1;
  private fresh = false;

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
      follows = this.indent === this.column ? this.tryEntry(follows) : this.skip();
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
    const { indent, at, end, nextLine } = this;
    const comments = this.comments.length;
    // Below the root and its section, as in the whole text.
    this.depth = 2;
    try {
      const read = this.sectionEntry(indent);
      if (this.indent <= indent && !(this.indent === indent && this.isItem(this.at))) {
        this.section.push({ entry: read.entry, start: read.start, end: read.end, follows, wrapped: read.wrapped });
        return true;
      }
    } catch (error) {
      if (error !== BAIL) throw error;
    }
    this.indent = indent;
    this.at = at;
    this.end = end;
    this.nextLine = nextLine;
    this.comments.length = comments;
    return this.skip();
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
