import type { PropertyType, TypeSchema } from '../../resources';
import type { DataNode } from '../../syntax/data';
import type { Origin, Truth, Value } from '../../values';
import type { Template } from './template';

/** What is taken for granted where a value stands: inside of a resource with a condition, in a branch of `Fn::If`. */
export interface Scope {
  readonly assumed: ReadonlyMap<string, boolean>;
  /** Parameters whose value follows from what is assumed. */
  readonly bound: ReadonlyMap<string, Value>;
  readonly decided: Map<string, Truth>;
  readonly deciding: Set<string>;
}

export const emptyScope = (): Scope => ({ assumed: new Map(), bound: new Map(), decided: new Map(), deciding: new Set() });

/** What is expected at a place: the property's published type, if it is known. */
export interface Expected {
  readonly type: PropertyType | undefined;
  readonly definitions: TypeSchema['definitions'];
}

export const ANYTHING: Expected = { type: undefined, definitions: {} };

/** What functions and conditions need of the evaluator. */
export interface Evaluation {
  readonly template: Template;
  value(node: DataNode, scope: Scope, expected: Expected): Value;
  /** The value of `Ref name`, used at `use`. */
  refer(name: string, scope: Scope, use: Origin): Value;
  condition(name: string, scope: Scope): Truth;
  /** The scope inside of which the condition has this truth. */
  assume(name: string, truth: boolean, scope: Scope): Scope;
  originOf(node: DataNode): Origin;
}
