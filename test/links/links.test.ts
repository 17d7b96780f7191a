import { beforeAll, describe, expect, it } from 'vitest';
import { Analysis, driftOf, judgeAccount, type LinkInput, linkAccount, type StateFile } from '../../server/src/analysis';
import type { LiveItem } from '../../server/src/sources/live';
import { engineFromSources } from '../rules/engine';

const { engine } = engineFromSources();

const ROOT = 'file:///w/live/';

function analysis(files: Readonly<Record<string, string>>): Analysis {
  const made = new Analysis(engine, { strict: true });
  for (const [path, text] of Object.entries(files)) {
    made.setDiskFile(`file:///w/${path}`, text);
    made.markLoaded(`file:///w/${path}`);
  }
  for (const need of made.unread()) made.markLoaded(need);
  return made;
}

function bucket(name: string, more: Record<string, unknown> = {}, region = 'eu-west-1'): LiveItem {
  const properties = { BucketName: name, ...more };
  return {
    type: 'AWS::S3::Bucket',
    id: `arn:aws:s3:::${name}`,
    properties,
    read: Object.keys(properties),
    aliases: [name],
    region,
  };
}

const OPEN = { BlockPublicAcls: false, BlockPublicPolicy: false, IgnorePublicAcls: false, RestrictPublicBuckets: false };

/** A `terraform.tfstate` of instances: module, type, name, key, id. */
function state(
  ...instances: readonly (readonly [module: string, name: string, key: string | number | undefined, id: string])[]
): StateFile {
  const resources = instances.map(([module, name, key, id]) => ({
    ...(module ? { module } : {}),
    mode: 'managed',
    type: 'aws_s3_bucket',
    name,
    instances: [
      { ...(key === undefined ? {} : { index_key: key }), attributes: { id, arn: `arn:aws:s3:::${id}`, secret: 'hidden' } },
    ],
  }));
  return { uri: `${ROOT}terraform.tfstate`, text: JSON.stringify({ version: 4, terraform_version: '1.9.0', resources }) };
}

function link(
  files: Readonly<Record<string, string>>,
  input: Pick<LinkInput, 'items' | 'states'> & { readonly incomplete?: readonly string[] },
) {
  const made = analysis(files);
  const configurations = made.declaredConfigurations();
  const links = linkAccount({ incomplete: [], ...input, configurations, mapping: engine.mapping });
  const told = [...links.links.values()].map(({ resource, by, address, place }) => {
    const text = place && made.text(place.uri)?.text.slice(place.span.start, place.span.end);
    return `${resource.split(':').at(-1)} ${by} ${address} ${place ? `${place.uri.slice('file:///w/'.length)} ${text}` : '-'}`;
  });
  return { links, told, configurations };
}

const MODULE = {
  'live/main.tf':
    'module "store" {\n  for_each = toset(["a", "b"])\n  source = "../store"\n  name = each.key\n}\nresource "aws_s3_bucket" "own" {\n  bucket = "own"\n}\n',
  'store/main.tf':
    'variable "name" {\n  type = string\n}\nresource "aws_s3_bucket" "data" {\n  count  = 2\n  bucket = "${var.name}-${count.index}"\n}\n',
};

