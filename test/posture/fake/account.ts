import type { Answers } from './server';
import { ACCOUNT } from './server';

const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();
export const arn = (service: string, rest: string, region = '') => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'cert_1_active',
  'cert_2_active',
] as const;

export type ReportRow = Partial<Record<(typeof COLUMNS)[number], string>>;

/** A credential report as IAM writes it. */
export function report(...rows: readonly ReportRow[]): object {
  const lines = rows.map((row) =>
    COLUMNS.map((column) => row[column] ?? (column.endsWith('_active') ? 'false' : 'N/A')).join(','),
  );
  return { Content: Buffer.from(`${[COLUMNS.join(','), ...lines].join('\n')}\n`).toString('base64') };
}

export const ROOT_ROW: ReportRow = {
  user: '<root_account>',
  arn: arn('iam', 'root'),
  user_creation_time: daysAgo(900),
  password_enabled: 'not_supported',
  password_last_used: daysAgo(200),
  mfa_active: 'true',
};

export const GOOD_USER: ReportRow = {
  user: 'alice',
  arn: arn('iam', 'user/alice'),
  user_creation_time: daysAgo(300),
  password_enabled: 'true',
  password_last_used: daysAgo(1),
  password_last_changed: daysAgo(20),
  mfa_active: 'true',
  access_key_1_active: 'true',
  access_key_1_last_rotated: daysAgo(30),
  access_key_1_last_used_date: daysAgo(2),
};

const policy = (document: object) => encodeURIComponent(JSON.stringify(document));
const READ_ONLY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
};
const EC2_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

const TLS_ONLY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};

const block = (on: boolean) => ({ BlockPublicAcls: on, BlockPublicPolicy: on, IgnorePublicAcls: on, RestrictPublicBuckets: on });

/** What stands in `us-east-1` only. */
const here =
  (body: object) =>
  ({ region }: { readonly region: string }) => ({ body: region === 'us-east-1' ? body : {} });

