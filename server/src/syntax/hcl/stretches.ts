import type { SpanGroup } from '../../text';
import type { Comment } from '../problem';
import { changeBetween } from '../unchanged';
import type { Block, ObjectExpression } from './ast';

/** A nested block or an object of a long item, which was read by itself: where its text stands again, it is not read again. */
export class HclStretch {
  /** The stretch that it lies in. */
  within: HclStretch | undefined;
  /** A stretch inside of it has become a part of something else, and moves with that. */
  isSpoiled = false;
  /** How a tolerant scanner gets through it, and for a first line that is indented how far. */
  passage: { readonly from: number; readonly to: number | undefined } | undefined;

  constructor(
    readonly node: Block | ObjectExpression,
    readonly group: SpanGroup,
    readonly inner: readonly HclStretch[],
    readonly comments: readonly Comment[],
    /** Of its tree. */
    readonly height: number,
    /** How deep the parser went for it. */
    readonly depth: number,
  ) {
    group.isOf(node.span);
  }
}

/** Stretches of an earlier state of a text, each where it stood there. */
export interface Left {
  readonly text: string;
  readonly stretches: readonly HclStretch[];
}

/** Stretches and all that lie in them, but for those that have become a part of something else. */
export function* withInner(stretches: readonly HclStretch[], within?: HclStretch): Generator<HclStretch> {
  for (const each of stretches) {
    if (each.within !== within) continue;
    yield each;
    yield* withInner(each.inner, each);
  }
}

/** The stretches of earlier states that stand in a text, by where they begin in it. */
export class KnownStretches {
  private readonly starts: readonly number[];
  private readonly byStart = new Map<number, HclStretch>();
  private readonly moved = new Map<HclStretch, number>();
  private readonly refused = new Set<HclStretch>();
  private readonly adopted = new Set<HclStretch>();

  /** @param sources what an earlier one of them has comes first */
  constructor(
    readonly text: string,
    private readonly sources: readonly Left[],
  ) {
    for (const source of sources) {
      const { start, end, by } = changeBetween(source.text, text);
      for (const stretch of source.stretches) {
        const { span } = stretch.node;
        const isBefore = span.end <= start;
        if (!isBefore && span.start < end) continue;
        const at = isBefore ? span.start : span.start + by;
        if (!this.byStart.has(at)) this.byStart.set(at, stretch);
      }
    }
    this.starts = [...this.byStart.keys()].sort((a, b) => a - b);
  }

  /** Where the next one begins, from an offset on. */
  next(from: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return this.starts[low] ?? Number.POSITIVE_INFINITY;
  }

  at(start: number): HclStretch | undefined {
    const found = this.byStart.get(start);
    return found && !found.isSpoiled && !this.refused.has(found) ? found : undefined;
  }

  /** Moves a stretch to where it begins now, for a trial. */
  take(stretch: HclStretch, start: number): void {
    const by = start - stretch.node.span.start;
    if (by === 0) return;
    stretch.group.move(by);
    this.moved.set(stretch, by);
  }

  /** The trial is over. @param adopted what has become a part of the new tree; all else goes back to where it was */
  settle(adopted: readonly HclStretch[]): void {
    for (const stretch of adopted) {
      this.moved.delete(stretch);
      this.adopted.add(stretch);
      for (let outer = stretch.within; outer; outer = outer.within) outer.isSpoiled = true;
    }
    for (const [stretch, by] of this.moved) stretch.group.move(-by);
    this.moved.clear();
  }

  /** A stretch stands where it would not be read as it was. */
  refuse(stretch: HclStretch): void {
    this.refused.add(stretch);
  }

  /** What was not adopted, of the source that most is left of. @param kept what has stayed where it was besides */
  left(kept: ReadonlySet<HclStretch>): Left | undefined {
    let most: Left | undefined;
    for (const { text, stretches } of this.sources) {
      const left = stretches.filter((each) => !each.isSpoiled && !kept.has(each) && !this.isAdopted(each));
      if (left.length > (most?.stretches.length ?? 0)) most = { text, stretches: left };
    }
    return most;
  }

  private isAdopted(stretch: HclStretch): boolean {
    for (let at: HclStretch | undefined = stretch; at; at = at.within) if (this.adopted.has(at)) return true;
    return false;
  }
}

/** Tells the stretches of a new tree what they lie in. @param adopted have told theirs already */
export function settleWithin(
  stretches: readonly HclStretch[],
  within: HclStretch | undefined,
  adopted: ReadonlySet<HclStretch>,
): void {
  for (const each of stretches) {
    each.within = within;
    if (!adopted.has(each)) settleWithin(each.inner, each, adopted);
  }
}
