import { describe, expect, it } from 'vitest';
import { loadPolicy, looksLikePolicy } from '../../server/src/sources/policy-document';
import { parseJson } from '../../server/src/syntax/json';
import { show, textAt } from './template';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": ["s3:*", "*"], "Resource": "*", "Sid": null }]
}`;
const load = (text: string) => loadPolicy({ uri: 'file:///a/my%20policy.json', document: parseJson(text) }).graph;

describe('recognising a policy', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['a policy', POLICY, true],
    ['with a byte order mark', `\ufeff${POLICY}`, true],
    ['a single statement', '{"Statement": {"Effect": "Deny"}}', true],
    ['a template', `{"Resources": {"P": {"Type": "AWS::IAM::Policy", "Properties": ${POLICY}}}}`, false],
    ['a plan', `{"format_version": "1.0", "Statement": [], "x": {"Effect": "Allow"}}`, false],
    ['a state', `{"version": 4, "terraform_version": "1.0", "x": ${POLICY}}`, false],
    ['a policy inside of something else', `{"policy": ${POLICY}}`, false],
    ['no effect', '{"Statement": []}', false],
    ['another file', '{"name": "x"}', false],
    ['nothing', '', false],
    ['YAML', 'Statement:\n  - Effect: Allow\n', false],
  ];
  for (const [name, text, expected] of cases) it(name, () => expect(looksLikePolicy(text)).toBe(expected));
});

describe('a policy document', () => {
  it('is one resource with exact places', () => {
    const [policy, ...others] = load(POLICY).resources;
    expect(others).toEqual([]);
    if (!policy) throw new Error('no resource');
    expect([policy.type, policy.address, textAt(POLICY, policy.origin)]).toEqual([
      'Ashlar::IAM::PolicyDocument',
      'my policy.json',
      '"Statement"',
    ]);
    const action = policy.get(['Document', 'Statement', 0, 'Action', 1]);
    expect([show(action), textAt(POLICY, action.origin)]).toEqual(['"*"', '"*"']);
    expect(show(policy.get(['Document', 'Statement', 0, 'Sid']))).toBe('absent');
    expect(show(policy.get(['Document', 'Nothing', 'here']))).toBe('absent');
    expect(show(policy.get(['Document', 'Version', 'x']))).toBe('?invalid');
  });
  it('is still one while it is typed', () => {
    const [policy] = load('{ "Statement": [{ "Effect": "Allow", "Action": , "Resource": "*" }').resources;
    expect(policy && show(policy.get(['Document']))).toBe('{Statement: [{Effect: "Allow", Action: ?syntax, Resource: "*"}]}');
  });
  it('is none without a statement', () => {
    for (const text of ['', '[]', '{}', '1', '{"Statement"'])
      expect(load(text).resources.length).toBe(text.includes('Statement') ? 1 : 0);
  });
});
