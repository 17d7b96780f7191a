import { describe, expect, it } from 'vitest';
import { translate } from '../../server/src/mapping';
import { native, projectMappings, ref, show, translated, unset, v } from './helpers';

const { data, errors } = projectMappings();

describe('the mapping files of the project', () => {
  it('compile without errors', () => expect(errors).toEqual([]));
});

describe('a bucket and its parts', () => {
  const bucket = native('aws_s3_bucket.b', { bucket: 'logs', tags: { Team: 'core' } });

  it('takes what a part says that refers to it', () => {
    const part = native('aws_s3_bucket_versioning.v', {
      bucket: ref('aws_s3_bucket.b'),
      versioning_configuration: [{ status: 'Enabled' }],
    });
    const at = translated(data, bucket, part);
    const value = at('aws_s3_bucket.b').get(['VersioningConfiguration', 'Status']);
    expect(show(value)).toBe('Enabled');
    const inner = part.values.entries.get('versioning_configuration')?.value;
    expect(inner?.kind === 'list' && inner.items[0]?.value.kind === 'map' && value.origin).toBe(
      inner?.kind === 'list' && inner.items[0]?.value.kind === 'map' && inner.items[0].value.entries.get('status')?.value.origin,
    );
    expect(at('aws_s3_bucket_versioning.v')).toBe(at('aws_s3_bucket.b'));
    expect(at('aws_s3_bucket.b').parts?.map((one) => one.address)).toEqual(['aws_s3_bucket_versioning.v']);
  });

  it('says absent where a part could have stood, and not mapped where nothing could', () => {
    const resource = translated(data, bucket)('aws_s3_bucket.b');
    expect(show(resource.get(['VersioningConfiguration', 'Status']))).toBeNull();
    expect(show(resource.get(['VersioningConfiguration']))).toBeNull();
    expect(show(resource.get(['PublicAccessBlockConfiguration', 'BlockPublicAcls']))).toBeNull();
    expect(show(resource.get(['InventoryConfigurations']))).toBe('?not-mapped');
    expect(show(resource.get(['BucketName']))).toBe('logs');
    expect(show(resource.get(['Tags']))).toEqual([{ Key: 'Team', Value: 'core' }]);
  });

  it('joins by the literal name and by the same unknown', () => {
    const byName = native('aws_s3_bucket_public_access_block.p', { bucket: 'logs', block_public_acls: true });
    const at = translated(data, bucket, byName);
    expect(show(at('aws_s3_bucket.b').get(['PublicAccessBlockConfiguration']))).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: { default: false },
      IgnorePublicAcls: { default: false },
      RestrictPublicBuckets: { default: false },
    });
    const name = unset('b');
    const other = translated(
      data,
      native('aws_s3_bucket.b', { bucket: name }),
      native('aws_s3_bucket_public_access_block.p', { bucket: name, block_public_acls: true }),
    );
    expect(show(other('aws_s3_bucket.b').get(['PublicAccessBlockConfiguration', 'BlockPublicAcls']))).toBe(true);
  });

  it('leads a part that refers to another part on to the owner', () => {
    const first = native('aws_s3_bucket_versioning.v', { bucket: ref('aws_s3_bucket.b') });
    const second = native('aws_s3_bucket_acl.a', { bucket: ref('aws_s3_bucket_versioning.v', 'bucket'), acl: 'public-read' });
    expect(show(translated(data, bucket, second, first)('aws_s3_bucket.b').get(['AccessControl']))).toBe('PublicRead');
  });

  it('makes every candidate doubtful and judges an anonymous owner where the owner is not known', () => {
    const part = native('aws_s3_bucket_public_access_block.p', { bucket: unset('other'), block_public_acls: false });
    const at = translated(data, bucket, part);
    expect(show(at('aws_s3_bucket.b').get(['PublicAccessBlockConfiguration', 'BlockPublicAcls']))).toBe('?undecided');
    expect(show(at('aws_s3_bucket.b').get(['PublicAccessBlockConfiguration']))).toBe('?undecided');
    const anonymous = at('aws_s3_bucket_public_access_block.p');
    expect(anonymous.declared).toBe(false);
    expect(show(anonymous.get(['PublicAccessBlockConfiguration', 'BlockPublicAcls']))).toBe(false);
    expect(show(anonymous.get(['PublicAccessBlockConfiguration', 'BlockPublicPolicy']))).toEqual({ default: false });
    expect(show(anonymous.get(['BucketEncryption']))).toBe('?not-loaded');
    expect(show(anonymous.get(['LoggingConfiguration', 'DestinationBucketName']))).toBe('?not-loaded');
  });

  it('does not know what only a part says of a resource that is handed to an unread module', () => {
    const { resources } = translate([bucket], data, { json: (value) => value }, (address) => address === 'aws_s3_bucket.b');
    const [resource] = resources;
    expect(resource && show(resource.get(['PublicAccessBlockConfiguration', 'BlockPublicAcls']))).toBe('?not-loaded');
    expect(resource && show(resource.get(['PublicAccessBlockConfiguration']))).toBe('?not-loaded');
    expect(resource && show(resource.get(['ObjectLockEnabled']))).toEqual({ default: false });
    expect(resource && show(resource.get(['BucketName']))).toBe('logs');
  });

  it('keeps a part whose existence is not decided three-valued', () => {
    const part = native(
      'aws_s3_bucket_versioning.v',
      { bucket: ref('aws_s3_bucket.b'), versioning_configuration: [{ status: 'Enabled' }] },
      { exists: 'unknown' },
    );
    const resource = translated(data, bucket, part)('aws_s3_bucket.b');
    expect(show(resource.get(['VersioningConfiguration', 'Status']))).toEqual({ oneOf: ['Enabled', null] });
    expect(resource.get(['VersioningConfiguration']).kind).toBe('oneOf');
  });

  it('does not let an unresolved block make a container that exists', () => {
    const open = { kind: 'list', items: [], rest: unset('x'), origin: v('').origin } as never;
    const resource = translated(data, native('aws_s3_bucket.b', { bucket: 'x', logging: open }))('aws_s3_bucket.b');
    expect(show(resource.get(['LoggingConfiguration', 'DestinationBucketName']))).toBe('?unset');
    expect(resource.get(['LoggingConfiguration']).kind).toBe('oneOf');
  });

  it('joins the instances of count one by one, and none surely where the number is not known', () => {
    const part = (address: string, to: string) =>
      native(address, { bucket: ref(to), versioning_configuration: [{ status: 'Enabled' }] });
    const buckets = [native('aws_s3_bucket.b[0]', {}), native('aws_s3_bucket.b[1]', {})].map((one) => ({
      ...one,
      type: 'aws_s3_bucket',
    }));
    const versioning = { ...part('aws_s3_bucket_versioning.v', 'aws_s3_bucket.b[1]'), type: 'aws_s3_bucket_versioning' };
    const path = ['VersioningConfiguration', 'Status'];
    const at = translated(data, ...buckets, versioning);
    expect(show(at('aws_s3_bucket.b[0]').get(path))).toBeNull();
    expect(show(at('aws_s3_bucket.b[1]').get(path))).toBe('Enabled');
    const loose = translated(data, ...buckets, { ...part('aws_s3_bucket_versioning.v', 'aws_s3_bucket.b') });
    expect(show(loose('aws_s3_bucket.b[0]').get(path))).toBe('?undecided');
  });

  it('does not choose between two owners of the same name', () => {
    const twice = [native('aws_s3_bucket.b', { bucket: 'logs' }), native('aws_s3_bucket.c', { bucket: 'logs' })];
    const part = native('aws_s3_bucket_acl.a', { bucket: 'logs', acl: 'private' });
    const at = translated(data, ...twice, part);
    expect(show(at('aws_s3_bucket.b').get(['AccessControl']))).toBe('?undecided');
    expect(show(at('aws_s3_bucket.c').get(['AccessControl']))).toBe('?undecided');
  });

  it('emits the inline policy as a bucket policy of its own', () => {
    const at = translated(data, native('aws_s3_bucket.b', { policy: '{"Statement":[]}' }));
    const policy = at('aws_s3_bucket.b.policy');
    expect(policy.type).toBe('AWS::S3::BucketPolicy');
    expect(show(policy.get(['Bucket']))).toBe('→aws_s3_bucket.b.id');
    expect(show(policy.get(['PolicyDocument', 'Statement']))).toEqual([]);
  });
});

