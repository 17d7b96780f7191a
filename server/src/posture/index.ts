// What `dist/posture.cjs` holds: the only code that reaches a network. Hosts load it when a scan is asked for, and not before.
export { BROUGHT_ALONG, CALLS, EXCHANGES } from './calls';
export { COLLECTORS } from './collectors';
export { CredentialsError } from './credentials/credentials';
export { listProfiles, type Profile, type ProfileKind } from './credentials/profiles';
export type { FailedCall, FailureReason } from './engine/failure';
export type { Note, Progress, RequestCount } from './engine/scan-state';
export { ReadOnlyRefusal } from './read-only/refusal';
export { type Account, identify, type ScanOptions, type ScanResult, scan } from './scan';