/** A small account in which nothing is wrong, whatever the recommended rules ask. */
export function goodAccount(): Answers {
  return {
    'iam:ListAccountAliases': { body: { AccountAliases: ['example-company'], IsTruncated: false } },
    'iam:GetAccountSummary': {
      body: { SummaryMap: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 0, AccountPasswordPresent: 1 } },
    },
    'iam:GetCredentialReport': { body: report(ROOT_ROW, GOOD_USER) },
    'iam:ListVirtualMFADevices': { body: { VirtualMFADevices: [], IsTruncated: false } },
    'iam:GetAccountPasswordPolicy': {
      body: {
        PasswordPolicy: {
          MinimumPasswordLength: 14,
          RequireSymbols: true,
          RequireNumbers: true,
          RequireUppercaseCharacters: true,
          RequireLowercaseCharacters: true,
          AllowUsersToChangePassword: true,
          ExpirePasswords: true,
          MaxPasswordAge: 90,
          PasswordReusePrevention: 24,
        },
      },
    },
    'iam:GetAccountAuthorizationDetails': {
      body: {
        UserDetailList: [
          { Path: '/', UserName: 'alice', UserId: 'AIDA1', Arn: arn('iam', 'user/alice'), GroupList: ['readers'] },
        ],
        GroupDetailList: [
          {
            Path: '/',
            GroupName: 'readers',
            Arn: arn('iam', 'group/readers'),
            AttachedManagedPolicies: [{ PolicyName: 'reports', PolicyArn: arn('iam', 'policy/reports') }],
          },
        ],
        RoleDetailList: [
          { Path: '/', RoleName: 'web', Arn: arn('iam', 'role/web'), AssumeRolePolicyDocument: policy(EC2_TRUST) },
          {
            Path: '/aws-service-role/rds.amazonaws.com/',
            RoleName: 'AWSServiceRoleForRDS',
            Arn: arn('iam', 'role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS'),
            AssumeRolePolicyDocument: policy(EC2_TRUST),
          },
        ],
        Policies: [
          {
            PolicyName: 'reports',
            Path: '/',
            Arn: arn('iam', 'policy/reports'),
            PolicyVersionList: [
              { VersionId: 'v1', IsDefaultVersion: false, Document: policy({ ...READ_ONLY, Statement: [] }) },
              { VersionId: 'v2', IsDefaultVersion: true, Document: policy(READ_ONLY) },
            ],
          },
        ],
        IsTruncated: false,
      },
    },
    's3control:GetPublicAccessBlock': { body: block(true) },
    's3:ListBuckets': { body: { Buckets: [{ Name: 'reports', BucketRegion: 'us-east-1' }] } },
    's3:GetBucketPolicy': { body: { raw: JSON.stringify(TLS_ONLY) } },
    's3:GetBucketVersioning': { body: { Status: 'Enabled' } },
    's3:GetBucketOwnershipControls': { body: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
    'cloudformation:ListStacks': ({ region }) => ({
      body: {
        StackSummaries:
          region === 'us-east-1'
            ? [
                {
                  StackId: arn('cloudformation', 'stack/shop/1', region),
                  StackName: 'shop',
                  CreationTime: daysAgo(30),
                  StackStatus: 'UPDATE_COMPLETE',
                },
              ]
            : [],
      },
    }),
    'cloudformation:ListStackResources': {
      body: {
        StackResourceSummaries: [
          {
            LogicalResourceId: 'Store',
            PhysicalResourceId: 'reports',
            ResourceType: 'AWS::S3::Bucket',
            LastUpdatedTimestamp: daysAgo(30),
            ResourceStatus: 'CREATE_COMPLETE',
          },
          {
            LogicalResourceId: 'Failed',
            ResourceType: 'AWS::S3::Bucket',
            LastUpdatedTimestamp: daysAgo(30),
            ResourceStatus: 'CREATE_FAILED',
          },
        ],
      },
    },
    'cloudtrail:DescribeTrails': ({ input }) => ({
      body: {
        trailList:
          String(input.includeShadowTrails) === 'true'
            ? [
                {
                  Name: 'main',
                  TrailARN: arn('cloudtrail', 'trail/main', 'us-east-1'),
                  S3BucketName: 'reports',
                  IsMultiRegionTrail: true,
                  HomeRegion: 'us-east-1',
                  LogFileValidationEnabled: true,
                },
              ]
            : [],
      },
    }),
    'cloudtrail:GetTrailStatus': { body: { IsLogging: true } },
    'cloudtrail:GetEventSelectors': { body: { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] } },
    'ec2:DescribeVpcs': here({
      Vpcs: [
        { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', IsDefault: false, OwnerId: ACCOUNT, Tags: [{ Key: 'Name', Value: 'main' }] },
        { VpcId: 'vpc-default', CidrBlock: '172.31.0.0/16', IsDefault: true, OwnerId: ACCOUNT },
      ],
    }),
    'ec2:DescribeSubnets': here({
      Subnets: [
        { SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24', MapPublicIpOnLaunch: false, OwnerId: ACCOUNT },
        { SubnetId: 'subnet-default', VpcId: 'vpc-default', MapPublicIpOnLaunch: true, OwnerId: ACCOUNT },
      ],
    }),
    'ec2:DescribeSecurityGroups': here({
      SecurityGroups: [
        {
          GroupId: 'sg-1',
          GroupName: 'web',
          VpcId: 'vpc-1',
          OwnerId: ACCOUNT,
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        },
        { GroupId: 'sg-default', GroupName: 'default', VpcId: 'vpc-1', OwnerId: ACCOUNT },
        {
          GroupId: 'sg-unused',
          GroupName: 'default',
          VpcId: 'vpc-default',
          OwnerId: ACCOUNT,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-unused' }] }],
        },
      ],
    }),
    'ec2:DescribeNetworkAcls': here({
      NetworkAcls: [
        {
          NetworkAclId: 'acl-1',
          VpcId: 'vpc-1',
          IsDefault: true,
          OwnerId: ACCOUNT,
          Entries: [
            { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', Egress: false, CidrBlock: '0.0.0.0/0' },
            { RuleNumber: 32767, Protocol: '-1', RuleAction: 'deny', Egress: false, CidrBlock: '0.0.0.0/0' },
          ],
        },
      ],
    }),
    'ec2:DescribeFlowLogs': here({
      FlowLogs: [{ FlowLogId: 'fl-1', ResourceId: 'vpc-1', FlowLogStatus: 'ACTIVE', TrafficType: 'ALL' }],
    }),
    'ec2:DescribeInstances': here({
      Reservations: [
        {
          Instances: [
            {
              InstanceId: 'i-1',
              State: { Name: 'running' },
              SubnetId: 'subnet-1',
              MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
              SecurityGroups: [{ GroupId: 'sg-1' }],
              NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', SubnetId: 'subnet-1' }],
            },
          ],
        },
      ],
    }),
    'ec2:DescribeVolumes': here({ Volumes: [{ VolumeId: 'vol-1', Encrypted: true, Size: 8 }] }),
    'ec2:DescribeSnapshots': here({
      Snapshots: [{ SnapshotId: 'snap-1', VolumeId: 'vol-1', Encrypted: true, StartTime: daysAgo(3) }],
    }),
    'ec2:DescribeImages': here({ Images: [{ ImageId: 'ami-1', Name: 'base', Public: false }] }),
    'ec2:GetEbsEncryptionByDefault': { body: { EbsEncryptionByDefault: true } },
    'ec2:GetSnapshotBlockPublicAccessState': { body: { State: 'block-all-sharing' } },
    'ec2:GetImageBlockPublicAccessState': { body: { ImageBlockPublicAccessState: 'block-new-sharing' } },
    'ec2:GetInstanceMetadataDefaults': { body: { AccountLevel: { HttpTokens: 'required' } } },
    'ec2:GetSerialConsoleAccessStatus': { body: { SerialConsoleAccessEnabled: false } },
    'rds:DescribeDBInstances': here({
      DBInstances: [
        {
          DBInstanceIdentifier: 'shop',
          DBInstanceArn: arn('rds', 'db:shop', 'us-east-1'),
          Engine: 'postgres',
          PubliclyAccessible: false,
          StorageEncrypted: true,
          BackupRetentionPeriod: 7,
          CACertificateIdentifier: 'rds-ca-rsa2048-g1',
          MasterUsername: 'keeper',
        },
      ],
    }),
    'rds:DescribeDBSnapshots': here({
      DBSnapshots: [
        {
          DBSnapshotIdentifier: 'before',
          DBSnapshotArn: arn('rds', 'snapshot:before', 'us-east-1'),
          Engine: 'postgres',
          Encrypted: true,
        },
      ],
    }),
    'rds:DescribeDBSnapshotAttributes': {
      body: {
        DBSnapshotAttributesResult: { DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['111122223333'] }] },
      },
    },
  };
}

export { daysAgo, here };
