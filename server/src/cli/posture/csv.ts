import type { PostureReport } from './report';

const COLUMNS = ['severity', 'rule', 'title', 'region', 'type', 'resource', 'name', 'property', 'message', 'controls'] as const;

/** The findings as a table (RFC 4180), one line each. */
export function csvReport({ judged, rules }: PostureReport): string {
  const lines = judged.findings.map((finding) => {
    const controls = Object.entries(rules.rules.get(finding.rule)?.controls ?? {}).flatMap(([framework, ids]) =>
      ids.map((id) => `${framework} ${id}`),
    );
    const row: Readonly<Record<(typeof COLUMNS)[number], string>> = { ...finding, controls: controls.join('; ') };
    return COLUMNS.map((column) => cell(row[column])).join(',');
  });
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Names are whatever people chose: what a spreadsheet would take for a formula is made a text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
