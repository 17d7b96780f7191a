import type { DataNode, MappingEntry, MappingNode, ScalarNode } from '../../syntax/data';
import type { Span } from '../../text';
import type { Scope } from './model';

/** A resource that a template declares, or that its serverless transform makes of a declaration. */
export interface Declared {
  readonly logicalId: string;
  /** What messages call it: what the template declares. */
  readonly name: string;
  /** The loops and conditions around it. */
  readonly scope: Scope;
  /** The cloud's type. */
  readonly type: string;
  readonly entry: MappingEntry;
  /** The template's entry: conditions and policies are read from it. */
  readonly node: MappingNode;
  readonly properties: DataNode | undefined;
  /** The properties that are absent where they are not written; undefined: all. */
  readonly supplied: ReadonlySet<string> | undefined;
}

/** How one resource that the transform makes is written. */
export interface Row {
  readonly type: string;
  /** The logical id of what is made; undefined where nothing is. */
  readonly logicalId: (own: string, properties: DataNode | undefined) => string | undefined;
  /** Properties under the same name. */
  readonly same: readonly string[];
  /** Properties that go elsewhere; a function that finds no translation leaves the property open. */
  readonly moved?: Readonly<Record<string, string | Move>>;
  /** What the transform adds where the property is not written. */
  readonly added?: Readonly<Record<string, Add>>;
}

/** Nothing is known of a property for which it gives `undefined`. */
type Add = (own: string, at: Span, properties: DataNode | undefined) => DataNode | typeof ABSENT | undefined;

/** The transform writes no such property. */
export const ABSENT = 'absent';

/** The property that the value becomes. */
export interface Move {
  readonly to: string;
  readonly as: (value: DataNode) => DataNode | undefined;
}

/** A string that the transform writes; it stands where the resource is named. */
export function generated(value: string, at: Span, tag?: string): ScalarNode {
  const node: ScalarNode = { kind: 'scalar', text: value, type: 'string', style: 'double', exact: false, span: at };
  return tag === undefined ? node : { ...node, tag };
}
