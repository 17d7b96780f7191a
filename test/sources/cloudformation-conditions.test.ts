import { describe, expect, it } from 'vitest';
import { load, loadAll, placeIn, property, resource, show } from './template';

const SECTIONS = `Parameters:
  Env: { Type: String, AllowedValues: [dev, test, prod] }
  Free: { Type: String }
  Other: { Type: String }
  Zones: { Type: CommaDelimitedList }
Mappings:
  Sizes:
    dev: { Public: 'true', Size: small }
    test: { Public: 'true', Size: small }
    prod: { Public: 'false', Size: large }
Conditions:
  IsDev: !Equals [!Ref Env, dev]
  IsTest: !Equals [!Ref Env, test]
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [!Condition IsProd]
  Any: !Or [!Condition IsDev, !Condition IsTest, !Condition IsProd]
  Two: !And [!Condition IsDev, !Condition IsTest]
  Public: !Equals [!FindInMap [Sizes, !Ref Env, Public], 'true']
  HasFree: !Not [!Equals [!Ref Free, '']]
  FreeA: !Equals [!Ref Free, a]
  FreeB: !Equals [!Ref Free, b]
  Same: !Equals [!Ref Free, !Ref Other]
  Alike: !Equals [!Ref Free, !Ref Other]
  NoZones: !Equals [!Join ['', !Ref Zones], '']
  HasZones: !Not [!Equals [!Join ['', !Ref Zones], '']]
  InUs: !Equals [!Ref AWS::Region, us-east-1]
  InEu: !Equals [!Ref AWS::Region, eu-west-1]
  Long: !Equals [!Sub '\${Env}-x', prod-x]
`;

describe('conditions are solved', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['!If [Any, a, b]', '"a"'],
    ['!If [Two, a, b]', '"b"'],
    ['!If [IsProd, a, b]', '("a"|"b")'],
    ['!If [IsDev, !If [IsProd, x, y], z]', '("y"|"z")'],
    ['!If [IsDev, z, !If [IsTest, w, !If [IsProd, x, y]]]', '("z"|"w"|"x")'],
    ['!If [NotProd, !If [IsDev, a, !If [IsTest, b, c]], d]', '("a"|"b"|"d")'],
    ['!If [IsProd, !FindInMap [Sizes, !Ref Env, Size], x]', '("large"|"x")'],
    ['!If [NotProd, !FindInMap [Sizes, !Ref Env, Size], x]', '("small"|"x")'],
    ['!If [NotProd, !Ref Env, x]', '("dev"|"test"|"x")'],
    ['!If [IsProd, !If [Public, x, y], z]', '("y"|"z")'],
    ['!If [Public, !If [NotProd, x, y], z]', '("x"|"z")'],
    ['!If [Long, !If [IsProd, x, y], z]', '("x"|"z")'],
    // a free parameter
    ['!If [FreeA, !If [FreeB, x, y], z]', '("y"|"z")'],
    ['!If [FreeA, !If [HasFree, x, y], z]', '("x"|"z")'],
    ['!If [HasFree, z, !If [FreeA, x, y]]', '("z"|"y")'],
    ['!If [FreeA, !Ref Free, z]', '("a"|"z")'],
    ['!If [HasFree, !Ref Free, z]', '(?unset Ref Free|"z")'],
    ['!If [HasFree, z, !Ref Free]', '("z"|"")'],
    // what is left open has one answer
    ['!If [Same, !If [Alike, x, y], z]', '("x"|"z")'],
    ['!If [NoZones, !If [HasZones, x, y], z]', '("y"|"z")'],
    ['!If [InUs, !If [InEu, x, y], z]', '("y"|"z")'],
    ['!If [InUs, !Ref AWS::Region, z]', '("us-east-1"|"z")'],
    ['!If [InUs, !If [IsProd, x, y], z]', '("x"|"y"|"z")'],
    ['[!If [IsDev, !If [IsTest, 0.0.0.0/0, a], !Ref AWS::NoValue]]', '[maybe "a"]'],
  ];
  for (const [written, expected] of cases) it(written, () => expect(show(property(written, SECTIONS))).toBe(expected));

  it('never sees an impossible pair in a resource', () => {
    const graph = load(`${SECTIONS}Resources:
  A: { Type: AWS::X::Y, Condition: IsDev, Properties: { P: !If [IsProd, x, y], Q: !If [Public, x, y], R: !Ref Env } }
  B: { Type: AWS::X::Y, Condition: Two }
  C: { Type: AWS::X::Y, Condition: Any }
`);
    expect(graph.resources.map((r) => `${r.address} ${r.exists}`)).toEqual(['A unknown', 'C true']);
    expect(show(graph.resources[0]?.get([]) ?? property('x'))).toBe('{P: "y", Q: "x", R: "dev"}');
  });

  it('takes the rules of the template into account', () => {
    const rules = `${SECTIONS}Rules:
  NoTest:
    Assertions:
      - Assert: { Fn::Not: [{ Fn::Equals: [!Ref Env, test] }] }
  Cheap:
    RuleCondition: { Fn::Equals: [!Ref Env, dev] }
    Assertions:
      - Assert: { Fn::Contains: [[small, tiny], !Ref Other] }
      - AssertDescription: nothing
  Odd: text
  Empty: { Assertions: [x, { Assert: y }] }
`;
    expect(show(property('!If [IsTest, a, b]', rules))).toBe('"b"');
    expect(show(property('!Ref Env', rules))).toBe('("dev"|"prod")');
    expect(show(property('!If [IsDev, !Ref Other, x]', rules))).toBe('("small"|"tiny"|"x")');
    expect(show(property('!If [IsProd, !Ref Other, x]', rules))).toBe('(?unset Ref Other|"x")');
    const impossible = 'Rules:\n  R: { Assertions: [{ Assert: { Fn::Contains: [[x], !Ref Env] } }] }\n';
    expect(show(property('!Ref Env', SECTIONS + impossible))).toBe('("dev"|"test"|"prod")');
  });

  it('gives up where there are too many choices', () => {
    const names = Array.from({ length: 20 }, (_, i) => `P${i}`);
    const text = `Parameters:\n${names.map((n) => `  ${n}: { Type: String }\n`).join('')}Conditions:\n${names.map((n) => `  C${n}: !Equals [!Ref ${n}, x]\n`).join('')}  All: !And [${names.map((n) => `!Condition C${n}`).join(', ')}]\n`;
    expect(show(property('!If [All, !If [CP3, a, b], c]', text))).toBe('("a"|"c")');
    expect(show(property('!If [CP3, a, !If [All, b, c]]', text))).toBe('("a"|"c")');
  });
});

