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
      'FRole AWS::IAM::Role',
      'G AWS::Lambda::Function',
      'Api AWS::ApiGateway::RestApi',
      'ApiprodStage AWS::ApiGateway::Stage',
      'Http AWS::ApiGatewayV2::Api',
      'HttpApiGatewayDefaultStage AWS::ApiGatewayV2::Stage',
      'Table AWS::DynamoDB::Table',
      'Machine AWS::StepFunctions::StateMachine',
      'MachineRole AWS::IAM::Role',
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

describe('what the transform generates', () => {
  const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Api: { Auth: { ApiKeyRequired: true }, TracingEnabled: true }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AdministratorAccess
        - arn:aws:iam::aws:policy/AmazonS3FullAccess
        - Version: '2012-10-17'
          Statement: [{ Effect: Allow, Action: '*', Resource: '*' }]
        - S3ReadPolicy: { BucketName: b }
        - !Ref Managed
        - AmazonSomething
      PermissionsBoundary: arn:b
      Events:
        List: { Type: Api, Properties: { Path: /a, Method: get } }
        Free: { Type: Api, Properties: { Path: /b, Method: any, Auth: { ApiKeyRequired: false, Authorizer: NONE } } }
        Own: { Type: Api, Properties: { Path: /c, Method: post, RestApiId: !Ref Api } }
        Signed: { Type: Api, Properties: { Path: /d, Method: post, RestApiId: !Ref Api, Auth: { Authorizer: AWS_IAM } } }
        Else: { Type: Api, Properties: { Path: /e, Method: post, RestApiId: !Ref Elsewhere } }
        Http: { Type: HttpApi, Properties: { Path: /f, Method: put } }
        Rest: { Type: HttpApi }
        Http2: { Type: HttpApi, Properties: { Path: /g, Method: get, ApiId: !Ref HttpOwn } }
        Maybe: { Type: Api, Properties: { Path: /h, Method: get, Auth: !If [A, { Authorizer: NONE }, { Authorizer: X }] } }
        Time: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth: { DefaultAuthorizer: Pool, ApiKeyRequired: false, Authorizers: { Pool: { UserPoolArn: arn:p } } }
  HttpOwn:
    Type: AWS::Serverless::HttpApi
    Properties: { Auth: { DefaultAuthorizer: Jwt, Authorizers: { Jwt: { JwtConfiguration: {} } } } }
  Given: { Type: AWS::Serverless::Function, Properties: { Role: arn:r, Events: [x] } }
  Plain: { Type: AWS::Serverless::Function, Condition: A }
  Queue: { Type: AWS::Serverless::Function, Properties: { Policies: !If [A, x, y], Events: { Q: { Type: SQS } } } }
  Machine: { Type: AWS::Serverless::StateMachine, Properties: { Policies: IAMFullAccess } }
  Wire: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: F }, Destination: { Id: Table } } }
