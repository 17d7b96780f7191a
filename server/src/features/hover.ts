import type { ReportedFinding } from '../analysis';
import { escapeMarkdown } from './markdown';
import type { RuleFacts } from './rule-page';

/** What a hover over a finding says, in Markdown: short, because the editor shows the message itself above it. */
export function findingMarkdown(finding: ReportedFinding, rule: RuleFacts | undefined, page: string | undefined): string {
  if (!rule) return `**${escapeMarkdown(finding.message)}**`;
  const lines = [
    `**${escapeMarkdown(rule.title)}** (${finding.severity})`,
    '',
    escapeMarkdown(rule.why),
    '',
    escapeMarkdown(rule.advice),
  ];
  if (finding.fix) {
    const note = finding.fix.note ? ` ${escapeMarkdown(finding.fix.note)}` : '';
    lines.push('', finding.fix.safe ? `Quick fix: ${finding.fix.title}.` : `Quick fix: ${finding.fix.title}.${note}`);
  }
  const controls = controlList(rule);
  if (controls) lines.push('', controls);
  lines.push('', page === undefined ? `\`${rule.id}\`` : `[${rule.id}](${page})`);
  return lines.join('\n');
}

/** Frameworks and their control ids on one line, the longest lists cut: `cis-aws-7.0 2.1.4 · pci-dss-4.0 1.3.1`. */
function controlList(rule: RuleFacts): string {
  const frameworks = Object.entries(rule.controls).filter(([, ids]) => ids.length > 0);
  return frameworks
    .map(
      ([framework, ids]) =>
        `${escapeMarkdown(framework)} ${ids.slice(0, 3).map(escapeMarkdown).join(', ')}${ids.length > 3 ? ' …' : ''}`,
    )
    .join(' · ');
}
