import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '../calls';
import { clientsOf } from '../clients';
import type { Credentials } from '../credentials/credentials';
import type { Sender } from '../read-only/guard-wire';
import type { WireRequest } from '../read-only/wire';
import { codeOf, type Diagnosis, diagnose } from './failure';
import { Limiter } from './limiter';
import { ATTEMPTS, FIRST_PAUSE, LIMITS, LONGEST_PAUSE, TIMEOUT } from './limits';
import type { ScanState } from './scan-state';

export type Clients = ReturnType<typeof clientsOf>;

/** Options of one request, for a client's `send`. */
export interface Http {
  readonly abortSignal: AbortSignal;
}

/** What a call came to. An error that the caller named is an answer too. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string }
  | { readonly ok: false; readonly error?: undefined; readonly why: Diagnosis };

export interface AskerOptions {
  readonly credentials: Credentials;
  readonly sender: Sender<WireRequest, unknown>;
  readonly endpoint: string | undefined;
  readonly signal: AbortSignal;
  readonly state: ScanState;
  readonly waits: Waits | undefined;
}

/** Times in milliseconds. */
export interface Waits {
  /** How long one try may take. */
  readonly timeout?: number;
  /** The shortest pause before another try; it doubles with each. */
  readonly pause?: number;
  /** How many times as fast as the limits say. */
  readonly speed?: number;
}

/** Asks AWS: one client for each service and region, in turn, again where that helps. */
export class Asker {
  private readonly clients = new Map<string, Clients>();
  private readonly limiters = new Map<string, Limiter>();
  /** Once the credentials are gone every other call would fail alike. */
  private gone: Diagnosis | undefined;

  constructor(private readonly options: AskerOptions) {}

  /** @param facts names of errors that are an answer: `NoSuchBucketPolicy` */
  async ask<T>(
    service: ServiceName,
    region: string,
    facts: readonly string[],
    send: (clients: Clients, http: Http) => Promise<T>,
  ): Promise<Answer<T>> {
    const { signal, state, waits: { timeout = TIMEOUT, pause: first = FIRST_PAUSE } = {} } = this.options;
    const limiter = this.limiterOf(service, region);
    const clients = this.clientsOf(region);
    for (let attempt = 1, renewed = false; ; attempt++) {
      if (this.gone) return { ok: false, why: this.gone };
      const { generation } = this.options.credentials;
      const answer = await this.attempt(
        limiter,
        facts,
        (http) => {
          state.asked(service, region);
          return send(clients, http);
        },
        timeout,
      );
      if (answer.ok || answer.error !== undefined) {
        limiter.succeeded();
        return answer;
      }
      signal.throwIfAborted();
      const { reason, again } = answer.why;
      const pause = Math.min(LONGEST_PAUSE, first * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
      if (reason === 'throttled') {
        state.throttled(service, region);
        limiter.slowDown(pause);
      }
      if (reason === 'expired') {
        // Once more with new ones; what cannot be renewed is gone for everybody.
        if (renewed) this.gone = answer.why;
        else this.options.credentials.forget(generation);
        if (renewed) return answer;
        renewed = true;
        continue;
      }
      if (!again || attempt >= (reason === 'throttled' ? ATTEMPTS.throttled : ATTEMPTS.other)) return answer;
      if (reason !== 'throttled') await sleep(pause, undefined, { signal });
    }
  }

  destroy(): void {
    for (const clients of this.clients.values()) for (const client of Object.values(clients)) client.destroy();
  }

  private async attempt<T>(
    limiter: Limiter,
    facts: readonly string[],
    send: (http: Http) => Promise<T>,
    timeout: number,
  ): Promise<Answer<T>> {
    const { signal } = this.options;
    return limiter.run(async (): Promise<Answer<T>> => {
      const clock = AbortSignal.timeout(timeout);
      try {
        return { ok: true, value: await within(send({ abortSignal: AbortSignal.any([signal, clock]) }), clock) };
      } catch (error) {
        signal.throwIfAborted();
        if (clock.aborted) return { ok: false, why: { reason: 'timeout', error: 'TimeoutError', again: true } };
        const code = error instanceof Error ? codeOf(error) : '';
        if (facts.includes(code)) return { ok: false, error: code };
        return { ok: false, why: diagnose(error) };
      }
    }, signal);
  }

  private limiterOf(service: ServiceName, region: string): Limiter {
    const key = `${service} ${region}`;
    const { rate, burst, concurrent } = LIMITS[service];
    const limiter = this.limiters.get(key) ?? new Limiter({ rate: rate * (this.options.waits?.speed ?? 1), burst, concurrent });
    this.limiters.set(key, limiter);
    return limiter;
  }

  private clientsOf(region: string): Clients {
    const { credentials, sender, endpoint } = this.options;
    const made =
      this.clients.get(region) ??
      clientsOf({ region, credentials: credentials.provider, sender, ...(endpoint === undefined ? {} : { endpoint }) });
    this.clients.set(region, made);
    return made;
  }
}

/** An answer whose body never ends does not heed the request's own signal. */
function within<T>(work: Promise<T>, clock: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(clock.reason);
    clock.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => clock.removeEventListener('abort', late));
  });
}
