import type { Block, Expression } from '../../../syntax/hcl/ast';
import { attributeOf } from '../declarations';

/** Where the module of a call comes from. Facts: developer.hashicorp.com/terraform/language/modules/sources. */
export type ModuleSource =
  /** `./x`, `../x`: a directory, seen from that of the call. */
  | { readonly kind: 'local'; readonly path: string }
  /** A registry, a repository, an archive: what `terraform init` downloads. */
  | { readonly kind: 'remote'; readonly address: string; readonly version: string | undefined };

/** The source of a `module` block; undefined where it is missing or computed. */
export function sourceOf(call: Block): ModuleSource | undefined {
  const address = textOf(call, 'source');
  if (address === undefined || address === '') return undefined;
  if (/^\.\.?(?:[/\\]|$)/.test(address)) return { kind: 'local', path: address.replaceAll('\\', '/') };
  return { kind: 'remote', address, version: textOf(call, 'version') };
}

function textOf(call: Block, name: string): string | undefined {
  const value: Expression | undefined = attributeOf(call.body, name)?.value;
  if (value?.kind !== 'template' || value.parts.length !== 1) return undefined;
  const [part] = value.parts;
  return part?.kind === 'literal' ? part.value : undefined;
}
