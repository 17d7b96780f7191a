import { type Item, listValue, type Origin, unknown, type Value } from '../../../values';
import { convert, invalid, isInvalid, knownText } from '../convert';
import { clearlyApart } from '../equality';
import { quoteJson, renderJson } from '../json-text';
import { formatNumber } from '../numbers';
import { oneOf, unknownFrom } from '../partial';
import { joinText } from '../template';
import { typeOf, withElement } from '../types';
import { type FunctionImplementation, type FunctionTable, scalarOf } from './model';

/** A text that is padded to more than this is not told. */
const mostWidth = 999;

const verb = /%(?:%|([-+# 0]*)(\d{0,18})(?:\.(\d{0,18}))?(?:\[(\d+)\])?([a-zA-Z]))/g;

const format: FunctionImplementation = {
  least: 1,
  most: Number.POSITIVE_INFINITY,
  call: ([first, ...args], origin) => {
    const template = first && scalarOf(first, 'string', origin);
    if (!template) return invalid('format needs a text', origin);
    // Of a null without a type Terraform itself knows nothing, whatever the verbs are.
    if (args.some((arg) => arg.kind === 'absent' && typeOf(arg) === 'null'))
      return unknown({ kind: 'unsupported', what: 'format of null' }, origin);
    if (template.kind === 'refused') return template.value;
    return template.kind === 'open' ? unknownFrom(template.value, origin) : formatText(String(template.value), args, origin);
  },
};

function formatText(template: string, args: readonly Value[], origin: Origin): Value {
  const pieces: (string | Value)[] = [];
  let done = 0;
  let next = 0;
  let used = 0;
  for (const match of template.matchAll(verb)) {
    const before = template.slice(done, match.index);
    if (before.includes('%')) return invalid('the format has a verb that there is not', origin);
    pieces.push(before);
    done = match.index + match[0].length;
    if (match[0] === '%%') {
      pieces.push('%');
      continue;
    }
    const [, flags = '', width = '', precision, place, letter = ''] = match;
    if (place !== undefined) next = Number(place) - 1;
    const arg = args[next];
    next++;
    used = Math.max(used, next);
    if (!arg) return invalid('the format has more verbs than there are arguments', origin);
    if (Number(width) > mostWidth || Number(precision ?? 0) > mostWidth) {
      pieces.push(unknown({ kind: 'limit', what: 'length of a text' }, origin));
      continue;
    }
    const piece = formatOne(
      { flags, width: Number(width || 0), precision: precision === undefined ? undefined : Number(precision || 0), letter },
      arg,
      origin,
    );
    if (typeof piece !== 'string' && isInvalid(piece)) return piece;
    pieces.push(piece);
  }
  const rest = template.slice(done);
  if (rest.includes('%')) return invalid('the format has a verb that there is not', origin);
  if (used < args.length) return invalid('there are more arguments than verbs', origin);
  pieces.push(rest);
  return joinText(pieces, origin);
}

interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

function formatOne(verbOf: Verb, arg: Value, origin: Origin): string | Value {
  const { flags, precision, letter } = verbOf;
  switch (letter) {
    case 's':
    case 'q': {
      const text = convert(arg, 'string');
      if (isInvalid(text) || text.kind === 'absent') return invalid('a text is needed', origin);
      const known = knownText(text);
      if (known === undefined) return letter === 's' && plain(verbOf) ? text : unknownFrom(text, origin);
      const cut = precision === undefined ? known : Array.from(known).slice(0, precision).join('');
      return pad(letter === 'q' ? quoteJson(cut) : cut, verbOf);
    }
    case 'v': {
      if (arg.kind === 'string' || arg.kind === 'text' || arg.kind === 'encoded')
        return flags.includes('#') ? jsonOf(arg, verbOf, origin) : formatOne({ ...verbOf, letter: 's' }, arg, origin);
      if (arg.kind === 'number') return formatOne({ ...verbOf, letter: 'g' }, arg, origin);
      if (precision !== undefined) return unknown({ kind: 'unsupported', what: 'format' }, origin);
      // Terraform itself does not know what a null reads like.
      if (arg.kind === 'absent') return unknown({ kind: 'unsupported', what: 'format of null' }, origin);
      return jsonOf(arg, verbOf, origin);
    }
    case 'd': {
      const number = scalarOf(arg, 'number', origin);
      if (number.kind === 'refused') return number.value;
      if (number.kind === 'open') return plain(verbOf) ? convert(number.value, 'string') : unknownFrom(number.value, origin);
      const value = typeof number.value === 'object' ? number.value : { value: Number.NaN, approximate: true };
      if (value.approximate ? clearlyApart(value.value, Math.round(value.value)) : !Number.isInteger(value.value))
        return invalid('a whole number is needed', origin);
      if (value.approximate) return unknown({ kind: 'limit', what: 'digits of a number' }, origin);
      if (!Number.isSafeInteger(value.value) || precision !== undefined)
        return unknown({ kind: 'unsupported', what: 'format' }, origin);
      return signed(value.value < 0, String(Math.abs(value.value)), verbOf);
    }
    case 't': {
      const bool = scalarOf(arg, 'bool', origin);
      if (bool.kind === 'refused') return bool.value;
      return bool.kind === 'open' ? unknownFrom(bool.value, origin) : pad(String(bool.value), verbOf);
    }
    case 'x':
    case 'X':
    case 'o':
    case 'b':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      return formatNumeric(verbOf, arg, origin);
    default:
      return invalid('the format has a verb that there is not', origin);
  }
}

const radix: Readonly<Record<string, number>> = { x: 16, X: 16, o: 8, b: 2 };

function formatNumeric(verbOf: Verb, arg: Value, origin: Origin): string | Value {
  const { flags, precision, letter } = verbOf;
  const number = scalarOf(arg, 'number', origin);
  if (number.kind === 'refused') return number.value;
  if (number.kind === 'open') return unknownFrom(number.value, origin);
  if (typeof number.value === 'object' && number.value.approximate)
    return unknown({ kind: 'limit', what: 'digits of a number' }, origin);
  if (typeof number.value !== 'object' || flags.includes('#')) {
    return unknown({ kind: 'unsupported', what: `format %${letter}` }, origin);
  }
  const { value } = number.value;
  const base = radix[letter];
  if (base !== undefined) {
    if (!Number.isSafeInteger(value)) return invalid('a whole number is needed', origin);
    const digits = Math.abs(value).toString(base);
    return signed(value < 0, letter === 'X' ? digits.toUpperCase() : digits, verbOf);
  }
  const text =
    letter === 'f'
      ? fixed(value, precision ?? 6)
      : letter === 'g' && precision === undefined
        ? shortest(Math.abs(value))
        : undefined;
  return text === undefined
    ? unknown({ kind: 'unsupported', what: `format %${letter}` }, origin)
    : signed(value < 0, text, verbOf);
}

/** Digits behind the point, where that rounds nothing away. */
function fixed(value: number, places: number): string | undefined {
  const [whole = '', fraction = ''] = formatNumber(Math.abs(value)).split('.');
  if (fraction.length > places) return undefined;
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`;
}

/** Go's `%g`: an exponent from a million on and below a ten-thousandth, whatever the number of digits. */
function shortest(value: number): string {
  if (value === 0) return '0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return formatNumber(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
}

function plain({ flags, width, precision }: Verb): boolean {
  return flags === '' && width === 0 && precision === undefined;
}

function jsonOf(arg: Value, verbOf: Verb, origin: Origin): string | Value {
  const text = renderJson(arg);
  return text === undefined ? unknownFrom(arg, origin) : pad(text, verbOf);
}

function pad(text: string, { flags, width }: Verb): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  return (flags.includes('0') ? '0' : ' ').repeat(missing) + text;
}

function signed(negative: boolean, digits: string, verbOf: Verb): string {
  const { flags, width } = verbOf;
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (!flags.includes('0') || flags.includes('-')) return pad(sign + digits, { ...verbOf, flags: flags.replaceAll('0', '') });
  return sign + digits.padStart(width - sign.length, '0');
}

const formatlist: FunctionImplementation = {
  least: 1,
  most: Number.POSITIVE_INFINITY,
  call: ([first, ...args], origin) => {
    if (!first || first.kind === 'list') return invalid('formatlist needs a text', origin);
    let length = -1;
    for (const arg of [first, ...args]) {
      if (arg.kind !== 'list') {
        if (arg.kind === 'unknown' || arg.kind === 'reference') return listValue([], origin, unknownFrom(arg, origin));
        continue;
      }
      if (arg.rest || arg.items.some((item) => item.member !== true)) return listValue([], origin, unknownFrom(arg, origin));
      if (length !== -1 && arg.items.length !== length) return invalid('the lists have different lengths', origin);
      length = arg.items.length;
    }
    const rows = length === -1 ? 1 : length;
    const items: Item[] = [];
    for (let i = 0; i < rows; i++) {
      const row = [first, ...args].map((arg) => (arg.kind === 'list' ? (arg.items[i]?.value ?? unknownFrom(arg, origin)) : arg));
      const [template, ...rest] = row;
      const text = template && scalarOf(template, 'string', origin);
      if (!text || text.kind === 'refused') return invalid('formatlist needs a text', origin);
      const value =
        text.kind === 'open'
          ? unknownFrom(text.value, origin)
          : formatText(
              String(text.value),
              rest.map((arg) => oneOf([arg], origin)),
              origin,
            );
      if (isInvalid(value)) return value;
      items.push({ value, member: true });
    }
    return withElement({ kind: 'list', form: 'list', items, origin }, 'string');
  },
};

export const formatFunctions: FunctionTable = { format, formatlist };
