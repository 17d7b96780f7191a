/** One row of `missed` in what `score.py --json` writes; the last tells whether some rule hits a part of the check's bad examples. */
export type MissedRow = readonly [suite: string, framework: string, id: string, name: string, part: string];

/** Why no single rule of ours is a check of Parliament's. */
const REASONS: Readonly<Record<string, string>> = {
  MALFORMED:
    'several faults in one check: element-combination and missing-action below iam/policy/ find two; a file of nothing but a Version is not taken for a policy',
  MISMATCHED_TYPE_BUT_USABLE: 'found in the strict profile alone (iam/policy/string-for-arn)',
  RESOURCE_MISMATCH: 'asks that every action of a wildcard takes the resource, which s3:* on a bucket never does: no fault',
  RESOURCE_STAR:
    'found in the strict profile where the policy is surely one of a principal (iam/policy/resource-not-named): a file of its own may be a service control policy',
  PERMISSIONS_MANAGEMENT_ACTIONS:
    'asks for them on named resources too, and for some that AWS lists as Read or Write: found are those that open every resource of a kind (aws/iam/policy-opens-resources)',
};

/** The part of the report that names the missed checks of Parliament, each with the reason, below the scorer's own tables. */
export function describeMissed(rows: readonly MissedRow[]): string {
  const missed = rows.filter(([suite]) => suite === 'parliament');
  const lines = missed.map(([, , id, name]) => `   ${id} | ${name} | ${REASONS[id] ?? 'not examined yet'}`);
  return ['', `== Checks of Parliament that no rule of ours is: ${missed.length}`, ...lines].join('\n');
}
