import type { PropertyType, TypeSchema } from '../../resources';
import type { DataNode } from '../../syntax/data';
import type { Origin, Truth, Value } from '../../values';
import type { Template } from './template';
import type { Worlds } from './worlds';

/** What is taken for granted where a value stands: inside of a resource with a condition, in a branch of `Fn::If`, in a loop. */
export interface Scope {
  readonly assumed: ReadonlyMap<string, boolean>;
  /** The identifiers of the loops around, with the element of this pass. */
  readonly bound: ReadonlyMap<string, Value>;
  /** How many passes the loops around make together. */
  readonly passes: number;
  /** One choice of values for parameters that are not decided; undefined outside of an enumeration. */
  readonly world?: World;
  /** What was found out in this scope. */
  readonly decided: Map<string, Truth>;
  readonly deciding: Set<string>;
  readonly narrowed: Map<string, Value | undefined>;
  readonly inner: Map<string, Scope>;
}

/** One choice: of each parameter a value, or `undefined` for none of those that conditions speak of; of other questions the answer. */
export interface World {
  readonly values: ReadonlyMap<string, Value | undefined>;
  readonly answers: ReadonlyMap<string, boolean>;
}

export const emptyScope = (world?: World): Scope => ({
  assumed: new Map(),
  bound: new Map(),
  passes: 1,
  ...(world ? { world } : {}),
  ...freshMemory(),
});

export const freshMemory = (): Pick<Scope, 'decided' | 'deciding' | 'narrowed' | 'inner'> => ({
  decided: new Map(),
  deciding: new Set(),
  narrowed: new Map(),
  inner: new Map(),
});

/** The scope of one pass of loops. Conditions do not see it: what was found out about them stays. */
export function inLoop(scope: Scope, bound: ReadonlyMap<string, Value>, passes: number): Scope {
  return { ...scope, bound, passes, inner: new Map() };
}

/** What is expected at a place: the property's published type, if it is known. */
export interface Expected {
  readonly type: PropertyType | undefined;
  readonly definitions: TypeSchema['definitions'];
}

export const ANYTHING: Expected = { type: undefined, definitions: {} };

/** What functions and conditions need of the evaluator. */
export interface Evaluation {
  readonly template: Template;
  readonly worlds: Worlds;
  value(node: DataNode, scope: Scope, expected: Expected): Value;
  /** The value of `Ref name`, used at `use`. */
  refer(name: string, scope: Scope, use: Origin): Value;
  /** The value of a parameter or pseudo parameter without anything assumed; undefined for any other name. */
  parameter(name: string): Value | undefined;
  /** An attribute of a resource of this template; undefined where there is no such resource. */
  attribute(name: string, attribute: string, use: Origin): Value | undefined;
  condition(name: string, scope: Scope): Truth;
  /** The scope inside of which the condition has this truth. */
  assume(name: string, truth: boolean, scope: Scope): Scope;
  originOf(node: DataNode): Origin;
}
