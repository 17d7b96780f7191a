import type { EngineData } from '../engine-data';
import { loadTemplate } from '../sources/cloudformation';
import type { Configuration } from '../sources/configuration';
import { loadPolicy } from '../sources/policy-document';
import { loadTerraform } from '../sources/terraform';
import type { DataDocument } from '../syntax/data';
import { Document } from './documents';
import { mentionedTemplates, Readers } from './readers';
import { canonicalUri, directoryOf, joinUri } from './uri';

/** Texts that are judged together: a Terraform directory, a template, a policy file. */
export interface Group {
  /** The directory's URI (with its `/`) or the file's. */
  readonly key: string;
  readonly kind: 'terraform' | 'template' | 'policy';
  readonly members: Set<string>;
  /** Goes up whenever a text that the group is made of changes. */
  revision: number;
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
  private readonly open = new Set<string>();
  private readonly readers = new Readers<Group>();
  private diskRevision = 0;

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
    if (!current(layers)) this.layers.delete(canonical);
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

  /** The groups of other documents that read this one: their findings may lie in it. */
  readersOf(uri: string): readonly Group[] {
    const own = this.groupOf(uri);
    return [...this.readers.of(uri, (group) => group.members)].filter((group) => group !== own);
  }

  /** The documents of other groups that a group was evaluated with. */
  foreignDocuments(group: Group): readonly Document[] {
    return [...this.readers.textsOf(group)].flatMap((uri) => this.at(uri) ?? []);
  }

  /** OpenTofu ignores `a.tf` where there is `a.tofu`; everything else in a group counts. */
  isEvaluated(group: Group, { uri }: Document): boolean {
    return group.kind !== 'terraform' || !uri.endsWith('.tf') || !group.members.has(uri.replace(/\.tf$/, '.tofu'));
  }

  /** Whether an editor shows a document of the group. */
  isOpen(group: Group): boolean {
    for (const uri of this.open) if (group.members.has(uri)) return true;
    return false;
  }

  /** Evaluates a group's texts into resources. May throw where a part of the engine has a fault. */
  configure(group: Group): Configuration {
    const { mapping, schema } = this.engine;
    const documents = this.documentsOf(group);
    if (group.kind === 'terraform') {
      const files = documents.flatMap((document) => {
        const tree = document.parse();
        return tree?.language === 'hcl' ? [{ uri: document.uri, tree: tree.file }] : [];
      });
      const lockFile = documents.find((document) => document.kind === 'lock-file')?.text;
      return loadTerraform({ dir: group.key, files, mapping, ...(lockFile === undefined ? {} : { lockFile }) });
    }
    const tree = documents[0]?.parse();
    if (tree?.language !== 'data') throw new Error(`no tree of ${group.key}`);
    const input = { uri: group.key, document: tree.document };
    if (group.kind === 'policy') return loadPolicy(input);
    const configuration = loadTemplate({ ...input, mapping, schema, find: (from, path) => this.templateAt(from, path) });
    this.readers.reads(group, new Set(configuration.uses));
    return configuration;
  }

  private templateAt(from: string, path: string): { readonly uri: string; readonly document?: DataDocument } {
    const uri = joinUri(directoryOf(from), path);
    const document = this.at(uri);
    const tree = document?.kind === 'cloudformation' ? document.parse() : undefined;
    return tree?.language === 'data' ? { uri, document: tree.document } : { uri };
  }

  /** Frees what can be made again from the texts. */
  dropTrees(group: Group): void {
    for (const uri of group.members) {
      const layers = this.layers.get(uri);
      layers?.editor?.dropTree();
      layers?.disk?.dropTree();
    }
  }

  /** The host has tried to load a file or a directory (whose URI ends in `/`): it is not asked for again. */
  markLoaded(uri: string): void {
    this.answered.add(canonicalUri(uri));
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
    layers[layer] = known ? known.withVersion(version, open) : new Document(uri, text, version, open);
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
        group.revision++;
        if (group.members.size === 0) {
          this.groups.delete(from);
          this.readers.forget(group);
        }
        touched.push(group);
      }
    }
    if (after && to !== undefined) {
      const group = this.groups.get(to) ?? { key: to, kind: groupKind(after), members: new Set<string>(), revision: 0 };
      this.groups.set(to, group);
      group.members.add(uri);
      // Values files and JSON syntax are not evaluated yet: their text changes nothing.
      if (after.kind !== 'tfvars' && after.kind !== 'terraform-json') group.revision++;
      if (after.kind === 'cloudformation') this.readers.mention(group, mentionedTemplates(uri, after.text));
      touched.push(group);
    }
    for (const reader of this.readersOf(uri)) {
      reader.revision++;
      touched.push(reader);
    }
    return { uri, groups: touched };
  }
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
      return directoryOf(document.uri);
  }
}

function groupKind(document: Document): Group['kind'] {
  if (document.kind === 'cloudformation') return 'template';
  return document.kind === 'policy' ? 'policy' : 'terraform';
}
