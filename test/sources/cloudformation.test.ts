import { describe, expect, it } from 'vitest';
import { load, property, resource, show, textAt } from './template';

const PARAMETERS = `Parameters:
  Name: { Type: String, Default: web }
  Env: { Type: String, AllowedValues: [dev, prod] }
  Count: { Type: Number, Default: '3' }
  Free: { Type: String }
  Zones: { Type: CommaDelimitedList, Default: 'a, b' }
  Ports: { Type: 'List<Number>', Default: '80,443' }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /aws/ami }
  Secret: { Type: String, NoEcho: true, Default: hunter2 }
  Hidden: { Type: String, NoEcho: yes }
Mappings:
  Regions:
    us-east-1: { Ami: ami-1, Size: small }
    eu-west-1: { Ami: ami-2, Size: small }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Not [!Condition IsProd]
  IsWeb: !Equals [!Ref Name, web]
  Both: !And [!Condition IsProd, !Condition IsWeb]
  Either: !Or [!Condition IsProd, !Condition IsWeb]
  Loop: !Not [!Condition Loop]`;

describe('values of a template', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['abc', '"abc"'],
    ['true', 'true'],
    ['yes', 'true'],
    ['"true"', '"true"'],
    ['12', '12'],
    ['012345678901', '"012345678901"'],
    ['1.10', '"1.10"'],
    ['2012-10-17', '"2012-10-17"'],
    ['', '?syntax'],
    ['null', '?invalid'],
    ['[a, 1]', '["a", 1]'],
    ['{ a: { b: c } }', '{a: {b: "c"}}'],
    // Ref
    ['!Ref Name', '"web"'],
    ['{ Ref: Name }', '"web"'],
    ['!Ref Count', '3'],
    ['!Ref Free', '?unset Ref Free'],
    ['!Ref Env', '("dev"|"prod")'],
    ['!Ref Zones', '["a", "b"]'],
    ['!Ref Ports', '[80, 443]'],
    ['!Ref Image', '?not-loaded Ref Image'],
    ['!Ref Secret', '~"hunter2"'],
    ['!Ref Hidden', '~?unset Ref Hidden'],
    ['!Ref AWS::Region', '?computed Ref AWS::Region'],
    ['!Ref AWS::NoValue', 'absent'],
    ['!Ref R', '@R.Ref'],
    ['!Ref Nothing', '?no-such'],
    ['!Ref', '?syntax'],
    // Fn::GetAtt
    ['!GetAtt R.Arn', '@R.Arn'],
    ['!GetAtt R.Endpoint.Port', '@R.Endpoint.Port'],
    ['{ Fn::GetAtt: [R, Arn] }', '@R.Arn'],
    ['!GetAtt R', '?syntax'],
    ['!GetAtt X.Arn', '?no-such'],
    // Fn::Sub
    ['!Sub plain', '"plain"'],
    ["!Sub '${Name}-${Count}'", '"web-3"'],
    ["!Sub 'a-${Free}'", '«a-{?unset Ref Free}»'],
    ["!Sub '${R.Arn}/*'", '«{@R.Arn}/*»'],
    ["!Sub '${!Literal}'", '"${Literal}"'],
    ["!Sub ['${a}-${Name}', { a: x }]", '"x-web"'],
    ["!Sub '${Secret}'", '~"hunter2"'],
    ["!Sub '${Env}'", '«{("dev"|"prod")}»'],
    ["!Sub '${open'", '"${open"'],
    // lists and texts
    ["!Join ['-', [a, !Ref Name, 1]]", '"a-web-1"'],
    ["!Join [',', !Ref Zones]", '"a,b"'],
    ["!Join ['', ['arn:', !Ref AWS::Partition, ':s3']]", '«arn:{?computed Ref AWS::Partition}:s3»'],
    ["!Join ['', [a, !If [IsProd, b, !Ref AWS::NoValue]]]", '?undecided'],
    ["!Split [',', 'a,b']", '["a", "b"]'],
    ['!Select [1, [a, b]]', '"b"'],
    ["!Select ['0', !Ref Zones]", '"a"'],
    ['!Select [7, [a]]', '?no-such'],
    ["!Select [0, !GetAZs '']", '?undecided'],
    ['!GetAZs', '?syntax'],
    ['!Cidr [10.0.0.0/16, 2, 8]', '?computed'],
    ['!ImportValue Vpc', '?not-loaded ImportValue Vpc'],
    ['{ Fn::Base64: abc }', 'base64("abc")'],
    ['{ Fn::ToJsonString: { a: 1 } }', 'json({a: 1})'],
    ['{ Fn::Length: [a, b] }', '2'],
    ['!Transform { Name: X }', '?unsupported'],
    ['!Frobnicate x', '?unsupported'],
    ['!Join nonsense', '?syntax'],
    // Fn::FindInMap
    ['!FindInMap [Regions, us-east-1, Ami]', '"ami-1"'],
    ['!FindInMap [Regions, !Ref AWS::Region, Ami]', '("ami-1"|"ami-2")'],
    ['!FindInMap [Regions, !Ref AWS::Region, Size]', '"small"'],
    ['!FindInMap [Regions, us-west-9, Ami]', '?no-such'],
    ['!FindInMap [Regions, us-west-9, Ami, { DefaultValue: none }]', '"none"'],
    ['!FindInMap [Nope, a, b]', '?no-such'],
    // Fn::If
    ['!If [IsWeb, a, b]', '"a"'],
    ['!If [IsProd, a, b]', '("a"|"b")'],
    ['!If [IsProd, a, !Ref AWS::NoValue]', '("a"|absent)'],
    ['!If [IsProd, !If [IsProd, a, b], c]', '("a"|"c")'],
    ['!If [IsProd, !If [IsDev, a, b], c]', '("b"|"c")'],
    ['!If [IsProd, !Ref Env, c]', '("prod"|"c")'],
    ['!If [Both, a, b]', '("a"|"b")'],
    ['!If [Either, a, b]', '"a"'],
    ['!If [Loop, a, b]', '("a"|"b")'],
    ['!If [Nope, a, b]', '("a"|"b")'],
    ['[a, !If [IsProd, b, !Ref AWS::NoValue]]', '["a", maybe "b"]'],
    ['[a, !Ref AWS::NoValue]', '["a"]'],
    ['{ a: !Ref AWS::NoValue, b: 1 }', '{b: 1}'],
    // dynamic references
    ["'{{resolve:ssm:/a/b}}'", '?not-loaded resolve:ssm:/a/b'],
    ["'{{resolve:secretsmanager:s:SecretString:p}}'", '~?not-loaded resolve:secretsmanager:s:SecretString:p'],
    ["!Sub '{{resolve:secretsmanager:${R}:SecretString}}'", '~?not-loaded resolve:secretsmanager:${R.Ref}:SecretString'],
    ["'x-{{resolve:ssm-secure:a:1}}-y'", '~«x-{~?not-loaded resolve:ssm-secure:a:1}-y»'],
    ["'{{resolve:ssm:a'", '?invalid'],
    ['{ Fn::Transform: { Name: AWS::Include }, a: 1 }', '{a: 1, …}'],
    ["{ 'Fn::ForEach::Loop': [], a: 1 }", '{a: 1, …}'],
  ];
  for (const [written, expected] of cases) {
    it(`P: ${written}`, () => {
      expect(show(property(written, PARAMETERS))).toBe(expected);
    });
  }

  it('distributes a path over choices and leaves open what is computed', () => {
    expect(show(property('!If [IsProd, { A: x }, !Ref AWS::NoValue]', PARAMETERS, ['P', 'A']))).toBe('("x"|absent)');
    expect(show(property('!GetAtt R.Arn', PARAMETERS, ['P', 'A']))).toBe('?computed');
    expect(show(property('text', PARAMETERS, ['P', 'A']))).toBe('?invalid');
    expect(show(property('[a]', PARAMETERS, ['P', 0]))).toBe('"a"');
    expect(show(property('[a]', PARAMETERS, ['P', 1]))).toBe('absent');
  });
});

