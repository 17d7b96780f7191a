import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowsAction,
  hasWildcardAction,
  isAdministrator,
  isPublic,
  letsOutsidersIn,
  matches,
  type PolicyDocument,
  passesRoleAnywhere,
  REACHES,
  type Reach,
  reachOf,
  readPolicy,
  requiresTls,
  servesAnybody,
  trustsAnyWorkload,
  trustsWholeOrganisation,
} from '../../server/src/policy';
import type { Literal } from '../../server/src/resources';
import { value } from './policy';

const JUDGES = [
  isAdministrator,
  isPublic,
  requiresTls,
  passesRoleAnywhere,
  hasWildcardAction,
  (doc: PolicyDocument) => allowsAction(doc, 'iam:PassRole'),
];

/** Questions about who gets in, of which `true` is a finding. */
const REACH_JUDGES = [
  isPublic,
  (doc: PolicyDocument) => letsOutsidersIn(doc),
  (doc: PolicyDocument) => letsOutsidersIn(doc, '111122223333'),
  (doc: PolicyDocument) => servesAnybody(doc, 'queue'),
  (doc: PolicyDocument) => servesAnybody(doc, 'bucket'),
  trustsAnyWorkload,
  trustsWholeOrganisation,
];

const list = (...texts: string[]) =>
  fc.oneof(fc.constantFrom(...texts), fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }));
const action = list('*', 's3:*', 'iam:PassRole', 's3:GetObject', 'iam:*', 'sns:Publish');
const where = list('*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/*', 'arn:aws:iam::1:role/*', '@r.arn', '@r.arn+/*');
const principal = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: list('*', '123456789012', '@role.arn') }),
  fc.record({ Service: list('s3.amazonaws.com') }),
);
const condition = fc.dictionary(
  fc.constantFrom(
    'StringEquals',
    'StringLike',
    'StringNotEquals',
    'Bool',
    'IpAddress',
    'NotIpAddress',
    'ArnLike',
    'StringEqualsIfExists',
    'Null',
  ),
  fc.dictionary(
    fc.constantFrom(
      'aws:SourceAccount',
      'aws:PrincipalOrgID',
      'aws:SecureTransport',
      'aws:SourceIp',
      'aws:SourceArn',
      'iam:PassedToService',
      's3:other',
    ),
    list('*', '1', 'true', 'false', '10.0.0.0/8', '0.0.0.0/0', 'arn:aws:s3:::b', '#account'),
    { minKeys: 1, maxKeys: 2 },
  ),
  { maxKeys: 2 },
);
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: action,
    NotAction: action,
    Resource: where,
    NotResource: where,
    Principal: principal,
    Condition: condition,
  },
  { requiredKeys: ['Effect'] },
);
const policy = fc.record({ Statement: fc.array(statement, { minLength: 1, maxLength: 3 }) });

const GITHUB = 'token.actions.githubusercontent.com';

