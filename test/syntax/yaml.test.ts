import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { DataNode, MappingNode, ScalarNode } from '../../server/src/syntax/data';
import { entryOf, placeOf } from '../../server/src/syntax/data';
import { parseYaml } from '../../server/src/syntax/yaml';
import { show, walk } from './yaml-tree';

type Case = readonly [text: string, tree: string, ...problems: string[]];

function table(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const [text, tree, ...problems] of cases) {
      it(JSON.stringify(text).slice(0, 100), () => {
        const document = parseYaml(text);
        expect(show(document.root)).toBe(tree);
        expect(document.problems.map(({ span, message }) => `${span.start}-${span.end} ${message}`)).toEqual(problems);
      });
    }
  });
}

table('scalars are read from their source', [
  ['a: 012345678901', '{a: "012345678901"}'],
  ['a: 123456789012', '{a: number:123456789012}'],
  ['a: 2012-10-17', '{a: "2012-10-17"}'],
  ['a: 1.10', '{a: number:1.10}'],
  ['a: -1.5e3', '{a: number:-1.5e3}'],
  ['a: .5', '{a: number:.5}'],
  ['[0x1F, 0o17, 1_000, 22:22, +1, .]', '["0x1F", "0o17", "1_000", "22:22", number:+1, "."]'],
  ['[true, True, yes, NO, on, OFF]', '[bool:true, bool:True, bool:yes, bool:NO, bool:on, bool:OFF]'],
  ['[y, n, tRUE, "true"]', '["y", "n", "tRUE", "true"]'],
  ['[null, ~, Null, "null"]', '[null:, null:, null:, "null"]'],
  ['a:\nb: ', '{a: ?, b: ?}'],
  ["a: 'it''s'", '{a: "it\'s"}'],
  ['a: "x\\ty\\u0041"', '{a: "x\\tyA"}'],
  ['a: b # c', '{a: "b"}'],
  ['a: b#c', '{a: "b#c"}'],
  ['a: one\n  two', '{a: "one two"}'],
  ['a: "one\n  two"', '{a: "one two"}'],
  ['a: |\n  x\n   y\n\n', '{a: "x\\n y\\n"}'],
  ['a: >-\n  x\n  y\n', '{a: "x y"}'],
  ['a: |2+\n    x\n\nb: 1', '{a: "  x\\n\\n", b: number:1}'],
  ['null: 1\ntrue: 2\n"x": 3', '{null: number:1, true: number:2, x: number:3}'],
]);

table('collections', [
  ['', '-'],
  ['# only a comment', '-'],
  ['[]', '[]'],
  ['{}', '{}'],
  ['- a\n- - b\n  - c\n-\n', '["a", ["b", "c"], ?]'],
  ['a:\n- b\n- c: 1\n  d: 2', '{a: ["b", {c: number:1, d: number:2}]}'],
  ['a: [x, {y: z}, k: v, ]', '{a: ["x", {y: "z"}, {k: "v"}]}'],
  ['{a, b: c, "d":e}', '{a: ?, b: "c", d: "e"}'],
  ['? a\n: b', '{a: "b"}'],
  ['a: [\n  b,\n  c\n]', '{a: ["b", "c"]}'],
  ['\ufeffa: 1', '{a: number:1}'],
  ['a: 1\r\nb:\r\n  - x\r\n', '{a: number:1, b: ["x"]}'],
  ['---\na: 1\n...\n---\nb: 2', '{a: number:1}'],
  ['%YAML 1.1\n---\na: 1', '{a: number:1}'],
]);

