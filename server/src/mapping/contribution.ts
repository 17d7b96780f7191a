import type { PropertyPath } from '../resources';
import type { Origin, UnknownValue, Value } from '../values';
import type { MappingEntry, MappingNode } from './model';
import type { Block, Scope } from './read';
import type { Reading } from './sources';

/**
 * What one block says about one place of a resource: the resource's own block, or a block that is a part of it.
 * Without scope and held value it is a block that could have stood in the configuration and does not: what only it supplies is absent,
 * not unmapped.
 */
export interface Contribution {
  readonly node: MappingNode;
  readonly scope?: Scope | undefined;
  /** What the resource holds already in the cloud's own terms (CloudFormation, awscc), instead of a scope. */
  readonly held?: Held | undefined;
  readonly role: 'own' | 'part' | 'element';
  /** Whether the block is certainly there and certainly belongs to the resource. */
  readonly member: true | 'unknown';
  /** A part that may belong to this resource or to another one. It adds nothing but doubt. */
  readonly floating?: UnknownValue | undefined;
  /** The entry behind the block. */
  readonly entry?: MappingEntry | undefined;
  readonly possible?: PossiblePart | undefined;
}

/** A place of a resource whose properties stand in the cloud's schema already. */
export interface Held {
  readonly value: Value;
  step(name: string): Held;
}

/** A part that does not stand in the configuration, by its native type: what a fix may add. */
export interface PossiblePart {
  readonly type: string;
  readonly entry: MappingEntry;
}

/** How places are evaluated in one resource. */
export interface Evaluation extends Reading {
  /** The resource's own origin: where a missing value is shown. */
  readonly origin: Origin;
  /** Set for an owner that is not in the configuration: what no part says is not known. */
  readonly foreign?: UnknownValue;
}

/** The value at the place that the contributions describe. */
export type Evaluate = (here: readonly Contribution[], path: PropertyPath, context: Evaluation) => Value;

/** A block that belongs, surely or perhaps, to a resource. */
export interface JoinedPart {
  readonly block: Block;
  readonly entry: MappingEntry;
  readonly member: true | 'unknown';
  /** Set where the owner is not decided. */
  readonly floating?: UnknownValue;
}

/** Whether the same blocks are joined in the same way. */
export function sameParts(a: readonly JoinedPart[], b: readonly JoinedPart[]): boolean {
  return (
    a.length === b.length &&
    a.every((part, i) => {
      const other = b[i];
      return (
        other?.block === part.block &&
        other.entry === part.entry &&
        other.member === part.member &&
        sameReason(part.floating, other.floating)
      );
    })
  );
}

/** Whether two unknowns are unknown for the same reason. */
export function sameReason(a: UnknownValue | undefined, b: UnknownValue | undefined): boolean {
  if (!a || !b) return a === b;
  return a.origin === b.origin && a.symbol === b.symbol && JSON.stringify(a.reason) === JSON.stringify(b.reason);
}
