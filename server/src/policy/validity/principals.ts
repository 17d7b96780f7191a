import { closest } from '../closest';
import type { Context } from './context';
import { isOnly } from './context';
import { isScalar } from './document';
import { repairAt } from './fault';
import type { Part, Parts, PrincipalSheet, StatementSheet } from './sheet';

const KEYS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/** Who a statement is about. */
export function checkPrincipals(context: Context, statement: StatementSheet): void {
  const { findings } = context;
  const { principal } = statement;
  if (!principal) return;
  const { at, name, value } = principal;
  if (isOnly(context, 'identity')) findings.add('principal-in-identity-policy', at, name);
  if (isOnly(context, 'service-control')) findings.add('principal-in-service-control-policy', at, name);
  if (isOnly(context, 'trust') && principal.negated) findings.add('trust-not-principal', at, name);
  // Whatever the policy is: a trust policy, which takes none, says so by itself.
  const isOther = isOnly(context, 'trust') || isOnly(context, 'identity') || isOnly(context, 'service-control');
  if (!isOther && principal.negated && statement.effect === 'Allow') findings.add('allow-not-principal', at, name);
  if (value.kind === 'list' || (isScalar(value) && !(value.kind === 'string' && value.value === '*')))
    findings.add('principal-format', value.origin, value.kind === 'string' ? value.value : name);
  if (value.kind === 'map' && value.entries.size === 0 && !value.rest) findings.add('empty-principal-object', at, name);
  for (const kind of principal.kinds) checkKind(context, kind);
  if (isOnly(context, 'trust') && context.wants('redundant-session')) checkSessions(context, principal);
}

function checkKind(context: Context, kind: Parts): void {
  const { findings } = context;
  const { at, name, value, parts } = kind;
  // `*` as a key is how Terraform's policy document writes everybody.
  if (name === '*') return;
  if (!KEYS.includes(name)) {
    const near = closest(name, KEYS);
    findings.add('principal-key', at, name, { detail: near ? `; did you mean ${near}?` : '', repair: repairAt(at, name, near) });
    return;
  }
  if (value.kind === 'list' && value.items.length === 0 && !value.rest) findings.add('empty-principal', at, name);
  if (value.kind === 'map' && !value.rest)
    findings.add('wrong-type', value.origin, name, { detail: 'a text or a list of texts' });
  if (name === 'Federated' && isOnly(context, 'resource', 'endpoint', 'resource-control'))
    findings.add('federated-not-supported', at, name);
  for (const part of parts) checkValue(context, name, part);
}

function checkValue(context: Context, kind: string, { text, value }: Part): void {
  const { findings } = context;
  if (text === undefined || text.includes('${') || text.includes('&{')) return;
  if (/[*?]/.test(text)) {
    if (kind !== 'AWS' || text !== '*') findings.add('principal-wildcard', value.origin, text, { detail: kind });
    return;
  }
  if (kind === 'Service' && !isServicePrincipal(text)) findings.add('service-principal-format', value.origin, text);
  if (kind === 'AWS' && /^AROA[A-Z0-9]{12,}$/.test(text)) findings.add('role-id-as-principal', value.origin, text);
  if (kind === 'AWS' && /^AIDA[A-Z0-9]{12,}$/.test(text)) findings.add('user-id-as-principal', value.origin, text);
  if (kind === 'Federated' && isOnly(context, 'trust') && !isFederated(text))
    findings.add('federated-format', value.origin, text);
}

/**
 * `s3.amazonaws.com`, `delivery.logs.amazonaws.com`, `ec2.amazonaws.com.cn`. Source: "AWS service principals" in the IAM user guide; services
 * within AWS and other partitions have suffixes of their own.
 */
export function isServicePrincipal(text: string): boolean {
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|amazonaws-us-gov\.com|api\.aws|aws)$/.test(
    text,
  );
}

/** A domain, or the ARN of a SAML or OIDC provider. */
function isFederated(text: string): boolean {
  if (text.startsWith('arn:')) return /^arn:[a-z-]+:iam::\d{12}:(?:saml|oidc)-provider\/\S+$/.test(text);
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?:\/\S*)?$/i.test(text);
}

/** A session of a role beside the role itself adds nothing. */
function checkSessions({ findings }: Context, { kinds }: PrincipalSheet): void {
  const parts = kinds.find(({ name }) => name === 'AWS')?.parts ?? [];
  const roles = new Set<string>();
  for (const { text } of parts) {
    const role = text === undefined ? undefined : /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(text);
    if (role) roles.add(`${role[1]}:${role[2]}:${role[3]}`);
  }
  for (const { text, value } of parts) {
    const session = text === undefined ? undefined : /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(text);
    if (session && text !== undefined && roles.has(`${session[1]}:${session[2]}:${session[3]}`))
      findings.add('redundant-session', value.origin, text, { detail: session[3] ?? '' });
  }
}
