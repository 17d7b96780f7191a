import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
} from '../../commands';
import type { Collector, Context } from '../../engine/context';
import { nameTag } from '../shape';

const SNAPSHOT = 'Ashlar::EC2::Snapshot';
const IMAGE = 'Ashlar::EC2::Image';

/** The account's own snapshots and images, and with whom each is shared. */
export const snapshots: Collector = {
  name: 'ec2',
  scope: 'regional',
  calls: ['ec2:DescribeSnapshots', 'ec2:DescribeSnapshotAttribute', 'ec2:DescribeImages', 'ec2:DescribeImageAttribute'],
  types: [SNAPSHOT, IMAGE],
  async collect(context) {
    await Promise.all([listSnapshots(context), listImages(context)]);
  },
};

async function listSnapshots(context: Context): Promise<void> {
  const { items } = await context.list('ec2:DescribeSnapshots', [SNAPSHOT], async ({ ec2 }, http, NextToken) => {
    const input = { OwnerIds: ['self'], MaxResults: 500, ...(NextToken ? { NextToken } : {}) };
    const answer = await ec2.send(new DescribeSnapshotsCommand(input), http);
    return { items: answer.Snapshots, next: answer.NextToken };
  });
  // The newest first: what is beyond the cap is the oldest.
  const sorted = [...items].sort((a, b) => (b.StartTime?.getTime() ?? 0) - (a.StartTime?.getTime() ?? 0));
  const asked = new Set(context.capped('snapshots', sorted));
  await Promise.all(sorted.map((one) => snapshot(context, one, asked.has(one))));
}

async function snapshot(context: Context, one: Snapshot, askWhom: boolean): Promise<void> {
  const { SnapshotId } = one;
  if (SnapshotId === undefined) return;
  const shared = askWhom
    ? await context.ask(
        'ec2:DescribeSnapshotAttribute',
        ({ ec2 }, http) =>
          ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }), http),
        { none: ['InvalidSnapshot.NotFound'] },
      )
    : undefined;
  if (shared && 'none' in shared) return;
  context.emit([
    context.item(
      SNAPSHOT,
      SnapshotId,
      {
        VolumeId: one.VolumeId,
        Encrypted: one.Encrypted ?? false,
        KmsKeyId: one.KmsKeyId,
        ...(shared && 'value' in shared
          ? {
              CreateVolumePermissions: (shared.value.CreateVolumePermissions ?? []).map(({ UserId, Group }) => ({
                UserId,
                Group,
              })),
            }
          : {}),
        Tags: nameTag(one.Tags),
      },
      [context.arn('ec2', `snapshot/${SnapshotId}`)],
    ),
  ]);
}

async function listImages(context: Context): Promise<void> {
  const { items } = await context.list('ec2:DescribeImages', [IMAGE], async ({ ec2 }, http, NextToken) => {
    const input = { Owners: ['self'], MaxResults: 500, ...(NextToken ? { NextToken } : {}) };
    const answer = await ec2.send(new DescribeImagesCommand(input), http);
    return { items: answer.Images, next: answer.NextToken };
  });
  const asked = new Set(context.capped('images', items));
  await Promise.all(items.map((one) => image(context, one, asked.has(one))));
}

async function image(context: Context, one: Image, askWhom: boolean): Promise<void> {
  const { ImageId } = one;
  if (ImageId === undefined) return;
  const shared = askWhom
    ? await context.ask(
        'ec2:DescribeImageAttribute',
        ({ ec2 }, http) => ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }), http),
        { none: ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'] },
      )
    : undefined;
  if (shared && 'none' in shared) return;
  context.emit([
    context.item(
      IMAGE,
      ImageId,
      {
        Name: one.Name,
        Public: one.Public ?? false,
        BlockDeviceMappings: (one.BlockDeviceMappings ?? []).map(({ DeviceName, Ebs }) => ({
          DeviceName,
          Ebs: Ebs && { Encrypted: Ebs.Encrypted ?? false, SnapshotId: Ebs.SnapshotId, VolumeSize: Ebs.VolumeSize },
        })),
        ...(shared && 'value' in shared
          ? {
              LaunchPermissions: (shared.value.LaunchPermissions ?? []).map(({ UserId, Group, OrganizationArn }) => ({
                UserId,
                Group,
                OrganizationArn,
              })),
            }
          : {}),
        Tags: nameTag(one.Tags),
      },
      [context.arn('ec2', `image/${ImageId}`)],
    ),
  ]);
}
