import type { Truth, Verdict } from '../values';
import { and, not, or } from '../values';
import type { PolicyDocument, Principals, Statement } from './document';
import { hasEffect } from './document';
import { isEverything, judgePattern } from './pattern';
import { narrowsCallers, sparesOnlyKnown } from './restriction';
import type { Decision } from './statements';
import { anyOf, coversElements, given, overAlternatives } from './statements';

/**
 * Whether a resource's policy lets everybody in: an Allow for the principal `*` (or for all but some) that no condition narrows to
 * known callers, and that no Deny takes back from the unknown ones. Decided by the principal's `"*"`.
 */
export function isPublic(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyOf(
      body.statements.map((statement) => {
        const truths = [statement.member, hasEffect(statement, 'Allow'), not(narrowsCallers(statement.condition))];
        const open = given(everybody(statement.principal), ...truths);
        return open.truth === false ? open : given(open, not(isTakenBack(body, statement)));
      }),
      body.open,
    ),
  );
}

/** Whether the principal is everybody: `"*"`, `{ "AWS": "*" }`, or everybody but those that `NotPrincipal` names. */
export function everybody(principals: Principals): Decision {
  if (principals.absent) return { truth: false };
  if (principals.negated) return { truth: true, decidedBy: principals.value };
  return anyOf(
    principals.items.map((item) => {
      // In a principal `*` stands for everybody, and is no wildcard inside of an ARN.
      const isAll = item.kind === '*' || item.kind === 'AWS' ? judgePattern(item.value, isEverything) : false;
      return { truth: and(item.member, isAll), decidedBy: item.value };
    }),
    principals.open,
  );
}

/** Whether a Deny for everybody but known callers speaks of all that the statement allows. */
function isTakenBack(doc: PolicyDocument, allow: Statement): Truth {
  const truths = doc.statements.map((deny): Truth => {
    const denies = and(deny.member, hasEffect(deny, 'Deny'));
    if (denies === false) return false;
    const all = deny.principal.negated ? 'unknown' : everybody(deny.principal).truth;
    return [
      denies,
      all,
      sparesOnlyKnown(deny.condition),
      coversElements(deny.action, allow.action),
      coversElements(deny.resource, allow.resource),
    ].reduce<Truth>(and, true);
  });
  return truths.reduce<Truth>(or, doc.open ? 'unknown' : false);
}
