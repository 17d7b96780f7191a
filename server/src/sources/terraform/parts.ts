import type { Origin, Value } from '../../values';

interface Part {
  readonly value: unknown;
  /** The names that evaluating it has read. */
  readonly reads: ReadonlySet<string>;
  /** When it was evaluated. */
  readonly state: number;
}

/** What was made of the value of a part. */
interface Derived {
  size?: number;
  elements?: number;
  made: { readonly by: object; readonly uri: string; readonly value: Value }[];
}

/** A policy document is used at a few places; for more of them it is copied anew. */
const MOST_MADE = 8;

/**
 * The values of those parts of blocks that outlive an edit of what stands around them (statements of a policy), by their node: while
 * the node is the same, and so is every name that its evaluation has read. And what was made of such values as a whole, which is the
 * same while they are.
 */
export class Parts {
  private readonly parts = new WeakMap<object, Part>();
  private readonly derived = new WeakMap<object, Derived>();
  /** The state in which a name was last another one than before. */
  private readonly changed = new Map<string, number>();
  private state = 0;

  /** The next state begins, in which some names are not what they were. */
  advance(changed: Iterable<string>): void {
    this.state++;
    for (const name of changed) this.changed.set(name, this.state);
  }

  /** What is known of a node, where it still holds. */
  of(node: object): Part | undefined {
    const part = this.parts.get(node);
    if (!part) return undefined;
    for (const name of part.reads) if ((this.changed.get(name) ?? 0) > part.state) return undefined;
    return part;
  }

  keep(node: object, value: unknown, reads: ReadonlySet<string>): void {
    this.parts.set(node, { value, reads, state: this.state });
  }

  /** From now on a value is that of a part: the same one as long as the part is the same. */
  lasts(value: Value): void {
    if (!this.derived.has(value)) this.derived.set(value, { made: [] });
  }

  /** What something makes of the value of a part, once. Of any other value it is made each time. @param by what makes it */
  made(value: Value, by: object, uri: string, make: () => Value): Value {
    const derived = this.derived.get(value);
    if (!derived) return make();
    const known = derived.made.find((one) => one.by === by && one.uri === uri);
    if (known) return known.value;
    const made = make();
    this.lasts(made);
    derived.made.push({ by, uri, value: made });
    if (derived.made.length > MOST_MADE) derived.made.shift();
    return made;
  }

  /** The value of a part as it is read at a place. */
  readAt(value: Value, use: Origin, make: () => Value): Value {
    // What is read by way of another place is rare.
    if (use.kind !== 'text' || use.via) return make();
    return this.made(value, use.span, use.uri, make);
  }

  /** A measure of the value of a part. */
  measured(value: Value, measure: 'size' | 'elements', take: () => number): number {
    const derived = this.derived.get(value);
    if (!derived) return take();
    derived[measure] ??= take();
    return derived[measure];
  }
}
