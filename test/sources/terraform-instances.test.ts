import { describe, expect, it } from 'vitest';
import type { Value } from '../../server/src/values';
import { anchorOf, trailOf } from '../../server/src/values';
import { engineFromSources } from '../rules/engine';
import { load, show, textAt } from './terraform';

const { engine } = engineFromSources();

/** The instances, each with its attribute `x`; `?` behind those that may not be there. */
function instances(text: string): readonly string[] {
  return load(text)
    .natives.filter(({ values }) => values.entries.has('x'))
    .map(({ address, exists, values }) => `${address}${exists === true ? '' : '?'} = ${show(x(values))}`);
}
function x(values: Value): Value {
  const entry = values.kind === 'map' ? values.entries.get('x') : undefined;
  if (!entry) throw new Error('there is no x');
  return entry.value;
}

const counted = (count: string, body = '  x = count.index\n') => `resource "r" "a" {\n  count = ${count}\n${body}}\n`;
const keyed = (each: string, body = '  x = each.value\n') => `resource "r" "a" {\n  for_each = ${each}\n${body}}\n`;

describe('instances', () => {
  it.each([
    [counted('2'), ['r.a[0] = 0', 'r.a[1] = 1']],
    [counted('"1"'), ['r.a[0] = 0']],
    [counted('length(["p", "q"])', '  x = ["p", "q"][count.index]\n'), ['r.a[0] = "p"', 'r.a[1] = "q"']],
    [counted('0'), []],
    [keyed('{ b = 2, a = 1 }'), ['r.a["a"] = 1', 'r.a["b"] = 2']],
    [keyed('toset(["k"])', '  x = "${each.key}-${each.value}"\n'), ['r.a["k"] = "k-k"']],
    [keyed('{ "a.b" = { c = true } }', '  x = each.value.c\n'), ['r.a["a.b"] = true']],
    [keyed('{}'), []],
  ])('are what the block makes: %s', (text, expected) => {
    expect(instances(text)).toEqual(expected);
  });

  it('are listed as far as their keys are known', () => {
    const text = `variable "more" {}\nvariable "on" {}\n${keyed('merge(var.more, { a = 1 })')}`;
    expect(instances(text)).toEqual(['r.a["a"] = 1', 'r.a[*]? = ?computed instance:r.a.each.value']);
    expect(instances(`variable "more" {}\n${keyed('toset(["a", var.more])')}`)).toEqual([
      'r.a["a"] = "a"',
      'r.a[*]? = ?computed instance:r.a.each.value',
    ]);
  });

  it('are one where nothing of them is known', () => {
    expect(instances(`variable "n" {}\n${counted('var.n')}`)).toEqual(['r.a? = ?computed instance:r.a.count.index']);
    expect(instances(`variable "on" {}\n${counted('var.on ? 1 : 0')}`)).toEqual(['r.a? = 0']);
    expect(instances(`variable "n" {}\n${keyed('var.n')}`)).toEqual(['r.a? = ?computed instance:r.a.each.value']);
  });

  it('have values that stand at the literal and are used in the block', () => {
    const text = keyed('{ a = { open = true } }', '  x = each.value.open\n');
    const { origin } = x(load(text).native('r.a["a"]').values);
    expect(textAt(text, origin)).toBe('true');
    expect(textAt(text, anchorOf(origin))).toBe('each.value.open');
    expect(trailOf(origin)).toHaveLength(1);
  });

  it('share what says nothing of them', () => {
    const { native } = load(counted('2', '  x = 1\n  b {\n    y = 1\n  }\n  c {\n    y = count.index\n  }\n'));
    const at = (index: number, name: string) => native(`r.a[${index}]`).values.entries.get(name)?.value;
    expect(at(0, 'x')).toBe(at(1, 'x'));
    expect(show(at(1, 'c') ?? x(native('r.a[1]').values))).toBe('[{y = 1}]');
    const [first, second] = [0, 1].map((index) => at(index, 'b'));
    expect(first?.kind === 'list' && second?.kind === 'list' && first.items[0] === second.items[0]).toBe(true);
  });

  it('of data sources are rendered each for itself', () => {
    const { resource, native } = load(
      'data "aws_iam_policy_document" "d" {\n  for_each = { a = "s3:*" }\n  statement {\n    actions = [each.value]\n  }\n}\nresource "r" "a" {\n  x = data.aws_iam_policy_document.d["a"].json\n}\n',
    );
    expect(show(resource('data.aws_iam_policy_document.d["a"].json').get(['Document', 'Statement', 0, 'Action']))).toContain(
      's3:*',
    );
    expect(show(x(native('r.a').values))).toContain('s3:*');
  });

  it('are those of a module as well', () => {
    const { natives } = load(keyed('{ a = 1 }'));
    expect(natives.map(({ name }) => name)).toEqual(['a']);
  });
});

