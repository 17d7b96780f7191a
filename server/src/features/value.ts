import type { ShownValue, ValueDescription } from '../analysis';
import { escapeMarkdown } from './markdown';

/** So many values are shown beside one another. */
const MAX_VALUES = 5;
const MAX_WAY = 4;

/** How a place of a text is shown: `main.tf:12`, and what leads there. */
export interface PlaceName {
  readonly name: string;
  readonly href: string;
}

/**
 * What an expression comes to, in Markdown: the value, why it is not known, and the way that it came.
 * @param placeOf how places are shown; undefined for one of a text that is not there
 */
export function valueMarkdown(
  { values, more }: ValueDescription,
  placeOf: (uri: string, start: number) => PlaceName | undefined,
): string {
  const shown = values.slice(0, MAX_VALUES);
  const hidden = more + values.slice(MAX_VALUES).reduce((sum, { addresses }) => sum + Math.max(1, addresses.length), 0);
  const code = shown.map(codeOf).join('\n');
  const ticks = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const lines = [`${ticks}hcl`, code, ...(hidden > 0 ? [`# and ${hidden} more`] : []), ticks];
  const reasons = new Set(shown.flatMap((value) => value.reasons));
  if (reasons.size > 0) lines.push('', `Not known: ${[...reasons].slice(0, MAX_VALUES).map(escapeMarkdown).join('; ')}.`);
  const way = [...new Set(shown.flatMap((value) => wayLines(value, placeOf)))].slice(0, MAX_WAY);
  if (way.length > 0) lines.push('', ...way);
  return lines.join('\n');
}

function codeOf({ addresses, text }: ShownValue): string {
  const [first, second] = addresses;
  if (first === undefined) return text;
  const of =
    second === undefined ? first : addresses.length === 2 ? `${first}, ${second}` : `${first} and ${addresses.length - 1} more`;
  return `# ${of.replace(/[\r\n]+/g, ' ')}\n${text}`;
}

function wayLines({ way }: ShownValue, placeOf: (uri: string, start: number) => PlaceName | undefined): readonly string[] {
  return way.flatMap(({ uri, span, text }, index) => {
    const place = placeOf(uri, span.start);
    if (!place) return [];
    const link = `[${escapeMarkdown(place.name)}](${place.href})`;
    if (index === 0) return [`- written in ${link}`];
    return [text === '' ? `- passed on in ${link}` : `- passed on as \`${text}\` in ${link}`];
  });
}
