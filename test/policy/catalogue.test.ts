import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Catalogue } from '../../server/src/policy';
import { closest, editDistance } from '../../server/src/policy/closest';
import { compactIam } from '../../server/tools/iam-data';
import { ROOT } from '../rules/engine';

const data = await compactIam(ROOT);
const catalogue = new Catalogue(data);

describe('the compacted reference', () => {
  it('is small enough to ship', () => {
    expect(gzipSync(JSON.stringify(data)).length).toBeLessThan(220_000);
  });
  it('says when it was read', () => expect(catalogue.date).toMatch(/^20\d\d-\d\d-\d\d$/));
  it('holds every service and action', () => {
    expect(catalogue.servicePrefixes.length).toBeGreaterThan(450);
    expect(catalogue.expand('*').length).toBeGreaterThan(22_000);
  });
});

describe('actions', () => {
  it('are known by name, in any case', () => {
    const action = catalogue.action('S3:getobject');
    expect([action?.service, action?.name, action?.level]).toEqual(['s3', 'GetObject', 'Read']);
    expect(action?.resourceTypes.map(({ type }) => type.name)).toContain('object');
    expect(action?.conditionKeys.map(({ key }) => key)).toContain('s3:ExistingObjectTag/<key>');
    expect(catalogue.action('s3:GetObjct')).toBeUndefined();
    expect(catalogue.action('GetObject')).toBeUndefined();
  });
  it('have levels, required types and further actions', () => {
    expect(catalogue.action('sqs:AddPermission')?.level).toBe('Permissions management');
    expect(catalogue.action('ec2:CreateTags')?.level).toBe('Tagging');
    expect(catalogue.action('iam:PassRole')?.resourceTypes.map(({ type, required }) => [type.name, required])).toEqual([
      ['role', true],
    ]);
    const services = { x: 'X\n\n\nRun|W|||iam:PassRole,x:Stop\nStop|W' };
    const small = new Catalogue({ date: '2026-01-01', global: [], resourceControl: [], services });
    expect(small.action('x:Run')?.dependentActions).toEqual(['iam:PassRole', 'x:Stop']);
    expect(small.action('x:Stop')?.dependentActions).toEqual([]);
  });
  it('are what a wildcard stands for', () => {
    const names = (pattern: string) => catalogue.expand(pattern).map((action) => `${action.service}:${action.name}`);
    expect(names('iam:Pass*')).toEqual(['iam:PassRole']);
    expect(names('IAM:passrole')).toEqual(['iam:PassRole']);
    expect(names('s3:GetObject?cl')).toEqual(['s3:GetObjectAcl']);
    expect(names('s3:Nothing*')).toEqual([]);
    expect(names('nothing:*')).toEqual([]);
    expect(names('sns')).toEqual([]);
    expect(new Set(catalogue.expand('s3*:*').map((action) => action.service)).has('s3-outposts')).toBe(true);
  });
});

describe('condition keys', () => {
  it('are found by name, with their type', () => {
    expect(catalogue.conditionKey('AWS:sourceip')).toMatchObject({ key: 'aws:SourceIp', type: 'IPAddress', multivalued: false });
    expect(catalogue.conditionKey('aws:TagKeys')).toMatchObject({ type: 'String', multivalued: true });
    expect(catalogue.conditionKey('s3:prefix')).toMatchObject({ key: 's3:prefix' });
    expect(catalogue.conditionKey('aws:Nothing')).toBeUndefined();
  });
  it('may end in what the author chooses', () => {
    expect(catalogue.conditionKey('aws:RequestTag/team')?.key).toBe('aws:RequestTag/${TagKey}');
    expect(catalogue.conditionKey('aws:PrincipalTag/team')?.key).toBe('aws:PrincipalTag/tag-key');
    expect(catalogue.conditionKey('s3:ExistingObjectTag/a/b')?.key).toBe('s3:ExistingObjectTag/<key>');
    expect(catalogue.conditionKey('aws:RequestTag')).toBeUndefined();
    expect(catalogue.bareTemplate('aws:requesttag/')?.key).toBe('aws:RequestTag/${TagKey}');
    expect(catalogue.bareTemplate('aws:RequestTag')?.key).toBe('aws:RequestTag/${TagKey}');
    expect(catalogue.bareTemplate('aws:SourceIp')).toBeUndefined();
  });
  it('belong to actions', () => {
    const accepts = (action: string, key: string) => {
      const found = catalogue.action(action);
      return found && catalogue.acceptsKey(found, key);
    };
    expect(accepts('s3:ListBucket', 's3:prefix')).toBe(true);
    expect(accepts('s3:GetObject', 's3:prefix')).toBe(false);
    expect(accepts('s3:GetObject', 'aws:SourceIp')).toBe(true);
    expect(accepts('ec2:StopInstances', 'aws:ResourceTag/team')).toBe(true);
  });
});

describe('services in ARNs', () => {
  it('have types with templates', () => {
    expect(catalogue.resourceTypesOfArn('sqs').map((type) => type.arn)).toContain(
      'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}',
    );
    expect(catalogue.isArnService('catalog')).toBe(true);
    expect(catalogue.isArnService('nothing')).toBe(false);
  });
});

describe('the nearest name', () => {
  const cases: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['a missing letter', catalogue.nearestAction('s3:GetObjct'), 's3:GetObject'],
    ['letters that changed places', catalogue.nearestAction('s3:PutObjcet'), 's3:PutObject'],
    ['a service', catalogue.nearestService('dynamdb'), 'dynamodb'],
    ['a key', catalogue.nearestKey('aws:SourcIp'), 'aws:SourceIp'],
    ['nothing like it', catalogue.nearestAction('s3:Frobnicate'), undefined],
    ['another case', closest('getobject', ['PutObject', 'GetObject']), 'GetObject'],
    ['two that are equally near', closest('abcdx', ['abcdy', 'abcdz']), undefined],
    ['a short word', closest('ab', ['xy']), undefined],
  ];
  for (const [name, actual, expected] of cases) it(name, () => expect(actual).toBe(expected));

  it('is told by a distance that is symmetric and bounded', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), fc.integer({ min: 0, max: 8 }), (a, b, limit) => {
        const whole = editDistance(a, b, 99);
        expect(editDistance(b, a, 99)).toBe(whole);
        expect(whole).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(Math.min(editDistance(a, b, limit), limit + 1)).toBe(Math.min(whole, limit + 1));
      }),
    );
  });
});
