/** One row of `spoilt` in what `score.py --json` writes: suite, framework, id, name, and up to three rules of ours. */
export type SpoiltRow = readonly [suite: string, framework: string, id: string, name: string, rules: readonly string[]];

/** What is known of a rule: its id and the ids of other tools' checks that it takes for the same. */
export interface Named {
  readonly id: string;
  readonly equivalents?: readonly string[];
}

/** Why findings on good examples of a check spoil it. */
export interface Spoilt {
  /** A spoiling rule names the check: the two disagree about the same fault. `rules` are only those that name it. */
  readonly sameFault: readonly SpoiltRow[];
  /** No spoiling rule names it: the good example has another fault as well. */
  readonly otherFault: readonly SpoiltRow[];
}

/** Parts the checks that are spoilt by whether a spoiling rule names the check among its `equivalents`. */
export function classifySpoilt(rows: readonly SpoiltRow[], rules: readonly Named[]): Spoilt {
  const named = new Map(rules.map((rule) => [rule.id, new Set((rule.equivalents ?? []).map(plainId))]));
  const sameFault: SpoiltRow[] = [];
  const otherFault: SpoiltRow[] = [];
  for (const row of rows) {
    const [suite, framework, id, name, spoiling] = row;
    const naming = spoiling.filter((rule) => named.get(rule)?.has(plainId(id)) === true);
    if (naming.length > 0) sameFault.push([suite, framework, id, name, naming]);
    else otherFault.push(row);
  }
  return { sameFault, otherFault };
}

/** The table that `npm run coverage` prints below the scorer's. */
export function describeSpoilt({ sameFault, otherFault }: Spoilt): string {
  const all = sameFault.length + otherFault.length;
  const line = (count: number, text: string) =>
    `  ${String(count).padStart(4)} ${all === 0 ? '  0.0' : ((100 * count) / all).toFixed(1).padStart(5)}%  ${text}`;
  return [
    '',
    '== Why findings on good examples spoil a check',
    line(sameFault.length, 'disagreement about the same fault: a spoiling rule names the check among its equivalents'),
    line(otherFault.length, 'another fault in the example: no spoiling rule names the check'),
    ...sameFault.map(
      ([suite, framework, id, name, rules]) => `   ${suite} | ${framework} | ${id} | ${name} | ${rules.join(', ')}`,
    ),
  ].join('\n');
}

/** `AVD-AWS-0107`, `AWS-0107` and `trivy:AWS-0107` are one check. */
function plainId(id: string): string {
  return id
    .replace(/^[a-z][a-z_-]*:/, '')
    .replace(/^AVD-/i, '')
    .toUpperCase();
}
