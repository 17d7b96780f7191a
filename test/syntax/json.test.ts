import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataNode } from '../../server/src/syntax/data';
import { entryOf } from '../../server/src/syntax/data';
import { parseJson } from '../../server/src/syntax/json';
import { show, walk } from './yaml-tree';

type Case = readonly [text: string, tree: string, ...problems: string[]];
const CASES: readonly Case[] = [
  [
    '{"a": 1, "b": [true, null, "x\\n", -1.50e3], "c": {}}',
    '{a: number:1, b: [bool:true, null:, "x\\n", number:-1.50e3], c: {}}',
  ],
  ['\ufeff{"a": "012"}', '{a: "012"}'],
  ['{"a": 1}\r\n', '{a: number:1}'],
  ['"x"', '"x"'],
  ['', '-', '0-0 Value expected'],
  ['{"a": 1, }', '{a: number:1}', '9-10 Property name expected'],
  ['[1, ]', '[number:1]', '4-5 Value expected'],
  ['{"a": 1 /* c */}', '{a: number:1}', '8-15 JSON has no comments'],
  ['// c\n{"a": 1}', '{a: number:1}', '0-4 JSON has no comments'],
  ['{"a": , "b": 1}', '{a: ?, b: number:1}', '6-7 Value expected'],
  ['{"a": 1, "b', '{a: number:1, b: ?}', '9-11 Unexpected end of string', '11-11 Colon expected'],
  ['{"a": "x, "b": 1}', '{a: "x, ", : 1}: ?}'],
  ['{"a": "un\n, "b": 2}', '{a: "un", b: number:2}', '6-9 Unexpected end of string'],
  ['{"a" 1, "b": 2}', '{a: ?, b: number:2}', '5-6 Colon expected'],
  ['{"a": {"b": 1, "c": 2}', '{a: {b: number:1, c: number:2}}', '22-22 Close brace expected'],
  ['[1 2]', '[number:1, number:2]', '3-4 Comma expected'],
  ['{"a": 1, "a": 2}', '{a: number:1, a: number:2}', '9-12 Duplicate key a'],
  ['{"__proto__": 1, "constructor": 2}', '{__proto__: number:1, constructor: number:2}'],
  ['{} {}', '{}', '3-4 End of file expected'],
  ["{'a': 1}", '{}'],
  ['[/*', '[]', '1-3 Unexpected end of comment', '3-3 Close bracket expected'],
  ['{"a": tru}', '{a: ?}'],
];

describe('JSON', () => {
  for (const [text, tree, ...problems] of CASES) {
    it(JSON.stringify(text), () => {
      const document = parseJson(text);
      expect(show(document.root)).toBe(tree);
      const found = document.problems.map(({ span, message }) => `${span.start}-${span.end} ${message}`);
      if (problems.length > 0 || !/["']?[a-z]["']?: (?:tru|"x,)|'/.test(text)) expect(found).toEqual(problems);
      else expect(found.length).toBeGreaterThan(0);
    });
  }

  it('has exact spans, shifted by the base offset', () => {
    const text = '{"a": ["x", 12]}';
    const document = parseJson(text, 100);
    const at = (node: DataNode | undefined): string => (node ? text.slice(node.span.start - 100, node.span.end - 100) : '-');
    const list = entryOf(document.root, 'a')?.value;
    expect([at(document.root), at(list), ...(list?.kind === 'sequence' ? list.items.map(at) : [])]).toEqual([
      text,
      '["x", 12]',
      '"x"',
      '12',
    ]);
    const entry = entryOf(document.root, 'a');
    expect(entry && text.slice(entry.span.start - 100, entry.span.end - 100)).toBe('"a": ["x", 12]');
  });

  it('keeps comments, with their place on the line', () => {
    const comments = parseJson('// a\n{ // b\n  "x": 1 /* c */\n}').comments;
    expect(comments.map(({ text, ownLine }) => [text, ownLine])).toEqual([
      ['// a', true],
      ['// b', false],
      ['/* c */', false],
    ]);
  });

  it('tells exact strings from those with escapes', () => {
    const exact = (text: string): boolean | undefined => {
      const { root } = parseJson(text);
      return root?.kind === 'scalar' ? root.exact : undefined;
    };
    expect(['"a"', '"a\\n"', '"\\u0041"', '""'].map(exact)).toEqual([true, false, false, true]);
  });

  it('agrees with JSON.parse on what that accepts, and finds a problem in what it refuses', () => {
    const text = fc.oneof(
      fc.json(),
      fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '}', ']', ':', '\\', 'x')).map(([json, n, insert]) => {
        const at = n % (json.length + 1);
        return json.slice(0, at) + insert + json.slice(at + 1);
      }),
      fc.string({ unit: fc.constantFrom(...'{}[]",:1truefalsn\\/* \n'), maxLength: 30 }),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { root, problems } = parseJson(source);
        walk(root, ({ span }) => {
          if (span.start < 0 || span.end < span.start || span.end > source.length) throw new Error('outside');
        });
        let parsed: unknown;
        try {
          parsed = JSON.parse(source);
        } catch {
          expect(problems).not.toEqual([]);
          return;
        }
        expect(problems.filter(({ message }) => !message.startsWith('Duplicate'))).toEqual([]);
        expect(JSON.stringify(plain(root))).toBe(JSON.stringify(parsed));
      }),
      { numRuns: 3000 },
    );
  });

  /** With the number of problems told: not one for each bracket that is never closed. */
  const adversarial: Readonly<Record<string, readonly [text: string, problems: number]>> = {
    'open brackets': ['['.repeat(20_000), 1],
    'closed brackets': ['['.repeat(20_000) + ']'.repeat(20_000), 1],
    'open braces': ['{"a":'.repeat(20_000), 1],
    quotes: ['"\n'.repeat(50_000), 2],
    backslashes: [`"${'\\'.repeat(100_000)}`, 1],
    'many keys': [`{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(',')}}`, 0],
    'one key many times': [`{${'"k":1,'.repeat(50_000)}}`, 50_000],
    commas: [','.repeat(100_000), 1],
    comments: ['/*'.repeat(50_000), 33_334],
    'line comments': ['//\n'.repeat(50_000), 50_001],
  };
  for (const [name, [text, problems]] of Object.entries(adversarial)) {
    it(`reads within bounds: ${name}`, () => {
      expect(parseJson(text).problems).toHaveLength(problems);
    });
  }

  it('says once that it is nested too deeply', () => {
    const { problems } = parseJson('['.repeat(20_000));
    expect(problems).toEqual([{ span: { start: 256, end: 257 }, message: 'Nested too deeply' }]);
  });
});

function plain(node: DataNode | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === 'sequence') return node.items.map(plain);
  if (node.kind === 'mapping') {
    const object: Record<string, unknown> = {};
    for (const { key, value } of node.entries) {
      Object.defineProperty(object, key.text, { value: plain(value), enumerable: true, configurable: true, writable: true });
    }
    return object;
  }
  if (node.type === 'number') return Number(node.text);
  if (node.type === 'bool') return node.text === 'true';
  return node.type === 'null' ? null : node.text;
}
