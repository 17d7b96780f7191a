import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourceGraph } from '../../server/src/resources';
import { looksLikeTemplate } from '../../server/src/sources/cloudformation';
import type { Value } from '../../server/src/values';
import { TEMPLATES } from '../evaluation/bombs';
import { load, loadAll, resource, show } from './template';

/** Visits everything that a value holds. */
function size(value: Value): number {
  switch (value.kind) {
    case 'list':
      return value.items.reduce((sum, item) => sum + size(item.value), 1);
    case 'map':
      return [...value.entries.values()].reduce((sum, entry) => sum + size(entry.value), 1);
    case 'oneOf':
      return value.choices.reduce((sum, choice) => sum + size(choice), 1);
    case 'text':
      return value.parts.reduce((sum, part) => sum + (typeof part === 'string' ? 0 : size(part)), 1);
    case 'encoded':
      return size(value.content);
    default:
      return 1;
  }
}

function judgeAll(text: string): void {
  // A template that is a stack of its own as well, and its parameter file.
  const { graph } = loadAll({ 'self.json': text, 'main.yaml': NESTING }, text);
  judgeGraph(graph);
  judgeGraph(loadAll({ 'main.yaml': NESTING, 'self.json': text }).graph);
}

const NESTING =
  'Resources:\n  S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: self.json, Parameters: { A: !GetAtt S.Outputs.A, B: !GetAtt T.Outputs.R, C: x } } }\n  T: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: self.json, Parameters: { A: !GetAtt S.Outputs.B } } }\n';

function judgeGraph(graph: ResourceGraph): void {
  for (const item of graph.resources) {
    size(item.get([]));
    for (const path of [['P'], ['P', 'Q', 0], ['$Condition'], ['$Metadata', 'a'], [0]]) size(item.get(path));
    graph.escapes(item);
  }
}

describe('malformed templates', () => {
  const texts = [
    '',
    'Resources:',
    'Resources: []',
    'Resources: text',
    'Resources: [{Type: AWS::S3::Bucket}]',
    'Resources: { R: }',
    'Resources: { R: [] }',
    'Resources: { R: { Type: } }',
    'Resources: { R: { Type: null } }',
    'Resources: { R: { Type: [a] } }',
    'Resources: { R: { Type: !Ref X } }',
    'Resources: { R: { Type: AWS::X::Y, Properties: [] } }',
    'Resources: { R: { Type: AWS::X::Y, Properties: text, Condition: [] } }',
    'Resources: { R: { Type: AWS::X::Y, Condition: { Ref: a } } }',
    'Parameters: []\nMappings: text\nConditions: [a]\nResources: { R: { Type: AWS::X::Y, Properties: { P: !FindInMap [a, b, c] } } }',
    'Parameters: { A: text, B: { Default: [x] }, C: { Type: [] } }\nResources: { R: { Type: AWS::X::Y, Properties: { P: [!Ref A, !Ref B, !Ref C] } } }',
    'Conditions: { A: , B: text, C: [x], D: !Equals [], E: !Not [], F: !And text }\nResources: { R: { Type: AWS::X::Y, Properties: { P: [!If [A, 1, 2], !If [B, 1, 2], !If [D, 1, 2], !If [E, 1], !If [[], 1, 2]] } } }',
    'Transform: { Name: { a: b } }\nResources: { R: { Type: AWS::Serverless::Api } }',
    '- a\n- b',
    'text',
  ];
  for (const text of texts) it(JSON.stringify(text).slice(0, 90), () => judgeAll(text));

  it('do not make a resource of what has no type', () => {
    expect(
      load('Resources: { A: { Type: }, B: [], C: { Type: AWS::X::Y }, D: { Properties: {} } }').resources.map((r) => r.address),
    ).toEqual(['C']);
  });
  it('take the last of two resources of one name', () => {
    const r = resource('Resources:\n  R: { Type: AWS::A::A }\n  R: { Type: AWS::B::B }\n');
    expect(r.type).toBe('AWS::B::B');
  });
  it('leave open what is half typed', () => {
    expect(show(resource('Resources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n').get(['P']))).toBe('?syntax');
    expect(show(resource('Resources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      P').get(['P']))).toBe('?invalid');
  });

  it('never throw', () => {
    const name = fc.constantFrom('A', 'B', 'R', 'AWS::Region', 'AWS::NoValue', 'C', 'x');
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        fc.oneof(
          name,
          fc.constantFrom('', '*', '${A}', '${R.Arn}${!x}${', '{{resolve:ssm:a}}', '{"a":"${A}"}', 0, 1, true, null),
        ),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(
          fc.constantFrom(
            'Ref',
            'Fn::Sub',
            'Fn::GetAtt',
            'Fn::If',
            'Fn::Join',
            'Fn::Select',
            'Fn::Split',
            'Fn::FindInMap',
            'Fn::Base64',
            'Fn::Equals',
            'Fn::Not',
            'Fn::And',
            'Fn::Or',
            'Condition',
            'Fn::ToJsonString',
            'Fn::Length',
            'P',
            'Q',
            'Type',
            'Default',
            'AllowedValues',
            'Fn::Transform',
            'Fn::ForEach::A',
            'Fn::Contains',
            'RuleCondition',
            'Assertions',
            'Assert',
            'Value',
            'Events',
            'Policies',
            'Auth',
            'Authorizer',
            'Statement',
            'Properties',
            'TemplateURL',
            'Parameters',
          ),
          tie('node'),
          { maxKeys: 2 },
        ),
      ),
    }));
    const section = fc.oneof(node, fc.dictionary(name, node));
    fc.assert(
      fc.property(
        fc.dictionary(name, node),
        section,
        section,
        section,
        section,
        (properties, parameters, mappings, conditions, globals) => {
          const own = { Type: 'AWS::IAM::Role', Condition: 'C', Properties: properties };
          const lambda = {
            Type: 'AWS::Serverless::Function',
            Properties: { ...properties, Tags: mappings, FunctionUrlConfig: conditions },
          };
          const api = { Type: 'AWS::Serverless::Api', Properties: conditions };
          const event = (Type: string, Properties: unknown) => ({ Type, Properties });
          const eventful = {
            Type: 'AWS::Serverless::Function',
            Properties: {
              Policies: mappings,
              Events: {
                A: event('Api', globals),
                B: event('HttpApi', conditions),
                C: { ...properties, Type: 'Api' },
                D: mappings,
              },
            },
          };
          const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'self.json', Parameters: mappings } };
          const loops = {
            'Fn::ForEach::Own': [
              'A',
              mappings,
              { 'L${A}': own, '&{A}': properties, 'Fn::ForEach::In': ['B', ['x'], { 'M${B}': own }] },
            ],
          };
          judgeAll(
            JSON.stringify({
              Rules: { A: mappings, B: { RuleCondition: conditions, Assertions: [{ Assert: globals }] } },
              Outputs: parameters,
              Parameters: parameters,
              Mappings: mappings,
              Conditions: conditions,
              Globals: { Function: globals },
              Resources: { R: own, A: lambda, B: api, x: properties, E: eventful, N: nested, ...loops },
            }),
          );
        },
      ),
      { numRuns: 1500 },
    );
  });

  for (const [title, text] of Object.entries(TEMPLATES)) {
    it(`are evaluated: ${title}`, () => {
      judgeAll(text);
    });
  }
});

