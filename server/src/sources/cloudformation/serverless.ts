import type { DataNode, MappingEntry, MappingNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import { callOf } from './call';
import { inherit } from './globals';
import type { Template, TemplateResource } from './model';
import type { ApiEvent } from './serverless-events';
import { addsPolicy, apiEvents, eventResource, IMPLICIT } from './serverless-events';
import type { Declared, Row } from './serverless-row';
import { ABSENT, generated } from './serverless-row';
import { ROWS } from './serverless-rows';

/** What the transform generates beside what we translate: that none of these is written proves nothing. */
export const GENERATED_TYPES: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Lambda::Version',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::WebACLAssociation',
]);

/**
 * The resources of a template after the serverless transform (`AWS::Serverless-2016-10-31`, Globals merged). Translated is what
 * the transform passes on one to one; what it computes is left open. Source: the SAM specification's pages of each type and
 * "Generated AWS CloudFormation resources".
 */
export function declaredResources(template: Template): readonly Declared[] {
  const events = template.serverless ? apiEvents(template) : [];
  // An event may add to the policy of an API.
  const openPolicy = events.some(addsPolicy);
  const close = (declared: Declared): Declared => {
    if (!openPolicy || declared.type !== 'AWS::ApiGateway::RestApi' || !declared.supplied) return declared;
    return { ...declared, supplied: new Set([...declared.supplied].filter((name) => name !== 'Policy')) };
  };
  const declared = [...template.resources, ...implicitApis(template, events)].flatMap((resource) =>
    ofResource(template, resource).map(close),
  );
  const names = new Set(declared.map((each) => each.logicalId));
  for (const event of events) {
    const made = eventResource(event);
    if (made && !names.has(made.logicalId)) declared.push(made);
  }
  return declared;
}

/**
 * The property of a serverless type that the transform passes on, as it is, as a property of a resource that it makes.
 * @returns undefined where it passes on none
 */
export function serverlessProperty(declared: string, made: string, property: string): string | undefined {
  for (const row of ROWS[declared.replace(/^AWS::Serverless::/, '')] ?? []) {
    if (row.type !== made) continue;
    if (row.same.includes(property)) return property;
    const moved = Object.entries(row.moved ?? {}).find(([, to]) => to === property);
    if (moved) return moved[0];
  }
  return undefined;
}

/** The APIs that the transform makes for events that name none; they stand at the first such event. */
function implicitApis(template: Template, events: readonly ApiEvent[]): readonly TemplateResource[] {
  return (['Api', 'HttpApi'] as const).flatMap((kind): TemplateResource[] => {
    const own = events.filter((event) => event.kind === kind && event.implicit);
    // It is there where any of its functions is.
    const event = own.find(({ owner }) => !entryOf(owner.node, 'Condition')) ?? own[0];
    if (!event || template.resourceNames.has(IMPLICIT[kind])) return [];
    const { entry, owner } = event;
    const at = entry.key.span;
    const given: MappingEntry[] =
      kind === 'Api' ? [{ key: generated('StageName', at), value: generated('Prod', at), span: at }] : [];
    const properties: MappingNode = { kind: 'mapping', entries: given, flow: false, span: at };
    const rest = owner.node.entries.filter(({ key }) => key.text === 'Condition');
    const node: MappingNode = {
      ...owner.node,
      entries: [...rest, { key: generated('Properties', at), value: properties, span: at }],
    };
    return [{ logicalId: IMPLICIT[kind], type: `AWS::Serverless::${kind}`, entry, node, scope: owner.scope }];
  });
}

function ofResource(template: Template, resource: TemplateResource): readonly Declared[] {
  const properties = entryOf(resource.node, 'Properties')?.value;
  const { logicalId, entry, node, type, scope } = resource;
  const short = type.startsWith('AWS::Serverless::') ? type.slice('AWS::Serverless::'.length) : '';
  const rows = ROWS[short];
  if (!rows) return [{ logicalId, name: logicalId, scope, type, entry, node, properties, supplied: undefined }];
  const merged = inherit(entryOf(template.globals, short)?.value, properties, entry.key.span);
  const computed = merged !== undefined && (merged.kind !== 'mapping' || callOf(merged) !== undefined);
  return rows.flatMap((row): Declared[] => {
    const id = row.logicalId(logicalId, merged);
    if (id === undefined || (id !== logicalId && (computed || template.resourceNames.has(id)))) return [];
    return [{ ...translate(resource, merged, row), logicalId: id }];
  });
}

function translate(resource: TemplateResource, properties: DataNode | undefined, row: Row): Omit<Declared, 'logicalId'> {
  const supplied = new Set(row.same);
  const entries: MappingEntry[] = [];
  const { entry, node, scope, logicalId: name } = resource;
  if (properties && (properties.kind !== 'mapping' || callOf(properties))) {
    return { type: row.type, name, scope, entry, node, properties, supplied: new Set() };
  }
  for (const [from, move] of Object.entries(row.moved ?? {})) {
    const to = typeof move === 'string' ? move : move.to;
    supplied.add(to);
    const written = entryOf(properties, from);
    if (!written) continue;
    const value = typeof move === 'string' ? written.value : move.as(written.value);
    if (value) entries.push({ ...written, key: { ...written.key, text: to }, value });
    else supplied.delete(to);
  }
  for (const name of row.same) {
    const written = entryOf(properties, name);
    if (written) entries.push(written);
  }
  const at = entry.key.span;
  for (const [name, make] of Object.entries(row.added ?? {})) {
    if (entries.some(({ key }) => key.text === name)) continue;
    const value = make(resource.logicalId, at, properties);
    supplied.add(name);
    if (value === ABSENT) continue;
    if (value) entries.push({ key: generated(name, at), value, span: at });
    else supplied.delete(name);
  }
  const span = properties?.span ?? at;
  return { type: row.type, name, scope, entry, node, properties: { kind: 'mapping', entries, flow: false, span }, supplied };
}
