import type { Truth, Verdict } from '../../values';
import { and, not, or } from '../../values';
import type { Action, Catalogue } from '../catalogue';
import type { Elements, PolicyDocument, Statement } from '../document';
import { hasEffect } from '../document';
import { allows, speaksOf } from '../grants';
import { covers, hasWildcard, type Pattern, patternOf } from '../pattern';
import { isLimited } from '../restriction';
import { everyResource, overAlternatives } from '../statements';
import { intersects } from '../validity/intersect';
import { enumerate } from './on-all';
import { anyOfType, speaksOfTarget } from './resource-class';

/**
 * Whether a wildcard in the name of an action (`s3:*`, `s3:Put*`) takes in one of these actions, on resources that the statement names and
 * under no condition. Named principals of a resource's policy are not looked at: they are chosen there. Decided by the element; `detail`
 * names the actions. Unknown where no reference of the actions is loaded.
 */
export function wildcardOnNamed(doc: PolicyDocument, wanted: readonly string[], catalogue: Catalogue | undefined): Verdict {
  if (!catalogue) return { truth: 'unknown' };
  const actions = wanted.flatMap((name) => catalogue.action(name) ?? []);
  return overAlternatives(doc, (body) => {
    let truth: Truth = body.open ? 'unknown' : false;
    for (const { statement, truth: allowed } of allows(body)) {
      const { action, resource, principal } = statement;
      if (action.negated || resource.negated || !(principal.absent || principal.negated)) continue;
      const named = [allowed, not(everyResource(statement).truth), not(isLimited(statement))].reduce<Truth>(and, true);
      if (named === false) continue;
      if (action.open) truth = or(truth, 'unknown');
      for (const { value, member } of action.items) {
        const pattern = patternOf(value);
        if (!hasWildcard(pattern)) {
          if (pattern.holes === 'open') truth = or(truth, 'unknown');
          continue;
        }
        const taken = actions.filter((one) => covers(pattern, asPattern(one)) === true && !mayBeDenied(body, one));
        if (taken.length === 0) continue;
        const there = taken.filter((one) => actsOn(one, resource));
        const some: Truth = there.length > 0 ? true : resource.open || resource.items.some(isOpen) ? 'unknown' : false;
        const all = [named, member, some].reduce<Truth>(and, true);
        if (all === true) return { truth: true, decidedBy: value, detail: enumerate(there.map((one) => asPattern(one).text)) };
        truth = or(truth, all);
      }
    }
    return { truth };
  });
}

function asPattern({ service, name }: Action): Pattern {
  return { text: `${service}:${name}`, holes: 'none' };
}

function isOpen({ value, member }: Elements['items'][number]): boolean {
  return member !== true || patternOf(value).holes !== 'none';
}

/** Whether some resource that the elements surely name, but not with all of its type, is of a type that the action acts on. */
function actsOn({ resourceTypes }: Action, resources: Elements): boolean {
  return resources.items.some((item) => {
    if (isOpen(item)) return false;
    const pattern = patternOf(item.value);
    return resourceTypes.some(
      ({ type: { arn } }) => isOfForm(pattern.text, arn) && speaksOfTarget(pattern, anyOfType(arn)) !== true,
    );
  });
}

/** Whether an ARN may name a resource of the form. What stands for one name in a form holds no slash. */
function isOfForm(arn: string, form: string): boolean {
  const fixed = form.replace(/\$\{[^}]*\}/g, '*');
  const isDeep = (text: string): boolean => text.split(':').slice(5).join(':').includes('/');
  return arn.startsWith('arn:') && (isDeep(fixed) || !isDeep(arn)) && intersects(arn, fixed);
}

/** Whether some Deny speaks of the action, whatever else it asks. */
function mayBeDenied({ statements }: PolicyDocument, action: Action): boolean {
  const denies = (statement: Statement): boolean => and(statement.member, hasEffect(statement, 'Deny')) !== false;
  return statements.some((statement) => denies(statement) && speaksOf(statement, asPattern(action)).truth !== false);
}
