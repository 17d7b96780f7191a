import { lookup as systemLookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Sender } from './read-only/guard-wire';
import type { WireRequest } from './read-only/wire';

/** Sockets to one host at most. */
const SOCKETS = 32;

/**
 * Names below `localhost` are this machine (RFC 6761, section 6.3), which not every resolver knows: endpoints of emulators are called so
 * where a service puts the account into the host's name.
 */
const lookup: LookupFunction = (name, options, done) => {
  if (/(?:^|\.)localhost$/i.test(name)) {
    if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  } else systemLookup(name, options, done);
};

/** What sends requests to the network; connections are kept until `destroy`. */
export function network(): Sender<WireRequest, unknown> & { destroy(): void } {
  const options = { keepAlive: true, maxSockets: SOCKETS, lookup };
  const handler = new NodeHttpHandler({
    connectionTimeout: 10_000,
    socketAcquisitionWarningTimeout: 600_000,
    httpAgent: new HttpAgent(options),
    httpsAgent: new HttpsAgent(options),
  });
  return {
    handle: (request, how) => handler.handle(request as never, how),
    destroy: () => handler.destroy(),
  };
}
