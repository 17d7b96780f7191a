import { looksLikeTemplate } from '../sources/cloudformation';
import { looksLikePolicy } from '../sources/policy-document';
import { looksLikePlan } from '../sources/terraform';
import { isManifest } from './calls';
import { baseName } from './uri';

/**
 * What a document is, told without parsing it. `terraform-json` (the JSON syntax) and `tfvars` belong to a Terraform directory;
 * `lock-file` tells provider versions, `module-manifest` which modules were downloaded; `plan` is
 * what `terraform show -json` says of a plan, which is judged where it was asked for only; `other` is not ours.
 */
export type DocumentKind =
  | 'terraform'
  | 'terraform-json'
  | 'tfvars'
  | 'lock-file'
  | 'module-manifest'
  | 'cloudformation'
  | 'policy'
  | 'plan'
  | 'other';

/** Larger documents are not analysed: nothing that people write is that long, and an editor must not wait for one. */
export const MAX_LENGTH = 4 * 1024 * 1024;

/** Whether a document of this name can be ours at all: what a host needs to read from the disk. */
export function mayBeOurs(uri: string): boolean {
  return kindByName(baseName(uri)) !== 'other';
}

/** The kind of a document. Cheap: the name, and for YAML and JSON a look at the text for the marks of a template or a policy. */
export function kindOf(uri: string, text: string): DocumentKind {
  if (text.length > MAX_LENGTH || text.includes('\0')) return 'other';
  if (isManifest(uri)) return 'module-manifest';
  const kind = kindByName(baseName(uri));
  if (kind !== 'data') return kind;
  if (looksLikePlan(text)) return 'plan';
  if (looksLikeTemplate(text)) return 'cloudformation';
  return looksLikePolicy(text) ? 'policy' : 'other';
}

function kindByName(name: string): Exclude<DocumentKind, 'cloudformation' | 'policy' | 'plan'> | 'data' {
  const lower = name.toLowerCase();
  if (lower === '.terraform.lock.hcl') return 'lock-file';
  if (lower.endsWith('.tf') || lower.endsWith('.tofu')) return 'terraform';
  if (lower.endsWith('.tf.json') || lower.endsWith('.tofu.json')) return 'terraform-json';
  if (lower.endsWith('.tfvars') || lower.endsWith('.tfvars.json')) return 'tfvars';
  return /\.(ya?ml|json|template)$/.test(lower) ? 'data' : 'other';
}
