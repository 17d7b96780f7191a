import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedChecks } from '../../server/src/cli/access-analyzer';
import { CHECKS, readPolicy, validate } from '../../server/src/policy';
import { matches } from '../../server/src/policy/pattern';
import { isPrivate, readRange, withoutHostBits } from '../../server/src/policy/validity/addresses';
import { intersects } from '../../server/src/policy/validity/intersect';
import type { Literal } from '../../server/src/resources';
import { engineFromSources } from '../rules/engine';
import { catalogueFromSources } from './iam';
import { value } from './policy';

const catalogue = await catalogueFromSources();
const { engine } = engineFromSources();
const checks = (policy: Literal, withCatalogue = true): readonly string[] =>
  validate(value(policy), { site: undefined, catalogue: withCatalogue ? catalogue : undefined, wants: () => true }).faults.map(
    ({ check }) => check,
  );

describe('every check', () => {
  it('has a rule, and every rule about policies a check', () => {
    const rules = engine.rules.filter((rule) => rule.policies).map(({ id }) => id.slice('iam/policy/'.length));
    expect(rules.sort()).toEqual(Object.keys(CHECKS).sort());
  });
  it('that AWS publishes is covered, or it is said why not', () => {
    const published = publishedChecks(engine.rules);
    expect(published.filter(({ rules }) => rules.length > 0).length).toBeGreaterThanOrEqual(140);
    expect(published.filter(({ reason }) => reason === 'no rule yet').map(({ code }) => code)).toEqual([]);
    expect(new Set(published.map(({ code }) => code)).size).toBe(published.length);
  });
  it('of another tool that a rule names is one that AWS publishes', () => {
    const published = new Set(publishedChecks(engine.rules).map(({ code }) => `access-analyzer:${code}`));
    const named = engine.rules.flatMap((rule) => rule.equivalents).filter((one) => one.startsWith('access-analyzer:'));
    expect(named.filter((one) => !published.has(one))).toEqual([]);
  });
});

describe('what the reference leaves out', () => {
  const cases: readonly (readonly [string, Literal])[] = [
    [
      'a key that more actions send',
      {
        Action: 'aws-marketplace:Subscribe',
        Resource: '*',
        Condition: { 'ForAnyValue:StringEquals': { 'aws-marketplace:ProductId': 'p' } },
      },
    ],
    [
      'a key that is sent in two ways',
      { Action: 'events:PutRule', Resource: '*', Condition: { StringEquals: { 'events:detail-type': 'd' } } },
    ],
    [
      'a service that was withdrawn',
      { Action: 'deepracer:GetModel', Resource: '*', Condition: { StringEquals: { 'deepracer:UserToken': 't' } } },
    ],
    ["AWS's own documents", { Action: 'ssm:SendCommand', Resource: 'arn:aws:ssm:*::document/AWS-RunShellScript' }],
    [
      'claims of a token',
      {
        Action: 's3:GetObject',
        Resource: '*',
        Condition: { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/A:sub': 's' } },
      },
    ],
  ];
  it.each(cases)('is no fault: %s', (_, statement) => {
    expect(checks({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...(statement as object) }] })).toEqual([]);
  });
});

describe('without the reference', () => {
  const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: ['s3:GetObjct', 'nothing'], Resource: 'aws:x' } };
  it('the grammar is judged all the same', () => expect(checks(policy, false)).toEqual(['action-format', 'arn-prefix']));
  it('what needs it is doubtful', () => {
    const { doubts } = validate(value(policy), { site: undefined, catalogue: undefined, wants: () => true });
    expect([...doubts]).toContain('reference');
  });
});

