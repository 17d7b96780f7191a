import type { NativeResource, PropertyPath, Resource, ResourcePart, SourceKind, TypeSchema } from '../resources';
import { blockAddress } from '../resources';
import type { Origin, UnknownValue, Value } from '../values';
import { unknown } from '../values';
import type { Contribution, Evaluation, Held, JoinedPart } from './contribution';
import { sameParts, sameReason } from './contribution';
import { descend, evaluate, isLeaf } from './evaluate';
import { listAt } from './lists';
import type { PossibleParts } from './possible-parts';
import { propertyOf } from './read';
import type { Reading } from './sources';

type Told = 'type' | 'address' | 'name' | 'source' | 'origin' | 'body' | 'exists' | 'declared';

/** What a resource tells of itself, before anything is read of it. */
export interface MappedFacts extends Pick<Resource, Told> {
  readonly native?: NativeResource | undefined;
  /** The schema that an awscc resource is written in. */
  readonly awscc?: TypeSchema;
  /** Parts of it may stand in a module that could not be read. */
  readonly escapes?: true | undefined;
}

/** A place of a resource, with what is known of it so far. */
class Spot {
  value: Value | undefined;
  private below: Map<string | number, Spot> | undefined;
  private leaf: boolean | undefined;

  /** @param possible the parts that could have stood here; undefined where `here` holds them already */
  constructor(
    readonly here: readonly Contribution[],
    private readonly own: readonly Contribution[],
    private readonly possible: PossibleParts | undefined,
  ) {}

  /** Whether a value stands here as a whole. */
  get isLeaf(): boolean {
    this.leaf ??= isLeaf(this.here);
    return this.leaf;
  }

  /** The place of a property. */
  step(name: string): Spot {
    let found = this.below?.get(name);
    if (!found) {
      const own = descend(this.own, name);
      const possible = this.possible?.at(name);
      found = new Spot(possible && possible.here.length > 0 ? [...own, ...possible.here] : own, own, possible);
      this.below ??= new Map();
      this.below.set(name, found);
    }
    return found;
  }

  /** The place inside a value. */
  inside(step: string | number, value: Value): Spot {
    let found = this.below?.get(step);
    if (!found) {
      found = new Spot(NOTHING, NOTHING, undefined);
      found.value = propertyOf(value, step);
      this.below ??= new Map();
      this.below.set(step, found);
    }
    return found;
  }
}

/** More parts of which it is not decided whether they belong to a resource are not weighed one by one. */
export const mostFloating = 8;
/** Of one block no more instances are joined into a resource: weighing them against each other grows faster than their number. */
const mostOfOneBlock = 64;

const NOTHING: readonly Contribution[] = [];

/** A resource that is put together from native blocks when it is asked for. */
export class MappedResource implements Resource {
  readonly type: string;
  readonly address: string;
  readonly name: string;
  readonly source: SourceKind;
  readonly origin: Origin;
  readonly body: Origin;
  readonly exists: true | 'unknown';
  readonly declared: boolean;
  readonly native?: NativeResource;
  readonly awscc?: TypeSchema;
  private unseen: UnknownValue | undefined;
  private floating = 0;
  /** How many instances of a block belong here. */
  private perBlock: Map<string, number> | undefined;
  private readonly joined: JoinedPart[] = [];
  private root: Spot | undefined;
  private context: Evaluation | undefined;

  /**
   * @param own what the resource's own block says; undefined for an owner that is not in the configuration
   * @param possible the parts that exist for this type: what they supply is absent where no such part stands
   */
  constructor(
    facts: MappedFacts,
    private readonly own: Contribution | undefined,
    private readonly possible: PossibleParts,
    private readonly reading: Reading,
  ) {
    this.type = facts.type;
    this.address = facts.address;
    this.name = facts.name;
    this.source = facts.source;
    this.origin = facts.origin;
    this.body = facts.body;
    this.exists = facts.exists;
    this.declared = facts.declared;
    if (facts.native) this.native = facts.native;
    if (facts.awscc) this.awscc = facts.awscc;
    this.unseen = facts.escapes && unknown({ kind: 'not-loaded', what: 'a module that the resource is handed to' }, facts.origin);
  }

  get parts(): readonly ResourcePart[] {
    return this.joined
      .filter((part) => !part.floating)
      .map(({ block }) => ({ address: block.address, origin: block.origin, body: block.body }));
  }

  /** While the configuration is put together only: what was read before is forgotten. */
  join(part: JoinedPart): void {
    if ((part.floating && this.floating++ >= mostFloating) || this.isTooMany(part)) {
      if (this.unseen) return;
      // So many belong here that what further ones say is not known, as if they could not be read.
      this.unseen = part.floating ?? unknown({ kind: 'limit', what: `the parts of ${this.address}` }, this.origin);
    } else this.joined.push(part);
    this.root = undefined;
  }

