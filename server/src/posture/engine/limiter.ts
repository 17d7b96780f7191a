/** How fast a service may be asked in one region. */
export interface Limit {
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** Requests at once after a pause. */
  readonly burst: number;
  /** Requests under way at the same time. */
  readonly concurrent: number;
}

/** Below this many requests a second nobody slows down further. */
const SLOWEST = 0.5;

interface Waiting {
  go(): void;
  cancel(): void;
}

/**
 * A token bucket that all callers of one service in one region share. What one of them learns of throttling slows all of them down:
 * the rate is halved and everybody pauses; each success gives a little of it back.
 */
export class Limiter {
  private rate: number;
  private tokens: number;
  private refilled = performance.now();
  private pausedUntil = 0;
  private inFlight = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly queue: Waiting[] = [];

  constructor(private readonly limit: Limit) {
    this.rate = limit.rate;
    this.tokens = limit.burst;
  }

  /** Requests a second that are asked for at present. */
  get currentRate(): number {
    return this.rate;
  }

  /** Does the work when it is its turn. Rejects with the signal's reason while it waits. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.turn(signal);
    try {
      return await work();
    } finally {
      this.inFlight--;
      this.pump();
    }
  }

  /** The service said that it is asked too much. @param pause for everybody, in milliseconds */
  slowDown(pause: number): void {
    this.rate = Math.max(SLOWEST, this.rate / 2);
    this.tokens = 0;
    this.refilled = performance.now();
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + pause);
  }

  succeeded(): void {
    this.rate = Math.min(this.limit.rate, this.rate + this.limit.rate / 20);
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const waiting: Waiting = {
        go: () => {
          signal.removeEventListener('abort', waiting.cancel);
          resolve();
        },
        cancel: () => {
          const at = this.queue.indexOf(waiting);
          if (at >= 0) this.queue.splice(at, 1);
          reject(signal.reason);
        },
      };
      signal.addEventListener('abort', waiting.cancel, { once: true });
      this.queue.push(waiting);
      this.pump();
    });
  }

  private pump(): void {
    if (this.timer) return;
    const now = performance.now();
    this.tokens = Math.min(this.limit.burst, this.tokens + ((now - this.refilled) / 1000) * this.rate);
    this.refilled = now;
    while (this.queue.length > 0 && this.inFlight < this.limit.concurrent && this.tokens >= 1 && now >= this.pausedUntil) {
      this.tokens--;
      this.inFlight++;
      this.queue.shift()?.go();
    }
    if (this.queue.length === 0 || this.inFlight >= this.limit.concurrent) return;
    const wait = Math.max(this.pausedUntil - now, ((1 - this.tokens) / this.rate) * 1000, 1);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.pump();
    }, wait);
  }
}
