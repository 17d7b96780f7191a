/** A small generator of numbers that can be seeded, so that a disagreement can be found again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/** Bits of syntax that break files in interesting ways when they are put in. */
const snippets = [
  '"',
  '${',
  '%{',
  '}',
  '{',
  '[',
  ']',
  '(',
  ')',
  '<<EOT\n',
  '<<-EOT\n',
  '\nEOT\n',
  '#',
  '//',
  '/*',
  '*/',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  ',',
  '=',
  '==',
  '=>',
  ':',
  '::',
  '...',
  '.',
  '.*',
  '[*]',
  '?',
  '!',
  '!=',
  '&&',
  '||',
  '&',
  '|',
  '-',
  '+',
  '~',
  '~}',
  '${~',
  '$${',
  '%%{',
  '$',
  '%',
  '\\',
  '\\n',
  '\\u00e9',
  '\\U0001F600',
  '\\x',
  '\\u12',
  "'",
  '`',
  ';',
  '0',
  '1.5',
  '1e5',
  '1.',
  '.5',
  '0x1f',
  'for',
  'if',
  'in',
  'else',
  'endif',
  'endfor',
  'true',
  'null',
  'a',
  'a-b',
  'for x in y : ',
  'if x',
  'x...',
  '\ufeff',
  '\u00a0',
  '\u2028',
  'é',
  '😀',
  '\0',
  '%{ if a }',
  '%{ else }',
  '%{ endif }',
  '%{ for x in y }',
  '%{ endfor }',
  '"a"',
  '{ }',
  'b {}\n',
  'a = 1\n',
  'b "c" {\n',
  '0.0',
  '[0]',
  '.0',
  '**',
  '^',
  '@',
  '-1',
  '(a)',
  'f(',
  '<',
  '<=',
  '<<',
];

const token = /[\p{ID_Start}_][\p{ID_Continue}-]*|\d[\d.]*|\$\{~?|%\{~?|~\}|<<-?|\s+|[=!<>]=|=>|&&|\|\||\.\.\.|\/\*|\*\/|./gsu;

/** One changed copy of `text`; `other` is a second file to take pieces from. */
export function mutate(text: string, other: string, random: (below: number) => number): string {
  let out = once(text, other, random);
  // Now and then several changes at once: rarely valid, but close to it.
  while (random(4) === 0) out = once(out, other, random);
  return out;
}

function once(text: string, other: string, random: (below: number) => number): string {
  const kind = random(12);
  if (kind <= 4) return mutateTokens(text, kind, random);
  const at = random(text.length + 1);
  switch (kind) {
    case 5:
      return text.slice(0, at) + text.slice(at + 1);
    case 6:
    case 7:
      return text.slice(0, at) + snippets[random(snippets.length)] + text.slice(at);
    case 8:
      return text.slice(0, at);
    case 9:
      return joinLine(text, random);
    case 10:
      return moveLine(text, random);
    default: {
      const from = random(other.length + 1);
      return text.slice(0, at) + other.slice(from, random(2) === 0 ? undefined : from + random(60));
    }
  }
}

function mutateTokens(text: string, kind: number, random: (below: number) => number): string {
  const tokens = text.match(token) ?? [];
  if (tokens.length < 3) return text + snippets[random(snippets.length)];
  const i = random(tokens.length);
  const j = random(tokens.length);
  const one = tokens[i] ?? '';
  switch (kind) {
    case 0:
      tokens.splice(i, 1);
      break;
    case 1:
      tokens.splice(i, 0, one);
      break;
    case 2:
      tokens[i] = tokens[j] ?? '';
      tokens[j] = one;
      break;
    case 3:
      tokens[i] = tokens[j] ?? '';
      break;
    default:
      tokens[i] = snippets[random(snippets.length)] ?? '';
  }
  return tokens.join('');
}

function joinLine(text: string, random: (below: number) => number): string {
  const lines = text.split('\n');
  if (lines.length < 2) return text;
  const i = random(lines.length - 1);
  lines.splice(i, 2, `${lines[i]}${random(2) === 0 ? ' ' : ''}${lines[i + 1]}`);
  return lines.join('\n');
}

function moveLine(text: string, random: (below: number) => number): string {
  const lines = text.split('\n');
  const [line = ''] = lines.splice(random(lines.length), 1);
  if (random(3) > 0) lines.splice(random(lines.length + 1), 0, line);
  return lines.join('\n');
}
