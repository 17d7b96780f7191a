import type { AccountFinding } from '../../analysis';
import { count, printable, SEVERITIES, type Style, severityColour } from '../output';
import type { Declarations } from './declared';
import type { PostureReport } from './report';

/** Of one rule no more resources are shown; the other formats list all. */
const MOST_SHOWN = 10;

/** The report for people: what is wrong by rule, what was not seen, and how the account stands. */
export function textReport(report: PostureReport, style: Style): string {
  const { scan, judged } = report;
  const { account, regions } = scan;
  const name = account.alias === undefined ? '' : ` (${printable(account.alias)})`;
  const out = [
    `${style.bold(`Account ${account.account}${name}`)}, read as ${printable(account.arn)}`,
    `${count(regions.length, 'region')}: ${regions.join(', ') || 'none'}`,
    '',
  ];
  for (const findings of byRule(judged.findings)) out.push(...ruleText(findings, style, report.declarations), '');
  if (report.declarations) out.push(...declarationsText(report.declarations, style));
  out.push(...unseenText(report, style));
  if (report.framework !== undefined) out.push(...frameworkText(report, report.framework, style));
  out.push(...summary(report, style));
  return `${out.join('\n')}\n`;
}

function byRule(findings: readonly AccountFinding[]): readonly (readonly AccountFinding[])[] {
  const groups = new Map<string, AccountFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.rule);
    if (group) group.push(finding);
    else groups.set(finding.rule, [finding]);
  }
  return [...groups.values()];
}

function ruleText(findings: readonly AccountFinding[], style: Style, declarations: Declarations | undefined): readonly string[] {
  const [first] = findings;
  if (!first) return [];
  const colour = severityColour(style, first.severity);
  const out = [`${colour(first.severity.padEnd(8))}  ${style.bold(first.title)}  ${style.dim(first.rule)}`];
  for (const { region, message, resource } of findings.slice(0, MOST_SHOWN)) {
    out.push(`  ${region.padEnd(14)}  ${printable(message)}  ${style.dim(printable(resource))}`);
    const declared = declarations?.of(resource);
    if (declared?.path !== undefined) {
      const how = declared.likely ? ' (likely)' : '';
      out.push(style.dim(`  ${''.padEnd(14)}  ${declared.path}:${declared.line}  ${printable(declared.address)}${how}`));
    }
  }
  const more = findings.length - MOST_SHOWN;
  if (more > 0) out.push(style.dim(`  and ${more.toLocaleString('en-US')} more`));
  return out;
}

/** What differs between the account and the code, and what no code declares. */
function declarationsText({ drift, unmanaged, unread }: Declarations, style: Style): readonly string[] {
  const out: string[] = [];
  for (const worse of ['live', 'code'] as const) {
    const those = drift.filter((one) => one.worse === worse);
    if (those.length === 0) continue;
    out.push(
      style.bold(worse === 'live' ? 'Wrong in the account, right in the code:' : 'Wrong in the code, right in the account:'),
      ...those.map(({ rule, path, line, address }) => `  ${path}:${line}  ${printable(address)}  ${style.dim(rule)}`),
      '',
    );
  }
  if (unread.length > 0)
    out.push(
      style.yellow(`What no code manages cannot be told, as these could not be read: ${unread.map(printable).join(', ')}.`),
      '',
    );
  if (unmanaged && unmanaged.length > 0) {
    const more = unmanaged.length - MOST_SHOWN;
    out.push(
      style.bold(`${count(unmanaged.length, 'resource')} that no state or stack manages:`),
      ...unmanaged.slice(0, MOST_SHOWN).map((resource) => `  ${printable(resource)}`),
      ...(more > 0 ? [style.dim(`  and ${more.toLocaleString('en-US')} more`)] : []),
      '',
    );
  }
  return out;
}

const REASONS = {
  denied: 'access was denied',
  throttled: 'AWS asked to slow down, again and again',
  'not-offered': 'not offered there',
  timeout: 'no answer in time',
  network: 'the connection failed',
  expired: 'the credentials have expired',
  failed: 'the call failed',
  cancelled: 'the scan was cancelled',
} as const;

/** What the scan did not see. */
function unseenText({ scan }: PostureReport, style: Style): readonly string[] {
  const out: string[] = [];
  const groups = new Map<string, Set<string>>();
  for (const { action, reason, region, error } of scan.failed) {
    const said = reason === 'failed' ? ` (${printable(error)})` : '';
    const key = `${action}: ${REASONS[reason]}${said}`;
    groups.set(key, (groups.get(key) ?? new Set()).add(region));
  }
  for (const [what, regions] of groups) {
    const where = regions.size > 3 ? count(regions.size, 'region') : [...regions].join(', ');
    out.push(`  ${what}, ${where}`);
  }
  for (const { service, region, text } of scan.notes) out.push(`  ${service} ${region}: ${text}`);
  return out.length === 0 ? [] : [style.yellow('Not seen:'), ...out, ''];
}

function frameworkText({ judged }: PostureReport, framework: string, style: Style): readonly string[] {
  const standing = judged.frameworks.find((one) => one.framework === framework);
  if (!standing) return [];
  const mark = { passed: style.green('passed'), failed: style.red('failed'), 'not-assessed': style.yellow('not assessed') };
  return [
    style.bold(framework),
    ...standing.controls.map(
      ({ control, state, rules }) => `  ${control.padEnd(8)}  ${mark[state]}  ${style.dim(rules.join(', '))}`,
    ),
    '',
  ];
}

function summary({ scan, judged }: PostureReport, style: Style): readonly string[] {
  const { findings, score, coverage, resources } = judged;
  const out: string[] = [];
  if (scan.cancelled) out.push(style.yellow('The scan was cancelled: this is what was read until then.'));
  const parts = SEVERITIES.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [severityColour(style, severity)(`${number} ${severity}`)];
  });
  const problems =
    findings.length === 0
      ? style.green('No problems found')
      : `${style.bold(count(findings.length, 'problem'))}: ${parts.join(', ')}`;
  out.push(`${problems}. ${count(resources, 'resource')} read.`);
  const percent = `${coverage > 99 && coverage < 100 ? '99' : Math.round(coverage)} %`;
  out.push(
    score === undefined
      ? 'There is no score: nothing could be judged.'
      : `Score ${Math.floor(score)} of 100, over the ${percent} of the rules' questions that could be answered.`,
  );
  return out;
}