table('tags', [
  ['!Ref a', '!Ref "a"'],
  ['a: !GetAtt b.c', '{a: !GetAtt "b.c"}'],
  ['a: !Sub "x${y}"', '{a: !Sub "x${y}"}'],
  ['a: !If [c, !Ref x, !Ref AWS::NoValue]', '{a: !If ["c", !Ref "x", !Ref "AWS::NoValue"]}'],
  ['a: !Sub\n  - x\n  - y: z', '{a: !Sub ["x", {y: "z"}]}'],
  ['a: !Join\n- ","\n- [b]', '{a: !Join [",", ["b"]]}'],
  ['a: !Sub |\n  x', '{a: !Sub "x\\n"}'],
  ['- !Equals [a, b]\n- !Unheard-of {x: y}', '[!Equals ["a", "b"], !Unheard-of {x: "y"}]'],
  ['a: !Fn::Sub b', '{a: !Fn::Sub "b"}'],
  ['a: !!str 12', '{a: "12"}'],
  ['a: !!int "12"', '{a: number:12}'],
  ['a: !<tag:yaml.org,2002:str> 1', '{a: "1"}'],
  ['a: ! 12', '{a: "12"}'],
  ['a: !Ref\nb: 1', '{a: !Ref ?, b: number:1}'],
  ['a: !\nb: 1', '{a: "", b: number:1}'],
]);

table('anchors, aliases, merges', [
  ['a: &x 1\nb: *x', '{a: number:1, b: *number:1}'],
  ['a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3', '{a: {p: number:1, q: number:2}, b: {p: *number:1, q: number:3}}'],
  [
    'a: &x {p: 1}\nb: &y {q: 2}\nc: {<<: [*x, *y], r: 3}',
    '{a: {p: number:1}, b: {q: number:2}, c: {p: *number:1, q: *number:2, r: number:3}}',
  ],
  ['a: {<<: text}', '{a: {<<: "text"}}'],
  ['a: *x', '{a: ?}', '3-5 No anchor &x before this'],
  ['a: &x [*x]', '{a: [?]}', '7-9 No anchor &x before this'],
  ['a: &x !Ref b\nc: *x', '{a: !Ref "b", c: *!Ref "b"}'],
]);

table('problems keep the rest of the document', [
  ['a: 1\na: 2\nb: 3', '{a: number:1, a: number:2, b: number:3}', '5-6 Duplicate key a'],
  ['a: "abc\nb: "x"\nc: 1', '{a: "abc", b: "x", c: number:1}', '7-7 Missing closing "'],
  ['a:\n  b: "abc\n  c: 1\n  d: "x"\ne: 1', '{a: {b: "abc", c: number:1, d: "x"}, e: number:1}', '12-12 Missing closing "'],
  ["a:\n  b: 'abc # d\n  c: 1\ne: 1", '{a: {b: "abc # d", c: number:1}, e: number:1}', "16-16 Missing closing '"],
  ['- "x\n- "y"\n- z', '["x", "y", "z"]', '4-4 Missing closing "'],
  ['a:\n  Buck\n  Other: 1\n', '{a: {Buck: ?, Other: number:1}}', '9-9 Missing : after the key'],
  ['Buck\nOther: 1', '{Buck: ?, Other: number:1}', '4-4 Missing : after the key'],
  ['a: 1\nb', '{a: number:1, b: ?}', '5-6 Missing : after the key'],
  ['a: [1\nb: 2', '{a: [number:1], b: number:2}', '3-4 Missing closing ]'],
  ['a:\n  b: {c: 1\n  d: 2\ne: 3', '{a: {b: {c: number:1}, d: number:2}, e: number:3}', '8-9 Missing closing }'],
  ['a: {b: 1]\nc: 2', '{a: {b: number:1}, c: number:2}', '3-4 Missing closing }'],
  ['a: b: c\nd: 1', '{a: {b: "c"}, d: number:1}', '3-4 A mapping cannot begin on the line of its key'],
  ['a: &x &y 1', '{a: number:1}', '6-8 A second anchor'],
  ['a: !x !y 1', '{a: !y number:1}', '6-8 A second tag'],
  ['? [a]\n: b', '{[a]: "b"}', '2-5 A key must be a string'],
]);

describe('tabs', () => {
  it('are a problem as indentation, and only there', () => {
    expect(parseYaml('a:\n\tb: 1\n').problems.map((problem) => problem.message)).toEqual(['A tab cannot indent']);
    expect(parseYaml('a:\n  - b\n\t- c\n').problems.length).toBeGreaterThan(0);
    expect(parseYaml('a:\t1\nb: [\n  \tx\n]\nc: |\n  x\n  \ty\n').problems).toEqual([]);
  });
});