describe('lists of rules', () => {
  it('fan one block out over its peers, with the literal as the place', () => {
    const cidrs = v(['10.0.0.0/8', '0.0.0.0/0']);
    const group = native('aws_security_group.g', {
      ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: cidrs, ipv6_cidr_blocks: ['::/0'], self: true }],
    });
    const resource = translated(data, group)('aws_security_group.g');
    expect(show(resource.get(['SecurityGroupIngress']))).toEqual([
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv6: '::/0' },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, SourceSecurityGroupId: '→aws_security_group.g.id' },
    ]);
    const second = resource.get(['SecurityGroupIngress', 1, 'CidrIp']);
    expect(cidrs.kind === 'list' && cidrs.items[1]?.value.origin).toBe(second.origin);
  });

  it('append what standalone rules say', () => {
    const group = native('aws_security_group.g', {});
    const rule = native('aws_security_group_rule.r', {
      ...{ type: 'ingress', from_port: 0, to_port: 0, protocol: '-1', cidr_blocks: ['0.0.0.0/0'] },
      security_group_id: ref('aws_security_group.g'),
    });
    const modern = native('aws_vpc_security_group_ingress_rule.m', {
      security_group_id: ref('aws_security_group.g'),
      cidr_ipv4: '1.2.3.4/32',
      ip_protocol: 'tcp',
    });
    const at = translated(data, group, rule, modern);
    expect(show(at('aws_security_group.g').get(['SecurityGroupIngress']))).toEqual([
      { IpProtocol: '-1', FromPort: 0, ToPort: 0, CidrIp: '0.0.0.0/0' },
      { IpProtocol: 'tcp', CidrIp: '1.2.3.4/32' },
    ]);
    expect(show(at('aws_security_group.g').get(['SecurityGroupEgress']))).toBeNull();
  });

  it('stay open where peers are not known, and where a rule may belong here', () => {
    const group = native('aws_security_group.g', {
      ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: unset('cidrs') }],
    });
    expect(show(translated(data, group)('aws_security_group.g').get(['SecurityGroupIngress']))).toEqual(['…']);
    const rule = native('aws_vpc_security_group_ingress_rule.m', {
      security_group_id: unset('sg'),
      cidr_ipv4: '0.0.0.0/0',
      ip_protocol: '-1',
    });
    const at = translated(data, native('aws_security_group.g', {}), rule);
    expect(show(at('aws_security_group.g').get(['SecurityGroupIngress']))).toEqual(['…']);
    expect(show(at('aws_vpc_security_group_ingress_rule.m').get(['SecurityGroupIngress']))).toEqual([
      { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
      '…',
    ]);
  });

  it('hold an implicit element where no block is written', () => {
    const resource = translated(data, native('aws_instance.i', { ami: 'ami-1' }))('aws_instance.i');
    expect(show(resource.get(['BlockDeviceMappings']))).toEqual([{}]);
    expect(show(resource.get(['BlockDeviceMappings', 0, 'Ebs', 'Encrypted']))).toBeNull();
  });
});

