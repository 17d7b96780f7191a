import { describe, expect, it } from 'vitest';
import { composeFixes, computeFix, type FixWorld } from '../../server/src/fixes';
import type { MappingData } from '../../server/src/mapping';
import type { Intent, TypeSchema } from '../../server/src/resources';
import { loadTemplate, serverlessProperty } from '../../server/src/sources/cloudformation';
import { parseJson } from '../../server/src/syntax/json';
import { parseYaml } from '../../server/src/syntax/yaml';
import { applyEdits } from '../../server/src/text';
import { projectMappings } from '../mapping/helpers';
import { NO_MAPPING, SCHEMA, URI } from '../sources/template';
import { dedent } from './helpers';

const DEMANDING: TypeSchema = {
  properties: { Config: { object: 'Config' }, Role: 'string' },
  definitions: { Config: { Origins: { list: { object: 'Origin' } } }, Origin: { Id: 'string', DomainName: 'string' } },
  attributes: [],
  required: ['Config', 'Role'],
  requiredIn: { Config: ['Origins'], Origin: ['Id', 'DomainName'] },
};

function worldOf(text: string, mapping: MappingData = NO_MAPPING): FixWorld {
  const document = text.trimStart().startsWith('{') ? parseJson(text) : parseYaml(text);
  const { graph } = loadTemplate({ uri: URI, document, mapping, schema: SCHEMA });
  return {
    graph,
    mapping,
    passedOnAs: serverlessProperty,
    schema: { ...SCHEMA, 'AWS::Test::Demanding': DEMANDING },
    text: (uri) => (uri === URI ? { text, version: 3 } : undefined),
    hcl: () => undefined,
    data: (uri) => (uri === URI ? document : undefined),
  };
}

type Wanted = Readonly<Record<string, readonly Intent[]>>;

function fix(text: string, wanted: Wanted, mapping?: MappingData): string {
  const world = worldOf(text, mapping);
  const intents = Object.entries(wanted).map(([address, all]) => {
    const resource = world.graph.at(address);
    if (!resource) throw new Error(`${address} is not there`);
    return { title: 'Fix', safe: true, resource, intents: all };
  });
  const [only] = intents;
  const result = intents.length === 1 && only ? computeFix(only, world) : composeFixes(intents, world);
  if ('refused' in result) return `refused: ${result.refused}`;
  expect([...result.versions]).toEqual(result.edits.size > 0 ? [[URI, 3]] : []);
  return applyEdits(text, result.edits.get(URI) ?? []);
}

function check(before: string, wanted: Wanted, after: string): void {
  expect(fix(dedent(before), wanted)).toBe(dedent(after));
}

