import { describe, expect, it } from 'vitest';
import {
  loadTerraform,
  ModuleDirectory,
  type ModuleLookup,
  readManifest,
  type TerraformConfiguration,
} from '../../server/src/sources/terraform';
import { parseHcl } from '../../server/src/syntax/hcl';
import { anchorOf, type Origin, trailOf, type Value } from '../../server/src/values';
import { joinUri } from '../../server/src/workspace/uri';
import { engineFromSources } from '../rules/engine';
import { noMapping, show } from './terraform';

type Files = Readonly<Record<string, string>>;

/** A snapshot of directories; the same texts stay the same directory. */
class Snapshot {
  private readonly directories = new Map<string, { readonly texts: string; readonly directory: ModuleDirectory }>();

  constructor(public files: Files) {}

  directory(dir: string): ModuleDirectory | undefined {
    const files = Object.entries(this.files).filter(([name]) => `file:///w/${name}`.replace(/[^/]*$/, '') === dir);
    if (files.length === 0) return undefined;
    const texts = JSON.stringify(files);
    const known = this.directories.get(dir);
    if (known?.texts === texts) return known.directory;
    const trees = files
      .filter(([name]) => name.endsWith('.tf'))
      .map(([name, text]) => ({ uri: `file:///w/${name}`, tree: parseHcl(text) }));
    const directory = new ModuleDirectory(dir, trees);
    this.directories.set(dir, { texts, directory });
    return directory;
  }

  load(dir = '', before?: TerraformConfiguration, mapping = noMapping): TerraformConfiguration {
    const root = this.directory(`file:///w/${dir}`);
    if (!root) throw new Error(`there is no ${dir}`);
    const manifest = this.files[`${dir}.terraform/modules/modules.json`];
    const modules: ModuleLookup = {
      find: (from, path) => this.directory(joinUri(from, `${path}/`)),
      ...(manifest === undefined ? {} : { manifest: readManifest(manifest) }),
    };
    return loadTerraform({
      dir: root.dir,
      files: root.files,
      directory: root,
      mapping,
      modules,
      ...(before ? { before } : {}),
    });
  }

  textAt(origin: Origin): string {
    if (origin.kind !== 'text') return origin.kind;
    const name = origin.uri.replace('file:///w/', '');
    return `${name}: ${this.files[name]?.slice(origin.span.start, origin.span.end)}`;
  }
}

const load = (files: Files, dir = '') => new Snapshot(files).load(dir);
const addresses = ({ natives }: TerraformConfiguration) =>
  natives.map(({ address, exists }) => (exists === true ? address : `${address}?`));
function value(configuration: TerraformConfiguration, address: string, attribute = 'a'): Value {
  const native = configuration.natives.find((one) => one.address === address);
  const entry = native?.values.entries.get(attribute);
  if (!entry) throw new Error(`there is no ${address}.${attribute} among ${addresses(configuration).join(' ')}`);
  return entry.value;
}
const shown = (configuration: TerraformConfiguration, address: string, attribute = 'a') =>
  show(value(configuration, address, attribute));

const CHILD =
  'variable "x" {}\nresource "r" "a" {\n  a = var.x\n}\noutput "id" {\n  value = r.a.id\n}\noutput "x" {\n  value = var.x\n}\n';
const call = (name: string, body = '', source = './m') => `module "${name}" {\n  source = "${source}"\n${body}}\n`;

