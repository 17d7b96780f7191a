import { baseName } from '../analysis';
import type { PostureFinding } from '../protocol';
import { escapeMarkdown } from './markdown';
import { controlsTable, type RuleFacts } from './rule-page';

/** The page of a live finding in Markdown: what is wrong with which resource, why it matters, what to do, whom it concerns. */
export function postureFindingPage(finding: PostureFinding, rule: RuleFacts): string {
  const { resource, type, region, property, declared } = finding;
  const lines = [`# ${escapeMarkdown(rule.title)}`, '', `**${rule.severity}** · ${escapeMarkdown(finding.message)}`, ''];
  lines.push('## Evidence', '', '| | |', '| --- | --- |');
  const row = (name: string, value: string): void => void lines.push(`| ${name} | ${value} |`);
  row('Resource', code(resource));
  if (finding.name !== resource) row('Name', escapeMarkdown(finding.name));
  row('Type', code(type));
  row('Region', region === 'global' ? 'global: the account has it once' : code(region));
  row('Property', property === '' ? 'missing' : code(property));
  if (declared) {
    const line = declared.range.start.line + 1;
    // VS Code's preview follows no links to files; the row in the tree leads there.
    const place = `${escapeMarkdown(baseName(declared.uri))}, line ${line}`;
    row('Declared in', `${place} as ${code(declared.address)}${declared.sure ? '' : ' (likely: it has the same name)'}`);
  }
  lines.push('', '## Why it matters', '', rule.why, '', '## What to do', '', rule.advice, '');
  if (declared && rule.fix) lines.push(`The declaration has a quick fix: ${rule.fix.title}.`, '');
  lines.push(...controlsTable(rule));
  if (rule.references.length > 0) lines.push('## References', '', ...rule.references.map((url) => `- <${url}>`), '');
  lines.push(`Rule: \`${rule.id}\``, '');
  return lines.join('\n');
}

/** In a cell of a table, where a bar would end it. What the cloud calls things holds no backtick; another client may send one. */
function code(text: string): string {
  return `\`${text.replace(/[`\s]/g, ' ').replaceAll('|', '\\|')}\``;
}
