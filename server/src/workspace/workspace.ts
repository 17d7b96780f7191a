import type { EngineData } from '../engine-data';
import { type NestedNames, nestedNames } from '../mapping';
import type { Configuration } from '../sources/configuration';
import type { SyntaxProblem } from '../syntax/problem';
import { CallGraph, type CallTargets, manifestOf } from './calls';
import { Configurer, type NamedParameters } from './configure';
import { Document } from './documents';
import { FileAccess, type NeedAnswer } from './file-access';
import { type Group, groupKey, groupKind, isEvaluatedKind, isTerraformCode, moduleOf } from './groups';
import { candidatesFor, type InputChoice } from './input-candidates';
import { type ChosenInputs, Inputs } from './inputs';
import { mentionedTemplates, Readers } from './readers';
import { canonicalUri } from './uri';

export type { Group } from './groups';

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
  private readonly inputs = new Inputs({
    uris: () => this.uris(),
    roots: () => this.roots(),
    templates: () => this.templates(),
    structure: () => `${this.structure}:${this.calls.version}`,
    tick: () => ++this.clock,
  });
  private readonly configurer: Configurer;
  /** Goes up when a document comes, goes or becomes another kind of document. */
  private structure = 0;
  /** The directories of the configurations that plans were made of, by the plans' URIs. */
  private readonly plans = new Map<string, string>();
  private clock = 0;
  /** Revisions of configurations, and when they were computed. */
  private readonly newest = new Map<string, { readonly clock: number; readonly revision: number }>();
  private diskRevision = 0;
  private readonly nested = new Map<string, NestedNames>();

  constructor(private readonly engine: EngineData) {
    this.configurer = new Configurer(engine, {
      at: (uri) => this.at(uri),
      group: (key) => this.groups.get(key),
      documentsOf: (group) => this.documentsOf(group),
      rootOfPlan: (plan) => {
        const root = this.groups.get(this.plans.get(plan.key) ?? '');
        return root?.kind === 'terraform' ? root : undefined;
      },
      files: this.files,
      chosenFor: (key) => this.inputs.filesOf(key),
      isOwnChoice: (key) => this.inputs.isOwnChoice(key),
    });
  }

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

  /**
   * A plan that is to be judged. @param directory of the root module that it was made of, ends in `/`: findings stand there as far as it
   * is in the snapshot
   */
  setPlan(uri: string, text: string, directory: string): Change {
    const canonical = canonicalUri(uri);
    this.plans.set(canonical, canonicalUri(directory));
    this.diskRevision++;
    const before = this.at(canonical);
    this.layers.set(canonical, { disk: new Document(canonical, text, -this.diskRevision, false, undefined, undefined, 'plan') });
    return this.regroup(canonical, before, this.at(canonical));
  }

  document(uri: string): Document | undefined {
    return this.at(canonicalUri(uri));
  }

  /** The text on the disk of a document, whatever an editor shows; undefined where it is not known. */
  savedText(uri: string): string | undefined {
    return this.layers.get(canonicalUri(uri))?.disk?.text;
  }

  /** All documents, by canonical URI. */
  uris(): Iterable<string> {
    return this.layers.keys();
  }

  groupOf(uri: string): Group | undefined {
    const document = this.document(uri);
    const key = document && this.keyOf(document);
    return key === undefined ? undefined : this.groups.get(key);
  }

  /** The documents of a group that are evaluated, in the order of their names. */
  documentsOf(group: Group): readonly Document[] {
    group.listed ??= [...group.members].sort().flatMap((uri) => {
      const document = this.at(uri);
      return document && this.isEvaluated(group, document) ? [document] : [];
    });
    return group.listed;
  }

  /** The groups in whose configuration a document is judged: its own first, where that is one. */
  judgesOf(uri: string): readonly Group[] {
    const own = this.groupOf(uri);
    // What a Terraform configuration finds in a file that it reads is found where it is read.
    const readers = this.readersOf(uri).filter(({ kind }) => kind !== 'terraform' && kind !== 'plan');
    if (own?.kind !== 'terraform') return own ? [own, ...readers] : readers;
    const roots = this.groupsAt(this.calls.rootsOf(own.key));
    return this.plans.size === 0 ? roots : [...roots, ...this.plansOf(own.key)];
  }

  /** The plans whose configuration a directory is a part of. */
  private plansOf(directory: string): readonly Group[] {
    const found = [...this.plans].filter(([, root]) => this.calls.reachedFrom(root).includes(directory));
    return this.groupsAt(found.map(([plan]) => plan));
  }

  /** The groups that a plan's configuration is made of. */
  private configurationOf(plan: Group): readonly Group[] {
    return this.groupsAt(this.calls.reachedFrom(this.plans.get(plan.key) ?? ''));
  }

  /** The groups of other documents that read this one: their findings may lie in it. */
  private readersOf(uri: string): readonly Group[] {
    const own = this.groupOf(uri);
    return [...this.readers.of(uri, (group) => group.members)].filter((group) => group !== own);
  }

  /** All documents that a group is evaluated with, its own first. */
  documentsBehind(group: Group): readonly Document[] {
    const parts = group.kind === 'plan' ? [group, ...this.configurationOf(group)] : [group];
    const own = group.kind === 'terraform' ? this.reachedFrom(group) : parts;
    const documents = own.flatMap((each) => this.documentsOf(each));
    const others = [...this.readers.textsOf(group), ...(group.kind === 'terraform' ? this.inputs.filesOf(group.key) : [])];
    const read = others.flatMap((uri) => this.at(uri) ?? []);
    return read.length === 0 ? documents : [...new Set([...documents, ...read])];
  }

  /** The groups whose configuration may have changed with the last change of a document. */
  groupsChangedBy(uri: string): ReadonlySet<Group> {
    return new Set([
      ...this.judgesOf(uri),
      ...this.readersOf(uri),
      ...this.groupsAt(this.calls.rootsOf(moduleOf(uri))),
      ...this.groupsAt(this.inputs.readersOf(uri)),
    ]);
  }

  /** The documents whose report may have changed with the last change of a document. */
  changedBy(uri: string): Iterable<string> {
    const changed = new Set([uri]);
    const directory = moduleOf(uri);
    for (const each of this.groupsChangedBy(uri)) {
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
    const inputs = this.inputs.revisionOf(group.key);
    if (group.kind !== 'terraform' && group.kind !== 'plan') return Math.max(group.revision, inputs);
    const known = this.newest.get(group.key);
    if (known?.clock === this.clock) return known.revision;
    const texts = group.kind === 'plan' ? [group, ...this.configurationOf(group)] : this.reachedFrom(group);
    const revision = texts.reduce((newest, each) => Math.max(newest, each.revision), inputs);
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
    for (const uri of this.unreadInputs()) needs.add(uri);
    for (const uri of this.readers.wanted()) if (!this.isLoaded(uri)) needs.add(uri);
    for (const directory of this.plans.values()) {
      if (!this.groups.has(directory) && !this.answered.has(directory)) needs.add(directory);
    }
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
      if (group.members.has(uri) || this.inputs.readersOf(uri).includes(group.key)) return true;
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
    const { configuration, uses } = this.configurer.configure(group, before);
    if (group.kind !== 'policy') this.readers.reads(group, uses);
    return configuration;
  }

  /**
   * Chooses the file that gives parameters of templates their values; undefined: none. It counts for every template, as far as
   * that has parameters of these names. Its text is handed in here, whatever the snapshot holds.
   * @returns how many parameters it names
   */
  setParameters(file: { readonly uri: string; readonly text: string } | undefined): number {
    for (const group of this.groups.values()) if (group.kind === 'template') group.revision = ++this.clock;
    return this.configurer.setParameters(file);
  }

  /** Chooses files of values; what was chosen before is forgotten. Their texts are those of the snapshot. */
  setInputs(chosen: ChosenInputs): void {
    this.inputs.choose(chosen);
  }

  /** What is chosen for a group, in terms that hold in any snapshot that has its documents. */
  inputsOf(groups: readonly Group[]): ChosenInputs {
    const { inputs, configurer } = this;
    const of = new Map<string, readonly string[]>();
    for (const group of groups) {
      const files = inputs.filesOf(group.key);
      const tree = group.kind === 'template' ? this.documentsOf(group)[0]?.parse() : undefined;
      if (tree?.language !== 'data' || inputs.isOwnChoice(group.key)) of.set(group.key, files);
      else {
        const used = configurer.parametersFor(group.key, tree.document)?.uri;
        if (used !== undefined && files.includes(used)) of.set(group.key, [used]);
      }
    }
    return { of };
  }

  /** What was chosen by name, and has not been looked for. */
  unreadInputs(): readonly string[] {
    return this.inputs.named().filter((uri) => !this.isLoaded(uri));
  }

  /** What was chosen by name, looked for, and not found. */
  missingInputs(): readonly string[] {
    return this.inputs.named().filter((uri) => !this.at(uri) && this.answered.has(uri));
  }

  /** How many groups a file of values counts for. */
  readersOfInput(uri: string): number {
    return this.inputs.readersOf(uri).length;
  }

  inputProblems(uri: string): readonly SyntaxProblem[] {
    return this.configurer.valuesIn(uri)?.problems ?? [];
  }

  /** What a document says as a parameter file; undefined where it is none. */
  parameterFile(uri: string): NamedParameters | undefined {
    return this.configurer.parameterFile(canonicalUri(uri));
  }

  /** The files of values that there are for a document's root modules, or for a template. */
  choicesFor(uri: string): readonly InputChoice[] {
    const { inputs, configurer } = this;
    const document = this.document(uri);
    if (!document) return [];
    return candidatesFor(document, {
      documents: () => [...this.uris()].flatMap((each) => this.at(each) ?? []),
      rootsOf: (directory) => this.calls.rootsOf(directory).filter((root) => this.hasCode(root)),
      roots: () => this.roots(),
      templates: () => this.templates(),
      ...{ inputs, configurer },
    });
  }

  private *roots(): Generator<string> {
    for (const { key, kind } of this.groups.values()) {
      if (kind === 'terraform' && this.hasCode(key) && this.calls.rootsOf(key).includes(key)) yield key;
    }
  }

  private *templates(): Generator<string> {
    for (const { key, kind } of this.groups.values()) if (kind === 'template') yield key;
  }

  private hasCode(directory: string): boolean {
    for (const uri of this.groups.get(directory)?.members ?? []) {
      const document = this.at(uri);
      if (document && isTerraformCode(document)) return true;
    }
    return false;
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
    return this.readers.has(canonicalUri(uri)) || this.readersOfInput(canonicalUri(uri)) > 0;
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

  private keyOf(document: Document): string | undefined {
    if (document.kind === 'plan') return this.plans.has(document.uri) ? document.uri : undefined;
    return groupKey(document);
  }

  private regroup(uri: string, before: Document | undefined, after: Document | undefined): Change {
    if (after?.open) this.open.add(uri);
    else this.open.delete(uri);
    for (const document of [before, after]) {
      const key = document && this.keyOf(document);
      const group = key === undefined ? undefined : this.groups.get(key);
      if (group) group.listed = undefined;
    }
    if (before && after && before.text === after.text) return { uri, groups: [] };
    if (before?.kind !== after?.kind) this.structure++;
    const from = before && this.keyOf(before);
    const to = after && this.keyOf(after);
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
    touched.push(...this.groupsAt(this.inputs.touch(uri)), ...this.touchReaders(uri));
    return { uri, groups: touched };
  }
}

function current(layers: Layers): Document | undefined {
  return layers.editor ?? layers.disk;
}
