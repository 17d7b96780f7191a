import { type ListValue, listValue, type Origin, stringValue, unknown, type Value } from '../../../values';
import { convert, invalid, isInvalid } from '../convert';
import { parseNumber } from '../numbers';
import { unknownFrom } from '../partial';
import { joinText } from '../template';
import { formatFunctions } from './format';
import { graphemes } from './graphemes';
import { type FunctionImplementation, type FunctionTable, scalarOf, strict } from './model';
import { regexFunctions } from './regex';

/** A function of one text that works on each piece of it alone. */
function piecewise(change: (text: string) => string): FunctionImplementation {
  return {
    least: 1,
    most: 1,
    call: ([value], origin) => {
      const text = value ? convert(value, 'string') : undefined;
      if (text?.kind !== 'text') return onText(text, origin, change);
      const parts = text.parts.map((part) => (typeof part === 'string' ? change(part) : unknownFrom(part, part.origin)));
      return { kind: 'text', parts, origin };
    },
  };
}

function onText(value: Value | undefined, origin: Origin, change: (text: string) => string): Value {
  if (!value) return invalid('a text is needed', origin);
  const scalar = scalarOf(value, 'string', origin);
  if (scalar.kind === 'known') return stringValue(change(String(scalar.value)), origin);
  return scalar.kind === 'refused' ? scalar.value : unknownFrom(scalar.value, origin);
}

const join: FunctionImplementation = {
  least: 1,
  most: Number.POSITIVE_INFINITY,
  call: ([first, ...lists], origin) => {
    if (!first || lists.length === 0) return invalid('join needs a separator and a list', origin);
    const separator = scalarOf(first, 'string', origin);
    if (separator.kind === 'refused') return separator.value;
    if (separator.kind === 'open') return unknownFrom(separator.value, origin);
    const pieces: (string | Value)[] = [];
    let items = 0;
    for (const arg of lists) {
      const list = convert(arg, { kind: 'list', element: 'string' });
      if (isInvalid(list) || list.kind === 'absent') return invalid('join needs lists of strings', origin);
      if (list.kind !== 'list') {
        pieces.push(unknownFrom(list, origin));
        continue;
      }
      for (const item of list.items) {
        if (items++ > 0) pieces.push(String(separator.value));
        if (item.value.kind === 'absent') return invalid('null cannot be joined', origin);
        pieces.push(item.member === true ? item.value : unknown({ kind: 'undecided', what: 'the items of a list' }, origin));
      }
      if (list.rest) pieces.push(list.rest);
    }
    return joinText(pieces, origin);
  },
};

const split: FunctionImplementation = {
  least: 2,
  most: 2,
  call: ([separator, value], origin) => {
    const between = separator && scalarOf(separator, 'string', origin);
    const text = value && scalarOf(value, 'string', origin);
    if (!between || !text) return invalid('split needs a separator and a text', origin);
    if (between.kind === 'refused') return between.value;
    if (text.kind === 'refused') return text.value;
    if (between.kind === 'open' || text.kind === 'open') {
      const open = text.kind === 'open' ? text.value : between.kind === 'open' ? between.value : text.value;
      return typeof open === 'object' && 'origin' in open
        ? { ...listValue([], origin, unknownFrom(open, origin)), form: 'list' }
        : invalid('split', origin);
    }
    const by = String(between.value);
    const parts = by === '' ? Array.from(String(text.value)) : String(text.value).split(by);
    if (parts.length > 10_000) return unknown({ kind: 'limit', what: 'size of a list' }, origin);
    return texts(parts, origin);
  },
};

/** A list of strings, all of the same origin. */
export function texts(parts: readonly string[], origin: Origin): ListValue {
  return {
    ...listValue(
      parts.map((part) => stringValue(part, origin)),
      origin,
    ),
    form: 'list',
  };
}

function trimSet(text: string, characters: string, start: boolean, end: boolean): string {
  const set = new Set(Array.from(characters));
  const all = Array.from(text);
  let from = 0;
  let to = all.length;
  if (start) while (from < to && set.has(all[from] ?? '')) from++;
  if (end) while (to > from && set.has(all[to - 1] ?? '')) to--;
  return all.slice(from, to).join('');
}

const spaces =
  /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** Go changes the case of every character by itself, and only to a single one. */
