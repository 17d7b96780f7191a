import type { Truth } from '../values';
import { and, not, or } from '../values';
import type { ConditionItem, Elements, Statement } from './document';
import type { Pattern } from './pattern';
import { isEverything, judgePattern } from './pattern';

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
export function isLimited({ condition, facts }: Statement): Truth {
  return facts.of('limited', () => {
    const truths = condition.items.map((item) => sure(item, not(isVacuous(item))));
    return truths.reduce<Truth>(or, condition.open ? 'unknown' : false);
  });
}

function isWorld(pattern: Pattern): Truth {
  if (/^(?:0\.0\.0\.0|::|0:0:0:0:0:0:0:0)\/0$/.test(pattern.text)) return true;
  return pattern.holes === 'open' ? 'unknown' : false;
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
