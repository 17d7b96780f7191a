// What `dist/posture.cjs` holds: the only code that reaches a network. Hosts load it when a scan is asked for, and not before.
export { fromNodeProviderChain } from '@aws-sdk/credential-providers';
export { BROUGHT_ALONG, CALLS, EXCHANGES } from './calls';
export { type ClientOptions, clientsOf, identityClient } from './clients';
export * as commands from './commands';
export { ReadOnlyRefusal } from './read-only/refusal';
