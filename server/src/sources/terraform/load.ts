import type { MappingData } from '../../mapping';
import { translate } from '../../mapping';
import { blockAddress, buildGraph, type NativeResource, type Resource } from '../../resources';
import { parseHcl } from '../../syntax/hcl';
import type { HclFile } from '../../syntax/hcl/ast';
import type { Configuration } from '../configuration';
import { Budget, contextOf, originOf } from './context';
import type { DeclaredResource } from './declarations';
import { countElements, ElementRoom, MAX_ELEMENTS } from './elements';
import { EmbeddedDocuments } from './embedded';
import type { ResourceInstance } from './instances';
import { headOrigin, languageResources } from './language';
import { Module } from './module';
import { ModuleDirectory, type ModuleLookup } from './modules/directory';
import { addressesIn } from './modules/inputs';
import { type ModuleFacts, type ModuleNode, ModuleTree } from './modules/tree';
import { type ProviderVersions, providerVersions } from './providers';
import { type VariableFile, VariableValues } from './variable-files';

export interface TerraformInput {
  /** The directory's URI; it names the module. */
  readonly dir: string;
  readonly files: readonly { readonly uri: string; readonly tree: HclFile }[];
  /** The text of `.terraform.lock.hcl`. */
  readonly lockFile?: string;
  readonly mapping: MappingData;
  /** Files of values for variables, which outrank defaults: those that Terraform reads by itself, and those that were chosen. */
  readonly variables?: readonly VariableFile[];
  /** The directories that calls lead to; without it no call is followed. */
  readonly modules?: ModuleLookup;
  /** What the files were read as before, if they are the same. */
  readonly directory?: ModuleDirectory;
  /** An earlier state of the configuration: calls whose texts and inputs are the same are not evaluated again. */
  readonly before?: TerraformConfiguration;
}

export interface TerraformConfiguration extends Configuration {
  readonly natives: readonly NativeResource[];
  /** The modules that were evaluated and not taken over, by path; the root's is empty. */
  readonly evaluated: readonly string[];
  /** For the next state of the configuration. */
  readonly tree: ModuleTree;
}

/** Evaluates the files of one directory as a root module, with all that it calls, and translates its resources into the cloud's types. */
export function loadTerraform(input: TerraformInput): TerraformConfiguration {
  const kept = input.before?.tree.limited ? undefined : input.before?.tree;
  const loaded = load(input, kept);
  // Where something had to be left out, what depends on the order: then nothing may have been there before.
  return kept && loaded.tree.limited ? load(input, undefined) : loaded;
}

function load(input: TerraformInput, kept: ModuleTree | undefined): TerraformConfiguration {
  const budget = kept?.budget ?? new Budget();
  budget.renew();
  const documents = new EmbeddedDocuments();
  const tree = new ModuleTree(input.modules, budget, documents, kept);
  const given = input.variables && new VariableValues(input.variables, budget, documents);
  const root = Module.root(input.directory ?? new ModuleDirectory(input.dir, input.files), tree, given);
  const modules = [...tree.all(root)];
  const { lockFile: text } = input;
  tree.lock = text === undefined || kept?.lock?.text === text ? kept?.lock : { text, file: parseHcl(text) };
  const lockFile = text === undefined ? undefined : tree.lock?.file;
  const ofRoot = providerVersions(root.declarations, lockFile);
  const facts = modules.map((module) =>
    factsOf(module, module === root ? ofRoot : providerVersions(module.declarations, lockFile, ofRoot)),
  );
  const natives = nativesOf(modules, facts);
  const handedOn = new Set<string>();
  for (const module of modules) referencedByModules(module, handedOn);
  const isHandedOn = (address: string): boolean => {
    if (handedOn.has(address)) return true;
    const block = blockAddress(address);
    return block !== address && (handedOn.has(block) || handedOn.has(`${block}[?]`));
  };
  const { resources, aliases } = translate(natives, input.mapping, tree.decoder, isHandedOn, tree.translated);
  const graph = buildGraph({
    resources: [...resources, ...facts.flatMap((each) => each.language)],
    aliases,
    escapes: (resource: Resource) =>
      isHandedOn(resource.address) || (resource.native !== undefined && isHandedOn(resource.native.address)),
    incomplete: typesWithMore(natives, input.mapping),
  });
  if (budget.exhausted) tree.limited = true;
  tree.forget();
  const callOf: Configuration['callOf'] = (address, isOwn) => {
    const call = tree.callTo(address, isOwn);
    return call && headOrigin(call.uri, call.node);
  };
  return { graph, needs: [], natives, evaluated: tree.evaluated, tree, callOf };
}

