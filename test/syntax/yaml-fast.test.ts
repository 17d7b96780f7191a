import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compose } from '../../server/src/syntax/yaml/compose';
import { parseFast } from '../../server/src/syntax/yaml/fast';

const PIECES =
  'a:|b: x|- y|- k: v|c: [1, {d: e}]|f: !Ref g|# n||   |h: "q" # c|i: \'r\'\'s\'|j: \u00a6|j: \u00a6-|text|o: -|- |- - z|p: "a|b"|k: >-|w: >|m: !If|- !Sub "x"|n: [|]|  a,|q: {|}|r: {x: !Ref y, "z": [w]}|s: a#b|t: a # b|"u": 1|v : 2|x: - y|- !T|---|y: http://x:1|z:  spaced  |A: "m\\n" |-|- [b]|- {b: c}|- \'d\': e|B: ~|C: !T [a, b]|D: !T {a: b}|E: [a,|F: !Sub \u00a6|#|G: [a, # c|H: "x" y|I: a: b|J::K: l|-l|M: ?a|N: :a|O: [a: b]|P: {a}|Q: [ ]|R: { }|S: [-, a]|T: ["a":b]|U: [a:b]|V: [http://x]|W: !Ref|X: {a: , b: c}|Y: &a b|Z: *a|\t'
    .split('|')
    .map((piece) => piece.replace('\u00a6', '|'));
const piece = fc.constantFrom(...PIECES);

const flat = fc
  .tuple(fc.array(fc.tuple(fc.nat({ max: 3 }), piece), { maxLength: 10 }), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
  .map(
    ([parts, ending, final]) => parts.map(([indent, text]) => '  '.repeat(indent) + text).join(ending) + (final ? ending : ''),
  );

const { nested } = fc.letrec<{ nested: string[] }>((tie) => ({
  nested: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.array(piece, { maxLength: 2 }),
    fc
      .array(tie('nested'), { minLength: 1, maxLength: 4 })
      .map((children) => children.flatMap((child, i) => [`k${i}:`, ...child.map((line) => `  ${line}`)])),
    fc
      .array(tie('nested'), { minLength: 1, maxLength: 3 })
      .map((children) =>
        children.flatMap((child) => (child.length === 0 ? ['-'] : child.map((line, i) => (i === 0 ? '- ' : '  ') + line))),
      ),
  ),
}));

it('reads what it reads as the general way does, and nothing that has a problem', () => {
  let read = 0;
  const text = fc.oneof(
    flat,
    nested.map((lines) => lines.join('\n')),
  );
  fc.assert(
    fc.property(text, (source) => {
      const fast = parseFast(source);
      if (!fast) return;
      read++;
      const general = compose(source, []);
      expect(fast).toEqual({ root: general.root, comments: general.comments, problems: general.problems, language: 'yaml' });
    }),
    { numRuns: 10_000 },
  );
  expect(read).toBeGreaterThan(500);
});

it('reads a template of 5,000 lines without the general way', () => {
  const resource = (i: number): string =>
    `  Bucket${i}:\n    Type: AWS::S3::Bucket\n    # kept\n    Properties:\n      BucketName: !Sub "\${AWS::StackName}-${i}"\n      Tags:\n        - Key: a\n          Value: !Ref P\n        - { Key: b, Value: 'it''s' }\n      Description: |\n        text\n`;
  const source = `Resources:\n${Array.from({ length: 455 }, (_, i) => resource(i)).join('')}`;
  expect(parseFast(source)).toEqual({ ...pick(compose(source, [])), language: 'yaml' });
});

function pick({ root, comments, problems }: ReturnType<typeof compose>) {
  return { root, comments, problems };
}