describe('places', () => {
  const at = (text: string, path: readonly (string | number)[] = ['P']): string => textAt(text, resource(text).get(path).origin);
  const template = (written: string, sections = ''): string =>
    `${sections}Resources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      P: ${written}\n`;

  it('underlines the value, with its tag', () => {
    expect(at(template('abc'))).toBe('abc');
    expect(at(template('"abc"'))).toBe('"abc"');
    expect(at(template('!GetAtt R.Arn'))).toBe('!GetAtt R.Arn');
    expect(at(template('{ Ref: R }'))).toBe('{ Ref: R }');
  });
  it('leads from a default to its use', () => {
    expect(at(template('!Ref Open', "Parameters:\n  Open: { Type: String, Default: 'yes' }\n"))).toBe("'yes' <- !Ref Open");
  });
  it('leads from an element of a default to its use', () => {
    const text = template('!Ref Cidrs', "Parameters:\n  Cidrs: { Type: CommaDelimitedList, Default: '10.0.0.0/8, 0.0.0.0/0' }\n");
    expect(at(text, ['P', 1])).toBe('0.0.0.0/0 <- !Ref Cidrs');
  });
  it('leads from a mapping to its use', () => {
    const text = template('!FindInMap [M, a, b]', 'Mappings:\n  M: { a: { b: c } }\n');
    expect(at(text)).toBe('c <- !FindInMap [M, a, b]');
  });
  it('finds a branch of a decided condition where it stands', () => {
    const text = template('!If [Yes, on-a, on-b]', 'Conditions:\n  Yes: !Equals [a, a]\n');
    expect(at(text)).toBe('on-a');
  });
  it('knows the place of each part of a substitution', () => {
    const text = template("!Sub 'arn:${R}'");
    const value = resource(text).get(['P']);
    const part = value.kind === 'text' ? value.parts[1] : undefined;
    expect(typeof part === 'object' ? textAt(text, part.origin) : '').toBe('${R}');
  });
  it('leads through an alias', () => {
    const text = template('*open', 'Anchors:\n  - &open 0.0.0.0/0\n');
    expect(at(text)).toBe('0.0.0.0/0 <- *open');
  });
  it('points to the logical id where a value is missing', () => {
    expect(at(template('a'), ['Q'])).toBe('R');
    const r = resource(template('a'));
    expect(textAt(template('a'), r.origin)).toBe('R');
    expect(textAt(template('a'), r.body)).toMatch(/^R:\n {4}Type: .*P: a$/s);
  });
});