/** Every key that says something of callers, with values that fit and values that do not. */
const callerCondition = fc.dictionary(
  fc
    .tuple(
      fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:'),
      fc.constantFrom(
        'StringEquals',
        'StringLike',
        'StringNotEquals',
        'StringNotLike',
        'ArnLike',
        'ArnNotLike',
        'IpAddress',
        'NotIpAddress',
        'Bool',
        'Null',
      ),
      fc.constantFrom('', '', 'IfExists'),
    )
    .map((parts) => parts.join('')),
  fc.dictionary(
    fc.constantFrom(
      'aws:SourceAccount',
      'aws:SourceArn',
      'aws:SourceOrgID',
      'aws:SourceOrgPaths',
      'aws:SourceVpc',
      'aws:SourceVpce',
      'aws:SourceIp',
      'aws:VpcSourceIp',
      'aws:PrincipalAccount',
      'aws:PrincipalArn',
      'aws:PrincipalOrgID',
      'aws:PrincipalType',
      'aws:PrincipalIsAWSService',
      'aws:PrincipalTag/team',
      'aws:userid',
      'aws:SecureTransport',
      'aws:CurrentTime',
      'kms:ViaService',
      'kms:CallerAccount',
      's3:DataAccessPointAccount',
      'sns:Endpoint',
      'elasticfilesystem:AccessedViaMountTarget',
      'other:Key',
      `${GITHUB}:sub`,
      `${GITHUB}:aud`,
    ),
    list(
      '*',
      '111122223333',
      '444455556666',
      '#AWS::AccountId',
      'o-a1b2c3d4e5',
      'o-*',
      'o-a1b2c3d4e5/*',
      'vpc-1a2b3c4d',
      'true',
      'false',
      '10.0.0.0/8',
      '203.0.113.0/24',
      '0.0.0.0/0',
      'arn:aws:sns:*:111122223333:t',
      'arn:aws:sns:*:*:t',
      'arn:aws:s3:::b',
      '@topic.arn',
      'AROAEXAMPLEID123456:*',
      '*:session',
      '${aws:ResourceAccount}',
      'repo:example/*',
      'repo:example/shop:ref:refs/heads/main',
      'repo:*',
      '*@example.com',
    ),
    { minKeys: 1, maxKeys: 2 },
  ),
  { maxKeys: 2 },
);

const caller = fc.oneof(
  fc.constant('*'),
  fc.record({
    AWS: list('*', '111122223333', '444455556666', 'arn:aws:iam::444455556666:root', '#AWS::AccountId', '@role.arn', '#other'),
  }),
  fc.record({ Service: list('sns.amazonaws.com', 'cloudfront.amazonaws.com', 'ec2.amazonaws.com') }),
  fc.record({
    Federated: list(
      `arn:aws:iam::111122223333:oidc-provider/${GITHUB}`,
      '@provider.arn',
      'arn:aws:iam::111122223333:saml-provider/corp',
    ),
  }),
  fc.record({ CanonicalUser: list('abc', '@identity.id') }),
);

const openStatement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: list('*', 'sqs:*', 'sqs:SendMessage', 's3:GetObject', 'sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'),
    Resource: list(
      '*',
      'arn:aws:sqs:eu-west-1:111122223333:q',
      'arn:aws:sqs:eu-west-1:444455556666:q',
      '@q.arn',
      'arn:aws:sqs:*:+#AWS::AccountId+:q',
    ),
    Principal: caller,
    NotPrincipal: caller,
    Condition: callerCondition,
  },
  { requiredKeys: ['Effect', 'Action'] },
);
const resourcePolicy = fc.record({ Statement: fc.array(openStatement, { minLength: 1, maxLength: 3 }) });

function rank(reach: Reach): number {
  return REACHES.indexOf(reach);
}

/** The places of a document, however deep; its keys are left as they are. */
function places(of: Literal, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const here = path.length === 0 ? [] : [path];
  if (of === null || typeof of !== 'object') return here;
  return [
    ...here,
    ...Object.entries(of).flatMap(([key, item]: [string, Literal]) =>
      places(item, [...path, Array.isArray(of) ? Number(key) : key]),
    ),
  ];
}

function replaced(of: Literal, path: readonly (string | number)[], by: Literal): Literal {
  const [step, ...rest] = path;
  if (step === undefined) return by;
  if (Array.isArray(of)) return of.map((item: Literal, i) => (i === step ? replaced(item, rest, by) : item));
  if (of === null || typeof of !== 'object') return by;
  return Object.fromEntries(
    Object.entries(of).map(([key, item]: [string, Literal]) => [key, key === step ? replaced(item, rest, by) : item]),
  );
}

