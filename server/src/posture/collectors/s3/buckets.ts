import type { Grant } from '@aws-sdk/client-s3';
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
} from '../../commands';
import type { Asked, Collector, Context } from '../../engine/context';
import { nameTag, policyOf } from '../shape';
import { ACCOUNT_BLOCK, accountBlock, type Block, blockOf, SETTINGS } from './account-block';

const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';
const PUBLIC_ACCESS = 'Ashlar::S3::BucketPublicAccess';

/** The account's public access block, and its buckets with their settings. Objects are never listed or read. */
export const buckets: Collector = {
  name: 's3',
  scope: 'global',
  calls: [
    's3control:GetPublicAccessBlock',
    's3:ListBuckets',
    's3:GetBucketLocation',
    's3:GetPublicAccessBlock',
    's3:GetBucketAcl',
    's3:GetBucketPolicy',
    's3:GetBucketOwnershipControls',
    's3:GetBucketVersioning',
    's3:GetBucketEncryption',
    's3:GetBucketLogging',
    's3:GetBucketTagging',
  ],
  types: [ACCOUNT_BLOCK, BUCKET, POLICY, PUBLIC_ACCESS],
  async collect(context) {
    const block = await accountBlock(context);
    const { items, complete } = await context.list(
      's3:ListBuckets',
      [BUCKET, POLICY],
      async ({ s3 }, http, ContinuationToken) => {
        const input = { MaxBuckets: 1_000, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) };
        const answer = await s3.send(new ListBucketsCommand(input), http);
        return { items: answer.Buckets, next: answer.ContinuationToken };
      },
    );
    if (!complete && items.length === 0) return;
    await Promise.all(
      items.map(async ({ Name, BucketRegion }) => {
        if (Name === undefined) return;
        const region = BucketRegion ?? (await regionOf(context, Name));
        if (region !== undefined && context.regions.includes(region)) await bucket(context.in(region), Name, block);
      }),
    );
  },
};

/** Undefined where the bucket is gone or does not say. */
async function regionOf(context: Context, Bucket: string): Promise<string | undefined> {
  const asked = await context.ask(
    's3:GetBucketLocation',
    ({ s3 }, http) => s3.send(new GetBucketLocationCommand({ Bucket }), http),
    {
      none: GONE,
      types: [BUCKET, POLICY],
    },
  );
  if (!('value' in asked)) return undefined;
  const location: string | undefined = asked.value.LocationConstraint;
  // The oldest names of two regions.
  return location === undefined || location === '' ? 'us-east-1' : location === 'EU' ? 'eu-west-1' : location;
}

const GONE = ['NoSuchBucket'];

async function bucket(context: Context, Bucket: string, account: Block | undefined): Promise<void> {
  const [acl, policy, block, ownership, versioning, encryption, logging, tagging] = await Promise.all([
    context.ask('s3:GetBucketAcl', ({ s3 }, http) => s3.send(new GetBucketAclCommand({ Bucket }), http), { none: GONE }),
    context.ask('s3:GetBucketPolicy', ({ s3 }, http) => s3.send(new GetBucketPolicyCommand({ Bucket }), http), {
      none: [...GONE, 'NoSuchBucketPolicy'],
      types: [POLICY],
    }),
    context.ask('s3:GetPublicAccessBlock', ({ s3 }, http) => s3.send(new GetPublicAccessBlockCommand({ Bucket }), http), {
      none: [...GONE, 'NoSuchPublicAccessBlockConfiguration'],
    }),
    context.ask(
      's3:GetBucketOwnershipControls',
      ({ s3 }, http) => s3.send(new GetBucketOwnershipControlsCommand({ Bucket }), http),
      {
        none: [...GONE, 'OwnershipControlsNotFoundError'],
      },
    ),
    context.ask('s3:GetBucketVersioning', ({ s3 }, http) => s3.send(new GetBucketVersioningCommand({ Bucket }), http), {
      none: GONE,
    }),
    context.ask('s3:GetBucketEncryption', ({ s3 }, http) => s3.send(new GetBucketEncryptionCommand({ Bucket }), http), {
      none: [...GONE, 'ServerSideEncryptionConfigurationNotFoundError'],
    }),
    context.ask('s3:GetBucketLogging', ({ s3 }, http) => s3.send(new GetBucketLoggingCommand({ Bucket }), http), { none: GONE }),
    context.ask('s3:GetBucketTagging', ({ s3 }, http) => s3.send(new GetBucketTaggingCommand({ Bucket }), http), {
      none: [...GONE, 'NoSuchTagSet'],
    }),
  ]);
  if ([acl, policy, block, ownership].some((asked) => 'none' in asked && asked.none === 'NoSuchBucket')) return;
  const arn = `arn:${context.partition}:s3:::${Bucket}`;
  const { item: blockItem, read } = blockProperties(block, account);
  const made = context.item(
    BUCKET,
    arn,
    {
      BucketName: Bucket,
      ...when(acl, (value) => aclProperties(value?.Grants)),
      ...when(ownership, (value) => ({
        // Buckets without controls are from the time when every object belonged to whoever wrote it.
        OwnershipControls: {
          Rules: value?.OwnershipControls?.Rules?.map(({ ObjectOwnership }) => ({ ObjectOwnership })) ?? [
            { ObjectOwnership: 'ObjectWriter' },
          ],
        },
      })),
      // A bucket that never had versions answers without a status.
      ...when(versioning, (value) => ({ VersioningConfiguration: { Status: value?.Status ?? 'Suspended' } })),
      ...when(encryption, (value) => ({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: (value?.ServerSideEncryptionConfiguration?.Rules ?? []).map((rule) => ({
            BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
              KMSMasterKeyID: rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
            },
          })),
        },
      })),
      ...when(logging, (value) => ({
        LoggingConfiguration: value?.LoggingEnabled && {
          DestinationBucketName: value.LoggingEnabled.TargetBucket,
          LogFilePrefix: value.LoggingEnabled.TargetPrefix,
        },
      })),
      ...when(tagging, (value) => ({ Tags: nameTag(value?.TagSet) })),
      PublicAccessBlockConfiguration: blockItem,
    },
    [Bucket],
  );
  const withoutBlock = (made.read as readonly string[]).filter((path) => path !== 'PublicAccessBlockConfiguration');
  context.emit([{ ...made, read: [...withoutBlock, ...read] }]);
  // Of a bucket without any block one thing is wrong, and not each of four settings.
  const stops = blockItem === undefined ? false : Object.values(blockItem).includes(true) ? true : undefined;
  context.emit([context.item(PUBLIC_ACCESS, `${arn}#public-access`, stops === undefined ? {} : { Blocked: stops })]);
  if ('value' in policy && policy.value.Policy !== undefined) {
    context.emit([context.item(POLICY, `${arn}#policy`, { Bucket, PolicyDocument: policyOf(policy.value.Policy) })]);
  }
}

