import { compile, matchFrom, type Program, subjectOf } from './re2';

/**
 * A pattern of `fileset`: `*`, `?` and `[…]` within a name, `{a,b}`, and `**` as a whole name for any directories. Facts:
 * developer.hashicorp.com/terraform/language/functions/fileset, and what `terraform console` answers.
 * @returns `refused` for a pattern that is not valid; undefined where nothing can match
 */
export function parseGlob(pattern: string): Program | 'refused' | undefined {
  const source = sourceOf(pattern);
  if (source === undefined) return 'refused';
  const program = compile(`^(?:${source})$`);
  return typeof program === 'string' ? undefined : program;
}

export function matchesGlob(glob: Program, name: string): boolean {
  return matchFrom(glob, subjectOf(name), 0) !== undefined;
}

function sourceOf(pattern: string): string | undefined {
  let out = '';
  let braces = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    const whole = (i === 0 || pattern.charAt(i - 1) === '/') && pattern.startsWith('**', i);
    if (whole && (pattern.charAt(i + 2) === '/' || i + 2 === pattern.length)) {
      out += pattern.charAt(i + 2) === '/' ? '(?:[^/]+/)*' : '.*';
      i += 2;
    } else if (c === '*') {
      out += '[^/]*';
    } else if (c === '?') {
      out += '[^/]';
    } else if (c === '[') {
      const end = classEnd(pattern, i);
      if (end === undefined) return undefined;
      out += `[${pattern.slice(i + 1, end).replaceAll('[', '\\[')}]`;
      i = end;
    } else if (c === '{') {
      braces++;
      out += '(?:';
    } else if (c === '}' && braces > 0) {
      braces--;
      out += ')';
    } else if (c === ',' && braces > 0) {
      out += '|';
    } else if (c === '\\') {
      if (++i >= pattern.length) return undefined;
      out += quoted(pattern.charAt(i));
    } else {
      out += quoted(c);
    }
  }
  return braces > 0 ? undefined : out;
}

/** Where a class ends: its first character may be a bracket only behind a backslash. */
function classEnd(pattern: string, start: number): number | undefined {
  for (let i = start + 1; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '\\') i++;
    else if (c === ']') return i > start + 1 ? i : undefined;
  }
  return undefined;
}

function quoted(c: string): string {
  return c.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
