import type { Truth, Verdict } from '../values';
import { and } from '../values';
import type { PolicyDocument, Principals } from './document';
import { isEverything, judgePattern } from './pattern';
import type { Caller, DocumentReach } from './reach/reach';
import { mayLetMoreIn, reachOf } from './reach/reach';
import { reaches } from './reach/scale';
import type { Decision } from './statements';
import { anyOf, overAlternatives } from './statements';

/**
 * Whether a resource's policy lets everybody in: an Allow for the principal `*` (or for all but some) that no condition narrows to
 * known callers, and that no Deny takes back from the unknown ones. Decided by the principal's `"*"`. Holders of a token are another
 * question: `trustsAnyWorkload`.
 */
export function isPublic(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) => {
    const reach = reachOf(body);
    return anyOf(
      callersOf(reach)
        .filter(({ kind }) => kind !== 'Federated')
        .map(({ range, value }) => ({ truth: reaches(range, 'public'), decidedBy: value })),
      mayLetMoreIn(reach),
    );
  });
}

/**
 * Whether a policy surely lets a principal of another account in, by name and under no condition at all: an account's id that is not
 * the one which the policy's own resources belong to. Decided by the principal.
 * @param account the account that the policy's resource is made in, where the configuration tells it
 */
export function letsOutsidersIn(doc: PolicyDocument, account?: string): Verdict {
  return overAlternatives(doc, (body) => {
    const reach = account === undefined ? reachOf(body) : reachOf(body, { account });
    return anyOf(
      reach.statements
        .filter(({ statement }) => statement.condition.items.length === 0)
        .flatMap(({ callers, statement }) =>
          callers
            .filter(({ kind }) => kind === 'AWS')
            .map(({ range, value }): Decision => {
              const outside: Truth =
                range.most === 'public' && range.least === 'public' ? false : reaches(range, 'cross-account');
              return { truth: and(outside, statement.condition.open ? 'unknown' : true), decidedBy: value };
            }),
        ),
      mayLetMoreIn(reach),
    );
  });
}

function callersOf({ statements }: DocumentReach): readonly Caller[] {
  return statements.flatMap(({ callers }) => callers);
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
