/** A half-open range of a document. Offsets are UTF-16 code units from the start of the document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function span(start: number, end: number): Span {
  return { start, end };
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Whether `inner` lies wholly inside `outer` (equal spans count). */
export function encloses(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether an offset lies in a span or at one of its ends, as a cursor does. */
export function covers({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/**
 * The spans of a stretch of text that moves as a whole when something before it is edited: they are moved in place, and with them
 * everything that was made of the stretch. Whoever keeps positions of one state of a document copies them (`fixedSpan`).
 */
export class SpanGroup {
  private readonly spans: MovingSpan[] = [];
  private inner: SpanGroup[] | undefined;
  private beside: Map<string, MovingSpan> | undefined;
  private head: Span | undefined;

  make(start: number, end: number): Span {
    const made = new MovingSpan(start, end, this);
    this.spans.push(made);
    return made;
  }

  /** A span that is made later on: for the same range the same one, however often it is asked for. */
  makeOnce(start: number, end: number): Span {
    const from = this.spans[0]?.start ?? 0;
    const key = `${start - from} ${end - from}`;
    this.beside ??= new Map();
    let made = this.beside.get(key);
    if (!made) {
      made = new MovingSpan(start, end, this);
      this.spans.push(made);
      this.beside.set(key, made);
    }
    return made;
  }

  /** A stretch inside of this one has spans of its own; they move with these. */
  adopt(inner: SpanGroup): void {
    this.inner ??= [];
    this.inner.push(inner);
  }

  /** @param head the span of what the whole stretch is */
  isOf(head: Span): void {
    this.head = head;
  }

  /** Whether a span is that of the whole stretch. */
  isAllOf(span: Span): boolean {
    return this.head === span;
  }

  move(by: number): void {
    for (const each of this.spans) {
      each.start += by;
      each.end += by;
    }
    if (this.inner) for (const each of this.inner) each.move(by);
  }
}

class MovingSpan implements Span {
  // Private to the language: comparing two spans must not compare their groups.
  readonly #group: SpanGroup;

  constructor(
    public start: number,
    public end: number,
    group: SpanGroup,
  ) {
    this.#group = group;
  }

  static groupOf(span: Span): SpanGroup | undefined {
    return span instanceof MovingSpan ? span.#group : undefined;
  }
}

/** A further span of the stretch that `beside` belongs to: it moves with it. */
export function spanBeside(beside: Span, start: number, end: number): Span {
  return MovingSpan.groupOf(beside)?.makeOnce(start, end) ?? { start, end };
}

/** Whether a span moves with a stretch of text. */
export function isMoving(span: Span): boolean {
  return MovingSpan.groupOf(span) !== undefined;
}

/** Whether what has this span was read by itself, so that it may outlive an edit of what stands around it. */
export function outlivesEdits(span: Span): boolean {
  return MovingSpan.groupOf(span)?.isAllOf(span) === true;
}

/** The range as it is now: a copy that never moves. */
export function fixedSpan({ start, end }: Span): Span {
  return { start, end };
}