describe('resources', () => {
  it('leaves out what a condition switches off, and marks what is undecided', () => {
    const graph = load(
      `${PARAMETERS}
Resources:
  A: { Type: 'AWS::S3::Bucket', Condition: IsWeb }
  B: { Type: 'AWS::S3::Bucket', Condition: IsProd, Properties: { BucketName: !If [IsProd, p, d], Tags: !Ref Env } }
  C: { Type: 'AWS::S3::Bucket', Condition: Never }
  D: { Type: 'AWS::S3::Bucket', Condition: Off }
  E: { Type: 'AWS::S3::Bucket' }
`.replace('Conditions:', 'Conditions:\n  Off: !Equals [a, b]'),
    );
    expect(graph.resources.map((r) => `${r.address} ${r.exists}`)).toEqual(['A true', 'B unknown', 'C unknown', 'E true']);
    const b = graph.at('B');
    expect(b && show(b.get(['BucketName']))).toBe('"p"');
    expect(b && show(b.get(['Tags']))).toBe('"prod"');
  });

  it('answers for what stands beside the properties', () => {
    const r = resource(`Resources:
  R:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Snapshot
    DependsOn: [A]
    Metadata: { a: { b: c } }
`);
    expect(show(r.get(['$DeletionPolicy']))).toBe('"Snapshot"');
    expect(show(r.get(['$UpdateReplacePolicy']))).toBe('absent');
    expect(show(r.get(['$Metadata', 'a', 'b']))).toBe('"c"');
    expect(show(r.get(['$Type']))).toBe('"AWS::RDS::DBInstance"');
    expect(show(r.get([]))).toBe('{}');
  });

  it('reads JSON templates alike', () => {
    const text = `{ "Parameters": { "N": { "Type": "String", "Default": "x" } },
      "Resources": { "R": { "Type": "AWS::X::Y", "Properties": {
        "P": { "Fn::Sub": "\${N}-\${AWS::Region}" }, "Q": { "Fn::If": ["C", 1, 2] }, "S": null } } } }`;
    const r = resource(text);
    expect(show(r.get(['P']))).toBe('«x-{?computed Ref AWS::Region}»');
    expect(show(r.get(['Q']))).toBe('(1|2)');
    expect(show(r.get(['S']))).toBe('?invalid');
    expect(textAt(text, r.origin)).toBe('"R"');
  });

  it('makes structures of JSON in strings where the schema has JSON', () => {
    const text = `Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: '{"Statement": [{"Effect": "Allow", "Principal": "*"}]}'
      Policies:
        - PolicyName: a
          PolicyDocument: !Sub '{"Statement": {"Action": "s3:*", "Resource": "\${R.Arn}/*"}}'
        - PolicyDocument: { Statement: [{ Action: '{not json' }] }
        - PolicyDocument: { Fn::ToJsonString: { Statement: [] } }
        - PolicyDocument: '{broken'
`;
    const r = resource(text);
    const principal = r.get(['AssumeRolePolicyDocument', 'Statement', 0, 'Principal']);
    expect(show(principal)).toBe('"*"');
    expect(textAt(text, principal.origin)).toBe('"*"');
    expect(show(r.get(['Policies', 0, 'PolicyDocument', 'Statement', 'Resource']))).toBe('«{@R.Arn}/*»');
    expect(show(r.get(['Policies', 1, 'PolicyDocument', 'Statement', 0, 'Action']))).toBe('"{not json"');
    expect(show(r.get(['Policies', 2, 'PolicyDocument']))).toBe('{Statement: []}');
    expect(show(r.get(['Policies', 3, 'PolicyDocument']))).toBe('?invalid');
  });

  it('does not decide between a word of YAML 1.1 and its truth where a string is expected', () => {
    const text = (status: string): string =>
      `Resources:\n  R:\n    Type: AWS::S3::Bucket\n    Properties:\n      VersioningConfiguration: { Status: ${status} }\n`;
    expect(show(resource(text('OFF')).get(['VersioningConfiguration', 'Status']))).toBe('("OFF"|"false")');
    expect(show(resource(text('"OFF"')).get(['VersioningConfiguration', 'Status']))).toBe('"OFF"');
    expect(show(resource(text('true')).get(['VersioningConfiguration', 'Status']))).toBe('true');
  });

  it('knows what it cannot list', () => {
    const plain = 'Resources:\n  R: { Type: AWS::X::Y }\n';
    expect(load(plain).mayHaveMore('AWS::EC2::FlowLog')).toBe(false);
    expect(load(`Transform: [My::Macro]\n${plain}`).mayHaveMore('AWS::EC2::FlowLog')).toBe(true);
    expect(load(`Transform: AWS::LanguageExtensions\n${plain}`).mayHaveMore('AWS::EC2::FlowLog')).toBe(false);
    expect(
      load(`${plain}  'Fn::ForEach::Logs': [A, !Ref Free, { '\${A}': { Type: AWS::EC2::FlowLog } }]\n`).mayHaveMore(
        'AWS::EC2::FlowLog',
      ),
    ).toBe(true);
  });

  it('tells which resources are handed to code that is not read', () => {
    const graph = load(`Resources:
  Vpc: { Type: 'AWS::EC2::VPC' }
  Own: { Type: 'AWS::EC2::VPC' }
  Stack: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Vpc: !Ref Vpc } } }
`);
    expect(graph.resources.filter((r) => graph.escapes(r)).map((r) => r.address)).toEqual(['Vpc']);
  });
});
