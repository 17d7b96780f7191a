import { absent, listValue, mapValue, type Origin, stringValue, unknown, type Value } from '../../../values';
import { convert, invalid } from '../convert';
import { withElement } from '../types';
import { type FunctionTable, strict } from './model';

const longestSubject = 10_000;

/**
 * Terraform's patterns are RE2's, which never backtrack. Only those are run here that JavaScript reads the same way and that cannot
 * take long: no repetition inside of a repetition, no alternatives inside of one, and at most two open-ended repetitions.
 * @returns undefined for any other.
 */
export function compilePattern(whole: string, wantedFlags: string): RegExp | undefined {
  if (whole.length > 500) return undefined;
  const folds = whole.startsWith('(?i)') && /^\p{ASCII}*$/u.test(whole);
  const pattern = folds ? whole.slice(4) : whole;
  const flags = folds ? `${wantedFlags}i` : wantedFlags;
  let source = '';
  let open = 0;
  let inClass = false;
  const groups: { repeats: boolean }[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '\\') {
      const escaped = pattern.charAt(++i);
      if (!/[dDwWsSbB.^$*+?()[\]{}|/\\\-tnrfv]/.test(escaped)) return undefined;
      // RE2's \s leaves out the vertical tab and everything beyond ASCII.
      if (escaped === 's') source += inClass ? '\\t\\n\\f\\r ' : '[\\t\\n\\f\\r ]';
      else if (escaped === 'S') {
        if (inClass) return undefined;
        source += '[^\\t\\n\\f\\r ]';
      } else if (escaped === '-' && !inClass) source += '-';
      else source += `\\${escaped}`;
      continue;
    }
    if (inClass) {
      const named = /^\[:(\w+):\]/.exec(pattern.slice(i));
      if (named) {
        const members = namedClasses[named[1] ?? ''];
        if (members === undefined) return undefined;
        source += members;
        i += named[0].length - 1;
        continue;
      }
      if (c === '[') return undefined;
      if (c === ']') inClass = false;
      source += c;
      continue;
    }
    if (c === '[') {
      inClass = true;
      source += c;
      if (pattern.charAt(i + 1) === '^') source += pattern.charAt(++i);
      if (pattern.charAt(i + 1) === ']') return undefined;
      continue;
    }
    if (c === '(') {
      if (pattern.startsWith('(?P<', i)) {
        source += '(?<';
        i += 3;
      } else if (pattern.startsWith('(?:', i)) {
        source += '(?:';
        i += 2;
      } else if (pattern.charAt(i + 1) === '?') {
        return undefined;
      } else {
        source += c;
      }
      groups.push({ repeats: false });
      continue;
    }
    if (c === ')') {
      const group = groups.pop();
      if (!group) return undefined;
      const after = pattern.charAt(i + 1);
      if (group.repeats && (after === '*' || after === '+' || after === '{')) return undefined;
      const outer = groups[groups.length - 1];
      if (outer && (group.repeats || after === '?')) outer.repeats = true;
      source += c;
      continue;
    }
    if (c === '*' || c === '+' || c === '{') {
      if (c === '{' && !/^\{\d{1,3}(?:,\d{0,3})?\}/.test(pattern.slice(i))) return undefined;
      if (++open > 3) return undefined;
      const group = groups[groups.length - 1];
      if (group) group.repeats = true;
    }
    if (c === '?' || c === '|') {
      const group = groups[groups.length - 1];
      if (group) group.repeats = true;
    }
    source += c === '.' ? '[^\\n]' : c;
  }
  if (inClass || groups.length > 0) return undefined;
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return undefined;
  }
}

const namedClasses: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  xdigit: '0-9A-Fa-f',
  word: '0-9A-Za-z_',
  space: '\\t\\n\\v\\f\\r ',
};

/** What a match gives: the text, or its groups by place, or by name. */
function captured(match: RegExpExecArray, origin: Origin): Value {
  const group = (text: string | undefined): Value =>
    text === undefined ? convert(absent(origin), 'string') : stringValue(text, origin);
  // Terraform wants all groups named, or none.
  if (match.groups && Object.keys(match.groups).length < match.length - 1) return invalid('only some groups have names', origin);
  if (match.groups)
    return mapValue(
      Object.entries(match.groups).map(([name, text]) => [name, group(text)] as const),
      origin,
    );
  if (match.length > 1) return listValue(match.slice(1).map(group), origin);
  return stringValue(match[0], origin);
}

function unsupported(what: string, origin: Origin): Value {
  return unknown({ kind: 'unsupported', what }, origin);
}

export const regexFunctions: FunctionTable = {
  regex: strict(['string', 'string'], ([pattern, text], _rest, origin) => {
    const compiled = text.length <= longestSubject ? compilePattern(pattern, '') : undefined;
    if (!compiled) return unsupported('regex', origin);
    const match = compiled.exec(text);
    return match ? captured(match, origin) : undefined;
  }),
  regexall: strict(['string', 'string'], ([pattern, text], _rest, origin) => {
    const compiled = text.length <= longestSubject ? compilePattern(pattern, 'g') : undefined;
    if (!compiled) return unsupported('regexall', origin);
    const found = Array.from(text.matchAll(compiled), (match) => captured(match, origin));
    return withElement({ ...listValue(found, origin), form: 'list' }, 'string');
  }),
  replace: strict(['string', 'string', 'string'], ([text, search, replacement], _rest, origin) => {
    if (!(search.length > 1 && search.startsWith('/') && search.endsWith('/'))) {
      return search === '' ? ['', ...text, ''].join(replacement) : text.replaceAll(search, () => replacement);
    }
    const compiled = text.length <= longestSubject ? compilePattern(search.slice(1, -1), 'g') : undefined;
    if (!compiled) return unsupported('replace', origin);
    return text.replace(compiled, (...found) => {
      const groups = found.slice(
        0,
        found.findIndex((part) => typeof part === 'number'),
      );
      const names =
        typeof found[found.length - 1] === 'object' ? (found[found.length - 1] as Record<string, string | undefined>) : {};
      return replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, bare: string | undefined, braced: string | undefined) => {
        const name = bare ?? braced;
        if (name === undefined) return all.slice(1);
        return /^\d+$/.test(name) ? (groups[Number(name)] ?? '') : (names[name] ?? '');
      });
    });
  }),
};
