import type { Truth, Value } from '../../values';
import { and } from '../../values';
import type { ConditionItem, Principal, Statement } from '../document';
import type { Pattern } from '../pattern';
import { hasWildcard, isEverything, judgePattern, literalOf } from '../pattern';
import { readOperator } from '../restriction';
import { judgeValue } from './names';
import type { Owner } from './owner';
import { accountReach, arnFields } from './owner';
import type { Range } from './scale';
import { between, both, eitherOf, NOBODY, OUTSIDERS, oneOf, PUBLIC, UNKNOWN } from './scale';

/** A token issuer that serves everybody: a condition on a claim says whose tokens are meant. */
export interface Issuer {
  readonly name: string;
  /** Claims that name one customer of the issuer. */
  readonly claims: readonly string[];
  /** The part of `sub` that names the customer. */
  readonly owner?: RegExp;
  /** Tokens of one customer may still be anybody's: everybody can sign up with an application. */
  readonly signUp?: true;
}

const GITHUB_CLAIMS = [
  'sub',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'job_workflow_ref',
  'enterprise',
];

/**
 * Source: "Identity provider controls for shared OIDC providers" of the IAM user guide
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html), and for web identities "Available
 * keys for AWS OIDC federation" (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html).
 */
const SHARED_ISSUERS: readonly Issuer[] = [
  { name: 'token.actions.githubusercontent.com', claims: GITHUB_CLAIMS, owner: /^repo:([^/]*)/ },
  { name: 'vstoken.actions.githubusercontent.com', claims: ['sub'] },
  { name: 'oidc-configuration.audit-log.githubusercontent.com', claims: ['sub'] },
  { name: 'gitlab.com', claims: ['sub'], owner: /^project_path:([^/:]*)/ },
  { name: 'app.terraform.io', claims: ['sub'], owner: /^organization:([^:]*)/ },
  { name: 'agent.buildkite.com', claims: ['sub'], owner: /^organization:([^:]*)/ },
  { name: 'oidc.codefresh.io', claims: ['sub'] },
  { name: 'scalr.io', claims: ['sub'] },
  { name: 'proidc.upbound.io', claims: ['sub'] },
  { name: 'studio.datachain.ai/api', claims: ['sub'] },
  { name: 'tokens.cloud.shisho.dev', claims: ['sub'] },
  { name: 'sandboxes.cloud', claims: ['sub', 'aud'] },
  { name: 'api.pulumi.com/oidc', claims: ['sub', 'aud'] },
  { name: 'oidc.vercel.com', claims: ['sub', 'aud'] },
  { name: 'cognito-identity.amazonaws.com', claims: ['sub', 'aud'], signUp: true },
  { name: 'accounts.google.com', claims: ['sub', 'aud', 'oaud'], signUp: true },
  { name: 'graph.facebook.com', claims: ['id', 'app_id'], signUp: true },
  { name: 'www.amazon.com', claims: ['user_id', 'app_id'], signUp: true },
];

/** Who gets in by a token or an assertion of an identity provider, with the conditions on the token's claims. */
export function tokenReach(principal: Principal, statement: Statement, owner: Owner): Range {
  return judgeValue(principal.value, (pattern) => {
    // An account's own provider of single sign-on lets in whom that provider knows.
    const [arn, , , , account = '', resource = ''] = arnFields(pattern);
    if (arn === 'arn' && resource.startsWith('saml-provider/')) return accountReach(account, pattern.holes, owner);
    const issuer = SHARED_ISSUERS.find(({ name }) => isIssuedBy(principal.value, name, statement) === true);
    if (issuer) return claimsReach(issuer, statement);
    return pattern.holes === 'none' ? between('account', 'public') : UNKNOWN;
  });
}

/** The shared issuer that a principal trusts, where it is known. */
export function issuerOf(principal: Principal, statement: Statement): Issuer | undefined {
  if (principal.kind !== 'Federated') return undefined;
  return SHARED_ISSUERS.find(({ name }) => isIssuedBy(principal.value, name, statement) === true);
}