`;
  const graph = load(text);
  const at = (address: string, ...path: (string | number)[]): string => {
    const found = graph.at(address);
    return found ? show(found.get(path)) : `no ${address}`;
  };
  const place = (address: string, ...path: (string | number)[]): string => {
    const found = graph.at(address);
    return found ? textAt(text, found.get(path).origin) : `no ${address}`;
  };

  it('makes roles of what functions and state machines may do', () => {
    expect(at('F', 'Role')).toBe('@FRole.Arn');
    expect(at('FRole', 'AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'Service')).toBe('["lambda.amazonaws.com"]');
    expect(at('FRole', 'ManagedPolicyArns')).toBe(
      '[«arn:{?computed Ref AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole», "arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/AmazonS3FullAccess", @Managed.Ref, ?unsupported]',
    );
    expect(place('FRole', 'ManagedPolicyArns', 1)).toBe('AdministratorAccess');
    expect(at('FRole', 'Policies')).toBe(
      '[{PolicyName: "FRolePolicy0", PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: "Allow", Action: "*", Resource: "*"}]}}, ?unsupported]',
    );
    expect(place('FRole', 'Policies', 0, 'PolicyDocument', 'Statement', 0, 'Action')).toBe("'*'");
    expect(at('FRole', 'PermissionsBoundary')).toBe('"arn:b"');
    expect(place('FRole', 'Path')).toBe('F');
    expect(graph.at('GivenRole')).toBeUndefined();
    expect(graph.at('PlainRole')?.exists).toBe('unknown');
    expect(at('PlainRole', 'Policies')).toBe('absent');
    expect(at('QueueRole', 'Policies')).toBe('?not-mapped');
    expect(at('MachineRole', 'ManagedPolicyArns')).toBe('["arn:aws:iam::aws:policy/IAMFullAccess"]');
    expect(at('Machine', 'RoleArn')).toBe('@MachineRole.Arn');
    expect(graph.mayHaveMore('AWS::IAM::ManagedPolicy')).toBe(true);
  });

  it('makes the API that events imply, where the first of them stands', () => {
    expect(at('ServerlessRestApiProdStage', 'TracingEnabled')).toBe('true');
    expect(place('ServerlessRestApiProdStage', 'TracingEnabled')).toBe('true <- List');
    expect(at('ServerlessRestApiProdStage', 'RestApiId')).toBe('@ServerlessRestApi.Ref');
    expect(at('ServerlessRestApi', 'Policy')).toBe('?not-mapped');
    expect(graph.at('ServerlessHttpApi')?.type).toBe('AWS::ApiGatewayV2::Api');
    expect(graph.at('ServerlessHttpApiApiGatewayDefaultStage')?.type).toBe('AWS::ApiGatewayV2::Stage');
  });

  it('makes methods and routes of events, with what their API asks for', () => {
    const method = (event: string): string =>
      ['RestApiId', 'HttpMethod', 'AuthorizationType', 'ApiKeyRequired'].map((name) => at(`F.${event}`, name)).join(' ');
    expect(graph.at('F.List')?.type).toBe('AWS::ApiGateway::Method');
    expect(method('List')).toBe('@ServerlessRestApi.Ref "GET" "NONE" true');
    expect(place('F.List', 'AuthorizationType')).toBe('List');
    expect(place('F.List', 'ApiKeyRequired')).toBe('true <- List');
    expect(method('Free')).toBe('@ServerlessRestApi.Ref "ANY" "NONE" false');
    expect(place('F.Free', 'AuthorizationType')).toBe('NONE');
    expect(method('Own')).toBe('@Api.Ref "POST" "COGNITO_USER_POOLS" false');
    expect(place('F.Own', 'AuthorizationType')).toBe('Pool <- Own');
    expect(method('Signed')).toBe('@Api.Ref "POST" "AWS_IAM" false');
    expect(method('Else')).toBe('no F.Else no F.Else no F.Else no F.Else');
    expect(method('Maybe')).toBe('@ServerlessRestApi.Ref "GET" ?not-mapped ?not-mapped');
    const route = (event: string): string =>
      ['ApiId', 'RouteKey', 'AuthorizationType'].map((name) => at(`F.${event}`, name)).join(' ');
    expect(graph.at('F.Http')?.type).toBe('AWS::ApiGatewayV2::Route');
    expect(route('Http')).toBe('@ServerlessHttpApi.Ref "PUT /f" "NONE"');
    expect(route('Rest')).toBe('@ServerlessHttpApi.Ref "$default" "NONE"');
    expect(route('Http2')).toBe('@HttpOwn.Ref "GET /g" "JWT"');
    expect(graph.at('F.Time')).toBeUndefined();
  });

  it('knows that an API without a policy has none', () => {
    const plain = `Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: { Events: { Go: { Type: Api, Properties: { Path: /, Method: get } } } }\n`;
    expect(show(resource(plain, 'ServerlessRestApi').get(['Policy']))).toBe('absent');
    const defined = `Resources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties: { DefinitionBody: {} }\n  F:\n    Type: AWS::Serverless::Function\n    Properties: { Events: { Go: { Type: Api, Properties: { Path: /, Method: get, RestApiId: !Ref A } } } }\n`;
    expect(show(resource(defined, 'F.Go').get(['AuthorizationType']))).toBe('?not-mapped');
    expect(show(resource(defined, 'A').get(['Policy']))).toBe('?not-mapped');
  });
});
