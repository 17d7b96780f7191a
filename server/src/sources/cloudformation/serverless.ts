import type { DataNode, MappingEntry, MappingNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import { callOf } from './call';
import { inherit } from './globals';
import type { Scope } from './scope';
import type { Row } from './serverless-rows';
import { generated, ROWS } from './serverless-rows';
import type { Template, TemplateResource } from './template';

/** A resource that a template declares, or that its serverless transform makes of a declaration. */
export interface Declared {
  readonly logicalId: string;
  /** What messages call it: what the template declares. */
  readonly name: string;
  /** The loops and conditions around it. */
  readonly scope: Scope;
  /** The cloud's type. */
  readonly type: string;
  readonly entry: MappingEntry;
  /** The template's entry: conditions and policies are read from it. */
  readonly node: MappingNode;
  readonly properties: DataNode | undefined;
  /** The properties that are absent where they are not written; undefined: all. */
  readonly supplied: ReadonlySet<string> | undefined;
}

/** What the transform generates beside what we translate: that none of these is written proves nothing. */
export const GENERATED_TYPES: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Events::Rule',
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
  return template.resources.flatMap((resource): Declared[] => {
    const properties = entryOf(resource.node, 'Properties')?.value;
    const { logicalId, entry, node, type, scope } = resource;
    const own = { logicalId, name: logicalId, scope, type, entry, node, properties, supplied: undefined };
    if (!type.startsWith('AWS::Serverless::')) return [own];
    const short = type.slice('AWS::Serverless::'.length);
    const rows = ROWS[short];
    if (!rows) return [own];
    const merged = inherit(entryOf(template.globals, short)?.value, properties, entry.key.span);
    return rows.flatMap((row): Declared[] => {
      const id = row.logicalId(logicalId, merged);
      if (id === undefined || (id !== logicalId && template.resourceNames.has(id))) return [];
      return [{ ...translate(resource, merged, row), logicalId: id }];
    });
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
    if (value) entries.push({ key: generated(name, at), value, span: at });
    else supplied.delete(name);
  }
  const span = properties?.span ?? at;
  return { type: row.type, name, scope, entry, node, properties: { kind: 'mapping', entries, flow: false, span }, supplied };
}