describe('calls of local modules', () => {
  it('are evaluated once each, with their own inputs', () => {
    const configuration = load({ 'main.tf': call('a', '  x = 1\n') + call('b', '  x = 2\n'), 'm/main.tf': CHILD });
    expect(addresses(configuration)).toEqual(['module.a.r.a', 'module.b.r.a']);
    expect(shown(configuration, 'module.a.r.a')).toBe('1');
    expect(shown(configuration, 'module.b.r.a')).toBe('2');
  });

  it('lead up and down, and through each other', () => {
    const configuration = load(
      {
        'env/prod/main.tf': call('a', '  x = "deep"\n', '../../m'),
        'm/main.tf': `variable "x" {}\n${call('inner', '  x = "$' + '{var.x}er"\n', './sub')}`,
        'm/sub/main.tf': CHILD,
      },
      'env/prod/',
    );
    expect(addresses(configuration)).toEqual(['module.a.module.inner.r.a']);
    expect(shown(configuration, 'module.a.module.inner.r.a')).toBe('"deeper"');
  });

  it('take defaults, null, types and sensitivity as Terraform does', () => {
    const child = [
      'variable "d" { default = "d" }',
      'variable "n" {\n  default = "n"\n  nullable = false\n}',
      'variable "l" { default = "l" }',
      'variable "t" { type = number }',
      'variable "o" { type = object({ p = optional(string, "q") }) }',
      'variable "s" { sensitive = true }',
      'variable "u" {}',
      'resource "r" "a" {\n  d = var.d\n  n = var.n\n  l = var.l\n  t = var.t\n  o = var.o.p\n  s = var.s\n  u = var.u\n}',
    ].join('\n');
    const configuration = load({
      'main.tf': call('a', '  n = null\n  l = null\n  t = "12"\n  o = {}\n  s = "secret"\n'),
      'm/main.tf': child,
    });
    const all = Object.fromEntries(
      ['d', 'n', 'l', 't', 'o', 's', 'u'].map((name) => [name, shown(configuration, 'module.a.r.a', name)]),
    );
    expect(all).toEqual({ d: '"d"', n: '"n"', l: 'null', t: '12', o: '"q"', s: '"secret"', u: '?unset module.a.var.u' });
    expect(value(configuration, 'module.a.r.a', 's').sensitive).toBe(true);
  });

  it('tell the way of a value: the literal, the argument, the use in the module', () => {
    const snapshot = new Snapshot({
      'vars.tf': 'variable "open" {\n  default = true\n}\n',
      'main.tf': call('a', '  x = var.open\n') + call('b', '  x = false\n'),
      'm/main.tf': CHILD,
    });
    const configuration = snapshot.load();
    const way = ({ origin }: Value) => [...trailOf(origin), anchorOf(origin)].map((place) => snapshot.textAt(place));
    expect(way(value(configuration, 'module.a.r.a'))).toEqual(['vars.tf: true', 'main.tf: var.open', 'm/main.tf: var.x']);
    expect(way(value(configuration, 'module.b.r.a'))).toEqual(['main.tf: false', 'm/main.tf: var.x']);
  });

  it('hand outputs back, and references as references', () => {
    const configuration = load({
      'main.tf': `${call('a', '  x = r.own.id\n')}resource "r" "own" {}\nresource "r" "use" {\n  a = module.a.id\n  b = module.a.x\n  c = module.a\n  d = module.a.none\n}\n`,
      'm/main.tf': CHILD,
    });
    expect(shown(configuration, 'module.a.r.a')).toBe('&r.own.id');
    expect(shown(configuration, 'r.use')).toBe('&module.a.r.a.id');
    expect(shown(configuration, 'r.use', 'b')).toBe('&r.own.id');
    expect(shown(configuration, 'r.use', 'c')).toBe('{id = &module.a.r.a.id, x = &r.own.id}');
    expect(shown(configuration, 'r.use', 'd')).toBe('?no-such');
  });

  it('read what is written in a resource that comes in as a whole', () => {
    const configuration = load({
      'main.tf': `${call('a', '  x = r.own\n')}resource "r" "own" {\n  size = 7\n}\nresource "r" "use" {\n  a = module.a.y\n}\n`,
      'm/main.tf':
        'variable "x" {}\nresource "r" "a" {\n  a = var.x.size\n  b = var.x.id\n}\noutput "y" {\n  value = var.x.size\n}\n',
    });
    expect(shown(configuration, 'module.a.r.a')).toBe('7');
    expect(shown(configuration, 'module.a.r.a', 'b')).toBe('&r.own.id');
    expect(shown(configuration, 'r.use')).toBe('7');
  });

  it('may need each other, as long as no value needs itself', () => {
    const two =
      'variable "x" {}\nvariable "y" {\n  default = 0\n}\noutput "x" {\n  value = var.x\n}\noutput "y" {\n  value = var.y\n}\nresource "r" "a" {\n  a = [var.x, var.y]\n}\n';
    const configuration = load({
      'main.tf': call('a', '  x = 1\n  y = module.b.x\n') + call('b', '  x = module.a.x\n  y = 3\n'),
      'm/main.tf': two,
    });
    expect(shown(configuration, 'module.a.r.a')).toBe('[1, 1]');
    expect(shown(configuration, 'module.b.r.a')).toBe('[1, 3]');
  });

  it('keep names of modules apart', () => {
    const child =
      'data "aws_region" "r" {}\nvariable "x" {}\nresource "r" "a" {\n  a = var.x\n  b = path.module\n  c = data.aws_region.r.name\n}\n';
    const configuration = load({
      'main.tf': `${call('a')}${call('b', '  providers = {\n    aws = aws.b\n  }\n')}`,
      'm/main.tf': child,
    });
    expect(['a', 'b', 'c'].map((name) => shown(configuration, 'module.a.r.a', name))).toEqual([
      '?unset module.a.var.x',
      '"m"',
      '?computed data.aws_region.name',
    ]);
    expect(shown(configuration, 'module.b.r.a', 'c')).toBe('?computed module.b.data.aws_region.name');
  });

  it('name what the language itself declares in a module', () => {
    const configuration = load({ 'main.tf': call('a', '  x = 1\n'), 'm/main.tf': `${CHILD}${call('b', '', 'x/y/z')}` });
    const found = configuration.graph.resources.map(
      ({ type, address }) => `${type.replace('Ashlar::Terraform::', '')} ${address}`,
    );
    expect(found).toEqual([
      'Module module.a',
      'Variable module.a.var.x',
      'Output module.a.output.id',
      'Output module.a.output.x',
      'Module module.a.module.b',
    ]);
  });

  it('decode a document in each call for itself', () => {
    const child =
      'variable "x" {}\nresource "r" "a" {\n  a = jsondecode("{\\"k\\": \\"$' +
      '{var.x}\\"}")\n  doc = <<EOT\n{"k": "$' +
      '{var.x}"}\nEOT\n}\n';
    const configuration = load({
      'main.tf': `${call('a', '  x = r.one.arn\n') + call('b', '  x = r.two.arn\n')}resource "r" "one" {}\nresource "r" "two" {}\n`,
      'm/main.tf': child,
    });
    expect(shown(configuration, 'module.a.r.a', 'doc')).toContain('&r.one.arn');
    expect(shown(configuration, 'module.b.r.a', 'doc')).toContain('&r.two.arn');
  });
});

