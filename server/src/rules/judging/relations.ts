import type { Resource, ResourceGraph } from '../../resources';
import { mayMeanInstance } from '../../resources';
import type { Truth, UnknownReason, Value } from '../../values';
import { and, common, or } from '../../values';

/** The resource that a value means: one of the graph, none (not written), or not to be told. */
export type Target = Resource | 'absent' | 'unknown';

export interface Referrer {
  readonly resource: Resource;
  readonly member: true | 'unknown';
}

export interface Referrers {
  readonly members: readonly Referrer[];
  readonly rest?: UnknownReason;
}

type ReferrerPath = readonly (string | '[]')[];

/** For one type and path: who certainly refers to what, and who must be asked about each candidate. */
interface ReferrerIndex {
  readonly sure: ReadonlyMap<Resource, readonly Resource[]>;
  readonly open: readonly OpenReferrers[];
}

/** Resources whose reference is not resolved: all of them mean the same, whatever that is. */
interface OpenReferrers {
  readonly value: Value;
  readonly resources: readonly Resource[];
}

/** Of what may refer to a resource no more are weighed one by one. */
const mostOpen = 64;

/** What references are compared with, read once for all of them. */
class Candidate {
  private names: readonly { readonly key: string | undefined; readonly madeUp: boolean }[] | undefined;
  private open: Truth | undefined;

  constructor(
    readonly resource: Resource,
    private readonly identifiers: readonly string[],
    private readonly escapes: (resource: Resource) => boolean,
  ) {}

  /** What its author, or the cloud, calls it. */
  get identities(): readonly { readonly key: string | undefined; readonly madeUp: boolean }[] {
    this.names ??= this.identifiers.map((property) => {
      const value = this.resource.get(property.split('.'));
      return { key: identityOf(value), madeUp: isMadeUp(value) };
    });
    return this.names;
  }

  /**
   * An unresolved reference can mean a resource only if its author chooses its id, or code that was not read knows it. A live
   * resource has its id already.
   */
  get unresolved(): Truth {
    const { resource } = this;
    if (resource.source === 'live') return 'unknown';
    this.open ??=
      this.identities.some(({ madeUp }) => !madeUp) || !resource.declared || this.escapes(resource) ? 'unknown' : false;
    return this.open;
  }
}

/** Who refers to whom in one graph. Built type by type when first asked for, so that no judgement is quadratic. */
export class Relations {
  private readonly indexes = new Map<string, ReferrerIndex>();
  private readonly names = new Map<string, ReadonlyMap<string, readonly Resource[]>>();

  constructor(
    private readonly graph: ResourceGraph,
    /** The properties that identify a resource of a type and that its author may choose. */
    private readonly identifiers: Readonly<Record<string, readonly string[]>>,
  ) {}

  /** The resource that a value refers to. `type` is where to look for a literal name. */
  target(value: Value, type: string | undefined): Target {
    if (value.kind === 'absent') return 'absent';
    if (value.kind === 'reference') return this.graph.at(value.address) ?? 'unknown';
    if (value.from) {
      const found = this.graph.at(value.from.address);
      if (found) return found;
    }
    if (value.kind === 'oneOf') {
      const targets = new Set(value.choices.map((choice) => this.target(choice, type)));
      const [only] = targets;
      return targets.size === 1 && only ? only : 'unknown';
    }
    const key = identityOf(value);
    if (key === undefined) return 'unknown';
    if (!type) return (value.kind === 'string' && value.value.startsWith('arn:') && this.graph.at(value.value)) || 'unknown';
    const found = this.named(type).get(key);
    return found?.length === 1 && found[0] ? found[0] : 'unknown';
  }

  /** All resources of a type that refer to `target` by a property. */
  referrers(target: Resource, type: string, path: ReferrerPath): Referrers {
    const index = this.index(type, path);
    const members: Referrer[] = [];
    for (const resource of index.sure.get(target) ?? []) {
      members.push({ resource, member: resource.exists });
    }
    const rest = this.unseen(target, type);
    const candidate = this.candidate(target);
    let weighed = 0;
    for (const { value, resources } of index.open) {
      const truth = this.means(value, candidate);
      if (truth === false) continue;
      for (const resource of resources) {
        if (weighed++ >= mostOpen)
          return { members, rest: rest ?? { kind: 'limit', what: `what may refer to ${target.address}` } };
        members.push({ resource, member: and(truth, resource.exists) === true ? true : 'unknown' });
      }
    }
    return rest ? { members, rest } : { members };
  }

