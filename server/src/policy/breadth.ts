import type { Truth, Verdict } from '../values';
import { and, not, or } from '../values';
import type { PolicyDocument, Principal, Statement } from './document';
import { allows, gives, isDenied, speaksOf } from './grants';
import type { Pattern } from './pattern';
import { isEveryAction, isEveryActionOf, isEverything, judgePattern, literalOf } from './pattern';
import { isLimited, readOperator } from './restriction';
import { anyOf, element, everyResource, given, overAlternatives } from './statements';

/** Whether the policy allows an action on every resource, with no condition and no Deny that limits it. Decided by the action. */
export function allowsEverywhere(doc: PolicyDocument, action: string): Verdict {
  const wanted: Pattern = { text: action, holes: 'none' };
  return overAlternatives(doc, (body) => {
    const denied = isDenied(body, wanted);
    return anyOf(
      gives(body).map(({ statement, truth }) =>
        given(speaksOf(statement, wanted), truth, everyResource(statement).truth, not(isLimited(statement)), not(denied)),
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
        const wide = element(statement.action, (pattern) =>
          and(isEveryActionOf(pattern, undefined), not(isEveryAction(pattern))),
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

/**
 * Issuers whose tokens everybody can get for a repository or project of their own. Source: "Identity provider controls for shared
 * OIDC providers" in the IAM user guide.
 */
const SHARED_ISSUERS = ['token.actions.githubusercontent.com', 'gitlab.com', 'app.terraform.io', 'agent.buildkite.com'];

/**
 * Whether a role's trust policy lets workloads of anybody in: it trusts a shared issuer of tokens, and no condition on the token says
 * whose they must be. Decided by the principal, or by the value that matches everything.
 */
export function trustsAnyWorkload(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyOf(
      allows(body).flatMap(({ statement, truth }) =>
        SHARED_ISSUERS.map((issuer) => {
          const trusted = anyOf(
            statement.principal.items.map((principal) => ({
              truth: trusts(principal, issuer, statement),
              decidedBy: principal.value,
            })),
            false,
          );
          return given(trusted, truth, not(namesWorkload(statement, issuer)));
        }),
      ),
      body.open,
    ),
  );
}

function trusts(principal: Principal, issuer: string, statement: Statement): Truth {
  if (principal.kind !== 'Federated') return false;
  const named = judgePattern(principal.value, (pattern) => {
    const text = literalOf(pattern);
    if (text === issuer || text.endsWith(`/${issuer}`)) return true;
    return pattern.holes === 'none' ? false : 'unknown';
  });
  if (named !== 'unknown') return and(principal.member, named);
  // A provider that is referred to is known by the keys that the conditions ask of its tokens.
  const asked = statement.condition.items.some((item) => item.key.toLowerCase().startsWith(`${issuer}:`));
  return asked ? principal.member : 'unknown';
}

/** Whether a condition asks of the token more than whom it is for. */
function namesWorkload(statement: Statement, issuer: string): Truth {
  const truths = statement.condition.items.map((item): Truth => {
    const key = item.key.toLowerCase();
    if (!key.startsWith(`${issuer}:`)) return 'unknown';
    if (key === `${issuer}:aud`) return false;
    const { negative, base } = readOperator(item.operator);
    if (negative || base === 'null') return 'unknown';
    const all = item.values.items
      .map(({ value }) => judgePattern(value, isAnySubject))
      .reduce<Truth>(or, item.values.open ? 'unknown' : false);
    return and(item.member, not(all));
  });
  return truths.reduce<Truth>(or, statement.condition.open ? 'unknown' : false);
}

/** `*`, `repo:*`, `repo:*\/*`, `project_path:*`. */
function isAnySubject(pattern: Pattern): Truth {
  if (isEverything(pattern) === true || /^(?:repo|project_path|organization):[*/:]*\*[*/:]*$/.test(pattern.text)) return true;
  return pattern.holes === 'open' && literalOf(pattern).length < 3 ? 'unknown' : false;
}
