import { setMaxListeners } from 'node:events';
import type { LiveItem } from '../sources/live';
import { COLLECTORS } from './collectors';
import { DescribeRegionsCommand, ListAccountAliasesCommand } from './commands';
import { type Credentials, credentialsOf } from './credentials/credentials';
import { type Identity, identityOf } from './credentials/identity';
import { Asker, type Waits } from './engine/asker';
import { type Collector, Context } from './engine/context';
import { codeOf, type FailedCall } from './engine/failure';
import { type Note, type Progress, type RequestCount, ScanState } from './engine/scan-state';
import { network } from './network';
import type { Sender } from './read-only/guard-wire';
import type { WireRequest } from './read-only/wire';
import { homeRegion, usualRegions } from './regions';

export interface ScanOptions {
  /** A profile of the user's AWS files; undefined: the credentials of the environment. */
  readonly profile?: string | undefined;
  /** The regions to scan; by default all that the account has switched on. */
  readonly regions?: readonly string[] | undefined;
  /** Asks for the code of an MFA device, for roles that want one. */
  readonly mfaCode?: ((serial: string) => Promise<string>) | undefined;
  /** Another endpoint than the services' own, beside what the AWS configuration names: tests have one. */
  readonly endpoint?: string | undefined;
  /** What reaches the network, behind the guards: the network, unless a test says otherwise. */
  readonly sender?: Sender<WireRequest, unknown> | undefined;
  /** Other waits than the usual ones: tests have them. */
  readonly waits?: Waits | undefined;
}

/** Who is asked about: shown before the first scan. */
export interface Account extends Identity {
  /** The account's own name for itself, where it has one and it may be asked. */
  readonly alias?: string;
}

/** Everything that a scan saw, and what it did not see. Plain data; it holds no secret. */
export interface ScanResult {
  readonly account: Account;
  readonly regions: readonly string[];
  /** ISO times. */
  readonly started: string;
  readonly finished: string;
  readonly items: readonly LiveItem[];
  /** Types of which there may be more than were seen. */
  readonly incomplete: readonly string[];
  readonly failed: readonly FailedCall[];
  readonly notes: readonly Note[];
  readonly requests: readonly RequestCount[];
  readonly cancelled: boolean;
}

/**
 * Whose credentials these are.
 * @throws CredentialsError with what to do about it (rejects); the signal's reason
 */
export async function identify(options: ScanOptions, signal = new AbortController().signal): Promise<Account> {
  return withCredentials(options, async ({ credentials, sender }) => {
    const { account, asker } = await begin(options, credentials, sender, new ScanState(() => undefined), signal);
    asker.destroy();
    return account;
  });
}

/**
 * Reads an account. Whatever cannot be read is told in the result; where it is cancelled the result holds what was read until then.
 * @param onProgress is told of items as they come
 * @throws CredentialsError where there are no credentials that AWS accepts (rejects); the signal's reason where it is cancelled before
 * anything was read
 */
