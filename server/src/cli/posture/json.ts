import { SEVERITIES } from '../output';
import type { PostureReport } from './report';

/** The whole document of `--format json`. */
export function jsonReport({ scan, judged, rules, framework, declarations }: PostureReport, version: string): object {
  const { score, coverage, findings, frameworks } = judged;
  return {
    tool: { name: 'ashlar', version },
    account: scan.account,
    regions: scan.regions,
    started: scan.started,
    finished: scan.finished,
    cancelled: scan.cancelled,
    summary: {
      score: score === undefined ? null : rounded(score),
      coverage: rounded(coverage),
      resources: judged.resources,
      findings: findings.length,
      bySeverity: Object.fromEntries(
        SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length]),
      ),
    },
    findings: findings.map((finding) => {
      const declared = declarations?.of(finding.resource);
      return { ...finding, controls: rules.rules.get(finding.rule)?.controls ?? {}, ...(declared ? { declared } : {}) };
    }),
    ...(declarations
      ? { drift: declarations.drift, unmanaged: declarations.unmanaged ?? null, unreadStates: declarations.unread }
      : {}),
    rules: judged.rules,
    frameworks: framework === undefined ? frameworks : frameworks.filter((one) => one.framework === framework),
    notAssessed: judged.notAssessed,
    failedCalls: scan.failed,
    incompleteTypes: scan.incomplete,
    notes: scan.notes,
    requests: scan.requests,
  };
}

function rounded(figure: number): number {
  return Math.round(figure * 10) / 10;
}
