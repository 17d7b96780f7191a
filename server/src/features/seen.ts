import type { PropertyDescription, ResourceDescription, Seen } from '../analysis';
import { escapeMarkdown } from './markdown';
import type { PlaceName } from './value';

/** So many instances of a block are shown. */
const MAX_RESOURCES = 10;

/**
 * What Ashlar sees at a place, in Markdown: the resources in the cloud's own terms, what could not be judged and why, and what the
 * configuration has that is not seen. Undefined where there is nothing of either.
 * @param placeOf how places are shown; undefined for one of a text that is not there
 */
export function seenMarkdown(
  { resources, gaps }: Seen,
  placeOf: (uri: string, start: number) => PlaceName | undefined,
): string | undefined {
  if (resources.length + gaps.length === 0) return undefined;
  const texts = resources.slice(0, MAX_RESOURCES).map(resourceMarkdown);
  if (resources.length > MAX_RESOURCES) texts.push(`and ${resources.length - MAX_RESOURCES} more\n`);
  if (resources.length === 0) texts.push('There is no resource at the cursor.\n');
  if (gaps.length > 0) {
    const lines = gaps.map(({ uri, span, reason }) => {
      const place = placeOf(uri, span.start);
      return `- ${place ? `[${escapeMarkdown(place.name)}](${place.href}): ` : ''}${escapeMarkdown(reason)}`;
    });
    texts.push(
      [
        '# What Ashlar does not see',
        '',
        'Of this configuration, what stands here is not judged, or not wholly:',
        '',
        ...lines,
        '',
      ].join('\n'),
    );
  }
  return texts.join('\n');
}

function resourceMarkdown(resource: ResourceDescription): string {
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