function eachCharacter(text: string, change: (character: string) => string): string {
  if (/^\p{ASCII}*$/u.test(text)) return change(text);
  return Array.from(text, (character) => {
    const [first = character, ...more] = change(character);
    return more.length === 0 || character === '\u0130' ? first : character;
  }).join('');
}

/** Letters of two, which have a form for titles. */
const titleForms: Readonly<Record<string, string>> = { ǆ: 'ǅ', ǉ: 'ǈ', ǌ: 'ǋ', ǳ: 'ǲ', Ǆ: 'ǅ', Ǉ: 'ǈ', Ǌ: 'ǋ', Ǳ: 'ǲ' };

/** Go's strings.Title: the first letter of every run of letters, digits and underscores. */
function title(text: string): string {
  return text.replace(
    /(^|[^\p{L}\p{N}_\P{ASCII}]|\s)(\p{L})/gu,
    (_all, before: string, letter: string) => before + (titleForms[letter] ?? eachCharacter(letter, (c) => c.toUpperCase())),
  );
}

/** Up to 36 capitals are the same digits; beyond, they are digits of their own. */
const parseint = strict(['string', 'number'], ([text, base], _rest, origin) => {
  if (!Number.isInteger(base.value) || base.value < 2 || base.value > 62) return undefined;
  const [, sign, digits = ''] = /^([+-]?)([0-9A-Za-z]+)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  if (digits.length > 300) return unknown({ kind: 'limit', what: 'size of a number' }, origin);
  let value = 0n;
  for (const digit of base.value <= 36 ? digits.toLowerCase() : digits) {
    const worth = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(digit);
    if (worth >= base.value) return undefined;
    value = value * BigInt(base.value) + BigInt(worth);
  }
  return parseNumber(String(sign === '-' ? -value : value)) ?? unknown({ kind: 'limit', what: 'size of a number' }, origin);
});

/** Whether it is a string already, or may be one. */
function isText(value: Value): boolean {
  return !['number', 'bool', 'list', 'map'].includes(value.kind);
}

export const stringFunctions: FunctionTable = {
  ...formatFunctions,
  ...regexFunctions,
  join,
  split,
  lower: piecewise((text) => eachCharacter(text, (c) => c.toLowerCase())),
  upper: piecewise((text) => eachCharacter(text, (c) => c.toUpperCase())),
  title: strict(['string'], ([text]) => title(text)),
  trim: strict(['string', 'string'], ([text, set]) => trimSet(text, set, true, true)),
  trimspace: strict(['string'], ([text]) => text.replace(spaces, '')),
  trimprefix: strict(['string', 'string'], ([text, prefix]) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimsuffix: strict(['string', 'string'], ([text, suffix]) =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  ),
  chomp: strict(['string'], ([text]) => text.replace(/(?:\r\n|\r|\n)*$/, '')),
  startswith: strict(['string', 'string'], ([text, prefix]) => text.startsWith(prefix)),
  endswith: strict(['string', 'string'], ([text, suffix]) => text.endsWith(suffix)),
  strcontains: strict(['string', 'string'], ([text, inner]) => text.includes(inner)),
  strrev: strict(['string'], ([text]) => [...graphemes(text)].reverse().join('')),
  indent: strict(['number', 'string'], ([count, text], _rest, origin) => {
    if (count.value < 0 || !Number.isInteger(count.value)) return undefined;
    if (count.value > 1000) return unknown({ kind: 'limit', what: 'length of a text' }, origin);
    return text.replaceAll('\n', `\n${' '.repeat(count.value)}`);
  }),
  substr: strict(['string', 'number', 'number'], ([text, offset, length]) => {
    if (!Number.isInteger(offset.value) || !Number.isInteger(length.value)) return undefined;
    const all = graphemes(text);
    const start = offset.value < 0 ? Math.max(0, all.length + offset.value) : offset.value;
    if (start >= all.length || (offset.value >= 0 && length.value === 0)) return '';
    // A quirk of Terraform: from the end, no length is all of the rest.
    if (length.value === 0) return all.slice(start).join('');
    return all.slice(start, length.value < 0 ? all.length : start + length.value).join('');
  }),
  parseint: {
    ...parseint,
    call: (args, origin, evaluating) =>
      args[0] && !isText(args[0]) ? invalid('a text is needed', origin) : parseint.call(args, origin, evaluating),
  },
};