/** What a module declares. That of a module which was taken over is as it was, unless another version of a provider is in use. */
function factsOf(module: ModuleNode, versions: ProviderVersions): ModuleFacts {
  const known = module.facts;
  if (known && [...known.majors].every(([name, major]) => versions.major(name) === major)) return known;
  const majors = new Map<string, number | undefined>();
  const noting: ProviderVersions = {
    major: (name) => {
      const major = versions.major(name);
      majors.set(name, major);
      return major;
    },
  };
  const { natives, elements } = evaluateResources(module, noting);
  module.facts = { natives, elements, language: languageResources(module), majors };
  return module.facts;
}

/** The resources of all modules. Where loops make too many elements of lists, some have no lists. */
function nativesOf(modules: readonly ModuleNode[], facts: readonly ModuleFacts[]): readonly NativeResource[] {
  const directories = new Set<ModuleDirectory>();
  let made = 0;
  const parts = modules.map(({ place: { directory } }, i) => {
    const isFirst = !directories.has(directory);
    directories.add(directory);
    const { natives = [], elements } = facts[i] ?? {};
    if (elements) made += elements.made - (isFirst ? elements.written : 0);
    return { natives, isFirst };
  });
  if (made <= MAX_ELEMENTS) return parts.flatMap(({ natives }) => natives);
  const room = new ElementRoom();
  return parts.flatMap(({ natives, isFirst }) => natives.map((native) => room.confine(native, isFirst)));
}

/** The resources of a module in Terraform's own terms, in the order of the text, and the elements of their lists. */
function evaluateResources(module: ModuleNode, versions: ProviderVersions): Pick<ModuleFacts, 'natives' | 'elements'> {
  const natives: NativeResource[] = [];
  const elements = { made: 0, written: 0 };
  for (const declared of module.declarations.resources.values()) {
    const cell = module.cells.at(declared.address);
    cell.provider ??= providerName(declared);
    const major = versions.major(cell.provider);
    if (cell.natives?.major !== major || !cell.natives) {
      const { items } = module.resources.instancesOf(declared);
      const all = items.map((instance) => nativeOf(instance, module, major));
      cell.natives = { major, all, elements: countElements(all, module.cells.parts) };
    }
    for (const native of cell.natives.all) natives.push(native);
    elements.made += cell.natives.elements.made;
    elements.written += cell.natives.elements.written;
  }
  return { natives, elements };
}

function nativeOf(instance: ResourceInstance, module: ModuleNode, providerMajor: number | undefined): NativeResource {
  const { declared, address, exists } = instance;
  const { uri, node, type, name, mode } = declared;
  return {
    type,
    address,
    name,
    mode,
    exists: module.place.exists === true ? exists : 'unknown',
    module: module.path,
    origin: headOrigin(uri, node),
    bodyOrigin: originOf({ uri, frame: undefined }, node.span),
    values: module.resources.body(instance),
    providerMajor,
  };
}

/** The cloud's types of which some instances are listed and others are not. */
function typesWithMore(natives: readonly NativeResource[], mapping: MappingData): ReadonlySet<string> {
  const types = new Set<string>();
  for (const { type, address } of natives) {
    if (!address.endsWith('[*]')) continue;
    for (const entry of mapping.terraform[type] ?? []) {
      if (!entry.part) types.add(entry.is);
      for (const emit of entry.emits ?? []) types.add(emit.is);
    }
    const awscc = mapping.awscc[type];
    if (awscc) types.add(awscc.is);
  }
  return types;
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

/** Adds the addresses of the resources that are handed to calls that could not be read. */
function referencedByModules(module: ModuleNode, found: Set<string>): void {
  for (const [name, { uri, node }] of module.declarations.modules) {
    if (module.call(name)?.kind === 'read') continue;
    for (const item of node.body.items) {
      if (item.kind !== 'attribute' || ['source', 'version', 'providers', 'depends_on'].includes(item.name)) continue;
      const context = contextOf({ uri, frame: undefined }, item, module);
      addressesIn(module.evaluator.evaluate(item.value, context), found);
    }
  }
}