function pathOf(path: string): (string | number)[] {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
type Literal = Extract<Intent, { kind: 'set' }>['value'];
const set = (path: string, value: Literal): Intent => ({ kind: 'set', path: pathOf(path), value });
const append = (path: string, value: Literal): Intent => ({ kind: 'append', path: pathOf(path), value });
const remove = (path: string): Intent => ({ kind: 'remove', path: pathOf(path) });

const wrap = (properties: string, before = '') =>
  `${before}Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n${properties}`;

describe('fixes of CloudFormation', () => {
  it('makes Properties', () => {
    check(
      `
      Resources:
        B:
          Type: AWS::S3::Bucket
      `,
      { B: [set('VersioningConfiguration.Status', 'Enabled')] },
      `
      Resources:
        B:
          Type: AWS::S3::Bucket
          Properties:
            VersioningConfiguration:
              Status: Enabled
      `,
    );
  });

  it('makes Properties in JSON', () => {
    check(
      `
      {
        "Resources": {
          "B": {
            "Type": "AWS::S3::Bucket"
          }
        }
      }
      `,
      { B: [set('VersioningConfiguration.Status', 'Enabled')] },
      `
      {
        "Resources": {
          "B": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
              "VersioningConfiguration": {
                "Status": "Enabled"
              }
            }
          }
        }
      }
      `,
    );
  });

  it('writes only what an object lacks', () => {
    const before = wrap(
      '      PublicAccessBlockConfiguration:\n        BlockPublicAcls: true # kept\n        BlockPublicPolicy: false\n',
    );
    const after = wrap(
      '      PublicAccessBlockConfiguration:\n        BlockPublicAcls: true # kept\n        BlockPublicPolicy: true\n        IgnorePublicAcls: true\n',
    );
    const flags = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true };
    expect(fix(before, { B: [set('PublicAccessBlockConfiguration', flags)] })).toBe(after);
    expect(fix(after, { B: [set('PublicAccessBlockConfiguration', flags)] })).toBe('refused: There is nothing to change.');
  });

  it('appends and removes', () => {
    const before = wrap('      Tags:\n        - Key: a\n          Value: b\n        - Key: c\n          Value: d\n');
    expect(fix(before, { B: [append('Tags', { Key: 'x', Value: 'z' })] })).toBe(
      `${before}        - Key: x\n          Value: z\n`,
    );
    expect(fix(before, { B: [remove('Tags.0')] })).toBe(wrap('      Tags:\n        - Key: c\n          Value: d\n'));
    expect(fix(before, { B: [remove('Tags')] })).toBe('Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {}\n');
    expect(fix(before, { B: [append('Names', 'p')] })).toBe(`${before}      Names:\n        - p\n`);
  });

  it('removes several elements by their places in the text', () => {
    const before = wrap('      L: [a, b, c, d]\n');
    expect(fix(before, { B: [remove('L.0'), remove('L.2')] })).toBe(wrap('      L: [b, d]\n'));
    expect(fix(before, { B: [remove('L.2'), remove('L.0'), remove('L.0')] })).toBe(wrap('      L: [b, d]\n'));
    expect(fix(before, { B: [remove('L.0'), set('L.1', 'z')] })).toBe(wrap('      L: [z, c, d]\n'));
  });

  it('changes the chosen side of a condition', () => {
    const conditions = 'Conditions:\n  Yes: !Equals [a, a]\n';
    expect(fix(wrap('      Open: !If [Yes, true, false]\n', conditions), { B: [set('Open', false)] })).toBe(
      wrap('      Open: !If [Yes, false, false]\n', conditions),
    );
  });

  it('leaves a condition that is not decided', () => {
    const before = wrap(
      '      Open: !If [Maybe, true, true]\n',
      'Parameters:\n  P:\n    Type: String\nConditions:\n  Maybe: !Equals [!Ref P, a]\n',
    );
    expect(fix(before, { B: [set('Open', false)] })).toMatch(/^refused/);
  });

  it("changes a parameter's default that nothing else reads", () => {
    const parameters = (value: string) => `Parameters:\n  Open:\n    Type: String\n    Default: ${value} # for now\n`;
    expect(fix(wrap('      Open: !Ref Open\n', parameters('yes')), { B: [set('Open', 'off')] })).toBe(
      wrap('      Open: !Ref Open\n', parameters("'off'")),
    );
  });

  it("leaves a parameter's default that something else reads", () => {
    const parameters = 'Parameters:\n  Open:\n    Type: String\n    Default: a\n';
    expect(fix(wrap('      Open: !Ref Open\n      N: !Sub "x-${Open}"\n', parameters), { B: [set('Open', 'b')] })).toMatch(
      /^refused/,
    );
  });

  it("leaves a parameter's default that is one of a list", () => {
    const parameters = 'Parameters:\n  Open:\n    Type: String\n    Default: a\n    AllowedValues: [a]\n';
    expect(fix(wrap('      Open: !Ref Open\n', parameters), { B: [set('Open', 'b')] })).toMatch(/^refused/);
  });

  it('leaves what an anchor shares', () => {
    const text = 'X: &x\n  Open: true\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: *x\n';
    expect(fix(text, { B: [set('Open', false)] })).toMatch(/^refused/);
  });

  it('leaves what all functions of a template share', () => {
    const text =
      'Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Tracing: PassThrough\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: x\n';
    expect(fix(text, { F: [set('TracingConfig.Mode', 'Active')] })).toMatch(/^refused/);
  });

  it('replaces AWS::NoValue', () => {
    expect(fix(wrap('      Open: !Ref AWS::NoValue\n'), { B: [set('Open', false)] })).toBe(wrap('      Open: false\n'));
  });

  it('adds a resource behind its owner', () => {
    check(
      `
      Resources:
        DataBucket:
          Type: AWS::S3::Bucket
          Condition: IsProd

        Other:
          Type: AWS::SNS::Topic
      `,
      {
        DataBucket: [
          {
            kind: 'add',
            type: 'AWS::S3::BucketPolicy',
            link: 'Bucket',
            properties: { PolicyDocument: { Version: '2012-10-17' } },
          },
        ],
      },
      `
      Resources:
        DataBucket:
          Type: AWS::S3::Bucket
          Condition: IsProd

        DataBucketPolicy:
          Type: AWS::S3::BucketPolicy
          Condition: IsProd
          Properties:
            Bucket: !Ref DataBucket
            PolicyDocument:
              Version: '2012-10-17'

        Other:
          Type: AWS::SNS::Topic
      `,
    );
  });

  it('adds a resource in JSON, with a free id', () => {
    check(
      `
      {
        "Resources": {
          "B": { "Type": "AWS::S3::Bucket" },
          "BucketPolicy": { "Type": "AWS::SNS::Topic" }
        }
      }
      `,
      { B: [{ kind: 'add', type: 'AWS::S3::BucketPolicy', link: 'Bucket', properties: { X: 1 } }] },
      `
      {
        "Resources": {
          "B": { "Type": "AWS::S3::Bucket" },
          "BucketPolicy2": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
              "Bucket": {
                "Ref": "B"
              },
              "X": 1
            }
          },
          "BucketPolicy": { "Type": "AWS::SNS::Topic" }
        }
      }
      `,
    );
  });

  it('adds a resource once, with what both fixes want', () => {
    const text = 'Resources:\n  B:\n    Type: AWS::S3::Bucket\n';
    const world = worldOf(text);
    const resource = world.graph.at('B');
    if (!resource) throw new Error('B is there');
    const add = (properties: { readonly [key: string]: Literal }) => ({
      ...{ title: 'Fix', safe: true, resource },
      intents: [{ kind: 'add' as const, type: 'AWS::S3::BucketPolicy', link: 'Bucket', properties }],
    });
    const composed = composeFixes([add({ X: 1 }), add({ Y: 2 }), add({ X: 3 })], world);
    expect(composed.left.map((one) => one.refused)).toEqual(['Another fix changes the same place: try again after it.']);
    expect(applyEdits(text, composed.edits.get(URI) ?? [])).toBe(
      `${text}\n  BucketPolicy:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B\n      X: 1\n      Y: 2\n`.replace(
        '\n\n',
        '\n\n',
      ),
    );
  });

  it('composes what does not contradict', () => {
    const text = wrap('      Open: true\n');
    const world = worldOf(text);
    const resource = world.graph.at('B');
    if (!resource) throw new Error('B is there');
    const wants = (...intents: Intent[]) => ({ title: 'Fix', safe: true, resource, intents });
    const composed = composeFixes(
      [wants(set('Open', false)), wants(set('Open', false), set('A', 1)), wants(set('A', 2)), wants(set('V.Status', 'On'))],
      world,
    );
    expect(composed.applied).toHaveLength(3);
    expect(composed.left).toHaveLength(1);
    expect(applyEdits(text, composed.edits.get(URI) ?? [])).toBe(
      wrap('      Open: false\n      A: 1\n      V:\n        Status: On\n').replace('On\n', "'On'\n"),
    );
  });

  it('makes all changes of a fix or none', () => {
    const text = wrap('      Open: true\n      P: !GetAtt X.Y\n');
    const world = worldOf(text);
    const resource = world.graph.at('B');
    if (!resource) throw new Error('B is there');
    const composed = composeFixes([{ title: 'Fix', safe: true, resource, intents: [set('Open', false), set('P.Q', 1)] }], world);
    expect(composed.applied).toHaveLength(0);
    expect(composed.edits.size).toBe(0);
  });

  const loop = (body: string, collection = '[A, B]') =>
    `Parameters:\n  Names: { Type: CommaDelimitedList, Default: 'A,B' }\nResources:\n  Fn::ForEach::Buckets:\n    - Name\n    - ${collection}\n    - 'B${'${Name}'}':\n        Type: AWS::S3::Bucket\n${body}`;

  it('changes what a loop repeats at its one place', () => {
    const text = loop('        Properties:\n          Open: true\n');
    const repaired = loop('        Properties:\n          Open: false\n');
    expect(fix(text, { BA: [set('Open', false)] })).toBe(repaired);
    expect(fix(text, { BA: [set('Open', false)], BB: [set('Open', false)] })).toBe(repaired);
    const missing = loop('');
    const made = loop('        Properties:\n          V:\n            Status: Enabled\n');
    expect(fix(missing, { BB: [set('V.Status', 'Enabled')] })).toBe(made);
    expect(fix(missing, { BA: [set('V.Status', 'Enabled')], BB: [set('V.Status', 'Enabled')] })).toBe(made);
    const inner = loop('        Properties:\n          Fn::ForEach::Flags: [F, [x, y], { "Is${F}": true }]\n');
    expect(fix(inner, { BA: [set('Isx', false)] })).toBe(inner.replace('": true', '": false'));
  });

  it('leaves alone what differs from pass to pass', () => {
    const text = loop(
      '        Properties:\n          Own: !Ref Name\n          Text: x${Name}\n          Sub: !Sub a${Name}\n          Sized: { "${Name}": 1 }\n',
    );
    expect(fix(text, { BA: [set('Own', 'C')] })).toBe(
      'refused: The value stands outside of the resource, where others may use it: change it there.',
    );
    expect(fix(text, { BA: [set('Text', 'C')] })).toBe(
      'refused: The value differs from one pass of the loop to another: change the loop by hand.',
    );
    expect(fix(text, { BA: [set('Sub', 'C')] })).toMatch(/^refused: /);
    const list = text.replace('[A, B]', '!Ref Names');
    expect(fix(list, { BA: [set('Own', 'C')] })).toMatch(/^refused: /);
    const companion: Intent = { kind: 'add', type: 'AWS::S3::BucketPolicy', link: 'Bucket', properties: { X: 1 } };
    expect(fix(text, { BA: [companion] })).toBe('refused: The resource is written in a loop: add what is missing by hand.');
  });

  it('leaves alone what the serverless transform makes', () => {
    const text = `Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AdministratorAccess
        - Statement: [{ Effect: Allow, Action: '*', Resource: '*' }]
      Events:
        Go: { Type: Api, Properties: { Path: /, Method: get } }
`;
    for (const intent of [
      set('AssumeRolePolicyDocument.Version', 'x'),
      set('AssumeRolePolicyDocument.Other', 'x'),
      set('MaxSessionDuration', 1),
      append('Policies', { X: 1 }),
      remove('Policies.0'),
      remove('ManagedPolicyArns.1'),
    ]) {
      expect(fix(text, { FRole: [intent] })).toMatch(/^refused: /);
    }
    expect(fix(text, { 'F.Go': [set('AuthorizationType', 'AWS_IAM')] })).toBe(
      'refused: The serverless transform makes this value: change the property that it is made from.',
    );
    expect(fix(text, { 'F.Go': [set('ApiKeyRequired', true)] })).toMatch(/^refused: /);
    expect(fix(text, { ServerlessRestApiProdStage: [set('TracingEnabled', true)] })).toMatch(/^refused: /);
    expect(fix(text, { FRole: [set('Policies.0.PolicyDocument.Statement.0.Action', 's3:Get*')] })).toBe(
      text.replace("'*'", "'s3:Get*'"),
    );
  });
});

