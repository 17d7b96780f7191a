import type { NativeResource, Resource } from '../resources';
import type { Value } from '../values';
import { absent } from '../values';
import { awsccProperties } from './awscc';
import type { PossiblePart } from './contribution';
import type { Candidate, LinkWorld } from './links';
import { floatingReason, followLink, linkKey, linkMeans } from './links';
import { type KnownBlock, TranslationMemory } from './memory';
import type { DocumentDecoder, Emit, MappingData, MappingEntry, NativeName } from './model';
import { plainName } from './names';
import { PossibleParts } from './possible-parts';
import type { Block, Presence, Scope } from './read';
import { holds, presenceOf, readName } from './read';
import type { MappedFacts } from './resource';
import { heldLater, MappedResource, mostFloating } from './resource';
import type { Reading } from './sources';
import { itemsOf } from './sources';

export interface Translation {
  readonly resources: readonly Resource[];
  /** Native address -> address of the resource that holds it; a part leads to its owner. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** A part that waits for its owner. */
export interface LooseBlock {
  readonly block: Block;
  readonly entry: MappingEntry;
  readonly member: true | 'unknown';
  readonly native?: NativeResource;
}

/**
 * Translates evaluated Terraform blocks into resources of the cloud's own types. Nothing is read before it is asked for, but for what
 * ties blocks together.
 * @param escapes whether an address is handed to a module that could not be read: it may hold parts of the resource, so that what only a
 * part can say is not known there
 * @param memory what an earlier state of the configuration was translated with
 */
export function translate(
  natives: readonly NativeResource[],
  data: MappingData,
  decoder: DocumentDecoder,
  escapes: (address: string) => boolean = () => false,
  memory = new TranslationMemory(),
): Translation {
  const reading: Reading = { decoder, majors: (block) => possibleMajors(block, data) };
  const assembly = new Assembly(data, reading, 'terraform', escapes, memory);
  const known = (native: NativeResource): KnownBlock => {
    const block = blockOf(native);
    return { block, entries: native.mode === 'data' ? [] : entriesFor(block, data.terraform[native.type] ?? []) };
  };
  for (const native of natives) {
    const { block, entries } = memory.block(native, known);
    const awscc = native.type.startsWith('awscc_') ? data.awscc[plainName(native.type)] : undefined;
    if (native.mode === 'data') assembly.lookup(block, native);
    else if (awscc) assembly.addAwscc(block, awscc, native);
    else for (const { entry, member } of entries) assembly.add(block, entry, member, native);
  }
  return assembly.finish();
}

/** The majors that the block may be written for, by the attribute names that it uses. */
function possibleMajors(block: Block, data: MappingData): readonly number[] {
  const majors = data.majors[block.type.slice(0, block.type.indexOf('_'))] ?? [];
  const gone = data.terraform[block.type]?.some((entry) => entry.gone?.some((name) => presenceOf(block.read(name)) !== false));
  return gone ? majors.slice(0, -1) : majors;
}

/** The entries whose `when` holds or may hold, up to the first that surely does. */
export function entriesFor(block: Block, entries: readonly MappingEntry[]): { entry: MappingEntry; member: true | 'unknown' }[] {
  const scope: Scope = { block, path: [] };
  const found: { entry: MappingEntry; member: true | 'unknown' }[] = [];
  for (const entry of entries) {
    const held = holds(scope, entry.when);
    if (held === false) continue;
    found.push({ entry, member: held === true && found.length === 0 ? true : 'unknown' });
    if (held === true) break;
  }
  return found;
}

export function blockOf(native: NativeResource): Block {
  const missing = native.values.rest ?? absent(native.origin);
  return {
    type: native.type,
    address: native.address,
    name: native.name,
    origin: native.origin,
    body: native.bodyOrigin,
    exists: native.exists,
    major: native.providerMajor,
    read(name) {
      const entry = native.values.entries.get(name);
      if (!entry) return missing;
      return entry.value.kind === 'absent' ? absent(entry.value.origin) : entry.value;
    },
  };
}

/** Puts blocks together into resources. Used once, for one configuration. */
export class Assembly implements LinkWorld {
  private readonly resources: MappedResource[] = [];
  private readonly owners = new Map<string, MappedResource>();
  private readonly byType = new Map<string, MappedResource[]>();
  /** Further resources of a block that has an owner already. */
  private readonly twins = new Map<string, readonly MappedResource[]>();
  private readonly loose: LooseBlock[] = [];
  private readonly blocks = new Map<string, { block: Block; link: NativeName | undefined; lookup: boolean }>();
  private readonly aliases = new Map<string, string>();
  /** What an unknown link may mean, by type and symbol. */
  private readonly meantBy = new Map<string, readonly { readonly resource: MappedResource; readonly truth: Presence }[]>();
  private readonly candidates = new Map<MappedResource, Candidate>();
  /** How many parts may belong to all that the same link may mean. */
  private readonly floated = new Map<object, number>();
  private readonly accounts = new Map<string, { owner: MappedResource; types: Set<string> }>();