describe('spans', () => {
  const text = 'A:\n  - !Sub "x${y}"\n  - {k: \'v\'}\nB: &b\n  C: |\n    one\n\n    two\n\nD: *b\nE:\nF: plain text  # c\n';
  const root = parseYaml(text).root;
  const at = (node: DataNode | undefined, place = false): string => {
    const span = node && (place ? placeOf(node) : node.span);
    return span ? text.slice(span.start, span.end) : '-';
  };
  const value = (key: string, of = root): DataNode | undefined => entryOf(of, key)?.value;

  it('are those of the source', () => {
    const list = value('A');
    const items = list?.kind === 'sequence' ? list.items : [];
    expect([at(items[0]), at(items[0], true), at(items[1])]).toEqual(['"x${y}"', '!Sub "x${y}"', "{k: 'v'}"]);
    expect(at(list)).toBe('- !Sub "x${y}"\n  - {k: \'v\'}');
    expect(at(value('C', value('B')))).toBe('|\n    one\n\n    two');
    expect([at(value('D')), at(value('D'), true)]).toEqual([at(value('B')), '*b']);
    expect(at(value('F'))).toBe('plain text');
    expect(value('E')?.span).toEqual({ start: text.indexOf('E:') + 2, end: text.indexOf('E:') + 2 });
  });
  it('of entries reach from the key to the end of the value', () => {
    const entry = entryOf(root, 'A');
    expect(entry && text.slice(entry.span.start, entry.span.end)).toBe(text.slice(0, text.indexOf('\nB')));
  });
  it('of comments are exact', () => {
    const source = '\ufeff# one\r\na: 1 # two\r\n  # three\nb: [ # four\n  1]\nc: | # five\n  # text\n';
    expect(parseYaml(source).comments.map((c) => [source.slice(c.span.start, c.span.end), c.text, c.ownLine])).toEqual([
      ['# one', '# one', true],
      ['# two', '# two', false],
      ['# three', '# three', true],
      ['# four', '# four', false],
      ['# five', '# five', false],
    ]);
  });
  it('are right after a repaired quote', () => {
    const source = 'a: "x\nb: y\nc: "z"\n';
    const found = entryOf(parseYaml(source).root, 'b');
    expect(found && source.slice(found.span.start, found.span.end)).toBe('b: y');
  });
  it('tell exact scalars from others', () => {
    const exact = (source: string): boolean | undefined => {
      const node = value('a', parseYaml(source).root);
      return node?.kind === 'scalar' ? node.exact : undefined;
    };
    expect(['a: x', 'a: "x"', "a: 'x'", 'a: !Sub x'].map(exact)).toEqual([true, true, true, true]);
    expect(['a: x\n  y', 'a: "x\\n"', "a: 'x''y'", 'a: |\n  x'].map(exact)).toEqual([false, false, false, false]);
  });
});

/** What `yaml` itself makes of a text whose scalars are all strings. */
function plain(node: DataNode | undefined): unknown {
  if (!node) return null;
  switch (node.kind) {
    case 'scalar':
      return node.type === 'missing' || node.type === 'null' ? null : node.text;
    case 'sequence':
      return node.items.map(plain);
    case 'mapping': {
      const object: Record<string, unknown> = Object.create(null);
      for (const entry of node.entries) object[entry.key.text] = plain(entry.value);
      return object;
    }
  }
}