export async function scan(
  options: ScanOptions,
  onProgress: (progress: Progress) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<ScanResult> {
  const started = new Date();
  return withCredentials(options, async ({ credentials, sender }) => {
    const state = new ScanState(onProgress);
    const { account, asker } = await begin(options, credentials, sender, state, signal);
    try {
      const home = homeRegion(account.partition);
      const parts = { asker, state, identity: account, now: started.getTime() };
      const regions = await regionsOf(new Context({ ...parts, ...place(home), collector: OWN, regions: [] }), options.regions);
      const steps = COLLECTORS.flatMap((collector): { collector: Collector; context: Context }[] => {
        const in_ = collector.scope === 'global' ? [{ region: home, place: 'global' }] : regions.map(place);
        return in_.map((where) => ({ collector, context: new Context({ ...parts, ...where, collector, regions }) }));
      });
      onProgress({ kind: 'started', steps: steps.length, regions });
      let done = 0;
      await Promise.all(
        steps.map(async ({ collector, context }) => {
          await collect(collector, context, state, signal);
          done++;
          onProgress({ kind: 'step', done, steps: steps.length, service: collector.name, region: context.place });
        }),
      );
      return {
        account,
        regions,
        started: started.toISOString(),
        finished: new Date().toISOString(),
        items: state.items,
        incomplete: [...state.incomplete].sort(),
        failed: state.failed,
        notes: state.notes,
        requests: state.requests,
        cancelled: signal.aborted,
      };
    } finally {
      asker.destroy();
    }
  });
}

/** The calls that the scan makes for itself. */
const OWN: Collector = {
  name: 'account',
  scope: 'global',
  calls: ['iam:ListAccountAliases', 'ec2:DescribeRegions'],
  types: [],
  collect: async () => undefined,
};

function place(region: string) {
  return { region, place: region };
}

async function withCredentials<T>(
  { profile, sender: given, endpoint, mfaCode }: ScanOptions,
  use: (parts: { credentials: Credentials; sender: Sender<WireRequest, unknown> }) => Promise<T>,
): Promise<T> {
  const sender = given ?? network();
  try {
    return await use({ credentials: await credentialsOf({ profile, sender, endpoint, mfaCode }), sender });
  } finally {
    if (!given) sender.destroy?.();
  }
}

async function begin(
  { endpoint, waits }: ScanOptions,
  credentials: Credentials,
  sender: Sender<WireRequest, unknown>,
  state: ScanState,
  signal: AbortSignal,
): Promise<{ account: Account; asker: Asker }> {
  signal.throwIfAborted();
  // Every request that waits or is under way listens.
  setMaxListeners(0, signal);
  const identity = await identityOf(credentials, { region: credentials.region ?? 'us-east-1', sender, endpoint }, signal);
  const asker = new Asker({ credentials, sender, endpoint, signal, state, waits });
  const home = homeRegion(identity.partition);
  const context = new Context({ asker, state, identity, ...place(home), collector: OWN, regions: [], now: Date.now() });
  const aliases = await context.ask('iam:ListAccountAliases', ({ iam }, http) =>
    iam.send(new ListAccountAliasesCommand({}), http),
  );
  const alias = 'value' in aliases ? aliases.value.AccountAliases?.[0] : undefined;
  return { account: alias === undefined ? identity : { ...identity, alias }, asker };
}

/** The regions to scan: of those that were chosen, those that are switched on. */
async function regionsOf(context: Context, chosen: readonly string[] | undefined): Promise<readonly string[]> {
  const asked = await context.ask('ec2:DescribeRegions', ({ ec2 }, http) => ec2.send(new DescribeRegionsCommand({}), http));
  const enabled = 'value' in asked ? (asked.value.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []) : [];
  if (enabled.length === 0) {
    if (chosen) return chosen;
    context.note('Which regions are switched on could not be asked: those that every account has are scanned.');
    return usualRegions(context.partition);
  }
  const wanted = chosen ?? enabled;
  const off = wanted.filter((region) => !enabled.includes(region));
  if (off.length > 0) context.note(`Not switched on in this account, and not scanned: ${off.join(', ')}.`);
  return wanted.filter((region) => enabled.includes(region)).sort();
}

/** Never throws: what ends early leaves its types open. */
async function collect(collector: Collector, context: Context, state: ScanState, signal: AbortSignal): Promise<void> {
  try {
    signal.throwIfAborted();
    await collector.collect(context);
  } catch (error) {
    const where = { service: collector.name, region: context.place, operation: 'collecting' };
    const name = error instanceof Error ? codeOf(error) : 'an error without a name';
    const why = signal.aborted
      ? ({ reason: 'cancelled', error: 'cancelled' } as const)
      : ({ reason: 'failed', error: name } as const);
    state.fail(where, { ...why, again: false }, collector.types);
  }
}
