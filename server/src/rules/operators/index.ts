import type { OperatorName } from '../model';
import { opens } from './opens';
import type { Operator } from './operator';
import { policy } from './policy';
import { atLeast, atMost, cidr, contains, endsWith, equals, isIn, matches, notIn, startsWith } from './scalar';
import { hasSecret, looksSecretName } from './secrets';

export type { Check, Operator } from './operator';

/** Ask for one value. Where nothing is written, the cloud's default is taken. */
export const SCALAR_OPERATORS = {
  equals,
  in: isIn,
  'not-in': notIn,
  matches,
  'starts-with': startsWith,
  'ends-with': endsWith,
  contains,
  'at-least': atLeast,
  'at-most': atMost,
  cidr,
} as const satisfies Partial<Record<OperatorName, Operator>>;

/** Ask for a whole structure, and know themselves what a missing part means. */
export const DOMAIN_OPERATORS = {
  opens,
  policy,
  'has-secret': hasSecret,
  'looks-secret-name': looksSecretName,
} as const satisfies Partial<Record<OperatorName, Operator>>;

/** Ask for the number of places, and so for all of them. */
export const COLLECTION_OPERATORS = ['exists', 'count', 'includes-all'] as const satisfies readonly OperatorName[];

export const QUANTIFIERS = ['some', 'every', 'none'] as const;

export const OPERATOR_NAMES: readonly string[] = [
  ...Object.keys(SCALAR_OPERATORS),
  ...Object.keys(DOMAIN_OPERATORS),
  ...COLLECTION_OPERATORS,
  ...QUANTIFIERS,
];
