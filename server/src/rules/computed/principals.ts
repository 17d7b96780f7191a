import type { Held, Holdings, Self } from '../../policy';
import { awsManagedPolicy, namedInClass, OWN_USER, patternOf } from '../../policy';
import type { PropertyPath, Resource } from '../../resources';
import type { Truth, Value } from '../../values';
import { and } from '../../values';
import type { World } from '../judging/world';

/** Where a policy stands: the property that holds the document, or that names a policy of AWS's own. */
export interface PolicyPlace {
  readonly resource: Resource;
  readonly path: PropertyPath;
}

/** Somebody who is allowed something by the policies that the configuration gives them. */
export interface Principal {
  readonly kind: 'role' | 'user' | 'group';
  readonly resource: Resource;
  readonly holdings: Holdings<PolicyPlace>;
}

interface Kind {
  readonly kind: Principal['kind'];
  readonly type: string;
  /** The property of a policy that lists principals of the kind. */
  readonly listed: string;
  /** CloudFormation's inline policy of one principal, and the property that names it. */
  readonly inline: readonly [type: string, name: string];
  readonly nameProperty: string;
}

const MANAGED = 'AWS::IAM::ManagedPolicy';

/**
 * Policies that the transform of SAM makes. That any others may be missing (a principal that is handed to code which was not read, a template
 * with a macro) shows at the types that it does not make.
 */
const MADE_BY_TRANSFORMS: ReadonlySet<string> = new Set(['AWS::IAM::Policy', MANAGED]);
const GROUP: Kind = {
  kind: 'group',
  type: 'AWS::IAM::Group',
  listed: 'Groups',
  inline: ['AWS::IAM::GroupPolicy', 'GroupName'],
  nameProperty: 'GroupName',
};
const KINDS: readonly Kind[] = [
  {
    kind: 'role',
    type: 'AWS::IAM::Role',
    listed: 'Roles',
    inline: ['AWS::IAM::RolePolicy', 'RoleName'],
    nameProperty: 'RoleName',
  },
  {
    kind: 'user',
    type: 'AWS::IAM::User',
    listed: 'Users',
    inline: ['AWS::IAM::UserPolicy', 'UserName'],
    nameProperty: 'UserName',
  },
  GROUP,
];

/**
 * All roles, users and groups of the configuration with what they are allowed. What is attached elsewhere, by the account or by another
 * configuration, is left out of account, as the configuration is what is judged; what it says and cannot be told is not.
 */
export function principalsOf(world: World): readonly Principal[] {
  return [...READERS].flatMap(([type, read]) =>
    world.graph
      .ofType(type)
      .filter((resource) => resource.declared)
      .map((resource) => world.onceOf(resource, read)),
  );
}

/** By type, what reads a principal: the same function each time, so that one is worked out again only where its policies are others. */
const READERS: ReadonlyMap<string, (resource: Resource, world: World) => Principal> = new Map(
  KINDS.map((kind) => [
    kind.type,
    (resource, world) => ({ kind: kind.kind, resource, holdings: holdingsOf(resource, kind, world) }),
  ]),
);

/** The same of one resource; undefined where it is no principal. */
export function principalAt(resource: Resource, world: World): Principal | undefined {
  const read = READERS.get(resource.type);
  return read && world.onceOf(resource, read);
}

/** The managed policies of the configuration that say how far others may go, and by that give nothing. */
export function boundariesOf(world: World): ReadonlySet<Resource> {
  const found = new Set<Resource>();
  for (const { type } of KINDS) {
    for (const resource of world.graph.ofType(type)) {
      const target = world.relations.target(resource.get(['PermissionsBoundary']), MANAGED);
      if (typeof target === 'object') found.add(target);
    }
  }
  return found;
}

function holdingsOf(resource: Resource, kind: Kind, world: World): Holdings<PolicyPlace> {
  const gathered = new Gathered(world);
  gathered.attachedTo(resource, kind);
  if (kind.kind === 'user') gathered.groupsOf(resource);
  return { ...gathered.found(), boundary: kind.kind === 'group' ? 'none' : boundaryOf(resource, world) };
}

function boundaryOf(resource: Resource, world: World): Holdings<PolicyPlace>['boundary'] {
  const value = resource.get(['PermissionsBoundary']);
  if (value.kind === 'absent') return 'none';
  const known = awsManagedPolicy(value);
  if (known) return known.document ?? 'unknown';
  const target = world.relations.target(value, MANAGED);
  return typeof target === 'object' && target.type === MANAGED ? world.policyOf(target.get(['PolicyDocument'])) : 'unknown';
}

/** Collects what one principal holds. */
class Gathered {
  private readonly policies: Held<PolicyPlace>[] = [];
  private readonly self: Record<keyof Self, string[]> = { role: [], user: [], group: [], policy: [] };
  private furtherAllows = false;
  private furtherDenies = false;

  constructor(private readonly world: World) {}

