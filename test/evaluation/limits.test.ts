import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { ashlarWith, folder } from '../cli/run';
import { engineFromSources } from '../rules/engine';
import { stopwatch } from '../stopwatch';

const { engine } = engineFromSources();
type Files = Readonly<Record<string, string>>;

const call = (label: string, body: string, source: string) => `module "${label}" {\n  source = "${source}"\n${body}}\n`;
const CHILD =
  'variable "x" {\n  default = null\n}\nresource "aws_s3_bucket" "b" {\n  bucket = var.x\n}\noutput "x" {\n  value = var.x\n}\n';
const USE = (value: string) => `resource "aws_sqs_queue" "use" {\n  name = ${value}\n}\n`;
const repeated = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, i) => text(i)).join('');

/** What grows without bound, what it is used for at the end, and the reason that the use gives. */
const BOMBS: Readonly<Record<string, readonly [Files, reason: RegExp]>> = {
  'a module that calls itself': [{ 'main.tf': CHILD + call('s', '', './') + USE('module.s.x') }, /^refers to itself: module\.s/],
  'modules in a circle': [
    {
      'main.tf': call('a', '', './a') + USE('module.a.deep'),
      'a/main.tf': `${CHILD}${call('b', '', '../b')}output "deep" {\n  value = module.b.deep\n}\n`,
      'b/main.tf': `${CHILD}${call('a', '', '../a')}output "deep" {\n  value = module.a.deep\n}\n`,
    },
    /^refers to itself: module\./,
  ],
  'a hundred modules, each in the one before': [
    {
      'main.tf': call('m', '  x = "x"\n', './m0') + USE('module.m.deep'),
      ...Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [
          `m${i}/main.tf`,
          `${CHILD}${call('m', '  x = var.x\n', `../m${i + 1}`)}output "deep" {\n  value = module.m.deep\n}\n`,
        ]),
      ),
    },
    /^too large: module depth/,
  ],
  'a million keys': [
    {
      'main.tf':
        'resource "aws_sqs_queue" "use" {\n  for_each = toset([for p in setproduct(range(1000), range(1000)) : "${p[0]}-${p[1]}"])\n  name     = each.key\n}\n',
    },
    /^too large: /,
  ],
  'a million elements, one by one': [
    {
      'main.tf': `locals {\n  all = flatten([for a in range(1000) : [for b in range(1000) : "$\{a}-$\{b}"]])\n}\n${USE('local.all[0]')}`,
    },
    /^too large: /,
  ],
  'a million instances by number': [
    { 'main.tf': 'resource "aws_sqs_queue" "use" {\n  count = 1000000\n  name  = count.index\n}\n' },
    /^too large: instances of aws_sqs_queue\.use/,
  ],
  'a text that doubles': [
    {
      'main.tf': `locals {\n  a0 = "x"\n${repeated(60, (i) => `  a${i + 1} = "$\{local.a${i}}$\{local.a${i}}"\n`)}}\n${USE('local.a60')}`,
    },
    /^too large: /,
  ],
  'a list that doubles': [
    {
      'main.tf': `locals {\n  a0 = ["x"]\n${repeated(60, (i) => `  a${i + 1} = [local.a${i}, local.a${i}]\n`)}}\n${USE('local.a60[0][0]')}`,
    },
    /^too large: /,
  ],
};

function workspace(files: Files): Analysis {
  const analysis = new Analysis(engine, { strict: true, profile: 'strict' });
  for (const [name, text] of Object.entries(files)) analysis.setDiskFile(`file:///w/${name}`, text);
  return analysis;
}

describe('what grows without bound', () => {
  it.each(Object.entries(BOMBS))('ends within a second, with a reason: %s', (_, [files, reason]) => {
    const analysis = workspace(files);
    const elapsed = stopwatch();
    for (const name of Object.keys(files)) analysis.report(`file:///w/${name}`);
    expect(elapsed()).toBeLessThan(1000);
    const offset = files['main.tf']?.indexOf('"aws_sqs_queue"') ?? 0;
    const name = analysis.describe('file:///w/main.tf', offset)?.properties.find(({ path }) => path === 'QueueName');
    expect(name?.reason ?? name?.value).toMatch(reason);
  });

  it.each([
    ['one index', 'variable "i" {}\n', () => 'aws_s3_bucket.b[var.i].id'],
    ['an index each', repeated(1000, (i) => `variable "i${i}" {}\n`), (i: number) => `aws_s3_bucket.b[var.i${i}].id`],
    ['a name each', repeated(1000, (i) => `variable "i${i}" {}\n`), (i: number) => `var.i${i}`],
  ])('ends within a second: a thousand companions of a thousand buckets by %s that nobody knows', (_, variables, bucket) => {
    const companions = repeated(
      1000,
      (i) =>
        `resource "aws_s3_bucket_versioning" "v${i}" {\n  bucket = ${bucket(i)}\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n`,
    );
    const owners = 'resource "aws_s3_bucket" "b" {\n  count  = 1000\n  bucket = "b${count.index}"\n}\n';
    const analysis = workspace({ 'main.tf': `${variables}${owners}${companions}` });
    const elapsed = stopwatch();
    const { findings } = analysis.report('file:///w/main.tf');
    expect(elapsed()).toBeLessThan(2000);
    expect(findings.filter(({ rule }) => rule.startsWith('aws/s3/versioning'))).toEqual([]);
  });

  it('ends within a second: a list of a million rules', () => {
    const text =
      'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = range(1000)\n    content {\n      from_port   = 22\n      to_port     = 22\n      protocol    = "tcp"\n      cidr_blocks = [for i in range(1000) : i == 999 ? "0.0.0.0/0" : "10.0.0.0/8"]\n    }\n  }\n}\n';
    const analysis = workspace({ 'main.tf': text });
    const elapsed = stopwatch();
    const { findings } = analysis.report('file:///w/main.tf');
    expect(elapsed()).toBeLessThan(1500);
    // What is seen of it is judged, and of what is not seen it is said that it is not.
    expect(findings.map(({ rule }) => rule)).toContain('aws/ec2/security-group-open-admin-ports');
    const seen = analysis.describe('file:///w/main.tf', 12);
    expect(seen?.notAssessed.map(({ reason }) => reason)).toContain('SecurityGroupIngress: too large: SecurityGroupIngress');
  });

  it('needs no more than 200 MB', () => {
    const all = Object.values(BOMBS).flatMap(([files], i) =>
      Object.entries(files).map(([name, text]) => [`r${i}/${name}`, text]),
    );
    const ran = ashlarWith(
      { NODE_OPTIONS: '--max-old-space-size=200' },
      folder(Object.fromEntries(all)),
      'scan',
      '.',
      '--fail-on',
      'none',
    );
    expect([ran.code, ran.err]).toEqual([0, '']);
  });
});
