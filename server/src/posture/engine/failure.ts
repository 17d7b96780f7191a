import { CredentialsError } from '../credentials/credentials';

/** Why something was not seen. */
export type FailureReason = 'denied' | 'throttled' | 'not-offered' | 'timeout' | 'network' | 'expired' | 'failed' | 'cancelled';

/** A call that did not give its answer, in every region and for every resource that it failed for alike. */
export interface FailedCall {
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  /** The permission that the call needs. */
  readonly action: string;
  readonly reason: FailureReason;
  /** The service's name of the error: `AccessDenied`. */
  readonly error: string;
  /** How often, where it was asked of many resources. */
  readonly times: number;
  /** Types of which there may be more than were seen; empty where only a part of what was seen is missing. */
  readonly types: readonly string[];
}

export interface Diagnosis {
  readonly reason: FailureReason;
  readonly error: string;
  /** Whether asking again may help. */
  readonly again: boolean;
}

const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|UnauthorizedAccess|Forbidden|NotAuthorized|AuthorizationErrorException|AllAccessDisabled|InsufficientEncryptionPolicyException|CloudTrailAccessNotEnabledException)$/;
const THROTTLED =
  /^(Throttling|ThrottlingException|Throttled|ThrottledException|RequestThrottled|RequestThrottledException|RequestLimitExceeded|TooManyRequestsException|BandwidthLimitExceeded|LimitExceededException|SlowDown|PriorRequestNotComplete|EC2ThrottledException|TransactionInProgressException)$/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired|CredentialsError)$/;
/** How regions that the account has not switched on answer, and services that do not know the call. */
const NOT_OFFERED =
  /^(OptInRequired|SubscriptionRequiredException|AuthFailure|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|UnsupportedOperation|UnsupportedOperationException|InvalidAction|UnknownOperationException|NotImplemented|ENOTFOUND|IllegalLocationConstraintException)$/;

/** What an error of the SDK means for the scan. Source of the names: "Common errors" in the API reference of each service. */
export function diagnose(error: unknown): Diagnosis {
  if (!(error instanceof Error)) return { reason: 'failed', error: 'an error without a name', again: false };
  const status = statusOf(error);
  const code = codeOf(error) === 'Error' && status !== undefined ? `HTTP ${status}` : codeOf(error);
  if (error instanceof CredentialsError || EXPIRED.test(code)) return { reason: 'expired', error: code, again: false };
  if (THROTTLED.test(code) || status === 429) return { reason: 'throttled', error: code, again: true };
  if (DENIED.test(code)) return { reason: 'denied', error: code, again: false };
  if (NOT_OFFERED.test(code) || status === 501) return { reason: 'not-offered', error: code, again: false };
  if (/^(TimeoutError|RequestTimeout|RequestTimeoutException|ETIMEDOUT|AbortError)$/.test(code)) {
    return { reason: 'timeout', error: code, again: true };
  }
  if (/^(ECONNRESET|ECONNREFUSED|EPIPE|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|NetworkingError)$/.test(code)) {
    return { reason: 'network', error: code, again: true };
  }
  if (status === 403) return { reason: 'denied', error: code, again: false };
  return { reason: 'failed', error: code, again: status === undefined ? isCut(error) : status >= 500 };
}

/** Connections that end in the middle of an answer come as errors of parsing or of the stream. */
function isCut(error: Error): boolean {
  return /aborted|socket hang up|premature|Unexpected end|unclosed|Deserialization/i.test(error.message);
}

export function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  // Errors of the network are called `Error`; those of a service have its name.
  if (typeof code === 'string' && (error.name === 'Error' || error.name === 'AggregateError' || error.name === '')) return code;
  return error.name;
}

function statusOf(error: Error): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: unknown } };
  return typeof $metadata?.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}
