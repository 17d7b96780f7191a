import { describe, expect, it } from 'vitest';
import type { NativeEdit, Refusal } from '../../server/src/mapping';
import { inverse } from '../../server/src/mapping';
import type { Intent, NativeResource } from '../../server/src/resources';
import { buildGraph } from '../../server/src/resources';
import { native, projectMappings, ref, show, translated, unset } from './helpers';

const { data } = projectMappings();

function write(natives: NativeResource[], address: string, intent: Intent): readonly NativeEdit[] | Refusal {
  const resource = translated(data, ...natives)(address);
  return inverse(resource, intent, data, buildGraph({ resources: [resource], aliases: new Map() }));
}

const bucket = native('aws_s3_bucket.b', { bucket: 'logs' });
const toBucket = { bucket: ref('aws_s3_bucket.b') };

describe('set', () => {
  it('writes the attribute of the own block', () => {
    const instance = native('aws_db_instance.d', { publicly_accessible: true });
    expect(write([instance], 'aws_db_instance.d', { kind: 'set', path: ['PubliclyAccessible'], value: false })).toEqual([
      { kind: 'set', address: 'aws_db_instance.d', path: ['publicly_accessible'], value: false, steps: [] },
    ]);
  });

  it('writes an existing companion, in its own words', () => {
    const part = native('aws_s3_bucket_versioning.v', { ...toBucket, versioning_configuration: [{ status: 'Suspended' }] });
    const intent: Intent = { kind: 'set', path: ['VersioningConfiguration', 'Status'], value: 'Enabled' };
    expect(write([bucket, part], 'aws_s3_bucket.b', intent)).toEqual([
      {
        kind: 'set',
        address: 'aws_s3_bucket_versioning.v',
        path: ['versioning_configuration', 'status'],
        value: 'Enabled',
        steps: ['block'],
      },
    ]);
  });

  it('writes the older inline block only where it stands', () => {
    const old = native('aws_s3_bucket.b', { bucket: 'logs', versioning: [{ enabled: false }] });
    const intent: Intent = { kind: 'set', path: ['VersioningConfiguration', 'Status'], value: 'Enabled' };
    expect(write([old], 'aws_s3_bucket.b', intent)).toEqual([
      { kind: 'set', address: 'aws_s3_bucket.b', path: ['versioning', 'enabled'], value: true, steps: ['block'] },
    ]);
    expect(write([bucket], 'aws_s3_bucket.b', intent)).toEqual([
      {
        kind: 'create',
        after: 'aws_s3_bucket.b',
        type: 'aws_s3_bucket_versioning',
        attributes: { bucket: { $reference: 'aws_s3_bucket.b.id' }, versioning_configuration: { status: 'Enabled' } },
        blocks: ['versioning_configuration'],
      },
    ]);
  });

  it('writes an object as one companion', () => {
    const value = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    expect(write([bucket], 'aws_s3_bucket.b', { kind: 'set', path: ['PublicAccessBlockConfiguration'], value })).toEqual([
      {
        kind: 'create',
        after: 'aws_s3_bucket.b',
        type: 'aws_s3_bucket_public_access_block',
        attributes: {
          bucket: { $reference: 'aws_s3_bucket.b.id' },
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        },
        blocks: [],
      },
    ]);
  });

  it('writes the missing attributes of a companion that stands there', () => {
    const part = native('aws_s3_bucket_public_access_block.p', { ...toBucket, block_public_acls: true });
    const value = { BlockPublicAcls: true, BlockPublicPolicy: true };
    expect(write([bucket, part], 'aws_s3_bucket.b', { kind: 'set', path: ['PublicAccessBlockConfiguration'], value })).toEqual([
      { kind: 'set', address: 'aws_s3_bucket_public_access_block.p', path: ['block_public_acls'], value: true, steps: [] },
      { kind: 'set', address: 'aws_s3_bucket_public_access_block.p', path: ['block_public_policy'], value: true, steps: [] },
    ]);
  });

  it('refuses where required siblings are missing or nothing can say it', () => {
    const intent: Intent = { kind: 'set', path: ['LoggingConfiguration', 'DestinationBucketName'], value: 'logs' };
    expect(write([bucket], 'aws_s3_bucket.b', intent)).toEqual({
      refused: 'A new aws_s3_bucket_logging needs target_prefix as well: add it by hand.',
    });
    expect(write([bucket], 'aws_s3_bucket.b', { kind: 'set', path: ['InventoryConfigurations'], value: [] })).toEqual({
      refused: 'No Terraform attribute sets InventoryConfigurations: change it by hand.',
    });
    const foreign = native('aws_s3_bucket_versioning.v', { bucket: unset('b') });
    expect(
      write([foreign], 'aws_s3_bucket_versioning.v', {
        kind: 'set',
        path: ['BucketEncryption', 'ServerSideEncryptionConfiguration'],
        value: [{ BucketKeyEnabled: true }],
      }),
    ).toEqual({ refused: 'The resource that it belongs to is not declared here: change it where it is.' });
  });

  it('refuses a nested block without what Terraform demands of it', () => {
    const balancer = native('aws_lb.l', { name: 'l' });
    const list = translated(data, balancer)('aws_lb.l').get(['LoadBalancerAttributes']);
    const keys = list.kind === 'list' ? list.items.map((item) => show(item.value)) : [];
    const index = keys.findIndex((one) => JSON.stringify(one).includes('access_logs.s3.enabled'));
    expect(keys[index]).toEqual({ Key: 'access_logs.s3.enabled', Value: 'false' });
    const intent: Intent = { kind: 'set', path: ['LoadBalancerAttributes', index, 'Value'], value: 'true' };
    expect(write([balancer], 'aws_lb.l', intent)).toEqual({
      refused: 'A new access_logs block needs bucket as well: add it by hand.',
    });
  });

  it('adds no companion where one may stand already', () => {
    const part = native('aws_s3_bucket_versioning.v', { bucket: unset('b') });
    const intent: Intent = { kind: 'set', path: ['VersioningConfiguration', 'Status'], value: 'Enabled' };
    expect(write([bucket, part], 'aws_s3_bucket.b', intent)).toEqual({
      refused: 'Another block may say it already: make clear which resource that block belongs to.',
    });
  });

  it('makes the block of an implicit element', () => {
    const instance = native('aws_instance.i', { ami: 'a' });
    expect(
      write([instance], 'aws_instance.i', { kind: 'set', path: ['BlockDeviceMappings', 0, 'Ebs', 'Encrypted'], value: true }),
    ).toEqual([
      { kind: 'set', address: 'aws_instance.i', path: ['root_block_device', 'encrypted'], value: true, steps: ['block'] },
    ]);
  });

  it('sets entries of maps, whether attributes or blocks', () => {
    const group = native('aws_db_parameter_group.p', { parameter: [{ name: 'rds.force_ssl', value: '0' }] });
    expect(
      write([group], 'aws_db_parameter_group.p', { kind: 'set', path: ['Parameters', 'rds.force_ssl'], value: '1' }),
    ).toEqual([
      {
        kind: 'set',
        address: 'aws_db_parameter_group.p',
        path: ['parameter', 0, 'value'],
        value: '1',
        steps: ['block', 'index'],
      },
    ]);
    expect(write([group], 'aws_db_parameter_group.p', { kind: 'set', path: ['Parameters', 'log'], value: '1' })).toEqual([
      {
        kind: 'append',
        address: 'aws_db_parameter_group.p',
        path: ['parameter'],
        value: { name: 'log', value: '1' },
        steps: [],
        as: 'block',
        blocks: [],
      },
    ]);
  });
});

