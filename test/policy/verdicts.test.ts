import { describe, expect, it } from 'vitest';
import {
  allowsAction,
  hasWildcardAction,
  isAdministrator,
  isPublic,
  type PolicyDocument,
  passesRoleAnywhere,
  readPolicy,
  requiresTls,
} from '../../server/src/policy';
import type { Literal } from '../../server/src/resources';
import type { Truth, Verdict } from '../../server/src/values';
import { place, value } from './policy';

type Case = readonly [name: string, document: Literal, truth: Truth, place?: string];
type Fields = { readonly [key: string]: Literal };

const doc = (...statements: readonly Literal[]): Literal => ({ Version: '2012-10-17', Statement: statements });
const allow = (fields: Fields): Literal => ({ Effect: 'Allow', Action: '*', Resource: '*', ...fields });
const deny = (fields: Fields): Literal => ({ Effect: 'Deny', Action: '*', Resource: '*', ...fields });
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

function table(title: string, judge: (policy: PolicyDocument) => Verdict, cases: readonly Case[]): void {
  describe(title, () => {
    for (const [name, document, truth, at] of cases) {
      it(name, () => {
        const verdict = judge(readPolicy(value(document)));
        expect(verdict.truth).toBe(truth);
        if (at !== undefined) expect(place(verdict.decidedBy)).toBe(at);
      });
    }
  });
}

table('administrator', isAdministrator, [
  ['everything', doc(allow({})), true, 'Statement[0].Action'],
  ['a single statement', { Statement: allow({}) }, true, 'Statement.Action'],
  ['the policy of a resource', doc(allow({ Principal: { AWS: 'arn:aws:iam::123456789012:root' } })), false],
  ['lists', doc(allow({ Action: ['s3:Get*', '*'], Resource: ['arn:aws:s3:::b', '*'] })), true, 'Statement[0].Action[1]'],
  ['*:*', doc(allow({ Action: '*:*' })), true],
  ['**', doc(allow({ Action: '**' })), true],
  ['second statement', doc(allow({ Action: 's3:*' }), allow({})), true, 'Statement[1].Action'],
  ['one service', doc(allow({ Action: 's3:*' })), false],
  ['one resource', doc(allow({ Resource: 'arn:aws:s3:::b/*' })), false],
  ['every arn', doc(allow({ Resource: 'arn:aws:*:*:*:*' })), true],
  ['deny', doc(deny({})), false],
  ['taken back', doc(allow({}), deny({})), false],
  ['all but some taken back', doc(allow({}), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }), false],
  ['some taken back', doc(allow({}), deny({ Action: 'iam:*' })), true],
  ['taken back without MFA', doc(allow({}), deny({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })), true],
  ['with MFA', doc(allow({ Condition: MFA })), false],
  ['empty condition', doc(allow({ Condition: {} })), true],
  ['vacuous condition', doc(allow({ Condition: { StringLike: { 'aws:username': '*' } } })), true],
  ['vacuous range', doc(allow({ Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '0.0.0.0/0'] } } })), true],
  ['unknown condition', doc(allow({ Condition: '?c' })), 'unknown'],
  ['NotAction', doc({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), false],
  ['unset action', doc(allow({ Action: '?a' })), 'unknown'],
  ['unset action beside a known one', doc(allow({ Action: ['?a', '*'] })), true, 'Statement[0].Action[1]'],
  ['partly known action', doc(allow({ Action: 's3:+?a' })), false],
  ['unset resource', doc(allow({ Resource: '?r' })), 'unknown'],
  ['referenced resource', doc(allow({ Resource: '@bucket.arn' })), false],
  ['partly known resource', doc(allow({ Resource: 'arn:aws:s3:::+?b+/*' })), false],
  ['list with more to come', doc(allow({ Action: ['s3:Get*', '…'] })), 'unknown'],
  ['statements to come', { Statement: ['…'] }, 'unknown'],
  ['statements to come after a bad one', { Statement: [allow({}), '…'] }, true],
  ['unset effect', doc(allow({ Effect: '?e' })), 'unknown'],
  ['wrong effect', doc(allow({ Effect: 'allow' })), 'unknown'],
  ['one of two', { '|': [doc(allow({})), doc(allow({ Action: 's3:*' }))] }, 'unknown'],
  ['both', { '|': [doc(allow({})), doc(allow({ Action: ['*'] }))] }, true],
  ['choice of actions', doc(allow({ Action: { '|': ['*', 's3:*'] } })), 'unknown'],
  ['choice of lists', doc(allow({ Action: { '|': [['*'], ['s3:*']] } })), 'unknown'],
  ['unknown document', '?p', 'unknown'],
  ['no document', null, false],
  ['no statement', { Version: '2012-10-17' }, false],
  ['statement is no map', { Statement: ['x'] }, 'unknown'],
  ['no resource', doc({ Effect: 'Allow', Action: '*' }), false],
]);

