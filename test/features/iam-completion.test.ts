import { beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { iamCompletion } from '../../server/src/features/iam/completion';
import { referenceOffers } from '../../server/src/features/iam/completion-references';
import type { IamDescriptions } from '../../server/src/features/iam/descriptions';
import { policyPlaceAt } from '../../server/src/features/iam/place';
import type { Catalogue } from '../../server/src/policy';
import { span } from '../../server/src/text';
import { compactDescriptions } from '../../server/tools/iam-descriptions';
import { catalogueFromSources } from '../policy/iam';
import { engineFromSources, ROOT } from '../rules/engine';
import { inEveryLanguage, type Marked, marked } from './iam-cases';

const { engine } = engineFromSources();
let catalogue: Catalogue;
let descriptions: IamDescriptions;
beforeAll(async () => {
  catalogue = await catalogueFromSources();
  descriptions = compactDescriptions(ROOT);
});

function complete({ text, kind, offset }: Marked) {
  const place = policyPlaceAt(text, kind, offset);
  const found = place && iamCompletion(place, text, offset, catalogue, descriptions);
  const labels = found?.items.map(({ label }) => label) ?? [];
  /** The text after an item is taken. */
  const take = (label: string): string => {
    const item = found?.items.find((one) => one.label === label);
    if (!found || !item) throw new Error(`There is no ${label} among ${labels.slice(0, 20).join(' ')}`);
    return text.slice(0, found.span.start) + item.insert + text.slice(found.span.end);
  };
  return { labels, take, items: found?.items ?? [] };
}

describe('completion of resources of the configuration', () => {
  /** The text after taking the first item, and the labels of all references. */
  const taken = (name: string, text: string): readonly [result: string | undefined, labels: readonly string[]] => {
    const {
      text: plain,
      offset,
      kind,
    } = marked(text, name.endsWith('.tf') ? 'terraform' : name === 'p.json' ? 'policy' : 'cloudformation');
    const analysis = new Analysis(engine, { strict: true });
    analysis.setFile(`file:///w/${name}`, plain, 1);
    const place = policyPlaceAt(plain, kind, offset);
    if (!place) throw new Error('no policy stands there');
    const references = referenceOffers(place, kind, analysis.addressable(`file:///w/${name}`, span(offset, offset)), catalogue);
    const found = iamCompletion(place, plain, offset, catalogue, descriptions, references);
    const [first] = found?.items ?? [];
    return [
      found && first && plain.slice(0, found.span.start) + first.insert + plain.slice(found.span.end),
      (found?.items ?? []).filter(({ kind: each }) => each === 'reference').map(({ label }) => label),
    ];
  };
  const RESOURCES = 'resource "aws_s3_bucket" "b" {}\nresource "aws_sqs_queue" "q" {}\n';

  it('offers what the actions can be confined to, as it is written in each language', () => {
    const encoded = (resource: string): string =>
      `${RESOURCES}resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = ${resource} }] })\n}\n`;
    expect(taken('main.tf', encoded('"¦"'))).toEqual([
      encoded('"${aws_s3_bucket.b.arn}/*"'),
      ['${aws_s3_bucket.b.arn}/*', 'aws_s3_bucket.b.arn'],
    ]);
    const block = (resource: string): string =>
      `${RESOURCES}data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ["sqs:SendMessage"]\n    resources = [${resource}]\n  }\n}\n`;
    expect(taken('main.tf', block('¦'))).toEqual([block('aws_sqs_queue.q.arn'), ['aws_sqs_queue.q.arn']]);
    const heredoc = (resource: string): string =>
      `${RESOURCES}resource "aws_iam_policy" "p" {\n  policy = <<-EOT\n    { "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ${resource} }] }\n  EOT\n}\n`;
    expect(taken('main.tf', heredoc('"¦"'))[0]).toBe(heredoc('"${aws_sqs_queue.q.arn}"'));
    const yaml = (resource: string): string =>
      `Resources:\n  Q:\n    Type: AWS::SQS::Queue\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: sqs:SendMessage\n            Resource: ${resource}\n`;
    expect(taken('t.yaml', yaml('¦'))[0]).toBe(yaml('!GetAtt Q.Arn'));
    const template = (resource: string): string =>
      `{"Resources":{"B":{"Type":"AWS::S3::Bucket"},"P":{"Type":"AWS::IAM::ManagedPolicy","Properties":{"PolicyDocument":{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":${resource}}]}}}}}`;
    expect(taken('t.json', template('"¦"'))[0]).toBe(template('{ "Fn::Sub": "${B.Arn}/*" }'));
    expect(taken('p.json', '{"Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"¦"}]}')[1]).toEqual([]);
  });
  it('offers none without an action that tells which, and none in a key policy of itself', () => {
    const text = (action: string): string =>
      `${RESOURCES}data "aws_iam_policy_document" "p" {\n  statement {\n    ${action}\n    resources = [¦]\n  }\n}\n`;
    expect(taken('main.tf', text(''))[1]).toEqual([]);
    expect(taken('main.tf', text('not_actions = ["s3:*"]'))[1]).toEqual([]);
    const own =
      'resource "aws_kms_key" "k" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:Decrypt", Resource = "¦" }] })\n}\n';
    expect(taken('main.tf', own)[1]).toEqual([]);
  });
});

describe('the service principals that are offered', () => {
  it('each have the page of AWS that names them', () => {
    const at = marked('{"Statement":[{"Effect":"Allow","Principal":{"Service":"¦"},"Action":"sts:AssumeRole"}]}', 'policy');
    const { items } = complete(at);
    expect(items.map(({ label }) => label)).toContain('lambda.amazonaws.com');
    for (const item of items) {
      expect(item.label).toMatch(/^[a-z0-9.-]+\.amazonaws\.com$/);
      expect(item.documentation).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    }
  });
});

describe('completion in a policy', () => {
  for (const [name, at] of Object.entries(inEveryLanguage('Action', 's3:Get¦')))
    it(`offers the actions of a service, in ${name}`, () => {
      const { items, take } = complete(at);
      const item = items.find(({ label }) => label === 's3:GetObject');
      expect(item).toMatchObject({
        kind: 'action',
        detail: 'Read',
        documentation: 'Grants permission to retrieve objects from Amazon S3.',
      });
      expect(items.map(({ label }) => label)).toContain('s3:Get*');
      expect(take('s3:GetObject')).toBe(at.text.replace('s3:Get', 's3:GetObject'));
    });

  for (const [name, at] of Object.entries(inEveryLanguage('Action', 's¦')))
    it(`offers services, in ${name}`, () => {
      const { items, take } = complete(at);
      expect(items.find(({ label }) => label === 's3:')).toMatchObject({ kind: 'service', detail: 'Amazon S3', again: true });
      expect(take('sqs:')).toContain('sqs:');
    });

  for (const [name, at] of Object.entries(inEveryLanguage('Resource', 'arn¦')))
    it(`offers the ARNs that the statement's actions address, in ${name}`, () => {
      const { labels, take } = complete(at);
      expect(labels[0]).toBe('arn:aws:s3:::BucketName/ObjectName');
      expect(labels).not.toContain('arn:aws:s3:::BucketName');
      expect(labels.at(-1)).toBe('*');
      expect(take('arn:aws:s3:::BucketName/ObjectName')).toContain('arn:aws:s3:::${1:BucketName}/${2:ObjectName}');
    });

  const inJson = (text: string): Marked => marked(text, 'policy');
  const inHcl = (text: string): Marked => marked(text, 'terraform');
  const inYaml = (lines: readonly string[]): Marked =>
    marked(
      `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n${lines.map((line) => `        ${line}\n`).join('')}`,
      'cloudformation',
    );

  const cases: readonly (readonly [name: string, at: Marked, label: string, result: string | undefined])[] = [
    ['a string that is not closed', inJson('{"Statement":[{"Action":["s3:GetO¦\n]}]}'), 's3:GetObject', '"s3:GetObject"\n'],
    ['a statement that is not closed', inJson('{"Statement":[{"Effect":"¦'), 'Allow', '"Effect":"Allow'],
    ['a value without quotes', inJson('{"Statement":[{"Effect":¦}]}'), 'Deny', '"Effect":"Deny"}'],
    ['a key of an empty statement', inJson('{"Statement":[{¦}]}'), 'Action', '{"Action": }'],
    ['a key in quotes', inJson('{"Statement":[{"Effect":"Allow",\n"Ac¦"}]}'), 'Action', '"Action": }'],
    ['a missing comma', inJson('{"Statement":[{"Effect":"Allow"\n "¦"}]}'), 'Resource', '"Resource": }'],
    ['a key that has its value', inJson('{"Statement":[{"Ac¦":"s3:GetObject"}]}'), 'Action', '"Action":"s3:GetObject"'],
    [
      'a condition key',
      inJson('{"Statement":[{"Action":"s3:ListBucket","Condition":{"StringLike":{"s3:¦"}}}]}'),
      's3:prefix',
      '{"s3:prefix": }',
    ],
    [
      'a tag',
      inJson('{"Statement":[{"Condition":{"StringLike":{"¦":"x"}}}]}'),
      'aws:PrincipalTag/tag-key',
      '"aws:PrincipalTag/${1:tag-key}":"x"',
    ],
    ['an operator', inJson('{"Statement":[{"Condition":{"¦"}}]}'), 'StringEqualsIfExists', '{"StringEqualsIfExists": }'],
    [
      'a truth',
      inJson('{"Statement":[{"Condition":{"Bool":{"aws:SecureTransport":"¦"}}}]}'),
      'false',
      '"aws:SecureTransport":"false"',
    ],
    [
      'a service principal',
      inJson('{"Statement":[{"Principal":{"Service":"¦"}}]}'),
      'lambda.amazonaws.com',
      '"Service":"lambda.amazonaws.com"',
    ],
    [
      'a list that is not closed in HCL',
      inHcl('data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["s3:GetO¦\n  }\n}\nresource "a" "b" {}\n'),
      's3:GetObject',
      '["s3:GetObject"\n  }',
    ],
    [
      'an argument of a statement',
      inHcl('data "aws_iam_policy_document" "d" {\n  statement {\n    eff¦\n  }\n}\n'),
      'effect',
      'effect = "${1|Allow,Deny|}"\n',
    ],
    [
      'a test',
      inHcl(
        'data "aws_iam_policy_document" "d" {\n  statement {\n    condition {\n      test = "¦"\n      variable = "aws:SourceArn"\n    }\n  }\n}\n',
      ),
      'ArnLike',
      'test = "ArnLike"\n',
    ],
    [
      'a variable',
      inHcl(
        'data "aws_iam_policy_document" "d" {\n  statement {\n    condition {\n      test = "Bool"\n      variable = "¦"\n    }\n  }\n}\n',
      ),
      'aws:SecureTransport',
      'variable = "aws:SecureTransport"\n',
    ],
    [
      'a type of principals',
      inHcl('data "aws_iam_policy_document" "d" {\n  statement {\n    principals {\n      type = "¦"\n    }\n  }\n}\n'),
      'Service',
      'type = "Service"\n',
    ],
    [
      'a key of jsonencode',
      inHcl('resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{\n      Ac¦\n    }]\n  })\n}\n'),
      'Action',
      '      Action = \n',
    ],
    ['an item in YAML', inYaml(['Statement:', '  - Action:', '      - ¦']), 's3:', '- s3:\n'],
    ['an effect in YAML', inYaml(['Statement:', '  - Effect: ¦']), 'Allow', '- Effect: Allow\n'],
    ['a key in YAML', inYaml(['Statement:', '  - Effect: Allow', '    ¦']), 'Action', '    Action: \n'],
    ['an open quote in YAML', inYaml(['Statement:', '  - Action: "s3:GetO¦']), 's3:GetObject', 'Action: "s3:GetObject'],
    ['a list in a line of YAML', inYaml(['Statement:', '  - Action: [s3:GetO¦]']), 's3:GetObject', 's3:GetObject'],
  ];
  for (const [name, at, label, result] of cases) it(`writes ${name}`, () => expect(complete(at).take(label)).toContain(result));

  it('keeps the partition of the statement', () => {
    const at = inJson('{"Statement":[{"Action":"s3:GetObject","Resource":["arn:aws-cn:s3:::a/*","¦"]}]}');
    expect(complete(at).labels).toContain('arn:aws-cn:s3:::BucketName/ObjectName');
  });

  it('does not offer what is there', () => {
    const { labels } = complete(inJson('{"Statement":[{"Effect":"Allow","NotAction":"s3:GetObject","¦"}]}'));
    expect(labels).toEqual(['Sid', 'Principal', 'NotPrincipal', 'Resource', 'NotResource', 'Condition']);
  });

  const silent: Readonly<Record<string, Marked>> = {
    'a comment of HCL': inHcl('data "aws_iam_policy_document" "d" {\n  statement {\n    # ¦\n  }\n}\n'),
    'a comment of YAML': inYaml(['Statement:', '  - Effect: Allow # ¦']),
    'a string elsewhere': inHcl('locals {\n  a = "s3:¦"\n}\n'),
    'an interpolation': inHcl('data "aws_iam_policy_document" "d" {\n  statement {\n    resources = ["${aws_s3¦}"]\n  }\n}\n'),
    'a Sid': inJson('{"Statement":[{"Sid":"¦"}]}'),
    'a property of a template': marked('Resources:\n  A:\n    Properties:\n      Name: ¦\n', 'cloudformation'),
    'the end of a statement': inJson('{"Statement":[{"Effect":"Allow"}¦]}'),
  };
  for (const [name, at] of Object.entries(silent)) it(`is quiet in ${name}`, () => expect(complete(at).labels).toEqual([]));
});