describe('elements of fan-out lists', () => {
  const group = native('aws_security_group.g', {
    ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }],
  });

  it('are set and removed one by one', () => {
    expect(
      write([group], 'aws_security_group.g', { kind: 'set', path: ['SecurityGroupIngress', 1, 'CidrIp'], value: '10.1.0.0/16' }),
    ).toEqual([
      {
        kind: 'set',
        address: 'aws_security_group.g',
        path: ['ingress', 0, 'cidr_blocks', 1],
        value: '10.1.0.0/16',
        steps: ['block', 'index', 'object'],
      },
    ]);
    expect(write([group], 'aws_security_group.g', { kind: 'remove', path: ['SecurityGroupIngress', 1] })).toEqual([
      {
        kind: 'remove',
        address: 'aws_security_group.g',
        path: ['ingress', 0, 'cidr_blocks', 1],
        last: { path: ['ingress', 0], among: 2 },
      },
    ]);
  });

  it('do not share their other attributes without being asked', () => {
    const intent: Intent = { kind: 'set', path: ['SecurityGroupIngress', 1, 'FromPort'], value: 1 };
    expect(write([group], 'aws_security_group.g', intent)).toEqual({
      refused: 'The block has other sources or targets too: give this one a block of its own first.',
    });
  });

  it('of a standalone rule are the rule', () => {
    const rule = native('aws_vpc_security_group_ingress_rule.r', {
      security_group_id: ref('aws_security_group.g'),
      cidr_ipv4: '0.0.0.0/0',
      ip_protocol: 'tcp',
    });
    const natives = [native('aws_security_group.g', {}), rule];
    expect(
      write(natives, 'aws_security_group.g', { kind: 'set', path: ['SecurityGroupIngress', 0, 'CidrIp'], value: '10.0.0.0/8' }),
    ).toEqual([
      { kind: 'set', address: 'aws_vpc_security_group_ingress_rule.r', path: ['cidr_ipv4'], value: '10.0.0.0/8', steps: [] },
    ]);
    expect(write(natives, 'aws_security_group.g', { kind: 'remove', path: ['SecurityGroupIngress', 0] })).toEqual([
      { kind: 'remove', address: 'aws_vpc_security_group_ingress_rule.r', path: [] },
    ]);
  });
});

