import { describe, expect, it } from 'vitest';
import { load, resource, show, textAt } from './template';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    Timeout: 10
    Tracing: Active
    Environment: { Variables: { STAGE: dev, LEVEL: info } }
    Layers: [arn:one]
    Tags: { Team: a }
  Api:
    TracingEnabled: true
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.main
      Timeout: 20
      Environment: { Variables: { LEVEL: debug } }
      Layers: [arn:two]
      DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Q.Arn }
      FunctionUrlConfig: { AuthType: NONE }
      Policies: [AWSLambdaExecute]
  G:
    Type: AWS::Serverless::Function
    Properties: { Role: !GetAtt Role.Arn, InlineCode: x, Tags: { Own: b } }
  Api:
    Type: AWS::Serverless::Api
    Properties: { StageName: prod, EndpointConfiguration: { Type: PRIVATE }, AccessLogSetting: { DestinationArn: arn:x } }
  Http:
    Type: AWS::Serverless::HttpApi
    Properties: { CorsConfiguration: true }
  Table:
    Type: AWS::Serverless::SimpleTable
    Properties: { SSESpecification: { SSEEnabled: true } }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: { Type: EXPRESS, Logging: { Level: ALL }, Tracing: { Enabled: true } }
  Other:
    Type: AWS::Serverless::Application
    Properties: { Location: x }
`;

describe('the serverless transform', () => {
  const graph = load(TEMPLATE);
  const at = (address: string, ...path: (string | number)[]): string => {
    const found = graph.at(address);
    return found ? show(found.get(path)) : 'no such resource';
  };

  it('makes the resources of the cloud', () => {
    expect(graph.resources.map((r) => `${r.address} ${r.type}`)).toEqual([
      'F AWS::Lambda::Function',
      'FUrl AWS::Lambda::Url',
      'G AWS::Lambda::Function',
      'Api AWS::ApiGateway::RestApi',
      'ApiprodStage AWS::ApiGateway::Stage',
      'Http AWS::ApiGatewayV2::Api',
      'HttpApiGatewayDefaultStage AWS::ApiGatewayV2::Stage',
      'Table AWS::DynamoDB::Table',
      'Machine AWS::StepFunctions::StateMachine',
      'Other AWS::Serverless::Application',
    ]);
    expect(graph.at('FUrl')?.name).toBe('F');
    expect(at('F', '$Type')).toBe('"AWS::Serverless::Function"');
  });

  it('merges the globals', () => {
    expect(at('F', 'Runtime')).toBe('"python3.12"');
    expect(at('F', 'Timeout')).toBe('20');
    expect(at('F', 'Environment', 'Variables')).toBe('{STAGE: "dev", LEVEL: "debug"}');
    expect(at('F', 'Layers')).toBe('["arn:one", "arn:two"]');
    expect(at('G', 'Tags')).toBe('[{Key: "Team", Value: "a"}, {Key: "Own", Value: "b"}]');
    expect(at('ApiprodStage', 'TracingEnabled')).toBe('true');
  });

  it('leads from a global to the resource', () => {
    const value = graph.at('F')?.get(['Runtime']);
    expect(value && textAt(TEMPLATE, value.origin)).toBe('python3.12 <- F');
  });

  it('renames what the cloud calls otherwise', () => {
    expect(at('F', 'TracingConfig', 'Mode')).toBe('"Active"');
    expect(at('F', 'DeadLetterConfig')).toBe('{TargetArn: @Q.Arn}');
    expect(at('F', 'Role')).toBe('@FRole.Arn');
    expect(at('G', 'Role')).toBe('@Role.Arn');
    expect(at('G', 'Code', 'ZipFile')).toBe('"x"');
    expect(at('FUrl', 'AuthType')).toBe('"NONE"');
    expect(at('FUrl', 'TargetFunctionArn')).toBe('@F.Ref');
    expect(at('Api', 'EndpointConfiguration', 'Types', 0)).toBe('"PRIVATE"');
    expect(at('ApiprodStage', 'AccessLogSetting', 'DestinationArn')).toBe('"arn:x"');
    expect(at('ApiprodStage', 'RestApiId')).toBe('@Api.Ref');
    expect(at('Http', 'ProtocolType')).toBe('"HTTP"');
    expect(at('Table', 'BillingMode')).toBe('"PAY_PER_REQUEST"');
    expect(at('Table', 'SSESpecification', 'SSEEnabled')).toBe('true');
    expect(at('Machine', 'LoggingConfiguration', 'Level')).toBe('"ALL"');
    expect(at('Machine', 'TracingConfiguration', 'Enabled')).toBe('true');
  });

  it('tells what is not written from what it does not translate', () => {
    expect(at('F', 'KmsKeyArn')).toBe('absent');
    expect(at('F', 'Code')).toBe('?not-mapped');
    expect(at('Api', 'Policy')).toBe('?not-mapped');
    expect(at('Http', 'CorsConfiguration')).toBe('?not-mapped');
    expect(at('Table', 'KeySchema')).toBe('?not-mapped');
    expect(at('ApiprodStage', 'AccessLogSetting', 'Format')).toBe('absent');
    expect(graph.mayHaveMore('AWS::Lambda::Permission')).toBe(true);
    expect(graph.mayHaveMore('AWS::EC2::VPC')).toBe(false);
  });

  it('stays calm about odd shapes', () => {
    const odd = (properties: string, globals = ''): string =>
      `Globals: ${globals}\nResources:\n  R:\n    Type: AWS::Serverless::Function\n    Properties: ${properties}\n`;
    expect(show(resource(odd('')).get(['Timeout']))).toBe('?syntax');
    expect(show(resource(odd('[]')).get(['Timeout']))).toBe('?invalid');
    expect(show(resource(odd('{ Tags: [a], Timeout: 1 }', '{ Function: [x] }')).get(['Timeout']))).toBe('1');
    expect(show(resource(odd('{ Tags: [a] }')).get(['Tags']))).toBe('?not-mapped');
    expect(show(resource(odd('!If [a, {Timeout: 1}, {Timeout: 2}]')).get(['Timeout']))).toBe('(1|2)');
  });
});
