import { StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateVolumeCommand,
  DeleteFlowLogsCommand,
  DisableEbsEncryptionByDefaultCommand,
  ModifyImageAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifySnapshotAttributeCommand,
  ModifySubnetAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreatePolicyVersionCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateDBInstanceCommand, ModifyDBInstanceCommand, ModifyDBSnapshotAttributeCommand } from '@aws-sdk/client-rds';
import {
  DeletePublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { DeletePublicAccessBlockCommand as DeleteAccountBlockCommand } from '@aws-sdk/client-s3-control';
import type { Built, Region } from './build';
import { ACCOUNT } from './clients';

/** What was done to the account, and what a scan must say of it. */
export interface Planted {
  /** `rule resource` of each finding that must be there. */
  readonly expected: readonly string[];
  /** Resources that something is wrong with now, beside those. */
  readonly touched?: readonly string[];
}

export interface Fault {
  readonly name: string;
  plant(built: Built, pick: <T>(of: readonly T[]) => T): Promise<Planted>;
}

/** In some region, with some resource of it. */
const inRegion = (
  name: string,
  of: (region: Region) => readonly string[],
  plant: (region: Region, id: string) => Promise<Planted>,
): Fault => ({
  name,
  plant: async ({ regions }, pick) => {
    const region = pick(regions);
    return plant(region, pick(of(region)));
  },
});

const found = (rule: string, ...resources: readonly string[]): Planted => ({
  expected: resources.map((resource) => `aws/${rule} ${resource}`),
});

const open = (port: number) => [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
const none = () => ['-'];

export const FAULTS: readonly Fault[] = [
  inRegion('a volume without encryption', none, async ({ at }) => {
    const { VolumeId = '' } = await at.ec2.send(
      new CreateVolumeCommand({ AvailabilityZone: `${at.region}a`, Size: 8, Encrypted: false }),
    );
    return found('ec2/volume-unencrypted', VolumeId);
  }),
  inRegion(
    'SSH open to everybody',
    ({ groups }) => groups.slice(0, 8),
    async ({ at }, GroupId) => {
      await at.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: open(22) }));
      return found('ec2/security-group-open-admin-ports', GroupId);
    },
  ),
  inRegion(
    'a database port open to everybody',
    ({ groups }) => groups.slice(8),
    async ({ at }, GroupId) => {
      await at.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: open(5432) }));
      return found('ec2/security-group-open-database-ports', GroupId);
    },
  ),
  inRegion(
    'a rule in a default group',
    ({ defaultGroups }) => defaultGroups,
    async ({ at }, GroupId) => {
      const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }];
      await at.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      return found('ec2/default-security-group-rules', GroupId);
    },
  ),
  inRegion(
    'a VPC without its flow log',
    ({ vpcs }) => vpcs,
    async ({ at, flowLogs }, vpc) => {
      await at.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [flowLogs.get(vpc) ?? ''] }));
      return found('ec2/vpc-flow-logs', vpc);
    },
  ),
  inRegion(
    'a subnet that gives public addresses',
    ({ subnets }) => subnets,
    async ({ at }, SubnetId) => {
      await at.ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
      return found('ec2/subnet-public-addresses', SubnetId);
    },
  ),
  inRegion(
    'an ACL open for administrators',
    ({ vpcs }) => vpcs,
    async ({ at }, VpcId) => {
      const { NetworkAcl } = await at.ec2.send(new CreateNetworkAclCommand({ VpcId }));
      const NetworkAclId = NetworkAcl?.NetworkAclId ?? '';
      await at.ec2.send(
        new CreateNetworkAclEntryCommand({
          NetworkAclId,
          RuleNumber: 90,
          Protocol: '6',
          RuleAction: 'allow',
          Egress: false,
          CidrBlock: '0.0.0.0/0',
          PortRange: { From: 3389, To: 3389 },
        }),
      );
      return found('ec2/network-acl-open-admin-ports', `${NetworkAclId}/ingress/90`);
    },
  ),
  inRegion(
    'a public snapshot',
    ({ snapshots }) => snapshots,
    async ({ at }, SnapshotId) => {
      await at.ec2.send(
        new ModifySnapshotAttributeCommand({
          SnapshotId,
          Attribute: 'createVolumePermission',
          OperationType: 'add',
          GroupNames: ['all'],
        }),
      );
      return found('ec2/snapshot-public', SnapshotId);
    },
  ),
  inRegion(
    'a public image',
    ({ images }) => images,
    async ({ at }, ImageId) => {
      await at.ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ Group: 'all' }] } }));
      return found('ec2/image-public', ImageId);
    },
  ),
  inRegion('a region without encryption by default', none, async ({ at }) => {
    await at.ec2.send(new DisableEbsEncryptionByDefaultCommand({}));
    return found('ec2/default-encryption-off', `arn:aws:ec2:${at.region}:${ACCOUNT}:account-settings`);
  }),
  inRegion(
    'an instance that answers IMDSv1',
    ({ instances }) => instances,
    async ({ at }, InstanceId) => {
      await at.ec2.send(
        new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: 'optional', HttpEndpoint: 'enabled' }),
      );
      return found('ec2/imdsv1-allowed', InstanceId);
    },
  ),
  inRegion(
    'a public database',
    ({ databases }) => databases,
    async ({ at }, arn) => {
      const DBInstanceIdentifier = arn.split(':').at(-1) ?? '';
      await at.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, PubliclyAccessible: true }));
      return found('rds/instance-not-public', arn);
    },
  ),
  inRegion('a database without encryption', none, async ({ at }) => {
    const { DBInstance } = await at.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: `${at.region}-plain`,
        Engine: 'mysql',
        DBInstanceClass: 'db.t3.micro',
        AllocatedStorage: 20,
        MasterUsername: 'keeper',
        MasterUserPassword: 'not-a-real-one-1',
        PubliclyAccessible: false,
        StorageEncrypted: false,
      }),
    );
    return found('rds/instance-not-encrypted', DBInstance?.DBInstanceArn ?? '');
  }),
  inRegion(
    'a public database snapshot',
    ({ databaseSnapshots }) => databaseSnapshots,
    async ({ at }, arn) => {
      await at.rds.send(
        new ModifyDBSnapshotAttributeCommand({
          DBSnapshotIdentifier: arn.split(':').at(-1) ?? '',
          AttributeName: 'restore',
          ValuesToAdd: ['all'],
        }),
      );
      return found('rds/snapshot-public', arn);
    },
  ),
  {
    name: 'no public access block in the account, and buckets without one: bare, with a public policy, with a public ACL',
    plant: async ({ regions }, pick) => {
      const { at, buckets } = pick(regions);
      await at.s3control.send(new DeleteAccountBlockCommand({ AccountId: ACCOUNT }));
      const [bare = '', byPolicy = '', byAcl = ''] = buckets.slice(pick([0, 1, 2, 3, 4, 5, 6]));
      for (const Bucket of [bare, byPolicy, byAcl]) await at.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${byPolicy}/*` }];
      await at.s3.send(
        new PutBucketPolicyCommand({ Bucket: byPolicy, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
      );
      const Rules = [{ ObjectOwnership: 'ObjectWriter' as const }];
      await at.s3.send(new PutBucketOwnershipControlsCommand({ Bucket: byAcl, OwnershipControls: { Rules } }));
      await at.s3.send(new PutBucketAclCommand({ Bucket: byAcl, ACL: 'public-read' }));
      const arn = (bucket: string) => `arn:aws:s3:::${bucket}`;
      return {
        expected: [
          ...found('s3/account-public-access-not-blocked', `arn:aws:s3::${ACCOUNT}:account-public-access-block`).expected,
          ...found('s3/public-access-not-blocked', ...[bare, byPolicy, byAcl].map((one) => `${arn(one)}#public-access`)).expected,
          ...found('s3/bucket-exposed', `${arn(byPolicy)}#policy`, arn(byAcl)).expected,
        ],
      };
    },
  },
  {
    name: 'a user with a password and no MFA',
    plant: async ({ regions, users }, pick) => {
      const UserName = pick(users.slice(0, 10));
      await pick(regions).at.iam.send(new CreateLoginProfileCommand({ UserName, Password: 'not-a-real-one-1' }));
      return found('iam/user-without-mfa', `arn:aws:iam::${ACCOUNT}:user/${UserName}#credentials`);
    },
  },
  {
    name: 'two access keys of one user',
    plant: async ({ regions, users }, pick) => {
      const UserName = pick(users.slice(10));
      for (let i = 0; i < 2; i++) await pick(regions).at.iam.send(new CreateAccessKeyCommand({ UserName }));
      return found('iam/two-active-access-keys', `arn:aws:iam::${ACCOUNT}:user/${UserName}#credentials`);
    },
  },
  {
    name: 'a role that everybody may take',
    plant: async ({ regions, roles }, pick) => {
      const RoleName = pick(roles.slice(0, 10));
      const Statement = [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await pick(regions).at.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
      return found('iam/role-trusts-everybody', `arn:aws:iam::${ACCOUNT}:role/${RoleName}`);
    },
  },
  {
    name: 'a role that is administrator',
    plant: async ({ regions, roles }, pick) => {
      const RoleName = pick(roles.slice(10));
      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
      await pick(regions).at.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      return found('iam/administrator-access-attached', `arn:aws:iam::${ACCOUNT}:role/${RoleName}`);
    },
  },
  {
    name: 'a policy whose newest version allows everything',
    plant: async ({ regions, policies }, pick) => {
      const PolicyArn = pick(policies.slice(1));
      const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await pick(regions).at.iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      return found('iam/policy-administrator', PolicyArn);
    },
  },
  {
    name: 'short passwords',
    plant: async ({ regions }, pick) => {
      await pick(regions).at.iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 8 }));
      return found('iam/password-policy-length', `arn:aws:iam::${ACCOUNT}:password-policy`);
    },
  },
  {
    name: 'a trail that is switched off',
    plant: async ({ regions, trail }) => {
      await regions[0]?.at.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
      return {
        expected: [
          ...found('cloudtrail/logging-off', trail).expected,
          ...found('cloudtrail/account-not-recorded', `arn:aws:cloudtrail::${ACCOUNT}:recording`).expected,
        ],
      };
    },
  },
  {
    name: 'log files that nobody can prove unchanged',
    plant: async ({ regions, trail }) => {
      await regions[0]?.at.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
      return found('cloudtrail/log-validation', trail);
    },
  },
];
