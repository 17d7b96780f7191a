import type { EngineData } from '../engine-data';
import { declaredParameters, loadTemplate, readParameterFile, type TemplateConfiguration } from '../sources/cloudformation';
import type { Configuration } from '../sources/configuration';
import { loadPolicy, type PolicyConfiguration } from '../sources/policy-document';
import {
  isAutomaticVariableFile,
  isTerraform,
  loadPlan,
  loadTerraform,
  ModuleDirectory,
  type ModuleLookup,
  readManifest,
  type VariableFile,
} from '../sources/terraform';
import type { DataDocument } from '../syntax/data';
import { parseHcl } from '../syntax/hcl';
import { parseJson } from '../syntax/json';
import { manifestOf } from './calls';
import type { Document } from './documents';
import type { FileAccess } from './file-access';
import { type Group, isTerraformCode } from './groups';
import { MAX_LENGTH } from './kinds';
import { canonicalUri, directoryOf, joinUri } from './uri';

/** The part of the workspace that configurations are made of. URIs are canonical. */
export interface Snapshot {
  at(uri: string): Document | undefined;
  group(key: string): Group | undefined;
  documentsOf(group: Group): readonly Document[];
  /** The root module that a plan was made of. */
  rootOfPlan(plan: Group): Group | undefined;
  /** What functions read. */
  readonly files: FileAccess;
  /** The chosen files that count for a root module or a template, whether they are there or not. */
  chosenFor(key: string): readonly string[];
  /** Whether they were chosen for just this one. */
  isOwnChoice(key: string): boolean;
}

export interface Configured {
  readonly configuration: Configuration;
  /** The other texts that it read or asked for, as far as nobody chose them. */
  readonly uses: ReadonlySet<string>;
}

export interface ParameterFile {
  readonly uri: string;
  readonly document: DataDocument;
}

export interface NamedParameters extends ParameterFile {
  readonly names: readonly string[];
  /** Which parameter has its value where. */
  readonly starts: ReadonlyMap<number, string>;
}

/** So many paths of calls are remembered; more only while a long session goes through ever new ones. */
const MOST_DIRECTORIES = 10_000;

/** Evaluates groups of texts into resources. */
export class Configurer {
  /** The parameter file that counts for every template. */
  private parameters: ParameterFile | undefined;
  /** Where paths of calls lead, by the directory of the call and the path. */
  private readonly directories = new Map<string, string>();
  /** Of chosen files: their names do not tell what they are, so that the document itself has no tree. */
  private readonly trees = new WeakMap<Document, VariableFile['tree']>();

  constructor(
    private readonly engine: EngineData,
    private readonly snapshot: Snapshot,
  ) {}

  /** May throw where a part of the engine has a fault. @param before an earlier state of the group */
  configure(group: Group, before: Configuration | undefined): Configured {
    if (group.kind === 'terraform') return this.terraform(group, before);
    const { mapping, schema } = this.engine;
    const tree = this.snapshot.documentsOf(group)[0]?.parse();
    if (tree?.language !== 'data') throw new Error(`no tree of ${group.key}`);
    const input = { uri: group.key, document: tree.document };
    if (group.kind === 'plan') return this.plan(group, tree.document);
    if (group.kind === 'policy') {
      const earlier = before && isPolicy(before) ? { before } : {};
      return { configuration: loadPolicy({ ...input, ...earlier }), uses: new Set() };
    }
    const parameters = this.parametersFor(group.key, tree.document);
    const configuration = loadTemplate({
      ...{ ...input, mapping, schema, find: (from, path) => this.templateAt(from, path) },
      ...(parameters ? { parameters } : {}),
      ...(before && isTemplate(before) ? { before } : {}),
    });
    return { configuration, uses: new Set(configuration.uses) };
  }

  /** @returns how many parameters the file names */
  setParameters(file: { readonly uri: string; readonly text: string } | undefined): number {
    this.parameters = file && { uri: canonicalUri(file.uri), document: parseJson(file.text) };
    return this.parameters ? readParameterFile(this.parameters.uri, this.parameters.document).size : 0;
  }

  /** The parameter file that counts for a template: of several that fit it the last. */
  parametersFor(template: string, document: DataDocument): ParameterFile | undefined {
    const own = this.snapshot.isOwnChoice(template);
    if (this.parameters && !own) return this.parameters;
    const files = this.snapshot.chosenFor(template);
    const declared = new Set(declaredParameters(document));
    for (const uri of [...files].reverse()) {
      const read = this.parameterFile(uri);
      // CloudFormation refuses a file with parameters that a template does not have: it is meant for another template.
      if (read && (own || read.names.every((name) => declared.has(name)))) return read;
    }
    return undefined;
  }

  /** What a file says of parameters; undefined where it is not there or says nothing of any. */
  parameterFile(uri: string): NamedParameters | undefined {
    const tree = this.valuesIn(uri);
    if (!tree || !('root' in tree)) return undefined;
    const given = readParameterFile(uri, tree);
    if (given.size === 0) return undefined;
    const starts = new Map<number, string>();
    for (const [name, { origin }] of given) if (origin.kind === 'text') starts.set(origin.span.start, name);
    return { uri, document: tree, names: [...given.keys()], starts };
  }