describe('other providers', () => {
  it('writes awscc in its own names', () => {
    const one = native('awscc_rds_db_instance.d', { publicly_accessible: true });
    expect(write([one], 'awscc_rds_db_instance.d', { kind: 'set', path: ['PubliclyAccessible'], value: false })).toEqual([
      { kind: 'set', address: 'awscc_rds_db_instance.d', path: ['publicly_accessible'], value: false, steps: [] },
    ]);
    expect(
      write([one], 'awscc_rds_db_instance.d', { kind: 'set', path: ['EnableIAMDatabaseAuthentication'], value: true }),
    ).toEqual([
      {
        kind: 'set',
        address: 'awscc_rds_db_instance.d',
        path: ['enable_iam_database_authentication'],
        value: true,
        steps: [],
      },
    ]);
  });

  it('writes Azure’s words backwards', () => {
    const account = native('azurerm_storage_account.s', { public_network_access_enabled: true });
    const intent: Intent = { kind: 'set', path: ['properties', 'publicNetworkAccess'], value: 'Disabled' };
    expect(write([account], 'azurerm_storage_account.s', intent)).toEqual([
      {
        kind: 'set',
        address: 'azurerm_storage_account.s',
        path: ['public_network_access_enabled'],
        value: false,
        steps: [],
      },
    ]);
  });
});

describe('an older attribute that cannot say a value', () => {
  const intent: Intent = { kind: 'set', path: ['settings', 'ipConfiguration', 'sslMode'], value: 'ENCRYPTED_ONLY' };

  it('leaves it to the newer one, which then counts', () => {
    const sql = native('google_sql_database_instance.s', { settings: [{ ip_configuration: [{ require_ssl: false }] }] });
    expect(write([sql], 'google_sql_database_instance.s', intent)).toMatchObject([
      { kind: 'set', path: ['settings', 'ip_configuration', 'ssl_mode'], value: 'ENCRYPTED_ONLY' },
    ]);
  });
});

