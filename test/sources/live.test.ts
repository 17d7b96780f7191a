import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildGraph, type Resource } from '../../server/src/resources';
import { judge, loadRules } from '../../server/src/rules';
import { EVERYTHING, type LiveRead, liveResource } from '../../server/src/sources/live';
import { engineFromSources } from '../rules/engine';
import { ruleOf } from '../rules/thing';

const { engine } = engineFromSources();
const DB = 'AWS::RDS::DBInstance';

/** What a rule with this `require` says of resources: the addresses found, and why others are not assessed. */
function judged(type: string, require: string, resources: readonly Resource[]) {
  const env = { schema: engine.schema, lists: {}, controls: new Map(), computed: new Set<string>() };
  const rule = ruleOf({ resource: type, require: parse(require) }, env);
  const result = judge(buildGraph({ resources, aliases: new Map() }), loadRules([rule], 'strict'), engine);
  return {
    found: result.findings.flatMap((one) => one.addresses),
    open: result.notAssessed.map((one) => `${one.address}: ${one.reason}`),
  };
}

const database = (properties: Record<string, unknown>, read: LiveRead) => liveResource(DB, 'db-1', properties, read);

describe('what a collector does not read', () => {
  it('is no finding, and said to be not assessed', () => {
    expect(judged(DB, 'KmsKeyId: { exists: true }', [database({ Engine: 'mysql' }, ['Engine'])])).toEqual({
      found: [],
      open: ['db-1: KmsKeyId: KmsKeyId was not read from the account'],
    });
  });

  it('is not taken for absent by the opposite question either', () => {
    expect(judged(DB, 'not: { KmsKeyId: { exists: true } }', [database({}, ['Engine'])]).open).toHaveLength(1);
  });

  it('is a finding once it is read and not there', () => {
    expect(judged(DB, 'KmsKeyId: { exists: true }', [database({}, ['KmsKeyId'])]).found).toEqual(['db-1']);
    expect(judged(DB, 'KmsKeyId: { exists: true }', [database({}, EVERYTHING)]).found).toEqual(['db-1']);
  });

  it('stays unknown although a value was given: the declaration counts', () => {
    expect(database({ KmsKeyId: 'k' }, ['Engine']).get(['KmsKeyId'])).toMatchObject({
      kind: 'unknown',
      reason: { kind: 'not-collected', path: 'KmsKeyId' },
    });
  });

  it('is told apart inside of a structure', () => {
    const one = database({ Endpoint: { Port: '1', Address: 'a' } }, ['Endpoint.Port']);
    expect(one.get(['Endpoint', 'Port'])).toMatchObject({ kind: 'string', value: '1' });
    expect(one.get(['Endpoint', 'Address']).kind).toBe('unknown');
    const endpoint = one.get(['Endpoint']);
    if (endpoint.kind !== 'map') throw new Error(endpoint.kind);
    expect([...endpoint.entries.keys()]).toEqual(['Port']);
    expect(endpoint.rest?.reason.kind).toBe('not-collected');
    const none = database({}, ['Endpoint.Port']);
    expect(none.get(['Endpoint', 'Port']).kind).toBe('absent');
    expect(none.get(['Endpoint']).kind).toBe('unknown');
  });

  it('is told apart inside of the items of a list, whose number is known', () => {
    const one = database({ Tags: [{ Key: 'a', Value: 'b' }] }, ['Tags[].Key']);
    expect(one.get(['Tags', 0, 'Key'])).toMatchObject({ kind: 'string', value: 'a' });
    expect(one.get(['Tags', 0, 'Value']).kind).toBe('unknown');
    expect(one.get(['Tags', 1]).kind).toBe('absent');
    expect(one.get(['Tags'])).toMatchObject({ kind: 'list', items: [{ value: { kind: 'map' } }] });
    expect(database({}, ['Tags[].Key']).get(['Tags']).kind).toBe('absent');
    expect(database({}, ['Engine']).get(['Tags', 0, 'Key']).kind).toBe('unknown');
  });

  it('leaves what refers to a resource open', () => {
    const vpc = liveResource('AWS::EC2::VPC', 'vpc-1', { CidrBlock: '10.0.0.0/16' }, EVERYTHING);
    const log = liveResource('AWS::EC2::FlowLog', 'fl-1', {}, ['ResourceType']);
    const result = judged('AWS::EC2::VPC', '"<-AWS::EC2::FlowLog.ResourceId": { exists: true }', [vpc, log]);
    expect(result).toMatchObject({ found: [], open: [expect.stringContaining('vpc-1')] });
  });
});

describe('what one live resource calls another', () => {
  const VPC = 'AWS::EC2::VPC';
  const ARN = 'arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1';
  const vpc = (id: string, aliases: readonly string[]) => liveResource(VPC, id, {}, EVERYTHING, aliases);
  const log = (target: string) => liveResource('AWS::EC2::FlowLog', 'fl-1', { ResourceId: target }, EVERYTHING);
  const logged = (target: string, ...vpcs: readonly Resource[]) =>
    judged(VPC, '"<-AWS::EC2::FlowLog.ResourceId": { exists: true }', [...vpcs, log(target)]);

  it.each([
    ['its id', vpc('vpc-1', []), 'vpc-1'],
    ['its ARN beside the id', vpc('vpc-1', [ARN]), ARN],
    ['its id beside the ARN', vpc(ARN, ['vpc-1']), 'vpc-1'],
  ])('is %s', (_, target, literal) => {
    expect(logged(literal, target)).toEqual({ found: [], open: [] });
  });

  it('is another resource where neither is meant', () => {
    expect(logged('vpc-2', vpc('vpc-1', [ARN])).found).toEqual(['vpc-1']);
  });

  it('is not decided where only the form differs', () => {
    expect(logged(ARN, vpc('vpc-1', []))).toMatchObject({ found: [], open: [expect.stringContaining('vpc-1')] });
  });

  it('is not decided where two have the name', () => {
    const both = logged('shared', vpc('vpc-1', ['shared']), vpc('vpc-2', ['shared']));
    expect(both.found).toEqual([]);
    expect(both.open).toHaveLength(2);
  });

  it('is followed by id, by ARN and by name', () => {
    const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k-1';
    const key = liveResource('AWS::KMS::Key', 'k-1', { Enabled: false }, EVERYTHING, [KEY]);
    const ask = (literal: string) =>
      judged(DB, '"KmsKeyId->AWS::KMS::Key.Enabled": true', [key, database({ KmsKeyId: literal }, EVERYTHING)]);
    expect(ask('k-1').found).toContain('db-1');
    expect(ask(KEY).found).toContain('db-1');
    expect(ask('arn:aws:kms:eu-west-1:111122223333:key/k-2')).toMatchObject({
      found: [],
      open: [expect.stringContaining('db-1')],
    });
  });

  it('finds a resource of the graph by its ARN', () => {
    const target = vpc('vpc-1', [ARN]);
    const graph = buildGraph({ resources: [target], aliases: new Map() });
    expect(graph.at(ARN)).toBe(target);
    expect(graph.at('vpc-1')).toBe(target);
  });
});
