import type { NativeResource, Resource } from '../../resources';
import type { ElementCount } from './elements';
import { EmbeddedDocuments, mayHoldDocument } from './embedded';
import type { ResourceInstance, ResourceInstances } from './instances';
import { Parts } from './parts';

/** Stands for a value while it is evaluated. */
const PENDING = Symbol('being evaluated');

/** Values that are evaluated once, when they are first asked for; what needs itself is a cycle. */
export class Memo {
  private values: Map<object, unknown> | undefined;

  once<T>(node: object, evaluate: () => T, cycle: () => T): T {
    this.values ??= new Map();
    const known = this.values.get(node);
    if (known === PENDING) return cycle();
    if (known !== undefined || this.values.has(node)) return known as T;
    this.values.set(node, PENDING);
    const value = evaluate();
    this.values.set(node, value);
    return value;
  }
}

/**
 * All that was evaluated for one name of a module (`var.a`, `local.b`, `aws_vpc.main`, `module.m`), and which names that took: it is
 * the same in the next state of the module unless one of them changed.
 */
export class Cell {
  readonly memo = new Memo();
  /** What depends on `each` or `count`, by instance; what does not is in `memo`. */
  private own: Map<ResourceInstance, Memo> | undefined;
  readonly reads = new Set<string>();
  /** It depends on more than names of its module. */
  tied = false;
  private noted: EmbeddedDocuments | undefined;
  /** Of a resource: the name of its provider, what it makes, and that in Terraform's own terms. */
  provider: string | undefined;
  instances: ResourceInstances | undefined;
  natives:
    | { readonly major: number | undefined; readonly all: readonly NativeResource[]; readonly elements: ElementCount }
    | undefined;
  /** What the block is in Terraform's own terms. */
  language: readonly Resource[] | undefined;

  memoOf(instance: ResourceInstance): Memo {
    this.own ??= new Map();
    let memo = this.own.get(instance);
    if (!memo) {
      memo = new Memo();
      this.own.set(instance, memo);
    }
    return memo;
  }

  /** Templates that were evaluated here, if there were any. */
  get documents(): EmbeddedDocuments | undefined {
    return this.noted;
  }

  note(...noted: Parameters<EmbeddedDocuments['note']>): void {
    if (!mayHoldDocument(noted[1])) return;
    this.noted ??= new EmbeddedDocuments();
    this.noted.note(...noted);
  }
}

/** What evaluating a part has taken. */
interface Reading {
  readonly reads: Set<string>;
  tied: boolean;
}

/** The names of one module as far as they were evaluated. */
export class Cells {
  private readonly cells = new Map<string, Cell>();
  private readonly nameless = new Cell();
  private current: Cell | undefined;
  /** The names that were evaluated for an answer. */
  private asked: Set<Cell> | undefined;
  /** The part that is being evaluated of what `current` is. */
  private part: Reading | undefined;
  private kept = new Parts();

  /** The values of parts of blocks, for all states. */
  get parts(): Parts {
    return this.kept;
  }

  /** Evaluates something for a name: what it reads counts for the name, and what it notes. */
  within<T>(name: string, evaluate: (cell: Cell) => T): T {
    const cell = this.at(name);
    const { current, part } = this;
    this.current = cell;
    this.part = undefined;
    const value = evaluate(cell);
    this.current = current;
    this.part = part;
    return value;
  }

  /** Evaluates a part of what a name stands for, or takes it over. @param isWhole whether nothing was refused */
  withinPart<T>(node: object, evaluate: () => T, isWhole: () => boolean): T {
    const known = this.kept.of(node);
    if (known) {
      for (const name of known.reads) this.read(name);
      return known.value as T;
    }
    const outer = this.part;
    const part: Reading = { reads: new Set(), tied: false };
    this.part = part;
    const value = evaluate();
    this.part = outer;
    for (const name of part.reads) outer?.reads.add(name);
    if (part.tied) this.tiePart();
    else if (isWhole()) this.kept.keep(node, value, part.reads);
    return value;
  }

  at(name: string): Cell {
    let cell = this.cells.get(name);
    if (!cell) {
      cell = new Cell();
      this.cells.set(name, cell);
    }
    this.asked?.add(cell);
    return cell;
  }

  /** From now on something is evaluated for an answer: what belongs to no name is kept nowhere. */
  beginAnswer(): void {
    this.current = new Cell();
    this.asked = new Set();
  }

  /** @param cutShort what was evaluated is not all: none of it may be taken over into the next state */
  endAnswer(cutShort: boolean): void {
    if (cutShort) for (const cell of this.asked ?? []) cell.tied = true;
    this.current = undefined;
    this.asked = undefined;
  }

  /** Whatever is being evaluated reads a name. */
  read(name: string): void {
    this.current?.reads.add(name);
    this.part?.reads.add(name);
  }

  /** Whatever is being evaluated depends on more than names of this module. */
  tie(): void {
    if (this.current) this.current.tied = true;
    this.tiePart();
  }

  /** The part that is being evaluated says more than its value. */
  tiePart(): void {
    if (this.part) this.part.tied = true;
  }

  /** The name that is being evaluated; outside of all names, one that is never taken over. */
  get here(): Cell {
    return this.current ?? this.nameless;
  }

  addDocumentsTo(all: EmbeddedDocuments): void {
    for (const { documents } of [this.nameless, ...this.cells.values()]) if (documents) all.addAll(documents);
  }

  has(name: string): boolean {
    return this.cells.has(name);
  }

  /**
   * Takes over from an earlier state the names that did not change and need none that did.
   * @returns the names that are as they were
   */
  inherit(earlier: Cells, changed: ReadonlySet<string>): ReadonlySet<string> {
    const users = new Map<string, string[]>();
    const stale = new Set(changed);
    for (const [name, { reads, tied }] of earlier.cells) {
      if (tied) stale.add(name);
      for (const read of reads) {
        const list = users.get(read);
        if (list) list.push(name);
        else users.set(read, [name]);
      }
    }
    for (const name of stale) for (const user of users.get(name) ?? []) stale.add(user);
    this.kept = earlier.kept;
    this.kept.advance(stale);
    const kept = new Set<string>();
    for (const [name, cell] of earlier.cells) {
      if (stale.has(name)) continue;
      kept.add(name);
      this.cells.set(name, cell);
    }
    return kept;
  }
}
