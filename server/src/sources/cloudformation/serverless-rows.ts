import type { DataNode, MappingEntry } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import { callOf } from './call';
import { attachedToFunction, attachedToStateMachine, executionRole } from './serverless-role';
import type { Move, Row } from './serverless-row';
import { ABSENT, generated } from './serverless-row';

const itself: Row['logicalId'] = (own) => own;

/** The rows by the type's name after `AWS::Serverless::`: each is a resource that the transform makes of one declaration. */
export const ROWS: Readonly<Record<string, readonly Row[]>> = {
  Function: [
    {
      type: 'AWS::Lambda::Function',
      logicalId: itself,
      same: [
        'FunctionName',
        'Handler',
        'Runtime',
        'Description',
        'MemorySize',
        'Timeout',
        'Role',
        'Environment',
        'VpcConfig',
        'Layers',
        'ReservedConcurrentExecutions',
        'KmsKeyArn',
        'Architectures',
        'EphemeralStorage',
        'PackageType',
        'ImageConfig',
        'FileSystemConfigs',
        'CodeSigningConfigArn',
        'SnapStart',
        'RuntimeManagementConfig',
        'LoggingConfig',
        'RecursiveLoop',
      ],
      moved: {
        Tracing: { to: 'TracingConfig', as: (value) => wrap('Mode', value) },
        DeadLetterQueue: { to: 'DeadLetterConfig', as: (value) => pick(value, 'TargetArn') },
        InlineCode: { to: 'Code', as: (value) => wrap('ZipFile', value) },
        Tags: { to: 'Tags', as: tagList },
      },
      added: {
        Role: (own, at) => generated(`${own}Role.Arn`, at, 'GetAtt'),
        // CodeUri or ImageUri: a path or an image that the transform uploads or passes on.
        Code: () => undefined,
      },
    },
    {
      type: 'AWS::Lambda::Url',
      logicalId: (own, properties) => (entryOf(properties, 'FunctionUrlConfig') ? `${own}Url` : undefined),
      same: [],
      added: {
        AuthType: (_own, _at, properties) => inside(properties, 'FunctionUrlConfig', 'AuthType'),
        Cors: (_own, _at, properties) => inside(properties, 'FunctionUrlConfig', 'Cors'),
        InvokeMode: (_own, _at, properties) => inside(properties, 'FunctionUrlConfig', 'InvokeMode'),
        TargetFunctionArn: (own, at) => generated(own, at, 'Ref'),
      },
    },
    executionRole('lambda.amazonaws.com', attachedToFunction),
  ],
  SimpleTable: [
    {
      type: 'AWS::DynamoDB::Table',
      logicalId: itself,
      same: ['TableName', 'SSESpecification', 'PointInTimeRecoverySpecification', 'ProvisionedThroughput'],
      moved: { Tags: { to: 'Tags', as: tagList } },
      added: {
        // On demand unless a throughput is given.
        BillingMode: (_own, at, properties) =>
          entryOf(properties, 'ProvisionedThroughput') ? undefined : generated('PAY_PER_REQUEST', at),
      },
    },
  ],
  Api: [
    {
      type: 'AWS::ApiGateway::RestApi',
      logicalId: itself,
      same: [
        'Name',
        'Description',
        'BinaryMediaTypes',
        'MinimumCompressionSize',
        'ApiKeySourceType',
        'DisableExecuteApiEndpoint',
        'FailOnWarnings',
        'Mode',
      ],
      moved: {
        EndpointConfiguration: { to: 'EndpointConfiguration', as: endpoint },
        Tags: { to: 'Tags', as: tagList },
      },
      added: { Policy: (_own, _at, properties) => (mayHavePolicy(properties) ? undefined : ABSENT) },
    },
    {
      type: 'AWS::ApiGateway::Stage',
      logicalId: (own, properties) => `${own}${plainText(entryOf(properties, 'StageName')?.value) ?? ''}Stage`,
      same: [
        'StageName',
        'AccessLogSetting',
        'CacheClusterEnabled',
        'CacheClusterSize',
        'CanarySetting',
        'MethodSettings',
        'TracingEnabled',
        'Variables',
      ],
      moved: { Tags: { to: 'Tags', as: tagList } },
      added: { RestApiId: (own, at) => generated(own, at, 'Ref') },
    },
  ],
  HttpApi: [
    {
      type: 'AWS::ApiGatewayV2::Api',
      logicalId: itself,
      same: ['Name', 'Description', 'DisableExecuteApiEndpoint', 'FailOnWarnings'],
      moved: { CorsConfiguration: { to: 'CorsConfiguration', as: (value) => (value.kind === 'mapping' ? value : undefined) } },
      added: { ProtocolType: (_own, at) => generated('HTTP', at) },
    },
    {
      type: 'AWS::ApiGatewayV2::Stage',
      logicalId: (own, properties) => {
        const stage = entryOf(properties, 'StageName')?.value;
        return stage ? `${own}${plainText(stage) ?? ''}Stage` : `${own}ApiGatewayDefaultStage`;
      },
      same: ['StageName', 'AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings'],
      moved: { StageVariables: 'StageVariables' },
      added: { ApiId: (own, at) => generated(own, at, 'Ref') },
    },
  ],
  StateMachine: [
    {
      type: 'AWS::StepFunctions::StateMachine',
      logicalId: itself,
      same: ['Definition', 'DefinitionSubstitutions', 'EncryptionConfiguration'],
      moved: {
        Logging: 'LoggingConfiguration',
        Tracing: 'TracingConfiguration',
        Name: 'StateMachineName',
        Type: 'StateMachineType',
        Role: 'RoleArn',
        Tags: { to: 'Tags', as: tagList },
      },
      added: { RoleArn: (own, at) => generated(`${own}Role.Arn`, at, 'GetAtt') },
    },
    executionRole('states.amazonaws.com', attachedToStateMachine),
  ],
  LayerVersion: [
    {
      type: 'AWS::Lambda::LayerVersion',
      logicalId: itself,
      same: ['LayerName', 'Description', 'CompatibleRuntimes', 'CompatibleArchitectures', 'LicenseInfo'],
    },
  ],
};

