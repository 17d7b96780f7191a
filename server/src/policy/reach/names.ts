import type { Value } from '../../values';
import type { Pattern } from '../pattern';
import { patternOf } from '../pattern';
import type { Range } from './scale';
import { ACCOUNT, ORGANISATION, oneOf, SOMEBODY, UNKNOWN } from './scale';

/** A judgement of a value: of a choice all that the choices may come to. */
export function judgeValue(value: Value, judge: (pattern: Pattern, value: Value) => Range): Range {
  if (value.kind === 'oneOf') {
    const [first, ...more] = value.choices.map((choice) => judgeValue(choice, judge));
    return first ? more.reduce(oneOf, first) : UNKNOWN;
  }
  return judge(patternOf(value), value);
}

/**
 * Whose a thing is that a value refers to, or begins with a reference to. What a configuration declares is taken for its own: it is
 * made with the same credentials. A data source may name anybody's.
 */
export function ownerOfReference(value: Value): Range | undefined {
  const first = value.kind === 'text' ? value.parts.find((part) => part !== '') : value;
  if (first === undefined || typeof first === 'string') return undefined;
  if (first.kind !== 'reference') return undefined;
  if (/(?:^|\.)data\.[^.]+\.[^.]+$/.test(first.address)) return SOMEBODY;
  return /(?:^|\.)aws_organizations_account\.[^.]+$|^aws_organizations_account\./.test(first.address) ? ORGANISATION : ACCOUNT;
}

/** A policy variable that is the whole value, in lower case: `${aws:ResourceAccount}` is `aws:resourceaccount`. */
export function variableOf(pattern: Pattern): string | undefined {
  return /^\$\{([^}]*)\}$/.exec(pattern.text)?.[1]?.toLowerCase();
}
