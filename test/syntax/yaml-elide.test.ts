import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DataDocument } from '../../server/src/syntax/data';
import { parseGeneral } from '../../server/src/syntax/yaml';
import { parseElided } from '../../server/src/syntax/yaml/elide';
import { parseFast } from '../../server/src/syntax/yaml/fast';

const RESOURCES = [
  (i: number) =>
    `  Bucket${i}:\n    Type: AWS::S3::Bucket\n    # kept\n    Properties:\n      BucketName: !Sub "\${AWS::StackName}-${i}"\n      Tags:\n        - Key: a\n          Value: !Ref P\n        - { Key: b, Value: 'it''s' }\n`,
  (i: number) =>
    `  Server${i}:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData:\n        Fn::Base64: !Sub |\n          #!/bin/bash\n          echo "a: b" > /etc/it's\n\n          # not a comment\n      SecurityGroupIds: [ !Ref Group, "sg-1" ]\n\n`,
  (i: number) =>
    `  # the key\n  Key${i}:\n    Type: AWS::KMS::Key\n    DeletionPolicy: Retain\n    Properties: { EnableKeyRotation: true, KeyPolicy: { Version: "2012-10-17", Statement: [] } }\n`,
  (i: number) => `  Topic${i}:\n    Type: AWS::SNS::Topic\n    Metadata:\n      Note: "over\n        two lines"\n`,
  (i: number) => `  Log${i}: # a log\n    Type: AWS::Logs::LogGroup\n`,
];

const template = fc
  .tuple(fc.array(fc.nat({ max: RESOURCES.length - 1 }), { minLength: 6, maxLength: 14 }), fc.boolean())
  .map(([kinds, ending]) => {
    const body = kinds.map((kind, i) => RESOURCES[kind]?.(i)).join('');
    const text = `AWSTemplateFormatVersion: "2010-09-09"\nParameters:\n  P:\n    Type: String\n    Default: a\nResources:\n${body}Outputs:\n  O:\n    Value: !Ref P\n  Q:\n    Value: 1\n`;
    return ending ? text.replaceAll('\n', '\r\n') : text;
  });

/** What people leave behind while they type, and what they delete. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  wholeLine: fc.boolean(),
  removed: fc.nat({ max: 12 }),
  typed: fc.oneof(
    fc.constantFrom(
      '',
      '"',
      "'",
      ':',
      ' ',
      '\n',
      '[',
      '}',
      '|',
      '!Re',
      '- ',
      '#',
      'Typ',
      '\n  Typed',
      '\n  New:\n    Ty',
      '\nTyped',
      '\n      Key: "abc',
    ),
    fc.constantFrom(
      '\n      - a',
      '\n    Type: x',
      '{ a: ',
      '&a ',
      '*a',
      '<<: x',
      '\n  Key0: 1',
      '? ',
      '>-\n',
      '\n   odd: 1',
      '\n---\n',
      '%',
      '\t',
    ),
    fc.string({ maxLength: 4 }),
  ),
});

function apply(text: string, changes: readonly { at: number; wholeLine: boolean; removed: number; typed: string }[]): string {
  let now = text;
  for (const { at, wholeLine, removed, typed } of changes) {
    let from = Math.floor(at * now.length);
    if (wholeLine) from = Math.max(now.indexOf('\n', from), 0);
    now = now.slice(0, from) + typed + now.slice(from + removed);
  }
  return now;
}

it('reads a broken text as the general way does, from a shorter one', () => {
  let read = 0;
  fc.assert(
    fc.property(template, fc.array(change, { minLength: 1, maxLength: 2 }), (text, changes) => {
      const broken = apply(text, changes);
      if (parseFast(broken)) return;
      const elided = parseElided(broken, parseGeneral, 1);
      if (!elided) return;
      read++;
      expect(elided).toEqual(parseGeneral(broken));
    }),
    { numRuns: Number(process.env.ASHLAR_RUNS ?? 1_500) },
  );
  expect(read).toBeGreaterThan(150);
});

it('leaves out most of a large template', () => {
  const text = `Resources:\n${Array.from({ length: 400 }, (_, i) => RESOURCES[i % 3]?.(i)).join('')}`;
  const at = text.indexOf('Bucket201:');
  const broken = `${text.slice(0, at)}Typed:\n    Type: "AWS::S3\n  ${text.slice(at)}`;
  let length = 0;
  const short = (shorter: string): DataDocument => {
    length = shorter.length;
    return parseGeneral(shorter);
  };
  expect(parseElided(broken, short)).toEqual(parseGeneral(broken));
  expect(length).toBeLessThan(broken.length / 50);
});