describe('what CloudFormation requires', () => {
  const distribution = (origins: number) => {
    const items = Array.from({ length: origins }, (_, i) => `          - { Id: o${i}, DomainName: o${i}.example }\n`).join('');
    return `Resources:\n  D:\n    Type: AWS::Test::Demanding\n    Properties:\n      Config:\n        Origins:\n${items}      Role: r\n`;
  };

  it('is not removed', () => {
    expect(fix(distribution(1), { D: [remove('Role')] })).toMatch(/^refused: CloudFormation requires Role/);
    expect(fix(distribution(1), { D: [remove('Config.Origins.0.Id')] })).toMatch(/^refused: .* requires Config\.Origins\.Id/);
  });

  it('keeps the last element of a list', () => {
    expect(fix(distribution(2), { D: [remove('Config.Origins.0')] })).not.toMatch(/o0/);
    expect(fix(distribution(1), { D: [remove('Config.Origins.0')] })).toMatch(/^refused/);
    expect(fix(distribution(2), { D: [remove('Config.Origins.0'), remove('Config.Origins.1')] })).toMatch(/^refused/);
  });
});

describe('a resource that is one element of another one', () => {
  const { data: mapping } = projectMappings();
  const group = `
    Resources:
      G:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: g
    `;
  const rule = `
      Ssh:
        Type: AWS::EC2::SecurityGroupIngress
        Properties:
          GroupId: !Ref G
          CidrIp: 0.0.0.0/0
    `;
  const join = (...parts: string[]) => dedent(parts.map((part) => part.replace(/^\n/, '').replace(/ +$/, '')).join(''));
  const wanted: Wanted = { G: [remove('SecurityGroupIngress.0')] };

  it('is removed as a whole', () => {
    expect(fix(join(group, rule), wanted, mapping)).toBe(join(group));
  });

  it('stays where something refers to it', () => {
    const user = `
      B:
        Type: AWS::S3::Bucket
        DependsOn: Ssh
    `;
    expect(fix(join(group, rule, user), wanted, mapping)).toMatch(/^refused: .*Ssh/);
  });
});

it('writes what the serverless transform passes on in the declaration', () => {
  const api = (more: string) =>
    `Transform: AWS::Serverless-2016-10-31\nResources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: v1\n${more}`;
  expect(fix(api(''), { Av1Stage: [set('TracingEnabled', true)] })).toBe(api('      TracingEnabled: true\n'));
  expect(fix(api(''), { Av1Stage: [set('DeploymentId', 'd')] })).toMatch(/^refused/);
});