describe('count and for_each on calls', () => {
  it('make an instance for each number', () => {
    const configuration = load({
      'main.tf': `${call('a', '  count = 2\n  x = count.index\n')}resource "r" "use" {\n  a = module.a[1].x\n  b = module.a[*].x\n  c = module.a[2].x\n}\n`,
      'm/main.tf': CHILD,
    });
    expect(addresses(configuration)).toEqual(['r.use', 'module.a[0].r.a', 'module.a[1].r.a']);
    expect(shown(configuration, 'module.a[1].r.a')).toBe('1');
    expect(['a', 'b', 'c'].map((name) => shown(configuration, 'r.use', name))).toEqual(['1', '[0, 1]', '?invalid']);
  });

  it('make an instance for each key', () => {
    const configuration = load({
      'main.tf': `${call('a', '  for_each = {\n    "k" = true\n    "l.m" = false\n  }\n  x = each.value\n')}resource "r" "use" {\n  a = module.a["k"].id\n  b = [for k, m in module.a : m.x]\n}\n`,
      'm/main.tf': CHILD,
    });
    expect(addresses(configuration)).toEqual(['r.use', 'module.a["k"].r.a', 'module.a["l.m"].r.a']);
    expect(shown(configuration, 'module.a["l.m"].r.a')).toBe('false');
    expect(shown(configuration, 'r.use')).toBe('&module.a["k"].r.a.id');
    expect(shown(configuration, 'r.use', 'b')).toBe('[true, false]');
  });

  it('make one that stands for all where the keys are not known', () => {
    const configuration = load({
      'main.tf': `variable "all" {}\n${call('a', '  for_each = var.all\n  x = each.value\n')}resource "r" "use" {\n  a = module.a["k"].id\n}\n`,
      'm/main.tf': CHILD,
    });
    expect(addresses(configuration)).toEqual(['r.use', 'module.a.r.a?']);
    expect(shown(configuration, 'module.a.r.a')).toMatch(/^\?computed/);
    expect(shown(configuration, 'r.use')).toBe('&module.a.r.a.id');
  });

  it('make none, or perhaps one', () => {
    expect(addresses(load({ 'main.tf': call('a', '  count = false ? 1 : 0\n'), 'm/main.tf': CHILD }))).toEqual([]);
    const perhaps = load({
      'main.tf': `variable "on" {}\n${call('a', '  count = var.on ? 1 : 0\n  x = 1\n')}`,
      'm/main.tf': CHILD,
    });
    expect(addresses(perhaps)).toEqual(['module.a.r.a?']);
  });
});

