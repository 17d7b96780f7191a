import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { AccountReport } from '../analysis';
import { postureFindingPage } from '../features/posture-page';
import type { ScanResult } from '../posture';
import type {
  ClientNotifications,
  ClientRequests,
  PostureAccount,
  PostureFinding,
  PostureProgress,
  PostureReport,
  ServerRequests,
} from '../protocol';
import { type RuleSet, ruleById } from '../rules';
import type { Host, PostureBundle } from './host';
import { type Declarations, declarationsOf } from './posture-declared';
import type { Session } from './session';

/**
 * Answers `ashlar/posture/*`. What reaches the network is loaded with the first of these requests, and not before.
 * @returns ends a scan that is under way
 */
export function answerPosture(
  connection: Connection,
  session: Session,
  host: Pick<Host, 'readFile'>,
  load: () => Promise<PostureBundle>,
): () => void {
  const under = new Set<AbortController>();

  /** Runs something that the client can cancel. What it throws is told as a message to show. */
  const cancellable = async <T>(token: CancellationToken, run: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const stop = new AbortController();
    under.add(stop);
    const listening = token.onCancellationRequested(() => stop.abort(new Error('The scan was cancelled.')));
    try {
      if (token.isCancellationRequested) stop.abort(new Error('The scan was cancelled.'));
      return await run(stop.signal);
    } catch (error) {
      // What the SDK says of a request that was cut off says nothing to whoever cancelled it.
      const { aborted, reason } = stop.signal;
      const why: unknown = aborted ? reason : error;
      const code = aborted ? LSPErrorCodes.RequestCancelled : LSPErrorCodes.RequestFailed;
      throw new ResponseError(code, why instanceof Error ? why.message : String(why));
    } finally {
      listening.dispose();
      under.delete(stop);
    }
  };

  const credentials = (sent: unknown) => {
    const profile = textIn(sent, 'profile');
    return {
      profile,
      mfaCode: async (serial: string): Promise<string> => {
        const params: ClientRequests['ashlar/posture/mfaCode']['params'] = {
          serial,
          ...(profile === undefined ? {} : { profile }),
        };
        const code = await connection.sendRequest<string | null>('ashlar/posture/mfaCode', params);
        if (code === null) throw new Error('no code was given.');
        return code;
      },
    };
  };

  connection.onRequest(
    'ashlar/posture/profiles',
    (_params: unknown, token): Promise<Result<'profiles'>> =>
      cancellable(token, async () => ({
        profiles: await (await load()).listProfiles(),
        environment: IN_ENVIRONMENT.some((name) => (process.env[name] ?? '') !== ''),
      })),
  );

  connection.onRequest(
    'ashlar/posture/identify',
    (params: unknown, token): Promise<Result<'identify'>> =>
      cancellable(token, async (signal) => accountOf(await (await load()).identify(credentials(params), signal))),
  );

  connection.onRequest(
    'ashlar/posture/scan',
    (params: unknown, token): Promise<Result<'scan'>> =>
      cancellable(token, async (signal) => {
        const { scan } = await load();
        const marked = textIn(params, 'token');
        const options = credentials(params);
        const progress = marked === undefined ? () => undefined : progressOf(connection, marked);
        const seen = await scan({ ...options, regions: regionsIn(params) }, progress, signal);
        // Judged without AWS's reference, what a policy allows would not be assessed.
        await session.reference.whenRead();
        const { analysis, settings } = session;
        const judged = analysis.judgeAccount(seen);
        return reportOf(seen, judged, analysis.rules, {
          judgedBy: settings.profile,
          ...(options.profile === undefined ? {} : { profile: options.profile }),
          ...(await declarationsOf(session, host, seen, judged)),
        });
      }),
  );

  connection.onRequest('ashlar/posture/page', ({ finding }: { finding: PostureFinding }): Result<'page'> => {
    const rule = ruleById(session.analysis.rules, finding.rule);
    return rule ? { markdown: postureFindingPage(finding, rule) } : null;
  });

  return () => {
    for (const stop of under) stop.abort(new Error('The server ends.'));
  };
}

type Result<M extends string> = `ashlar/posture/${M}` extends keyof ServerRequests
  ? ServerRequests[`ashlar/posture/${M}`]['result']
  : never;

/** What names credentials without a profile. Source: the AWS SDKs and Tools Reference Guide, "Standardized credential providers". */
const IN_ENVIRONMENT = [
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

function progressOf(connection: Connection, token: string): Parameters<PostureBundle['scan']>[1] {
  let resources = 0;
  return (progress) => {
    if (progress.kind === 'items') resources += progress.items.length;
    if (progress.kind !== 'step') return;
    const { done, steps, service, region } = progress;
    const told: PostureProgress = { token, done, steps, resources, last: `${service} ${region}` };
    const method: keyof ClientNotifications = 'ashlar/posture/progress';
    void connection.sendNotification(method, told);
  };
}

/** Only what is shown: what a scan read of each resource stays here. */
function reportOf(
  seen: ScanResult,
  judged: AccountReport,
  rules: RuleSet,
  how: Pick<PostureReport, 'profile' | 'judgedBy'> & Declarations,
): PostureReport {
  const { score, coverage, resources, findings, notAssessed, frameworks } = judged;
  const { declared, ...rest } = how;
  const named = new Set([...findings, ...notAssessed, ...how.drift].map(({ rule }) => rule));
  for (const { controls } of frameworks) for (const control of controls) for (const rule of control.rules) named.add(rule);
  return {
    ...rest,
    account: accountOf(seen.account),
    regions: seen.regions,
    started: seen.started,
    finished: seen.finished,
    cancelled: seen.cancelled,
    resources,
    ...(score === undefined ? {} : { score }),
    coverage,
    findings: findings.map((finding) => {
      const place = declared.get(finding.resource);
      return place ? { ...finding, declared: place } : finding;
    }),
    notAssessed,
    failed: seen.failed.map(({ service, region, operation, action, reason, error, times }) => ({
      service,
      region,
      operation,
      action,
      reason,
      error,
      times,
    })),
    notes: seen.notes,
    standings: judged.rules,
    frameworks,
    rules: Object.fromEntries(
      [...named].sort().flatMap((id) => {
        const rule = ruleById(rules, id);
        if (!rule) return [];
        const { title, severity, why, controls } = rule;
        return [[id, { title, severity, why, controls }]];
      }),
    ),
  };
}

function accountOf({ account, arn, partition, alias }: PostureAccount): PostureAccount {
  return { account, arn, partition, ...(alias === undefined ? {} : { alias }) };
}

function memberOf(sent: unknown, name: string): unknown {
  return typeof sent === 'object' && sent !== null ? (sent as { readonly [key: string]: unknown })[name] : undefined;
}

function textIn(sent: unknown, name: string): string | undefined {
  const value = memberOf(sent, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function regionsIn(sent: unknown): readonly string[] | undefined {
  const value = memberOf(sent, 'regions');
  if (!Array.isArray(value)) return undefined;
  const regions = value.filter((region): region is string => typeof region === 'string');
  return regions.length > 0 ? regions : undefined;
}
