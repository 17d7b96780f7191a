/**
 * What the value of a condition key says about who calls. Sources: the global condition keys of the IAM user guide
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html), "The meaning of public" of S3
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html) and of EFS
 * (https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html), and the keys of each service.
 *
 * - `account`, `organisation`, `organisation-path`, `arn`, `unique-id`: whose the caller, or the resource that a service calls for, is
 * - `network`, `network-account`, `address`: from where the call comes; anybody who is there may call
 * - `service`: which service calls
 * - `endpoint`: who receives what is subscribed to
 * - `key`: the key that the caller must be able to use
 * - `nothing`: no value tells callers apart, because everybody can send it or have it
 *
 * A key that is not listed may or may not.
 */
export type KeyMeaning =
  | 'account'
  | 'organisation'
  | 'organisation-path'
  | 'arn'
  | 'unique-id'
  | 'network'
  | 'network-account'
  | 'address'
  | 'service'
  | 'endpoint'
  | 'key'
  | 'nothing';

export interface ConditionKey {
  readonly meaning: KeyMeaning;
  /**
   * Whether the requests of strangers may come without the key, so that a condition that holds without it lets them in. `anonymous`:
   * only those without credentials, or only from inside of a network.
   */
  readonly missing: 'for-strangers' | 'for-anonymous' | 'never';
  /** Whether a stranger can send some value of it: that the key is there says nothing then. */
  readonly open?: true;
}

const KEYS: ReadonlyMap<string, ConditionKey> = new Map<string, ConditionKey>([
  ['aws:sourceip', { meaning: 'address', missing: 'for-anonymous' }],
  ['aws:sourcearn', { meaning: 'arn', missing: 'for-strangers', open: true }],
  ['aws:sourceaccount', { meaning: 'account', missing: 'for-strangers', open: true }],
  ['aws:sourceowner', { meaning: 'account', missing: 'for-strangers', open: true }],
  ['aws:sourceorgid', { meaning: 'organisation', missing: 'for-strangers', open: true }],
  ['aws:sourceorgpaths', { meaning: 'organisation-path', missing: 'for-strangers', open: true }],
  ['aws:principalarn', { meaning: 'arn', missing: 'for-anonymous', open: true }],
  ['aws:principalaccount', { meaning: 'account', missing: 'for-anonymous', open: true }],
  ['aws:principalorgid', { meaning: 'organisation', missing: 'for-strangers', open: true }],
  ['aws:principalorgpaths', { meaning: 'organisation-path', missing: 'for-strangers', open: true }],
  ['aws:principalservicename', { meaning: 'service', missing: 'for-strangers' }],
  ['aws:principalservicenameslist', { meaning: 'service', missing: 'for-strangers' }],
  ['aws:userid', { meaning: 'unique-id', missing: 'for-anonymous', open: true }],
  ['aws:sourcevpc', { meaning: 'network', missing: 'for-strangers', open: true }],
  ['aws:sourcevpce', { meaning: 'network', missing: 'for-strangers', open: true }],
  ['aws:sourcevpcarn', { meaning: 'network-account', missing: 'for-strangers', open: true }],
  ['aws:vpceaccount', { meaning: 'network-account', missing: 'for-strangers', open: true }],
  ['aws:vpceorgid', { meaning: 'network-account', missing: 'for-strangers', open: true }],
  ['aws:vpceorgpaths', { meaning: 'network-account', missing: 'for-strangers', open: true }],
  ['kms:calleraccount', { meaning: 'account', missing: 'never' }],
  ['lambda:sourcefunctionarn', { meaning: 'arn', missing: 'for-strangers', open: true }],
  ['s3:dataaccesspointaccount', { meaning: 'account', missing: 'for-strangers', open: true }],
  ['s3:dataaccesspointarn', { meaning: 'arn', missing: 'for-strangers', open: true }],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', { meaning: 'key', missing: 'for-strangers', open: true }],
  ['sns:endpoint', { meaning: 'endpoint', missing: 'for-strangers', open: true }],
]);

/** Keys whose values everybody can have: names and tags that each account gives, and properties of the request. */
const NOTHING: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:multifactorauthpresent',
  'aws:multifactorauthage',
  'aws:referer',
  'aws:useragent',
  'aws:requestedregion',
  'aws:tagkeys',
  // A name and a type that principals of any account have.
  'aws:username',
  'aws:principaltype',
  // Any network may use the same private addresses: the user guide asks for the network or its endpoint beside it.
  'aws:vpcsourceip',
  's3:prefix',
  's3:delimiter',
  's3:max-keys',
  's3:x-amz-acl',
  's3:x-amz-server-side-encryption',
  's3:tlsversion',
  's3:signatureversion',
  's3:authtype',
  'sns:protocol',
  'kms:viaservice',
  'kms:grantisforawsresource',
  'lambda:functionurlauthtype',
  'lambda:invokedviafunctionurl',
]);

/** A principal's tags are given by its own account. */
const PRINCIPAL_TAG = 'aws:principaltag/';

const OF_NOTHING: ConditionKey = { meaning: 'nothing', missing: 'never' };

/** What a condition key means, in any case of letters; undefined where it may tell callers apart or not. */
export function conditionKey(key: string): ConditionKey | undefined {
  const name = key.toLowerCase();
  if (NOTHING.has(name) || name.startsWith(PRINCIPAL_TAG)) return OF_NOTHING;
  return KEYS.get(name);
}

/** Keys that say for whose resource a service calls, where it calls by its own name. */
export const SOURCE_KEYS: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
]);