describe('append and add', () => {
  it('appends a nested block in the attribute names of Terraform', () => {
    const group = native('aws_security_group.g', {});
    const value = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' };
    expect(write([group], 'aws_security_group.g', { kind: 'append', path: ['SecurityGroupIngress'], value })).toEqual([
      {
        kind: 'append',
        address: 'aws_security_group.g',
        path: ['ingress'],
        value: { protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['10.0.0.0/8'] },
        steps: [],
        as: 'block',
        blocks: [],
      },
    ]);
  });

  it('appends to a list of a new companion', () => {
    const value = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true };
    const path = ['BucketEncryption', 'ServerSideEncryptionConfiguration'];
    expect(write([bucket], 'aws_s3_bucket.b', { kind: 'append', path, value })).toEqual([
      {
        kind: 'create',
        after: 'aws_s3_bucket.b',
        type: 'aws_s3_bucket_server_side_encryption_configuration',
        attributes: {
          bucket: { $reference: 'aws_s3_bucket.b.id' },
          rule: { apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms' }, bucket_key_enabled: true },
        },
        blocks: ['rule', 'rule.apply_server_side_encryption_by_default'],
      },
    ]);
  });

  it('adds a resource that refers to this one, by the attribute that a property implies', () => {
    const intent: Intent = {
      kind: 'add',
      type: 'AWS::EC2::FlowLog',
      link: 'ResourceId',
      properties: { ResourceType: 'VPC', TrafficType: 'ALL' },
    };
    expect(write([native('aws_vpc.v', {})], 'aws_vpc.v', intent)).toEqual([
      {
        kind: 'create',
        after: 'aws_vpc.v',
        type: 'aws_flow_log',
        attributes: { vpc_id: { $reference: 'aws_vpc.v.id' }, traffic_type: 'ALL' },
        blocks: [],
      },
    ]);
  });
});

describe('remove', () => {
  it('refuses to take away what Terraform demands', () => {
    const role = native('aws_iam_role.r', { assume_role_policy: '{}' });
    const outcome = write([role], 'aws_iam_role.r', { kind: 'remove', path: ['AssumeRolePolicyDocument'] });
    expect(outcome).toEqual({ refused: expect.stringContaining('assume_role_policy') });
  });

  it('removes a part as a whole where it says nothing else', () => {
    const part = native('aws_s3_bucket_versioning.v', { ...toBucket, versioning_configuration: [{ status: 'Suspended' }] });
    expect(write([bucket, part], 'aws_s3_bucket.b', { kind: 'remove', path: ['VersioningConfiguration'] })).toEqual([
      { kind: 'remove', address: 'aws_s3_bucket_versioning.v', path: [] },
    ]);
    const policy = native('aws_s3_bucket_policy.p', { ...toBucket, policy: '{}' });
    expect(write([policy], 'aws_s3_bucket_policy.p', { kind: 'remove', path: ['PolicyDocument'] })).toHaveProperty('refused');
  });

  it('keeps the last of the blocks that Terraform demands, and tells how many there are', () => {
    const origin = (id: string) => ({ origin_id: id, domain_name: 'a.example' });
    const one = native('aws_cloudfront_distribution.d', { origin: [origin('a')] });
    const path = ['DistributionConfig', 'Origins', 0];
    expect(write([one], 'aws_cloudfront_distribution.d', { kind: 'remove', path })).toHaveProperty('refused');
    const two = native('aws_cloudfront_distribution.d', { origin: [origin('a'), origin('b')] });
    expect(write([two], 'aws_cloudfront_distribution.d', { kind: 'remove', path })).toEqual([
      { kind: 'remove', address: 'aws_cloudfront_distribution.d', path: ['origin', 0], among: 2 },
    ]);
  });

  it('removes the nested blocks that make a list inside an element', () => {
    const instance = native('google_compute_instance.i', {
      network_interface: [{ network: 'default', access_config: [{ nat_ip: '203.0.113.5' }] }],
    });
    const path = ['networkInterfaces', 0, 'accessConfigs'];
    expect(write([instance], 'google_compute_instance.i', { kind: 'remove', path })).toEqual([
      { kind: 'remove', address: 'google_compute_instance.i', path: ['network_interface', 0, 'access_config'] },
    ]);
  });
});
