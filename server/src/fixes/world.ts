import type { MappingData } from '../mapping';
import type { ResourceGraph, SchemaData } from '../resources';
import type { DataDocument } from '../syntax/data';
import type { HclFile } from '../syntax/hcl/ast';

/** One configuration and the texts it was made of: what a fix is computed from. Trees are those of the texts. */
export interface FixWorld {
  readonly graph: ResourceGraph;
  readonly mapping: MappingData;
  /** Says which properties a resource of a template must have; without it nothing is known to be required. */
  readonly schema?: SchemaData;
  /**
   * The property of a declaration that a transform passes on, as it is, as a property of a resource that it makes: of a serverless
   * type, say. Undefined where it passes on none; without it what a transform makes is left alone.
   */
  passedOnAs?(declared: string, made: string, property: string): string | undefined;
  text(uri: string): { readonly text: string; readonly version: number } | undefined;
  hcl(uri: string): HclFile | undefined;
  /** What a document says in Terraform's terms, written in HCL or in JSON: to be read only, JSON is written as data. */
  terraform?(uri: string): HclFile | undefined;
  data(uri: string): DataDocument | undefined;
  /** Which parameter of CloudFormation a parameter file gives the value that starts at an offset. */
  parameterAt?(uri: string, start: number): string | undefined;
  /** Whether several configurations read a document: a file of values that was chosen for more than one root module or template. */
  isShared?(uri: string): boolean;
  /**
   * The documents of the configuration. A literal that stands outside of the resource is changed only where these show that
   * nothing else uses it; without them it is left alone.
   */
  uris?(): readonly string[];
}