describe('what a repeated call hands over', () => {
  it('is told by instance', () => {
    const configuration = load({
      'main.tf': `variable "keys" {}\n${call('a', '  for_each = { k = 1, l = 2 }\n  x = each.value\n')}${call('b', '  count = 0\n  x = 1\n')}${call('c', '  for_each = var.keys\n  x = [each.key, 1]\n', './none')}`,
      'm/main.tf': CHILD,
    });
    const told = configuration.graph
      .ofType('Ashlar::Terraform::Module')
      .map((one) => `${one.address} ${show(one.get(['Inputs']))}`);
    expect(told).toEqual([
      'module.a["k"] {x = 1}',
      'module.a["l"] {x = 2}',
      'module.b null',
      'module.c {x = [?computed instance:module.c.each.key, 1]}',
    ]);
  });
});

describe('modules that are not there', () => {
  it('stay unknown, and what is handed to them escapes', () => {
    const configuration = load({
      'main.tf': `${call('a', '  x = r.own.id\n', './none')}resource "r" "own" {}\nresource "r" "use" {\n  a = module.a.id\n}\n`,
    });
    expect(shown(configuration, 'r.use')).toBe('?not-loaded module.a.id');
  });

  const REGISTRY = {
    'main.tf': call('vpc', '  version = "5.1.0"\n  x = 1\n', 'terraform-aws-modules/vpc/aws'),
    '.terraform/modules/vpc/main.tf': `${CHILD}${call('sub', '  x = var.x\n', './modules/sub')}`,
    '.terraform/modules/vpc/modules/sub/main.tf': CHILD,
  };
  const manifest = (source: string, version = '5.1.0') =>
    JSON.stringify({
      Modules: [
        { Key: '', Source: '', Dir: '.' },
        { Key: 'vpc', Source: source, Version: version, Dir: '.terraform/modules/vpc' },
      ],
    });

  it('are found where terraform init has put them', () => {
    const installed = manifest('registry.terraform.io/terraform-aws-modules/vpc/aws');
    const configuration = load({ ...REGISTRY, '.terraform/modules/modules.json': installed });
    expect(addresses(configuration)).toEqual(['module.vpc.r.a', 'module.vpc.module.sub.r.a']);
  });

  it.each([
    ['is not there', undefined],
    ['is half written', '{"Modules": [{'],
    ['is of another shape', '{"Modules": {"Key": 1}}'],
    ['names another source', manifest('registry.terraform.io/other/vpc/aws')],
    ['names another version', manifest('registry.terraform.io/terraform-aws-modules/vpc/aws', '5.0.0')],
  ])('stay unknown where the manifest %s', (_, text) => {
    expect(addresses(load({ ...REGISTRY, ...(text === undefined ? {} : { '.terraform/modules/modules.json': text }) }))).toEqual(
      [],
    );
  });

  it('follow a shorthand for GitHub', () => {
    const configuration = load({
      'main.tf': call('g', '', 'github.com/o/r//sub?ref=v1'),
      '.terraform/modules/modules.json': JSON.stringify({
        Modules: [{ Key: 'g', Source: 'git::https://github.com/o/r.git//sub?ref=v1', Dir: '.terraform/modules/g/sub' }],
      }),
      '.terraform/modules/g/sub/main.tf': CHILD,
    });
    expect(addresses(configuration)).toEqual(['module.g.r.a']);
  });
});