  constructor(
    private readonly data: MappingData,
    private readonly reading: Reading,
    private readonly side: 'terraform' | 'cloudformation' = 'terraform',
    private readonly escapes: (address: string) => boolean = () => false,
    private readonly memory = new TranslationMemory(),
  ) {}

  lookup(block: Block, native: NativeResource): void {
    const entry = this.data.terraform[native.type]?.[0];
    const link = entry?.part?.through ?? idAttribute(native.type, entry);
    this.blocks.set(block.address, { block, link, lookup: true });
  }

  add(block: Block, entry: MappingEntry, member: true | 'unknown', native?: NativeResource): void {
    if (entry.part) {
      this.loose.push({ block, entry, member, ...(native ? { native } : {}) });
      this.blocks.set(block.address, { block, link: entry.part.through, lookup: false });
    } else if (entry.per && this.joinAccount(block, entry, member)) {
      // Joined into the account's resource.
    } else {
      const exists = member === true ? block.exists : 'unknown';
      const facts: MappedFacts = {
        type: entry.is,
        address: block.address,
        name: block.name,
        source: this.side,
        origin: block.origin,
        body: block.body,
        exists,
        declared: true,
        native,
        escapes: this.escapes(block.address) ? true : undefined,
      };
      const own = { node: entry.root, scope: { block, path: [] }, role: 'own', member: true, entry } as const;
      this.own(new MappedResource(facts, own, this.possibleParts(entry), this.reading), block.address);
      if (entry.per) {
        const owner = this.owners.get(block.address);
        if (owner) this.accounts.set(entry.is, { owner, types: new Set([block.type]) });
      }
    }
    for (const emit of entry.emits ?? []) this.emit(block, emit, native);
  }

  addAwscc(block: Block, awscc: MappingData['awscc'][string], native: NativeResource): void {
    const facts: MappedFacts = {
      ...{ type: awscc.is, address: block.address, name: block.name, source: this.side, origin: block.origin, body: block.body },
      ...{ exists: block.exists, declared: true, native, awscc: awscc.schema },
    };
    const own = { node: {}, held: heldLater(() => awsccProperties(native, awscc.schema)), role: 'own', member: true } as const;
    this.own(new MappedResource(facts, own, this.possibleParts(awscc), this.reading), block.address);
  }

  /** A resource that stands as it is (CloudFormation) and that parts may join. */
  own(resource: MappedResource, address: string): void {
    this.resources.push(resource);
    if (!this.owners.has(address)) {
      this.owners.set(address, resource);
      this.aliases.set(address, resource.address);
    } else this.twins.set(address, [...(this.twins.get(address) ?? []), resource]);
    const same = this.byType.get(resource.type);
    if (same) same.push(resource);
    else this.byType.set(resource.type, [resource]);
  }

  ownerAt(address: string): string | undefined {
    return this.owners.get(address)?.address;
  }

  blockAt(address: string): { block: Block; link: NativeName | undefined; lookup: boolean } | undefined {
    return this.blocks.get(address);
  }

  finish(): Translation {
    const foreign = new Map<string, MappedResource>();
    for (const part of this.loose) this.settle(part, foreign);
    return { resources: this.memory.settle(this.resources), aliases: this.aliases };
  }

  possibleParts(entry: { readonly is: string }): PossibleParts {
    let parts = this.memory.possible.get(entry.is);
    if (!parts) {
      parts = new PossibleParts(this.partsOf(entry));
      this.memory.possible.set(entry.is, parts);
    }
    return parts;
  }

  private partsOf(entry: { readonly is: string }): readonly PossiblePart[] {
    const types = this.data.parts[entry.is] ?? [];
    const side = this.side === 'terraform' ? this.data.terraform : this.data.cloudformation;
    return types.flatMap((type) =>
      (side[type] ?? [])
        .filter((one) => (one.part || one.per) && one.is === entry.is)
        .map((one): PossiblePart => ({ type, entry: one })),
    );
  }

  private joinAccount(block: Block, entry: MappingEntry, member: true | 'unknown'): boolean {
    const account = this.accounts.get(entry.is);
    // The same Terraform type twice speaks of two regions.
    if (!account || account.types.has(block.type)) return false;
    account.types.add(block.type);
    account.owner.join({ block, entry, member });
    this.aliases.set(block.address, account.owner.address);
    return true;
  }

