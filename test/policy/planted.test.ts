import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { loadRules } from '../../server/src/rules';
import { MISTAKES, plant } from '../../server/tools/planted';
import { engineFromSources } from '../rules/engine';

// The generator of `npm run test:aws-policies`, over policies of our own: what it plants is found, and what it leaves alone is sound.

const { engine } = engineFromSources();
const rules = loadRules(
  engine.rules.filter((rule) => rule.policies),
  'strict',
);

const found = (document: unknown): readonly string[] => {
  const analysis = new Analysis(engine, { strict: true }, rules);
  analysis.setFile('file:///policy.json', JSON.stringify(document, undefined, 2), 1);
  return analysis.report('file:///policy.json').findings.map(({ rule }) => rule);
};

const policies: readonly unknown[] = [
  {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Read',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'],
      },
      {
        Sid: 'Home',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::home/${aws:username}/*',
        Condition: {
          Bool: { 'aws:SecureTransport': 'true' },
          IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] },
        },
      },
    ],
  },
  {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Deny',
      Action: ['ec2:TerminateInstances', 'ec2:StopInstances'],
      Resource: 'arn:aws:ec2:*:*:instance/*',
      Condition: { StringNotEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
    },
  },
];

describe('policies without a mistake', () => {
  it.each(policies.map((policy, i) => [i, policy] as const))('draw nothing: %i', (_, policy) =>
    expect(found(policy)).toEqual([]),
  );
});

describe('a mistake', () => {
  const cases = policies.flatMap((policy, i) =>
    MISTAKES.map((mistake, salt) => [`${mistake.name}, in policy ${i}`, policy, salt] as const),
  );
  it.each(cases)('is found: %s', (_, policy, salt) => {
    const planted = plant(policy, salt);
    expect(planted).toBeDefined();
    const drawn = found(planted?.document);
    expect(
      planted?.rules.some((rule) => drawn.includes(rule)),
      `${planted?.mistake}: ${drawn.join()}`,
    ).toBe(true);
  });
  it('leaves the policy that it is planted in alone', () => {
    const [policy] = policies;
    const before = JSON.stringify(policy);
    for (let salt = 0; salt < MISTAKES.length; salt++) plant(policy, salt);
    expect(JSON.stringify(policy)).toBe(before);
  });
});
