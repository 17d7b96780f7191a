import { describe, expect, it } from 'vitest';
import { load, loadAll, resource, show, textAt } from './template';

const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(by) + line))
    .join('\n');

/** A template with one loop over resources, whose body is given. */
const loop = (collection: string, body: string, sections = ''): string =>
  `Transform: AWS::LanguageExtensions\n${sections}Resources:\n  Fn::ForEach::Loop:\n    - Name\n    - ${collection}\n    - ${indent(body, 6).trimStart()}\n`;
const BUCKET = "'Bucket${Name}':\n  Type: AWS::S3::Bucket\n  Properties:\n    BucketName: !Ref Name\n    Other: fixed\n";
const addresses = (text: string): string[] => load(text).resources.map((r) => `${r.address} ${r.type}`);

describe('Fn::ForEach over resources', () => {
  it('makes a resource of each element, each value with its way', () => {
    const text = loop('[Red, Blue]', BUCKET);
    expect(addresses(text)).toEqual(['BucketRed AWS::S3::Bucket', 'BucketBlue AWS::S3::Bucket']);
    const red = resource(text, 'BucketRed');
    expect(show(red.get(['BucketName']))).toBe('"Red"');
    expect(textAt(text, red.get(['BucketName']).origin)).toBe('Red <- !Ref Name');
    expect(textAt(text, red.get(['Other']).origin)).toBe('fixed');
    expect(textAt(text, red.origin)).toBe("'Bucket${Name}'");
    expect(red.name).toBe('BucketRed');
    expect(load(text).mayHaveMore('AWS::S3::Bucket')).toBe(false);
  });

  it('reads the same in JSON', () => {
    const text = JSON.stringify({
      Resources: {
        'Fn::ForEach::Loop': [
          'Name',
          ['Red'],
          { 'Bucket${Name}': { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Name' } } } },
        ],
      },
    });
    expect(show(resource(text, 'BucketRed').get(['BucketName']))).toBe('"Red"');
  });

  it('runs over a parameter with a known list, and over known Refs', () => {
    const list = loop('!Ref Names', BUCKET, "Parameters:\n  Names: { Type: CommaDelimitedList, Default: 'A,B' }\n");
    expect(addresses(list)).toEqual(['BucketA AWS::S3::Bucket', 'BucketB AWS::S3::Bucket']);
    expect(textAt(list, resource(list, 'BucketB').get(['BucketName']).origin)).toBe('B <- !Ref Names <- !Ref Name');
    const one = loop('[!Ref One, Two]', BUCKET, 'Parameters:\n  One: { Type: String, Default: First }\n');
    expect(addresses(one)).toEqual(['BucketFirst AWS::S3::Bucket', 'BucketTwo AWS::S3::Bucket']);
  });

  it('replaces identifiers wherever a text stands', () => {
    const text = loop(
      "['a-b']",
      "'Topic&{Name}':\n  Type: AWS::SNS::Topic\n  Condition: 'Has&{Name}'\n  DependsOn: 'Queue&{Name}'\n  Properties:\n    Sub: !Sub '${Name}-&{Name}-${!Name}'\n    Plain: 'x${Name}'\n    At: !GetAtt 'Queue&{Name}.Arn'\n    Join: !Join ['/', [!Ref Name, c]]\n    'Key${Name}': 1\n'Queue&{Name}':\n  Type: AWS::SQS::Queue\n",
      'Conditions:\n  Hasab: !Equals [!Ref AWS::Region, x]\n',
    );
    const topic = resource(text, 'Topicab');
    expect(topic.exists).toBe('unknown');
    expect(show(topic.get([]))).toBe('{Sub: "a-b-ab-${Name}", Plain: "xa-b", At: @Queueab.Arn, Join: "a-b/c", Keya-b: 1}');
    expect(show(topic.get(['$DependsOn']))).toBe('"Queueab"');
  });

  it('nests', () => {
    const text = loop(
      '[A, B]',
      "Fn::ForEach::Inner:\n  - Size\n  - ['1', '2']\n  - '${Name}x${Size}':\n      Type: AWS::X::Y\n      Properties: { P: !Sub '${Name}/${Size}' }\n'${Name}':\n  Type: AWS::X::Z\n",
    );
    expect(addresses(text)).toEqual([
      'Ax1 AWS::X::Y',
      'Ax2 AWS::X::Y',
      'A AWS::X::Z',
      'Bx1 AWS::X::Y',
      'Bx2 AWS::X::Y',
      'B AWS::X::Z',
    ]);
    expect(show(resource(text, 'Bx2').get(['P']))).toBe('"B/2"');
  });

  it('stands in properties, conditions and outputs', () => {
    const text = `Conditions:
  Fn::ForEach::Flags:
    - Env
    - [dev, prod]
    - 'Is&{Env}': !Equals [!Ref Env, !Ref Stage]
Parameters:
  Stage: { Type: String, Default: prod }
  Free: { Type: CommaDelimitedList }
Resources:
  R:
    Type: AWS::X::Y
    Properties:
      P: [!If [Isdev, 1, 2], !If [Isprod, 1, 2]]
      Q:
        Fn::ForEach::Tags:
          - Key
          - [a, b]
          - 'k\${Key}': !Ref Key
        c: d
      S:
        Fn::ForEach::Tags: [Key, !Ref Free, { '\${Key}': 1 }]
        c: d
`;
    const r = resource(text);
    expect(show(r.get(['P']))).toBe('[2, 1]');
    expect(show(r.get(['Q']))).toBe('{ka: "a", kb: "b", c: "d"}');
    expect(textAt(text, r.get(['Q', 'kb']).origin)).toBe('b <- !Ref Key');
    expect(show(r.get(['S']))).toBe('{c: "d", …}');
    expect(show(r.get(['S', 'x']))).toBe('?unset');
  });

  it('leaves open what an unknown collection makes', () => {
    const free = 'Parameters:\n  Free: { Type: CommaDelimitedList }\n  One: { Type: String }\n';
    const graph = load(loop('!Ref Free', BUCKET, free));
    expect(graph.resources).toEqual([]);
    expect([graph.mayHaveMore('AWS::S3::Bucket'), graph.mayHaveMore('AWS::EC2::VPC')]).toEqual([true, false]);
    const [gap] = loadAll({ 't.yaml': loop('!Ref Free', BUCKET, free) }).gaps ?? [];
    expect(gap?.reason).toEqual({ kind: 'unset', name: 'Free' });
    const partly = load(loop('[A, !Ref One]', BUCKET, free));
    expect(partly.resources.map((r) => r.address)).toEqual(['BucketA']);
    expect(partly.mayHaveMore('AWS::S3::Bucket')).toBe(true);
    const anything = load(loop('!Ref Free', "'${Name}': { Type: 'AWS::${Name}::B' }", free));
    expect(anything.mayHaveMore('AWS::EC2::VPC')).toBe(true);
    const refers = `${loop('!Ref Free', BUCKET, free)}  R: { Type: AWS::X::Y, Properties: { P: !GetAtt BucketA.Arn } }\n`;
    expect(show(resource(refers).get(['P']))).toBe('@BucketA.Arn');
  });

  const bomb = (levels: number, width: number): string => {
    const items = Array.from({ length: width }, (_, i) => `x${i}`).join(', ');
    const names = Array.from({ length: levels }, (_, i) => `\${V${i}}`).join('');
    let body: unknown = { [`R${names}`]: { Type: 'AWS::S3::Bucket', Properties: { A: 1 } } };
    for (let i = levels - 1; i >= 0; i--) body = { [`Fn::ForEach::L${i}`]: [`V${i}`, items.split(', '), body] };
    return JSON.stringify({ Resources: body });
  };
  it('bounds what grows', () => {
    for (const [levels, width] of [
      [3, 100],
      [6, 20],
      [1, 5000],
      [40, 2],
    ] as const) {
      const graph = load(bomb(levels, width));
      expect(graph.resources.length).toBeLessThanOrEqual(2000);
      expect(graph.mayHaveMore('AWS::S3::Bucket')).toBe(true);
    }
    const inside = `Resources:\n  R:\n    Type: AWS::X::Y\n    Properties: ${JSON.stringify(JSON.parse(bomb(6, 20)).Resources)}\n`;
    expect(show(resource(inside).get(['x']))).toBe('?limit');
  });

  it('is calm about odd shapes', () => {
    for (const odd of ['', '[]', '[A]', '[A, b, {}]', '[A, [b], []]', '[[A], [b], {}]', '[A, [[b]], {x: 1}]', '{}', 'x']) {
      const text = `Resources:\n  Fn::ForEach::Loop: ${odd}\n  R: { Type: AWS::X::Y, Properties: { Fn::ForEach::L: ${odd} } }\n`;
      expect(show(resource(text).get(['P']))).toMatch(/^(\?|absent)/);
    }
  });
});

describe('AWS::LanguageExtensions', () => {
  const value = (written: string): string =>
    show(
      resource(
        `Transform: AWS::LanguageExtensions\nParameters:\n  L: { Type: CommaDelimitedList, Default: 'a,b,c' }\n  Env: { Type: String, AllowedValues: [dev, prod] }\n  Free: { Type: CommaDelimitedList }\nMappings:\n  M: { dev: { k: 1 }, prod: { k: 2 } }\n  MDev: { x: { y: z } }\nResources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      P: ${written}\n`,
      ).get(['P']),
    );
  const cases: readonly (readonly [string, string])[] = [
    ['{ Fn::Length: !Ref L }', '3'],
    ['{ Fn::Length: !Split ["-", "a-b"] }', '2'],
    ['{ Fn::Length: !Ref Free }', '?undecided'],
    ['{ Fn::ToJsonString: { a: !Ref L } }', 'json({a: ["a", "b", "c"]})'],
    ['!FindInMap [M, !Select [0, [dev]], k]', '1'],
    ['!FindInMap [M, !Ref Env, k]', '(1|2)'],
    ['!FindInMap [!Sub "M${Nope}", x, y, { DefaultValue: !Ref L }]', '("z"|["a", "b", "c"])'],
    ['!FindInMap [!Join ["", [M, Dev]], x, y]', '"z"'],
    ['!FindInMap [M, test, k, { DefaultValue: 9 }]', '9'],
    ['!FindInMap [M, !Ref Env, nope, { DefaultValue: !Ref AWS::NoValue }]', 'absent'],
  ];
  for (const [written, expected] of cases) it(written, () => expect(value(written)).toBe(expected));

  it('knows policies that are computed', () => {
    const text = `Parameters:\n  Env: { Type: String, Default: prod }\nConditions:\n  Keep: !Equals [!Ref Env, prod]\nResources:\n  R:\n    Type: AWS::X::Y\n    DeletionPolicy: !If [Keep, Retain, Delete]\n    UpdateReplacePolicy: !Ref Env\n`;
    expect(show(resource(text).get(['$DeletionPolicy']))).toBe('"Retain"');
    expect(textAt(text, resource(text).get(['$DeletionPolicy']).origin)).toBe('Retain');
    expect(show(resource(text).get(['$UpdateReplacePolicy']))).toBe('"prod"');
  });
});

describe('macros', () => {
  it('leave open what they may change', () => {
    const include = "Fn::Transform: { Name: 'AWS::Include', Parameters: { Location: s3://a/b } }";
    const graph = (text: string): boolean => load(text).mayHaveMore('AWS::EC2::VPC');
    expect(graph(`${include}\nResources:\n  R: { Type: AWS::X::Y }\n`)).toBe(true);
    expect(graph(`Resources:\n  ${include}\n  R: { Type: AWS::X::Y }\n`)).toBe(true);
    expect(graph('Resources:\n  R: { Type: AWS::X::Y::MODULE }\n')).toBe(true);
    expect(graph(`Resources:\n  R:\n    Type: AWS::X::Y\n    ${include}\n`)).toBe(false);
    expect(show(resource(`Resources:\n  R:\n    Type: AWS::X::Y\n    ${include}\n`).get(['P']))).toBe('?unsupported');
    const own = 'Resources:\n  R:\n    Type: AWS::X::Y\n    Properties: { Fn::Transform: { Name: Mine }, P: 1 }\n';
    expect(show(resource(own).get(['P']))).toBe('?unsupported');
    const map =
      'Mappings:\n  Fn::Transform: { Name: AWS::Include }\nResources:\n  R:\n    Type: AWS::X::Y\n    Properties: { P: !FindInMap [M, a, b, { DefaultValue: 1 }] }\n';
    expect(show(resource(map).get(['P']))).toBe('?unsupported');
  });
});
