import type { HttpHandlerOptions } from '@smithy/types';
import { EXCHANGES } from '../calls';
import type { Sender } from './guard-wire';
import { ReadOnlyRefusal } from './refusal';
import { type ExchangeName, operationOf, type WireRequest } from './wire';

const SERVICES: readonly ExchangeName[] = ['sts', 'sso', 'sso-oidc', 'signin'];

/**
 * The wire guard of the clients that the SDK's credential providers make for themselves. Which service one of them asks is told by the
 * request alone; whatever none of the exchange services would understand as a listed operation is refused.
 */
export class ExchangeGuard<Request extends WireRequest, Response> implements Sender<Request, Response> {
  constructor(private readonly inner: Sender<Request, Response>) {}

  /** @throws ReadOnlyRefusal (rejects) */
  async handle(request: Request, options?: HttpHandlerOptions): Promise<Response> {
    const allowed = SERVICES.some((service) => {
      const operation = operationOf(service, request);
      return operation !== undefined && EXCHANGES[service]?.includes(operation);
    });
    if (!allowed) throw new ReadOnlyRefusal('wire', `an exchange of credentials by ${request.method} ${request.path}`);
    return this.inner.handle(request, options);
  }

  destroy(): void {
    this.inner.destroy?.();
  }
}
