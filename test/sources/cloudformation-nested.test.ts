import { describe, expect, it } from 'vitest';
import { loadAll, placeIn, show } from './template';

const CHILD = `Parameters:
  Cidr: { Type: String, Default: 10.0.0.0/8 }
  Env: { Type: String }
  Zones: { Type: CommaDelimitedList }
  Secret: { Type: String, NoEcho: true, Default: s }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  HasVpc: !Not [!Equals [!Ref Cidr, '']]
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Cidr, Zones: !Ref Zones, Env: !Ref Env, Name: !Ref AWS::StackName, Region: !Ref AWS::Region, S: !Ref Secret } }
  Only: { Type: AWS::X::Y, Condition: IsProd, Properties: { Of: !Ref Vpc, Has: !If [HasVpc, 1, 2] } }
Outputs:
  VpcId: { Value: !Ref Vpc }
  Literal: { Value: fixed }
  Echo: { Value: !Sub '\${Env}-x' }
  Fn::ForEach::More: [Name, [A, B], { 'Out\${Name}': { Value: !Ref Name } }]
`;
const stack = (parameters: string, more = '', url = './child.yaml'): string =>
  `Parameters:\n  Free: { Type: String }\n  Range: { Type: String, Default: 0.0.0.0/0 }\nConditions:\n  Maybe: !Equals [!Ref Free, x]\nResources:\n  Net:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ${url}\n      Parameters: ${parameters}\n${more}`;

function read(texts: Readonly<Record<string, string>>) {
  const configuration = loadAll(texts);
  const at = (address: string, ...path: (string | number)[]) => {
    const found = configuration.graph.at(address);
    if (!found) throw new Error(`no ${address}`);
    return found.get(path);
  };
  return {
    ...configuration,
    value: (address: string, ...path: (string | number)[]) => show(at(address, ...path)),
    place: (address: string, ...path: (string | number)[]) => placeIn(texts, at(address, ...path).origin),
  };
}

