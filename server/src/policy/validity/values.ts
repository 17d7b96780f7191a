import type { KeyType } from '../catalogue-data';
import { rangeOf, withoutHostBits } from './addresses';
import type { Family } from './conditions';
import { documented, familyOf, OPERATORS } from './conditions';
import type { Context } from './context';
import { repairAt } from './fault';
import type { ConditionSheet, Part, StatementSheet } from './sheet';

/** What operators compare keys with. */
export function checkValues(context: Context, statement: StatementSheet): void {
  for (const condition of statement.conditions) {
    const family = familyOf(condition);
    if (!family) continue;
    checkType(context, condition, family);
    checkList(context, condition, family);
    for (const part of condition.values) checkValue(context, condition, family, part);
  }
}

/** Which operators make sense for a key of a type; text is compared with every one but addresses, numbers and times. */
const FITTING: Readonly<Record<KeyType, readonly Family[]>> = {
  String: ['string', 'arn', 'null'],
  ARN: ['arn', 'string', 'null'],
  Bool: ['bool', 'string', 'null'],
  Numeric: ['numeric', 'null'],
  Date: ['date', 'null'],
  IPAddress: ['ip', 'null'],
  Binary: ['binary', 'null'],
};

const INSTEAD: Readonly<Record<KeyType, string>> = {
  String: 'a String operator',
  ARN: 'an Arn operator',
  Bool: 'Bool',
  Numeric: 'a Numeric operator',
  Date: 'a Date operator',
  IPAddress: 'IpAddress or NotIpAddress',
  Binary: 'BinaryEquals',
};

/** The operators that compare text exactly and case by case, each with the one that AWS documents for ARNs. */
const EXACT_ARN: ReadonlyMap<string, string> = new Map([
  ['stringequals', 'ArnEquals'],
  ['stringnotequals', 'ArnNotEquals'],
]);

/** Of a wildcard another check says that it is none here, and what is surely no ARN an Arn operator would not match. */
function mayBeExactArn({ text }: Part): boolean {
  return text === undefined || (/^(?:arn:|\$\{)/.test(text) && !/[*?]/.test(text));
}

/** Keys that are sent in two forms. Sources: `aws:EpochTime` and `aws:TokenIssueTime` in "AWS global condition context keys". */
const TWO_FORMS = new Set(['aws:epochtime', 'aws:tokenissuetime']);

function checkType(context: Context, condition: ConditionSheet, family: Family): void {
  const known = documented(context, condition);
  if (!known) return;
  const { operator, reads, name } = condition;
  if (known.type === 'ARN' && (reads.base === 'stringlike' || reads.base === 'stringnotlike')) {
    context.findings.add('string-like-for-arn', operator.at, operator.name, { detail: known.key });
    return;
  }
  const arnOperator = known.type === 'ARN' ? EXACT_ARN.get(reads.base) : undefined;
  if (arnOperator !== undefined && condition.values.every(mayBeExactArn))
    context.findings.add('string-for-arn', operator.at, operator.name, { detail: `${arnOperator} for ${known.key}` });
  if (FITTING[known.type].includes(family)) return;
  if (TWO_FORMS.has(name) && (family === 'numeric' || family === 'date')) return;
  context.findings.add('operator-type', operator.at, operator.name, { detail: `${INSTEAD[known.type]} for ${known.key}` });
}

function checkList({ findings, wants }: Context, condition: ConditionSheet, family: Family): void {
  const { key, values, open, reads } = condition;
  if (open || values.length < 2 || values.some(({ text }) => text === undefined)) return;
  if (family === 'bool' || family === 'null') {
    findings.add('several-booleans', key.value.origin, key.name);
    return;
  }
  const types = new Set(values.map(({ value }) => value.kind));
  if (types.size > 1) findings.add('mixed-value-types', key.value.origin, key.name);
  if (family === 'numeric' && wants('redundant-number') && /than/.test(reads.base))
    findings.add('redundant-number', key.value.origin, key.name, { detail: /less/.test(reads.base) ? 'greatest' : 'least' });
}

function checkValue({ findings, catalogue }: Context, condition: ConditionSheet, family: Family, { text, value }: Part): void {
  if (text === undefined) return;
  const { reads, operator } = condition;
  const hasVariable = /[$&]\{/.test(text);
  if (hasVariable) {
    const isEscape = /^\$\{[*?$]\}$/.test(text);
    if (family !== 'string' && family !== 'arn' && !isEscape)
      findings.add('variable-for-operator', value.origin, text, { detail: operator.name });
    return;
  }
  const wrong = (check: string): void => findings.add(check, value.origin, text, { detail: operator.name });
  switch (family) {
    case 'bool':
    case 'null':
      if (!/^(?:true|false)$/i.test(text)) wrong('value-not-boolean');
      return;
    case 'numeric':
      if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim())) wrong('value-not-number');
      return;
    case 'date':
      if (/^\d+(?:\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) wrong('date-as-number');
      else if (!isDate(text)) wrong('value-not-date');
      return;
    case 'binary':
      if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) wrong('value-not-base64');
      return;
    case 'ip': {
      const range = rangeOf(text, catalogue);
      if (!range) {
        wrong('value-not-ip');
        return;
      }
      const better = withoutHostBits(range);
      if (better)
        findings.add('ip-host-bits', value.origin, text, { detail: better, repair: repairAt(value.origin, text, better) });
      return;
    }
    case 'string': {
      if (/^string(?:not)?like$/.test(reads.base) || !/[*?]/.test(text)) return;
      const like = OPERATORS.get(reads.base.includes('not') ? 'stringnotlike' : 'stringlike')?.name ?? '';
      findings.add('wildcard-without-like', value.origin, text, { detail: like });
      return;
    }
    default:
  }
}

/** ISO 8601, as the W3C's note profiles it. */
function isDate(text: string): boolean {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$/i.exec(
    text.trim(),
  );
  if (!match) return false;
  const [, , month = '01', day = '01', hour = '00', minute = '00', second = '00'] = match;
  return (
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 31 &&
    Number(hour) <= 24 &&
    Number(minute) <= 59 &&
    Number(second) <= 60
  );
}
