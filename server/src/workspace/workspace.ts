import type { EngineData } from '../engine-data';
import { type NestedNames, nestedNames } from '../mapping';
import { loadTemplate, readParameterFile } from '../sources/cloudformation';
import type { Configuration } from '../sources/configuration';
import { loadPolicy } from '../sources/policy-document';
import {
  isAutomaticVariableFile,
  loadTerraform,
  ModuleDirectory,
  type ModuleLookup,
  readManifest,
  type TerraformConfiguration,
  type VariableFile,
} from '../sources/terraform';
import type { DataDocument } from '../syntax/data';
import { parseJson } from '../syntax/json';
import { CallGraph, type CallTargets, isManifest, manifestOf, manifestRoot } from './calls';
import { Document } from './documents';
import { FileAccess, type NeedAnswer } from './file-access';
import { mentionedTemplates, Readers } from './readers';
import { canonicalUri, directoryOf, joinUri } from './uri';

/** Texts that are judged together: a Terraform directory, a template, a policy file. */
export interface Group {
  /** The directory's URI (with its `/`) or the file's. */
  readonly key: string;
  readonly kind: 'terraform' | 'template' | 'policy';
  readonly members: Set<string>;
  /** Goes up whenever a text that the group is made of changes; no two groups ever have the same. */
  revision: number;
  /** What its texts are as a module, with the revision that it was made of. */
  module?: { readonly revision: number; readonly directory: ModuleDirectory };
}

interface Layers {
  /** What the editor shows outranks the disk. */
  editor?: Document;
  disk?: Document;
}

/** What a change of a document touched. */
export interface Change {
  readonly uri: string;
  /** Groups that have to be judged again. */
  readonly groups: readonly Group[];
}

/**
 * The snapshot of texts, and how they fall into groups. It neither reads nor judges: hosts hand texts in, `analysis.ts` asks for
 * configurations. All URIs may be handed in in any spelling.
 */
export class Workspace {
  private readonly layers = new Map<string, Layers>();
  private readonly groups = new Map<string, Group>();
  /** What the host has answered a need for, whether it was there or not. */
  private readonly answered = new Set<string>();
  private readonly files = new FileAccess((uri) => this.at(uri)?.text);
  private readonly open = new Set<string>();
  private readonly readers = new Readers<Group>();
  private readonly calls = new CallGraph((directory) => this.callsFrom(directory));
  private parameters: { readonly uri: string; readonly document: DataDocument } | undefined;
  private clock = 0;
  /** Revisions of configurations, and when they were computed. */
  private readonly newest = new Map<string, { readonly clock: number; readonly revision: number }>();
  private diskRevision = 0;
  private readonly nested = new Map<string, NestedNames>();

  constructor(private readonly engine: EngineData) {}

  /** The text that an editor shows. */
  setOpen(uri: string, text: string, version: number): Change {
    return this.put(canonicalUri(uri), text, version, 'editor');
  }

  /** The text on the disk; it counts while no editor shows the document. */
  setDisk(uri: string, text: string): Change {
    this.diskRevision++;
    return this.put(canonicalUri(uri), text, -this.diskRevision, 'disk');
  }

  /** Takes away one layer, or both. */
  remove(uri: string, which: 'editor' | 'disk' | 'both'): Change {
    const canonical = canonicalUri(uri);
    const layers = this.layers.get(canonical);
    if (!layers) return { uri: canonical, groups: [] };
    const before = current(layers);
    if (which !== 'disk') delete layers.editor;
    if (which !== 'editor') delete layers.disk;
    if (!current(layers)) {
      this.layers.delete(canonical);
      // Whether it is there may be asked again.
      this.answered.delete(canonical);
      this.files.forget(canonical);
    }
    return this.regroup(canonical, before, current(layers));
  }

  document(uri: string): Document | undefined {
    return this.at(canonicalUri(uri));
  }

  /** All documents, by canonical URI. */
  uris(): Iterable<string> {
    return this.layers.keys();
  }

  groupOf(uri: string): Group | undefined {
    const document = this.document(uri);
    const key = document && groupKey(document);
    return key === undefined ? undefined : this.groups.get(key);
  }

  /** The documents of a group that are evaluated, in the order of their names. */
  documentsOf(group: Group): readonly Document[] {
    const documents: Document[] = [];
    for (const uri of [...group.members].sort()) {
      const document = this.at(uri);
      if (document && this.isEvaluated(group, document)) documents.push(document);
    }
    return documents;
  }

