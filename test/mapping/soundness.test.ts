import { describe, expect, it } from 'vitest';
import type { NativeResource, Resource } from '../../server/src/resources';
import type { Entry, Value } from '../../server/src/values';
import { native, projectMappings, ref, show, translated, unset, type v } from './helpers';

const { data, schemas } = projectMappings();

/** The native with one value in it, however deep, replaced by what is not known. */
function* forgetful(one: NativeResource): Iterable<{ where: string; native: NativeResource }> {
  for (const [where, values] of forgetting(one.values)) {
    if (values.kind === 'map') yield { where: `${one.address}${where}`, native: { ...one, values } };
  }
}

function* forgetting(value: Value): Iterable<readonly [string, Value]> {
  if (value.kind === 'map') {
    for (const [key, entry] of value.entries) {
      const others = (inner: Value): Value => {
        const entries = new Map<string, Entry>(value.entries);
        entries.set(key, { ...entry, value: inner });
        return { ...value, entries };
      };
      yield [`.${key}`, others(unset(`forgotten-${key}`))];
      for (const [where, inner] of forgetting(entry.value)) yield [`.${key}${where}`, others(inner)];
    }
  } else if (value.kind === 'list') {
    const rest = unset('forgotten-items');
    if (rest.kind === 'unknown') yield ['[]', { ...value, items: [], rest }];
    for (const [i, item] of value.items.entries()) {
      const others = (inner: Value): Value => ({ ...value, items: value.items.with(i, { ...item, value: inner }) });
      yield [`[${i}]?`, { ...value, items: value.items.with(i, { ...item, member: 'unknown' }) }];
      for (const [where, inner] of forgetting(item.value)) yield [`[${i}]${where}`, others(inner)];
    }
  }
}

/** Whether every part of what is known now could still be the whole truth. */
function agrees(less: unknown, full: unknown): boolean {
  if (JSON.stringify(less) === JSON.stringify(full)) return true;
  if (typeof less === 'string' && less.startsWith('?')) return true;
  if (Array.isArray(less)) {
    const sure = less.filter((one) => one !== '…' && !(typeof one === 'object' && one !== null && 'maybe' in one));
    const open = sure.length < less.length;
    if (!Array.isArray(full)) return open && sure.length === 0;
    return (open || sure.length === full.length) && sure.every((one) => full.some((other) => agrees(one, other)));
  }
  if (typeof less !== 'object' || less === null) return false;
  if ('oneOf' in less && Array.isArray(less.oneOf)) return less.oneOf.some((choice) => agrees(choice, full));
  if (typeof full !== 'object' || full === null) return false;
  const open = '…' in less;
  const keys = new Set([...Object.keys(less), ...(open ? [] : Object.keys(full))].filter((key) => key !== '…'));
  return [...keys].every((key) => agrees(Reflect.get(less, key) ?? null, Reflect.get(full, key) ?? null));
}

function* places(resource: Resource): Iterable<readonly string[]> {
  const schema = schemas.get(resource.type);
  for (const [name, type] of Object.entries(schema?.properties ?? {})) {
    yield [name];
    if (typeof type !== 'object' || !('object' in type)) continue;
    for (const inner of Object.keys(schema?.definitions[type.object] ?? {})) yield [name, inner];
  }
}