function isIssuedBy(value: Value, issuer: string, statement: Statement): Truth {
  const named = judgePattern(value, (pattern) => {
    const text = literalOf(pattern);
    if (text === issuer || text.endsWith(`/${issuer}`)) return true;
    return pattern.holes === 'none' ? false : 'unknown';
  });
  if (named !== 'unknown') return named;
  // A provider that is referred to is known by the keys that the conditions ask of its tokens.
  return statement.condition.items.some((item) => item.key.toLowerCase().startsWith(`${issuer}:`)) ? true : 'unknown';
}

function claimsReach(issuer: Issuer, { condition }: Statement): Range {
  const all = condition.items
    .filter((item) => item.key.toLowerCase().startsWith(`${issuer.name}:`))
    .map((item) => {
      const range = claimReach(item, issuer);
      return item.member === true ? range : oneOf(range, UNKNOWN);
    })
    .reduce(both, PUBLIC);
  return condition.open ? { least: 'nobody', most: all.most } : all;
}

/** Who satisfies a condition on a claim. */
export function claimReach(item: ConditionItem, issuer: Issuer): Range {
  const claim = item.key.slice(issuer.name.length + 1).toLowerCase();
  const { base, negative, ifExists, qualifier } = readOperator(item.operator);
  const { items, open } = item.values;
  // Whoever asks for a token chooses whom it is for.
  if (!issuer.claims.includes(claim)) return claim === 'aud' ? PUBLIC : UNKNOWN;
  if (base === 'null' || (items.length === 0 && !open)) return UNKNOWN;
  if (negative)
    return items.some(({ value }) => subjectReach(value, issuer, claim, false).most === 'public') || open ? UNKNOWN : PUBLIC;
  if (!/^string(?:equals|equalsignorecase|like)$/.test(base)) return UNKNOWN;
  const named = eitherOf(
    items.map(({ value, member }) => {
      const range = subjectReach(value, issuer, claim, base !== 'stringlike');
      return member === true ? range : oneOf(range, NOBODY);
    }),
  );
  return open || ifExists || qualifier === 'forallvalues' ? { least: named.least, most: 'public' } : named;
}

/** Whose token has such a subject. */
export function subjectReach(value: Value, issuer: Issuer, claim: string, exact: boolean): Range {
  return judgeValue(value, (pattern) => {
    const known = issuer.signUp ? between('account', 'public') : OUTSIDERS;
    if (pattern.holes === 'open' && literalOf(pattern).length < 3) return UNKNOWN;
    if (exact) return pattern.holes === 'none' && hasWildcard(pattern) ? NOBODY : known;
    return isAnySubject(pattern) ? PUBLIC : claim === 'sub' ? ofOwner(pattern, issuer) : hasWildcard(pattern) ? UNKNOWN : known;
  });
}

/** `*`, or a subject that only says from which branch: everybody has one of that name. */
function isAnySubject(pattern: Pattern): boolean {
  return isEverything(pattern) === true || /^\*:(?:ref|environment|pull_request|run_phase)(?::[^:]*)?$/.test(pattern.text);
}

/** A wildcard in the customer's name is satisfied by whoever registers such a name: `repo:example*` by `example-2/any`. */
function ofOwner(pattern: Pattern, issuer: Issuer): Range {
  const known = issuer.signUp ? between('account', 'public') : OUTSIDERS;
  const owner = issuer.owner?.exec(pattern.text)?.[1];
  if (owner === undefined) return /^[^*?]{3,}/.test(pattern.text) ? known : UNKNOWN;
  if (/[*?]/.test(owner)) return PUBLIC;
  return pattern.holes === 'open' && owner.includes('\ue000') ? UNKNOWN : known;
}

/** Whether a subject names a customer, and leaves open which of its repositories or projects: `repo:example/*`. */
export function isWholeOrganisation(value: Value, issuer: Issuer): Truth {
  return judgePattern(value, (pattern) => {
    const owner = issuer.owner?.exec(pattern.text);
    const rest = owner ? pattern.text.slice(owner[0].length) : undefined;
    if (rest === undefined || /[*?]/.test(owner?.[1] ?? '')) return pattern.holes === 'open' ? 'unknown' : false;
    if (/^[/:]\*/.test(rest) || /^:(?:project|pipeline):\*/.test(rest))
      return and(true, pattern.holes === 'open' ? 'unknown' : true);
    return pattern.holes === 'open' ? 'unknown' : false;
  });
}