describe('limits', () => {
  const bounded = (files: Files, dir = '') => {
    const configuration = load(files, dir);
    expect(configuration.tree.budget.spent).toBeLessThan(500_000);
    return configuration;
  };

  it('end a module that calls itself, and a circle', () => {
    const self = bounded({ 'main.tf': `${call('a', '', './')}resource "r" "use" {\n  a = module.a.x\n}\n` });
    expect(shown(self, 'r.use')).toBe('?cycle module.a.x');
    const circle = bounded({
      'main.tf': call('a'),
      'm/main.tf': `${CHILD}${call('b', '', '../n')}`,
      'n/main.tf': call('c', '', '../m'),
    });
    expect(addresses(circle)).toEqual(['module.a.r.a']);
  });

  it('end a chain of a hundred modules', () => {
    const files: Record<string, string> = { 'main.tf': call('m', '  x = 1\n', './m0') };
    for (let i = 0; i < 100; i++)
      files[`m${i}/main.tf`] =
        `${CHILD}${call('m', '  x = var.x\n', `../m${i + 1}`)}output "deep" {\n  value = module.m.deep\n}\n`;
    files['use.tf'] = 'resource "r" "use" {\n  a = module.m.deep\n}\n';
    const configuration = bounded(files);
    expect(configuration.natives.length).toBe(33);
    expect(shown(configuration, 'r.use')).toMatch(/^\?limit/);
  });

  it('end a tree that doubles, and a call that is repeated a million times', () => {
    const files: Record<string, string> = { 'main.tf': call('a', '', './m0') + call('b', '', './m0') };
    for (let i = 0; i < 30; i++)
      files[`m${i}/main.tf`] = `${CHILD}${call('a', '', `../m${i + 1}`)}${call('b', '', `../m${i + 1}`)}`;
    expect(bounded(files).natives.length).toBeLessThan(2000);
    expect(bounded({ 'main.tf': call('a', '  count = 1000000\n'), 'm/main.tf': CHILD }).natives).toEqual([]);
  });

  it('end values that grow from module to module', () => {
    const child = 'variable "x" {}\noutput "x" {\n  value = [var.x, var.x, var.x, var.x]\n}\n';
    const calls = Array.from({ length: 40 }, (_, i) => call(`m${i}`, `  x = ${i === 0 ? '["a"]' : `module.m${i - 1}.x`}\n`));
    const configuration = bounded({
      'main.tf': `${calls.join('')}resource "r" "use" {\n  a = module.m39.x\n}\n`,
      'm/main.tf': child,
    });
    expect(shown(configuration, 'r.use').length).toBeLessThan(1_000_000);
  });
});

