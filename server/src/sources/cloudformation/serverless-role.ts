import type { DataNode, MappingEntry, ScalarNode } from '../../syntax/data';
import { entryOf } from '../../syntax/data';
import type { Span } from '../../text';
import { callOf } from './call';
import type { Row } from './serverless-row';
import { ABSENT, generated } from './serverless-row';

/** Policies of AWS that are looked up by their names and stand at the root: `AdministratorAccess` is `…:policy/AdministratorAccess`. */
const BY_NAME = new Set(['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess', 'ReadOnlyAccess', 'SecurityAudit']);

/** Event sources for which the transform attaches a policy of AWS. */
const POLLED = new Set(['Kinesis', 'DynamoDB', 'SQS', 'MSK', 'MQ', 'SelfManagedKafka', 'DocumentDB']);

/**
 * The role that the transform makes for a function or a state machine that names none: who may assume it, the policies of AWS that
 * it attaches by itself, and what `Policies` says. Source: the SAM specification, "AWS::Serverless::Function", property `Policies`.
 */
export function executionRole(
  service: string,
  attached: (properties: DataNode | undefined) => readonly (string | undefined)[],
): Row {
  return {
    type: 'AWS::IAM::Role',
    logicalId: (own, properties) => (entryOf(properties, 'Role') ? undefined : `${own}Role`),
    same: ['AssumeRolePolicyDocument', 'PermissionsBoundary'],
    moved: { RolePath: 'Path' },
    added: {
      AssumeRolePolicyDocument: (_own, at) =>
        mapping(at, {
          Version: generated('2012-10-17', at),
          Statement: list(at, [
            mapping(at, {
              Effect: generated('Allow', at),
              Principal: mapping(at, { Service: list(at, [generated(service, at)]) }),
              Action: list(at, [generated('sts:AssumeRole', at)]),
            }),
          ]),
        }),
      ManagedPolicyArns: (_own, at, properties) => {
        const given = policiesOf(properties);
        if (!given) return undefined;
        const own = attached(properties).map((name) =>
          name === undefined ? open(at) : generated(`arn:\${AWS::Partition}:iam::aws:policy/${name}`, at, 'Sub'),
        );
        const items = [...own, ...given.managed];
        return items.length > 0 ? list(at, items) : ABSENT;
      },
      Policies: (own, at, properties) => {
        const given = policiesOf(properties);
        if (!given) return undefined;
        const items = given.inline.map((document, i) =>
          document ? mapping(at, { PolicyName: generated(`${own}RolePolicy${i}`, at), PolicyDocument: document }) : open(at),
        );
        return items.length > 0 ? list(at, items) : ABSENT;
      },
      RoleName: () => ABSENT,
    },
  };
}

/** The policies of AWS that a function's role has besides; `undefined` for each that is not known. */
export function attachedToFunction(properties: DataNode | undefined): readonly (string | undefined)[] {
  const attached: (string | undefined)[] = ['service-role/AWSLambdaBasicExecutionRole'];
  if (entryOf(properties, 'Tracing') || entryOf(properties, 'VpcConfig')) attached.push(undefined);
  const events = entryOf(properties, 'Events')?.value;
  if (events && (events.kind !== 'mapping' || callOf(events))) attached.push(undefined);
  else if (events?.kind === 'mapping') {
    const polled = events.entries.some(({ key, value }) => {
      const type = entryOf(value, 'Type')?.value;
      return key.text.startsWith('Fn::') || type?.kind !== 'scalar' || type.tag !== undefined || POLLED.has(type.text);
    });
    if (polled) attached.push(undefined);
  }
  return attached;
}

export function attachedToStateMachine(properties: DataNode | undefined): readonly (string | undefined)[] {
  return entryOf(properties, 'Tracing') || entryOf(properties, 'Events') ? [undefined] : [];
}

interface Policies {
  readonly managed: readonly DataNode[];
  /** Documents; `undefined` for what a policy template makes. */
  readonly inline: readonly (DataNode | undefined)[];
}

/** What `Policies` says; undefined where a function computes it. */
function policiesOf(properties: DataNode | undefined): Policies | undefined {
  const written = entryOf(properties, 'Policies')?.value;
  if (!written) return { managed: [], inline: [] };
  if (callOf(written) && written.kind !== 'scalar') return undefined;
  const managed: DataNode[] = [];
  const inline: (DataNode | undefined)[] = [];
  for (const item of written.kind === 'sequence' ? written.items : [written]) {
    const call = callOf(item);
    if (call?.name === 'Fn::If' || item.kind === 'sequence') {
      managed.push(open(item.span));
      inline.push(undefined);
    } else if (call) managed.push(item);
    else if (item.kind === 'scalar') managed.push(managedPolicy(item));
    else inline.push(entryOf(item, 'Statement') || entryOf(item, 'Version') ? item : undefined);
  }
  return { managed, inline };
}

/** An ARN, or the name of one of AWS's policies, whose path is known of a few. */
function managedPolicy(item: ScalarNode): DataNode {
  if (item.text.startsWith('arn:')) return item;
  if (!BY_NAME.has(item.text)) return open(item.span);
  return { ...item, text: `arn:aws:iam::aws:policy/${item.text}`, type: 'string', exact: false };
}

/** A value that cannot be told. */
function open(at: Span): DataNode {
  return generated('AWS::Serverless', at, 'Transform');
}

function list(at: Span, items: readonly DataNode[]): DataNode {
  return { kind: 'sequence', items, flow: false, span: at };
}

function mapping(at: Span, values: Readonly<Record<string, DataNode>>): DataNode {
  const entries = Object.entries(values).map(([name, value]): MappingEntry => ({ key: generated(name, at), value, span: at }));
  return { kind: 'mapping', entries, flow: false, span: at };
}
