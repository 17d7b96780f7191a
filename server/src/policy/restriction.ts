import type { Truth } from '../values';
import { and, not, or } from '../values';
import type { ConditionItem, Conditions, Elements, Statement } from './document';
import type { Pattern } from './pattern';
import { hasWildcard, isEverything, judgePattern, literalOf } from './pattern';

/**
 * What a condition key says about who calls. `who`: a fixed value narrows the callers to known ones; `arn`: likewise, where account
 * or resource are fixed; `ip`: a range that is not too broad does; `nothing`: no value tells callers apart. A key that is not
 * listed may or may not. Source: "The meaning of public" in the S3 user guide, and the global condition keys of the IAM user guide.
 */
const KEYS: ReadonlyMap<string, 'who' | 'arn' | 'ip' | 'nothing'> = new Map([
  ['aws:sourceip', 'ip'],
  ['aws:vpcsourceip', 'ip'],
  ['aws:sourcearn', 'arn'],
  ['aws:principalarn', 'arn'],
  ['s3:dataaccesspointarn', 'arn'],
  ['aws:sourcevpcarn', 'arn'],
  ['lambda:sourcefunctionarn', 'arn'],
  ['aws:sourceaccount', 'who'],
  ['aws:sourceowner', 'who'],
  ['aws:sourceorgid', 'who'],
  ['aws:sourceorgpaths', 'who'],
  ['aws:sourcevpc', 'who'],
  ['aws:sourcevpce', 'who'],
  ['aws:vpceaccount', 'who'],
  ['aws:vpceorgid', 'who'],
  ['aws:vpceorgpaths', 'who'],
  ['aws:principalaccount', 'who'],
  ['aws:principalorgid', 'who'],
  ['aws:principalorgpaths', 'who'],
  ['aws:principalservicename', 'who'],
  ['aws:userid', 'who'],
  ['aws:username', 'who'],
  ['kms:calleraccount', 'who'],
  ['s3:dataaccesspointaccount', 'who'],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'who'],
  ['aws:securetransport', 'nothing'],
  ['aws:currenttime', 'nothing'],
  ['aws:epochtime', 'nothing'],
  ['aws:multifactorauthpresent', 'nothing'],
  ['aws:multifactorauthage', 'nothing'],
  ['aws:referer', 'nothing'],
  ['aws:useragent', 'nothing'],
  ['aws:requestedregion', 'nothing'],
  ['aws:tagkeys', 'nothing'],
  ['s3:prefix', 'nothing'],
  ['s3:delimiter', 'nothing'],
  ['s3:max-keys', 'nothing'],
  ['s3:x-amz-acl', 'nothing'],
  ['s3:x-amz-server-side-encryption', 'nothing'],
  ['s3:tlsversion', 'nothing'],
  ['s3:signatureversion', 'nothing'],
  ['s3:authtype', 'nothing'],
  ['sns:protocol', 'nothing'],
  ['sns:endpoint', 'nothing'],
  ['kms:viaservice', 'nothing'],
  ['kms:grantisforawsresource', 'nothing'],
  ['lambda:functionurlauthtype', 'nothing'],
  ['lambda:invokedviafunctionurl', 'nothing'],
]);

interface Operator {
  readonly base: string;
  readonly negative: boolean;
  readonly ifExists: boolean;
  readonly qualifier: 'forallvalues' | 'foranyvalue' | undefined;
}

/** `ForAnyValue:StringNotEqualsIfExists` taken apart, in lower case. */
export function readOperator(text: string): Operator {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(text.toLowerCase());
  const base = match?.[2] ?? '';
  const negative = /^(?:string|arn|numeric|date)not|^notip/.test(base);
  const qualifier = match?.[1] === 'forallvalues' || match?.[1] === 'foranyvalue' ? match[1] : undefined;
  return { base, negative, ifExists: match?.[3] !== undefined, qualifier };
}

/** Whether the conditions of an Allow narrow the callers down to known ones. One that does is enough. */
export function narrowsCallers(conditions: Conditions): Truth {
  const truths = conditions.items.map((item) => sure(item, narrows(item)));
  return truths.reduce<Truth>(or, conditions.open ? 'unknown' : false);
}

/**
 * Whether a Deny with these conditions spares known callers at most: each of them must hold for the Deny to apply, so each must be
 * the negation of a narrowing one.
 */
export function sparesOnlyKnown(conditions: Conditions): Truth {
  const truths = conditions.items.map((item): Truth => {
    const { base, negative } = readOperator(item.operator);
    const key = item.key.toLowerCase();
    // Services that act for a caller, or for themselves, are known callers.
    if (base === 'bool' && (key === 'aws:principalisawsservice' || key === 'aws:viaawsservice'))
      return sure(item, allAre(item, 'false'));
    if (!negative) {
      const vacuous = isVacuous(item);
      if (vacuous !== false) return vacuous;
      // It refuses some: plain HTTP, one address range. All others are spared.
      return KEYS.has(key) && base !== 'null' ? false : 'unknown';
    }
    return sure(item, fixedValues(item));
  });
  return truths.reduce<Truth>(and, conditions.open ? 'unknown' : true);
}

