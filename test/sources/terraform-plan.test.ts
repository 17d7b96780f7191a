import { describe, expect, it } from 'vitest';
import { looksLikePlan } from '../../server/src/sources/terraform';
import { loadPlan } from '../../server/src/sources/terraform/plan';
import { parseJson } from '../../server/src/syntax/json';
import type { Value } from '../../server/src/values';
import { engineFromSources } from '../rules/engine';
import { show } from './terraform';

const { engine } = engineFromSources();
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Members = { readonly [key: string]: Json };

interface Planned {
  readonly address: string;
  readonly values: Members;
  readonly unknown?: Members;
  readonly sensitive?: Json;
  readonly actions?: readonly string[];
  /** Arguments in the configuration; undefined: every value is written. */
  readonly written?: { readonly [name: string]: Json };
}

const factsOf = (address: string) => {
  const local = address.replace(/^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)+/, '');
  const [, type = '', name = '', index] = /^([^.]+)\.([^.[]+)(?:\[(.*)\])?$/.exec(local) ?? [];
  return {
    address,
    mode: 'managed',
    type,
    name,
    ...(index === undefined ? {} : { index: JSON.parse(index) }),
    provider_name: 'p',
  };
};

/** A plan of a root module, with calls and modules where they are given as the configuration has them. */
function plan(resources: readonly Planned[], more: { readonly [key: string]: unknown } = {}, calls: Json = {}) {
  const text = JSON.stringify({
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: resources.filter(({ address }) => !address.startsWith('module.')).map(planned),
        child_modules: [
          { address: 'module.m', resources: resources.filter(({ address }) => address.startsWith('module.')).map(planned) },
        ],
      },
    },
    resource_changes: resources.map(({ address, values, unknown = {}, sensitive = {}, actions = ['create'] }) => ({
      ...factsOf(address),
      change: { actions, before: null, after: values, after_unknown: unknown, after_sensitive: sensitive },
    })),
    configuration: {
      root_module: {
        resources: resources.filter(({ address }) => !address.startsWith('module.')).map(configured),
        module_calls: calls,
      },
    },
    ...more,
  });
  const configuration = loadPlan({ uri: 'file:///p/plan.json', document: parseJson(text), mapping: engine.mapping });
  const value = (address: string, name: string): Value | undefined =>
    configuration.natives.find((native) => native.address === address)?.values.entries.get(name)?.value;
  return {
    ...configuration,
    text,
    value,
    shown: (address: string, name: string) => {
      const found = value(address, name);
      return found ? show(found) : 'nothing';
    },
  };
}

const planned = ({ address, values }: Planned) => ({ ...factsOf(address), values, sensitive_values: {} });

