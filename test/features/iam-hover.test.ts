import { beforeAll, describe, expect, it } from 'vitest';
import type { IamDescriptions } from '../../server/src/features/iam/descriptions';
import { iamHover } from '../../server/src/features/iam/hover';
import { policyPlaceAt } from '../../server/src/features/iam/place';
import type { Catalogue } from '../../server/src/policy';
import { compactDescriptions } from '../../server/tools/iam-descriptions';
import { catalogueFromSources } from '../policy/iam';
import { ROOT } from '../rules/engine';
import { inEveryLanguage, type Marked, marked } from './iam-cases';

let catalogue: Catalogue;
let descriptions: IamDescriptions;
beforeAll(async () => {
  catalogue = await catalogueFromSources();
  descriptions = compactDescriptions(ROOT);
});

function hover({ text, kind, offset }: Marked) {
  const place = policyPlaceAt(text, kind, offset);
  const found = place && iamHover(place, catalogue, descriptions);
  return found && { markdown: found.markdown, on: text.slice(found.span.start, found.span.end).replace(/"/g, '') };
}

describe('hover in a policy', () => {
  for (const [name, at] of Object.entries(inEveryLanguage('Action', 's3:Get¦Object')))
    it(`tells what an action does, in ${name}`, () => {
      const shown = hover(at);
      expect(shown?.on).toBe('s3:GetObject');
      expect(shown?.markdown).toContain('**s3:GetObject** · Amazon S3 · Read');
      expect(shown?.markdown).toContain('Grants permission to retrieve objects from Amazon S3.');
      expect(shown?.markdown).toContain('arn:${Partition}:s3:::${BucketName}/${ObjectName}');
      expect(shown?.markdown).toContain('`s3:ExistingObjectTag/<key>`');
    });

  for (const [name, at] of Object.entries(inEveryLanguage('Action', 'sqs:Re¦*')))
    it(`counts what a wildcard covers, in ${name}`, () => {
      const shown = hover(at);
      expect(shown?.markdown).toContain('`sqs:Re*` covers 2 actions.');
      expect(shown?.markdown).toContain('- **Permissions management**: 1 · RemovePermission');
      expect(shown?.markdown).toContain('- **Read**: 1 · ReceiveMessage');
    });

  for (const [name, at] of Object.entries(inEveryLanguage('Resource', 'arn:aws:s3:::bu¦cket/*')))
    it(`tells what an ARN is of, in ${name}`, () => {
      const shown = hover(at);
      expect(shown?.markdown).toContain('**object** of `s3`');
      expect(shown?.markdown).toContain('All actions of this statement can be confined to it.');
    });

  it('says that statements cannot address a resource', () => {
    const shown = hover(
      marked('{"Statement":[{"Action":"s3:GetObject","Resource":"arn:aws:sqs:us-east-1:111122223333:que¦ue"}]}', 'policy'),
    );
    expect(shown?.markdown).toContain('**queue** of `sqs`');
    expect(shown?.markdown).toContain('No action of this statement is documented to address it.');
  });

  it('tells of a condition key which of the actions send it', () => {
    const shown = hover(
      marked(
        '{"Statement":[{"Action":["s3:ListBucket","s3:GetObject"],"Condition":{"StringLike":{"s3:pre¦fix":"a/*"}}}]}',
        'policy',
      ),
    );
    expect(shown?.markdown).toContain('**s3:prefix** · String');
    expect(shown?.markdown).toContain('Filters access by key name prefix.');
    expect(shown?.markdown).toContain('Sent by 1 of the 2 actions of this statement: `s3:ListBucket`');
  });

  it('tells of everything only the counts', () => {
    const shown = hover(marked('{"Statement":[{"Action":"¦*"}]}', 'policy'));
    expect(shown?.markdown).toMatch(/^`\*` covers \d\d,\d{3} actions of \d{3} services\./);
    expect(shown?.markdown.length).toBeLessThan(600);
  });

  it('does without descriptions', () => {
    const at = marked('{"Statement":[{"Action":"s3:Get¦Object"}]}', 'policy');
    const place = policyPlaceAt(at.text, at.kind, at.offset);
    const found = place && iamHover(place, catalogue, undefined);
    expect(found?.markdown).toContain('**s3:GetObject** · Amazon S3 · Read');
    expect(found?.markdown).not.toContain('Grants permission');
  });

  const silent: Readonly<Record<string, Marked>> = {
    'an unknown action': marked('{"Statement":[{"Action":"s3:Nothing¦"}]}', 'policy'),
    'a string that is no policy': marked('locals {\n  action = "s3:Get¦Object"\n}\n', 'terraform'),
    'a comment': marked(
      'data "aws_iam_policy_document" "d" {\n  statement {\n    # actions = ["s3:Get¦Object"]\n  }\n}\n',
      'terraform',
    ),
    'a policy of no kind that is ours': marked('{"Statement":[{"Action":"s3:Get¦Object"}]}', 'other'),
    'a property that is no policy': marked(
      'Resources:\n  A:\n    Properties:\n      Thing:\n        Statement:\n          - Action: s3:Get¦Object\n',
      'cloudformation',
    ),
  };
  for (const [name, at] of Object.entries(silent)) it(`is silent on ${name}`, () => expect(hover(at)).toBeUndefined());
});
