import type { HttpHandlerOptions } from '@smithy/types';
import type { ServiceName } from '../calls';
import { ReadOnlyRefusal } from './refusal';
import { type ExchangeName, operationOf, type WireRequest } from './wire';

/** What sends requests: the SDK's own handler, or a test's. */
export interface Sender<Request extends WireRequest, Response> {
  handle(request: Request, options?: HttpHandlerOptions): Promise<Response>;
  destroy?(): void;
}

/**
 * The third layer: the last stop before the network. It derives the operation from the request itself, whatever the client believes to
 * send, and refuses what is not listed or cannot be told.
 */
export class WireGuard<Request extends WireRequest, Response> implements Sender<Request, Response> {
  constructor(
    private readonly service: ServiceName | ExchangeName,
    private readonly allowed: ReadonlySet<string>,
    private readonly inner: Sender<Request, Response>,
  ) {}

  /** @throws ReadOnlyRefusal (rejects) */
  async handle(request: Request, options?: HttpHandlerOptions): Promise<Response> {
    const operation = operationOf(this.service, request);
    if (operation === undefined || !this.allowed.has(operation)) {
      const what = operation ?? `a request that names no operation (${request.method})`;
      throw new ReadOnlyRefusal('wire', `${this.service} ${what}`);
    }
    return this.inner.handle(request, options);
  }

  destroy(): void {
    this.inner.destroy?.();
  }
}
