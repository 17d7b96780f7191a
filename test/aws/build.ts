import { CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateFlowLogsCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  CreateSubnetCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  DescribeSecurityGroupsCommand,
  EnableEbsEncryptionByDefaultCommand,
  RevokeSecurityGroupEgressCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateDBInstanceCommand, CreateDBSnapshotCommand } from '@aws-sdk/client-rds';
import { CreateBucketCommand, PutBucketOwnershipControlsCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { PutPublicAccessBlockCommand as PutAccountBlockCommand } from '@aws-sdk/client-s3-control';
import { ACCOUNT, type Builders } from './clients';

/** What was built in one region, by the cloud's own ids. */
export interface Region {
  readonly at: Builders;
  readonly vpcs: string[];
  readonly flowLogs: Map<string, string>;
  readonly subnets: string[];
  readonly groups: string[];
  readonly defaultGroups: string[];
  readonly volumes: string[];
  readonly snapshots: string[];
  readonly instances: string[];
  readonly images: string[];
  readonly databases: string[];
  readonly databaseSnapshots: string[];
  readonly buckets: string[];
}

export interface Built {
  readonly regions: readonly Region[];
  readonly users: string[];
  readonly roles: string[];
  readonly policies: string[];
  readonly trail: string;
}

const BLOCK = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };

export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const READ = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
});

/** Builds an account in which nothing is wrong, as far as the endpoint lets it. */
export async function buildAccount(builders: readonly Builders[]): Promise<Built> {
  const [home] = builders;
  if (!home) throw new Error('There is no region to build in.');
  const account = await buildGlobal(home);
  const regions: Region[] = [];
  for (const at of builders) regions.push(await buildRegion(at));
  const bucket = regions[0]?.buckets[0] ?? '';
  const { TrailARN = '' } = await home.cloudtrail.send(
    new CreateTrailCommand({ Name: 'main', S3BucketName: bucket, IsMultiRegionTrail: true, EnableLogFileValidation: true }),
  );
  await home.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  return { regions, ...account, trail: TrailARN };
}

async function buildGlobal({ iam, s3control }: Builders): Promise<Omit<Built, 'regions' | 'trail'>> {
  await iam.send(
    new UpdateAccountPasswordPolicyCommand({
      MinimumPasswordLength: 14,
      RequireLowercaseCharacters: true,
      RequireUppercaseCharacters: true,
      RequireNumbers: true,
      RequireSymbols: true,
      MaxPasswordAge: 90,
      PasswordReusePrevention: 24,
    }),
  );
  await s3control.send(new PutAccountBlockCommand({ AccountId: ACCOUNT, PublicAccessBlockConfiguration: BLOCK }));
  const policies: string[] = [];
  for (const PolicyName of names('policy', 10)) {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: READ }));
    policies.push(Policy?.Arn ?? '');
  }
  await iam.send(new CreateGroupCommand({ GroupName: 'readers' }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: 'readers', PolicyArn: policies[0] }));
  const users = names('user', 20);
  for (const UserName of users) {
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName: 'readers' }));
  }
  const roles: string[] = [];
  for (const RoleName of names('role', 20)) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    roles.push(RoleName);
  }
  return { users, roles, policies };
}

async function buildRegion(at: Builders): Promise<Region> {
  const { ec2, rds, s3, region } = at;
  const built: Region = {
    at,
    vpcs: [],
    flowLogs: new Map(),
    subnets: [],
    groups: [],
    defaultGroups: [],
    volumes: [],
    snapshots: [],
    instances: [],
    images: [],
    databases: [],
    databaseSnapshots: [],
    buckets: [],
  };
  await ec2.send(new EnableEbsEncryptionByDefaultCommand({}));
  for (const name of names(`${region}-bucket`, 10)) {
    const where = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as never } };
    await s3.send(new CreateBucketCommand({ Bucket: name, ...where }));
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: name, PublicAccessBlockConfiguration: BLOCK }));
    const Rules = [{ ObjectOwnership: 'BucketOwnerEnforced' as const }];
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket: name, OwnershipControls: { Rules } }));
    built.buckets.push(name);
  }
  for (let i = 0; i < 4; i++) await buildNetwork(built, i);
  for (let i = 0; i < 20; i++) {
    const { VolumeId = '' } = await ec2.send(
      new CreateVolumeCommand({ AvailabilityZone: `${region}a`, Size: 8, Encrypted: true }),
    );
    built.volumes.push(VolumeId);
    if (i >= 12) continue;
    built.snapshots.push((await ec2.send(new CreateSnapshotCommand({ VolumeId }))).SnapshotId ?? '');
  }
  for (let i = 0; i < 6; i++) {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12345678',
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: built.subnets[i],
        MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8, Encrypted: true } }],
      }),
    );
    built.instances.push(Instances?.[0]?.InstanceId ?? '');
  }
  for (let i = 0; i < 2; i++) {
    const image = await ec2.send(new CreateImageCommand({ InstanceId: built.instances[i] ?? '', Name: `${region}-image-${i}` }));
    built.images.push(image.ImageId ?? '');
  }
  for (const DBInstanceIdentifier of names(`${region}-db`, 6)) {
    const { DBInstance } = await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier,
        Engine: 'postgres',
        DBInstanceClass: 'db.t3.micro',
        AllocatedStorage: 20,
        MasterUsername: 'keeper',
        MasterUserPassword: 'not-a-real-one-1',
        StorageEncrypted: true,
        PubliclyAccessible: false,
      }),
    );
    built.databases.push(DBInstance?.DBInstanceArn ?? '');
    const snapshot = await rds.send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier: `${DBInstanceIdentifier}-s` }),
    );
    built.databaseSnapshots.push(snapshot.DBSnapshot?.DBSnapshotArn ?? '');
  }
  return built;
}

/** A VPC with a flow log, two subnets, five groups, and a default group that lets nothing pass. */
async function buildNetwork(built: Region, i: number): Promise<void> {
  const { ec2, region } = built.at;
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `10.${i}.0.0/16` }));
  const VpcId = Vpc?.VpcId ?? '';
  built.vpcs.push(VpcId);
  const { FlowLogIds } = await ec2.send(
    new CreateFlowLogsCommand({
      ResourceIds: [VpcId],
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: `arn:aws:s3:::${region}-bucket-0`,
    }),
  );
  built.flowLogs.set(VpcId, FlowLogIds?.[0] ?? '');
  for (let j = 0; j < 2; j++) {
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: `10.${i}.${j}.0/24` }));
    built.subnets.push(Subnet?.SubnetId ?? '');
  }
  for (const GroupName of names(`group-${i}`, 5)) {
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: 'a test' }));
    built.groups.push(GroupId ?? '');
  }
  const Filters = [
    { Name: 'vpc-id', Values: [VpcId] },
    { Name: 'group-name', Values: ['default'] },
  ];
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  for (const { GroupId = '', IpPermissionsEgress } of SecurityGroups ?? []) {
    built.defaultGroups.push(GroupId);
    if (IpPermissionsEgress?.length) {
      await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
    }
  }
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
}
