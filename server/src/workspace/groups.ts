import { isAutomaticVariableFile, type ModuleDirectory } from '../sources/terraform';
import { isManifest, manifestRoot } from './calls';
import type { Document } from './documents';
import { directoryOf } from './uri';

/** Texts that are judged together: a Terraform directory, a template, a policy file, a plan. */
export interface Group {
  /** The directory's URI (with its `/`) or the file's. */
  readonly key: string;
  readonly kind: 'terraform' | 'template' | 'policy' | 'plan';
  readonly members: Set<string>;
  /** Goes up whenever a text that the group is made of changes; no two groups ever have the same. */
  revision: number;
  /** What its texts are as a module, with the revision that it was made of. */
  module?: { readonly revision: number; readonly directory: ModuleDirectory };
  /** Its documents that are evaluated, in the order of their names; undefined once one of them has changed, come or gone. */
  listed?: readonly Document[] | undefined;
}

export function groupKey(document: Document): string | undefined {
  switch (document.kind) {
    case 'other':
    case 'plan':
      return undefined;
    case 'cloudformation':
    case 'policy':
      return document.uri;
    default:
      return moduleOf(document.uri);
  }
}

export function groupKind(document: Document): Group['kind'] {
  if (document.kind === 'cloudformation') return 'template';
  if (document.kind === 'plan') return 'plan';
  return document.kind === 'policy' ? 'policy' : 'terraform';
}

/** The Terraform directory that a document belongs to, if it belongs to one. */
export function moduleOf(uri: string): string {
  return isManifest(uri) ? manifestRoot(uri) : directoryOf(uri);
}

/** Whether a document holds configuration of Terraform, in either syntax. */
export function isTerraformCode({ kind }: Document): boolean {
  return kind === 'terraform' || kind === 'terraform-json';
}

/** Whether a change of the document changes its own group: a file of values does where Terraform reads it by itself. */
export function isEvaluatedKind({ kind, uri }: Document): boolean {
  return kind !== 'tfvars' || isAutomaticVariableFile(uri);
}
