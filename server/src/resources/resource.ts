import type { MapValue, Origin, Value } from '../values';

/** A way into a resource's properties: names, and indices of list items. */
export type PropertyPath = readonly (string | number)[];

export type SourceKind = 'terraform' | 'cloudformation' | 'policy-document' | 'live';

/** A resource in the cloud's own schema, whatever it was written in. */
export interface Resource {
  /** The cloud's type: `AWS::RDS::DBInstance`, `Microsoft.Storage/storageAccounts`, `storage.googleapis.com/Bucket`, `Ashlar::…`. */
  readonly type: string;
  /** Unique in its graph: `aws_db_instance.main`, `module.a.aws_db_instance.main[0]`, a logical id, an ARN. */
  readonly address: string;
  /** What else the cloud calls a live resource: its ARN, its id, its name. A literal that is one of them means it. */
  readonly aliases?: readonly string[];
  /** What messages call it: the block's label, the logical id. */
  readonly name: string;
  readonly source: SourceKind;
  /** Where a missing value is underlined: type and name in HCL (`"aws_db_instance" "main"`), the logical id in CloudFormation. */
  readonly origin: Origin;
  /** The whole block or template entry. */
  readonly body: Origin;
  /** `unknown` where a condition that is not decided switches the resource on or off. */
  readonly exists: true | 'unknown';
  /** False for a part that stands for an owner outside of the configuration (an anonymous owner). */
  readonly declared: boolean;
  /** The Terraform block behind it, for fixes. A part's owner names the owner's block. */
  readonly native?: NativeResource;
  /** Blocks of their own that were joined into the resource; a finding whose place lies in one names the part's address. */
  readonly parts?: readonly ResourcePart[];
  /** The address of the part that says the list element which a path leads through, where a part does. */
  partAt?(path: PropertyPath): string | undefined;
  /**
   * The value at a path. Written: that value. Not written: `absent` only if a mapping could have supplied it, else
   * `unknown` (not mapped). A provider's own default counts as the value, with a `default` origin; the cloud's defaults are the
   * rule engine's business.
   */
  get(path: PropertyPath): Value;
}

/** A block that says a part of a resource: `aws_s3_bucket_versioning` of its bucket. */
export interface ResourcePart {
  readonly address: string;
  readonly origin: Origin;
  readonly body: Origin;
}

/** A resource of the source's own language, evaluated: what a Terraform directory hands to the mapping. */
export interface NativeResource {
  readonly type: string;
  readonly address: string;
  readonly name: string;
  readonly mode: 'managed' | 'data';
  readonly origin: Origin;
  readonly bodyOrigin: Origin;
  readonly exists: true | 'unknown';
  /**
   * Attributes by name; nested blocks by type, each a list of maps whose origin is the block's type keyword.
   * A key that is not there is not written. Meta-arguments (`count`, `lifecycle`, `provider` …) are left out.
   */
  readonly values: MapValue;
  /** The provider's major version, where lock file or constraint tell it. */
  readonly providerMajor: number | undefined;
  /** The module that declares it; names are unique within one, and a listing is complete within one configuration. */
  readonly module: string;
}
