import type { Named } from './spoilt';

/** A check of Parliament's, with the files of its examples. */
export interface ParliamentCheck {
  readonly id: string;
  readonly name: string;
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

/** A finding, as `adapters.py` writes it. */
export interface FoundIn {
  readonly file: string;
  readonly rule: string;
}

type Profile = 'recommended' | 'strict';
export type FoundBy = Readonly<Record<Profile, readonly FoundIn[]>>;

/** Why no rule of ours, and no rules together, are a check of Parliament's. */
const REASONS: Readonly<Record<string, string>> = {
  RESOURCE_MISMATCH:
    'asks that every action of a wildcard takes one of the resources, which s3:* on a bucket and its objects never does, and counts NotResource as what is named: no fault',
  RESOURCE_STAR:
    'asks for names also where a condition tells the resources apart, and in a file of its own, which may be a service control policy: found where neither is so (iam/policy/resource-not-named, strict)',
};

/**
 * The part of the report that tells how each check of Parliament is found, and why not. A check counts as found by one rule that hits
 * all its bad examples (the scorer's tables tell which of those hit a good one too), or by several that name it among their
 * `equivalents` and hit all together.
 */
export function describeParliament(checks: readonly ParliamentCheck[], found: FoundBy, rules: readonly Named[]): string {
  const hits = { recommended: hitsOf(found.recommended), strict: hitsOf(found.strict) };
  const lines: Record<'one' | 'strict' | 'together' | 'missed', string[]> = { one: [], strict: [], together: [], missed: [] };
  for (const { id, name, bad, good } of checks) {
    if (bad.length === 0 || good.length === 0) continue;
    const single = (profile: Profile) =>
      [...(hits[profile].get(bad[0] ?? '') ?? [])].find((rule) => bad.every((file) => hits[profile].get(file)?.has(rule)));
    const naming = rules.filter(({ equivalents = [] }) => equivalents.includes(`parliament:${id}`)).map((rule) => rule.id);
    const alone = single('strict');
    if (single('recommended')) lines.one.push(id);
    else if (alone) lines.strict.push(`   ${id} | ${name} | ${alone}`);
    else if (bad.every((file) => naming.some((rule) => hits.strict.get(file)?.has(rule)))) {
      const more = good.filter((file) => naming.some((rule) => hits.strict.get(file)?.has(rule))).length;
      const also = more === 0 ? '' : `; they find the same in ${more} of its good examples`;
      lines.together.push(`   ${id} | ${name} | ${naming.join(', ')}${also}`);
    } else lines.missed.push(`   ${id} | ${name} | ${REASONS[id] ?? 'not examined yet'}`);
  }
  return [
    '',
    `== Checks of Parliament that a rule of the recommended profile finds: ${lines.one.length}`,
    `-- that a rule of the strict profile alone finds: ${lines.strict.length}`,
    ...lines.strict,
    `-- that several rules find together, in the strict profile: ${lines.together.length}`,
    ...lines.together,
    `-- missed in both profiles: ${lines.missed.length}`,
    ...lines.missed,
  ].join('\n');
}

/** The rules that hit each file. */
function hitsOf(found: readonly FoundIn[]): ReadonlyMap<string, ReadonlySet<string>> {
  const hits = new Map<string, Set<string>>();
  for (const { file, rule } of found) hits.set(file, (hits.get(file) ?? new Set()).add(rule));
  return hits;
}
