import { describe, expect, it } from 'vitest';
import {
  allowsEverywhere,
  allowsOtherActions,
  allowsOtherResources,
  allowsServiceEverywhere,
  type PolicyDocument,
  readPolicy,
  trustsAnyWorkload,
} from '../../server/src/policy';
import type { Literal } from '../../server/src/resources';
import type { Truth, Verdict } from '../../server/src/values';
import { value } from './policy';

type Fields = { readonly [key: string]: Literal };

const allow = (fields: Fields): Literal => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*', ...fields }],
});
const github = 'token.actions.githubusercontent.com';
const federated = (condition: Literal, provider = `arn:aws:iam::123456789012:oidc-provider/${github}`): Literal => ({
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  },
});
const audience: Literal = { StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } };
const subject = (sub: Literal): Literal => ({ StringLike: { [`${github}:sub`]: sub, [`${github}:aud`]: 'sts.amazonaws.com' } });

const tables: Readonly<
  Record<string, readonly [(doc: PolicyDocument) => Verdict, readonly (readonly [string, Literal, Truth])[]]>
> = {
  'an action everywhere': [
    (doc) => allowsEverywhere(doc, 'sts:AssumeRole'),
    [
      ['by name', allow({}), true],
      ['by pattern', allow({ Action: 'sts:*' }), true],
      ['one resource', allow({ Resource: 'arn:aws:iam::123456789012:role/a' }), false],
      ['under a condition', allow({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }), false],
      ['an unset resource', allow({ Resource: '?r' }), 'unknown'],
      ['an unset action', allow({ Action: '?a' }), 'unknown'],
    ],
  ],
  'a service everywhere': [
    allowsServiceEverywhere,
    [
      ['a service', allow({ Action: ['s3:GetObject', 'ec2:*'] }), true],
      ['everything is more than that', allow({ Action: '*' }), false],
      ['one bucket', allow({ Action: 's3:*', Resource: 'arn:aws:s3:::b' }), false],
      ['an unset action', allow({ Action: '?a' }), 'unknown'],
    ],
  ],
  'all but some actions': [
    allowsOtherActions,
    [
      ['on everything', { Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } }, true],
      ['denied', { Statement: { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' } }, false],
      ['on one bucket', { Statement: { Effect: 'Allow', NotAction: 's3:Delete*', Resource: 'arn:aws:s3:::b/*' } }, false],
      ['an unset effect', { Statement: { Effect: '?e', NotAction: 'iam:*', Resource: '*' } }, 'unknown'],
    ],
  ],
  'all but some resources': [
    allowsOtherResources,
    [
      ['allowed', { Statement: { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::b' } }, true],
      ['denied', { Statement: { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::b' } }, false],
    ],
  ],
  'any workload': [
    trustsAnyWorkload,
    [
      ['no word on the subject', federated(audience), true],
      ['no condition at all', federated({}), true],
      ['a subject that is anybody', federated(subject(['repo:*'])), true],
      ['one repository', federated(subject('repo:example/shop:ref:refs/heads/main')), false],
      ['one organisation', federated(subject('repo:example/*')), false],
      ['an unset subject', federated(subject('?s')), 'unknown'],
      ['a provider that is referred to', federated(audience, '@aws_iam_openid_connect_provider.github.arn'), true],
      ['some provider', federated({}, '@aws_iam_openid_connect_provider.github.arn'), 'unknown'],
      ['a provider of one company', federated({}, 'arn:aws:iam::123456789012:oidc-provider/login.example.com'), false],
    ],
  ],
};

describe.each(Object.entries(tables))('%s', (_, [judge, cases]) => {
  it.each(cases)('%s', (_name, document, truth) => {
    expect(judge(readPolicy(value(document))).truth).toBe(truth);
  });
});
