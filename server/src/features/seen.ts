import type { PropertyDescription, ResourceDescription } from '../analysis';
import { escapeMarkdown } from './markdown';

/** What Ashlar sees at a place, in Markdown: the resource in the cloud's own terms, and what could not be judged and why. */
export function seenMarkdown(resource: ResourceDescription): string {
  const lines = [`# ${escapeMarkdown(resource.address)}`, '', `\`${resource.type}\``, ''];
  if (resource.properties.length > 0) {
    lines.push('| property | value | |', '| --- | --- | --- |');
    for (const property of resource.properties) {
      lines.push(`| \`${property.path}\` | ${escapeMarkdown(property.value)} | ${escapeMarkdown(remark(property))} |`);
    }
    lines.push('');
  }
  if (resource.notAssessed.length > 0) {
    lines.push('## Not judged', '', 'These rules stay silent here, because what they need is not known:', '');
    for (const { rule, reason } of resource.notAssessed) lines.push(`- \`${rule}\`: ${escapeMarkdown(reason)}`);
    lines.push('');
  }
  return lines.join('\n');
}

function remark(property: PropertyDescription): string {
  if (property.reason !== undefined) return property.reason;
  switch (property.state) {
    case 'default':
      return 'default';
    case 'absent':
      return 'not written';
    case 'unknown':
      return 'not known';
    case 'written':
      return '';
  }
}
