/** How long one piece of work may keep messages waiting, in milliseconds. */
const SLICE = 6;

/**
 * Works off documents one by one, the urgent first, and yields between them so that a newer edit is heard before an older one's
 * consequences are all worked out. A document that is asked for twice is worked once: at its newest.
 */
export class Scheduler {
  private readonly urgent = new Set<string>();
  private readonly waiting = new Set<string>();
  private scheduled = false;
  private stopped = false;

  /**
   * @param work is called with each document; it must not throw
   * @param idle is called when nothing is left
   */
  constructor(
    private readonly defer: (work: () => void) => void,
    private readonly now: () => number,
    private readonly work: (uri: string) => void,
    private readonly idle: () => void,
  ) {}

  get busy(): boolean {
    return this.urgent.size + this.waiting.size > 0;
  }

  add(uri: string, urgent: boolean): void {
    if (urgent) {
      this.waiting.delete(uri);
      this.urgent.add(uri);
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
    this.scheduled = true;
    this.defer(() => this.run());
  }

  private run(): void {
    this.scheduled = false;
    const start = this.now();
    while (!this.stopped) {
      const uri = this.next();
      if (uri === undefined) {
        this.idle();
        return;
      }
      this.work(uri);
      if (this.now() - start >= SLICE && this.busy) {
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
