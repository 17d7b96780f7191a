import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import type { LiveItem } from '../../../sources/live';
import { DescribeDBClustersCommand, DescribeDBInstancesCommand } from '../../commands';
import type { Collector, Context } from '../../engine/context';
import { nameTag } from '../shape';

const INSTANCE = 'AWS::RDS::DBInstance';
const CLUSTER = 'AWS::RDS::DBCluster';

/** Two services answer on RDS's behalf, whose databases have types and rules of their own. */
const OTHERS = /^(docdb|neptune)/;

export function isOfRds({ Engine }: { readonly Engine?: string | undefined }): boolean {
  return !OTHERS.test(Engine ?? '');
}

/** Database instances and clusters. */
export const databases: Collector = {
  name: 'rds',
  scope: 'regional',
  calls: ['rds:DescribeDBInstances', 'rds:DescribeDBClusters'],
  types: [INSTANCE, CLUSTER],
  async collect(context) {
    await Promise.all([
      context.list('rds:DescribeDBInstances', [INSTANCE], async ({ rds }, http, Marker) => {
        const answer = await rds.send(new DescribeDBInstancesCommand({ MaxRecords: 100, ...(Marker ? { Marker } : {}) }), http);
        const items = (answer.DBInstances ?? []).filter(isOfRds);
        context.emit(items.map((one) => instance(context, one)));
        return { items, next: answer.Marker };
      }),
      context.list('rds:DescribeDBClusters', [CLUSTER], async ({ rds }, http, Marker) => {
        const answer = await rds.send(new DescribeDBClustersCommand({ MaxRecords: 100, ...(Marker ? { Marker } : {}) }), http);
        const items = (answer.DBClusters ?? []).filter(isOfRds);
        context.emit(items.map((one) => cluster(context, one)));
        return { items, next: answer.Marker };
      }),
    ]);
  },
};

function instance(context: Context, one: DBInstance): LiveItem {
  return context.item(
    INSTANCE,
    one.DBInstanceArn ?? context.arn('rds', `db:${one.DBInstanceIdentifier}`),
    {
      DBInstanceIdentifier: one.DBInstanceIdentifier,
      DBClusterIdentifier: one.DBClusterIdentifier,
      SourceDBInstanceIdentifier: one.ReadReplicaSourceDBInstanceIdentifier,
      Engine: one.Engine,
      EngineVersion: one.EngineVersion,
      MasterUsername: one.MasterUsername,
      Port: one.Endpoint?.Port === undefined ? undefined : String(one.Endpoint.Port),
      PubliclyAccessible: one.PubliclyAccessible ?? false,
      StorageEncrypted: one.StorageEncrypted ?? false,
      KmsKeyId: one.KmsKeyId,
      BackupRetentionPeriod: one.BackupRetentionPeriod ?? 0,
      DeletionProtection: one.DeletionProtection ?? false,
      MultiAZ: one.MultiAZ ?? false,
      AutoMinorVersionUpgrade: one.AutoMinorVersionUpgrade ?? false,
      EnableIAMDatabaseAuthentication: one.IAMDatabaseAuthenticationEnabled ?? false,
      EnablePerformanceInsights: one.PerformanceInsightsEnabled ?? false,
      EnableCloudwatchLogsExports: one.EnabledCloudwatchLogsExports ?? [],
      MonitoringInterval: one.MonitoringInterval ?? 0,
      CACertificateIdentifier: one.CACertificateIdentifier ?? '',
      CopyTagsToSnapshot: one.CopyTagsToSnapshot ?? false,
      DBSubnetGroupName: one.DBSubnetGroup?.DBSubnetGroupName,
      VPCSecurityGroups: (one.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
      Tags: nameTag(one.TagList),
    },
    one.DBInstanceIdentifier === undefined ? [] : [one.DBInstanceIdentifier],
  );
}

function cluster(context: Context, one: DBCluster): LiveItem {
  return context.item(
    CLUSTER,
    one.DBClusterArn ?? context.arn('rds', `cluster:${one.DBClusterIdentifier}`),
    {
      DBClusterIdentifier: one.DBClusterIdentifier,
      Engine: one.Engine,
      EngineMode: one.EngineMode,
      EngineVersion: one.EngineVersion,
      MasterUsername: one.MasterUsername,
      Port: one.Port,
      PubliclyAccessible: one.PubliclyAccessible ?? false,
      StorageEncrypted: one.StorageEncrypted ?? false,
      KmsKeyId: one.KmsKeyId,
      BackupRetentionPeriod: one.BackupRetentionPeriod ?? 0,
      DeletionProtection: one.DeletionProtection ?? false,
      EnableIAMDatabaseAuthentication: one.IAMDatabaseAuthenticationEnabled ?? false,
      EnableCloudwatchLogsExports: one.EnabledCloudwatchLogsExports ?? [],
      CopyTagsToSnapshot: one.CopyTagsToSnapshot ?? false,
      VpcSecurityGroupIds: (one.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
      Tags: nameTag(one.TagList),
    },
    one.DBClusterIdentifier === undefined ? [] : [one.DBClusterIdentifier],
  );
}