  private unseen(target: Resource, type: string): UnknownReason | undefined {
    if (this.graph.mayHaveMore(type)) return { kind: 'not-loaded', what: `every ${type}` };
    if (this.graph.escapes(target)) return { kind: 'not-loaded', what: `what uses ${target.address}` };
    if (!target.declared) return { kind: 'not-loaded', what: `the owner of ${target.address}` };
    return undefined;
  }

  private index(type: string, path: ReferrerPath): ReferrerIndex {
    const key = `${type} ${path.join('.')}`;
    const known = this.indexes.get(key);
    if (known) return known;
    const sure = new Map<Resource, Resource[]>();
    const open = new Map<unknown, { value: Value; resources: Resource[] }>();
    for (const resource of this.graph.ofType(type)) {
      for (const { value, member } of valuesAt(resource, path)) {
        if (value.kind === 'absent') continue;
        const address = value.kind === 'reference' ? value.address : value.from?.address;
        const target = address === undefined ? undefined : this.graph.at(address);
        if (target && member === true) {
          const already = sure.get(target);
          if (!already) sure.set(target, [resource]);
          else if (already.at(-1) !== resource) already.push(resource);
        } else {
          const perhaps: Value =
            member === true
              ? value
              : { kind: 'oneOf', choices: [value, { kind: 'absent', origin: value.origin }], origin: value.origin };
          const key = meaningOf(perhaps) ?? perhaps;
          const same = open.get(key);
          if (!same) open.set(key, { value: perhaps, resources: [resource] });
          else if (same.resources.at(-1) !== resource) same.resources.push(resource);
        }
      }
    }
    const index: ReferrerIndex = { sure, open: [...open.values()] };
    this.indexes.set(key, index);
    return index;
  }

  /** Whether a value means this very resource. */
  private means(value: Value, candidate: Candidate): Truth {
    const target = candidate.resource;
    const address = value.kind === 'reference' ? value.address : value.from?.address;
    if (address !== undefined) {
      const found = this.graph.at(address);
      if (found) return found === target;
      if (this.mayMean(address, target)) return 'unknown';
    }
    switch (value.kind) {
      case 'absent':
      case 'map':
      case 'bool':
        return false;
      case 'list':
        return or(
          value.items.reduce<Truth>((truth, item) => or(truth, and(item.member, this.means(item.value, candidate))), false),
          value.rest ? candidate.unresolved : false,
        );
      case 'oneOf':
        return common(value.choices.map((choice) => this.means(choice, candidate)));
      case 'text': {
        const parts = value.parts.filter((part) => typeof part !== 'string').map((part) => this.means(part, candidate));
        if (parts.includes(true)) return true;
        return parts.every((part) => part === false) ? false : candidate.unresolved;
      }
      case 'encoded':
        return this.means(value.content, candidate);
      case 'reference':
        // Of something looked up, which may well be this resource.
        return value.address.includes('data.') ? 'unknown' : candidate.unresolved;
      default:
        return this.sameName(value, candidate);
    }
  }

  /** Live resources of two regions may have the same name: it means either. */
  private sameName(value: Value, candidate: Candidate): Truth {
    const truth = sameIdentity(value, candidate);
    if (truth !== true || candidate.resource.source !== 'live') return truth;
    const same = this.named(candidate.resource.type).get(identityOf(value) ?? '');
    return same && same.length > 1 ? 'unknown' : true;
  }

  /** An index that is not known may be that of the target, or of a part of it. */
  private mayMean(address: string, target: Resource): boolean {
    if (!address.endsWith(']')) return false;
    return (
      mayMeanInstance(address, target.native?.address ?? target.address) ||
      (target.parts?.some((part) => mayMeanInstance(address, part.address)) ?? false)
    );
  }

  private candidate(resource: Resource): Candidate {
    return new Candidate(resource, this.identifiers[resource.type] ?? [], (one) => this.graph.escapes(one));
  }

