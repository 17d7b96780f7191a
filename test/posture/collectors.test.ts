import { describe, expect, it } from 'vitest';
import { CALLS } from '../../server/src/posture/calls';
import { COLLECTORS, OWN_CALLS } from '../../server/src/posture/collectors';
import { arn, daysAgo, GOOD_USER, goodAccount, here, ROOT_ROW, report } from './fake/account';
import { judged, ownAwsFiles, scanFake } from './fake/scan';
import { ACCOUNT, type Answers } from './fake/server';

ownAwsFiles();

/** The good account with one answer changed: what is found. */
async function foundWith(answers: Answers, profile: 'recommended' | 'strict' = 'recommended') {
  const { result } = await scanFake({ ...goodAccount(), ...answers });
  expect(result.failed).toEqual([]);
  return judged(result, profile).found;
}

describe('declared calls', () => {
  it('are all that the guards let through, and nothing else', () => {
    const declared = new Set([...OWN_CALLS, ...COLLECTORS.flatMap(({ calls }) => calls)]);
    expect([...declared].sort()).toEqual(CALLS.map(({ service, operation }) => `${service}:${operation}`).sort());
  });
});

describe('a good account', () => {
  it('is found nothing in, and every call is made', async () => {
    const { aws, result, progress } = await scanFake(goodAccount());
    expect(result.failed).toEqual([]);
    expect(result.account).toMatchObject({ account: ACCOUNT, alias: 'example-company' });
    expect(result.regions).toEqual(['eu-west-1', 'us-east-1']);
    expect(judged(result)).toMatchObject({ found: [], score: 100, coverage: 100, notAssessed: [] });
    // Every rule about a type that is collected can be judged.
    expect(judged(result, 'strict')).toMatchObject({ coverage: 100, notAssessed: [] });
    // What depends on there being such a resource is asked in the tests below.
    const asked = new Set(aws.log.map(({ call }) => call));
    const rest = CALLS.map(({ service, operation }) => `${service}:${operation}`).filter((call) => !asked.has(call));
    expect(rest).toEqual(['s3:GetBucketLocation', 'rds:DescribeDBClusterSnapshotAttributes']);
    // The parts that were streamed are the whole.
    const streamed = progress.flatMap((one) => (one.kind === 'items' ? one.items : []));
    expect(streamed).toEqual(result.items);
    expect(progress.filter(({ kind }) => kind === 'step').at(-1)).toMatchObject({ done: 19, steps: 19 });
  });

  it('has what is left out left out: roles of services, parts of a default network that nothing is in', async () => {
    const { result } = await scanFake(goodAccount());
    const ids = result.items.map(({ id }) => id);
    expect(ids.filter((id) => /aws-service-role|subnet-default|sg-unused/.test(id))).toEqual([]);
    expect(ids).toContain('vpc-default#default');
    expect(ids).not.toContain('vpc-default');
  });
});

describe('of stacks', () => {
  const stacks = (answers: Answers) =>
    scanFake({ ...goodAccount(), ...answers }).then(({ result }) => ({
      result,
      items: result.items.filter(({ type }) => type === 'Ashlar::CloudFormation::Stack').map(({ properties }) => properties),
    }));

  it('what each manages is listed, page by page', async () => {
    const one = (LogicalResourceId: string) => ({
      LogicalResourceId,
      PhysicalResourceId: LogicalResourceId.toLowerCase(),
      ResourceType: 'AWS::S3::Bucket',
      LastUpdatedTimestamp: daysAgo(30),
      ResourceStatus: 'CREATE_COMPLETE',
    });
    const { items } = await stacks({
      'cloudformation:ListStackResources': ({ input }) =>
        input.NextToken === 'more'
          ? { body: { StackResourceSummaries: [one('B')] } }
          : { body: { StackResourceSummaries: [one('A')], NextToken: 'more' } },
    });
    expect(items).toEqual([
      {
        StackName: 'shop',
        Resources: ['A', 'B'].map((id) => ({
          LogicalResourceId: id,
          PhysicalResourceId: id.toLowerCase(),
          ResourceType: 'AWS::S3::Bucket',
        })),
      },
    ]);
  });

  it('that cannot be listed manage what is not known', async () => {
    const { items, result } = await stacks({ 'cloudformation:ListStackResources': { error: 'AccessDenied', status: 403 } });
    expect(items).toEqual([{ StackName: 'shop' }]);
    expect(result.incomplete).toContain('Ashlar::CloudFormation::Stack');
  });
});

