/** The services that a scan asks. STS is none of them: exchanging credentials has a list of its own. */
export type ServiceName = 'iam' | 's3' | 's3control' | 'ec2' | 'rds' | 'cloudtrail' | 'cloudformation';

/** A call that a scan may make: the SDK's operation and the IAM action that permits it. */
export interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  /** As IAM names it: not always as the operation (`ListBuckets` is `s3:ListAllMyBuckets`). */
  readonly action: string;
  /** A global call is made once, in the partition's home region; a regional one in each region. */
  readonly scope: 'global' | 'regional';
}

function calls(service: ServiceName, scope: Call['scope'], names: readonly (string | readonly [string, string])[]): Call[] {
  return names.map((name) => {
    const [operation, action] = typeof name === 'string' ? [name, `${service}:${name}`] : name;
    return { service, operation, action, scope };
  });
}

/**
 * Every call that a scan may make, and no other. The guards refuse whatever is not here; `docs/permissions.md` is written from it.
 * Actions: the pages of each service in the Service Authorization Reference.
 */
export const CALLS: readonly Call[] = [
  ...calls('iam', 'global', [
    'GenerateCredentialReport',
    'GetAccountAuthorizationDetails',
    'GetAccountPasswordPolicy',
    'GetAccountSummary',
    'GetCredentialReport',
    'ListAccountAliases',
    'ListOpenIDConnectProviders',
    'ListSAMLProviders',
    'ListServerCertificates',
    'ListVirtualMFADevices',
  ]),
  ...calls('s3', 'global', [
    'GetBucketAcl',
    'GetBucketLocation',
    'GetBucketLogging',
    'GetBucketOwnershipControls',
    'GetBucketPolicy',
    'GetBucketTagging',
    'GetBucketVersioning',
    ['GetBucketEncryption', 's3:GetEncryptionConfiguration'],
    ['GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'],
    ['ListBuckets', 's3:ListAllMyBuckets'],
  ]),
  ...calls('s3control', 'global', [['GetPublicAccessBlock', 's3:GetAccountPublicAccessBlock']]),
  ...calls('ec2', 'regional', [
    'DescribeFlowLogs',
    'DescribeImageAttribute',
    'DescribeImages',
    'DescribeInstances',
    'DescribeNetworkAcls',
    'DescribeNetworkInterfaces',
    'DescribeRegions',
    'DescribeSecurityGroups',
    'DescribeSnapshotAttribute',
    'DescribeSnapshots',
    'DescribeSubnets',
    'DescribeVolumes',
    'DescribeVpcEndpoints',
    'DescribeVpcs',
    'GetEbsEncryptionByDefault',
    'GetImageBlockPublicAccessState',
    'GetInstanceMetadataDefaults',
    'GetSerialConsoleAccessStatus',
    'GetSnapshotBlockPublicAccessState',
  ]),
  ...calls('rds', 'regional', [
    'DescribeDBClusterSnapshotAttributes',
    'DescribeDBClusterSnapshots',
    'DescribeDBClusters',
    'DescribeDBInstances',
    'DescribeDBSnapshotAttributes',
    'DescribeDBSnapshots',
  ]),
  ...calls('cloudformation', 'regional', ['ListStackResources', 'ListStacks']),
  ...calls('cloudtrail', 'regional', ['DescribeTrails', 'GetEventSelectors', 'GetTrailStatus']),
];

/**
 * What exchanges one credential for another, or tells whose it is, by the service that answers. They change nothing in the account.
 * `npm run build` refuses a bundle with any other operation of these services.
 */
export const EXCHANGES: Readonly<Record<string, readonly string[]>> = {
  sts: ['AssumeRole', 'AssumeRoleWithWebIdentity', 'GetCallerIdentity'],
  sso: ['GetRoleCredentials'],
  'sso-oidc': ['CreateToken'],
  signin: ['CreateOAuth2Token'],
};

/**
 * What the SDK's own clients bring into the bundle although nothing here asks for it, as `service operation`: sessions for directory
 * buckets, and a way to log in that no profile of the configuration files names. They are in neither list, so the guards refuse them.
 */
export const BROUGHT_ALONG: readonly string[] = ['s3 CreateSession', 'signin CreateOAuth2TokenWithIAM'];

/** What reads the data that customers keep, and not how it is kept: never asked for, although IAM counts it as reading. */
export const DATA_READS: readonly string[] = [
  'cloudtrail:LookupEvents',
  'dynamodb:BatchGetItem',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'ec2:DescribeInstanceAttribute',
  'ec2:GetConsoleOutput',
  'ec2:GetConsoleScreenshot',
  'ec2:GetPasswordData',
  'ecr:GetAuthorizationToken',
  'kms:Decrypt',
  'lambda:GetFunction',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'rds:DownloadDBLogFilePortion',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:ListBucket',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetSecretValue',
  'sqs:ReceiveMessage',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
];

/** @returns the names of the operations that a scan may ask a service for */
export function allowedOperations(service: ServiceName): ReadonlySet<string> {
  return new Set(CALLS.filter((call) => call.service === service).map((call) => call.operation));
}