const bucket = (fields: Fields): Literal => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::b/*',
  ...fields,
});
const when = (operator: string, key: string, of: Literal): Literal => doc(bucket({ Condition: { [operator]: { [key]: of } } }));

table('public', isPublic, [
  ['everybody', doc(bucket({})), true, 'Statement[0].Principal'],
  ['everybody of AWS', doc(bucket({ Principal: { AWS: '*' } })), true, 'Statement[0].Principal.AWS'],
  ['in a list', doc(bucket({ Principal: { AWS: ['arn:aws:iam::1:root', '*'] } })), true, 'Statement[0].Principal.AWS[1]'],
  ['an account', doc(bucket({ Principal: { AWS: '123456789012' } })), false],
  ['a service', doc(bucket({ Principal: { Service: 'sns.amazonaws.com' } })), false],
  [
    'all but one',
    doc({ Effect: 'Allow', NotPrincipal: { AWS: '1' }, Action: 's3:*', Resource: '*' }),
    true,
    'Statement[0].NotPrincipal',
  ],
  ['no principal', doc(allow({})), false],
  ['deny', doc(bucket({ Effect: 'Deny' })), false],
  ['unset principal', doc(bucket({ Principal: '?p' })), 'unknown'],
  ['unset account', doc(bucket({ Principal: { AWS: '?p' } })), 'unknown'],
  ['role', doc(bucket({ Principal: { AWS: '@role.arn' } })), false],
  ['partly known account', doc(bucket({ Principal: { AWS: 'arn:aws:iam::+?id+:root' } })), false],
  ['source account', when('StringEquals', 'aws:SourceAccount', '123456789012'), false],
  ['key in other case', when('StringEquals', 'AWS:SourceAccount', '123456789012'), false],
  ['organisation', when('StringEquals', 'aws:PrincipalOrgID', ['o-1', 'o-2']), false],
  ['any organisation', when('StringLike', 'aws:PrincipalOrgID', '*'), true],
  ['any organisation by prefix', when('StringLike', 'aws:PrincipalOrgID', 'o-*'), true],
  ['unset organisation', when('StringEquals', 'aws:PrincipalOrgID', '?org'), 'unknown'],
  ['computed organisation', when('StringEquals', 'aws:PrincipalOrgID', '#org'), false],
  ['endpoint', when('StringEquals', 'aws:SourceVpce', '@vpce.id'), false],
  ['vpc', when('StringEquals', 'aws:SourceVpc', 'vpc-1'), false],
  ['vpc if it exists', when('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1'), true],
  ['not this vpc', when('StringNotEquals', 'aws:SourceVpc', 'vpc-1'), true],
  ['source arn', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:123456789012:*'), false],
  ['source arn of a bucket', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::logs'), false],
  [
    'source arn of buckets by prefix, which anybody may create',
    when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::logs-*'),
    'unknown',
  ],
  ['source arn of a bucket with the wildcards of AWS', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:*:logs'), false],
  ['source arn of any bucket', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:*:*'), true],
  ['source arn of anyone', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:*'), true],
  ['source arn *', when('ArnLike', 'aws:SourceArn', '*'), true],
  ['source arn by reference', when('ArnEquals', 'aws:SourceArn', '@topic.arn'), false],
  ['source arn of own account', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:+#account+:*'), false],
  ['address', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'), false],
  ['the world', when('IpAddress', 'aws:SourceIp', '0.0.0.0/0'), true],
  ['the world of IPv6', when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '::/0']), true],
  ['half the world', when('IpAddress', 'aws:SourceIp', ['0.0.0.0/1', '128.0.0.0/1']), true],
  ['unset address', when('IpAddress', 'aws:SourceIp', '?cidr'), 'unknown'],
  ['not this address', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'), true],
  ['only TLS', when('Bool', 'aws:SecureTransport', 'true'), true],
  ['referer', when('StringLike', 'aws:Referer', 'https://example.com/*'), true],
  ['a service of AWS', when('Bool', 'aws:PrincipalIsAWSService', 'true'), false],
  ['key of a service', when('StringEquals', 's3:ExistingObjectTag/public', 'yes'), 'unknown'],
  ['key is there, as from any endpoint', when('Null', 'aws:SourceVpce', 'false'), true],
  [
    'all values, of which there are none outside of organisations',
    when('ForAllValues:StringEquals', 'aws:PrincipalOrgPaths', 'o-1/r-1/'),
    true,
  ],
  ['any value', when('ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', 'o-1/r-1/'), false],
  [
    'TLS and account',
    doc(bucket({ Condition: { Bool: { 'aws:SecureTransport': true }, StringEquals: { 'aws:SourceAccount': '1' } } })),
    false,
  ],
  ['unknown condition', doc(bucket({ Condition: '?c' })), 'unknown'],
  ['condition with more to come', doc(bucket({ Condition: { Bool: { 'aws:SecureTransport': true }, '…': true } })), 'unknown'],
  [
    'taken back outside of the organisation',
    doc(bucket({}), bucket({ Effect: 'Deny', Action: 's3:*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
    false,
  ],
  [
    'taken back outside of the network, but for services',
    doc(
      bucket({}),
      deny({
        Principal: '*',
        Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' } },
      }),
    ),
    false,
  ],
  [
    'taken back without TLS',
    doc(bucket({}), deny({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
    true,
  ],
  [
    'taken back elsewhere',
    doc(
      bucket({}),
      bucket({ Effect: 'Deny', Action: 's3:PutObject', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    ),
    true,
  ],
  ['taken back for somebody', doc(bucket({}), bucket({ Effect: 'Deny', Principal: { AWS: '1' } })), true],
  ['taken back for everybody', doc(bucket({}), bucket({ Effect: 'Deny' })), false],
  ['taken back on an unset resource', doc(bucket({}), bucket({ Effect: 'Deny', Resource: '?r' })), 'unknown'],
]);

const TLS = { Bool: { 'aws:SecureTransport': 'false' } };
const BOTH = ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'];
const plain = (fields: Fields): Literal => deny({ Principal: '*', Action: 's3:*', Resource: BOTH, Condition: TLS, ...fields });

table('requires TLS', requiresTls, [
  ['as AWS has it', doc(plain({})), true],
  ['by reference', doc(plain({ Resource: ['@b.arn', '@b.arn+/*'] })), true],
  ['everything', doc(plain({ Action: '*', Resource: '*' })), true],
  ['principal of AWS', doc(plain({ Principal: { AWS: '*' } })), true],
  ['as a boolean', doc(plain({ Condition: { Bool: { 'aws:SecureTransport': false } } })), true],
  ['if it exists', doc(plain({ Condition: { BoolIfExists: { 'AWS:SecureTransport': 'false' } } })), true],
  ['other way round', doc(plain({ Condition: { StringNotEquals: { 'aws:SecureTransport': 'true' } } })), true],
  ['one action', doc(plain({ Action: 's3:GetObject' })), false, 'Statement[0].Action'],
  ['only the bucket', doc(plain({ Resource: 'arn:aws:s3:::b' })), false, 'Statement[0].Resource'],
  ['only the objects', doc(plain({ Resource: 'arn:aws:s3:::b/*' })), 'unknown'],
  ['somebody', doc(plain({ Principal: { AWS: '1' } })), false, 'Statement[0].Principal'],
  ['denies TLS', doc(plain({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })), false],
  ['further condition', doc(plain({ Condition: { ...TLS, StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })), false],
  ['a queue', doc(plain({ Action: 'sqs:*', Resource: '@q.arn' })), true],
  ['a topic', doc(plain({ Action: 'sns:Publish', Resource: 'arn:aws:sns:eu-west-1:1:t' })), true],
  ['allows with TLS only', doc(bucket({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })), true],
  ['allows with TLS and without', doc(bucket({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), bucket({})), false],
  ['nothing of it', doc(bucket({})), false, '-'],
  ['no policy', null, false],
  ['unknown policy', '?p', 'unknown'],
  ['statements to come', { Statement: [bucket({}), '…'] }, 'unknown'],
  ['unset resource', doc(plain({ Resource: '?r' })), 'unknown'],
  ['unset value', doc(plain({ Condition: { Bool: { 'aws:SecureTransport': '?v' } } })), 'unknown'],
]);

table('wildcard action', hasWildcardAction, [
  ['everything', doc(allow({})), true, 'Statement[0].Action'],
  ['a service', doc(allow({ Action: ['s3:GetObject', 'kms:*'] })), true, 'Statement[0].Action[1]'],
  ['a prefix', doc(allow({ Action: 's3:Get*' })), false],
  ['denied', doc(deny({})), false],
  ['unset', doc(allow({ Action: '?a' })), 'unknown'],
]);

table('wildcard action of KMS', (policy) => hasWildcardAction(policy, 'kms'), [
  ['everything', doc(allow({})), true],
  ['the service, in other case', doc(allow({ Action: 'KMS:*' })), true],
  ['another', doc(allow({ Action: 's3:*' })), false],
  ['several', doc(allow({ Action: 'k*:*' })), true],
]);

table('allows iam:PassRole', (policy) => allowsAction(policy, 'iam:PassRole'), [
  ['named', doc(allow({ Action: 'IAM:passrole' })), true, 'Statement[0].Action'],
  ['by prefix', doc(allow({ Action: ['s3:*', 'iam:Pass*'] })), true, 'Statement[0].Action[1]'],
  ['question mark', doc(allow({ Action: 'iam:PassRol?' })), true],
  ['other', doc(allow({ Action: 'iam:Get*' })), false],
  ['excluded', doc({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), false],
  ['not excluded', doc({ Effect: 'Allow', NotAction: ['s3:*'], Resource: '*' }), true, 'Statement[0].NotAction'],
  ['denied', doc(allow({}), deny({ Action: 'iam:*' })), false],
  ['denied on some', doc(allow({}), deny({ Action: 'iam:*', Resource: 'arn:aws:iam::1:role/x' })), true],
  ['conditioned', doc(allow({ Condition: MFA })), 'unknown'],
  ['partly known', doc(allow({ Action: 'iam:+?a' })), 'unknown'],
]);

table('passes any role', passesRoleAnywhere, [
  ['everywhere', doc(allow({ Action: 'iam:PassRole' })), true, 'Statement[0].Resource'],
  [
    'any role of the account',
    doc(allow({ Action: 'iam:PassRole', Resource: ['arn:aws:iam::1:role/*'] })),
    true,
    'Statement[0].Resource[0]',
  ],
  ['by a wildcard', doc(allow({ Action: 'iam:*' })), true],
  ['one role', doc(allow({ Action: 'iam:PassRole', Resource: '@role.arn' })), false],
  [
    'to one service',
    doc(allow({ Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } })),
    false,
  ],
  ['to any service', doc(allow({ Action: 'iam:PassRole', Condition: { StringLike: { 'iam:PassedToService': '*' } } })), true],
  ['with MFA', doc(allow({ Action: 'iam:PassRole', Condition: MFA })), true],
  ['unset resource', doc(allow({ Action: 'iam:PassRole', Resource: '?r' })), 'unknown'],
]);