  private isTooMany({ block: { address } }: JoinedPart): boolean {
    const block = blockAddress(address);
    if (block === address) return false;
    this.perBlock ??= new Map();
    const before = this.perBlock.get(block) ?? 0;
    this.perBlock.set(block, before + 1);
    return before >= mostOfOneBlock;
  }

  /** Whether another resource is put together of the very same blocks in the same way. */
  isMadeAs(other: MappedResource): boolean {
    const own = this.own;
    return (
      this.native === other.native &&
      this.exists === other.exists &&
      this.declared === other.declared &&
      this.origin === other.origin &&
      own?.node === other.own?.node &&
      own?.scope?.block === other.own?.scope?.block &&
      own?.scope?.element === other.own?.scope?.element &&
      this.floating === other.floating &&
      sameReason(this.unseen, other.unseen) &&
      sameParts(this.joined, other.joined)
    );
  }

  get(path: PropertyPath): Value {
    let spot = this.top();
    for (let i = 0; i < path.length; i++) {
      const step = path[i];
      if (step === undefined) break;
      // A value that stands as a whole is gone into.
      if (typeof step !== 'string' || spot.isLeaf) return this.inside(spot, path, i);
      spot = spot.step(step);
      if (spot.here.length === 0) {
        spot.value ??= unknown({ kind: 'not-mapped', path: path.slice(0, i + 1).join('.') }, this.origin);
        return i + 1 === path.length ? spot.value : unknown({ kind: 'not-mapped', path: path.join('.') }, this.origin);
      }
    }
    spot.value ??= evaluate(spot.here, path, this.evaluation);
    return spot.value;
  }

  partAt(path: PropertyPath): string | undefined {
    const index = path.findIndex((step) => typeof step === 'number');
    const at = path[index];
    if (typeof at !== 'number') return undefined;
    let here = this.contributions();
    for (const name of path.slice(0, index)) here = descend(here, String(name));
    const element = listAt(here, path.slice(0, index), this.evaluation, evaluate).elements[at];
    const from = element?.from;
    return from?.contribution.role === 'part' ? from.scope.block.address : undefined;
  }

  get evaluation(): Evaluation {
    if (this.context) return this.context;
    const { decoder, majors } = this.reading;
    const { origin } = this;
    this.context = this.declared
      ? { decoder, majors, origin }
      : { decoder, majors, origin, foreign: unknown({ kind: 'not-loaded', what: `the owner of ${this.address}` }, origin) };
    return this.context;
  }

  /** The resource's own block first, then its parts, then parts that could have stood here. */
  contributions(): readonly Contribution[] {
    return this.top().here;
  }

  private top(): Spot {
    if (this.root) return this.root;
    const here: Contribution[] = this.own ? [this.own] : [];
    for (const part of this.joined) {
      const base: Contribution = {
        node: part.entry.root,
        scope: { block: part.block, path: [] },
        role: 'part',
        entry: part.entry,
        member: part.member === true && part.block.exists === true ? true : 'unknown',
      };
      here.push(part.floating ? { ...base, floating: part.floating } : base);
    }
    const { unseen, possible } = this;
    if (unseen) for (const one of possible.here) here.push({ ...one, floating: unseen });
    this.root = unseen ? new Spot(here, here, undefined) : new Spot([...here, ...possible.here], here, possible);
    return this.root;
  }

  /** The rest of a path, from its step `taken` on, inside the value at a spot. */
  private inside(from: Spot, path: PropertyPath, taken: number): Value {
    from.value ??= evaluate(from.here, path.slice(0, taken), this.evaluation);
    let { value } = from;
    let spot = from;
    for (let i = taken; i < path.length; i++) {
      spot = spot.inside(path[i] ?? '', value);
      value = spot.value ?? value;
    }
    return value;
  }
}

/** A resource that stands in the cloud's schema already, as its own contribution: read where and when it is asked for. */
export function heldBy(resource: { get(path: PropertyPath): Value }, path: PropertyPath = []): Held {
  return {
    get value() {
      return resource.get(path);
    },
    step: (name) => heldBy(resource, [...path, name]),
  };
}

/** A value in the cloud's schema that is made when it is first asked for. */
export function heldLater(make: () => Value): Held {
  let made: Value | undefined;
  const value = (): Value => {
    made ??= make();
    return made;
  };
  return {
    get value() {
      return value();
    },
    step: (name) => heldLater(() => propertyOf(value(), name)),
  };
}