  found(): Omit<Holdings<PolicyPlace>, 'boundary'> {
    const { policies, furtherAllows, furtherDenies, self } = this;
    return { policies, furtherAllows, furtherDenies, self };
  }

  /** The policies that stand in a principal, or name it. */
  attachedTo(principal: Resource, kind: Kind, member: Truth = true): void {
    this.self[kind.kind].push(...arnsOf(principal, kind));
    this.each(principal, ['Policies'], member, (_, path, there) => {
      const at = [...path, 'PolicyDocument'];
      this.document(principal.get(at), { resource: principal, path: at }, there);
    });
    this.each(principal, ['ManagedPolicyArns'], member, (arn, path, there) =>
      this.managed(arn, { resource: principal, path }, there),
    );
    for (const type of ['AWS::IAM::Policy', MANAGED]) {
      this.referring(principal, type, [kind.listed, '[]'], member, (policy, there) =>
        this.document(policy.get(['PolicyDocument']), { resource: policy, path: ['PolicyDocument'] }, there),
      );
    }
    const [inline, name] = kind.inline;
    this.referring(principal, inline, [name], member, (policy, there) =>
      this.document(policy.get(['PolicyDocument']), { resource: policy, path: ['PolicyDocument'] }, there),
    );
    this.referring(principal, 'Ashlar::IAM::PolicyAttachment', [kind.listed, '[]'], member, (attachment, there) =>
      this.managed(attachment.get(['PolicyArn']), { resource: attachment, path: ['PolicyArn'] }, there),
    );
  }

  groupsOf(user: Resource): void {
    this.each(user, ['Groups'], true, (group, _, there) => this.group(group, there));
    this.referring(user, 'AWS::IAM::UserToGroupAddition', ['Users', '[]'], true, (addition, there) =>
      this.group(addition.get(['GroupName']), there),
    );
  }

  private group(value: Value, member: Truth): void {
    const group = this.world.relations.target(value, GROUP.type);
    if (typeof group === 'object' && group.type === GROUP.type) this.attachedTo(group, GROUP, and(member, group.exists));
    else if (group === 'unknown') this.further();
  }

  private document(value: Value, source: PolicyPlace, member: Truth): void {
    if (value.kind === 'absent' || member === false) return;
    this.policies.push({ document: this.world.policyOf(value), member, source });
  }

  private managed(arn: Value, source: PolicyPlace, member: Truth): void {
    if (arn.kind === 'absent' || member === false) return;
    const known = awsManagedPolicy(arn);
    if (known) {
      if (known.document) this.policies.push({ document: known.document, member, source });
      else this.furtherAllows = true;
      if (known.denies) this.furtherDenies = true;
      return;
    }
    const policy = this.world.relations.target(arn, MANAGED);
    if (typeof policy !== 'object' || policy.type !== MANAGED) {
      this.further();
      return;
    }
    this.self.policy.push(patternOf(arn).text);
    const there = and(member, policy.exists);
    this.document(policy.get(['PolicyDocument']), { resource: policy, path: ['PolicyDocument'] }, there);
  }

  private further(): void {
    this.furtherAllows = true;
    this.furtherDenies = true;
  }

  private each(
    resource: Resource,
    path: PropertyPath,
    member: Truth,
    take: (value: Value, path: PropertyPath, member: Truth) => void,
  ): void {
    const value = resource.get(path);
    if (value.kind === 'absent') return;
    if (value.kind !== 'list') {
      this.further();
      return;
    }
    value.items.forEach((item, i) => {
      take(item.value, [...path, i], and(member, item.member));
    });
    if (value.rest) this.further();
  }

  private referring(
    principal: Resource,
    type: string,
    path: readonly string[],
    member: Truth,
    take: (resource: Resource, member: Truth) => void,
  ): void {
    const found = this.world.relations.referrers(principal, type, path);
    for (const one of found.members) take(one.resource, and(member, one.member));
    if (!found.rest) return;
    this.furtherAllows = true;
    // What a transform makes of other resources gives permissions and takes none away; instances that are not listed are represented.
    if (!MADE_BY_TRANSFORMS.has(type)) this.furtherDenies = true;
  }
}

/** How policies may write a principal's own ARN: as a reference, and by its name. */
function arnsOf(resource: Resource, kind: Kind): readonly string[] {
  const address = resource.native?.address ?? resource.address;
  const attributes = resource.source === 'terraform' ? ['arn'] : ['Arn'];
  const arns = attributes.map((attribute) => patternOf({ kind: 'reference', address, attribute, origin: resource.origin }).text);
  const name = resource.get([kind.nameProperty]);
  const path = resource.get(['Path']);
  const folder = path.kind === 'string' ? path.value.replace(/^\//, '') : path.kind === 'absent' ? '' : undefined;
  if (name.kind === 'string' && folder !== undefined) arns.push(namedInClass(kind.kind, folder + name.value).arn);
  if (kind.kind === 'user') arns.push(OWN_USER);
  return arns;
}