function narrows(item: ConditionItem): Truth {
  const { base, negative, ifExists, qualifier } = readOperator(item.operator);
  const key = item.key.toLowerCase();
  const meaning = KEYS.get(key);
  if (meaning === 'nothing' || isVacuous(item) === true) return false;
  if (base === 'bool' && key === 'aws:principalisawsservice') return allAre(item, 'true');
  if (meaning === undefined || base === 'null') return 'unknown';
  // All but the listed ones may call.
  if (negative) return false;
  // Where the key is not sent, as by anonymous callers, the condition holds.
  if ((ifExists || qualifier === 'forallvalues') && key !== 'aws:sourceip') return qualifier ? 'unknown' : false;
  if (!/^(?:string(?:equals|equalsignorecase|like)|arn(?:equals|like)|ipaddress)$/.test(base)) return 'unknown';
  return fixedValues(item);
}

function fixedValues(item: ConditionItem): Truth {
  const meaning = KEYS.get(item.key.toLowerCase());
  if (meaning === undefined) return 'unknown';
  if (meaning === 'nothing') return false;
  const judge = meaning === 'ip' ? isNarrowRange : meaning === 'arn' ? isFixedArn : isFixedName;
  return every(item.values, (value) => judgePattern(value, judge));
}

/** Whether every value, however matched, lets everything through. */
export function isVacuous(item: ConditionItem): Truth {
  const { base, negative } = readOperator(item.operator);
  if (negative || !/^(?:string|arn)like$|^arnequals$|^ipaddress$/.test(base)) return false;
  const truths = item.values.items.map(({ value, member }) => {
    const truth = judgePattern(value, (pattern) => (base === 'ipaddress' ? isWorld(pattern) : isEverything(pattern)));
    return member === true ? truth : and(truth, 'unknown');
  });
  return truths.reduce<Truth>(or, item.values.open ? 'unknown' : false);
}

/** Whether a condition of the statement limits it in any way; one that lets everything through does not. */
export function isLimited(statement: Statement): Truth {
  const truths = statement.condition.items.map((item) => sure(item, not(isVacuous(item))));
  return truths.reduce<Truth>(or, statement.condition.open ? 'unknown' : false);
}

function isWorld(pattern: Pattern): Truth {
  if (/^(?:0\.0\.0\.0|::|0:0:0:0:0:0:0:0)\/0$/.test(pattern.text)) return true;
  return pattern.holes === 'open' ? 'unknown' : false;
}

/** Broader than /8 (IPv4, private ranges apart) or /32 (IPv6) counts as everybody. Source: as above. */
function isNarrowRange(pattern: Pattern): Truth {
  if (pattern.holes === 'open') return 'unknown';
  if (pattern.holes === 'fixed') return literalOf(pattern) === '' ? true : 'unknown';
  const [address = '', length] = pattern.text.split('/');
  if (length === undefined) return !hasWildcard(pattern);
  const bits = Number(length);
  if (!Number.isInteger(bits)) return 'unknown';
  return bits >= (address.includes(':') ? 32 : 8);
}

function isFixedName(pattern: Pattern): Truth {
  if (hasWildcard(pattern)) return /^\*+$/.test(pattern.text) || /^[a-z]+-?\*+$/.test(pattern.text) ? false : 'unknown';
  // A policy variable such as `${aws:username}` takes the caller's own value.
  if (pattern.text.includes('${')) return 'unknown';
  return pattern.holes === 'open' ? 'unknown' : true;
}

/** An ARN whose account is fixed, or which has none and whose resource begins with something fixed (a bucket). */
function isFixedArn(pattern: Pattern): Truth {
  if (isEverything(pattern) === true) return false;
  if (pattern.holes === 'open') return 'unknown';
  if (!hasWildcard(pattern)) return true;
  const [arn, , service, , account, ...resource] = pattern.text.split(':');
  if (arn !== 'arn' || account === undefined) return pattern.holes === 'fixed' ? true : 'unknown';
  // A bucket's ARN has neither region nor account, and its name is given once only.
  if (account !== '' && service !== 's3') return !/[*?]/.test(account);
  return !/^[*?]/.test(resource.join(':'));
}

function allAre(item: ConditionItem, text: string): Truth {
  return every(item.values, (value) =>
    judgePattern(value, (pattern) => (pattern.holes === 'none' ? pattern.text.toLowerCase() === text : 'unknown')),
  );
}

/** Whether something holds for each value; of none at all it is not known. */
function every(elements: Elements, judge: (value: ConditionItem['values']['value']) => Truth): Truth {
  if (elements.items.length === 0) return 'unknown';
  return elements.items.map(({ value }) => judge(value)).reduce<Truth>(and, elements.open ? 'unknown' : true);
}

function sure(item: ConditionItem, truth: Truth): Truth {
  return item.member === true ? truth : and(truth, 'unknown');
}

/** Whether an item says that `aws:SecureTransport` is `wanted`. */
export function saysTransport(item: ConditionItem, wanted: boolean): Truth {
  if (item.key.toLowerCase() !== 'aws:securetransport') return false;
  const { base, negative, qualifier } = readOperator(item.operator);
  if (qualifier === 'forallvalues' || !/^(?:bool|string(?:not)?(?:equals|equalsignorecase|like))$/.test(base)) return 'unknown';
  return sure(item, allAre(item, String(negative ? !wanted : wanted)));
}
