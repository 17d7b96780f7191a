/** How long one piece of work may keep messages waiting, in milliseconds. */
const SLICE = 6;
/** A piece that takes longer than this, in milliseconds, would be felt by whoever is typing: the next such one waits until they pause. */
const FELT = 30;
/** What counts as a pause, in milliseconds. */
const PAUSE = 250;

/**
 * Works off documents one by one, the urgent first, and yields between them so that a newer edit is heard before an older one's
 * consequences are all worked out. A document that is asked for twice is worked once: at its newest.
 */
export class Scheduler {
  private readonly urgent = new Set<string>();
  private readonly waiting = new Set<string>();
  private scheduled = false;
  private paused = false;
  private stopped = false;
  /** How long the last piece took that was not urgent. */
  private cost = 0;
  private lastUrgent = Number.NEGATIVE_INFINITY;

  /**
   * @param work is called with each document; it must not throw
   * @param idle is called when nothing is left
   * @param later runs something after so many milliseconds
   */
  constructor(
    private readonly defer: (work: () => void) => void,
    private readonly now: () => number,
    private readonly work: (uri: string) => void,
    private readonly idle: () => void,
    private readonly later: (work: () => void, milliseconds: number) => void,
  ) {}

  get busy(): boolean {
    return this.urgent.size + this.waiting.size > 0;
  }

  add(uri: string, urgent: boolean): void {
    if (urgent) {
      this.waiting.delete(uri);
      this.urgent.add(uri);
      this.lastUrgent = this.now();
    } else if (!this.urgent.has(uri)) {
      this.waiting.add(uri);
    }
    this.schedule();
  }

  remove(uri: string): void {
    this.urgent.delete(uri);
    this.waiting.delete(uri);
  }

  stop(): void {
    this.stopped = true;
    this.urgent.clear();
    this.waiting.clear();
  }

  private schedule(): void {
    if (this.scheduled || this.stopped) return;
    const wait = this.urgent.size === 0 && this.cost > FELT ? this.lastUrgent + PAUSE - this.now() : 0;
    if (wait > 0) {
      if (this.paused) return;
      this.paused = true;
      this.later(() => {
        this.paused = false;
        if (this.busy) this.schedule();
      }, wait);
      return;
    }
    this.scheduled = true;
    this.defer(() => this.run());
  }

  private run(): void {
    this.scheduled = false;
    const start = this.now();
    while (!this.stopped) {
      const isUrgent = this.urgent.size > 0;
      const uri = this.next();
      if (uri === undefined) {
        this.idle();
        return;
      }
      const begin = this.now();
      this.work(uri);
      const end = this.now();
      if (!isUrgent) this.cost = end - begin;
      const mayBeFelt = this.urgent.size === 0 && this.cost > FELT && end < this.lastUrgent + PAUSE;
      if (this.busy && (end - start >= SLICE || mayBeFelt)) {
        this.schedule();
        return;
      }
    }
  }

  private next(): string | undefined {
    for (const queue of [this.urgent, this.waiting]) {
      for (const uri of queue) {
        queue.delete(uri);
        return uri;
      }
    }
    return undefined;
  }
}