  private terraform(group: Group, before: Configuration | undefined): Configured {
    const { mapping } = this.engine;
    const documents = this.snapshot.documentsOf(group);
    const directory = this.moduleAt(group);
    const lockFile = documents.find((document) => document.kind === 'lock-file')?.text;
    const needs = new Set<string>();
    const uses = new Set<string>();
    const configuration = loadTerraform({
      ...{ dir: group.key, files: directory.files, directory, mapping, modules: this.modulesOf(group, needs, uses) },
      ...(lockFile === undefined ? {} : { lockFile }),
      variables: [...variablesOf(documents), ...this.chosenVariables(group)],
      ...(before && isTerraform(before) ? { before } : {}),
    });
    return { configuration: { ...configuration, needs: [...needs] }, uses };
  }

  private plan(group: Group, document: DataDocument): Configured {
    const input = { uri: group.key, document, mapping: this.engine.mapping };
    const root = this.snapshot.rootOfPlan(group);
    if (!root) return { configuration: loadPlan(input), uses: new Set() };
    const lockFile = this.snapshot.documentsOf(root).find(({ kind }) => kind === 'lock-file')?.text;
    const needs = new Set<string>();
    const uses = new Set<string>();
    const found = { root: this.moduleAt(root), lookup: this.modulesOf(root, needs, uses) };
    const configuration = loadPlan({ ...input, configuration: { ...found, ...(lockFile === undefined ? {} : { lockFile }) } });
    return { configuration: { ...configuration, needs: [...needs] }, uses };
  }

  private chosenVariables(group: Group): readonly VariableFile[] {
    return this.snapshot.chosenFor(group.key).flatMap((uri) => {
      const tree = this.valuesIn(uri);
      return tree ? [{ uri, tree, chosen: true }] : [];
    });
  }

  /** The tree of a chosen file. Terraform takes one of any name, as JSON where it ends so. While it is half-typed, what is intact counts, as everywhere. */
  valuesIn(uri: string): VariableFile['tree'] | undefined {
    const document = this.snapshot.at(uri);
    if (!document || document.text.length > MAX_LENGTH) return undefined;
    const own = document.kind === 'tfvars' ? document.parse() : undefined;
    if (own) return own.language === 'data' ? own.document : own.file;
    const known = this.trees.get(document);
    if (known) return known;
    const tree = uri.toLowerCase().endsWith('.json') ? parseJson(document.text) : parseHcl(document.text);
    this.trees.set(document, tree);
    return tree;
  }

  private templateAt(from: string, path: string): { readonly uri: string; readonly document?: DataDocument } {
    const uri = joinUri(directoryOf(from), path);
    const document = this.snapshot.at(uri);
    const tree = document?.kind === 'cloudformation' ? document.parse() : undefined;
    return tree?.language === 'data' ? { uri, document: tree.document } : { uri };
  }

  /** Every state of a configuration asks for each of its calls. */
  private directoryAt(from: string, path: string): string {
    const key = `${from}\n${path}`;
    const known = this.directories.get(key);
    if (known !== undefined) return known;
    if (this.directories.size >= MOST_DIRECTORIES) this.directories.clear();
    const directory = joinUri(from, `${path}/`);
    this.directories.set(key, directory);
    return directory;
  }

  /** A Terraform directory as a module: the same object as long as its texts are the same. */
  private moduleAt(group: Group): ModuleDirectory {
    const { revision } = group;
    if (group.module?.revision === revision) return group.module.directory;
    const files = this.snapshot.documentsOf(group).flatMap((document) => {
      const tree = isTerraformCode(document) ? document.parse() : undefined;
      return tree && tree.language !== 'data' ? [{ uri: document.uri, tree: tree.file }] : [];
    });
    const directory = new ModuleDirectory(group.key, files);
    group.module = { revision, directory };
    return directory;
  }

  /**
   * @param needs gets what is looked for and not there
   * @param uses gets the files that functions read
   */
  private modulesOf(root: Group, needs: Set<string>, uses: Set<string>): ModuleLookup {
    const manifest = this.snapshot.at(manifestOf(root.key));
    const parsed = manifest && readManifest(manifest.text);
    return {
      files: this.snapshot.files.lookup(needs, uses),
      find: (from, path) => {
        const directory = this.directoryAt(from, path);
        const group = this.snapshot.group(directory);
        if (group?.kind === 'terraform') return this.moduleAt(group);
        needs.add(directory);
        return undefined;
      },
      get manifest() {
        if (!parsed) needs.add(manifestOf(root.key));
        return parsed;
      },
    };
  }
}

/** The files of values that Terraform reads by itself. */
function variablesOf(documents: readonly Document[]): readonly VariableFile[] {
  return documents.flatMap((document) => {
    const tree = document.kind === 'tfvars' && isAutomaticVariableFile(document.uri) ? document.parse() : undefined;
    return tree ? [{ uri: document.uri, tree: tree.language === 'data' ? tree.document : tree.file }] : [];
  });
}

function isPolicy(configuration: Configuration): configuration is PolicyConfiguration {
  return 'values' in configuration;
}

function isTemplate(configuration: Configuration): configuration is TemplateConfiguration {
  return 'stack' in configuration;
}
