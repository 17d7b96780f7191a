import type { NativeResource, PropertyPath, Resource, ResourcePart, SourceKind, TypeSchema } from '../resources';
import type { Origin, UnknownValue, Value } from '../values';
import { unknown } from '../values';
import type { Contribution, Evaluation, Held, PossiblePart } from './contribution';
import { descend, evaluate, isLeaf } from './evaluate';
import type { MappingEntry } from './model';
import type { Block } from './read';
import { propertyOf } from './read';
import type { Reading } from './sources';

/** A block that belongs, surely or perhaps, to a resource. */
export interface JoinedPart {
  readonly block: Block;
  readonly entry: MappingEntry;
  readonly member: true | 'unknown';
  /** Set where the owner is not decided. */
  readonly floating?: UnknownValue;
}

export interface MappedFacts {
  readonly type: string;
  readonly address: string;
  readonly name: string;
  readonly source: SourceKind;
  readonly origin: Origin;
  readonly body: Origin;
  readonly exists: true | 'unknown';
  readonly declared: boolean;
  readonly native?: NativeResource;
  /** The schema that an awscc resource is written in. */
  readonly awscc?: TypeSchema;
  /** Parts of it may stand in a module that could not be read. */
  readonly escapes?: true;
}

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
  private readonly unseen: UnknownValue | undefined;
  private readonly joined: JoinedPart[] = [];
  private readonly memo = new Map<string, Value>();
  private here: readonly Contribution[] | undefined;

  /**
   * @param own what the resource's own block says; undefined for an owner that is not in the configuration
   * @param possible entries of the parts that exist for this type: what they supply is absent where no such part stands
   */
  constructor(
    facts: MappedFacts,
    private readonly own: Contribution | undefined,
    private readonly possible: readonly PossiblePart[],
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
    this.joined.push(part);
    this.memo.clear();
    this.here = undefined;
  }

  get(path: PropertyPath): Value {
    const key = JSON.stringify(path);
    const known = this.memo.get(key);
    if (known) return known;
    const value = this.compute(path);
    this.memo.set(key, value);
    return value;
  }

  /** What stands at a place; fewer steps are taken where whole values stand earlier. For the inverse. */
  placeAt(path: PropertyPath): { readonly here: readonly Contribution[]; readonly taken: number } | undefined {
    let here = this.contributions();
    for (let i = 0; i < path.length; i++) {
      const step = path[i];
      if (typeof step !== 'string' || isLeaf(here)) return { here, taken: i };
      const next = descend(here, step);
      if (next.length === 0) return undefined;
      here = next;
    }
    return { here, taken: path.length };
  }

  get evaluation(): Evaluation {
    const base = { ...this.reading, origin: this.origin };
    if (this.declared) return base;
    return { ...base, foreign: unknown({ kind: 'not-loaded', what: `the owner of ${this.address}` }, this.origin) };
  }

  /** The resource's own block first, then its parts, then parts that could have stood here. */
  contributions(): readonly Contribution[] {
    if (this.here) return this.here;
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
    for (const possible of this.possible) {
      const ghost: Contribution = { node: possible.entry.root, role: 'part', member: true, possible };
      here.push(this.unseen ? { ...ghost, floating: this.unseen } : ghost);
    }
    this.here = here;
    return here;
  }

  private compute(path: PropertyPath): Value {
    const place = this.placeAt(path);
    if (!place) return unknown({ kind: 'not-mapped', path: path.join('.') }, this.origin);
    let value = evaluate(place.here, path.slice(0, place.taken), this.evaluation);
    for (const step of path.slice(place.taken)) value = propertyOf(value, step);
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
