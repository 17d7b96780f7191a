import type { ReportedFinding, Severity } from '../analysis';

/** Which findings a user wants to see. */
export interface Visibility {
  readonly minimumSeverity: Severity;
  /** Rule ids; `aws/rds/*` stands for all below it, `*` for all. */
  readonly disabledRules: readonly string[];
}

const RANK: Readonly<Record<Severity, number>> = { critical: 3, high: 2, medium: 1, low: 0 };

/** Tells which findings are shown. Made once for a set of settings, asked for every finding. */
export function visibility(settings: Visibility): (finding: ReportedFinding) => boolean {
  const least = RANK[settings.minimumSeverity];
  const exact = new Set<string>();
  const prefixes: string[] = [];
  for (const pattern of settings.disabledRules) {
    if (pattern.endsWith('*')) prefixes.push(pattern.slice(0, -1));
    else exact.add(pattern);
  }
  return (finding) =>
    RANK[finding.severity] >= least && !exact.has(finding.rule) && !prefixes.some((prefix) => finding.rule.startsWith(prefix));
}