const lines = fc
  .array(
    fc.tuple(
      fc.nat({ max: 4 }),
      fc.constantFrom(
        'a:',
        'b: x',
        '- y',
        '- k: v',
        'c: [1, {d: e}]',
        'f: !Ref g',
        '# n',
        '',
        'h: "q"',
        "i: 'r'",
        'j: |',
        'text',
        'l: &m n',
        'o: *m',
        '- ',
        '[',
        '}',
        '"',
        "'",
        'p: "',
        '\t',
        '!',
        ':',
        '? x',
        '---',
        'a: b: c',
        '%',
        '@',
        '`',
        '<<: *m',
        'k: >-',
        'u: \\"',
        ',',
        '{x',
        '&m',
      ),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.map(([indent, text]) => ' '.repeat(indent) + text).join('\n'));

describe('whatever the text', () => {
  const text = fc.oneof(
    lines,
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...' \n\t\r-:?[]{},#&*!|>\'"%@`ab1\\'), maxLength: 40 }),
  );

  it('never throws, and every span lies in the text, inside of its parent', () => {
    fc.assert(
      fc.property(text, (source) => {
        const document = parseYaml(source);
        walk(document.root, (node) => {
          const { start, end } = node.span;
          if (start < 0 || end < start || end > source.length) throw new Error(`${start}-${end} of ${source.length}`);
          if (node.kind === 'scalar' && node.exact && node.text !== '' && node.type !== 'missing') {
            const from = node.style === 'plain' ? start : start + 1;
            expect(source.slice(from, from + node.text.length)).toBe(node.text);
          }
        });
        for (const { span } of [...document.problems, ...document.comments]) {
          if (span.start < 0 || span.end < span.start || span.end > source.length) throw new Error('outside');
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with yaml on what it accepts', () => {
    fc.assert(
      fc.property(text, (source) => {
        const theirs = parseDocument(source, { schema: 'failsafe', merge: true, logLevel: 'silent', maxAliasCount: -1 } as never);
        const ours = parseYaml(source);
        const odd = theirs.errors.length > 0 || theirs.warnings.length > 0;
        if (odd || ours.problems.length > 0) return;
        let value: unknown;
        try {
          value = theirs.toJS();
        } catch {
          return;
        }
        // Failsafe reads `~` and an empty value as ''; we compare what both call text.
        expect(normal(plain(ours.root))).toEqual(normal(value));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds a problem wherever yaml does', () => {
    fc.assert(
      fc.property(lines, (source) => {
        const theirs = parseDocument(source, { logLevel: 'silent' });
        const serious = theirs.errors.filter((error) => !['MULTIPLE_DOCS', 'BAD_DIRECTIVE'].includes(error.code));
        if (serious.length > 0)
          expect(parseYaml(source).problems.length, `${serious[0]?.code} ${serious[0]?.message}`).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });
});

function normal(value: unknown): unknown {
  if (value === null || value === undefined || value === '~') return '';
  if (typeof value === 'string') return /^null$/i.test(value) ? '' : value;
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]));
  return value;
}

describe('adversarial texts', () => {
  const cases: Readonly<Record<string, string>> = {
    'open brackets': '['.repeat(20_000),
    'closed brackets': '['.repeat(20_000) + ']'.repeat(20_000),
    'open braces': '{a: '.repeat(10_000),
    'nested sequences': '- '.repeat(20_000),
    'nested keys': '? '.repeat(5_000),
    quotes: '"\n'.repeat(20_000),
    'quoted values that do not close': 'a: "x\n'.repeat(5_000),
    'keys without colon': 'Key\n'.repeat(20_000),
    'many keys': Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join(''),
    'one key many times': 'k: 1\n'.repeat(20_000),
    'deep blocks': Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
    anchors: '&a '.repeat(20_000),
    tags: `${'!a '.repeat(20_000)}x`,
    'alias bomb': `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]\n`).join('')}`,
    'merge bomb': `a0: &a0 {k: 1}\n${Array.from({ length: 200 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}], k${i}: 1}\n`).join('')}`,
    colons: ': '.repeat(20_000),
    'long line': `a: ${'x'.repeat(500_000)}`,
    'long block': `a: |\n${'  x\n'.repeat(100_000)}`,
    'long fold': `a: "${'x\n  '.repeat(50_000)}"`,
    spaces: ' '.repeat(500_000),
    tabs: '\t'.repeat(100_000),
    directives: '%a\n'.repeat(20_000),
  };
  for (const [name, text] of Object.entries(cases)) {
    it(`are read within bounds: ${name}`, () => {
      const { root } = parseYaml(text);
      let nodes = 0;
      walk(root, () => nodes++);
      expect(nodes).toBeLessThan(500_000);
    });
  }

  it('do not lose an anchored mapping behind an alias', () => {
    const node = entryOf(parseYaml('a: &x {b: 1}\nc: *x').root, 'c')?.value as MappingNode;
    const inner = node.entries[0]?.value as ScalarNode;
    expect([node.alias, inner.text]).toEqual([{ start: 16, end: 18 }, '1']);
  });
});
