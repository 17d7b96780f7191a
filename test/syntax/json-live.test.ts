import { describe, expect, it } from 'vitest';
import { type DataNode, entryOf } from '../../server/src/syntax/data';
import { type LiveJson, parseJson, parseLiveJson } from '../../server/src/syntax/json';
import { withoutLines, withoutSome, withTyped } from '../fuzz/edits';
import { randomFrom } from '../fuzz/hcl-mutations';

const POLICY = `{
  "Version": "2012-10-17",
  "Before": [ { "a": 1 }, 7, { "b": [ { "c": null } ] } ],
  "Statement": [
    { "Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
    {
      "Sid": "B",
      "Effect": "Deny",
      "Action": ["s3:PutObject", "s3:\u0041"],
      "Resource": "arn:aws:s3:::b/{x}" // why
    },
    "no statement",
    { "Sid": "C", "Condition": { "Bool": { "aws:SecureTransport": false } } },
    {}
  ],
  "After": [ { "d": true }, { "e": { "f": [] } } ],
  "Id": { "g": "h" }
}
`;

const TYPED = ['a', ' ', '\n', '"', '{', '}', '[', ']', ',', ':', '\\', '//', '/*', '{"x": 1}', ', {"y": [2]}', '\ufeff'];

function edited(text: string, below: (n: number) => number): string {
  const at = below(text.length + 1);
  switch (below(5)) {
    case 0:
      return withoutSome(text, at, 3, below);
    case 1:
      return withoutLines(text, 3, below);
    default:
      return withTyped(text, at, TYPED, below);
  }
}

function statements({ document }: LiveJson): readonly DataNode[] {
  const list = entryOf(document.root, 'Statement')?.value;
  return list?.kind === 'sequence' ? list.items : [];
}

describe('a JSON text that is being edited', () => {
  it.each([
    ['a policy', POLICY],
    ['with CRLF', POLICY.replaceAll('\n', '\r\n')],
    ['in one line', POLICY.replace('// why', '').replaceAll('\n', '')],
  ])('reads as if it were read anew, after whatever edits (%s)', (_name, original) => {
    const below = randomFrom(20_261_124);
    let text = original;
    let live = parseLiveJson(text);
    expect(live.document).toEqual(parseJson(text));
    for (let i = 0; i < 600; i++) {
      text = below(6) === 0 ? original : edited(text, below);
      live = parseLiveJson(text, live);
      expect(live.document, text).toEqual(parseJson(text));
    }
  });

  it('keeps the statements that the edit did not touch, and moves them', () => {
    const before = parseLiveJson(POLICY);
    const [a, b, , c] = statements(before);
    const start = c?.span.start ?? 0;
    const after = parseLiveJson(POLICY.replace('s3:PutObject', 's3:PutObject2'), before);
    expect(statements(after)[0]).toBe(a);
    expect(statements(after)[1]).not.toBe(b);
    expect(statements(after)[3]).toBe(c);
    expect(c?.span.start).toBe(start + 1);
  });

  it('keeps them while one is added', () => {
    const before = parseLiveJson(POLICY);
    const [a, b, , c] = statements(before);
    const after = parseLiveJson(POLICY.replace('    "no statement"', '    { "Sid": "N" },\n    "no statement"'), before);
    expect(statements(after).map((node) => node.kind)).toEqual(['mapping', 'mapping', 'mapping', 'scalar', 'mapping', 'mapping']);
    expect([0, 1, 4].map((i) => statements(after)[i])).toEqual([a, b, c]);
    expect(statements(after)[4]).toBe(c);
  });

  it('has them again when a bracket that swallowed them is taken back', () => {
    const before = parseLiveJson(POLICY);
    const all = statements(before);
    const broken = parseLiveJson(POLICY.replace('"Effect": "Deny"', '"Effect": {"Deny"'), before);
    expect(statements(broken)).not.toHaveLength(all.length);
    const typedOn = parseLiveJson(POLICY.replace('"Effect": "Deny"', '"Effect": {"Deny2"'), broken);
    const after = statements(parseLiveJson(POLICY, typedOn));
    expect(after[0]).toBe(all[0]);
    expect(after[3]).toBe(all[3]);
    expect(after[4]).toBe(all[4]);
  });
});
