import type { PolicyDescription } from '../../analysis';
import type { AccessLevel, PolicySummary, Reach } from '../../policy';
import { type Span, span } from '../../text';

/** So many services, or principals of a trust policy, are named; the others are counted. */
const MAX_NAMED = 4;
/** So many resources that share a policy and differ are told apart. */
const MAX_VARIANTS = 3;

/** A line above a policy. */
export interface PolicyLens {
  /** Of the policy: what the line stands above. */
  readonly span: Span;
  readonly title: string;
}

/**
 * A line for each policy of a text: services, access levels, reach. Where resources share the text and differ, several at the same place.
 * @param policies in the order of the text
 */
export function policyLenses(text: string, policies: readonly PolicyDescription[]): readonly PolicyLens[] {
  const places = new Map<number, { readonly span: Span; readonly titles: Set<string> }>();
  for (const { span: place, summary } of policies) {
    const title = titleOf(summary);
    if (title === undefined) continue;
    const known = places.get(place.start);
    if (known) known.titles.add(title);
    else places.set(place.start, { span: place, titles: new Set([title]) });
  }
  return [...places.values()].flatMap(({ span: { start, end }, titles }) => {
    const all = [...titles];
    const place = span(opening(text, start), end);
    const shown = all.slice(0, MAX_VARIANTS).map((title) => ({ span: place, title }));
    const more = all.length - shown.length;
    return more > 0
      ? [...shown, { span: place, title: more === 1 ? 'and 1 more use that differs' : `and ${more} more uses that differ` }]
      : shown;
  });
}

/** Where the line belongs: a policy that begins on a line of its own is opened by a key, or a heredoc, on the line before. */
function opening(text: string, start: number): number {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (lineStart === 0 || text.slice(lineStart, start).trim() !== '') return start;
  const before = text.lastIndexOf('\n', lineStart - 2) + 1;
  const line = text.slice(before, lineStart);
  return /:\s*(?:#.*)?$|<<[-~]?\s*\w+\s*$/.test(line) ? before + line.search(/\S/) : start;
}

const LEVELS: readonly (readonly [level: AccessLevel, word: string])[] = [
  ['Read', 'read'],
  ['List', 'list'],
  ['Write', 'write'],
  ['Tagging', 'tagging'],
  ['Permissions management', 'permissions management'],
];

function titleOf(summary: PolicySummary): string | undefined {
  const { effect, reach, trusted, open } = summary;
  const isTrust = trusted !== undefined && effect === 'allows';
  const does = isTrust ? `assumed by ${named(trusted)}` : doing(summary);
  if (does === undefined && !reach) return undefined;
  const parts = [
    does === undefined || effect === 'allows' ? does : `denies ${does}`,
    summary.takesBack ? 'partly denied again' : undefined,
    reach ? reachOf(reach.least, reach.most) : undefined,
    summary.anyResource === undefined || effect === 'denies' || isTrust
      ? undefined
      : summary.anyResource
        ? 'on any resource'
        : 'on named resources only',
  ].filter((part) => part !== undefined);
  return open ? `${parts.join(' · ')} · and more that is not known` : parts.join(' · ');
}

function doing({ everyAction, allBut, services, levels }: PolicySummary): string | undefined {
  if (everyAction) return 'every action';
  if (allBut !== undefined) return `every action but ${allBut === 1 ? 'one pattern' : `${allBut} patterns`}`;
  if (services.length === 0) return undefined;
  const counts = LEVELS.flatMap(([level, word]) => {
    const count = levels.get(level);
    return count === undefined ? [] : [`${count.toLocaleString('en-US')} ${word}`];
  });
  return `${named(services)} · ${counts.join(', ')}`;
}

function named(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return more > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

const REACHES: Readonly<Record<Reach, string>> = {
  nobody: 'nobody',
  account: 'this account',
  organisation: 'its organisation',
  'cross-account': 'named outsiders',
  public: 'everybody',
};

/** Who gets in, as a range: only what is sure, and what is possible at most. */
function reachOf(least: Reach, most: Reach): string {
  if (least === most)
    return most === 'public' ? 'open to everybody' : most === 'nobody' ? 'lets nobody in' : `${REACHES[most]} only`;
  if (most === 'public') return least === 'nobody' ? 'who gets in is not known' : `${REACHES[least]}, perhaps everybody`;
  return `${REACHES[most]} at most`;
}
