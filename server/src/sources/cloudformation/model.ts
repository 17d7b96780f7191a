import type { PropertyType, TypeSchema } from '../../resources';
import type { DataNode, MappingEntry, MappingNode } from '../../syntax/data';
import type { Origin, Truth, UnknownReason, Value } from '../../values';
import type { Call } from './call';

/** The sections of a template, as far as they have the shape that CloudFormation asks for; anything else counts as not written. */
export interface Template {
  readonly uri: string;
  readonly parameters: ReadonlyMap<string, MappingNode>;
  readonly mappings: DataNode | undefined;
  readonly rules: readonly TemplateRule[];
  readonly conditions: ReadonlyMap<string, TemplateCondition>;
  readonly resources: readonly TemplateResource[];
  readonly resourceNames: ReadonlySet<string>;
  readonly outputs: ReadonlyMap<string, Unrolled>;
  readonly globals: DataNode | undefined;
  /** A macro or a loop makes resources that the template does not show. */
  readonly open: boolean;
  /** The types of which a loop may make further resources; undefined: of any type. */
  readonly hidden: ReadonlySet<string> | undefined;
  readonly gaps: readonly Gap[];
  readonly serverless: boolean;
}

/** Of the section `Rules`: what is asserted of parameters where the condition holds. */
export interface TemplateRule {
  readonly condition: DataNode | undefined;
  readonly assertions: readonly DataNode[];
}

export interface TemplateCondition {
  readonly node: DataNode;
  /** The identifiers of the loops that made it. */
  readonly bound: Scope['bound'];
}

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly entry: MappingEntry;
  readonly node: MappingNode;
  /** With the loops that made it. */
  readonly scope: Scope;
}

/** An entry of a mapping after the loops in it are unrolled. */
export interface Unrolled {
  readonly name: string;
  readonly entry: MappingEntry;
  /** With the loops that made the entry. */
  readonly scope: Scope;
}

/** A loop that could not be unrolled, or not wholly. */
export interface Gap {
  readonly reason: UnknownReason;
  readonly at: Origin;
  /** What the loop repeats. */
  readonly body: DataNode | undefined;
}

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
  /** The choices for some variables that agree with what is assumed; undefined where there are too many. */
  readonly possible: Map<string, readonly Scope[] | undefined>;
  readonly inner: Map<string, Scope>;
}

/** One choice: of each parameter a value, or `undefined` for none of those that conditions speak of; of other questions the answer. */
export interface World {
  readonly values: ReadonlyMap<string, Value | undefined>;
  readonly answers: ReadonlyMap<string, boolean>;
}

/** What is expected at a place: the property's published type, if it is known. */
export interface Expected {
  readonly type: PropertyType | undefined;
  readonly definitions: TypeSchema['definitions'];
}

/** What functions and conditions need of the evaluator. */
export interface Evaluation {
  readonly template: Template;
  readonly worlds: Choices;
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

/** What conditions come to over all values that their parameters can have. */
export interface Choices {
  /** Whether a condition holds in every choice that agrees with what is assumed. */
  truth(name: string, scope: Scope): Truth;
  /** What a parameter can be under what is assumed; undefined where that tells nothing. */
  narrow(name: string, scope: Scope): Value | undefined;
  /** Whether `text` is among the texts by which choices of the parameter are told apart. */
  excludes(name: string, text: string): boolean;
  /** The name of a comparison that a choice of parameters may leave open: it has one answer wherever it is asked. */
  questionOf(argument: DataNode, bound: Scope['bound']): string | undefined;
  /** The call that a node of a condition is: the same object each time. */
  callAt(node: DataNode): Call | undefined;
  /** Whether there is anything to learn about a parameter where nothing is assumed. */
  readonly hasRules: boolean;
}
