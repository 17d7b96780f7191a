import type { Instance } from '@aws-sdk/client-ec2';
import type { LiveItem } from '../../../sources/live';
import { DescribeInstancesCommand, DescribeVolumesCommand } from '../../commands';
import type { Collector, Context } from '../../engine/context';
import { nameTag } from '../shape';

const INSTANCE = 'AWS::EC2::Instance';
const VOLUME = 'AWS::EC2::Volume';

/** Instances and volumes. What users hand to an instance (user data) is never asked for. */
export const instances: Collector = {
  name: 'ec2',
  scope: 'regional',
  calls: ['ec2:DescribeInstances', 'ec2:DescribeVolumes'],
  types: [INSTANCE, VOLUME],
  async collect(context) {
    await Promise.all([listInstances(context), listVolumes(context)]);
  },
};

async function listInstances(context: Context): Promise<void> {
  await context.list('ec2:DescribeInstances', [INSTANCE], async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(new DescribeInstancesCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }), http);
    const all = (answer.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    // What is terminated stays in the listing for an hour.
    const items = all.filter(({ State }) => State?.Name !== 'terminated' && State?.Name !== 'shutting-down');
    context.emit(items.flatMap((one) => instance(context, one) ?? []));
    return { items, next: answer.NextToken };
  });
}

function instance(context: Context, one: Instance): LiveItem | undefined {
  const { InstanceId, MetadataOptions: metadata } = one;
  if (InstanceId === undefined) return undefined;
  return context.item(
    INSTANCE,
    InstanceId,
    {
      ImageId: one.ImageId,
      InstanceType: one.InstanceType,
      SubnetId: one.SubnetId,
      SecurityGroupIds: (one.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
      // CloudFormation takes the profile's name.
      IamInstanceProfile: one.IamInstanceProfile?.Arn?.split('/').at(-1),
      Monitoring: one.Monitoring?.State === 'enabled',
      EbsOptimized: one.EbsOptimized ?? false,
      ...(metadata
        ? {
            MetadataOptions: {
              HttpTokens: metadata.HttpTokens,
              HttpEndpoint: metadata.HttpEndpoint,
              HttpPutResponseHopLimit: metadata.HttpPutResponseHopLimit,
              InstanceMetadataTags: metadata.InstanceMetadataTags,
            },
          }
        : {}),
      NetworkInterfaces: (one.NetworkInterfaces ?? []).map((each) => ({
        NetworkInterfaceId: each.NetworkInterfaceId,
        SubnetId: each.SubnetId,
        GroupSet: (each.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
        AssociatePublicIpAddress: each.Association?.PublicIp !== undefined,
      })),
      Volumes: (one.BlockDeviceMappings ?? []).map(({ DeviceName, Ebs }) => ({ Device: DeviceName, VolumeId: Ebs?.VolumeId })),
      Tags: nameTag(one.Tags),
    },
    [context.arn('ec2', `instance/${InstanceId}`)],
  );
}

async function listVolumes(context: Context): Promise<void> {
  await context.list('ec2:DescribeVolumes', [VOLUME], async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(new DescribeVolumesCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }), http);
    const items = answer.Volumes ?? [];
    context.emit(
      items.flatMap((one) => {
        if (one.VolumeId === undefined) return [];
        const properties = {
          Encrypted: one.Encrypted ?? false,
          KmsKeyId: one.KmsKeyId,
          Size: one.Size,
          VolumeType: one.VolumeType,
          SnapshotId: one.SnapshotId === '' ? undefined : one.SnapshotId,
          AvailabilityZone: one.AvailabilityZone,
          Tags: nameTag(one.Tags),
        };
        return [context.item(VOLUME, one.VolumeId, properties, [context.arn('ec2', `volume/${one.VolumeId}`)])];
      }),
    );
    return { items, next: answer.NextToken };
  });
}
