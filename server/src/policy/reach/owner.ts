import type { PolicyDocument } from '../document';
import type { Pattern } from '../pattern';
import { OWN_ACCOUNT, patternOf } from '../pattern';
import type { Range } from './scale';
import { ACCOUNT, between, OUTSIDERS, SOMEBODY, UNKNOWN } from './scale';

/** What is known of the account that the policy's resource belongs to. */
export interface Owner {
  /** Twelve digits. */
  readonly account?: string;
}

const ACCOUNT_ID = /^\d{12}$/;

/** The parts of an ARN, `arn:partition:service:region:account:resource`; colons inside of a hole do not divide. */
export function arnFields(pattern: Pattern): readonly string[] {
  return pattern.holes === 'none' ? pattern.text.split(':') : pattern.text.split(/:(?![^\ue000\ue001]*\ue001)/);
}

/**
 * The account that owns the resource, as far as its own policy tells: `Resource` of a resource's policy is that resource or a part of
 * it, and a role trusts identity providers of its own account. Undefined where nothing says it, or where another place may differ.
 */
export function ownerOf(document: PolicyDocument): Owner {
  return document.facts.of('owner', () => findOwner(document));
}

function findOwner({ statements, open }: PolicyDocument): Owner {
  if (open) return {};
  const accounts = new Set<string>();
  for (const { principal, resource } of statements) {
    if (principal.open || resource.open) return {};
    if (principal.absent) continue;
    const providers = principal.items.filter(({ kind }) => kind === 'Federated');
    for (const { value } of [...resource.items, ...providers]) {
      const pattern = patternOf(value);
      const [arn, , , , account = ''] = arnFields(pattern);
      if (arn === 'arn' && ACCOUNT_ID.test(account)) accounts.add(account);
      else if (pattern.holes === 'open') return {};
    }
  }
  const [account, ...more] = accounts;
  return account === undefined || more.length > 0 ? {} : { account };
}

/** Whose account an account id is. What is left open in it may be anything. */
export function accountReach(text: string, holes: Pattern['holes'], owner: Owner): Range {
  if (text === OWN_ACCOUNT) return ACCOUNT;
  if (ACCOUNT_ID.test(text)) return owner.account === undefined ? SOMEBODY : text === owner.account ? ACCOUNT : OUTSIDERS;
  if (!text.includes('\ue000')) return between('nobody', 'cross-account');
  return holes === 'open' ? UNKNOWN : SOMEBODY;
}