describe('recognising a template', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['by its version', 'AWSTemplateFormatVersion: "2010-09-09"\n', true],
    ['by its version in JSON', '{ "AWSTemplateFormatVersion": "2010-09-09" }', true],
    ['on one line', '{"Description":"","AWSTemplateFormatVersion":"2010-09-09"}', true],
    ['by its resources', 'Resources:\n  B:\n    Type: AWS::S3::Bucket\n', true],
    ['by its resources in JSON', '{"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}', true],
    ['in quotes', "'Resources':\n  B:\n    'Type': 'AWS::S3::Bucket'\n", true],
    ['with Windows line ends', 'Resources:\r\n  B:\r\n    Type: AWS::S3::Bucket\r\n', true],
    ['with a byte order mark', '\ufeffAWSTemplateFormatVersion: x', true],
    ['custom resources', 'Resources:\n  B:\n    Type: Custom::Thing\n', true],
    ['not Kubernetes', 'apiVersion: v1\nkind: Pod\nspec:\n  Resources:\n    x: 1\n', false],
    ['not Ansible', '- hosts: all\n  tasks: []\n', false],
    ['not a policy', '{"Statement": [{"Resource": "AWS::S3::Bucket"}]}', false],
    ['not Compose', 'services:\n  a:\n    image: x\n', false],
    ['nothing', '', false],
  ];
  for (const [title, text, expected] of cases) it(title, () => expect(looksLikeTemplate(text)).toBe(expected));
  it('ends on long texts of what it looks for', () => {
    for (const text of [
      ' '.repeat(1_000_000),
      '\n'.repeat(1_000_000),
      '{'.repeat(1_000_000),
      '"Resources":'.repeat(100_000),
      'Type:'.repeat(200_000),
    ]) {
      expect(looksLikeTemplate(text)).toBe(false);
    }
  });
});