  /** The groups in whose configuration a document is judged: its own first, where that is one. */
  judgesOf(uri: string): readonly Group[] {
    const own = this.groupOf(uri);
    // What a Terraform configuration finds in a file that it reads is found where it is read.
    const readers = this.readersOf(uri).filter((group) => group.kind !== 'terraform');
    if (own?.kind !== 'terraform') return own ? [own, ...readers] : readers;
    return this.groupsAt(this.calls.rootsOf(own.key));
  }

  /** The groups of other documents that read this one: their findings may lie in it. */
  private readersOf(uri: string): readonly Group[] {
    const own = this.groupOf(uri);
    return [...this.readers.of(uri, (group) => group.members)].filter((group) => group !== own);
  }

  /** All documents that a group is evaluated with, its own first. */
  documentsBehind(group: Group): readonly Document[] {
    const own = group.kind === 'terraform' ? this.reachedFrom(group) : [group];
    const documents = own.flatMap((each) => this.documentsOf(each));
    const read = [...this.readers.textsOf(group)].flatMap((uri) => this.at(uri) ?? []);
    return read.length === 0 ? documents : [...new Set([...documents, ...read])];
  }

  /** The documents whose report may have changed with the last change of a document. */
  changedBy(uri: string): Iterable<string> {
    const changed = new Set([uri]);
    const directory = moduleOf(uri);
    for (const each of new Set([
      ...this.judgesOf(uri),
      ...this.readersOf(uri),
      ...this.groupsAt(this.calls.rootsOf(directory)),
    ])) {
      for (const member of each.members) changed.add(member);
      for (const document of this.documentsBehind(each)) changed.add(document.uri);
    }
    // What is not called any more is judged by itself from now on.
    for (const former of this.calls.formerTargets(directory)) {
      for (const each of this.groupsAt(this.calls.reachedFrom(former))) for (const member of each.members) changed.add(member);
    }
    return changed;
  }

  /** Of a group and all that it is evaluated with: it changes whenever one of their texts does. */
  revisionOf(group: Group): number {
    if (group.kind !== 'terraform') return group.revision;
    const known = this.newest.get(group.key);
    if (known?.clock === this.clock) return known.revision;
    const revision = this.reachedFrom(group).reduce((newest, each) => Math.max(newest, each.revision), 0);
    this.newest.set(group.key, { clock: this.clock, revision });
    return revision;
  }

  private reachedFrom(group: Group): readonly Group[] {
    return this.groupsAt(this.calls.reachedFrom(group.key));
  }

  private groupsAt(keys: Iterable<string>): readonly Group[] {
    const groups: Group[] = [];
    for (const key of keys) {
      const group = this.groups.get(key);
      if (group) groups.push(group);
    }
    return groups;
  }

  private callsFrom(directory: string): CallTargets | undefined {
    const group = this.groups.get(directory);
    if (group?.kind !== 'terraform') return undefined;
    const all = this.documentsOf(group).map((document) => document.calls());
    const calling = all.filter((each) => each.directories.length > 0 || each.remote);
    if (calling.length === 0) return undefined;
    return {
      directories: [...new Set(calling.flatMap((each) => each.directories))],
      remote: calling.some((each) => each.remote),
    };
  }

  /** What module calls and nested stacks lead to and the snapshot lacks: files, directories, and the manifests of what was downloaded. */
  missing(): readonly string[] {
    const needs = new Set<string>();
    for (const uri of this.readers.wanted()) if (!this.isLoaded(uri)) needs.add(uri);
    for (const directory of this.calls.called()) {
      if (!this.groups.has(directory) && !this.answered.has(directory)) needs.add(directory);
    }
    for (const directory of this.calls.calling()) {
      if (!this.calls.targetsOf(directory).remote) continue;
      for (const root of this.calls.rootsOf(directory)) if (!this.isLoaded(manifestOf(root))) needs.add(manifestOf(root));
    }
    return [...needs];
  }

  /**
   * OpenTofu ignores `a.tf` where there is `a.tofu`, and `a.tf.json` where there is `a.tofu.json` (opentofu.org/docs/language/files);
   * everything else in a group counts.
   */
  isEvaluated(group: Group, { uri }: Document): boolean {
    const shadow = group.kind === 'terraform' ? uri.replace(/\.tf(?=(?:\.json)?$)/, '.tofu') : uri;
    return shadow === uri || !group.members.has(shadow);
  }

  /** Whether an editor shows a document that the group is evaluated with. */
  isOpen(group: Group): boolean {
    for (const uri of this.open) {
      if (group.members.has(uri)) return true;
      const own = group.kind === 'terraform' ? this.groupOf(uri) : undefined;
      if (own?.kind === 'terraform' && this.calls.rootsOf(own.key).includes(group.key)) return true;
    }
    return false;
  }