describe('memory of evaluated calls', () => {
  const FILES = {
    'main.tf': `${call('a', '  x = 1\n')}${call('b', '  x = local.y\n')}`,
    'use.tf': 'locals {\n  y = 2\n}\nresource "r" "use" {\n  a = 1\n}\n',
    'm/main.tf': `${CHILD}${call('sub', '  x = var.x\n', '../n')}`,
    'n/main.tf': CHILD,
  };
  const again = (change: Files) => {
    const snapshot = new Snapshot(FILES);
    const before = snapshot.load();
    expect(before.evaluated).toEqual(['', 'module.a.', 'module.b.', 'module.a.module.sub.', 'module.b.module.sub.']);
    snapshot.files = { ...FILES, ...change };
    const after = snapshot.load('', before);
    const whole = new Snapshot(snapshot.files).load();
    expect(after.natives.map(({ address, values }) => [address, values])).toEqual(
      whole.natives.map(({ address, values }) => [address, values]),
    );
    expect(after.graph.resources.map(({ address }) => address)).toEqual(whole.graph.resources.map(({ address }) => address));
    return after.evaluated;
  };

  it('evaluates only the root where a resource of it changes', () => {
    expect(again({ 'use.tf': 'locals {\n  y = 2\n}\nresource "r" "use" {\n  a = "another"\n}\n' })).toEqual(['']);
  });

  it('evaluates a call again where its inputs change', () => {
    expect(again({ 'use.tf': 'locals {\n  y = 3\n}\n' })).toEqual(['', 'module.b.', 'module.b.module.sub.']);
  });

  it('evaluates what calls a module again where the module changes', () => {
    expect(again({ 'n/main.tf': `${CHILD}# new\n` })).toEqual([
      '',
      'module.a.',
      'module.b.',
      'module.a.module.sub.',
      'module.b.module.sub.',
    ]);
  });

  it('evaluates again what reads more of a resource than its input says', () => {
    const files = {
      'main.tf': `${call('a', '  x = r.own\n')}`,
      'own.tf': 'resource "r" "own" {\n  size = 7\n}\n',
      'm/main.tf': 'variable "x" {}\nresource "r" "a" {\n  a = var.x.size\n}\n',
    };
    const snapshot = new Snapshot(files);
    const before = snapshot.load();
    snapshot.files = { ...files, 'own.tf': 'resource "r" "own" {\n  size = 8\n}\n' };
    expect(shown(snapshot.load('', before), 'module.a.r.a')).toBe('8');
  });
});

describe('resources that are made of several modules', () => {
  const { mapping } = engineFromSources().engine;
  const BUCKET = 'resource "aws_s3_bucket" "b" {}\noutput "id" {\n  value = aws_s3_bucket.b.id\n}\n';
  const VERSIONING =
    'variable "bucket" {}\nresource "aws_s3_bucket_versioning" "v" {\n  bucket = var.bucket\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n';
  const status = (files: Files, address = 'module.bucket.aws_s3_bucket.b') => {
    const { graph } = new Snapshot(files).load('', undefined, mapping);
    const bucket = graph.ofType('AWS::S3::Bucket').find((resource) => resource.address === address);
    if (!bucket) throw new Error('there is no bucket');
    return {
      status: show(bucket.get(['VersioningConfiguration', 'Status'])),
      parts: bucket.parts?.map((part) => part.address),
      escapes: graph.escapes(bucket),
    };
  };

  it('are joined through outputs and inputs', () => {
    const files = {
      'main.tf': `${call('bucket', '', './b')}${call('versioning', '  bucket = module.bucket.id\n', './v')}`,
      'b/main.tf': BUCKET,
      'v/main.tf': VERSIONING,
    };
    expect(status(files)).toEqual({
      status: '"Enabled"',
      parts: ['module.versioning.aws_s3_bucket_versioning.v'],
      escapes: false,
    });
  });

  it('are joined in the instance that is meant', () => {
    const files = {
      'main.tf': `${call('bucket', '  for_each = toset(["x", "y"])\n', './b')}${call('versioning', '  bucket = module.bucket["x"].id\n', './v')}`,
      'b/main.tf': BUCKET,
      'v/main.tf': VERSIONING,
    };
    expect(status(files, 'module.bucket["x"].aws_s3_bucket.b').status).toBe('"Enabled"');
    expect(status(files, 'module.bucket["y"].aws_s3_bucket.b').parts ?? []).toEqual([]);
  });

  it('may have parts that nobody sees where they are handed to a module that is not there', () => {
    const files = {
      'main.tf': `${call('bucket', '', './b')}${call('other', '  bucket = module.bucket.id\n', './none')}`,
      'b/main.tf': BUCKET,
    };
    const seen = status(files);
    expect(seen.escapes).toBe(true);
    expect(seen.status).toMatch(/^\?/);
  });
});
