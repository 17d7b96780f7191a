import type { Truth, Verdict } from '../../values';
import { and, not, or } from '../../values';
import type { Catalogue } from '../catalogue';
import type { PolicyDocument, StatementRun } from '../document';
import { type Effective, givesIn, isDenied } from '../grants';
import { hasWildcard, isEveryActionOf, judgePattern, patternOf } from '../pattern';
import { isLimited } from '../restriction';
import { everyResource, overAlternatives } from '../statements';

/**
 * Whether a wildcard in the name of an action (`s3:Put*`, not `s3:*`) takes in actions that write, or that manage permissions, on every
 * resource and under no condition. Decided by the element; `detail` counts them. Unknown where no reference of the actions is loaded.
 */
export function hasWritingWildcard(doc: PolicyDocument, catalogue: Catalogue | undefined): Verdict {
  return overAlternatives(doc, (body) => {
    let truth: Truth = body.open ? 'unknown' : false;
    for (const { statement, truth: wide } of body.runs.flatMap(givesWidely)) {
      if (statement.action.open) truth = or(truth, 'unknown');
      for (const { value, member } of statement.action.items) {
        const pattern = patternOf(value);
        const isPartial = judgePattern(value, (one) => and(hasWildcard(one), not(isEveryActionOf(one, undefined))));
        if (isPartial === false) continue;
        const writes = catalogue
          ?.expand(pattern.text)
          .filter(({ level }) => level === 'Write' || level === 'Permissions management');
        if (writes?.length === 0) continue;
        const left = not(isDenied(body, { text: pattern.text, holes: pattern.holes }));
        const all = [wide, member, isPartial, writes ? true : ('unknown' as const), left].reduce<Truth>(and, true);
        if (all === true && writes) return { truth: true, decidedBy: value, detail: count(writes.map(({ level }) => level)) };
        truth = or(truth, all);
      }
    }
    return { truth };
  });
}

/** The statements that name actions and give them on every resource, under no condition. */
function givesWidely(run: StatementRun): readonly Effective[] {
  return run.facts.of('gives widely', () =>
    givesIn(run).flatMap(({ statement, truth }) => {
      if (statement.action.negated) return [];
      const wide = [truth, everyResource(statement).truth, not(isLimited(statement))].reduce<Truth>(and, true);
      return wide === false ? [] : [{ statement, truth: wide }];
    }),
  );
}

/** `12 actions that write, 2 of which manage permissions`. */
function count(levels: readonly string[]): string {
  const managing = levels.filter((level) => level === 'Permissions management').length;
  const all = levels.length === 1 ? '1 action that writes' : `${levels.length} actions that write`;
  if (managing === 0) return all;
  return `${all}, ${managing === 1 ? '1 of which manages' : `${managing} of which manage`} permissions`;
}
