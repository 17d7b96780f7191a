import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds';
import {
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
} from '../../commands';
import type { Collector, Context } from '../../engine/context';
import { nameTag } from '../shape';
import { isOfRds } from './databases';

const SNAPSHOT = 'Ashlar::RDS::DBSnapshot';
const CLUSTER_SNAPSHOT = 'Ashlar::RDS::DBClusterSnapshot';

/** Snapshots that people made, and with whom each is shared. Those that RDS makes by itself cannot be shared. */
export const databaseSnapshots: Collector = {
  name: 'rds',
  scope: 'regional',
  calls: [
    'rds:DescribeDBSnapshots',
    'rds:DescribeDBSnapshotAttributes',
    'rds:DescribeDBClusterSnapshots',
    'rds:DescribeDBClusterSnapshotAttributes',
  ],
  types: [SNAPSHOT, CLUSTER_SNAPSHOT],
  async collect(context) {
    await Promise.all([ofInstances(context), ofClusters(context)]);
  },
};

async function ofInstances(context: Context): Promise<void> {
  const { items } = await context.list('rds:DescribeDBSnapshots', [SNAPSHOT], async ({ rds }, http, Marker) => {
    const input = { SnapshotType: 'manual', MaxRecords: 100, ...(Marker ? { Marker } : {}) };
    const answer = await rds.send(new DescribeDBSnapshotsCommand(input), http);
    return { items: (answer.DBSnapshots ?? []).filter(isOfRds), next: answer.Marker };
  });
  const asked = new Set(context.capped('database snapshots', newestFirst(items)));
  await Promise.all(items.map((one) => instanceSnapshot(context, one, asked.has(one))));
}

async function instanceSnapshot(context: Context, one: DBSnapshot, askWhom: boolean): Promise<void> {
  const { DBSnapshotIdentifier } = one;
  if (DBSnapshotIdentifier === undefined) return;
  const shared = askWhom
    ? await context.ask(
        'rds:DescribeDBSnapshotAttributes',
        ({ rds }, http) => rds.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier }), http),
        { none: ['DBSnapshotNotFound', 'DBSnapshotNotFoundFault'] },
      )
    : undefined;
  if (shared && 'none' in shared) return;
  context.emit([
    context.item(
      SNAPSHOT,
      one.DBSnapshotArn ?? context.arn('rds', `snapshot:${DBSnapshotIdentifier}`),
      {
        DBSnapshotIdentifier,
        DBInstanceIdentifier: one.DBInstanceIdentifier,
        Encrypted: one.Encrypted ?? false,
        KmsKeyId: one.KmsKeyId,
        ...(shared && 'value' in shared
          ? { SharedAccounts: accountsOf(shared.value.DBSnapshotAttributesResult?.DBSnapshotAttributes) }
          : {}),
        Tags: nameTag(one.TagList),
      },
      [DBSnapshotIdentifier],
    ),
  ]);
}

async function ofClusters(context: Context): Promise<void> {
  const { items } = await context.list('rds:DescribeDBClusterSnapshots', [CLUSTER_SNAPSHOT], async ({ rds }, http, Marker) => {
    const input = { SnapshotType: 'manual', MaxRecords: 100, ...(Marker ? { Marker } : {}) };
    const answer = await rds.send(new DescribeDBClusterSnapshotsCommand(input), http);
    return { items: (answer.DBClusterSnapshots ?? []).filter(isOfRds), next: answer.Marker };
  });
  const asked = new Set(context.capped('cluster snapshots', newestFirst(items)));
  await Promise.all(items.map((one) => clusterSnapshot(context, one, asked.has(one))));
}

async function clusterSnapshot(context: Context, one: DBClusterSnapshot, askWhom: boolean): Promise<void> {
  const { DBClusterSnapshotIdentifier } = one;
  if (DBClusterSnapshotIdentifier === undefined) return;
  const shared = askWhom
    ? await context.ask(
        'rds:DescribeDBClusterSnapshotAttributes',
        ({ rds }, http) => rds.send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier }), http),
        { none: ['DBClusterSnapshotNotFoundFault'] },
      )
    : undefined;
  if (shared && 'none' in shared) return;
  context.emit([
    context.item(
      CLUSTER_SNAPSHOT,
      one.DBClusterSnapshotArn ?? context.arn('rds', `cluster-snapshot:${DBClusterSnapshotIdentifier}`),
      {
        DBClusterSnapshotIdentifier,
        DBClusterIdentifier: one.DBClusterIdentifier,
        StorageEncrypted: one.StorageEncrypted ?? false,
        KmsKeyId: one.KmsKeyId,
        ...(shared && 'value' in shared
          ? { SharedAccounts: accountsOf(shared.value.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes) }
          : {}),
        Tags: nameTag(one.TagList),
      },
      [DBClusterSnapshotIdentifier],
    ),
  ]);
}

function newestFirst<Item extends { readonly SnapshotCreateTime?: Date | undefined }>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => (b.SnapshotCreateTime?.getTime() ?? 0) - (a.SnapshotCreateTime?.getTime() ?? 0));
}

/** Who may restore from it; `all` is everybody. */
function accountsOf(
  attributes:
    | readonly { readonly AttributeName?: string | undefined; readonly AttributeValues?: string[] | undefined }[]
    | undefined,
): readonly string[] {
  return (attributes ?? []).flatMap((one) => (one.AttributeName === 'restore' ? (one.AttributeValues ?? []) : []));
}