describe('of users and the root user', () => {
  const summary = (figures: Record<string, number>): Answers => ({
    'iam:GetAccountSummary': { body: { SummaryMap: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 0, ...figures } } },
  });
  const root = arn('iam', 'root');

  it.each([
    ['keys', summary({ AccountAccessKeysPresent: 1 }), `aws/iam/root-access-keys ${root}`],
    ['no MFA', summary({ AccountMFAEnabled: 0 }), `aws/iam/root-without-mfa ${root}`],
  ])('%s of the root user', async (_, answers, found) => {
    expect(await foundWith(answers)).toEqual([found]);
  });

  it('no MFA of a root user without a password is none', async () => {
    expect(await foundWith(summary({ AccountMFAEnabled: 0, AccountPasswordPresent: 0 }))).toEqual([]);
  });

  it('a virtual device of the root user, under the strict rules', async () => {
    const devices = { VirtualMFADevices: [{ SerialNumber: arn('iam', 'mfa/phone'), User: { Arn: root, UserName: 'root' } }] };
    const found = await foundWith({ 'iam:ListVirtualMFADevices': { body: devices } }, 'strict');
    expect(found).toContain(`aws/iam/root-without-hardware-mfa ${root}`);
    expect(await foundWith({}, 'strict')).not.toContain(`aws/iam/root-without-hardware-mfa ${root}`);
  });

  const user = (row: object): Answers => ({ 'iam:GetCredentialReport': { body: report(ROOT_ROW, { ...GOOD_USER, ...row }) } });
  const alice = `${arn('iam', 'user/alice')}#credentials`;

  it.each([
    ['no MFA', { mfa_active: 'false' }, ['aws/iam/user-without-mfa']],
    ['an old key', { access_key_1_last_rotated: daysAgo(120) }, ['aws/iam/access-key-old']],
    ['an unused key', { access_key_1_last_used_date: daysAgo(60) }, ['aws/iam/access-key-unused']],
    [
      'a key that was never used',
      { access_key_1_last_rotated: daysAgo(50), access_key_1_last_used_date: 'N/A' },
      ['aws/iam/access-key-unused'],
    ],
    ['a key that is switched off', { access_key_1_active: 'false', access_key_1_last_rotated: daysAgo(500) }, []],
    [
      'two keys',
      { access_key_2_active: 'true', access_key_2_last_rotated: daysAgo(5), access_key_2_last_used_date: daysAgo(1) },
      ['aws/iam/two-active-access-keys'],
    ],
    ['an unused password', { password_last_used: daysAgo(80), password_last_changed: daysAgo(80) }, ['aws/iam/password-unused']],
    ['a new password that nobody has used yet', { password_last_used: 'no_information', password_last_changed: daysAgo(5) }, []],
    ['no password', { password_enabled: 'false', password_last_used: 'N/A', mfa_active: 'false' }, []],
  ])('%s', async (_, row, rules) => {
    expect(await foundWith(user(row))).toEqual(rules.map((rule) => `${rule} ${alice}`));
  });

  it('a report that IAM is still writing is waited for', async () => {
    let asked = 0;
    const answers = {
      ...goodAccount(),
      'iam:GenerateCredentialReport': () => ({ body: { State: asked++ === 0 ? 'STARTED' : 'COMPLETE' } }),
    };
    const { aws, result } = await scanFake(answers);
    expect(aws.count('iam:GenerateCredentialReport')).toBe(2);
    expect(result.items.filter(({ type }) => type === 'Ashlar::IAM::Credentials')).toHaveLength(1);
  });
});

