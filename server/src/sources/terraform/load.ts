import type { MappingData } from '../../mapping';
import { translate } from '../../mapping';
import { buildGraph, type NativeResource, type Resource } from '../../resources';
import type { HclFile } from '../../syntax/hcl/ast';
import type { Value } from '../../values';
import type { Configuration } from '../configuration';
import { Budget, contextOf, originOf } from './context';
import { collectDeclarations, type DeclaredResource } from './declarations';
import { JsonDecoder } from './decoder';
import { EmbeddedDocuments } from './embedded';
import { headOrigin, languageResources } from './language';
import { Module } from './module';
import { type ProviderVersions, providerVersions } from './providers';

export interface TerraformInput {
  /** The directory's URI; it names the module. */
  readonly dir: string;
  readonly files: readonly { readonly uri: string; readonly tree: HclFile }[];
  /** The text of `.terraform.lock.hcl`. */
  readonly lockFile?: string;
  readonly mapping: MappingData;
}

export type TerraformConfiguration = Configuration & { readonly natives: readonly NativeResource[] };

/** Evaluates the files of one directory as one module, and translates its resources into the cloud's types. */
export function loadTerraform(input: TerraformInput): TerraformConfiguration {
  const declarations = collectDeclarations(input.files);
  const budget = new Budget();
  const documents = new EmbeddedDocuments();
  const module = new Module(declarations, budget, documents);
  const versions = providerVersions(declarations, input.lockFile);
  const natives = evaluateResources(module, versions, input.dir);
  const handedOn = referencedByModules(module);
  const { resources, aliases } = translate(natives, input.mapping, new JsonDecoder(documents, budget), (address) =>
    handedOn.has(address),
  );
  const graph = buildGraph({
    resources: [...resources, ...languageResources(module)],
    aliases,
    escapes: (resource: Resource) =>
      handedOn.has(resource.address) || (resource.native !== undefined && handedOn.has(resource.native.address)),
  });
  return { graph, needs: [], natives };
}

/** The resources of a module in Terraform's own terms, in the order of the text. */
export function evaluateResources(module: Module, versions: ProviderVersions, dir: string): readonly NativeResource[] {
  const natives: NativeResource[] = [];
  for (const declared of module.declarations.resources.values()) {
    const { exists } = module.presence(declared);
    if (exists !== false) natives.push(nativeOf(declared, exists, module, versions, dir));
  }
  return natives;
}

function nativeOf(
  declared: DeclaredResource,
  exists: true | 'unknown',
  module: Module,
  versions: ProviderVersions,
  dir: string,
): NativeResource {
  const { uri, node, type, address, name, mode } = declared;
  return {
    type,
    address,
    name,
    mode,
    exists,
    module: dir,
    origin: headOrigin(uri, node),
    bodyOrigin: originOf({ uri, frame: undefined }, node.span),
    values: module.body(declared),
    providerMajor: versions.major(providerName(declared)),
  };
}

/** The local name of a resource's provider: of its `provider` argument, or the first word of its type. */
function providerName({ node, type }: DeclaredResource): string {
  for (const item of node.body.items) {
    if (item.kind !== 'attribute' || item.name !== 'provider') continue;
    const { value } = item;
    if (value.kind === 'variable') return value.name;
    if (value.kind === 'get-attribute' && value.target.kind === 'variable') return value.target.name;
  }
  const end = type.indexOf('_');
  return end < 0 ? type : type.slice(0, end);
}

/** Addresses of the resources that are handed to a module that could not be read. */
function referencedByModules(module: Module): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { uri, node } of module.declarations.modules.values()) {
    for (const item of node.body.items) {
      if (item.kind !== 'attribute' || ['source', 'version', 'providers', 'depends_on'].includes(item.name)) continue;
      const context = contextOf({ uri, frame: undefined }, item, module);
      collectAddresses(module.evaluator.evaluate(item.value, context), found);
    }
  }
  return found;
}

function collectAddresses(value: Value, found: Set<string>): void {
  if (value.from) found.add(value.from.address);
  switch (value.kind) {
    case 'reference':
      found.add(value.address);
      break;
    case 'list':
      for (const item of value.items) collectAddresses(item.value, found);
      break;
    case 'map':
      for (const entry of value.entries.values()) collectAddresses(entry.value, found);
      break;
    case 'oneOf':
      for (const choice of value.choices) collectAddresses(choice, found);
      break;
    case 'text':
      for (const part of value.parts) if (typeof part !== 'string') collectAddresses(part, found);
      break;
    case 'encoded':
      collectAddresses(value.content, found);
      break;
  }
}
