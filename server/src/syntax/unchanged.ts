import type { SpanGroup } from '../text';

/** A stretch of a text that was read by itself, and reads the same wherever it stands. */
export interface Stretch {
  start: number;
  end: number;
  /** All spans that were made of it. */
  readonly group: SpanGroup;
}

/** Long texts are compared in runs of this length, which costs a fraction of comparing characters. */
const RUN = 1024;

/** The stretches of an earlier text that stand in a new one as they were, or further up or down; asked for in the order of the text. */
export class Unchanged<S extends Stretch> {
  private next = 0;
  /** Up to here both texts are the same; from `sameFrom` of the earlier text on they are again. */
  private readonly same: number;
  private readonly sameFrom: number;
  private readonly by: number;

  /** @param stretches of the earlier text, in its order; each is given out once, moved to where it stands now */
  constructor(
    old: string,
    private readonly stretches: readonly S[],
    text: string,
  ) {
    const change = changeBetween(old, text);
    this.same = change.start;
    this.sameFrom = change.end;
    this.by = change.by;
  }

  /** The stretch that begins at an offset of the new text; offsets must not go back. */
  at(offset: number): S | undefined {
    for (; this.next < this.stretches.length; this.next++) {
      const stretch = this.stretches[this.next];
      if (!stretch) return undefined;
      const isBefore = stretch.end <= this.same;
      const by = isBefore ? 0 : this.by;
      if (!(isBefore || stretch.start >= this.sameFrom) || stretch.start + by < offset) continue;
      if (stretch.start + by > offset) return undefined;
      this.next++;
      if (by !== 0) {
        stretch.group.move(by);
        stretch.start += by;
        stretch.end += by;
      }
      return stretch;
    }
    return undefined;
  }
}

/**
 * The one stretch in which two texts differ, by its offsets in the earlier one.
 * @returns `by`: how much longer the later text is
 */
export function changeBetween(old: string, text: string): { readonly start: number; readonly end: number; readonly by: number } {
  const shorter = Math.min(old.length, text.length);
  const start = commonStart(old, text, shorter);
  return { start, end: old.length - commonEnd(old, text, shorter - start), by: text.length - old.length };
}

function commonStart(a: string, b: string, most: number): number {
  let at = 0;
  while (at + RUN <= most && a.slice(at, at + RUN) === b.slice(at, at + RUN)) at += RUN;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonEnd(a: string, b: string, most: number): number {
  let n = 0;
  const end = (text: string) => text.slice(text.length - n - RUN, text.length - n);
  while (n + RUN <= most && end(a) === end(b)) n += RUN;
  while (n < most && a.charCodeAt(a.length - n - 1) === b.charCodeAt(b.length - n - 1)) n++;
  return n;
}
