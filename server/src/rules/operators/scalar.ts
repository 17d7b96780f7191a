import type { Literal } from '../../resources';
import type { StringValue, Truth, Value } from '../../values';
import { common, not } from '../../values';
import { ignoresCase } from '../judging/world';
import { coverage } from './cidr';
import type { Check, Operator } from './operator';

/** Longer texts are not matched against patterns: nothing that rules ask about is that long. */
const MATCH_LIMIT = 10_000;

/** The verdict on a literal that is wholly known; `undefined` where the value makes no sense there. */
type Comparison = (value: string | number | boolean, ignoreCase: boolean) => Truth;
/** The verdict on a partly known text, from the literal text at its start and end. */
type PartComparison = (parts: readonly (string | Value)[], ignoreCase: boolean) => Truth;

function scalar(compare: Comparison, compareParts: PartComparison): Check {
  const truthOf = (value: Value, ignoreCase: boolean): Truth => {
    switch (value.kind) {
      case 'string':
      case 'number':
      case 'bool':
        return compare(value.value, ignoreCase);
      case 'text':
        return compareParts(value.parts, ignoreCase);
      case 'oneOf':
        return common(value.choices.map((choice) => truthOf(choice, ignoreCase)));
      case 'unknown':
        // A name that the provider makes up is no name that anybody wrote.
        return value.reason.kind === 'computed' && value.reason.what === 'generated name'
          ? compare(GENERATED, ignoreCase)
          : 'unknown';
      default:
        return 'unknown';
    }
  };
  return (place, world) => ({ truth: truthOf(place.value, ignoresCase(place.resource, world.schema)), by: place });
}

/** Stands for a made-up name: no literal of a rule holds it. */
const GENERATED = '\u0000generated';

/** Whether a value, as its source wrote it, is the literal: `"true"` is true, `"443"` is 443, wherever the rule's literal says so. */
export function sameLiteral(value: string | number | boolean, literal: Literal, ignoreCase: boolean): boolean {
  if (typeof literal === 'string') {
    const text = String(value);
    return text === literal || (ignoreCase && text.toLowerCase() === literal.toLowerCase());
  }
  if (typeof literal === 'boolean')
    return typeof value === 'boolean' ? value === literal : String(value).toLowerCase() === String(literal);
  if (typeof literal === 'number')
    return typeof value === 'number' ? value === literal : value !== '' && typeof value === 'string' && Number(value) === literal;
  return false;
}

/** Whether a partly known text can still become the literal. */
function couldBe(parts: readonly (string | Value)[], literal: Literal, ignoreCase: boolean): boolean {
  if (typeof literal !== 'string') return couldBe(parts, String(literal), true);
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const target = fold(literal);
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'string') continue;
    const text = fold(part);
    if (i === 0 && !target.startsWith(text)) return false;
    if (i === parts.length - 1) return target.endsWith(text) && target.length - text.length >= at;
    const found = target.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return true;
}

function anyOf(literals: readonly Literal[]): Check {
  return scalar(
    (value, ignoreCase) => literals.some((literal) => sameLiteral(value, literal, ignoreCase)),
    (parts, ignoreCase) => (literals.some((literal) => couldBe(parts, literal, ignoreCase)) ? 'unknown' : false),
  );
}

export function listOf(argument: Literal): readonly Literal[] {
  return Array.isArray(argument) ? argument : [argument];
}

export const equals: Operator = (argument) => anyOf([argument]);

export const isIn: Operator = (argument) => anyOf(listOf(argument));

export const notIn: Operator = (argument) => {
  const check = anyOf(listOf(argument));
  return (place, world) => {
    const judgement = check(place, world);
    return { ...judgement, truth: not(judgement.truth) };
  };
};

/** A regular expression that the build found to run in linear time; unanchored, as written. */
export const matches: Operator = (argument) => {
  const pattern = new RegExp(String(argument), 'u');
  const folded = new RegExp(String(argument), 'iu');
  return scalar(
    (value, ignoreCase) => {
      const text = String(value);
      return text.length > MATCH_LIMIT ? 'unknown' : (ignoreCase ? folded : pattern).test(text);
    },
    () => 'unknown',
  );
};

export const startsWith: Operator = (argument) => affix(argument, 'start');
export const endsWith: Operator = (argument) => affix(argument, 'end');

function affix(argument: Literal, side: 'start' | 'end'): Check {
  const wanted = listOf(argument).map(String);
  const has = (text: string, affix: string) => (side === 'start' ? text.startsWith(affix) : text.endsWith(affix));
  const known = (text: string, ignoreCase: boolean) =>
    ignoreCase ? wanted.some((one) => has(text.toLowerCase(), one.toLowerCase())) : wanted.some((one) => has(text, one));
  return scalar(
    (value, ignoreCase) => known(String(value), ignoreCase),
    (parts, ignoreCase) => {
      const part = side === 'start' ? parts[0] : parts.at(-1);
      if (typeof part !== 'string') return 'unknown';
      if (known(part, ignoreCase)) return true;
      // The known end may be the beginning of what is asked for.
      const open = wanted.some((one) => (side === 'start' ? one.startsWith(part) : one.endsWith(part)));
      return open || ignoreCase ? 'unknown' : false;
    },
  );
}

export const contains: Operator = (argument) => {
  const wanted = listOf(argument).map(String);
  const known = (text: string, ignoreCase: boolean) =>
    ignoreCase ? wanted.some((one) => text.toLowerCase().includes(one.toLowerCase())) : wanted.some((one) => text.includes(one));
  return scalar(
    (value, ignoreCase) => known(String(value), ignoreCase),
    (parts, ignoreCase) => (parts.some((part) => typeof part === 'string' && known(part, ignoreCase)) ? true : 'unknown'),
  );
};

export const atLeast: Operator = (argument) => ordered(argument, (order) => order >= 0);
export const atMost: Operator = (argument) => ordered(argument, (order) => order <= 0);

function ordered(argument: Literal, holds: (order: number) => boolean): Check {
  return scalar(
    (value) => {
      const order =
        typeof argument === 'number' ? compareNumbers(value, argument) : compareVersions(String(value), String(argument));
      return order === undefined ? 'unknown' : holds(order);
    },
    () => 'unknown',
  );
}

function compareNumbers(value: string | number | boolean, limit: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number - limit : undefined;
}

/** Compares the numbers in two version names: `1.22` is less than `1.3` is not, `TLS1_2` equals `1.2`. */
export function compareVersions(a: string, b: string): number | undefined {
  const left = versionOf(a);
  const right = versionOf(b);
  if (!left || !right) return undefined;
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionOf(text: string): number[] | undefined {
  const found = /\d+(?:[._]\d+)*/.exec(text);
  return found?.[0].split(/[._]/).map(Number);
}

/** `cidr: world`: the range holds the whole internet. */
export const cidr: Operator = (argument) => {
  const wanted = String(argument);
  return scalar(
    (value) => {
      const range = coverage([String(value)]);
      return range === 'unknown' ? 'unknown' : range === wanted;
    },
    (parts) => {
      const range = coverage(parts.map((part) => (typeof part === 'string' ? part : undefined)));
      return range === 'unknown' ? 'unknown' : range === wanted;
    },
  );
};

/** The literal text of a value, if it is wholly known. */
export function textOf(value: Value): string | undefined {
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' ? String(value.value) : undefined;
}

export function isString(value: Value): value is StringValue {
  return value.kind === 'string';
}