describe('of the account', () => {
  it('no password policy is a fact', async () => {
    const found = await foundWith({ 'iam:GetAccountPasswordPolicy': { error: 'NoSuchEntity', status: 404 } });
    expect(found).toContain(`aws/iam/password-policy-missing ${arn('iam', 'password-policy')}`);
    expect(found).toContain(`aws/iam/password-policy-length ${arn('iam', 'password-policy')}`);
  });

  it('certificates by their age', async () => {
    const certificate = (days: number) => ({
      ServerCertificateName: `c${days}`,
      Arn: arn('iam', `server-certificate/c${days}`),
      Expiration: daysAgo(-days - 0.5),
    });
    const found = await foundWith({
      'iam:ListServerCertificates': {
        body: { ServerCertificateMetadataList: [certificate(-3), certificate(10), certificate(300)], IsTruncated: false },
      },
    });
    expect(found).toEqual([
      `aws/iam/server-certificate-expired ${arn('iam', 'server-certificate/c-3')}`,
      `aws/iam/server-certificate-expires-soon ${arn('iam', 'server-certificate/c10')}`,
    ]);
  });

  it('a role that everybody may take', async () => {
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] };
    const role = {
      Path: '/',
      RoleName: 'open',
      Arn: arn('iam', 'role/open'),
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
    };
    const found = await foundWith({
      'iam:GetAccountAuthorizationDetails': { body: { RoleDetailList: [role], IsTruncated: false } },
    });
    expect(found).toEqual([`aws/iam/role-trusts-everybody ${arn('iam', 'role/open')}`]);
  });

  it.each([
    ['a trail that is off', { 'cloudtrail:GetTrailStatus': { body: { IsLogging: false } } }, 'aws/cloudtrail/logging-off'],
    [
      'a trail without management events',
      {
        'cloudtrail:GetEventSelectors': { body: { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: false }] } },
      },
      undefined,
    ],
    ['no trail', { 'cloudtrail:DescribeTrails': { body: { trailList: [] } } }, undefined],
  ] satisfies readonly (readonly [string, Answers, string | undefined])[])(
    '%s leaves the account unrecorded',
    async (_, answers, other) => {
      const found = await foundWith(answers);
      expect(found).toContain(`aws/cloudtrail/account-not-recorded ${arn('cloudtrail', 'recording')}`);
      expect(found.filter((one) => !one.startsWith('aws/cloudtrail/account-not-recorded'))).toEqual(
        other === undefined ? [] : [`${other} ${arn('cloudtrail', 'trail/main', 'us-east-1')}`],
      );
    },
  );
});

