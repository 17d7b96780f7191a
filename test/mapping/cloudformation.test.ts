import { describe, expect, it } from 'vitest';
import { locatePart, translateCloudFormation } from '../../server/src/mapping';
import type { Resource } from '../../server/src/resources';
import type { Value } from '../../server/src/values';
import { absent } from '../../server/src/values';
import { native, place, projectMappings, ref, show, translated, v } from './helpers';

const { data } = projectMappings();

function entry(type: string, address: string, properties: Parameters<typeof v>[0]): Resource {
  const origin = place('template.yaml');
  const value = v(properties);
  return {
    ...{ type, address, name: address, source: 'cloudformation', origin, body: origin, exists: true, declared: true },
    get: (path) => {
      let here: Value = value;
      for (const step of path) {
        if (here.kind === 'map') here = here.entries.get(String(step))?.value ?? absent(origin);
        else if (here.kind === 'list') here = here.items[Number(step)]?.value ?? absent(origin);
      }
      return here;
    },
  };
}

describe('parts of a template', () => {
  const group = entry('AWS::EC2::SecurityGroup', 'Group', {
    GroupDescription: 'web',
    SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }],
  });
  const rule = entry('AWS::EC2::SecurityGroupIngress', 'Rule', {
    GroupId: ref('Group', 'GroupId'),
    ...{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
  });
  const vpc = entry('AWS::EC2::VPC', 'Vpc', {});

  it('join the resource that they refer to', () => {
    const { resources, aliases } = translateCloudFormation([group, rule, vpc], data);
    expect(resources.map((one) => one.address)).toEqual(['Group', 'Vpc']);
    expect(aliases.get('Rule')).toBe('Group');
    const owner = resources[0];
    expect(owner && show(owner.get(['SecurityGroupIngress']))).toEqual([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' },
      { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
    ]);
    expect(owner && show(owner.get(['GroupDescription']))).toBe('web');
    expect(owner && locatePart(owner, ['SecurityGroupIngress', 1, 'CidrIp'])).toEqual({ address: 'Rule', path: ['CidrIp'] });
    expect(owner && locatePart(owner, ['SecurityGroupIngress', 0, 'CidrIp'])).toBeUndefined();
    expect(resources[1]).toBe(vpc);
  });

  it('stand for an owner of their own where it is not in the template', () => {
    const imported = entry('AWS::EC2::SecurityGroupIngress', 'Rule', {
      GroupId: 'sg-0123',
      IpProtocol: '-1',
      CidrIp: '0.0.0.0/0',
    });
    const { resources } = translateCloudFormation([group, imported], data);
    const [owner, anonymous] = resources;
    expect(owner && show(owner.get(['SecurityGroupIngress']))).toHaveLength(1);
    expect(anonymous?.declared).toBe(false);
    expect(anonymous && show(anonymous.get(['SecurityGroupIngress']))).toEqual([{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, '…']);
  });
});

describe('the awscc provider', () => {
  it('is read by the schema that it is generated from', () => {
    const bucket = native('awscc_s3_bucket.b', {
      bucket_name: 'x',
      public_access_block_configuration: { block_public_acls: false },
      versioning_configuration: { status: 'Enabled' },
    });
    const resource = translated(data, bucket)('awscc_s3_bucket.b');
    expect(resource.type).toBe('AWS::S3::Bucket');
    expect(show(resource.get(['PublicAccessBlockConfiguration', 'BlockPublicAcls']))).toBe(false);
    expect(show(resource.get(['VersioningConfiguration']))).toEqual({ Status: 'Enabled' });
    expect(show(resource.get(['LoggingConfiguration']))).toBeNull();
  });
});