function configured({ address, values, unknown = {}, written }: Planned) {
  const { index: _, ...facts } = factsOf(address) as ReturnType<typeof factsOf> & { index?: unknown };
  const all = Object.fromEntries([...Object.keys(values), ...Object.keys(unknown)].map((name) => [name, {}]));
  return { ...facts, address: address.replace(/\[.*$/, ''), expressions: written ?? all };
}

describe('plans', () => {
  it('are told by their keys', () => {
    expect(looksLikePlan('{"format_version": "1.2", "planned_values": {}}')).toBe(true);
    expect(looksLikePlan('\ufeff{"applyable": true, "format_version": "1.2", "resource_changes": []}')).toBe(true);
    expect(looksLikePlan('{"format_version": "1.0", "values": {"root_module": {}}}')).toBe(false);
    expect(looksLikePlan('{"AWSTemplateFormatVersion": "2010-09-09", "format_version": 1, "planned_values": 2}')).toBe(false);
  });

  it('say what is known, what is known after apply, and what is not written', () => {
    const { shown } = plan([
      {
        address: 'x.y',
        values: { a: 'text', b: null, c: [1, null], d: { e: true }, f: '' },
        unknown: { g: true, c: [false, true], d: { h: true } },
      },
    ]);
    expect(['a', 'b', 'c', 'd', 'f', 'g'].map((name) => shown('x.y', name))).toEqual([
      '"text"',
      'nothing',
      '[1, ?computed]',
      '{e = true, h = ?computed}',
      '""',
      '?computed',
    ]);
  });

  it('hide what is sensitive, however deep', () => {
    const { value } = plan([
      { address: 'x.y', values: { a: 'topsecret', b: { c: 'topsecret', d: 1 } }, sensitive: { a: true, b: { c: true } } },
    ]);
    expect(value('x.y', 'a')?.sensitive).toBe(true);
    const b = value('x.y', 'b');
    expect(b?.kind === 'map' && [...b.entries.values()].map((entry) => entry.value.sensitive)).toEqual([true, undefined]);
    const whole = plan([{ address: 'x.y', values: { a: ['topsecret'] }, sensitive: { a: true } }]).value('x.y', 'a');
    expect(whole?.kind === 'list' && whole.items[0]?.value.sensitive).toBe(true);
  });

  it('show what will be there, not what goes', () => {
    const { natives } = plan([{ address: 'x.stays', values: {}, actions: ['no-op'] }], {
      resource_changes: [
        { ...factsOf('x.goes'), change: { actions: ['delete'], before: { a: 1 }, after: null } },
        {
          ...factsOf('x.stays'),
          deposed: 'abc',
          change: { actions: ['delete'], before: {}, after: null, after_unknown: { a: true } },
        },
      ],
    });
    expect(natives.map(({ address }) => address)).toEqual(['x.stays']);
    expect(natives[0]?.values.entries.size).toBe(0);
  });

  it('without planned values are read from their changes', () => {
    const { shown, natives } = plan([{ address: 'x.y', values: { a: 1 } }], { planned_values: undefined });
    expect(natives).toHaveLength(1);
    expect(shown('x.y', 'a')).toBe('1');
  });

  it.each([
    ['an unknown format', { format_version: '2.0' }, 'Plans of format 2.0 are not known: this reads formats 0 and 1.'],
    ['no format', { format_version: 3 }, 'This is no plan: it has no "format_version".'],
  ])('of %s are refused', (_, more, message) => {
    const { natives, problems } = plan([{ address: 'x.y', values: {} }], more);
    expect(natives).toEqual([]);
    expect(problems?.map((problem) => problem.message)).toEqual([message]);
  });

  it.each([
    'null',
    '[]',
    '{"format_version": "1.2", "planned_values": 1, "resource_changes": {"a": [1]}}',
    '{"format_version": "1.2", "planned_values": {"root_module": {"resources": [1, {"address": 2}], "child_modules": [[]]}}}',
  ])('that are broken have no resources: %s', (text) => {
    expect(loadPlan({ uri: 'file:///p', document: parseJson(text), mapping: engine.mapping }).natives).toEqual([]);
  });

  it('that leave something out do not prove that it is not there', () => {
    expect(plan([{ address: 'x.y', values: {} }], { complete: false }).graph.mayHaveMore('AWS::EC2::FlowLog')).toBe(true);
    expect(plan([{ address: 'x.y', values: {} }], { complete: true }).graph.mayHaveMore('AWS::EC2::FlowLog')).toBe(false);
  });
});

describe('what nobody wrote', () => {
  const bucket = (values: Members, unknown: Members, actions: readonly string[]): Planned => ({
    ...{ address: 'aws_s3_bucket.b', values: { bucket: 'b', ...values }, unknown, actions },
    written: { bucket: { constant_value: 'b' } },
  });

  it('counts where it is the default of the provider', () => {
    const { shown } = plan([bucket({ force_destroy: false }, {}, ['create'])]);
    expect(shown('aws_s3_bucket.b', 'force_destroy')).toBe('false');
  });

  it('is not written where it is known after apply, but for blocks that a loop may make', () => {
    const { shown } = plan([bucket({}, { acl: true, versioning: true }, ['create'])]);
    expect(shown('aws_s3_bucket.b', 'acl')).toBe('nothing');
    expect(shown('aws_s3_bucket.b', 'versioning')).toBe('?computed');
  });

  it('is as it was read, unless a part of it changes', () => {
    const before = bucket({ versioning: [{ enabled: false }] }, {}, ['no-op']);
    const part = (actions: readonly string[]): Planned => ({
      ...{ address: 'aws_s3_bucket_versioning.b', actions },
      values: { bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] },
    });
    expect(plan([before]).shown('aws_s3_bucket.b', 'versioning')).toBe('[{enabled = false}]');
    expect(plan([before, part(['no-op'])]).shown('aws_s3_bucket.b', 'versioning')).toBe('[{enabled = false}]');
    expect(plan([before, part(['create'])]).shown('aws_s3_bucket.b', 'versioning')).toBe('?undecided');
  });
});