  /**
   * Evaluates a group's texts into resources. May throw where a part of the engine has a fault.
   * @param before an earlier state of the group: module calls whose texts and inputs are the same are not evaluated again
   */
  configure(group: Group, before?: Configuration): Configuration {
    const { mapping, schema } = this.engine;
    const documents = this.documentsOf(group);
    if (group.kind === 'terraform') {
      const directory = this.moduleAt(group);
      const lockFile = documents.find((document) => document.kind === 'lock-file')?.text;
      const needs = new Set<string>();
      const uses = new Set<string>();
      const configuration = loadTerraform({
        ...{ dir: group.key, files: directory.files, directory, mapping, modules: this.modulesOf(group, needs, uses) },
        ...(lockFile === undefined ? {} : { lockFile }),
        variables: variablesOf(documents),
        ...(before && isTerraform(before) ? { before } : {}),
      });
      this.readers.reads(group, uses);
      return { ...configuration, needs: [...needs] };
    }
    const tree = documents[0]?.parse();
    if (tree?.language !== 'data') throw new Error(`no tree of ${group.key}`);
    const input = { uri: group.key, document: tree.document };
    if (group.kind === 'policy') return loadPolicy(input);
    const { parameters } = this;
    const configuration = loadTemplate({
      ...{ ...input, mapping, schema, find: (from, path) => this.templateAt(from, path) },
      ...(parameters ? { parameters } : {}),
    });
    this.readers.reads(group, new Set(configuration.uses));
    return configuration;
  }

  /**
   * Chooses the file that gives parameters of templates their values; undefined: none. It counts for every template, as far as
   * that has parameters of these names. Its text is handed in here, whatever the snapshot holds.
   * @returns how many parameters it names
   */
  setParameters(file: { readonly uri: string; readonly text: string } | undefined): number {
    this.parameters = file && { uri: canonicalUri(file.uri), document: parseJson(file.text) };
    for (const group of this.groups.values()) if (group.kind === 'template') group.revision = ++this.clock;
    return this.parameters ? readParameterFile(this.parameters.uri, this.parameters.document).size : 0;
  }

  private templateAt(from: string, path: string): { readonly uri: string; readonly document?: DataDocument } {
    const uri = joinUri(directoryOf(from), path);
    const document = this.at(uri);
    const tree = document?.kind === 'cloudformation' ? document.parse() : undefined;
    return tree?.language === 'data' ? { uri, document: tree.document } : { uri };
  }

