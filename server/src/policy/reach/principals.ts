import type { Value } from '../../values';
import type { Principal, Statement } from '../document';
import type { Pattern } from '../pattern';
import { literalOf, OWN_ACCOUNT } from '../pattern';
import { judgeValue, ownerOfReference } from './names';
import type { Owner } from './owner';
import { accountReach, arnFields } from './owner';
import type { Range } from './scale';
import { ACCOUNT, between, PUBLIC, SOMEBODY, UNKNOWN } from './scale';
import { tokenReach } from './tokens';

/**
 * Accounts of AWS from which load balancers deliver their logs, one for each region.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const LOAD_BALANCERS: ReadonlySet<string> = new Set([
  '127311923021',
  '033677994240',
  '027434742980',
  '797873946194',
  '098369216593',
  '754344448648',
  '589379963580',
  '718504428378',
  '383597477331',
  '600734575887',
  '114774131450',
  '783225319266',
  '582318560864',
  '985666609251',
  '054676820928',
  '156460612806',
  '652711504416',
  '635631232127',
  '009996457667',
  '897822967062',
  '076674570225',
  '507241528517',
]);

/** Who a principal of an Allow is, before conditions. */
export function principalReach(principal: Principal, statement: Statement, owner: Owner): Range {
  const { kind, value } = principal;
  switch (kind) {
    case '*':
      return judgeValue(value, (pattern) => (pattern.text === '*' ? PUBLIC : between('nobody', 'cross-account')));
    case 'AWS':
      return judgeValue(value, (pattern, one) => awsReach(pattern, one, owner));
    case 'Service':
      return serviceReach(statement);
    case 'Federated':
      return tokenReach(principal, statement, owner);
    case 'CanonicalUser':
      return judgeValue(
        value,
        (pattern, one) => ownerOfReference(one) ?? (pattern.holes === 'open' ? between('nobody', 'cross-account') : SOMEBODY),
      );
    default:
      return between('nobody', 'cross-account');
  }
}

/** `*`, an account's id, an ARN; what IAM makes of a deleted principal (`AROA…`) is nobody. In a principal `*` is no wildcard inside of an ARN. */
function awsReach(pattern: Pattern, value: Value, owner: Owner): Range {
  if (pattern.text === '*') return PUBLIC;
  const reference = ownerOfReference(value);
  if (reference) return reference;
  if (pattern.holes === 'open' && /^\**$/.test(literalOf(pattern))) return UNKNOWN;
  if (LOAD_BALANCERS.has(pattern.text)) return SOMEBODY;
  if (pattern.text === OWN_ACCOUNT || /^\d{12}$/.test(pattern.text)) return accountReach(pattern.text, pattern.holes, owner);
  const [arn, , service = '', , account = ''] = arnFields(pattern);
  if (arn !== 'arn') return pattern.holes === 'fixed' ? SOMEBODY : between('nobody', 'cross-account');
  if (!/^(?:iam|sts)$/.test(service)) return between('nobody', 'cross-account');
  // An origin access identity of CloudFront, or another part of AWS that has an account.
  if (account === 'cloudfront' || LOAD_BALANCERS.has(account)) return SOMEBODY;
  const range = accountReach(account, pattern.holes, owner);
  return range.most === 'public' ? between('nobody', 'cross-account') : range;
}

/**
 * A service that a role trusts acts for the role's own account: a role cannot be passed to a service of another one. Elsewhere a
 * service may act for anybody, which conditions on the source prevent.
 */
function serviceReach(statement: Statement): Range {
  return isTrust(statement) ? ACCOUNT : SOMEBODY;
}

/** Whether a statement is of a role's trust policy: such a policy alone has neither `Resource` nor other actions than these. */
export function isTrust({ resource, action }: Statement): boolean {
  if (!resource.absent || action.negated || action.open || action.items.length === 0) return false;
  return action.items.every(
    ({ value }) => value.kind === 'string' && /^sts:(?:AssumeRole|TagSession|SetSourceIdentity|SetContext)/i.test(value.value),
  );
}
