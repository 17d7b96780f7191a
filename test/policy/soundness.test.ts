import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowsAction,
  hasWildcardAction,
  isAdministrator,
  isPublic,
  matches,
  passesRoleAnywhere,
  readPolicy,
  requiresTls,
} from '../../server/src/policy';
import type { Literal } from '../../server/src/resources';
import { stopwatch } from '../stopwatch';
import { value } from './policy';

const JUDGES = [
  isAdministrator,
  isPublic,
  requiresTls,
  passesRoleAnywhere,
  hasWildcardAction,
  (doc: ReturnType<typeof readPolicy>) => allowsAction(doc, 'iam:PassRole'),
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
  it('cost no more than the product of both lengths', () => {
    const elapsed = stopwatch();
    expect(matches(`${'a*'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
    expect(elapsed()).toBeLessThan(2000);
  });
});
