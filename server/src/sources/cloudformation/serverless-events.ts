import type { DataNode, MappingEntry } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Span } from '../../text';
import { callOf } from './call';
import { inherit } from './globals';
import type { Template, TemplateResource } from './model';
import type { Declared } from './serverless-row';
import { generated } from './serverless-row';

/** Where an event of a function leads: an API of the template, or the one that the transform makes for all events that name none. */
interface Target {
  readonly logicalId: string;
  readonly properties: DataNode | undefined;
}

export interface ApiEvent {
  readonly kind: 'Api' | 'HttpApi';
  readonly owner: TemplateResource;
  readonly entry: MappingEntry;
  readonly properties: DataNode | undefined;
  /** Undefined where the event names an API that is not one of the template's serverless ones. */
  readonly target: Target | undefined;
  readonly implicit: boolean;
}

export const IMPLICIT = { Api: 'ServerlessRestApi', HttpApi: 'ServerlessHttpApi' } as const;

/** The events of all functions that an API calls. Source: the SAM specification, "Api" and "HttpApi" of a function's `Events`. */
export function apiEvents(template: Template): readonly ApiEvent[] {
  const found: ApiEvent[] = [];
  for (const owner of template.resources) {
    if (owner.type !== 'AWS::Serverless::Function') continue;
    const events = entryOf(entryOf(owner.node, 'Properties')?.value, 'Events')?.value;
    if (events?.kind !== 'mapping' || callOf(events)) continue;
    for (const entry of events.entries) {
      const type = entryOf(entry.value, 'Type')?.value;
      const kind = type?.kind === 'scalar' && type.tag === undefined ? type.text : '';
      if (kind !== 'Api' && kind !== 'HttpApi') continue;
      const properties = entryOf(entry.value, 'Properties')?.value;
      const named = entryOf(properties, kind === 'Api' ? 'RestApiId' : 'ApiId')?.value;
      const open = properties !== undefined && (properties.kind !== 'mapping' || callOf(properties) !== undefined);
      const target = open ? undefined : named ? targetOf(template, kind, named) : implicitTarget(template, kind, entry.key.span);
      found.push({ kind, owner, entry, properties, target, implicit: !open && !named });
    }
  }
  return found;
}

function implicitTarget(template: Template, kind: ApiEvent['kind'], use: Span): Target {
  const globals = entryOf(template.globals, kind)?.value;
  return { logicalId: IMPLICIT[kind], properties: inherit(globals, undefined, use) };
}

function targetOf(template: Template, kind: ApiEvent['kind'], named: DataNode): Target | undefined {
  const call = callOf(named);
  const logicalId = call?.name === 'Ref' && call.argument.kind === 'scalar' ? call.argument.text : undefined;
  const api = template.resources.find((resource) => resource.logicalId === logicalId);
  if (!api || api.type !== `AWS::Serverless::${kind}`) return undefined;
  const own = entryOf(api.node, 'Properties')?.value;
  return { logicalId: api.logicalId, properties: inherit(entryOf(template.globals, kind)?.value, own, api.entry.key.span) };
}

/** Whether an event adds to the policy of the API that it names. */
export function addsPolicy(event: ApiEvent): boolean {
  const auth = entryOf(event.properties, 'Auth')?.value;
  return auth !== undefined && (isComputed(auth) || entryOf(auth, 'ResourcePolicy') !== undefined);
}

/**
 * The method or route that an event makes, as the cloud's own type would declare it. It stands at the event; who may call it is
 * said by the event, else by the API, else by nobody. Undefined where the API is not known.
 */