describe('of buckets', () => {
  const bucket = 'arn:aws:s3:::reports';
  const location = (region: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${region}</LocationConstraint>`;
  const noBlock: Answers = {
    's3control:GetPublicAccessBlock': { error: 'NoSuchPublicAccessBlockConfiguration', status: 404 },
  };
  const open = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
  };
  const aclFor = (group: string): Answers => ({
    's3:GetBucketAcl': {
      body: {
        Owner: { ID: 'me' },
        AccessControlList: [{ Grantee: { URI: `http://acs.amazonaws.com/groups/global/${group}` }, Permission: 'READ' }],
      },
    },
    's3:GetBucketOwnershipControls': { body: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
  });

  it('without any block is one finding, beside the account', async () => {
    expect(await foundWith(noBlock)).toEqual([
      `aws/s3/public-access-not-blocked ${bucket}#public-access`,
      `aws/s3/account-public-access-not-blocked ${arn('s3', 'account-public-access-block')}`,
    ]);
  });

  it('a public policy counts where no block stops it', async () => {
    const policy: Answers = { 's3:GetBucketPolicy': { body: { raw: JSON.stringify(open) } } };
    expect(await foundWith({ ...noBlock, ...policy })).toContain(`aws/s3/bucket-exposed ${bucket}#policy`);
    expect(await foundWith(policy)).not.toContain(`aws/s3/bucket-exposed ${bucket}#policy`);
  });

  it('a public ACL counts where no block stops it and ACLs are on', async () => {
    expect(await foundWith({ ...noBlock, ...aclFor('AllUsers') })).toContain(`aws/s3/bucket-exposed ${bucket}`);
    expect(await foundWith(aclFor('AllUsers'))).not.toContain(`aws/s3/bucket-exposed ${bucket}`);
  });

  it('their region is asked for where the list does not tell it', async () => {
    const answers: Answers = {
      ...goodAccount(),
      's3:ListBuckets': { body: { Buckets: [{ Name: 'old' }, { Name: 'elsewhere' }] } },
      's3:GetBucketLocation': ({ input }) => ({ text: location(input.Bucket === 'old' ? 'EU' : 'ap-south-1'), status: 200 }),
    };
    const { aws, result } = await scanFake(answers);
    expect(result.items.filter(({ type }) => type === 'AWS::S3::Bucket').map(({ id, region }) => [id, region])).toEqual([
      ['arn:aws:s3:::old', 'eu-west-1'],
    ]);
    expect(aws.log.filter(({ call, region }) => call === 's3:GetBucketAcl' && region !== 'eu-west-1')).toEqual([]);
  });
});

