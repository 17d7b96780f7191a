import { absent, listValue, mapValue, type Origin, stringValue, unknown, type Value } from '../../../values';
import { convert, invalid } from '../convert';
import { type Type, withElement } from '../types';
import { type FunctionTable, strict } from './model';
import { allMatches, compile, type Match, matchFrom, type Program, type Subject, subjectOf, textBetween } from './re2';

/** A pattern and a text that can be matched; otherwise what is to be said instead. */
function prepare(
  pattern: string,
  text: string,
  origin: Origin,
): { readonly program: Program; readonly subject: Subject } | Value {
  const program = compile(pattern);
  if (program === 'refused') return invalid('the pattern is not valid', origin);
  if (program === 'unsupported') return unknown({ kind: 'unsupported', what: 'a pattern of this kind' }, origin);
  if (text.length > longestSubject) return tired(origin);
  return { program, subject: subjectOf(text) };
}

const longestSubject = 200_000;

function tired(origin: Origin): Value {
  return unknown({ kind: 'limit', what: 'work of a pattern' }, origin);
}

function isPrepared(found: ReturnType<typeof prepare>): found is { readonly program: Program; readonly subject: Subject } {
  return 'program' in found;
}

/** What a match gives: the text, or its groups by place, or by name. */
function captured({ names }: Program, subject: Subject, match: Match, origin: Origin): Value {
  const group = (index: number): Value => {
    const start = match[index * 2];
    const end = match[index * 2 + 1];
    return start === undefined || end === undefined
      ? convert(absent(origin), 'string')
      : stringValue(textBetween(subject, start, end), origin);
  };
  if (names.length === 0) return group(0);
  if (names.every((name) => name !== ''))
    return mapValue(
      names.map((name, i) => [name, group(i + 1)] as const),
      origin,
    );
  return listValue(
    names.map((_, i) => group(i + 1)),
    origin,
  );
}

/** Terraform wants all groups named, or none. */
function isMixed({ names }: Program): boolean {
  return names.some((name) => name !== '') && names.includes('');
}

function typeOfMatch({ names }: Program): Type {
  if (names.length === 0) return 'string';
  if (names.includes('')) return { kind: 'tuple', items: names.map(() => 'string') };
  return { kind: 'object', attributes: new Map(names.map((name) => [name, { type: 'string' }])) };
}

const longestResult = 1_000_000;

/** Go's `ReplaceAllString`, whose replacement may name groups. @returns undefined where that gets too long */
function replaceAll(program: Program, subject: Subject, replacement: string): string | undefined {
  const pieces: string[] = [];
  const { length } = subject.points;
  let size = 0;
  let done = 0;
  for (let at = 0; at <= length; ) {
    const match = matchFrom(program, subject, at);
    if (!match) break;
    const [start = 0, end = 0] = match;
    pieces.push(textBetween(subject, done, start));
    if (end > done || start === 0) pieces.push(expand(replacement, program, subject, match));
    size += pieces.at(-1)?.length ?? 0;
    if (size > longestResult) return undefined;
    done = end;
    at = end > at ? end : at + 1;
  }
  pieces.push(textBetween(subject, done, length));
  const text = pieces.join('');
  return text.length > longestResult ? undefined : text;
}

/** `$1`, `$name`, `${name}` and `$$`; a name that there is not is empty. */
function expand(replacement: string, { names }: Program, subject: Subject, match: Match): string {
  return replacement.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (_all, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced;
      if (name === undefined) return '$';
      const index = /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : names.indexOf(name) + 1 || -1;
      const start = match[index * 2];
      const end = match[index * 2 + 1];
      return start === undefined || end === undefined ? '' : textBetween(subject, start, end);
    },
  );
}

/** Every place of a text, plainly. @returns undefined where that gets too long */
function replacePlainly(text: string, search: string, replacement: string): string | undefined {
  const places = search === '' ? Array.from(text).length + 1 : text.split(search).length - 1;
  if (text.length + places * replacement.length > longestResult) return undefined;
  return search === '' ? ['', ...text, ''].join(replacement) : text.replaceAll(search, () => replacement);
}

export const regexFunctions: FunctionTable = {
  regex: strict(['string', 'string'], ([pattern, text], _rest, origin) => {
    const found = prepare(pattern, text, origin);
    if (!isPrepared(found)) return found;
    if (isMixed(found.program)) return invalid('only some groups have names', origin);
    const match = matchFrom(found.program, found.subject, 0);
    if (found.subject.work < 0) return tired(origin);
    return match ? captured(found.program, found.subject, match, origin) : undefined;
  }),
  regexall: strict(['string', 'string'], ([pattern, text], _rest, origin) => {
    const found = prepare(pattern, text, origin);
    if (!isPrepared(found)) return found;
    const { program, subject } = found;
    if (isMixed(program)) return invalid('only some groups have names', origin);
    const matches = allMatches(program, subject);
    if (subject.work < 0) return tired(origin);
    const values = matches.map((match) => captured(program, subject, match, origin));
    return withElement({ ...listValue(values, origin), form: 'list' }, typeOfMatch(program));
  }),
  replace: strict(['string', 'string', 'string'], ([text, search, replacement], _rest, origin) => {
    const tooLong = unknown({ kind: 'limit', what: 'length of a text' }, origin);
    if (!(search.length > 1 && search.startsWith('/') && search.endsWith('/'))) {
      return replacePlainly(text, search, replacement) ?? tooLong;
    }
    const found = prepare(search.slice(1, -1), text, origin);
    if (!isPrepared(found)) return found;
    const replaced = replaceAll(found.program, found.subject, replacement);
    return found.subject.work < 0 ? tired(origin) : (replaced ?? tooLong);
  }),
};