describe('a policy that is partly known', () => {
  const cases: readonly (readonly [string, Literal])[] = [
    ['an action', { Effect: 'Allow', Action: 's3:+?verb', Resource: '*' }],
    ['a resource', { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:+?rest' }],
    ['an effect', { Effect: '?effect', Action: 's3:GetObject', Resource: '*' }],
    ['a key of a map that goes on', { Effect: 'Allow', '…': '' }],
    ['one of two statements', { '|': [{ Effect: 'Allow' }, { Effect: 'Nothing' }] }],
    ['a condition', { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: '?condition' }],
    ['values', { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': '?b' } } }],
  ];
  it.each(cases)('says nothing of %s', (_, statement) => {
    expect(checks({ Version: '2012-10-17', Statement: [statement] })).toEqual([]);
  });
});

describe('anything at all', () => {
  const word = fc.constantFrom(
    'Version',
    'Statement',
    'Effect',
    'Allow',
    'Deny',
    'Action',
    'NotAction',
    'Resource',
    'NotResource',
    'Principal',
    'Condition',
    'Sid',
    'AWS',
    '*',
    's3:*',
    's3:GetObject',
    'arn:aws:s3:::a/*',
    '2012-10-17',
    'StringEquals',
    'ForAllValues:Null',
    'aws:SourceIp',
    '10.0.0.1/99',
    '${',
    '${aws:username}',
    '',
    ':',
    '::::::',
    '?x',
    'a+?x',
    '…',
  );
  const { tree } = fc.letrec<{ tree: Literal }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      word,
      fc.constantFrom<Literal>(null, true, 7),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(word, tie('tree'), { maxKeys: 5 }),
    ),
  }));
  it('is judged without an error, and nothing is found in what is not there', () => {
    fc.assert(
      fc.property(tree, (policy) => {
        const read = value(policy);
        const { faults } = validate(read, { site: undefined, catalogue, wants: () => true });
        for (const { check } of faults) expect(Object.hasOwn(CHECKS, check)).toBe(true);
        readPolicy(read);
      }),
      { numRuns: 400 },
    );
  });
  it('is judged the same where sound statements are remembered', () => {
    const asker = {};
    const statements = fc.array(fc.dictionary(word, tree, { maxKeys: 6 }), { maxLength: 4 });
    fc.assert(
      fc.property(statements, fc.constantFrom('2012-10-17', '2008-10-17', 7, null), (list, version) => {
        const read = value({ Version: version, Statement: list });
        const input = { site: undefined, catalogue, wants: () => true };
        const plain = validate(read, input);
        expect(validate(read, { ...input, asker })).toEqual(plain);
        expect(validate(read, { ...input, asker })).toEqual(plain);
      }),
      { numRuns: 400 },
    );
  });
  it('is judged by what a statement says, and not by what stands around it before', () => {
    const asker = {};
    const judge = (policy: Literal) =>
      validate(value(policy), { site: undefined, catalogue, wants: () => true, asker }).faults.map(({ check }) => check);
    const home = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::home/${aws:username}' };
    expect(judge({ Version: '2012-10-17', Statement: [home] })).toEqual([]);
    expect(judge({ Version: '2008-10-17', Statement: [home] })).toEqual(['variable-in-old-version']);
    expect(judge({ Version: '2012-10-17', Statement: [home, { ...home, Principal: '*' }] })).toContain('missing-principal');
    expect(judge({ Version: '2012-10-17', Statement: [home] })).toEqual([]);
  });
  it('finds no more where more is unknown', () => {
    fc.assert(
      fc.property(fc.dictionary(word, tree, { maxKeys: 6 }), fc.dictionary(word, tree, { maxKeys: 3 }), (statement, more) => {
        const policy = { Version: '2012-10-17', Statement: [statement, more] };
        const hidden = { Version: '2012-10-17', Statement: ['?statement', more] };
        const all = checks(policy);
        // A Sid or a statement repeats only what is known; what the policy may be is wider.
        const left = checks(hidden).filter((check) => !all.includes(check));
        expect(left.filter((check) => check !== 'repeated-sid')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('patterns', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 7 });
  it('intersect where a text matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 }), (a, b, text) => {
        expect(intersects(a, b)).toBe(intersects(b, a));
        if (matches(a, text) && matches(b, text)) expect(intersects(a, b)).toBe(true);
        if (!/[*?]/.test(a)) expect(intersects(a, b)).toBe(matches(b, a));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('address ranges', () => {
  const cases: readonly (readonly [string, boolean | undefined, string | undefined])[] = [
    ['10.1.2.3', true, undefined],
    ['10.0.0.0/8', true, undefined],
    ['10.0.0.0/7', false, undefined],
    ['172.31.0.0/16', true, undefined],
    ['172.32.0.0/16', false, undefined],
    ['203.0.113.7/24', false, '203.0.113.0/24'],
    ['2001:db8::/32', false, undefined],
    ['fd00::1', true, undefined],
    ['::ffff:1', false, undefined],
    ['1.2.3', undefined, undefined],
    ['1.2.3.4/33', undefined, undefined],
    ['1.2.3.256', undefined, undefined],
    ['1::2::3', undefined, undefined],
    ['', undefined, undefined],
  ];
  it.each(cases)('%s', (text, isInside, better) => {
    const range = readRange(text);
    expect(range && isPrivate(range)).toBe(isInside);
    expect(range && withoutHostBits(range)).toBe(better);
  });
});