describe('a reference to an instance', () => {
  const read = (expression: string, block: string, before = 'variable "v" {}\n') =>
    instances(`${before}${block}resource "u" "u" {\n  x = ${expression}\n}\n`)
      .find((line) => line.startsWith('u.u'))
      ?.slice(6);
  const three = 'resource "r" "a" {\n  count = 3\n  n = "n${count.index}"\n}\n';
  const two = 'resource "r" "a" {\n  for_each = { k = "x", "l.m" = "y" }\n  n = each.value\n}\n';
  const partly = 'resource "r" "a" {\n  for_each = merge(var.v, { k = "x" })\n  n = each.value\n}\n';

  it.each([
    ['r.a[1].id', three, '&r.a[1].id'],
    ['r.a[1].n', three, '"n1"'],
    ['r.a[3].id', three, '?invalid'],
    ['r.a[*].n', three, '["n0", "n1", "n2"]'],
    ['length(r.a)', three, '3'],
    ['[for i, one in r.a : "${i}${one.n}"]', three, '["0n0", "1n1", "2n2"]'],
    ['r.a[var.v].n', three, 'oneOf("n0" | "n1" | "n2")'],
    ['r.a[var.v].id', three, 'oneOf(&r.a[0].id | &r.a[1].id | &r.a[2].id)'],
    ['r.a[var.v].id', three.replace('3', '20'), '&r.a[?].id'],
    ['r.a.id', three, '&r.a[?].id'],
    ['r.a["k"].n', two, '"x"'],
    ['r.a["l.m"].id', two, '&r.a["l.m"].id'],
    ['r.a["no"].id', two, '?invalid'],
    ['try(r.a["no"].id, "none")', two, '"none"'],
    ['{ for k, one in r.a : k => one.n }', two, '{k = "x", l.m = "y"}'],
    ['values(r.a)[*].n', two, '["x", "y"]'],
    ['keys(r.a)', two, '["k", "l.m"]'],
    ['r.a["k"].n', partly, '"x"'],
    ['r.a["z"].n', partly, '&r.a["z"].n'],
    ['r.a[var.v].n', partly, '&r.a[?].n'],
    ['{ for k, one in r.a : k => one.n }', partly, '{k = "x", …}'],
  ])('%s', (expression, block, expected) => {
    expect(read(expression, block)).toBe(expected);
  });

  it('is used by the instance of another block', () => {
    expect(instances(`${three}resource "u" "u" {\n  count = 2\n  x = r.a[count.index].n\n}\n`)).toEqual([
      'u.u[0] = "n0"',
      'u.u[1] = "n1"',
    ]);
    expect(instances(`${two}resource "u" "u" {\n  for_each = r.a\n  x = each.value.n\n}\n`)).toEqual([
      'u.u["k"] = "x"',
      'u.u["l.m"] = "y"',
    ]);
    expect(instances(`${two}resource "u" "u" {\n  for_each = { k = 1 }\n  x = r.a[each.key].id\n}\n`)).toEqual([
      'u.u["k"] = &r.a["k"].id',
    ]);
  });

  it('may be one to an instance of the same block', () => {
    expect(instances(counted('3', '  x = count.index == 0 ? 0 : r.a[count.index - 1].x + 1\n'))).toHaveLength(3);
    expect(() => load(counted('1000', '  x = r.a[(count.index + 1) % 1000].x\n'))).not.toThrow();
  });
});

