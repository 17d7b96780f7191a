import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression, parseHcl, parseTemplate } from '../../server/src/syntax/hcl';
import { mutate, randomFrom } from '../fuzz/hcl-mutations';
import { readCorpus } from '../fuzz/hcl-oracle';

const corpus = readCorpus(join(dirname(fileURLToPath(import.meta.url)), '../corpus/hcl'));

interface Spanned {
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

/** Checks that spans lie in their parents' and in the text, and that names are what their spans cut out. */
function checkTree(text: string, node: unknown, outer: { start: number; end: number }): void {
  if (Array.isArray(node)) {
    for (const item of node) checkTree(text, item, outer);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { span, ...rest } = node as Spanned;
  if (span) {
    if (span.start < outer.start || span.end > outer.end || span.start > span.end) {
      throw new Error(`${JSON.stringify(span)} leaves ${JSON.stringify(outer)}: ${JSON.stringify(node).slice(0, 300)}`);
    }
    const cut = text.slice(span.start, span.end);
    if (rest.kind === 'attribute' && !cut.startsWith(String(rest.name))) throw new Error(`attribute ${cut}`);
    if (rest.kind === 'block' && !cut.startsWith(String(rest.type))) throw new Error(`block ${cut}`);
    if (rest.kind === 'variable' && cut !== rest.name) throw new Error(`variable ${cut}`);
    if (rest.kind === 'number' && cut !== rest.raw) throw new Error(`number ${cut}`);
    if (rest.kind === 'bool' && cut !== String(rest.value)) throw new Error(`bool ${cut}`);
  }
  const { nameSpan, name } = rest as { nameSpan?: { start: number; end: number }; name?: string };
  if (nameSpan && rest.kind !== 'call' && text.slice(nameSpan.start, nameSpan.end) !== name) throw new Error(`name ${name}`);
  for (const [key, inner] of Object.entries(rest)) if (!key.endsWith('Span')) checkTree(text, inner, span ?? outer);
}

function check(text: string): void {
  const file = parseHcl(text);
  checkTree(text, file.body, { start: 0, end: text.length });
  for (const { span } of file.problems) expect(span.start <= span.end && span.start >= 0 && span.end <= text.length).toBe(true);
  for (const { span, text: comment } of file.comments) expect(text.slice(span.start, span.end)).toBe(comment);
}

const piece = fc.constantFrom(
  'a',
  ' = ',
  '"',
  '${',
  '%{',
  '}',
  '{',
  '[',
  ']',
  '(',
  ')',
  '\n',
  '\r\n',
  '<<A\n',
  '<<-A\n',
  'A\n',
  '#',
  '/*',
  '*/',
  ',',
  '.',
  '*',
  '?',
  ':',
  '~',
  '1',
  '-',
  '!',
  '$$',
  '\\',
  'for x in y',
  ' if ',
  'endif',
  'else',
  'endfor',
  'b "c" {\n',
  'a = 1\n',
  '  ',
  '...',
  '=>',
  'é',
  '😀',
  '\ud800',
  '\u2028',
  '\0',
  '::',
);

describe('properties of the HCL parser', () => {
  it('never throws, keeps spans in order and ends in time, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => check(pieces.join(''))),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 1000 });
  });

  it('holds on changed files', () => {
    const random = randomFrom(77);
    const pick = () => corpus[random(corpus.length)] ?? '';
    for (let i = 0; i < 3000; i++) check(mutate(pick(), pick(), random));
  });

  it('holds on every beginning of a file', () => {
    for (const text of corpus.slice(0, 20)) for (let end = 0; end < text.length; end += 3) check(text.slice(0, end));
  });

  it('reads fragments without throwing', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        checkTree(text, parseExpression(text).expression, { start: 0, end: text.length });
        checkTree(text, parseTemplate(text, 0).parts, { start: 0, end: text.length });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '"',
    '${',
    '"${',
    '<<A\n',
    'x = <<A\n',
    '[',
    '{',
    '/*',
    '/*\nresource "a" {\n',
    '#\n',
    'a {\n',
    'a = [\n',
    'a.',
    '[*]',
    '-',
    '1+',
    'f(',
    '<<-A\n${',
    '%{if a}',
    'a = "\n',
    '}',
    '~}',
    '\r',
    '\u2028',
  ])('ends on very much of %j, with a bounded number of problems', (unit) => {
    for (const [before, after] of [
      ['', ''],
      ['a = ', '\n'],
      ['a = "', '"\n'],
      ['a = <<E\n', '\nE\n'],
      ['r "a" {\n  x = \n', '\n}\n'],
    ]) {
      const file = parseHcl(before + unit.repeat(Math.ceil(200_000 / unit.length)) + after);
      expect(file.problems.length).toBeLessThanOrEqual(500);
    }
  });
});
