import { Facts } from './facts';

/**
 * A few things that follow each other in a policy: statements. An edit of a long policy leaves most runs as they are, and what follows from
 * one is not worked out again.
 */
export class Run<T> {
  /** What follows from the run alone. */
  readonly facts = new Facts();

  constructor(
    readonly items: readonly T[],
    /** There are further ones beside it. */
    readonly isOfMany: boolean,
  ) {}

  /** Works something out, and remembers it where that saves more than it takes: of a policy that is longer than this run. */
  once<A>(question: string, workOut: () => A): A {
    return this.isOfMany ? this.facts.of(question, workOut) : workOut();
  }
}

/** How many things a run has at most. */
const MOST = 20;

/** The runs of earlier states, by their first thing. */
export class RunMemory<T extends object> {
  private readonly known = new WeakMap<T, Run<T>>();

  /** Things in runs: those that are known where they are whole, and new ones between them. */
  of(items: readonly T[]): readonly Run<T>[] {
    const runs: Run<T>[] = [];
    let open: T[] = [];
    const close = () => {
      const [first] = open;
      if (!first) return;
      const run = new Run(open, items.length > MOST);
      this.known.set(first, run);
      runs.push(run);
      open = [];
    };
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (!item) continue;
      const known = this.known.get(item);
      if (known?.items.every((one, k) => one === items[i + k])) {
        close();
        runs.push(known);
        i += known.items.length - 1;
        continue;
      }
      open.push(item);
      if (open.length === MOST) close();
    }
    close();
    return runs;
  }
}
