import { describe, expect, it } from 'vitest';
import { loadTerraform } from '../../server/src/sources/terraform';
import { parseHcl } from '../../server/src/syntax/hcl';
import { projectMappings, show } from './helpers';

/**
 * What a provider takes where nothing is written, for the attributes whose default decides findings. Each was read in the provider's own
 * documentation or source; a change here is a change in what users are told. `cloud` is a value that the provider does not send: the
 * cloud's default holds, which is a matter of defaults.yaml.
 */
type Row = readonly [
  type: string,
  body: string,
  property: string,
  value: string | number | boolean | 'cloud' | 'undecided',
  major?: number,
];

const cloud = 'cloud';
const undecided = 'undecided';

// A block on one line may not hold another.
const inTransit = 'encryption_info {\n encryption_in_transit {}\n}';

const aws: readonly Row[] = [
  ['aws_db_instance', '', 'PubliclyAccessible', false],
  ['aws_db_instance', '', 'StorageEncrypted', false],
  ['aws_db_instance', 'replicate_source_db = "main"', 'StorageEncrypted', cloud],
  ['aws_db_instance', 'snapshot_identifier = "last"', 'StorageEncrypted', cloud],
  ['aws_db_instance', '', 'BackupRetentionPeriod', 0],
  ['aws_db_instance', '', 'DeletionProtection', false],
  ['aws_db_instance', '', 'AutoMinorVersionUpgrade', true],
  ['aws_db_instance', '', 'MultiAZ', cloud],
  ['aws_rds_cluster', '', 'StorageEncrypted', cloud],
  ['aws_rds_cluster', '', 'BackupRetentionPeriod', 1],
  ['aws_rds_cluster_instance', '', 'PubliclyAccessible', false],
  ['aws_rds_cluster_instance', '', 'AutoMinorVersionUpgrade', true],
  ['aws_rds_cluster_instance', '', 'MonitoringInterval', cloud],
  ['aws_docdb_cluster', '', 'StorageEncrypted', false],
  ['aws_docdb_cluster', 'snapshot_identifier = "last"', 'StorageEncrypted', cloud],
  ['aws_docdb_cluster', '', 'BackupRetentionPeriod', 1],
  ['aws_neptune_cluster', '', 'StorageEncrypted', false],
  ['aws_neptune_cluster', 'replication_source_identifier = "main"', 'StorageEncrypted', cloud],
  ['aws_neptune_cluster_instance', '', 'PubliclyAccessible', false],
  ['aws_redshift_cluster', '', 'PubliclyAccessible', true, 5],
  ['aws_redshift_cluster', '', 'PubliclyAccessible', false, 6],
  ['aws_redshift_cluster', '', 'PubliclyAccessible', undecided],
  ['aws_redshift_cluster', '', 'Encrypted', cloud, 5],
  ['aws_redshift_cluster', '', 'Encrypted', true, 6],
  ['aws_redshift_cluster', 'snapshot_identifier = "last"', 'Encrypted', cloud, 6],
  ['aws_dms_replication_instance', '', 'PubliclyAccessible', false],
  ['aws_dms_replication_instance', '', 'AutoMinorVersionUpgrade', false],
  ['aws_mq_broker', '', 'PubliclyAccessible', false],
  ['aws_mq_broker', '', 'AutoMinorVersionUpgrade', false],
  ['aws_subnet', '', 'MapPublicIpOnLaunch', false],
  ['aws_default_subnet', '', 'MapPublicIpOnLaunch', true],
  ['aws_ami_copy', '', 'BlockDeviceMappings.0.Ebs.Encrypted', cloud],
  ['aws_security_group', '', 'GroupDescription', 'Managed by Terraform'],
  ['aws_ec2_transit_gateway', '', 'AutoAcceptSharedAttachments', 'disable'],
  ['aws_ebs_encryption_by_default', '', 'EbsEncryptionByDefault', true],
  ['aws_eks_cluster', 'vpc_config {}', 'ResourcesVpcConfig.EndpointPublicAccess', true],
  ['aws_eks_cluster', 'vpc_config {}', 'ResourcesVpcConfig.EndpointPrivateAccess', false],
  ['aws_ecr_repository', '', 'ImageTagMutability', 'MUTABLE'],
  ['aws_ecs_service', 'network_configuration {}', 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp', 'DISABLED'],
  ['aws_elasticache_replication_group', '', 'AutomaticFailoverEnabled', false],
  ['aws_memorydb_cluster', '', 'TLSEnabled', true],
  ['aws_msk_cluster', inTransit, 'EncryptionInfo.EncryptionInTransit.ClientBroker', 'TLS'],
  ['aws_msk_cluster', inTransit, 'EncryptionInfo.EncryptionInTransit.InCluster', true],
  ['aws_msk_cluster', '', 'EncryptionInfo.EncryptionInTransit.ClientBroker', cloud],
  ['aws_opensearch_domain', 'domain_endpoint_options {}', 'DomainEndpointOptions.EnforceHTTPS', true],
  ['aws_opensearch_domain', '', 'DomainEndpointOptions.EnforceHTTPS', cloud],
  ['aws_kms_key', '', 'EnableKeyRotation', false],
  ['aws_kms_key', '', 'KeySpec', 'SYMMETRIC_DEFAULT'],
  ['aws_cloudtrail', '', 'EnableLogFileValidation', false],
  ['aws_cloudtrail', '', 'IsMultiRegionTrail', false],
  ['aws_cloudtrail', '', 'IncludeGlobalServiceEvents', true],
  ['aws_cloudtrail', '', 'IsLogging', true],
  ['aws_config_configuration_recorder', 'recording_group {}', 'RecordingGroup.AllSupported', true],
  ['aws_guardduty_detector', '', 'Enable', true],
  ['aws_iam_account_password_policy', '', 'MinimumPasswordLength', 6],
  ['aws_iam_account_password_policy', '', 'RequireSymbols', cloud],
  ['aws_iam_role', '', 'MaxSessionDuration', 3600],
  ['aws_cognito_user_pool', '', 'MfaConfiguration', 'OFF'],
  ['aws_cognito_identity_pool', '', 'AllowUnauthenticatedIdentities', false],
  ['aws_lb', '', 'Scheme', 'internet-facing'],
  ['aws_lb', '', 'Type', 'application'],
  ['aws_elb', 'access_logs { bucket = "logs" }', 'AccessLoggingPolicy.Enabled', true],
  ['aws_elb', '', 'AccessLoggingPolicy.Enabled', cloud],
  [
    'aws_cloudfront_distribution',
    'viewer_certificate {}',
    'DistributionConfig.ViewerCertificate.MinimumProtocolVersion',
    'TLSv1',
  ],
  ['aws_apigatewayv2_route', '', 'AuthorizationType', 'NONE'],
  ['aws_api_gateway_stage', '', 'TracingEnabled', false],
  ['aws_appsync_api_cache', '', 'AtRestEncryptionEnabled', cloud],
  ['aws_appsync_api_cache', '', 'TransitEncryptionEnabled', cloud],
  ['aws_athena_workgroup', 'configuration {}', 'WorkGroupConfiguration.EnforceWorkGroupConfiguration', true],
  ['aws_codebuild_project', 'environment {}', 'Environment.PrivilegedMode', false],
  ['aws_codebuild_project', 'artifacts {}', 'Artifacts.EncryptionDisabled', false],
  ['aws_dynamodb_table', '', 'DeletionProtectionEnabled', false],
  ['aws_sqs_queue', '', 'SqsManagedSseEnabled', cloud],
  ['aws_s3_access_point', 'public_access_block_configuration {}', 'PublicAccessBlockConfiguration.BlockPublicPolicy', true],
  ['aws_s3_account_public_access_block', '', 'BlockPublicPolicy', false],
  ['aws_sagemaker_notebook_instance', '', 'DirectInternetAccess', 'Enabled'],
  ['aws_sagemaker_notebook_instance', '', 'RootAccess', 'Enabled'],
  ['aws_transfer_server', '', 'EndpointType', 'PUBLIC'],
  ['aws_transfer_server', '', 'SecurityPolicyName', 'TransferSecurityPolicy-2018-11'],
  ['aws_workspaces_workspace', '', 'RootVolumeEncryptionEnabled', false],
];

const azure: readonly Row[] = [
  ['azurerm_storage_account', '', 'properties.allowBlobPublicAccess', true, 3],
  ['azurerm_storage_account', '', 'properties.allowBlobPublicAccess', true, 4],
  ['azurerm_storage_account', '', 'properties.allowBlobPublicAccess', false, 5],
  ['azurerm_storage_account', '', 'properties.allowBlobPublicAccess', undecided],
  ['azurerm_storage_account', '', 'properties.allowCrossTenantReplication', true, 3],
  ['azurerm_storage_account', '', 'properties.allowCrossTenantReplication', false, 4],
  ['azurerm_storage_account', '', 'properties.allowSharedKeyAccess', true],
  ['azurerm_storage_account', '', 'properties.minimumTlsVersion', 'TLS1_2'],
  ['azurerm_storage_account', '', 'properties.supportsHttpsTrafficOnly', true],
  ['azurerm_storage_account', '', 'properties.publicNetworkAccess', 'Enabled'],
  ['azurerm_storage_container', '', 'properties.publicAccess', 'None'],
  ['azurerm_key_vault', '', 'properties.enablePurgeProtection', false],
  ['azurerm_key_vault', '', 'properties.enableRbacAuthorization', false, 4],
  ['azurerm_key_vault', '', 'properties.publicNetworkAccess', 'Enabled'],
  ['azurerm_kubernetes_cluster', '', 'properties.enableRBAC', true],
  ['azurerm_kubernetes_cluster', '', 'properties.disableLocalAccounts', false],
  ['azurerm_linux_web_app', '', 'properties.httpsOnly', false],
  ['azurerm_linux_web_app', 'site_config {}', 'properties.siteConfig.minTlsVersion', '1.2'],
  ['azurerm_linux_web_app', 'site_config {}', 'properties.siteConfig.ftpsState', 'Disabled'],
  ['azurerm_mssql_server', '', 'properties.publicNetworkAccess', 'Enabled'],
  ['azurerm_mssql_server', '', 'properties.minimalTlsVersion', '1.2'],
  ['azurerm_postgresql_flexible_server', '', 'properties.network.publicNetworkAccess', 'Enabled'],
  ['azurerm_postgresql_flexible_server', 'delegated_subnet_id = "db"', 'properties.network.publicNetworkAccess', cloud],
  ['azurerm_redis_cache', '', 'properties.enableNonSslPort', false],
  ['azurerm_container_registry', '', 'properties.adminUserEnabled', false],
  ['azurerm_cosmosdb_account', '', 'properties.minimalTlsVersion', 'Tls12'],
  ['azurerm_linux_virtual_machine', '', 'properties.osProfile.linuxConfiguration.disablePasswordAuthentication', true],
];

const google: readonly Row[] = [
  ['google_compute_firewall', '', 'direction', 'INGRESS'],
  ['google_compute_firewall', '', 'priority', 1000],
  ['google_compute_instance', '', 'canIpForward', false],
  ['google_compute_instance', 'shielded_instance_config {}', 'shieldedInstanceConfig.enableSecureBoot', false],
  ['google_compute_instance', 'shielded_instance_config {}', 'shieldedInstanceConfig.enableVtpm', true],
  ['google_compute_instance', '', 'shieldedInstanceConfig.enableSecureBoot', cloud],
  ['google_storage_bucket', '', 'iamConfiguration.publicAccessPrevention', cloud],
  ['google_container_cluster', '', 'shieldedNodes.enabled', true],
  ['google_container_cluster', '', 'legacyAbac.enabled', false],
  ['google_sql_database_instance', 'settings {\n ip_configuration {}\n}', 'settings.ipConfiguration.ipv4Enabled', true],
  ['google_sql_database_instance', '', 'settings.ipConfiguration.ipv4Enabled', cloud],
  ['google_compute_ssl_policy', '', 'minTlsVersion', 'TLS_1_0'],
  ['google_project', '', 'autoCreateNetwork', true],
  ['google_dns_managed_zone', '', 'visibility', 'public'],
];

const { data } = projectMappings();

function readDefault([type, body, property, , major]: Row): unknown {
  const provider = type.slice(0, type.indexOf('_'));
  const uri = 'file:///w/main.tf';
  const tree = parseHcl(`resource "${type}" "it" {\n  ${body}\n}\n`);
  const lockFile =
    major === undefined
      ? {}
      : { lockFile: `provider "registry.terraform.io/hashicorp/${provider}" {\n  version = "${major}.1.0"\n}\n` };
  const { graph } = loadTerraform({ dir: 'file:///w/', files: [{ uri, tree }], mapping: data, ...lockFile });
  const value = graph.at(`${type}.it`)?.get(property.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)));
  return value && show(value);
}

function expected(value: Row[3]): unknown {
  if (value === cloud) return null;
  return value === undecided ? '?undecided' : { default: value };
}

for (const [provider, rows] of Object.entries({ aws, azurerm: azure, google })) {
  describe(`defaults of ${provider}`, () => {
    for (const row of rows) {
      const [type, body, property, value, major] = row;
      const name = `${type}${body ? ` { ${body.replace(/\s+/g, ' ')} }` : ''}${major === undefined ? '' : ` (${major})`}: ${property} is ${String(value)}`;
      it(name, () => expect(readDefault(row)).toEqual(expected(value)));
    }
  });
}
