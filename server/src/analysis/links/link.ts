import { type MappingData, plainName } from '../../mapping';
import type { LiveItem } from '../../sources/live';
import type { DeclaredConfiguration, DeclaredPlace, DeclaredResource } from './declared';
import { readState, type StateInstance } from './state';

/** A state that somebody pointed at. */
export interface StateFile {
  readonly uri: string;
  /** Undefined where it could not be read. */
  readonly text: string | undefined;
}

/** What a live resource is tied to. */
export interface Link {
  /** The id of the live resource. */
  readonly resource: string;
  /** `name`: likely, as it is called what the configuration calls its own. The others are sure. */
  readonly by: 'state' | 'stack' | 'name';
  /** As the state, the stack or the configuration calls it. */
  readonly address: string;
  /** Where it is declared; undefined where that is in no file of the workspace. */
  readonly place: DeclaredPlace | undefined;
  readonly declared: DeclaredResource | undefined;
}

export interface Links {
  /** By the id of the live resource. */
  readonly links: ReadonlyMap<string, Link>;
  /** Live resources that nothing declares; undefined where that cannot be told, for the reasons in `unread`. */
  readonly unmanaged: readonly string[] | undefined;
  /** States and listings of stacks that could not be read. */
  readonly unread: readonly string[];
}

export interface LinkInput {
  readonly items: readonly LiveItem[];
  /** Types of which there may be more than were seen. */
  readonly incomplete: readonly string[];
  readonly states: readonly StateFile[];
  readonly configurations: readonly DeclaredConfiguration[];
  readonly mapping: MappingData;
}

/** The type of what tells of a deployed stack. */
export const STACK = 'Ashlar::CloudFormation::Stack';

/** Ties live resources to what declares them: by Terraform's states first, then by stacks, then by names. */
export function linkAccount({ items, incomplete, states, configurations, mapping }: LinkInput): Links {
  const live = new LiveIndex(items);
  const links = new Map<string, Link>();
  const add = (link: Link): void => {
    if (!links.has(link.resource)) links.set(link.resource, link);
  };
  const unread: string[] = [];
  const roots = configurations.filter(({ kind }) => kind === 'terraform').map((one) => new Root(one));
  for (const { uri, text } of states) {
    const instances = text === undefined ? undefined : readState(text);
    if (!instances) {
      unread.push(uri);
      continue;
    }
    const root = rootOf(uri, instances, roots);
    for (const instance of instances) {
      const types = typesOf(instance.type, mapping);
      const item = types.size === 0 ? undefined : live.find(types, instance.arn, instance.id);
      if (!item) continue;
      const declared = root?.find(instance.address, types);
      add({ resource: item.id, by: 'state', address: instance.address, place: declared?.place, declared });
    }
  }
  if (incomplete.includes(STACK)) unread.push('the stacks of CloudFormation');
  const templates = configurations.filter(({ kind }) => kind === 'template');
  const stacks = items.filter(({ type }) => type === STACK).map(stackOf);
  for (const stack of stacks) {
    if (!stack.complete) unread.push(`the stack ${stack.name}`);
    const template = templateOf(stack, templates);
    for (const { logicalId, physicalId, type } of stack.resources) {
      const item = live.find(new Set([type]), physicalId, physicalId, stack.region);
      if (!item) continue;
      const declared = template?.resources.find((one) => one.address === logicalId && one.type === type);
      add({ resource: item.id, by: 'stack', address: `${stack.name}.${logicalId}`, place: declared?.place, declared });
    }
  }
  for (const link of byName(live, links, configurations)) add(link);
  const isTold = states.length + stacks.length > 0 && unread.length === 0;
  const unmanaged = isTold
    ? items.filter((item) => !links.has(item.id) && isSomebodys(item, mapping)).map(({ id }) => id)
    : undefined;
  return { links, unmanaged, unread };
}

/** Live resources by whatever may name them. */
class LiveIndex {
  private readonly byName = new Map<string, LiveItem[]>();

  constructor(readonly items: readonly LiveItem[]) {
    for (const item of items) for (const name of new Set([item.id, ...item.aliases])) this.note(name, item);
  }

  /** The one resource of these types that is meant. An ARN decides; an id that several have decides nothing. */
  find(types: ReadonlySet<string>, arn: string | undefined, id: string | undefined, region?: string): LiveItem | undefined {
    for (const name of [arn, id]) {
      if (name === undefined) continue;
      const found = (this.byName.get(name) ?? []).filter(
        (item) => types.has(item.type) && (region === undefined || item.region === region || item.region === 'global'),
      );
      if (found.length === 1) return found[0];
    }
    return undefined;
  }

  private note(name: string, item: LiveItem): void {
    const known = this.byName.get(name);
    if (known) known.push(item);
    else this.byName.set(name, [item]);
  }
}

/** The declared resources of one root module, by address. */
class Root {
  private readonly exact = new Map<string, DeclaredResource[]>();
  /** By the address without the keys of instances: all of them have one text. */
  private readonly blocks = new Map<string, DeclaredResource[]>();

  constructor(readonly configuration: DeclaredConfiguration) {
    for (const resource of configuration.resources) {
      push(this.exact, resource.address, resource);
      push(this.blocks, withoutKeys(resource.address), resource);
    }
  }

