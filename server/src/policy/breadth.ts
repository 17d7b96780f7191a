import type { Verdict } from '../values';
import { and, not } from '../values';
import type { PolicyDocument } from './document';
import { gives, isDenied, speaksOfAlways } from './grants';
import type { Pattern } from './pattern';
import { isEveryAction, isEveryActionOf, isEverything } from './pattern';
import { isLimited } from './restriction';
import { anyOf, element, everyResource, given, overAlternatives } from './statements';

/** Whether the policy allows an action on every resource, with no condition and no Deny that limits it. Decided by the action. */
export function allowsEverywhere(doc: PolicyDocument, action: string): Verdict {
  const wanted: Pattern = { text: action, holes: 'none' };
  return overAlternatives(doc, (body) => {
    const denied = isDenied(body, wanted);
    return anyOf(
      gives(body).map(({ statement, truth }) =>
        given(speaksOfAlways(statement, wanted), truth, everyResource(statement).truth, not(isLimited(statement)), not(denied)),
      ),
      body.open,
    );
  });
}

/** Whether the policy allows every action of one service (`s3:*`, not `*`) on every resource without a condition. Decided by the action. */
export function allowsServiceEverywhere(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyOf(
      gives(body).map(({ statement, truth }) => {
        if (statement.action.negated) return { truth: false as const };
        const wide = statement.facts.of('every action of a service', () =>
          element(statement.action, (pattern) => and(isEveryActionOf(pattern, undefined), not(isEveryAction(pattern)))),
        );
        return given(wide, truth, everyResource(statement).truth, not(isLimited(statement)));
      }),
      body.open,
    ),
  );
}

/** Whether a statement allows all actions but some (`NotAction`) on every resource without a condition. Decided by the element. */
export function allowsOtherActions(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyOf(
      gives(body).map(({ statement, truth }) => {
        if (!statement.action.negated) return { truth: false as const };
        const wide = { truth, decidedBy: statement.action.value };
        const some = not(element(statement.action, isEveryAction).truth);
        return given(wide, some, everyResource(statement).truth, not(isLimited(statement)));
      }),
      body.open,
    ),
  );
}

/** Whether a statement allows something on all resources but some (`NotResource`) without a condition. Decided by the element. */
export function allowsOtherResources(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyOf(
      gives(body).map(({ statement, truth }) => {
        if (!statement.resource.negated) return { truth: false as const };
        const some = not(element(statement.resource, isEverything).truth);
        return given({ truth, decidedBy: statement.resource.value }, some, not(isLimited(statement)));
      }),
      body.open,
    ),
  );
}