describe('nested stacks', () => {
  it('get their parameters from the parent, each value with its way', () => {
    const { graph, value, place, needs, uses } = read({
      'main.yaml': stack("{ Cidr: !Ref Range, Env: prod, Zones: !Join [',', [a, b]] }"),
      'child.yaml': CHILD,
    });
    expect(graph.resources.map((r) => `${r.address} ${r.type} ${r.exists}`)).toEqual([
      'Net AWS::CloudFormation::Stack true',
      'Net/Vpc AWS::EC2::VPC true',
      'Net/Only AWS::X::Y true',
    ]);
    expect(value('Net/Vpc')).toBe(
      '{CidrBlock: "0.0.0.0/0", Zones: ["a", "b"], Env: "prod", Name: ?computed Ref Net/AWS::StackName, Region: ?computed Ref AWS::Region, S: ~"s"}',
    );
    expect(place('Net/Vpc', 'CidrBlock')).toBe('0.0.0.0/0 <- !Ref Range <- child.yaml: !Ref Cidr');
    expect(value('Net/Only', 'Of')).toBe('@Net/Vpc.Ref');
    expect(graph.at('Net/Vpc')?.name).toBe('Vpc');
    expect(needs).toEqual([]);
    expect(uses).toEqual(['file:///t/child.yaml']);
  });

  it('take defaults, and leave open what is not known', () => {
    const { graph, value, place } = read({ 'main.yaml': stack('{ Env: !Ref Free }'), 'child.yaml': CHILD });
    expect(place('Net/Vpc', 'CidrBlock')).toBe('child.yaml: 10.0.0.0/8 <- child.yaml: !Ref Cidr');
    expect(value('Net/Vpc', 'Env')).toBe('?unset Ref Free');
    expect(value('Net/Vpc', 'Zones')).toBe('?unset Ref Net/Zones');
    expect(graph.at('Net/Only')?.exists).toBe('unknown');
  });

  it('give their outputs back', () => {
    const { graph, value, place } = read({
      'main.yaml': stack(
        '{ Env: dev }',
        "  R: { Type: AWS::X::Y, Properties: { A: !GetAtt Net.Outputs.VpcId, B: !GetAtt Net.Outputs.Literal, C: !Sub '${Net.Outputs.Echo}', D: !GetAtt Net.Outputs.Nope, E: { Fn::GetAtt: [Net, Outputs.OutB] }, F: !Ref Net } }\n",
      ),
      'child.yaml': CHILD,
    });
    expect(value('R')).toBe('{A: @Net/Vpc.Ref, B: "fixed", C: "dev-x", D: ?no-such, E: "B", F: @Net.Ref}');
    expect(place('R', 'B')).toBe('child.yaml: fixed <- !GetAtt Net.Outputs.Literal');
    expect(graph.at('Net/Only')).toBeUndefined();
  });

  it('hand resources from one to another', () => {
    const user =
      'Parameters:\n  Vpc: { Type: String }\nConditions:\n  Own: !Equals [!Ref Vpc, ""]\nResources:\n  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }\n  New: { Type: AWS::EC2::VPC, Condition: Own }\n';
    const { graph, value } = read({
      'main.yaml': stack(
        '{ Env: dev }',
        '  Use:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: user.yaml, Parameters: { Vpc: !GetAtt Net.Outputs.VpcId } }\n',
      ),
      'child.yaml': CHILD,
      'user.yaml': user,
    });
    expect(value('Use/Subnet', 'VpcId')).toBe('@Net/Vpc.Ref');
    expect(graph.resources.filter((r) => graph.escapes(r))).toEqual([]);
    expect(graph.at('Use/New')).toBeUndefined();
  });

  it('are there as far as the stack is', () => {
    const main = stack('{ Env: dev }').replace(
      'Type: AWS::CloudFormation::Stack',
      'Type: AWS::CloudFormation::Stack\n    Condition: Maybe',
    );
    expect(read({ 'main.yaml': main, 'child.yaml': CHILD }).graph.at('Net/Vpc')?.exists).toBe('unknown');
    const off = main.replace('!Ref Free', 'y');
    expect(read({ 'main.yaml': off, 'child.yaml': CHILD }).graph.resources).toEqual([]);
  });

  it('come in loops and in serverless applications', () => {
    const loop =
      "Resources:\n  Fn::ForEach::Nets:\n    - Name\n    - [A, B]\n    - 'Net${Name}':\n        Type: AWS::CloudFormation::Stack\n        Properties: { TemplateURL: child.yaml, Parameters: { Env: !Ref Name } }\n";
    const { value, place } = read({ 'main.yaml': loop, 'child.yaml': CHILD });
    expect(value('NetB/Vpc', 'Env')).toBe('"B"');
    expect(place('NetB/Vpc', 'Env')).toBe('B <- !Ref Name <- child.yaml: !Ref Env');
    const app =
      'Resources:\n  App: { Type: AWS::Serverless::Application, Properties: { Location: child.yaml, Parameters: { Env: e } } }\n  Public: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: x } } }\n';
    expect(read({ 'main.yaml': app, 'child.yaml': CHILD }).value('App/Vpc', 'Env')).toBe('"e"');
  });

  it('name the template that is missing, if it is a local one', () => {
    const { graph, needs, uses, gaps, value } = read({
      'main.yaml': stack(
        '{ Env: !Ref Own }',
        '  Own: { Type: AWS::X::Y }\n  R: { Type: AWS::X::Y, Properties: { P: !GetAtt Net.Outputs.X } }\n',
        'x/none.yaml',
      ),
    });
    expect([needs, uses]).toEqual([['file:///t/x/none.yaml'], ['file:///t/x/none.yaml']]);
    expect(value('R', 'P')).toBe('@Net.Outputs.X');
    expect(gaps?.map(({ reason }) => reason.kind)).toEqual(['not-loaded']);
    expect(graph.resources.filter((r) => graph.escapes(r)).map((r) => r.address)).toEqual(['Own']);
    for (const url of ['https://s3.amazonaws.com/b/t.yaml', '/etc/passwd', '!Ref Free', 's3://a/b', "''", '[]']) {
      expect(read({ 'main.yaml': stack('{}', '', url) }).needs).toEqual([]);
    }
  });

  it('stop at cycles and limits', () => {
    const itself = read({ 'main.yaml': stack('{}', '', 'main.yaml') });
    expect(itself.graph.resources.map((r) => r.address)).toEqual(['Net']);
    expect(itself.gaps?.map(({ reason }) => reason.kind)).toEqual(['cycle']);
    const loop = read({ 'main.yaml': stack('{}', '', 'b.yaml'), 'b.yaml': stack('{}', '', 'main.yaml') });
    expect(loop.graph.resources.map((r) => r.address)).toEqual(['Net', 'Net/Net']);
    const chain = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`t${i}.yaml`, stack('{}', '', `t${i + 1}.yaml`)]));
    expect(read(chain).graph.resources.length).toBeLessThan(20);
    const wide = (to: string): string =>
      `Resources:\n${Array.from({ length: 30 }, (_, i) => `  S${i}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${to} } }\n`).join('')}`;
    const bomb = read({ 'a.yaml': wide('b.yaml'), 'b.yaml': wide('c.yaml'), 'c.yaml': wide('d.yaml'), 'd.yaml': CHILD });
    expect(bomb.graph.resources.length).toBeLessThan(7000);
  });

  it('do not run in circles over their outputs', () => {
    const echo =
      'Parameters:\n  In: { Type: String }\nResources:\n  R: { Type: AWS::X::Y, Properties: { P: !Ref In } }\nOutputs:\n  Out: { Value: !Ref In }\n';
    const two = (a: string, b: string): string =>
      `Resources:\n  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: e.yaml, Parameters: { In: ${a} } } }\n  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: e.yaml, Parameters: { In: ${b} } } }\n`;
    expect(read({ 'main.yaml': two('!GetAtt B.Outputs.Out', '!GetAtt A.Outputs.Out'), 'e.yaml': echo }).value('A/R', 'P')).toBe(
      '?cycle Ref A/In',
    );
    const fine = read({ 'main.yaml': two('!GetAtt B.Outputs.Out', 'x'), 'e.yaml': echo });
    expect(fine.value('A/R', 'P')).toBe('"x"');
    expect(fine.place('A/R', 'P')).toBe('x <- e.yaml: !Ref In <- !GetAtt B.Outputs.Out <- e.yaml: !Ref In');
  });

  it('may be broken', () => {
    for (const child of ['', '[]', 'Resources: x', 'Outputs: []\nParameters: [a]\nResources: { R: [] }', '{']) {
      const { value } = read({
        'main.yaml': stack('[x]', '  R: { Type: AWS::X::Y, Properties: { P: !GetAtt Net.Outputs.X } }\n'),
        'child.yaml': child,
      });
      expect(value('R', 'P')).toBe('?no-such');
    }
  });
});
