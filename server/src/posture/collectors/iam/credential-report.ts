import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveItem } from '../../../sources/live';
import {
  GenerateCredentialReportCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  ListVirtualMFADevicesCommand,
} from '../../commands';
import type { Collector, Context } from '../../engine/context';

const ROOT = '<root_account>';
const CREDENTIALS = 'Ashlar::IAM::Credentials';
const ROOT_USER = 'Ashlar::IAM::RootUser';

/** How often the report is asked for while IAM writes it, and the pause in between. */
const TRIES = 20;
const PAUSE = 1_000;

/** A line of the report, by the names of its columns. */
type Row = Readonly<Record<string, string>>;

/** The credentials of users and of the root user: passwords, keys, MFA, with age and use. No secret is part of it. */
export const credentialReport: Collector = {
  name: 'iam',
  scope: 'global',
  calls: ['iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'iam:GetAccountSummary', 'iam:ListVirtualMFADevices'],
  types: [CREDENTIALS, ROOT_USER],
  async collect(context) {
    const rows = await reportRows(context);
    context.emit(rows.filter((row) => row.user !== ROOT).map((row) => credentials(context, row)));
    await emitRoot(
      context,
      rows.find((row) => row.user === ROOT),
    );
  },
};

async function reportRows(context: Context): Promise<readonly Row[]> {
  const types = [CREDENTIALS];
  for (let tries = 0; tries < TRIES; tries++) {
    const asked = await context.ask(
      'iam:GenerateCredentialReport',
      ({ iam }, http) => iam.send(new GenerateCredentialReportCommand({}), http),
      { types },
    );
    if (!('value' in asked)) return [];
    if (asked.value.State === 'COMPLETE') break;
    await sleep(PAUSE);
  }
  const asked = await context.ask(
    'iam:GetCredentialReport',
    ({ iam }, http) => iam.send(new GetCredentialReportCommand({}), http),
    { types },
  );
  if (!('value' in asked) || asked.value.Content === undefined) return [];
  return rowsOf(new TextDecoder().decode(asked.value.Content));
}

/** The report's CSV: names of users hold no comma and nothing is quoted. */
function rowsOf(csv: string): readonly Row[] {
  const [head, ...lines] = csv.trim().split(/\r?\n/);
  const names = head?.split(',') ?? [];
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i] ?? String(i), value])));
}

function credentials(context: Context, row: Row): LiveItem {
  const keys = ['1', '2'].flatMap((n) => {
    const rotated = timeOf(row[`access_key_${n}_last_rotated`]);
    if (rotated === undefined) return [];
    const used = timeOf(row[`access_key_${n}_last_used_date`]);
    return [
      {
        Id: n,
        Active: row[`access_key_${n}_active`] === 'true',
        LastRotated: rotated,
        LastUsed: used,
        AgeDays: context.daysSince(rotated),
        // One that was never used has been lying there since it was made.
        UnusedDays: context.daysSince(used ?? rotated),
      },
    ];
  });
  const hasPassword = row.password_enabled === 'true';
  const changed = timeOf(row.password_last_changed) ?? timeOf(row.user_creation_time);
  const used = timeOf(row.password_last_used);
  return context.item(
    CREDENTIALS,
    `${row.arn ?? row.user}#credentials`,
    {
      UserName: row.user,
      PasswordEnabled: hasPassword,
      PasswordLastUsed: used,
      PasswordLastChanged: changed,
      PasswordAgeDays: hasPassword ? context.daysSince(changed) : undefined,
      // Changing it starts the time anew: nobody could have used the new one before.
      PasswordUnusedDays: hasPassword ? smaller(context.daysSince(used), context.daysSince(changed)) : undefined,
      MFAActive: row.mfa_active === 'true',
      AccessKeys: keys,
      ActiveKeys: keys.filter(({ Active }) => Active).length,
      SigningCertificates: ['1', '2'].filter((n) => row[`cert_${n}_active`] === 'true').length,
    },
    row.user === undefined ? [] : [row.user],
  );
}

async function emitRoot(context: Context, row: Row | undefined): Promise<void> {
  const summary = await context.ask(
    'iam:GetAccountSummary',
    ({ iam }, http) => iam.send(new GetAccountSummaryCommand({}), http),
    {
      types: [ROOT_USER],
    },
  );
  if (!('value' in summary)) return;
  const figures = summary.value.SummaryMap ?? {};
  const hasMfa = (figures.AccountMFAEnabled ?? 0) > 0;
  const devices = await virtualDevices(context);
  const used = row && (timeOf(row.password_last_used) ?? timeOf(row.access_key_1_last_used_date));
  context.emit([
    context.item(ROOT_USER, `arn:${context.partition}:iam::${context.account}:root`, {
      MFAEnabled: hasMfa,
      ...(devices === undefined ? {} : { HardwareMFA: hasMfa && !devices.some((arn) => arn.endsWith(':root')) }),
      // Accounts of an organisation may have a root user without a password; services that do not say so have one.
      PasswordPresent: (figures as Readonly<Record<string, number>>).AccountPasswordPresent !== 0,
      AccessKeysPresent: (figures.AccountAccessKeysPresent ?? 0) > 0,
      ...(row ? { PasswordLastUsed: used, UnusedDays: context.daysSince(used ?? row.user_creation_time) } : {}),
    }),
  ]);
}

/** ARNs of whom virtual devices belong to; undefined where they could not be listed. */
async function virtualDevices(context: Context): Promise<readonly string[] | undefined> {
  const { items, complete } = await context.list('iam:ListVirtualMFADevices', [], async ({ iam }, http, Marker) => {
    const input = { AssignmentStatus: 'Assigned' as const, ...(Marker === undefined ? {} : { Marker }) };
    const answer = await iam.send(new ListVirtualMFADevicesCommand(input), http);
    return { items: answer.VirtualMFADevices, next: answer.IsTruncated ? answer.Marker : undefined };
  });
  return complete ? items.flatMap(({ User }) => User?.Arn ?? []) : undefined;
}

/** `N/A`, `no_information` and `not_supported` are no times. */
function timeOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-/.test(text) ? text : undefined;
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