describe('parameter files', () => {
  const template = `Parameters:
  Cidr: { Type: String, Default: 10.0.0.0/8 }
  Ports: { Type: 'List<Number>', Default: '22' }
  Env: { Type: String, AllowedValues: [dev, prod] }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>' }
  Secret: { Type: String, NoEcho: true }
  Kept: { Type: String, Default: k }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  R:
    Type: AWS::X::Y
    Properties: { A: !Ref Cidr, B: !Ref Ports, C: !If [IsProd, p, d], D: !Ref Image, E: !Ref Secret, F: !Ref Kept }
  S: { Type: AWS::X::Y, Condition: IsProd }
`;
  const given = { Cidr: '0.0.0.0/0', Ports: '80, 443', Env: 'prod', Image: '/a/b', Secret: 'hush', Unused: 'x' };
  const formats: Readonly<Record<string, string>> = {
    'of the AWS CLI': JSON.stringify(Object.entries(given).map(([k, v]) => ({ ParameterKey: k, ParameterValue: v }))),
    'of CodePipeline': JSON.stringify({ Parameters: given, Tags: { a: 'b' } }),
    'as overrides': JSON.stringify(Object.entries(given).map(([k, v]) => `${k}=${v}`)),
  };
  for (const [format, file] of Object.entries(formats)) {
    it(`are read ${format}`, () => {
      const { graph, uses } = loadAll({ 't.yaml': template }, file);
      const r = graph.at('R');
      expect(r && show(r.get([]))).toBe('{A: "0.0.0.0/0", B: [80, 443], C: "p", D: ?not-loaded Ref Image, E: ~"hush", F: "k"}');
      expect(graph.at('S')?.exists).toBe(true);
      const place = r && placeIn({ 't.yaml': template, 'p.json': file }, r.get(['A']).origin);
      expect(place).toMatch(/^p\.json: "?0\.0\.0\.0\/0"? <- !Ref Cidr$/);
      expect(uses).toEqual(['file:///t/p.json']);
    });
  }
  it('may leave a value as it was', () => {
    const { graph } = loadAll({ 't.yaml': template }, '[{"ParameterKey": "Cidr", "UsePreviousValue": true}]');
    const r = graph.at('R');
    expect(r && show(r.get(['A']))).toBe('?unset Ref Cidr');
  });
  it('may be broken', () => {
    for (const file of [
      '',
      '[',
      '{"Parameters": []}',
      '[1, null, {}, {"ParameterKey": 1}]',
      '{"Parameters": {"Cidr": []}}',
      'x',
    ]) {
      const { graph } = loadAll({ 't.yaml': template }, file);
      expect(graph.at('R')).toBeDefined();
    }
    expect(show(resource(template).get(['A']))).toBe('"10.0.0.0/8"');
  });
});
