import { parse } from 'yaml';
import type { PropertyPath, Resource, SchemaData } from '../../server/src/resources';
import { buildGraph } from '../../server/src/resources/build-graph';
import type { DefaultsData, Judged } from '../../server/src/rules';
import { judge, loadRules } from '../../server/src/rules';
import { compileDefaults, compileRule } from '../../server/src/rules/compile';
import type { Entry, Item, Origin, Value } from '../../server/src/values';
import { absent, boolValue, numberValue, stringValue, unknown } from '../../server/src/values';

export const THING = 'Ashlar::Test::Thing';
export const OTHER = 'Ashlar::Test::Other';

const SCHEMA: SchemaData = {
  [THING]: {
    properties: {
      Name: 'string',
      On: 'boolean',
      Size: 'integer',
      Names: { list: 'string' },
      Items: { list: { object: 'Item' } },
      Map: { map: 'string' },
      Deep: { object: 'Deep' },
      Document: 'json',
      Ingress: { list: { object: 'Ingress' } },
      OtherId: 'string',
      OtherIds: { list: 'string' },
    },
    definitions: {
      Item: { Key: 'string', Value: 'string', On: 'boolean' },
      Deep: { On: 'boolean', Size: 'integer' },
      Ingress: { IpProtocol: 'string', FromPort: 'integer', ToPort: 'integer', CidrIp: 'string', CidrIpv6: 'string' },
    },
    attributes: [],
  },
  'AWS::EC2::NetworkAclEntry': { properties: {}, definitions: {}, attributes: [] },
  'Microsoft.Network/networkSecurityGroups': { properties: {}, definitions: {}, attributes: [], ignoreCase: true },
  'compute.googleapis.com/Firewall': { properties: {}, definitions: {}, attributes: [] },
  [OTHER]: { properties: { Name: 'string', ThingId: 'string', On: 'boolean' }, definitions: {}, attributes: [] },
};

/** Stands in properties for what plain data cannot say. */
export class Special {
  constructor(readonly make: (origin: Origin) => Value) {}
}

export const unset = (symbol?: string) => new Special((origin) => unknown({ kind: 'unset', name: 'var.x' }, origin, symbol));
export const generated = () =>
  new Special((origin) => unknown({ kind: 'computed', what: 'generated name' }, origin, 'generated:thing.a.Name'));
export const ref = (address: string) => new Special((origin) => ({ kind: 'reference', address, attribute: 'id', origin }));
export const oneOf = (...choices: readonly unknown[]) =>
  new Special((origin) => ({ kind: 'oneOf', choices: choices.map((one) => asValue(one, origin)), origin }));
export const text = (...parts: readonly unknown[]) =>
  new Special((origin) => ({
    kind: 'text',
    parts: parts.map((one) => (typeof one === 'string' ? one : asValue(one, origin))),
    origin,
  }));
/** A list whose last items may not be there, and that may go on. */
export const partly = (sure: readonly unknown[], maybe: readonly unknown[] = [], rest = false) =>
  new Special((origin) => {
    const items: Item[] = [
      ...sure.map((one): Item => ({ value: asValue(one, origin), member: true })),
      ...maybe.map((one): Item => ({ value: asValue(one, origin), member: 'unknown' })),
    ];
    return rest
      ? { kind: 'list', items, rest: unknown({ kind: 'unset', name: 'var.rest' }, origin), origin }
      : { kind: 'list', items, origin };
  });
export const byDefault = (value: unknown) => new Special((origin) => asValue(value, { kind: 'default', of: origin }));

let offset = 0;

function asValue(data: unknown, origin: Origin): Value {
  if (data instanceof Special) return data.make(origin);
  if (typeof data === 'string') return stringValue(data, origin);
  if (typeof data === 'number') return numberValue(data, origin);
  if (typeof data === 'boolean') return boolValue(data, origin);
  if (Array.isArray(data))
    return { kind: 'list', items: data.map((one): Item => ({ value: asValue(one, place()), member: true })), origin };
  if (typeof data === 'object' && data !== null) {
    const entries = new Map(
      Object.entries(data).map(([key, one]): [string, Entry] => [key, { value: asValue(one, place()), member: true }]),
    );
    return { kind: 'map', entries, origin };
  }
  return absent(origin);
}