describe('Terraform state', () => {
  const instances = state(
    ['', 'own', undefined, 'own'],
    ['module.store["a"]', 'data', 0, 'a-0'],
    ['module.store["b"]', 'data', 1, 'b-1'],
    ['', 'gone', undefined, 'gone'],
  );

  it('ties instances in modules with keys to the line that declares them', () => {
    const { told } = link(MODULE, { items: ['own', 'a-0', 'b-1', 'gone'].map((name) => bucket(name)), states: [instances] });
    expect(told.sort()).toEqual([
      'a-0 state module.store["a"].aws_s3_bucket.data[0] store/main.tf "aws_s3_bucket" "data"',
      'b-1 state module.store["b"].aws_s3_bucket.data[1] store/main.tf "aws_s3_bucket" "data"',
      'gone state aws_s3_bucket.gone -',
      'own state aws_s3_bucket.own live/main.tf "aws_s3_bucket" "own"',
    ]);
  });

  it('is read as `terraform show -json` writes it, too, and from elsewhere', () => {
    const shown = {
      format_version: '1.0',
      terraform_version: '1.9.0',
      values: {
        root_module: {
          resources: [{ address: 'aws_s3_bucket.own', mode: 'managed', type: 'aws_s3_bucket', values: { id: 'own' } }],
          child_modules: [
            {
              address: 'module.store["a"]',
              resources: [
                {
                  address: 'module.store["a"].aws_s3_bucket.data[1]',
                  mode: 'managed',
                  type: 'aws_s3_bucket',
                  values: { id: 'a-1' },
                },
              ],
            },
          ],
        },
      },
    };
    const states = [{ uri: 'file:///elsewhere/state.json', text: JSON.stringify(shown) }];
    const { told } = link(MODULE, { items: [bucket('own'), bucket('a-1')], states });
    expect(told).toEqual([
      'own state aws_s3_bucket.own live/main.tf "aws_s3_bucket" "own"',
      'a-1 state module.store["a"].aws_s3_bucket.data[1] store/main.tf "aws_s3_bucket" "data"',
    ]);
  });

  it('tells what nothing manages only where every state could be read', () => {
    const items = [bucket('own'), bucket('rogue')];
    expect(link(MODULE, { items, states: [instances] }).links.unmanaged).toEqual(['arn:aws:s3:::rogue']);
    const lost = { uri: 'file:///w/other/terraform.tfstate', text: undefined };
    const one = link(MODULE, { items, states: [instances, lost] }).links;
    expect([one.unmanaged, one.unread]).toEqual([undefined, [lost.uri]]);
    for (const text of ['{', '[]', '{"version":3}', '{"version":4}', '{"encrypted_data":"x"}'])
      expect(link(MODULE, { items, states: [{ ...lost, text }] }).links.unmanaged).toBeUndefined();
    expect(link(MODULE, { items, states: [] }).links.unmanaged).toBeUndefined();
    expect(
      link(MODULE, { items, states: [instances], incomplete: ['Ashlar::CloudFormation::Stack'] }).links.unmanaged,
    ).toBeUndefined();
  });

  it('decides nothing by an id that two resources have', () => {
    const vpc = (region: string): LiveItem => ({
      type: 'AWS::EC2::VPC',
      id: `arn:${region}:vpc`,
      properties: {},
      read: [],
      aliases: ['vpc-1'],
      region,
    });
    const text = JSON.stringify({
      version: 4,
      resources: [{ mode: 'managed', type: 'aws_vpc', name: 'x', instances: [{ attributes: { id: 'vpc-1' } }] }],
    });
    const states = [{ uri: `${ROOT}terraform.tfstate`, text }];
    expect(link({ 'live/main.tf': 'resource "aws_vpc" "x" {}\n' }, { items: [vpc('a'), vpc('b')], states }).told).toEqual([]);
    expect(link({ 'live/main.tf': 'resource "aws_vpc" "x" {}\n' }, { items: [vpc('a')], states }).told).toHaveLength(1);
  });

  it('keeps nothing of a state but ids and addresses', () => {
    const { links } = link(MODULE, { items: [bucket('own')], states: [instances] });
    expect(JSON.stringify([...links.links])).not.toContain('hidden');
  });
});

