import { describe, expect, it } from 'vitest';
import { entryOf } from '../../server/src/syntax/data';
import { type LiveYaml, parseLiveYaml, parseYaml } from '../../server/src/syntax/yaml';
import { withoutLines, withoutSome, withTyped } from '../fuzz/edits';
import { randomFrom } from '../fuzz/hcl-mutations';

const TEMPLATE = `# a stack
Parameters:
  Stage:
    Type: String
    Default: prod # as ever
Resources:
  # the first
  A:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "files-\${Stage}"
      Tags:
      - Key: a
        Value: 'it''s'
      - {Key: b, Value: [1, 2]} # flow
  B:
    Type: AWS::SNS::Topic
    Metadata:
      Text: |
        one
          two

      Folded: >-
        three
        four
  C:
    Type: AWS::SQS::Queue
    Properties: !If [x, {a: b}, !Ref "AWS::NoValue"]

  D: {Type: AWS::SQS::Queue}
  E:
    Type: "AWS::SQS::\\
      Queue"
Outputs:
  A:
    Value: !GetAtt A.Arn
`;
const LONG = `${TEMPLATE}${Array.from({ length: 60 }, (_, i) => `  O${i}:\n    Value: !Ref A\n    Description: number ${i}, which is ${'long '.repeat(8)}\n`).join('')}`;

const STATEMENTS = 24;
const statement = (i: number, indent: string) =>
  [
    `- Sid: Statement${i} # as ever`,
    '  Effect: Allow',
    '  Action:',
    '    - s3:GetObject',
    "    - 's3:Put*'",
    `  Resource: !Sub "\${A.Arn}/${i}/*"`,
    '  # who',
    i % 5 === 4 ? '  Condition: "over\n    two lines"' : '  Condition: { StringEquals: { "aws:PrincipalOrgID": o-1 } }',
    i % 7 === 3 ? '  Note: |\n    one\n    - two' : '  Note: none',
  ]
    .map((line) => `${indent}${line.replaceAll('\n', `\n${indent}`)}\n`)
    .join('');
const statements = (indent: string) => Array.from({ length: STATEMENTS }, (_, i) => statement(i, indent)).join('');
/** Entries with long lists: indented, not indented, and in each other. */
const POLICIES = `${TEMPLATE.slice(0, TEMPLATE.indexOf('Outputs:'))}  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
${statements('          ')}  R:
    Type: AWS::IAM::Role
    Properties:
      Policies:
      - PolicyName: p
        PolicyDocument:
          Statement:
${statements('          ')}      - PolicyName: q
${TEMPLATE.slice(TEMPLATE.indexOf('Outputs:'))}`;

const TYPED = [
  'a',
  ' ',
  '  ',
  '\n',
  '#',
  '"',
  "'",
  ':',
  ': ',
  '- ',
  '{',
  '}',
  '\n  F:\n    Type: x\n',
  '      # deep\n',
  '|',
  '&a ',
  '*a',
  '!Ref x',
  '\t',
  '---\n',
];

function edited(text: string, below: (n: number) => number): string {
  const at = below(text.length + 1);
  switch (below(5)) {
    case 0:
      return withoutSome(text, at, 3, below);
    case 1:
      return withoutLines(text, 3, below);
    case 2: {
      const line = text.lastIndexOf('\n', at) + 1;
      return withTyped(text, line, TYPED, below);
    }
    default:
      return withTyped(text, at, TYPED, below);
  }
}

const resource = (live: LiveYaml, name: string) => entryOf(entryOf(live.document.root, 'Resources')?.value, name);

describe('a YAML text that is being edited', () => {
  it.each([
    ['short', TEMPLATE],
    ['long', LONG],
    ['with CRLF', TEMPLATE.replaceAll('\n', '\r\n')],
    ['long lists', POLICIES],
    ['long lists with CRLF', POLICIES.replaceAll('\n', '\r\n')],
  ])('reads as if it were read anew, after whatever edits (%s)', (_name, original) => {
    const below = randomFrom(20_261_124);
    let text = original;
    let live = parseLiveYaml(text);
    expect(live.document).toEqual(parseYaml(text));
    for (let i = 0; i < 150; i++) {
      text = below(6) === 0 ? original : edited(text, below);
      live = parseLiveYaml(text, live);
      expect(live.document, text).toEqual(parseYaml(text));
    }
  });

  it('keeps the entries that the edit did not touch, and moves them', () => {
    const before = parseLiveYaml(TEMPLATE);
    const [a, b, c] = ['A', 'B', 'C'].map((name) => resource(before, name));
    const start = c?.span.start ?? 0;
    const after = parseLiveYaml(TEMPLATE.replace('AWS::SNS::Topic', 'AWS::SNS::Topic2'), before);
    expect(resource(after, 'A')).toBe(a);
    expect(resource(after, 'B')).not.toBe(b);
    expect(resource(after, 'C')).toBe(c);
    expect(c?.span.start).toBe(start + 1);
  });

  const items = (live: LiveYaml) => {
    const document = entryOf(entryOf(resource(live, 'P')?.value, 'Properties')?.value, 'PolicyDocument');
    const list = entryOf(document?.value, 'Statement')?.value;
    return list?.kind === 'sequence' ? list.items : [];
  };

  it('keeps the items of a long list in the entry that is edited, and moves them', () => {
    const before = parseLiveYaml(POLICIES);
    const known = [...items(before)];
    const start = known[20]?.span.start ?? 0;
    expect(known).toHaveLength(STATEMENTS);
    const after = items(parseLiveYaml(POLICIES.replace('Statement11 ', 'Statement11x '), before));
    expect(after.map((item, i) => item === known[i])).toEqual(known.map((_, i) => i !== 11));
    expect(after[20]?.span.start).toBe(start + 1);
  });

  it.each(['"', '{', ': ', '\n', "'", '- ', '*a'])(
    'keeps them while one is half typed (%s), and when it is whole again',
    (what) => {
      const before = parseLiveYaml(POLICIES);
      const known = [...items(before)];
      const broken = parseLiveYaml(POLICIES.replace('Sid: Statement11', `Sid: ${what}Statement11`), before);
      const mended = items(parseLiveYaml(POLICIES, broken));
      expect(mended.map((item, i) => i === 11 || item === known[i])).toEqual(known.map(() => true));
    },
  );

  it('keeps them while another one is half typed, and when it is whole again', () => {
    const before = parseLiveYaml(LONG);
    const d = resource(before, 'D');
    const broken = parseLiveYaml(LONG.replace('Type: AWS::SNS::Topic', 'Type "AWS::SNS::Topic'), before);
    expect(broken.document.problems).not.toEqual([]);
    expect(resource(parseLiveYaml(LONG, broken), 'D')).toBe(d);
  });
});
