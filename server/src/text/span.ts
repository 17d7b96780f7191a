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

  make(start: number, end: number): Span {
    const made = new MovingSpan(start, end, this);
    this.spans.push(made);
    return made;
  }

  move(by: number): void {
    for (const each of this.spans) {
      each.start += by;
      each.end += by;
    }
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
  return MovingSpan.groupOf(beside)?.make(start, end) ?? { start, end };
}

/** The range as it is now: a copy that never moves. */
export function fixedSpan({ start, end }: Span): Span {
  return { start, end };
}