describe('rows', () => {
  it('take the provider’s default as the value, with an origin that says so', () => {
    const resource = translated(data, native('aws_db_instance.d', {}))('aws_db_instance.d');
    const value = resource.get(['PubliclyAccessible']);
    expect(show(value)).toEqual({ default: false });
    expect(value.origin.kind).toBe('default');
    expect(show(resource.get(['MultiAZ']))).toBeNull();
  });

  it('take a default only where its guard holds', () => {
    const encrypted = (values: Parameters<typeof native>[1]) =>
      show(translated(data, native('aws_db_instance.d', values))('aws_db_instance.d').get(['StorageEncrypted']));
    expect(encrypted({})).toEqual({ default: false });
    expect(encrypted({ replicate_source_db: 'x' })).toBeNull();
    expect(encrypted({ snapshot_identifier: unset('s') })).toEqual({ oneOf: [{ default: false }, null] });
    expect(encrypted({ snapshot_identifier: 's', storage_encrypted: true })).toBe(true);
  });

  it('take the first source that is present', () => {
    expect(show(translated(data, native('aws_db_instance.d', { name: 'old' }))('aws_db_instance.d').get(['DBName']))).toBe('old');
  });

  it('choose a constant by the attribute that is written', () => {
    const at = translated(data, native('aws_flow_log.f', { vpc_id: ref('aws_vpc.v') }), native('aws_vpc.v', {}));
    expect(show(at('aws_flow_log.f').get(['ResourceType']))).toBe('VPC');
    expect(show(at('aws_flow_log.f').get(['ResourceId']))).toBe('→aws_vpc.v.id');
  });

  it('turn key and value blocks into a map', () => {
    const group = native('aws_db_parameter_group.p', {
      family: 'postgres15',
      parameter: [{ name: 'rds.force_ssl', value: '1' }],
    });
    expect(show(translated(data, group)('aws_db_parameter_group.p').get(['Parameters', 'rds.force_ssl']))).toBe('1');
  });

  it('match by name, as deep as names go', () => {
    const instance = native('aws_instance.i', {
      metadata_options: [{ http_tokens: 'optional' }],
      credit_specification: [{ cpu_credits: 'standard' }],
    });
    const resource = translated(data, instance)('aws_instance.i');
    expect(show(resource.get(['MetadataOptions', 'HttpTokens']))).toBe('optional');
  });
});
