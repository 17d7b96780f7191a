import type { Literal, TypeSchema } from '../resources';
import type { Value } from '../values';

/**
 * Mappings as the build compiles them from `rules/<cloud>/<service>/terraform.yaml` and `cloudformation.yaml`: every cloud path checked
 * against the schema, mechanical rows written out, so that nothing has to be guessed at run time. The grammar stands in
 * docs/rule-format.md.
 */
export interface MappingData {
  /** By Terraform type. More than one entry: the first whose `when` holds. */
  readonly terraform: Readonly<Record<string, readonly MappingEntry[]>>;
  /** By CloudFormation type: standalone resources that are parts of another one. */
  readonly cloudformation: Readonly<Record<string, readonly MappingEntry[]>>;
  /** The Terraform types with an entry that is part of a cloud type; `cloudformation` likewise. */
  readonly parts: Readonly<Record<string, readonly string[]>>;
  /** The properties that identify a resource and that its author may choose: `BucketName`. None: the cloud makes the id. */
  readonly identifiers: Readonly<Record<string, readonly string[]>>;
  /** Types of the awscc provider without underscores, `awsccs3bucket`: that provider is generated from CloudFormation's schema. */
  readonly awscc: Readonly<Record<string, { readonly is: string; readonly schema: TypeSchema }>>;
  /** The majors of each provider that defaults must hold for, oldest first. */
  readonly majors: Readonly<Record<string, readonly number[]>>;
}

export interface MappingEntry {
  /** The cloud type that it becomes, or that it is a part of. */
  readonly is: string;
  readonly when?: readonly Guard[];
  readonly part?: { readonly through: NativeName; readonly append?: true };
  /** One per account, or per account and region: blocks of different Terraform types join into one resource. */
  readonly per?: string;
  readonly root: MappingNode;
  readonly emits?: readonly Emit[];
  /** Names that the newest major of the provider no longer has: one that is written tells that the major is an older one. */
  readonly gone?: readonly string[];
  /** Attributes and blocks that Terraform demands, nested ones dotted. */
  readonly required?: readonly string[];
}

/** Dotted name of an attribute, split. A first step of '' means: from the block's own top, not from the element. */
export type NativeName = readonly string[];

export interface Guard {
  readonly at: NativeName;
  readonly value: Scalar;
}

export type Scalar = string | number | boolean;

/** What supplies one property of the cloud's schema; children by property name. */
export interface MappingNode {
  readonly props?: Readonly<Record<string, MappingNode>>;
  /** The first that is present wins. */
  readonly sources?: readonly Source[];
  /** Concatenated. */
  readonly lists?: readonly ListSource[];
  /** The schema knows properties here that `props` does not cover. */
  readonly open?: true;
}

export interface Source {
  /** Names to read, the newest first; the first that is present wins. */
  readonly at?: readonly NativeName[];
  readonly const?: Literal;
  /** The literal of the first attribute that is present. */
  readonly by?: readonly { readonly at: NativeName; readonly value: Scalar }[];
  /** The native type cannot set the property. */
  readonly none?: true;
  /** The resource itself, by this attribute. */
  readonly self?: string;
  readonly values?: Readonly<Record<string, Scalar>>;
  /** json: a string that holds a structure. base64: the cloud's property is base64 and so is the attribute; text: the attribute is plain. */
  readonly document?: 'json' | 'base64' | 'text';
  /** The keys of a decoded document, by their lower-case form. */
  readonly keys?: KeyShape;
  /** A list of blocks with a key and a value attribute, which the cloud takes as a map. A value `.` is the whole block. */
  readonly entries?: readonly [string, string];
  /** Of whole blocks: their attributes by the cloud's names. */
  readonly rename?: Readonly<Record<string, string>>;
  readonly default?: Default;
  /** Present only where all of these hold. */
  readonly if?: readonly Guard[];
  /** Literals that mean: not set. */
  readonly absentIf?: readonly Scalar[];
  readonly legacy?: true;
  /** Written as a nested object (`x = {}`) where it does not stand yet. */
  readonly object?: true;
  /** The attribute that a reference to another resource is written with. */
  readonly reference?: string;
}

export interface KeyShape {
  readonly [lowerCase: string]: { readonly name: string; readonly keys?: KeyShape };
}

export type Default =
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'unknown' }
  /** A name that the provider makes up: it differs from any literal. */
  | { readonly kind: 'generated' }
  | {
      readonly kind: 'ranges';
      readonly ranges: readonly { readonly from: number; readonly to: number; readonly value: Literal }[];
    };

export interface ListSource {
  /** The nested blocks or list elements that each make an element; without it the block itself makes one. */
  readonly each?: NativeName;
  /** An element is there even where no block is written. */
  readonly implicit?: true;
  /** The elements are taken as they stand. */
  readonly plain?: true;
  /** The attribute holds one element, not a list of them. */
  readonly single?: true;
  /** The one element is a reference to the resource itself, by this attribute. */
  readonly self?: string;
  /** One element for each entry of these lists. */
  readonly fanOut?: readonly FanOut[];
  /** A map whose entries become elements. */
  readonly pairs?: { readonly at: NativeName; readonly key: string; readonly value: string };
  readonly rows?: MappingNode;
  readonly if?: readonly Guard[];
  readonly legacy?: true;
  readonly object?: true;
}

export interface FanOut {
  readonly property: readonly string[];
  readonly source: Source;
  /** The attribute holds one value, not a list of them. */
  readonly single?: true;
}

/** A resource that Terraform declares inside another one. */
export interface Emit {
  readonly is: string;
  /** Where one of these is present. */
  readonly if?: readonly NativeName[];
  /** For each of these blocks. */
  readonly each?: NativeName;
  readonly root: MappingNode;
}

/** Turns a string value into the structure it encodes, with exact origins; an unknown where it cannot be read. */
export interface DocumentDecoder {
  json(value: Value): Value;
}