export function eventResource(event: ApiEvent): Declared | undefined {
  const { kind, owner, entry, properties, target } = event;
  if (!target) return undefined;
  const at = entry.key.span;
  const entries: MappingEntry[] = [];
  const supplied = new Set(['RestApiId', 'HttpMethod', 'ApiId', 'RouteKey', 'AuthorizationType', 'ApiKeyRequired']);
  const add = (name: string, value: DataNode | undefined): void => {
    if (value) entries.push({ key: generated(name, at), value, span: at });
    else supplied.delete(name);
  };
  const method = methodOf(entryOf(properties, 'Method')?.value, at);
  add(kind === 'Api' ? 'RestApiId' : 'ApiId', generated(target.logicalId, at, 'Ref'));
  if (kind === 'Api') add('HttpMethod', method);
  else add('RouteKey', routeKey(method, entryOf(properties, 'Path')?.value, properties, at));
  const own = entryOf(properties, 'Auth')?.value;
  const general = entryOf(target.properties, 'Auth')?.value;
  // A definition of one's own says itself who may call what.
  const defined = entryOf(target.properties, 'DefinitionBody') ?? entryOf(target.properties, 'DefinitionUri');
  if (defined || (own && isComputed(own)) || (general && isComputed(general)) || isWhollyComputed(target.properties)) {
    supplied.delete('AuthorizationType');
    supplied.delete('ApiKeyRequired');
  } else {
    const authorizer = entryOf(own, 'Authorizer')?.value ?? usedAt(entryOf(general, 'DefaultAuthorizer')?.value, at);
    add('AuthorizationType', authorizationType(kind, authorizer, entryOf(general, 'Authorizers')?.value, at));
    const key = entryOf(own, 'ApiKeyRequired')?.value ?? usedAt(entryOf(general, 'ApiKeyRequired')?.value, at);
    if (key && kind === 'Api') add('ApiKeyRequired', key);
  }
  return {
    logicalId: `${owner.logicalId}.${entry.key.text}`,
    name: entry.key.text,
    type: kind === 'Api' ? 'AWS::ApiGateway::Method' : 'AWS::ApiGatewayV2::Route',
    scope: owner.scope,
    entry,
    node: owner.node,
    properties: { kind: 'mapping', entries, flow: false, span: at },
    supplied,
  };
}

/** What an API says for all of its events is read at each of them. */
function usedAt(node: DataNode | undefined, at: Span): DataNode | undefined {
  return node && { ...node, alias: node.alias ?? at };
}

function methodOf(node: DataNode | undefined, at: Span): DataNode | undefined {
  if (node?.kind !== 'scalar' || node.tag !== undefined) return undefined;
  const text = /^(?:any|x-amazon-apigateway-any-method)$/i.test(node.text) ? 'ANY' : node.text.toUpperCase();
  return generated(text, at);
}

function routeKey(
  method: DataNode | undefined,
  path: DataNode | undefined,
  properties: DataNode | undefined,
  at: Span,
): DataNode | undefined {
  if (!path && !entryOf(properties, 'Method')) return generated('$default', at);
  if (method?.kind !== 'scalar' || path?.kind !== 'scalar' || path.tag !== undefined) return undefined;
  return path.text === '$default' ? generated('$default', at) : generated(`${method.text} ${path.text}`, at);
}

/** Undefined where it cannot be told. */
function authorizationType(
  kind: ApiEvent['kind'],
  authorizer: DataNode | undefined,
  authorizers: DataNode | undefined,
  at: Span,
): DataNode | undefined {
  if (!authorizer) return generated('NONE', at);
  if (authorizer.kind !== 'scalar' || authorizer.tag !== undefined) return undefined;
  const { text } = authorizer;
  if (text === 'NONE' || text === 'AWS_IAM') return authorizer;
  const named = entryOf(authorizers, text)?.value;
  if (!named || isComputed(named)) return undefined;
  const type = kind === 'HttpApi' ? httpType(named) : entryOf(named, 'UserPoolArn') ? 'COGNITO_USER_POOLS' : 'CUSTOM';
  const { alias } = authorizer;
  return alias ? { ...generated(type, authorizer.span), alias } : generated(type, authorizer.span);
}

function httpType(authorizer: DataNode): string {
  return entryOf(authorizer, 'FunctionArn') ? 'CUSTOM' : 'JWT';
}

function isComputed(node: DataNode): boolean {
  return node.kind !== 'mapping' || callOf(node) !== undefined || node.entries.some((entry) => entry.key.text.startsWith('Fn::'));
}

function isWhollyComputed(node: DataNode | undefined): boolean {
  return node !== undefined && isComputed(node);
}