  private named(type: string): ReadonlyMap<string, readonly Resource[]> {
    const known = this.names.get(type);
    if (known) return known;
    const names = new Map<string, Resource[]>();
    const add = (key: string, resource: Resource) => {
      const already = names.get(key);
      if (!already) names.set(key, [resource]);
      else if (!already.includes(resource)) already.push(resource);
    };
    for (const resource of this.graph.ofType(type)) {
      add(`=${resource.address}`, resource);
      for (const alias of resource.aliases ?? []) add(`=${alias}`, resource);
      for (const property of this.identifiers[type] ?? []) {
        const key = identityOf(resource.get(property.split('.')));
        if (key !== undefined) add(key, resource);
      }
    }
    this.names.set(type, names);
    return names;
  }
}

function sameIdentity(value: Value, candidate: Candidate): Truth {
  const { resource } = candidate;
  const key = identityOf(value);
  if (key === `=${resource.address}` || resource.aliases?.some((alias) => key === `=${alias}`)) return true;
  let known = false;
  for (const own of candidate.identities) {
    if (own.key !== undefined && own.key === key) return true;
    // What is made up differs from whatever is written.
    if (own.key?.startsWith('=') || own.madeUp) known = true;
  }
  if (value.kind === 'unknown') {
    const looked = value.reason.kind === 'computed' && value.reason.what.includes('data.');
    return looked ? 'unknown' : candidate.unresolved;
  }
  if (resource.source === 'live') return value.kind === 'string' && mayName(value.value, candidate) ? 'unknown' : false;
  return known ? false : candidate.unresolved;
}

/** Whether a literal may be a name of a live resource in another form: an ARN that ends in its id, or goes on behind it. */
function mayName(literal: string, { resource, identities }: Candidate): boolean {
  const segments = new Set(literal.split(/[:/]/));
  const keys = identities.flatMap(({ key }) => (key?.startsWith('=') ? [key.slice(1)] : []));
  return [resource.address, ...(resource.aliases ?? []), ...keys].some((name) => {
    const last = name.split(/[:/]/).at(-1);
    return last !== undefined && last !== '' && segments.has(last);
  });
}

/** What a reference means by itself, where two that say the same mean the same; undefined where there is more to it. */
function meaningOf(value: Value): string | undefined {
  if (value.kind === 'reference') return `&${value.address}`;
  if (value.from) return undefined;
  if (value.kind === 'unknown') return `${identityOf(value) ?? ''}?${value.reason.kind === 'computed' ? value.reason.what : ''}`;
  return identityOf(value);
}

/** What makes two values the same value, although neither refers to a resource: the literal, or the unknown's symbol. */
function identityOf(value: Value): string | undefined {
  if (value.kind === 'string') return `=${value.value}`;
  if (value.kind === 'number') return `=${value.value}`;
  if (value.kind === 'unknown' && value.symbol !== undefined) return `?${value.symbol}`;
  return undefined;
}

/** A name that the provider or the cloud makes up, because nobody wrote one. */
function isMadeUp(value: Value): boolean {
  return (
    value.kind === 'absent' ||
    (value.kind === 'unknown' && value.reason.kind === 'computed' && value.reason.what === 'generated name')
  );
}

function valuesAt(resource: Resource, path: ReferrerPath): { value: Value; member: Truth }[] {
  let values: { value: Value; member: Truth; at: (string | number)[] }[] = [
    { value: { kind: 'absent', origin: resource.origin }, member: true, at: [] },
  ];
  for (const step of path) {
    const next: typeof values = [];
    for (const one of values) {
      if (step !== '[]') {
        const at = [...one.at, step];
        next.push({ value: resource.get(at), member: one.member, at });
      } else if (one.value.kind === 'list') {
        one.value.items.forEach((item, i) => {
          next.push({ value: item.value, member: and(one.member, item.member), at: [...one.at, i] });
        });
        if (one.value.rest) next.push({ value: one.value.rest, member: 'unknown', at: one.at });
      } else {
        next.push(one);
      }
    }
    values = next;
  }
  return values.filter((one) => one.member !== false);
}