  private settle(part: LooseBlock, foreign: Map<string, MappedResource>): void {
    const { block, entry } = part;
    const through = entry.part?.through ?? [];
    const link = followLink(readName({ block, path: [] }, through), this);
    const means = this.meant(link, entry.is);
    const all = means.filter((one) => one.truth === true);
    const [first] = all;
    // The same name twice: it cannot be told which of them is meant.
    const sure = all.length === 1 ? first : undefined;
    const joined = { block, entry, member: part.member };
    if (sure) {
      sure.resource.join(joined);
      this.aliases.set(block.address, sure.resource.address);
      return;
    }
    const before = this.floated.get(means) ?? 0;
    this.floated.set(means, before + 1);
    // Beyond that a resource takes no notice of one more.
    if (before <= mostFloating) {
      const floating = { ...joined, floating: floatingReason(link, block.address) };
      for (const { resource, truth } of means) if (truth !== false) resource.join(floating);
    }
    const key = `${entry.is} ${linkKey(link) ?? block.address}`;
    const known = foreign.get(key);
    const owner = known ?? this.anonymous(part);
    if (!known) foreign.set(key, owner);
    owner.join(joined);
    this.aliases.set(block.address, owner.address);
  }

  /** The resources of a type that a link means or may mean. */
  private meant(link: Value, type: string): readonly { readonly resource: MappedResource; readonly truth: Presence }[] {
    const target = link.kind === 'reference' ? link : link.from;
    const owner = target && link.kind !== 'oneOf' ? this.owners.get(target.address) : undefined;
    // A reference means what it names and nothing else, however much there is.
    if (target && owner) {
      const named = [owner, ...(this.twins.get(target.address) ?? [])].filter((resource) => resource.type === type);
      return named.map((resource) => ({ resource, truth: true }));
    }
    const symbol = link.kind === 'reference' ? `&${link.address}` : link.kind === 'unknown' ? link.symbol : undefined;
    const key = symbol === undefined ? undefined : `${type} ${symbol}`;
    const known = key === undefined ? undefined : this.meantBy.get(key);
    if (known) return known;
    const candidates = this.byType.get(type) ?? [];
    const found = candidates.map((resource) => ({ resource, truth: linkMeans(link, this.candidate(resource), this) }));
    if (key !== undefined) this.meantBy.set(key, found);
    return found;
  }

  private candidate(resource: MappedResource): Candidate {
    let candidate = this.candidates.get(resource);
    if (!candidate) {
      const names = this.data.identifiers[resource.type] ?? [];
      let known: readonly Value[] | undefined;
      const identities = () => {
        known ??= names.map((name) => resource.get([name]));
        return known;
      };
      candidate = { address: resource.address, identities };
      this.candidates.set(resource, candidate);
    }
    return candidate;
  }

  /** The owner of parts that is not in the configuration: it holds what its parts say, the rest is not known. */
  private anonymous({ block, entry, native }: LooseBlock): MappedResource {
    const facts: MappedFacts = {
      ...{ type: entry.is, address: block.address, name: block.name, source: this.side, origin: block.origin, body: block.body },
      exists: block.exists,
      declared: false,
      ...(native ? { native } : {}),
    };
    const owner = new MappedResource(facts, undefined, this.possibleParts(entry), this.reading);
    this.resources.push(owner);
    return owner;
  }

  private emit(block: Block, emit: Emit, native: NativeResource | undefined): void {
    const scope: Scope = { block, path: [] };
    const facts = {
      ...{ type: emit.is, name: block.name, source: this.side, declared: true },
      ...(native ? { native } : {}),
    } as const;
    const make = (address: string, at: Value | undefined, inner: Scope, exists: true | 'unknown'): void => {
      const own = { node: emit.root, scope: inner, role: 'own', member: true } as const;
      const origin = at?.origin ?? block.origin;
      const all: MappedFacts = { ...facts, address, origin: inner.element ? origin : block.origin, body: block.body, exists };
      this.resources.push(new MappedResource(all, own, this.possibleParts(emit), this.reading));
    };
    if (emit.each) {
      const { items } = itemsOf(readName(scope, emit.each));
      const name = emit.each.join('.');
      items.forEach((item, i) => {
        const inner: Scope = { block, element: item.value, path: [...(emit.each ?? []), i] };
        make(`${block.address}.${name}[${i}]`, item.value, inner, item.member === true ? block.exists : 'unknown');
      });
      return;
    }
    const present = (emit.if ?? []).map((name) => ({ name, value: readName(scope, name) }));
    const first = present.find((one) => presenceOf(one.value) !== false);
    if (emit.if && !first) return;
    const there = first ? presenceOf(first.value) : true;
    make(`${block.address}.${first?.name.join('.') ?? emit.is}`, undefined, scope, there === true ? block.exists : 'unknown');
  }
}

/** The argument of a lookup that names what it finds. */
function idAttribute(type: string, entry: MappingEntry | undefined): NativeName | undefined {
  if (!entry) return undefined;
  if (type === 'aws_s3_bucket') return ['bucket'];
  return ['name'];
}
