import type { CompiledRule } from '../rules/model';
import { escapeMarkdown } from './markdown';

/** What features tell of a rule. */
export type RuleFacts = Pick<
  CompiledRule,
  | 'id'
  | 'title'
  | 'severity'
  | 'category'
  | 'profile'
  | 'subjects'
  | 'why'
  | 'advice'
  | 'controls'
  | 'equivalents'
  | 'references'
  | 'fix'
  | 'deprecated'
>;

/** The page of a rule in Markdown, from the rule's own data: it needs no network and fits the rules that are running. */
export function rulePage(rule: RuleFacts): string {
  const lines = [
    `# ${rule.title}`,
    '',
    `\`${rule.id}\` · ${rule.severity} · ${rule.category}${rule.profile ? ` · ${rule.profile} profile only` : ''}`,
    '',
  ];
  if (rule.deprecated) {
    const use = rule.deprecated.use ? ` Use \`${rule.deprecated.use}\` instead.` : '';
    lines.push(`Deprecated since ${rule.deprecated.since}.${use}`, '');
  }
  lines.push('## Why it matters', '', rule.why, '', '## What to do', '', rule.advice, '');
  if (rule.fix) {
    lines.push(
      '## Quick fix',
      '',
      `${rule.fix.title}${rule.fix.safe ? '' : ' (not applied by fix-all: it can change how running resources behave)'}.`,
      '',
    );
    if (rule.fix.note) lines.push(rule.fix.note, '');
  }
  lines.push(
    '## Judges',
    '',
    ...[...new Set(rule.subjects.map((subject) => subject.resource))].map((type) => `- \`${type}\``),
    '',
  );
  lines.push(...controlsTable(rule));
  if (rule.equivalents.length > 0)
    lines.push('## Known elsewhere as', '', rule.equivalents.map((id) => `\`${id}\``).join(', '), '');
  if (rule.references.length > 0) lines.push('## References', '', ...rule.references.map((url) => `- <${url}>`), '');
  lines.push(
    '## Ignore it in one place',
    '',
    'Write the reason, so that the next reader knows it:',
    '',
    '```hcl',
    `# ashlar:ignore ${rule.id} reason`,
    '```',
    '',
  );
  return lines.join('\n');
}

/** The controls that a rule stands for, as a section of a page; no lines where it stands for none. */
export function controlsTable({ controls }: Pick<RuleFacts, 'controls'>): readonly string[] {
  const rows = Object.entries(controls).flatMap(([framework, ids]) =>
    ids.length > 0 ? [`| ${escapeMarkdown(framework)} | ${ids.map(escapeMarkdown).join(', ')} |`] : [],
  );
  return rows.length === 0 ? [] : ['## Controls', '', '| framework | controls |', '| --- | --- |', ...rows, ''];
}