  /** A Terraform directory as a module: the same object as long as its texts are the same. */
  private moduleAt(group: Group): ModuleDirectory {
    const { revision } = group;
    if (group.module?.revision === revision) return group.module.directory;
    const files = this.documentsOf(group).flatMap((document) => {
      const isCode = document.kind === 'terraform' || document.kind === 'terraform-json';
      const tree = isCode ? document.parse() : undefined;
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
    const manifest = this.at(manifestOf(root.key));
    const parsed = manifest && readManifest(manifest.text);
    return {
      files: this.files.lookup(needs, uses),
      find: (from, path) => {
        const directory = joinUri(from, `${path}/`);
        const group = this.groups.get(directory);
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

  /** Frees what can be made again from the texts of a group, and of what only this group is evaluated with. */
  dropTrees(group: Group): void {
    const groups = group.kind === 'terraform' ? this.reachedFrom(group) : [group];
    for (const each of groups) {
      if (each !== group && this.calls.rootsOf(each.key).length > 1) continue;
      delete each.module;
      for (const uri of each.members) {
        const layers = this.layers.get(uri);
        layers?.editor?.dropTree();
        layers?.disk?.dropTree();
      }
    }
  }

  /**
   * The host has tried to load a file or a directory (whose URI ends in `/`): it is not asked for again.
   * @param answer why it could not be loaded, where that is known
   */
  markLoaded(uri: string, answer?: NeedAnswer): Change {
    const canonical = canonicalUri(uri);
    this.answered.add(canonical);
    const isNews = answer !== undefined && this.files.answer(canonical, answer);
    return { uri: canonical, groups: isNews ? this.touchReaders(canonical) : [] };
  }

  /** The names of all files below a directory, which a need (`…/**`) asked for: with slashes, and relative to it. */
  setListing(need: string, names: readonly string[]): Change {
    const canonical = canonicalUri(need);
    this.answered.add(canonical);
    this.files.list(canonical, names);
    return { uri: canonical, groups: this.touchReaders(canonical) };
  }

  /** A file or a directory has come or gone: what lists it is asked for again. @returns the listings */
  touchListings(uri: string, isThere: boolean): readonly string[] {
    const stale = this.files.listingsWith(canonicalUri(uri), isThere);
    for (const need of stale) {
      this.answered.delete(need);
      this.files.forget(need);
      this.touchReaders(need);
    }
    return stale;
  }

  /** Whether a configuration reads a file, or would if it was there. */
  isRead(uri: string): boolean {
    return this.readers.has(canonicalUri(uri));
  }

  private touchReaders(uri: string): readonly Group[] {
    const readers = this.readersOf(uri);
    for (const reader of readers) reader.revision = ++this.clock;
    return readers;
  }

  isLoaded(uri: string): boolean {
    return this.answered.has(uri) || this.layers.has(uri);
  }

  /** Directories of which an editor shows a file and that have not been listed. */
  unlisted(): readonly string[] {
    const directories = new Set<string>();
    for (const uri of this.open) {
      const group = this.groupOf(uri);
      if (group?.kind === 'terraform' && !this.answered.has(group.key)) directories.add(group.key);
    }
    return [...directories];
  }

  private nestedIn(type: string): NestedNames {
    let names = this.nested.get(type);
    if (!names) {
      names = nestedNames(this.engine.mapping, type);
      this.nested.set(type, names);
    }
    return names;
  }

  private at(canonical: string): Document | undefined {
    const layers = this.layers.get(canonical);
    return layers && current(layers);
  }

  private put(uri: string, text: string, version: number, layer: 'editor' | 'disk'): Change {
    const layers = this.layers.get(uri) ?? {};
    const before = current(layers);
    const open = layer === 'editor';
    // The same text again (a save, a file opened from the disk) keeps its tree.
    const known = before?.text === text ? before : undefined;
    layers[layer] = known
      ? known.withVersion(version, open)
      : new Document(uri, text, version, open, (type) => this.nestedIn(type), layers.editor);
    this.layers.set(uri, layers);
    return this.regroup(uri, before, current(layers));
  }

  private regroup(uri: string, before: Document | undefined, after: Document | undefined): Change {
    if (after?.open) this.open.add(uri);
    else this.open.delete(uri);
    if (before && after && before.text === after.text) return { uri, groups: [] };
    const from = before && groupKey(before);
    const to = after && groupKey(after);
    const touched: Group[] = [];
    if (from !== undefined && from !== to) {
      const group = this.groups.get(from);
      if (group) {
        group.members.delete(uri);
        group.revision = ++this.clock;
        if (group.members.size === 0) {
          this.groups.delete(from);
          this.readers.forget(group);
          for (const caller of this.groupsAt(this.calls.callersOf(from))) caller.revision = ++this.clock;
        }
        this.calls.touch(from);
        touched.push(group);
      }
    }
    if (after && to !== undefined) {
      const group = this.groups.get(to) ?? { key: to, kind: groupKind(after), members: new Set<string>(), revision: 0 };
      this.groups.set(to, group);
      group.members.add(uri);
      // Files of values count only where Terraform reads them by itself: the text of others changes nothing.
      if (isEvaluatedKind(after)) group.revision = ++this.clock;
      if (group.kind === 'terraform') this.calls.touch(to);
      if (after.kind === 'cloudformation') this.readers.mention(group, mentionedTemplates(uri, after.text));
      touched.push(group);
    }
    touched.push(...this.touchReaders(uri));
    return { uri, groups: touched };
  }
}

function isEvaluatedKind({ kind, uri }: Document): boolean {
  return kind !== 'tfvars' || isAutomaticVariableFile(uri);
}

/** The files of values that Terraform reads by itself. */
function variablesOf(documents: readonly Document[]): readonly VariableFile[] {
  return documents.flatMap((document) => {
    const tree = document.kind === 'tfvars' && isAutomaticVariableFile(document.uri) ? document.parse() : undefined;
    return tree ? [{ uri: document.uri, tree: tree.language === 'data' ? tree.document : tree.file }] : [];
  });
}

function current(layers: Layers): Document | undefined {
  return layers.editor ?? layers.disk;
}

function groupKey(document: Document): string | undefined {
  switch (document.kind) {
    case 'other':
      return undefined;
    case 'cloudformation':
    case 'policy':
      return document.uri;
    default:
      return moduleOf(document.uri);
  }
}

/** The Terraform directory that a document belongs to, if it belongs to one. */
function moduleOf(uri: string): string {
  return isManifest(uri) ? manifestRoot(uri) : directoryOf(uri);
}

function isTerraform(configuration: Configuration): configuration is TerraformConfiguration {
  return 'tree' in configuration;
}

function groupKind(document: Document): Group['kind'] {
  if (document.kind === 'cloudformation') return 'template';
  return document.kind === 'policy' ? 'policy' : 'terraform';
}