  find(address: string, types: ReadonlySet<string>): DeclaredResource | undefined {
    const ofType = (found: readonly DeclaredResource[] | undefined) => found?.find(({ type }) => types.has(type));
    const exact = ofType(this.exact.get(address));
    if (exact) return exact;
    const block = ofType(this.blocks.get(withoutKeys(address)));
    // It stands there, but what is known of another instance is not known of this one.
    return block && { ...block, address, failed: new Set(), passed: new Set() };
  }

  /** How many of the addresses it declares. */
  declares(instances: readonly StateInstance[]): number {
    return instances.filter(({ address }) => this.blocks.has(withoutKeys(address))).length;
  }
}

/** The root module that a state is of: the one that it lies in, else the only one that declares most of what it holds. */
function rootOf(uri: string, instances: readonly StateInstance[], roots: readonly Root[]): Root | undefined {
  const own = roots.find(({ configuration }) => configuration.key === uri.slice(0, uri.lastIndexOf('/') + 1));
  if (own) return own;
  const weighed = roots.map((root) => ({ root, declares: root.declares(instances) })).sort((a, b) => b.declares - a.declares);
  const [first, second] = weighed;
  if (!first || first.declares * 2 < instances.length || first.declares === 0) return undefined;
  return second && second.declares === first.declares ? undefined : first.root;
}

const KEY = /\[(?:\d+|\*|\?|"(?:[^"\\]|\\.)*")\]/g;

function withoutKeys(address: string): string {
  return address.includes('[') ? address.replace(KEY, '') : address;
}

/** The types of the cloud that a Terraform type is wholly, and not only a part of. */
function typesOf(type: string, mapping: MappingData): ReadonlySet<string> {
  const entries = Object.hasOwn(mapping.terraform, type) ? (mapping.terraform[type] ?? []) : [];
  const types = new Set(entries.filter((entry) => !entry.part && !entry.per).map(({ is }) => is));
  const awscc = type.startsWith('awscc_') ? mapping.awscc[plainName(type)] : undefined;
  if (awscc) types.add(awscc.is);
  return types;
}

interface Stack {
  readonly name: string;
  readonly region: string;
  readonly complete: boolean;
  readonly resources: readonly { readonly logicalId: string; readonly physicalId: string; readonly type: string }[];
}

function stackOf({ properties, region }: LiveItem): Stack {
  const listed = properties.Resources;
  const resources = (Array.isArray(listed) ? (listed as readonly unknown[]) : []).flatMap((one) => {
    const { LogicalResourceId, PhysicalResourceId, ResourceType } = one as Readonly<Record<string, unknown>>;
    return typeof LogicalResourceId === 'string' && typeof PhysicalResourceId === 'string' && typeof ResourceType === 'string'
      ? [{ logicalId: LogicalResourceId, physicalId: PhysicalResourceId, type: ResourceType }]
      : [];
  });
  return { name: String(properties.StackName ?? ''), region, complete: Array.isArray(listed), resources };
}

/** The only template that declares most of a stack's resources, by logical id and type. */
function templateOf({ resources }: Stack, templates: readonly DeclaredConfiguration[]): DeclaredConfiguration | undefined {
  const wanted = new Set(resources.map(({ logicalId, type }) => `${type} ${logicalId}`));
  const weighed = templates
    .map((template) => ({
      template,
      declares: template.resources.filter(({ type, address }) => wanted.has(`${type} ${address}`)).length,
    }))
    .sort((a, b) => b.declares - a.declares);
  const [first, second] = weighed;
  if (!first || first.declares === 0 || first.declares * 2 < wanted.size) return undefined;
  return second?.declares === first.declares ? undefined : first.template;
}

/** Live resources that are called what one declared resource, and no other, calls its own. */
function* byName(
  live: LiveIndex,
  links: ReadonlyMap<string, Link>,
  configurations: readonly DeclaredConfiguration[],
): Iterable<Link> {
  const tied = new Set([...links.values()].flatMap(({ declared }) => (declared ? [keyOf(declared)] : [])));
  const named = new Map<string, DeclaredResource[]>();
  for (const { resources } of configurations)
    for (const resource of resources)
      for (const [property, name] of resource.names) push(named, `${resource.type} ${property} ${name}`, resource);
  for (const [key, found] of named) {
    const [declared] = found;
    if (!declared || new Set(found.map(keyOf)).size > 1 || tied.has(keyOf(declared))) continue;
    const [, property = ''] = key.split(' ');
    const name = declared.names.get(property) ?? '';
    const item = live.find(new Set([declared.type]), name, undefined);
    if (!item || links.has(item.id)) continue;
    yield { resource: item.id, by: 'name', address: declared.address, place: declared.place, declared };
  }
}

function keyOf({ place, address }: DeclaredResource): string {
  return `${place.uri} ${place.span.start} ${address}`;
}

/** Whether somebody made it, and a configuration could have: not what AWS puts into every account. */
function isSomebodys({ type, properties, id }: LiveItem, mapping: MappingData): boolean {
  if (type.startsWith('Ashlar::') || !declarable(mapping).has(type)) return false;
  if (properties.IsDefault === true || properties.DefaultForAz === true || properties.GroupName === 'default') return false;
  return (
    !id.includes('/aws-service-role/') && !id.includes(':policy/aws-service-role/') && properties.SnapshotType !== 'automated'
  );
}

function declarable(mapping: MappingData): ReadonlySet<string> {
  return new Set(Object.values(mapping.terraform).flatMap((entries) => entries.flatMap((entry) => (entry.part ? [] : entry.is))));
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
