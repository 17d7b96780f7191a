import type { Truth, Value } from '../values';
import { common } from '../values';

/**
 * An element of a policy as a pattern with IAM's wildcards. What is not known of it stands as a hole: a character sequence that
 * equals only itself.
 */
export interface Pattern {
  readonly text: string;
  /** `fixed`: what is missing is some name that the cloud gives (an ARN, an account id), never a wildcard; `open`: it may be anything. */
  readonly holes: 'none' | 'fixed' | 'open';
}

/** The id of the account that a configuration is deployed to. */
export const OWN_ACCOUNT = '\ue000the account\ue001';

/** What the sources call the id of the account that they are deployed to: `aws_caller_identity` and `AWS::AccountId`. */
const ACCOUNT_FACTS: ReadonlySet<string> = new Set(['the account', 'AWS::AccountId']);

/** `\ue000` name `\ue001`. */
const HOLES = /\ue000[^\ue001]*\ue001/g;

/** The pattern of a value that is not a choice. */
export function patternOf(value: Value): Pattern {
  switch (value.kind) {
    case 'string':
      return { text: value.value, holes: 'none' };
    case 'number':
    case 'bool':
      return { text: String(value.value), holes: 'none' };
    case 'text': {
      let holes: Pattern['holes'] = 'none';
      const texts = value.parts.map((part) => {
        if (typeof part === 'string') return part;
        const pattern = patternOf(part);
        if (pattern.holes === 'open' || holes === 'none') holes = pattern.holes === 'none' ? holes : pattern.holes;
        return pattern.text;
      });
      return { text: texts.join(''), holes };
    }
    case 'reference':
      return { text: hole(`${value.address}.${value.attribute}`), holes: 'fixed' };
    case 'unknown':
      if (value.reason.kind === 'computed' && ACCOUNT_FACTS.has(value.reason.what)) return { text: OWN_ACCOUNT, holes: 'fixed' };
      if (value.reason.kind === 'computed') return { text: hole(value.symbol ?? identity(value)), holes: 'fixed' };
      return { text: hole(value.symbol ?? identity(value)), holes: 'open' };
    default:
      return { text: hole(identity(value)), holes: 'open' };
  }
}

function identity(value: Value): string {
  return value.origin.kind === 'text' ? `${value.origin.span.start}-${value.origin.span.end}` : value.origin.kind;
}

function hole(name: string): string {
  return `\ue000${name.replace(/[*?\ue000\ue001]/g, '_')}\ue001`;
}

/** The judgement of a value's pattern; of a choice the one that all choices share. */
export function judgePattern(value: Value, judge: (pattern: Pattern) => Truth): Truth {
  if (value.kind === 'oneOf') return common(value.choices.map((choice) => judgePattern(choice, judge)));
  return judge(patternOf(value));
}

/** The text without its holes. */
export function literalOf(pattern: Pattern): string {
  return pattern.holes === 'none' ? pattern.text : pattern.text.replace(HOLES, '');
}

/** Whether a pattern matches whatever there is: `*`. */
export function isEverything(pattern: Pattern): Truth {
  if (/^\*+$/.test(pattern.text) || /^arn(?::aws)?(?::\*+)+$/.test(pattern.text)) return true;
  return pattern.holes === 'open' && /^\**$/.test(literalOf(pattern)) ? 'unknown' : false;
}

/** Whether an action pattern matches every action: `*`, `*:*`. */
export function isEveryAction(pattern: Pattern): Truth {
  if (/^\*+(?::\*+)?$/.test(pattern.text)) return true;
  return pattern.holes === 'open' && /^\**:?\**$/.test(literalOf(pattern)) ? 'unknown' : false;
}

/** Whether an action pattern matches every action of a service (of any one service, where none is named): `s3:*`. */
export function isEveryActionOf(pattern: Pattern, service: string | undefined): Truth {
  if (isEveryAction(pattern) === true) return true;
  const match = /^([^:]*):\*+$/.exec(pattern.text.toLowerCase());
  if (match?.[1] !== undefined && (service === undefined || matches(match[1], service.toLowerCase()))) return true;
  return pattern.holes === 'open' && literalOf(pattern).length < 3 ? 'unknown' : false;
}

export function hasWildcard(pattern: Pattern): boolean {
  return /[*?]/.test(pattern.text);
}

/**
 * Whether `pattern` with `*` and `?` matches the whole text, with case. In one pass, with a step back to the last `*` at most:
 * never more than the product of both lengths.
 */
export function matches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const c = pattern[p];
    if (c === '*') {
      star = p++;
      resume = t;
    } else if (c !== undefined && (c === '?' || c === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Whether everything that `inner` matches is surely matched by `outer`; unknown where a hole decides. Case is ignored. */
export function covers(outer: Pattern, inner: Pattern): Truth {
  if (matches(outer.text.toLowerCase(), inner.text.toLowerCase())) return true;
  return outer.holes === 'none' && inner.holes === 'none' ? false : 'unknown';
}
