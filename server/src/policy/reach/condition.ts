import type { ConditionItem, Conditions } from '../document';
import { hasWildcard, isEverything, judgePattern } from '../pattern';
import { readOperator } from '../restriction';
import type { ConditionKey } from './keys';
import { conditionKey } from './keys';
import { judgeValue } from './names';
import type { Owner } from './owner';
import type { Range } from './scale';
import { between, both, either, eitherOf, NOBODY, OUTSIDERS, oneOf, PUBLIC, SOMEBODY, UNKNOWN } from './scale';
import type { Comparison } from './values';
import { valueReach } from './values';

/** A key of a token, `token.actions.githubusercontent.com:sub`: it belongs to whoever signs in with one. */
export function isTokenKey(key: string): boolean {
  return /^[^:]*\.[^:]*:/.test(key);
}

/** Who can satisfy all the conditions of an Allow, whoever the principals are. */
export function satisfies(conditions: Conditions, owner: Owner): Range {
  const all = conditions.items.map((item) => asFar(item, meets(item, owner))).reduce(both, PUBLIC);
  return conditions.open ? { least: 'nobody', most: all.most } : all;
}

/**
 * Who is spared by a Deny with these conditions: whoever fails one of them. A Deny with a negated operator speaks of all but the
 * named ones, and of those that send no such key.
 */
export function isSpared(conditions: Conditions, owner: Owner): Range {
  const all = eitherOf(conditions.items.map((item) => asFar(item, fails(item, owner))));
  return conditions.open ? { least: all.least, most: 'public' } : all;
}

/** An item that may not be there narrows nothing for sure, and spares nobody for sure. */
function asFar(item: ConditionItem, range: Range): Range {
  return item.member === true ? range : oneOf(range, UNKNOWN);
}

/** Who can satisfy one condition. */
export function meets(item: ConditionItem, owner: Owner): Range {
  const { base, negative, ifExists, qualifier } = readOperator(item.operator);
  const name = item.key.toLowerCase();
  const flag = base === 'bool' ? flags[name] : undefined;
  if (flag) return flag(truthOf(item));
  const key = conditionKey(name);
  if (!key) return UNKNOWN;
  if (base === 'null') return presence(item, key);
  if (key.meaning === 'nothing') return PUBLIC;
  // All but the listed ones may call.
  if (negative) return mayListAll(item) ? UNKNOWN : PUBLIC;
  const named = valuesOf(item, key, name, base, owner);
  const holdsWithout = ifExists || qualifier === 'forallvalues';
  if (!holdsWithout || key.missing === 'never') return named;
  if (key.missing === 'for-strangers') return PUBLIC;
  // Requests without credentials, which few services take, and requests from inside of a network come without the key.
  return either(named, between(named.least, 'public'));
}

/** Who fails one condition of a Deny, and so is spared by it. */
function fails(item: ConditionItem, owner: Owner): Range {
  const { base, negative, qualifier } = readOperator(item.operator);
  const name = item.key.toLowerCase();
  if (base === 'bool' && (name === 'aws:principalisawsservice' || name === 'aws:viaawsservice')) {
    const value = truthOf(item);
    // Services that act for themselves or for a caller are known callers.
    return value === undefined ? UNKNOWN : value ? PUBLIC : SOMEBODY;
  }
  const key = conditionKey(name);
  if (!key) return UNKNOWN;
  if (base === 'null') return key.open === true && truthOf(item) !== undefined ? PUBLIC : UNKNOWN;
  if (!negative) {
    // It refuses some: plain HTTP, one address range. All others are spared, unless it speaks of every value.
    return key.meaning !== 'nothing' && mayListAll(item) ? UNKNOWN : PUBLIC;
  }
  if (key.meaning === 'nothing') return PUBLIC;
  const named = valuesOf(item, key, name, base.replace('not', ''), owner);
  return qualifier ? between(named.least, 'public') : named;
}

/** Conditions that are yes or no. */
const flags: Readonly<Record<string, (value: boolean | undefined) => Range>> = {
  // A service calls for itself, and whose resources it acts for is not said.
  'aws:principalisawsservice': (value) => (value === undefined ? UNKNOWN : value ? SOMEBODY : PUBLIC),
  // A service calls with the credentials of somebody, who may be anybody.
  'aws:viaawsservice': (value) => (value === false ? PUBLIC : UNKNOWN),
  // Only what stands in a network of the file system reaches a mount target.
  'elasticfilesystem:accessedviamounttarget': (value) => (value === true ? OUTSIDERS : UNKNOWN),
};

/** Whether the key must be there (`false`) or not: where strangers can send some value of it, being there says nothing. */
function presence(item: ConditionItem, key: ConditionKey): Range {
  const absent = truthOf(item);
  if (absent === undefined || key.meaning === 'nothing') return UNKNOWN;
  if (!absent) return key.open ? PUBLIC : UNKNOWN;
  return key.missing === 'for-strangers' ? PUBLIC : UNKNOWN;
}

/** Who satisfies that the key has one of the values. */
function valuesOf(item: ConditionItem, key: ConditionKey, name: string, base: string, owner: Owner): Range {
  const comparison = comparisons[base];
  const { items, open } = item.values;
  if (!comparison || (items.length === 0 && !open)) return UNKNOWN;
  const asked = { key: name, comparison, owner };
  const ranges = items.map(({ value, member }) => {
    const range = judgeValue(value, (pattern, one) => valueReach(key.meaning, one, pattern, asked));
    return member === true ? range : oneOf(range, NOBODY);
  });
  const all = eitherOf(ranges);
  return open ? { least: all.least, most: 'public' } : all;
}

const comparisons: Readonly<Record<string, Comparison>> = {
  stringequals: 'exact',
  stringequalsignorecase: 'exact',
  stringlike: 'like',
  arnequals: 'arn',
  arnlike: 'arn',
  ipaddress: 'address',
};

/** Whether the values may be all there are, so that their opposite is nobody. */
function mayListAll(item: ConditionItem): boolean {
  const { items, open } = item.values;
  if (open || items.length === 0) return true;
  return items.some(({ value }) =>
    judgePattern(value, (pattern) => {
      if (pattern.holes === 'open') return 'unknown';
      return isEverything(pattern) === true || hasWildcard(pattern) || /\/[0-7]$|^::\//.test(pattern.text);
    }),
  );
}

/** The one value of a condition on true and false. */
function truthOf(item: ConditionItem): boolean | undefined {
  const { items, open } = item.values;
  const values = items.map(({ value, member }) =>
    member !== true || (value.kind !== 'bool' && value.kind !== 'string') ? '' : String(value.value).toLowerCase(),
  );
  const [first, ...more] = values;
  if (open || first === undefined || more.some((value) => value !== first)) return undefined;
  return first === 'true' ? true : first === 'false' ? false : undefined;
}