/** What an answer says; nothing where the call failed, so that nothing was read. */
function when<T>(asked: Asked<T>, properties: (value: T | undefined) => Record<string, unknown>): Record<string, unknown> {
  if ('failed' in asked) return {};
  return properties('value' in asked ? asked.value : undefined);
}

const PATH = 'PublicAccessBlockConfiguration';

/**
 * What S3 applies: of the bucket's block and the account's, whichever is stricter. Where the account's could not be read only what the
 * bucket itself blocks is sure.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
function blockProperties(
  asked: Asked<{ PublicAccessBlockConfiguration?: { [Setting in keyof Block]?: boolean | undefined } | undefined }>,
  account: Block | undefined,
): { readonly item: object | undefined; readonly read: readonly string[] } {
  const known =
    'failed' in asked ? undefined : blockOf('value' in asked ? asked.value.PublicAccessBlockConfiguration : undefined);
  const item: Record<string, boolean> = {};
  for (const setting of SETTINGS) {
    if (known?.[setting] || account?.[setting]) item[setting] = true;
    else if (known && account) item[setting] = false;
  }
  const isNone = 'none' in asked && account !== undefined && SETTINGS.every((setting) => !account[setting]);
  if (isNone) return { item: undefined, read: [PATH] };
  const settings = Object.keys(item);
  return { item, read: settings.length === SETTINGS.length ? [PATH] : settings.map((setting) => `${PATH}.${setting}`) };
}

const GROUPS = 'http://acs.amazonaws.com/groups/';
const EVERYBODY = `${GROUPS}global/AllUsers`;
const ANY_ACCOUNT = `${GROUPS}global/AuthenticatedUsers`;
const LOG_DELIVERY = `${GROUPS}s3/LogDelivery`;

/** The grants, and the canned ACL that comes nearest to them. */
function aclProperties(grants: readonly Grant[] | undefined): Record<string, unknown> {
  const has = (group: string, ...permissions: readonly string[]) =>
    (grants ?? []).some(({ Grantee, Permission }) => Grantee?.URI === group && permissions.includes(Permission ?? ''));
  const canned = has(EVERYBODY, 'WRITE', 'FULL_CONTROL')
    ? 'PublicReadWrite'
    : has(EVERYBODY, 'READ')
      ? 'PublicRead'
      : has(ANY_ACCOUNT, 'READ', 'WRITE', 'FULL_CONTROL')
        ? 'AuthenticatedRead'
        : has(LOG_DELIVERY, 'WRITE')
          ? 'LogDeliveryWrite'
          : 'Private';
  return {
    AccessControl: canned,
    // Names and addresses of people are left out.
    Grants: (grants ?? []).map(({ Grantee, Permission }) => ({
      Grantee: Grantee?.URI === undefined ? { ID: Grantee?.ID } : { URI: Grantee.URI },
      Permissions: [Permission],
    })),
  };
}