const bucketLink = { bucket: ref('aws_s3_bucket.b') };
const configurations: Record<string, NativeResource[]> = {
  'a bucket over several blocks': [
    native('aws_s3_bucket.b', { bucket: 'logs', acl: 'private', versioning: [{ enabled: true }], tags: { A: 'b' } }),
    native('aws_s3_bucket_public_access_block.p', { ...bucketLink, block_public_acls: true, ignore_public_acls: false }),
    native('aws_s3_bucket_server_side_encryption_configuration.e', {
      ...bucketLink,
      rule: [{ bucket_key_enabled: true, apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms' }] }],
    }),
    native('aws_s3_bucket_logging.l', { bucket: 'logs', target_bucket: 'other', target_prefix: 'x/' }),
    native('aws_s3_bucket.other', { bucket: 'second' }),
  ],
  'a group with rules of both kinds': [
    native('aws_security_group.g', {
      name: 'web',
      ingress: [
        { from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'], self: true },
        { from_port: 443, to_port: 443, protocol: 'tcp', ipv6_cidr_blocks: ['::/0'] },
      ],
    }),
    native('aws_security_group_rule.r', {
      ...{ type: 'egress', from_port: 0, to_port: 0, protocol: '-1', cidr_blocks: ['0.0.0.0/0'] },
      security_group_id: ref('aws_security_group.g'),
    }),
  ],
  'instances and databases': [
    native('aws_instance.i', {
      ami: 'a',
      root_block_device: [{ encrypted: true }],
      metadata_options: [{ http_tokens: 'required' }],
    }),
    native('aws_db_instance.d', { publicly_accessible: true, storage_encrypted: true, db_name: 'x', kms_key_id: 'k' }),
    native('aws_db_parameter_group.p', { family: 'f', parameter: [{ name: 'rds.force_ssl', value: '1' }] }),
    native('aws_flow_log.f', { vpc_id: 'vpc-1', traffic_type: 'ALL' }),
    native('aws_dynamodb_table.t', { name: 't', server_side_encryption: [{ enabled: true, kms_key_arn: 'arn' }] }),
    native('aws_lb.l', {
      name: 'l',
      internal: true,
      access_logs: [{ bucket: 'b', enabled: true }],
      drop_invalid_header_fields: true,
    }),
    native('aws_eks_cluster.e', { vpc_config: [{ endpoint_public_access: false }], enabled_cluster_log_types: ['api', 'audit'] }),
    native('aws_redshift_cluster.r', { cluster_identifier: 'r', encrypted: true }, { providerMajor: 5 }),
    native('azurerm_storage_account.s', { name: 's', min_tls_version: 'TLS1_2', network_rules: [{ default_action: 'Deny' }] }),
    native('google_storage_bucket.s', { name: 's', uniform_bucket_level_access: true }),
  ],
};

describe('forgetting any one value', () => {
  for (const [name, natives] of Object.entries(configurations)) {
    it(`makes nothing known that was not so: ${name}`, () => {
      const full = translated(data, ...natives);
      const faults: string[] = [];
      let trials = 0;
      for (const [i, one] of natives.entries()) {
        for (const { where, native: less } of forgetful(one)) {
          const at = translated(data, ...natives.with(i, less));
          for (const { address, type } of natives) {
            if (data.terraform[type]?.[0]?.part) continue;
            for (const path of places(full(address))) {
              trials++;
              const known = show(at(address).get(path));
              if (!agrees(known, show(full(address).get(path)))) {
                faults.push(
                  `${where}: ${address} ${path.join('.')}: ${JSON.stringify(known)}, not ${JSON.stringify(show(full(address).get(path)))}`,
                );
              }
            }
          }
        }
      }
      expect(faults).toEqual([]);
      expect(trials).toBeGreaterThan(100);
    });
  }

  it('leaves what depends on the provider’s version open where it is not known', () => {
    const cluster = (providerMajor: number | undefined, values: Parameters<typeof native>[1] = {}) => {
      const block = native('aws_redshift_cluster.r', values, { providerMajor });
      return show(translated(data, block)('aws_redshift_cluster.r').get(['PubliclyAccessible']));
    };
    expect(cluster(5)).toEqual({ default: true });
    expect(cluster(6)).toEqual({ default: false });
    expect(cluster(undefined)).toBe('?undecided');
    // Provider 6 has no such block: the name that is used tells the major.
    expect(cluster(undefined, { logging: [{ enable: true }] })).toEqual({ default: true });
  });

  it('takes a default of a nested attribute only where its block is written', () => {
    const domain = (values: Parameters<typeof v>[0]) =>
      translated(data, native('aws_opensearch_domain.d', { domain_endpoint_options: values }))('aws_opensearch_domain.d');
    const path = ['DomainEndpointOptions', 'EnforceHTTPS'];
    expect(show(domain([{ tls_security_policy: 'x' }]).get(path))).toEqual({ default: true });
    expect(show(domain([]).get(path))).toBeNull();
  });
});
