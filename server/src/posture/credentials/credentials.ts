import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { ExchangeGuard } from '../read-only/guard-exchange';
import type { Sender } from '../read-only/guard-wire';
import type { WireRequest } from '../read-only/wire';
import { listProfiles } from './profiles';

/** Why there are no credentials, for people. It holds no part of any. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

export interface CredentialsOptions {
  /** A profile of the user's AWS files; undefined: what the environment gives. */
  readonly profile: string | undefined;
  /** What reaches the network; every request goes through a guard first. */
  readonly sender: Sender<WireRequest, unknown>;
  /** Another endpoint than the services' own: tests have one. */
  readonly endpoint?: string | undefined;
  /** Asks for the code of an MFA device, for roles that want one. */
  readonly mfaCode?: ((serial: string) => Promise<string>) | undefined;
}

export interface Credentials {
  /** Gives what is at hand while it is good for five minutes more, else renews it. @throws CredentialsError (rejects) */
  readonly provider: AwsCredentialIdentityProvider;
  /** The region that the profile or the environment names. */
  readonly region: string | undefined;
  /** Which of all that were at hand one after the other is it now. */
  readonly generation: number;
  /** Lets go of what is at hand, so that the next request renews it; not where somebody has done so since. */
  forget(generation: number): void;
}

type Kept = Omit<Credentials, 'region'>;

/** Before they run out, in milliseconds. */
const RENEW_BEFORE = 5 * 60_000;

/**
 * Credentials of a profile or of the environment, through the SDK's own providers, whose clients can do nothing but exchange one
 * credential for another. Nothing is asked before the first request.
 * @throws CredentialsError where there is no such profile (rejects)
 */
export async function credentialsOf(options: CredentialsOptions): Promise<Credentials> {
  const profiles = await listProfiles().catch((error: unknown) => {
    throw new CredentialsError(`The AWS configuration files cannot be read: ${told(error)}`);
  });
  const name = options.profile ?? process.env.AWS_PROFILE;
  const profile = profiles.find((one) => one.name === (name ?? 'default'));
  if (name !== undefined && !profile)
    throw new CredentialsError(
      missing(
        name,
        profiles.map((one) => one.name),
      ),
    );
  const region = options.profile === undefined ? regionOfEnvironment() : undefined;
  const own = region ?? profile?.region ?? regionOfEnvironment();
  const requestHandler = new ExchangeGuard(options.sender) as never;
  const endpoint = options.endpoint === undefined ? {} : { endpoint: options.endpoint };
  const init = {
    ignoreCache: true,
    clientConfig: { requestHandler, ...endpoint },
    // Some providers hand on one of the two only.
    parentClientConfig: { requestHandler, region: own ?? 'us-east-1', ...endpoint },
    ...(options.mfaCode ? { mfaCodeProvider: options.mfaCode } : {}),
  };
  // Named, a profile outranks keys in the environment.
  const source = name === undefined ? fromNodeProviderChain(init) : fromIni({ ...init, profile: name });
  return Object.assign(
    kept(() => source(), name),
    { region: own },
  );
}

function kept(source: () => Promise<AwsCredentialIdentity>, profile: string | undefined): Kept {
  let held: Promise<AwsCredentialIdentity> | undefined;
  let generation = 0;
  const renew = async (): Promise<AwsCredentialIdentity> => {
    generation++;
    try {
      return await source();
    } catch (error) {
      held = undefined;
      throw error instanceof CredentialsError ? error : new CredentialsError(plainly(error, profile));
    }
  };
  const provider = async (): Promise<AwsCredentialIdentity> => {
    held ??= renew();
    const { expiration } = await held;
    if (expiration && expiration.getTime() - Date.now() < RENEW_BEFORE) held = renew();
    return held;
  };
  return {
    // All clients share what is at hand: none keeps its own.
    provider: Object.assign(provider, { memoized: true }),
    get generation() {
      return generation;
    },
    forget: (of) => {
      if (of === generation) held = undefined;
    },
  };
}

function regionOfEnvironment(): string | undefined {
  return process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
}

function missing(name: string, known: readonly string[]): string {
  const others = known.length === 0 ? 'There are no profiles.' : `There are ${known.slice(0, 12).join(', ')}.`;
  return `There is no AWS profile ${name}. ${others}`;
}

/** What went wrong, and what to do. The SDK's own words about keys in files are left out. */
function plainly(error: unknown, profile: string | undefined): string {
  const said = told(error);
  const of = profile === undefined ? '' : ` --profile ${profile}`;
  const which = profile === undefined ? 'the environment' : `profile ${profile}`;
  if (/SSO session|sso login|Token is expired|token.*expired/i.test(said)) {
    return `The SSO session of ${which} has expired. Run \`aws sso login${of}\`, then scan again.`;
  }
  if (/requires multi-factor authentication/i.test(said)) {
    return `The role of ${which} asks for a code of an MFA device, and nobody could be asked for it.`;
  }
  if (/ExpiredToken|security token.*expired/i.test(said))
    return `The credentials of ${which} have expired. Log in again, then scan again.`;
  if (/AccessDenied|not authorized to perform.*AssumeRole/i.test(said)) {
    return `The role of ${which} cannot be assumed: access was denied.`;
  }
  if (/Could not load credentials from any providers|Could not resolve credentials using profile/i.test(said)) {
    return profile === undefined
      ? 'There are no AWS credentials in the environment. Name a profile, or set up one with `aws configure`.'
      : `Profile ${profile} names no credentials.`;
  }
  return `There are no credentials of ${which}: ${said}`;
}

/** A message without anything that looks like a key of AWS's, or like the text of a secret. */
export function told(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message
    .split('\n')[0]
    ?.replace(/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}\b/g, '(a key)')
    .replace(/[A-Za-z0-9+/=]{40,}/g, '(left out)')
    .slice(0, 300) as string;
}
