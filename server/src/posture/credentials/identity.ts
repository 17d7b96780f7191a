import { identityClient } from '../clients';
import { GetCallerIdentityCommand } from '../commands';
import type { Sender } from '../read-only/guard-wire';
import type { WireRequest } from '../read-only/wire';
import { type Credentials, CredentialsError, told } from './credentials';

/** Whose credentials these are. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov` …, as the ARN says. */
  readonly partition: string;
  /** When they run out, as an ISO time; undefined where they do not. */
  readonly expires?: string;
}

/**
 * Asks whose credentials these are, which needs no permission.
 * @throws CredentialsError with what to do about it (rejects)
 */
export async function identityOf(
  credentials: Credentials,
  options: { readonly region: string; readonly sender: Sender<WireRequest, unknown>; readonly endpoint?: string | undefined },
  abortSignal?: AbortSignal,
): Promise<Identity> {
  const { expiration } = await credentials.provider();
  const { endpoint, ...rest } = options;
  const client = identityClient({ ...rest, credentials: credentials.provider, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), abortSignal ? { abortSignal } : {});
    if (Account === undefined || Arn === undefined) throw new CredentialsError('AWS did not say whose credentials these are.');
    const partition = Arn.split(':')[1] || 'aws';
    return { account: Account, arn: Arn, partition, ...(expiration ? { expires: expiration.toISOString() } : {}) };
  } catch (error) {
    if (error instanceof CredentialsError || abortSignal?.aborted) throw error;
    throw new CredentialsError(plainly(error));
  } finally {
    client.destroy();
  }
}

function plainly(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (/^Expired/.test(name)) return 'The credentials have expired. Log in again, then scan again.';
  if (/^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId)$/.test(name)) {
    return 'AWS does not accept these credentials: they are wrong, switched off or deleted.';
  }
  return `AWS did not answer whose credentials these are: ${told(error)}`;
}
