import type { Verdict } from '../values';
import { and, not } from '../values';
import type { PolicyDocument } from './document';
import { anyGiving, isDenied, speaksOf } from './grants';
import type { Pattern } from './pattern';
import { isEveryAction, isEveryActionOf, isEverything } from './pattern';
import { isLimited } from './restriction';
import { element, everyResource, given, overAlternatives } from './statements';

/** Whether the policy allows an action on every resource, with no condition and no Deny that limits it. Decided by the action. */
export function allowsEverywhere(doc: PolicyDocument, action: string): Verdict {
  const wanted: Pattern = { text: action, holes: 'none' };
  return overAlternatives(doc, (body) =>
    anyGiving(
      body,
      `allows everywhere ${action}`,
      ({ statement, truth }) =>
        given(speaksOf(statement, wanted), truth, everyResource(statement).truth, not(isLimited(statement))),
      isDenied(body, wanted),
    ),
  );
}

/** Whether the policy allows every action of one service (`s3:*`, not `*`) on every resource without a condition. Decided by the action. */
export function allowsServiceEverywhere(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyGiving(body, 'allows a service', ({ statement, truth }) => {
      if (statement.action.negated) return { truth: false as const };
      const wide = element(statement.action, (pattern) => and(isEveryActionOf(pattern, undefined), not(isEveryAction(pattern))));
      return given(wide, truth, everyResource(statement).truth, not(isLimited(statement)));
    }),
  );
}

/** Whether a statement allows all actions but some (`NotAction`) on every resource without a condition. Decided by the element. */
export function allowsOtherActions(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyGiving(body, 'allows other actions', ({ statement, truth }) => {
      if (!statement.action.negated) return { truth: false as const };
      const wide = { truth, decidedBy: statement.action.value };
      const some = not(element(statement.action, isEveryAction).truth);
      return given(wide, some, everyResource(statement).truth, not(isLimited(statement)));
    }),
  );
}

/** Whether a statement allows something on all resources but some (`NotResource`) without a condition. Decided by the element. */
export function allowsOtherResources(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyGiving(body, 'allows other resources', ({ statement, truth }) => {
      if (!statement.resource.negated) return { truth: false as const };
      const some = not(element(statement.resource, isEverything).truth);
      return given({ truth, decidedBy: statement.resource.value }, some, not(isLimited(statement)));
    }),
  );
}
