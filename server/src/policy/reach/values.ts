import type { Value } from '../../values';
import type { Pattern } from '../pattern';
import { hasWildcard, isEverything, literalOf } from '../pattern';
import { addressReach } from './addresses';
import type { KeyMeaning } from './keys';
import { ownerOfReference, variableOf } from './names';
import type { Owner } from './owner';
import { accountReach, arnFields } from './owner';
import type { Range } from './scale';
import { ACCOUNT, between, NOBODY, ORGANISATION, OUTSIDERS, PUBLIC, SOMEBODY, UNKNOWN } from './scale';

/** How a condition compares a value: in `StringEquals` a wildcard is a letter like any other. */
export type Comparison = 'exact' | 'like' | 'arn' | 'address';

interface Asked {
  readonly key: string;
  readonly comparison: Comparison;
  readonly owner: Owner;
}

/** Who satisfies that a key has a value: `key` in lower case. */
export function valueReach(meaning: KeyMeaning, value: Value, pattern: Pattern, asked: Asked): Range {
  if (meaning === 'nothing') return PUBLIC;
  if (meaning === 'address') return asked.comparison === 'address' ? addressReach(pattern) : UNKNOWN;
  if (asked.comparison === 'address') return UNKNOWN;
  if (asked.comparison === 'exact' && pattern.holes === 'none' && /^[^$]*[*?]/.test(pattern.text)) return NOBODY;
  const variable = variableOf(pattern);
  if (variable !== undefined) return variableReach(variable, asked.key);
  if (pattern.text.includes('${')) return UNKNOWN;
  if (isEverything(pattern) === true) return meaning === 'service' ? SOMEBODY : PUBLIC;
  if (pattern.holes === 'open' && /^[*?]*$/.test(literalOf(pattern))) return UNKNOWN;
  switch (meaning) {
    case 'account':
      return ofAccount(value, pattern, asked.owner);
    case 'organisation':
      return ofOrganisation(pattern);
    case 'organisation-path':
      return ofOrganisation({ ...pattern, text: pattern.text.split('/')[0] ?? '' });
    case 'arn':
      return ofArn(value, pattern, asked.owner);
    case 'unique-id':
      return ofUniqueId(value, pattern, asked.owner);
    case 'network':
    case 'network-account':
      return ofNetwork(pattern);
    case 'service':
      return SOMEBODY;
    case 'endpoint':
      return ofEndpoint(value, pattern, asked.owner);
    case 'key':
      return pattern.holes === 'open' || hasWildcard(pattern) ? UNKNOWN : SOMEBODY;
  }
}

/** A variable takes its value from the request itself: the resource's own account says something, the caller's own does not. */
function variableReach(variable: string, key: string): Range {
  if (variable === key) return PUBLIC;
  if (variable === 'aws:resourceaccount') return ACCOUNT;
  if (variable === 'aws:resourceorgid') return ORGANISATION;
  return UNKNOWN;
}

function ofAccount(value: Value, pattern: Pattern, owner: Owner): Range {
  const reference = ownerOfReference(value);
  if (reference) return reference;
  return hasWildcard(pattern) ? between('nobody', 'public') : accountReach(pattern.text, pattern.holes, owner);
}

function ofOrganisation(pattern: Pattern): Range {
  if (/^[o?]?[-?]?\*+$/.test(pattern.text)) return PUBLIC;
  if (hasWildcard(pattern) || pattern.holes === 'open') return UNKNOWN;
  if (pattern.holes === 'fixed' || /^o-[a-z0-9]+$/.test(pattern.text)) return ORGANISATION;
  return between('nobody', 'organisation');
}

function ofNetwork(pattern: Pattern): Range {
  if (/^(?:vpc|vpce)?-?\*+$/.test(pattern.text)) return PUBLIC;
  return hasWildcard(pattern) || pattern.holes === 'open' ? UNKNOWN : OUTSIDERS;
}

/**
 * Whose an ARN is. One that leaves the account open names everybody's resources of that name; a bucket's has no account, and its
 * name is given once only.
 */
function ofArn(value: Value, pattern: Pattern, owner: Owner): Range {
  const reference = ownerOfReference(value);
  if (reference) return reference;
  const [arn, , service = '', , account, ...rest] = arnFields(pattern);
  const resource = rest.join(':');
  if (arn !== 'arn' || account === undefined) {
    if (pattern.holes === 'open' || hasWildcard(pattern)) return UNKNOWN;
    return pattern.holes === 'fixed' ? SOMEBODY : between('nobody', 'cross-account');
  }
  if (account !== '' && /^[^*?]+$/.test(account)) return accountReach(account, pattern.holes, owner);
  const isBucket = /^(?:s3|\*)$/.test(service) && !/^(?:accesspoint|\*)/.test(resource);
  if (account === '' || isBucket) {
    if (pattern.holes === 'open') return UNKNOWN;
    if (/^[*?]/.test(resource)) return PUBLIC;
    if (value.kind === 'text' && value.parts.some((part) => typeof part !== 'string' && part.kind === 'reference'))
      return ACCOUNT;
    // Whoever gives a bucket a name that begins like this satisfies it.
    return hasWildcard({ ...pattern, text: resource.split('/')[0] ?? '' }) ? between('account', 'public') : SOMEBODY;
  }
  if (pattern.holes === 'open') return UNKNOWN;
  return /^\*+$/.test(account) ? PUBLIC : between('account', 'public');
}

/** `AIDA…` of a user, `AROA…:session` of a role, an account's id for its root. A session's name is chosen by whoever assumes a role. */
function ofUniqueId(value: Value, pattern: Pattern, owner: Owner): Range {
  const reference = ownerOfReference(value);
  if (reference) return reference;
  const [id = '', session] = pattern.text.split(':');
  if (/^\*+$/.test(id)) return session === undefined || session !== '' ? PUBLIC : UNKNOWN;
  if (pattern.holes === 'open' || hasWildcard({ ...pattern, text: id })) return UNKNOWN;
  return session === undefined && /^\d+$/.test(id) ? accountReach(id, pattern.holes, owner) : SOMEBODY;
}

/** Where what is subscribed to goes: addresses of one domain, or a queue or function of one account. */
function ofEndpoint(value: Value, pattern: Pattern, owner: Owner): Range {
  if (/^arn:/.test(pattern.text)) return ofArn(value, pattern, owner);
  if (/^[^*?\ue000]*@[^*?\ue000]+$|^\*@[^*?\ue000]+$|^https?:\/\/[^*?/\ue000]+\//.test(pattern.text)) return OUTSIDERS;
  return pattern.holes === 'none' && !hasWildcard(pattern) ? OUTSIDERS : UNKNOWN;
}
