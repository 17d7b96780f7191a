import type { FileReport, ReportedFinding } from './report';
import { generalRules } from './suppressions';

/** The report of a document that other configurations read as well: nested templates. */
export interface JoinedReport {
  readonly parts: readonly FileReport[];
  readonly report: FileReport;
}

/**
 * What a document has by itself, and what its readers find in it with the values that they hand in; the same finding counts once,
 * with the addresses of all. The same object comes back for the same parts.
 */
export function joinReports(own: FileReport, others: readonly FileReport[], before: JoinedReport | undefined): JoinedReport {
  const parts = [own, ...others];
  if (before && before.parts.length === parts.length && before.parts.every((part, i) => part === parts[i])) return before;
  const findings = new Map<string, ReportedFinding>();
  const suppressed = new Map(own.suppressed.map((each) => [keyOf(each.finding), each]));
  const failures = [...own.failures];
  for (const finding of own.findings) {
    // A suppression that one reader needs is needed.
    if (isGeneral(finding) && others.some((other) => !other.findings.some((same) => keyOf(same) === keyOf(finding)))) continue;
    findings.set(keyOf(finding), finding);
  }
  for (const other of others) {
    for (const finding of other.findings) {
      if (isGeneral(finding)) continue;
      const same = findings.get(keyOf(finding));
      const addresses = [...new Set([...(same?.addresses ?? []), ...finding.addresses])];
      findings.set(keyOf(finding), { ...(same ?? finding), addresses });
    }
    for (const each of other.suppressed) if (!suppressed.has(keyOf(each.finding))) suppressed.set(keyOf(each.finding), each);
    failures.push(...other.failures);
  }
  const sorted = [...findings.values()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || byRule(a, b));
  return { parts, report: { ...own, findings: sorted, suppressed: [...suppressed.values()], failures } };
}

function byRule(a: ReportedFinding, b: ReportedFinding): number {
  return a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0;
}

function isGeneral(finding: ReportedFinding): boolean {
  return generalRules.some((rule) => rule.id === finding.rule);
}

function keyOf({ rule, span }: ReportedFinding): string {
  return `${rule} ${span.start} ${span.end}`;
}
