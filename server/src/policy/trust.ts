import type { Truth, Value, Verdict } from '../values';
import { and } from '../values';
import type { PolicyDocument, Statement } from './document';
import { mayLetMoreIn, reachOf } from './reach/reach';
import { PUBLIC, reaches } from './reach/scale';
import type { Issuer } from './reach/tokens';
import { claimReach, issuerOf, isWholeOrganisation, subjectReach } from './reach/tokens';
import { readOperator } from './restriction';
import type { Decision } from './statements';
import { anyOf, given, overAlternatives } from './statements';

/**
 * Whether a role's trust policy lets workloads of anybody in: it trusts an issuer of tokens that serves everybody, and no condition on
 * the token says whose they must be. Decided by the value of a condition that lets all of them through, else by the principal.
 */
export function trustsAnyWorkload(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) => {
    const reach = reachOf(body);
    return anyOf(
      reach.statements.flatMap(({ statement, callers }) =>
        callers
          .filter(({ kind }) => kind === 'Federated')
          .map(({ range, value }): Decision => {
            const principal = statement.principal.items.find((item) => item.value === value);
            const issuer = principal && issuerOf(principal, statement);
            // A provider that is written out and is none of the shared ones serves whom its owner lets in.
            const shared: Truth = issuer !== undefined || (value.kind === 'string' ? false : 'unknown');
            const truth = and(shared, reaches(range, 'public'));
            return { truth, decidedBy: (issuer && emptySubject(statement, issuer)) ?? value };
          }),
      ),
      mayLetMoreIn(reach),
    );
  });
}

/** The first value of a claim that everybody's tokens have. */
function emptySubject({ condition }: Statement, issuer: Issuer): Value | undefined {
  for (const item of condition.items) {
    if (!item.key.toLowerCase().startsWith(`${issuer.name}:`)) continue;
    const claim = item.key.slice(issuer.name.length + 1).toLowerCase();
    if (!issuer.claims.includes(claim) || claimReach(item, issuer).least !== PUBLIC.least) continue;
    const { negative, base } = readOperator(item.operator);
    if (negative) return item.values.value;
    const found = item.values.items.find(
      ({ value }) => subjectReach(value, issuer, claim, base !== 'stringlike').least === PUBLIC.least,
    );
    if (found) return found.value;
  }
  return undefined;
}

/**
 * Whether a role trusts every repository or project of an organisation of a shared token issuer: `repo:example/*`, with no further
 * condition on what may run. Decided by the subject.
 */
export function trustsWholeOrganisation(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) => {
    const reach = reachOf(body);
    return anyOf(
      reach.statements.flatMap(({ statement }) =>
        statement.principal.items.flatMap((principal) => {
          const issuer = issuerOf(principal, statement);
          return issuer ? [given(wholeOrganisation(statement, issuer), principal.member, statement.effect === 'Allow')] : [];
        }),
      ),
      mayLetMoreIn(reach),
    );
  });
}

function wholeOrganisation({ condition }: Statement, issuer: Issuer): Decision {
  const subject = `${issuer.name}:sub`;
  const own = condition.items.filter(({ key }) => key.toLowerCase() === subject);
  // A further claim may name the repository or the environment.
  const others = condition.items.some(({ key }) => key.toLowerCase() !== subject && key.toLowerCase() !== `${issuer.name}:aud`);
  const [item, ...more] = own;
  if (!item) return { truth: condition.open ? 'unknown' : false };
  const { base, negative } = readOperator(item.operator);
  if (base !== 'stringlike' || negative) return { truth: false };
  const alone: Truth = more.length > 0 || others ? false : and(item.member, condition.open ? 'unknown' : true);
  const decisions = item.values.items.map(
    ({ value, member }): Decision => ({ truth: and(member, isWholeOrganisation(value, issuer)), decidedBy: value }),
  );
  return given(anyOf(decisions, item.values.open), alone);
}