function place(): Origin {
  offset += 10;
  return { kind: 'text', uri: 'file:///t.tf', span: { start: offset, end: offset + 5 } };
}

export interface ThingOptions {
  readonly type?: string;
  readonly address?: string;
  readonly live?: true;
  readonly exists?: 'unknown';
  readonly declared?: false;
}

/** A resource of a made-up type with these properties. */
export function thing(properties: Readonly<Record<string, unknown>>, options: ThingOptions = {}): Resource {
  const root = asValue(properties, place());
  const address = options.address ?? 'thing.a';
  return {
    type: options.type ?? THING,
    address,
    name: address.split('.').at(-1) ?? address,
    source: options.live ? 'live' : 'terraform',
    origin: place(),
    body: place(),
    exists: options.exists ?? true,
    declared: options.declared ?? true,
    get: (path: PropertyPath) => path.reduce<Value>(step, root),
  };
}

function step(value: Value, name: string | number): Value {
  switch (value.kind) {
    case 'map': {
      const entry = value.entries.get(String(name));
      if (!entry) return absent(value.origin);
      return entry.value;
    }
    case 'list':
      return value.items[Number(name)]?.value ?? absent(value.origin);
    case 'oneOf':
      return { ...value, choices: value.choices.map((choice) => step(choice, name)) };
    default:
      return value;
  }
}

export interface JudgeOptions {
  readonly defaults?: string;
  readonly identifiers?: Readonly<Record<string, readonly string[]>>;
  readonly escapes?: (resource: Resource) => boolean;
  readonly incomplete?: ReadonlySet<string>;
  readonly lists?: Readonly<Record<string, readonly (string | number)[]>>;
}

/** A rule of what its judgement needs. @throws Error with its problems. */
export function ruleOf(judging: object, env: Parameters<typeof compileRule>[2]): ReturnType<typeof compileRule>['rule'] {
  const said = { title: 't', severity: 'low', category: 'iam', message: '{name} is wrong', why: 'w', advice: 'a' };
  const { rule, problems } = compileRule('aws/test/rule', { ...said, ...judging }, env);
  if (problems.length > 0) throw new Error(problems.map((one) => `${one.place.join(' > ')}: ${one.message}`).join('\n'));
  return rule;
}

/** Judges resources by a rule whose `require` and the like are written as YAML. @throws Error with the rule's problems. */
export function judgeThings(yaml: string, resources: readonly Resource[], options: JudgeOptions = {}): Judged {
  const lists = Object.fromEntries(
    Object.entries(options.lists ?? {}).map(
      ([name, values]) => [name, { title: name, source: 'https://x', date: '2026-01-01', values }] as const,
    ),
  );
  const env = { schema: SCHEMA, lists, controls: new Map(), computed: new Set<string>() };
  const rule = ruleOf({ resource: THING, ...parse(yaml) }, env);
  const compiled = compileDefaults(parse(options.defaults ?? '{}'), env);
  if (compiled.problems.length > 0) throw new Error(compiled.problems.map((one) => one.message).join('\n'));
  const defaults: DefaultsData = compiled.defaults;
  const graph = buildGraph({
    resources,
    aliases: new Map(),
    ...(options.escapes ? { escapes: options.escapes } : {}),
    ...(options.incomplete ? { incomplete: options.incomplete } : {}),
  });
  return judge(graph, loadRules([rule], 'strict'), {
    schema: SCHEMA,
    defaults,
    mapping: { identifiers: options.identifiers ?? {} },
  });
}

/** `true` where the requirement holds, `false` where there is a finding, else `unknown`. */
export function holds(
  require: string,
  properties: Readonly<Record<string, unknown>>,
  options: JudgeOptions & ThingOptions = {},
): boolean | 'unknown' {
  const judged = judgeThings(`require: ${require}`, [thing(properties, options)], options);
  if (judged.findings.length > 0) return false;
  return judged.notAssessed.length > 0 ? 'unknown' : true;
}