describe('stacks and names', () => {
  const TEMPLATE =
    'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Store:\n    Type: AWS::S3::Bucket\n  Other:\n    Type: AWS::S3::Bucket\n';
  const stack = (resources: unknown): LiveItem => ({
    type: 'Ashlar::CloudFormation::Stack',
    id: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1',
    properties: { StackName: 'shop', ...(resources ? { Resources: resources } : {}) },
    read: ['StackName', 'Resources'],
    aliases: ['shop'],
    region: 'eu-west-1',
  });
  const listed = [{ LogicalResourceId: 'Store', PhysicalResourceId: 'shop-store-1a', ResourceType: 'AWS::S3::Bucket' }];

  it('ties the resources of a deployed stack to the template that declares them', () => {
    const { told, links } = link(
      { 't.yaml': TEMPLATE },
      { items: [bucket('shop-store-1a'), bucket('rogue'), stack(listed)], states: [] },
    );
    expect(told).toEqual(['shop-store-1a stack shop.Store t.yaml Store']);
    expect(links.unmanaged).toEqual(['arn:aws:s3:::rogue']);
  });

  it('calls nothing unmanaged where a stack could not be listed', () => {
    const { links } = link({ 't.yaml': TEMPLATE }, { items: [bucket('rogue'), stack(undefined)], states: [] });
    expect([links.unmanaged, links.unread]).toEqual([undefined, ['the stack shop']]);
  });

  it('finds likely declarations by literal names, where only one fits', () => {
    const files = {
      'a/main.tf':
        'resource "aws_s3_bucket" "x" {\n  bucket = "only"\n}\nresource "aws_s3_bucket" "y" {\n  bucket = "twice"\n}\n',
      'b/main.tf': 'resource "aws_s3_bucket" "z" {\n  bucket = "twice"\n}\n',
    };
    const { told } = link(files, { items: [bucket('only'), bucket('twice')], states: [] });
    expect(told).toEqual(['only name aws_s3_bucket.x a/main.tf "aws_s3_bucket" "x"']);
  });
});

describe('drift', () => {
  let judgedRules: ReadonlySet<string>;
  beforeAll(() => {
    judgedRules = new Set(new Analysis(engine).rules.rules.keys());
  });

  it('is told both ways, and not by names alone', () => {
    const tight =
      'resource "aws_s3_bucket" "tight" {\n  bucket = "tight"\n}\nresource "aws_s3_bucket_public_access_block" "tight" {\n  bucket = aws_s3_bucket.tight.id\n  block_public_acls = true\n  block_public_policy = true\n  ignore_public_acls = true\n  restrict_public_buckets = true\n}\n';
    const loose = tight.replaceAll('tight', 'loose').replaceAll('true', 'false');
    const blocked = Object.fromEntries(Object.keys(OPEN).map((key) => [key, true]));
    const items = [
      bucket('tight', { PublicAccessBlockConfiguration: OPEN }),
      bucket('loose', { PublicAccessBlockConfiguration: blocked }),
    ];
    const files = { 'live/main.tf': tight + loose };
    const made = analysis(files);
    const report = judgeAccount(engine, made.rules, { items, incomplete: [] });
    const states = [state(['', 'tight', undefined, 'tight'], ['', 'loose', undefined, 'loose'])];
    const drift = driftOf(link(files, { items, states }).links, report);
    const told = drift.map(({ resource, worse, address }) => `${resource.split(':').at(-1)} ${worse} ${address}`);
    expect(new Set(told)).toEqual(new Set(['tight live aws_s3_bucket.tight', 'loose code aws_s3_bucket.loose']));
    for (const one of drift) expect(judgedRules.has(one.rule)).toBe(true);
    expect(driftOf(link(files, { items, states: [] }).links, report)).toEqual([]);
  });
});

const TEN = Array.from({ length: 10 }, (_, i) => i);

describe('large accounts', () => {
  it('ties 5,000 instances of modules with keys, each to its line', () => {
    const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
    const calls = Array.from(
      { length: 5 },
      (_, i) =>
        `module "m${i}" {\n  source   = "../store"\n  for_each = toset(${JSON.stringify(keys)})\n  name     = "m${i}-\${each.key}"\n}\n`,
    );
    const files = {
      'live/main.tf': calls.join('\n'),
      'store/main.tf': MODULE['store/main.tf'].replace('count  = 2', 'count  = 10'),
    };
    const rows = keys.flatMap((key) =>
      [0, 1, 2, 3, 4].flatMap((m) => TEN.map((n) => [`module.m${m}["${key}"]`, 'data', n, `m${m}-${key}-${n}`] as const)),
    );
    const { links } = link(files, { items: rows.map(([, , , id]) => bucket(id)), states: [state(...rows)] });
    expect(links.links.size).toBe(5_000);
    for (const { by, place } of links.links.values()) expect([by, place?.uri]).toEqual(['state', 'file:///w/store/main.tf']);
  });
});