describe('of EC2 and RDS', () => {
  it.each([
    [
      'a public snapshot',
      { 'ec2:DescribeSnapshotAttribute': { body: { CreateVolumePermissions: [{ Group: 'all' }] } } },
      'aws/ec2/snapshot-public snap-1',
    ],
    [
      'a public image',
      { 'ec2:DescribeImageAttribute': { body: { LaunchPermissions: [{ Group: 'all' }] } } },
      'aws/ec2/image-public ami-1',
    ],
    [
      'an unencrypted volume',
      { 'ec2:DescribeVolumes': here({ Volumes: [{ VolumeId: 'vol-2', Encrypted: false }] }) },
      'aws/ec2/volume-unencrypted vol-2',
    ],
    ['a VPC without a flow log', { 'ec2:DescribeFlowLogs': { body: {} } }, 'aws/ec2/vpc-flow-logs vpc-1'],
    [
      'a flow log that failed',
      { 'ec2:DescribeFlowLogs': here({ FlowLogs: [{ FlowLogId: 'fl-1', ResourceId: 'vpc-1', FlowLogStatus: 'FAILED' }] }) },
      'aws/ec2/vpc-flow-logs vpc-1',
    ],
    [
      'SSH for everybody',
      {
        'ec2:DescribeSecurityGroups': here({
          SecurityGroups: [
            {
              GroupId: 'sg-2',
              GroupName: 'ssh',
              VpcId: 'vpc-1',
              IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
            },
          ],
        }),
      },
      'aws/ec2/security-group-open-admin-ports sg-2',
    ],
    [
      'an ACL that opens a port for administrators',
      {
        'ec2:DescribeNetworkAcls': here({
          NetworkAcls: [
            {
              NetworkAclId: 'acl-2',
              VpcId: 'vpc-1',
              IsDefault: false,
              Entries: [
                {
                  RuleNumber: 100,
                  Protocol: '6',
                  RuleAction: 'allow',
                  Egress: false,
                  CidrBlock: '0.0.0.0/0',
                  PortRange: { From: 22, To: 22 },
                },
                { RuleNumber: 32767, Protocol: '-1', RuleAction: 'deny', Egress: false, CidrBlock: '0.0.0.0/0' },
              ],
            },
          ],
        }),
      },
      'aws/ec2/network-acl-open-admin-ports acl-2/ingress/100',
    ],
    [
      'an instance that answers IMDSv1',
      {
        'ec2:DescribeInstances': here({
          Reservations: [
            {
              Instances: [
                {
                  InstanceId: 'i-2',
                  State: { Name: 'running' },
                  MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' },
                },
                { InstanceId: 'i-3', State: { Name: 'terminated' }, MetadataOptions: { HttpTokens: 'optional' } },
              ],
            },
          ],
        }),
      },
      'aws/ec2/imdsv1-allowed i-2',
    ],
    [
      'a public database',
      {
        'rds:DescribeDBInstances': here({
          DBInstances: [
            {
              DBInstanceIdentifier: 'open',
              DBInstanceArn: 'arn:open',
              Engine: 'mysql',
              PubliclyAccessible: true,
              StorageEncrypted: true,
            },
            { DBInstanceIdentifier: 'graph', DBInstanceArn: 'arn:graph', Engine: 'neptune', PubliclyAccessible: true },
          ],
        }),
      },
      'aws/rds/instance-not-public arn:open',
    ],
    [
      'a public database snapshot',
      {
        'rds:DescribeDBSnapshotAttributes': {
          body: {
            DBSnapshotAttributesResult: { DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['all'] }] },
          },
        },
      },
      `aws/rds/snapshot-public ${arn('rds', 'snapshot:before', 'us-east-1')}`,
    ],
    [
      'a public cluster snapshot',
      {
        'rds:DescribeDBClusterSnapshots': here({
          DBClusterSnapshots: [
            {
              DBClusterSnapshotIdentifier: 'all',
              DBClusterSnapshotArn: 'arn:all',
              Engine: 'aurora-mysql',
              StorageEncrypted: true,
            },
          ],
        }),
        'rds:DescribeDBClusterSnapshotAttributes': {
          body: {
            DBClusterSnapshotAttributesResult: {
              DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['all'] }],
            },
          },
        },
      },
      'aws/rds/snapshot-public arn:all',
    ],
  ] satisfies readonly (readonly [string, Answers, string])[])('%s', async (_, answers, found) => {
    expect(await foundWith(answers)).toEqual([found]);
  });

  it('a default network in use is judged with all its parts', async () => {
    const used: Answers = {
      'ec2:DescribeNetworkInterfaces': ({ input }) => ({
        body: { NetworkInterfaces: input['Filter.1.Value.1'] === 'vpc-default' ? [{ NetworkInterfaceId: 'eni-9' }] : [] },
      }),
    };
    const found = await foundWith(used, 'strict');
    expect(found).toEqual(
      expect.arrayContaining([
        'aws/ec2/default-vpc-in-use vpc-default#default',
        'aws/ec2/vpc-flow-logs vpc-default',
        'aws/ec2/subnet-public-addresses subnet-default',
        'aws/ec2/default-security-group-rules sg-unused',
      ]),
    );
    expect(found.filter((one) => one.includes('default'))).not.toContain('aws/ec2/vpc-flow-logs vpc-1');
  });
});

describe('secrets', () => {
  const SECRET = 'AKIAIOSFODNN7EXAMPLE';

  it('in tags, names of grantees and the like are dropped', async () => {
    const tags = [
      { Key: 'Name', Value: `key ${SECRET}` },
      { Key: 'password', Value: 'hunter2-hunter2' },
    ];
    const { result } = await scanFake({
      ...goodAccount(),
      's3:GetBucketTagging': { body: { TagSet: tags } },
      'ec2:DescribeVolumes': here({ Volumes: [{ VolumeId: 'vol-1', Encrypted: false, Tags: tags }] }),
      's3:GetBucketAcl': {
        body: { AccessControlList: [{ Grantee: { ID: 'me', DisplayName: 'somebody@example.com' }, Permission: 'FULL_CONTROL' }] },
      },
    });
    const text = JSON.stringify([result, judged(result)]);
    expect(text).toContain('vol-1');
    for (const secret of [SECRET, 'hunter2', 'somebody@']) expect(text).not.toContain(secret);
  });
});