describe('judgements under unknowns', () => {
  it('stay as they were or become unknown when something known becomes unset', () => {
    fc.assert(
      fc.property(policy, fc.nat(), (document, n) => {
        const all = places(document as Literal);
        const path = all[n % all.length] ?? [];
        const open = replaced(document as Literal, path, '?unset');
        for (const judge of JUDGES) {
          const before = judge(readPolicy(value(document as Literal))).truth;
          const after = judge(readPolicy(value(open))).truth;
          if (after !== 'unknown') expect(after, JSON.stringify([path, open, judge.name])).toBe(before);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        for (const document of [
          a,
          { Statement: a },
          { Statement: [{ Effect: 'Allow', Action: a, Principal: b, Condition: a, Resource: b }] },
        ]) {
          for (const judge of JUDGES) judge(readPolicy(value(document as Literal)));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('who gets in, under unknowns', () => {
  it('is within what it was, or more is possible, when something known becomes unset; and never a finding that was none', () => {
    fc.assert(
      fc.property(resourcePolicy, fc.nat(), fc.constantFrom('?unset', '…'), (document, n, by) => {
        const all = places(document as Literal);
        const path = all[n % all.length] ?? [];
        const open = replaced(document as Literal, path, by === '…' ? ['…'] : by);
        const [before, after] = [readPolicy(value(document as Literal)), readPolicy(value(open))];
        const [was, is] = [reachOf(before).range, reachOf(after).range];
        expect(rank(is.least), JSON.stringify([path, open, was, is])).toBeLessThanOrEqual(rank(was.least));
        expect(rank(is.most), JSON.stringify([path, open, was, is])).toBeGreaterThanOrEqual(rank(was.most));
        for (const judge of REACH_JUDGES) {
          const truth = judge(after).truth;
          if (truth !== 'unknown') expect(truth, JSON.stringify([path, open])).toBe(judge(before).truth);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is no more for a further condition, of whatever key and value, and none of it is a finding that was none', () => {
    const further = fc.tuple(
      fc.constantFrom(
        'StringEquals',
        'StringLike',
        'StringNotEqualsIfExists',
        'ForAllValues:StringLike',
        'Bool',
        'Null',
        '?operator',
      ),
      fc.constantFrom('other:Key', 'aws:SourceAccount', 'aws:PrincipalOrgID', 'aws:SecureTransport', 'x'),
      fc.constantFrom('?value', 'o-a1b2c3d4e5', '*', 'true'),
    );
    fc.assert(
      fc.property(openStatement, further, (allow, [operator, key, given]) => {
        const { Condition, ...rest } = allow;
        const more = { ...Condition, [`${operator}IfExists`.replace(/IfExistsIfExists$/, 'IfExists')]: { [key]: given } };
        const [before, after] = [
          { ...rest, Condition: Condition ?? {} },
          { ...rest, Condition: more },
        ].map((one) => readPolicy(value({ Statement: [one as Literal] })));
        if (!before || !after || allow.Effect === 'Deny' || Object.keys(more).length === Object.keys(Condition ?? {}).length)
          return;
        expect(rank(reachOf(after).range.most)).toBeLessThanOrEqual(rank(reachOf(before).range.most));
        for (const judge of REACH_JUDGES) if (judge(before).truth === false) expect(judge(after).truth).not.toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        const document = {
          Statement: [
            { Effect: 'Allow', Action: a, Principal: b, Condition: { StringLike: c, IpAddress: c, [String(a)]: c } },
            c,
          ],
        };
        const read = readPolicy(value(document as Literal));
        reachOf(read);
        for (const judge of REACH_JUDGES) judge(read);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('wildcards', () => {
  it('match as a regular expression does', () => {
    const text = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
    fc.assert(
      fc.property(text('ab*?'), text('ab'), (pattern, of) => {
        const source = [...pattern].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c)).join('');
        expect(matches(pattern, of)).toBe(new RegExp(`^${source}$`).test(of));
      }),
      { numRuns: 3000 },
    );
  });
  it('end where many stars meet a long text', () => {
    expect(matches(`${'a*'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
  });
});