describe('references in a plan', () => {
  const owner: Planned = { address: 'aws_s3_bucket.b', values: {}, unknown: { id: true } };
  const owners = ['p', 'q'].map((key): Planned => ({ ...owner, address: `aws_s3_bucket.b["${key}"]` }));
  const part = (references: readonly string[], address = 'aws_s3_bucket_versioning.v'): Planned => ({
    ...{ address, values: {}, unknown: { bucket: true } },
    written: { bucket: { references } },
  });

  it.each<[string, readonly Planned[], readonly string[], string]>([
    ['an attribute', [owner], ['aws_s3_bucket.b.id', 'aws_s3_bucket.b'], '&aws_s3_bucket.b.id'],
    ['an instance', owners, ['aws_s3_bucket.b["p"].id', 'aws_s3_bucket.b["p"]', 'aws_s3_bucket.b'], '&aws_s3_bucket.b["p"].id'],
    ['two resources', [owner], ['aws_s3_bucket.b.id', 'aws_s3_bucket.b', 'aws_s3_bucket.c.id', 'aws_s3_bucket.c'], '?computed'],
    ['a local', [owner], ['local.bucket'], '?computed'],
    ['nothing', [owner], [], '?computed'],
  ])('to %s', (_, resources, references, expected) => {
    expect(plan([...resources, part(references)]).shown('aws_s3_bucket_versioning.v', 'bucket')).toBe(expected);
  });

  it('of an instance to the one of the same key', () => {
    const each = part(['aws_s3_bucket.b', 'each.key'], 'aws_s3_bucket_versioning.v["q"]');
    expect(plan([...owners, each]).shown('aws_s3_bucket_versioning.v["q"]', 'bucket')).toBe('&aws_s3_bucket.b["q"].id');
  });

  it('of a loop over the owners', () => {
    const text = plan([...owners, part(['each.value.id', 'each.value'], 'aws_s3_bucket_versioning.v["q"]')]).text;
    const json = JSON.parse(text);
    const block = json.configuration.root_module.resources.at(-1);
    block.for_each_expression = { references: ['aws_s3_bucket.b'] };
    const { natives } = loadPlan({ uri: 'file:///p', document: parseJson(JSON.stringify(json)), mapping: engine.mapping });
    const found = natives.at(-1)?.values.entries.get('bucket')?.value;
    expect(found && show(found)).toBe('&aws_s3_bucket.b["q"].id');
  });

  it('through the variable of a module, and its output', () => {
    const inside: Planned = { address: 'module.m.aws_s3_bucket_versioning.v', values: {}, unknown: { bucket: true } };
    const outside = part(['module.m.made', 'module.m'], 'aws_s3_bucket_logging.l');
    const made: Planned = { address: 'module.m.aws_s3_bucket.made', values: {}, unknown: { id: true } };
    const { shown, graph } = plan(
      [owner, inside, outside, made],
      {},
      {
        m: {
          source: './m',
          expressions: { bucket_id: { references: ['aws_s3_bucket.b.id', 'aws_s3_bucket.b'] } },
          module: {
            outputs: { made: { expression: { references: ['aws_s3_bucket.made.id', 'aws_s3_bucket.made'] } } },
            resources: [
              { ...factsOf('aws_s3_bucket_versioning.v'), expressions: { bucket: { references: ['var.bucket_id'] } } },
              { ...factsOf('aws_s3_bucket.made'), expressions: {} },
            ],
          },
        },
      },
    );
    expect(shown('module.m.aws_s3_bucket_versioning.v', 'bucket')).toBe('&aws_s3_bucket.b.id');
    expect(shown('aws_s3_bucket_logging.l', 'bucket')).toBe('&module.m.aws_s3_bucket.made.id');
    expect(graph.at('module.m.aws_s3_bucket_versioning.v')?.address).toBe('aws_s3_bucket.b');
  });
});