function wrap(name: string, value: DataNode): DataNode {
  const at = value.span;
  return { kind: 'mapping', entries: [{ key: generated(name, at), value, span: at }], flow: false, span: at };
}

/** Of a mapping only the one entry. */
function pick(value: DataNode, name: string): DataNode | undefined {
  if (value.kind !== 'mapping' || callOf(value)) return undefined;
  return { ...value, entries: value.entries.filter((entry) => entry.key.text === name) };
}

function inside(properties: DataNode | undefined, outer: string, name: string): DataNode | undefined {
  return entryOf(entryOf(properties, outer)?.value, name)?.value;
}

/** Whether `Auth`, a definition of one's own, or a private endpoint (which has to have one) brings a resource policy. */
function mayHavePolicy(properties: DataNode | undefined): boolean {
  const auth = entryOf(properties, 'Auth')?.value;
  const endpoint = entryOf(properties, 'EndpointConfiguration');
  const definition = entryOf(properties, 'DefinitionBody') ?? entryOf(properties, 'DefinitionUri');
  if (definition || endpoint) return true;
  return (
    auth !== undefined && (auth.kind !== 'mapping' || callOf(auth) !== undefined || entryOf(auth, 'ResourcePolicy') !== undefined)
  );
}

/** `{ Key: Value }`, as the transform wants tags, as the list that the cloud's types want. */
function tagList(value: DataNode): ReturnType<Move['as']> {
  if (value.kind !== 'mapping' || callOf(value)) return undefined;
  const items = value.entries.map((entry): DataNode => {
    const pair: MappingEntry[] = [
      { key: generated('Key', entry.key.span), value: entry.key, span: entry.key.span },
      { key: generated('Value', entry.key.span), value: entry.value, span: entry.span },
    ];
    return { kind: 'mapping', entries: pair, flow: false, span: entry.span };
  });
  return { kind: 'sequence', items, flow: false, span: value.span };
}

/** `EDGE`, or `{ Type, VPCEndpointIds }`. */
function endpoint(value: DataNode): DataNode | undefined {
  if (callOf(value) || value.kind === 'sequence') return undefined;
  const type = value.kind === 'scalar' ? value : entryOf(value, 'Type')?.value;
  if (!type) return undefined;
  const types: DataNode = { kind: 'sequence', items: [type], flow: false, span: type.span };
  const entries: MappingEntry[] = [{ key: generated('Types', type.span), value: types, span: type.span }];
  const ids = entryOf(value, 'VPCEndpointIds');
  if (ids) entries.push({ ...ids, key: { ...ids.key, text: 'VpcEndpointIds' } });
  return { kind: 'mapping', entries, flow: false, span: value.span };
}

function plainText(node: DataNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.tag === undefined ? node.text.replace(/[^A-Za-z0-9]/g, '') : undefined;
}
