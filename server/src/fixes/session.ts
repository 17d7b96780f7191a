import type { Refusal } from '../mapping/inverse';
import { parseHcl } from '../syntax/hcl';
import { parseJson } from '../syntax/json';
import { parseYaml } from '../syntax/yaml';
import { type DataSource, dataSource } from './data/style';
import { Draft } from './draft';
import { align } from './hcl/align';
import { type HclSource, hclSource } from './hcl/source';
import { lineBreakOf } from './layout';
import { type Edits, refuse } from './result';
import type { FixWorld } from './world';

/**
 * The documents of a world while fixes are written into them, one change after the other, each on the text that the one before
 * left. What cannot be carried out is undone by `restore`.
 */
export class Session {
  private drafts = new Map<string, Draft>();
  private hclSources = new Map<string, { draft: Draft; source: HclSource }>();
  private dataSources = new Map<string, { draft: Draft; source: DataSource }>();
  /** What was set where, so that a second fix neither repeats nor contradicts it. */
  private settled = new Map<string, string>();
  /** Paths that were removed, by their indices in the original text, for each block. */
  private removals = new Map<string, readonly (readonly (string | number)[])[]>();
  /** Companions made so far: `type` and owner -> label. */
  private companions = new Map<string, string>();

  constructor(readonly world: FixWorld) {}

  snapshot(): () => void {
    const { drafts, settled, removals, companions } = this;
    this.drafts = new Map(drafts);
    this.settled = new Map(settled);
    this.removals = new Map(removals);
    this.companions = new Map(companions);
    return () => {
      this.drafts = drafts;
      this.settled = settled;
      this.removals = removals;
      this.companions = companions;
    };
  }

  draft(uri: string): Draft | undefined {
    const known = this.drafts.get(uri);
    if (known) return known;
    const document = this.world.text(uri);
    if (!document) return undefined;
    const draft = Draft.of(document.text);
    this.drafts.set(uri, draft);
    return draft;
  }

  /** The HCL of a document as it stands now; undefined when it is not known or not HCL. */
  hcl(uri: string): HclSource | undefined {
    const draft = this.draft(uri);
    const original = this.world.hcl(uri);
    if (!draft || !original) return undefined;
    const known = this.hclSources.get(uri);
    if (known?.draft === draft) return known.source;
    const source = hclSource(draft.text, draft.text === draft.original ? original : parseHcl(draft.text));
    this.hclSources.set(uri, { draft, source });
    return source;
  }

  data(uri: string): DataSource | undefined {
    const draft = this.draft(uri);
    const original = this.world.data(uri);
    if (!draft || !original) return undefined;
    const known = this.dataSources.get(uri);
    if (known?.draft === draft) return known.source;
    const parse = original.language === 'json' ? parseJson : parseYaml;
    const source = dataSource(draft.text, draft.text === draft.original ? original : parse(draft.text));
    this.dataSources.set(uri, { draft, source });
    return source;
  }

  /** Edits the current text of a document; line breaks become the document's own. */
  apply(uri: string, edits: Edits): void {
    const draft = this.draft(uri);
    if (!draft || edits.length === 0) return;
    const lineBreak = lineBreakOf(draft.original);
    const adapted = edits.map((edit) => ({ ...edit, newText: edit.newText.replace(/\r?\n/g, lineBreak) }));
    this.drafts.set(uri, draft.apply(adapted));
  }

  /**
   * Notes that a place gets a value.
   * @returns 'new', 'same' where it has been given this value already, or a refusal where it got another one.
   */
  settle(place: string, value: unknown): 'new' | 'same' | Refusal {
    const wanted = JSON.stringify(value);
    const known = this.settled.get(place);
    if (known === undefined) {
      this.settled.set(place, wanted);
      return 'new';
    }
    return known === wanted ? 'same' : refuse('Another fix changes the same place: try again after it.');
  }

  /** A path in today's indices; undefined when what it names has been removed. */
  shifted(block: string, path: readonly (string | number)[]): readonly (string | number)[] | undefined {
    const removed = this.removals.get(block) ?? [];
    if (removed.some((gone) => gone.every((step, i) => path[i] === step))) return undefined;
    return path.map((step, i) => {
      if (typeof step !== 'number') return step;
      const before = removed.filter(
        (gone) =>
          gone.length === i + 1 &&
          gone.slice(0, i).every((s, k) => path[k] === s) &&
          Number(gone[i]) < step &&
          typeof gone[i] === 'number',
      );
      return step - before.length;
    });
  }

  /** How many elements of the same list have been removed. */
  removedBeside(block: string, path: readonly (string | number)[]): number {
    const removed = this.removals.get(block) ?? [];
    return removed.filter((gone) => gone.length === path.length && gone.slice(0, -1).every((step, i) => path[i] === step)).length;
  }

  noteRemoval(block: string, path: readonly (string | number)[]): void {
    this.removals.set(block, [...(this.removals.get(block) ?? []), path]);
  }

  companion(key: string): string | undefined {
    return this.companions.get(key);
  }

  noteCompanion(key: string, label: string): void {
    this.companions.set(key, label);
  }

  /** All changes, as edits of the original texts, and the versions that they are good for. */
  finish(): { edits: Map<string, Edits>; versions: Map<string, number> } {
    const edits = new Map<string, Edits>();
    const versions = new Map<string, number>();
    for (const [uri, draft] of this.drafts) {
      if (draft.text === draft.original) continue;
      const laidOut = this.world.hcl(uri) ? align(draft) : draft;
      const changes = laidOut.edits();
      const document = this.world.text(uri);
      if (changes.length === 0 || !document) continue;
      edits.set(uri, changes);
      versions.set(uri, document.version);
    }
    return { edits, versions };
  }
}