describe('companion blocks', () => {
  const { mapping } = engine;
  const versioned = (buckets: string, companion: string) => {
    const { graph } = load(
      `variable "v" {}\nresource "aws_s3_bucket" "b" {\n${buckets}}\nresource "aws_s3_bucket_versioning" "v" {\n${companion}  versioning_configuration {\n    status = each.key == "a" ? "Enabled" : "Suspended"\n  }\n}\n`,
      { mapping },
    );
    return graph
      .ofType('AWS::S3::Bucket')
      .map((bucket) => `${bucket.address} ${show(bucket.get(['VersioningConfiguration', 'Status']))}`);
  };
  const each = '  for_each = { a = 1, b = 2 }\n';

  it.each([
    ['  for_each = aws_s3_bucket.b\n  bucket = each.value.id\n'],
    ['  for_each = aws_s3_bucket.b\n  bucket = aws_s3_bucket.b[each.key].bucket\n'],
    [`${each}  bucket = aws_s3_bucket.b[each.key].id\n`],
  ])('join instance by instance: %s', (companion) => {
    expect(versioned(each, companion)).toEqual(['aws_s3_bucket.b["a"] "Enabled"', 'aws_s3_bucket.b["b"] "Suspended"']);
  });

  it('of which one cannot be told leave all open', () => {
    const open = versioned(each, '  for_each = { a = 1 }\n  bucket = aws_s3_bucket.b[var.v].id\n');
    const declared = open.filter((line) => line.startsWith('aws_s3_bucket.b['));
    expect(declared).toHaveLength(2);
    for (const line of declared) expect(line).toMatch(/ (\?|oneOf)/);
  });

  it('of keys that are not known leave the others open', () => {
    const [first] = versioned(
      '  for_each = merge(var.v, { a = 1 })\n',
      '  for_each = merge(var.v, { a = 1 })\n  bucket = aws_s3_bucket.b[each.key].id\n',
    );
    expect(first).toMatch(/^aws_s3_bucket\.b\["a"\]/);
  });
});

describe('types of which not all instances are listed', () => {
  it('may have more', () => {
    const bucket = (each: string) => `variable "v" {}\nresource "aws_s3_bucket" "b" {\n  for_each = ${each}\n}\n`;
    const more = (each: string) => load(bucket(each), { mapping: engine.mapping }).graph.mayHaveMore('AWS::S3::Bucket');
    expect(more('merge(var.v, { a = 1 })')).toBe(true);
    expect(more('{ a = 1 }')).toBe(false);
  });
});

describe('limits', () => {
  it.each([
    ['a million by number', counted('1000000')],
    ['just too many', counted('1001')],
    ['too many keys', keyed('toset([for i in range(1100) : "k${i}"])')],
    ['a million keys', keyed('toset([for p in setproduct(range(1000), range(1000)) : "${p[0]}-${p[1]}"])')],
    ['a million keys of a map', keyed('{ for p in setproduct(range(1000), range(1000)) : "${p[0]}-${p[1]}" => p }')],
  ])('%s are one', (_name, text) => {
    const { natives } = load(text);
    expect(natives.map(({ address }) => address)).toEqual(['r.a']);
  });

  it('say so', () => {
    expect(instances(counted('1001'))).toEqual(['r.a = ?limit instance:r.a.count.index']);
    expect(instances(counted('1000'))).toHaveLength(1000);
  });

  it('hold for all blocks together', () => {
    const text = Array.from({ length: 40 }, (_, i) => counted('1000').replace('"a"', `"a${i}"`)).join('');
    const { natives, tree } = load(text);
    expect(natives.length).toBeLessThan(11_000);
    expect(natives.some(({ address }) => address === 'r.a39')).toBe(true);
    expect(tree.limited).toBe(true);
  });
});
