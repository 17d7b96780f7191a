import {
  type AccessAnswer,
  type AccessChange,
  type AccessReport,
  type AccessSubject,
  accessAt,
  accessFor,
  accessSubjectsIn,
  changesAccess,
  compareAccess,
  describeAccess,
  describeSubject,
  subjectsAt,
} from './analysis/access';
import { type AccountReport, judgeAccount, type SeenAccount } from './analysis/account';
import { addressableAt } from './analysis/addressable';
import { describeAt, describeGaps } from './analysis/describe';
import { isDownloaded } from './analysis/downloaded';
import { type FixAll, fixEverything } from './analysis/fix-all';
import { type JoinedReport, joinReports } from './analysis/joined';
import { intentOf, type JudgedResources, Judgement } from './analysis/judge';
import type { DeclaredConfiguration } from './analysis/links/declared';
import { describePolicies } from './analysis/policies';
import type {
  FileReport,
  PolicyDescription,
  ReportedFinding,
  ResourceDescription,
  Seen,
  ValueDescription,
} from './analysis/report';
import { generalRules } from './analysis/suppressions';
import { describeValues, explainAt } from './analysis/values';
import type { EngineData } from './engine-data';
import { type ComposedFixes, composeFixes, computeFix, type FixWorld } from './fixes';
import type { Fix } from './fixes/fix';
import { type Addressable, isNamedType, type PolicyEdit, policyEditsAt } from './fixes/policy';
import type { Refusal } from './mapping/inverse';
import { type HolderAccess, loadRules, type Profile, type RuleSet } from './rules';
import { serverlessProperty } from './sources/cloudformation';
import type { HclFile } from './syntax/hcl/ast';
import type { SyntaxProblem } from './syntax/problem';
import type { Span } from './text';
import type { Document } from './workspace/documents';
import type { NeedAnswer } from './workspace/file-access';
import type { InputChoice } from './workspace/input-candidates';
import type { ChosenInputs } from './workspace/inputs';
import { canonicalUri, directoryOf } from './workspace/uri';
import { type Change, type Group, Workspace } from './workspace/workspace';

export type {
  AccessAnswer,
  AccessChange,
  AccessPolicy,
  AccessReach,
  AccessReport,
  AccessSubject,
  AccessWay,
  ActionChange,
} from './analysis/access';
export { type AccountFinding, type AccountReport, judgeAccount, type SeenAccount } from './analysis/account';
export type { FixAll } from './analysis/fix-all';
export type { DeclaredConfiguration, DeclaredPlace, DeclaredResource } from './analysis/links/declared';
export { type Drift, driftOf } from './analysis/links/drift';
export { type Link, type LinkInput, type Links, linkAccount, type StateFile } from './analysis/links/link';
export type * from './analysis/report';
export type { FrameworkStanding, RuleStanding, Standing } from './analysis/standing';
export type { Fix } from './fixes/fix';
export type { Addressable, PolicyEdit } from './fixes/policy';
export type { Refusal } from './mapping/inverse';
export type { Profile } from './rules';
export type { Severity } from './rules/finding';
export { looksLikePlan } from './sources/terraform';
export { isListing, listedDirectory, type NeedAnswer } from './workspace/file-access';
export type { InputChoice } from './workspace/input-candidates';
export type { ChosenInputs } from './workspace/inputs';
export { type DocumentKind, mayBeOurs } from './workspace/kinds';
export { baseName, canonicalUri, directoryOf, isInside, joinUri, relativeTo } from './workspace/uri';
export { generalRules };

export interface AnalysisOptions {
  /** Internal errors escape instead of being listed in `failures`: for tests and `ashlar scan --strict`. */
  readonly strict?: boolean;
  /** Which rules judge; `recommended` unless told. */
  readonly profile?: Profile;
}

/**
 * Texts in, findings and fixes out. Synchronous, without I/O, over a snapshot of texts that the host keeps current; whatever is
 * missing is named by `needs`. Nothing is computed before it is asked for, and nothing twice for the same texts.
 *
 * URIs may come in any spelling and go out canonical (`canonicalUri`).
 */
export class Analysis {
  private ruleSet: RuleSet;
  /** How often a configuration was evaluated since the beginning: what tests of the memoisation count. */
  evaluations = 0;
  /** How often a Terraform module was: a root, or one instance of one call. */
  moduleEvaluations = 0;
  private readonly workspace: Workspace;
  private parameters: { readonly uri: string; readonly text: string } | undefined;
  private readonly judged = new Map<Group, Judgement>();
  /** Reports of documents that several groups have something to say about. */
  private readonly joined = new Map<string, JoinedReport>();
  /** Groups whose configuration refers to what the snapshot lacks. */
  private readonly needing = new Set<Group>();
  /** The one group without an open document whose resources are kept, for the fix that is often asked for next. */
  private lastClosed: Group | undefined;

  constructor(
    private readonly engine: EngineData,
    private readonly options: AnalysisOptions = {},
    rules?: RuleSet,
  ) {
    this.ruleSet = rules ?? loadRules(engine.rules, options.profile ?? 'recommended');
    this.workspace = new Workspace(engine);
  }

  get rules(): RuleSet {
    return this.ruleSet;
  }

  /** How Terraform's types and the cloud's belong together. */
  get mapping(): EngineData['mapping'] {
    return this.engine.mapping;
  }

  /** Judges everything anew by the rules of a profile, when it is asked for. */
  useProfile(profile: Profile): void {
    this.ruleSet = loadRules(this.engine.rules, profile);
    this.judgeAgain();
  }

  /** Judges everything anew when it is asked for: `EngineData.iam` has an answer now. */
  judgeAgain(): void {
    this.judged.clear();
    this.joined.clear();
    this.needing.clear();
    this.lastClosed = undefined;
  }

  /** Judges what a scan of an account saw, by the rules that judge the files. */
  judgeAccount(seen: SeenAccount): AccountReport {
    return judgeAccount(this.engine, this.ruleSet, seen);
  }

  /** Whether any text of the workspace matches; nothing is parsed for it. */
  mentions(pattern: RegExp): boolean {
    for (const uri of this.workspace.uris()) if (pattern.test(this.workspace.document(uri)?.text ?? '')) return true;
    return false;
  }

  /** The text that an editor shows; it outranks the disk until `closeFile`. */
  setFile(uri: string, text: string, version: number): void {
    this.changed(this.workspace.setOpen(uri, text, version));
  }

  /** The editor is gone: from now on the text on the disk counts, if there is one. */
  closeFile(uri: string): void {
    this.released(this.workspace.remove(uri, 'editor'));
  }

  /**
   * A Terraform plan in JSON (`terraform show -json`) that is to be judged. @param directory of the configuration that it was made of, ends
   * in `/`: findings stand there as far as it is in the snapshot, else in the plan
   */
  setPlan(uri: string, text: string, directory: string): void {
    this.changed(this.workspace.setPlan(uri, text, directory));
  }

  /** What a plan shows, in the plan itself and in each file of its configuration that it has something to say about. */
  planReports(uri: string): readonly FileReport[] {
    const canonical = canonicalUri(uri);
    const plan = this.workspace.groupOf(canonical);
    if (plan?.kind !== 'plan') return [];
    return this.workspace.documentsBehind(plan).flatMap((document) => {
      const report = this.reportOf(plan, document);
      if (!report || document.uri === canonical) return report ?? [];
      // Whether a suppression is needed is not for a plan to say: it does not show all that the configuration declares.
      const findings = report.findings.filter(({ rule }) => !generalRules.some(({ id }) => id === rule));
      return findings.length + report.suppressed.length > 0 ? { ...report, findings } : [];
    });
  }

  /** The text on the disk. */
  setDiskFile(uri: string, text: string): void {
    this.changed(this.workspace.setDisk(uri, text));
  }

  /** The editor has written its text to the disk. One that is not known there is left to whoever reads the disk. */
  saved(uri: string): void {
    const document = this.workspace.document(uri);
    if (document?.open && this.workspace.savedText(uri) !== undefined) this.setDiskFile(uri, document.text);
  }

  /** The file on the disk is gone; an open editor keeps its text. */
  removeDiskFile(uri: string): void {
    this.changed(this.workspace.remove(uri, 'disk'));
  }

  /** The document is gone altogether. */
  removeFile(uri: string): void {
    this.released(this.workspace.remove(uri, 'both'));
  }

  /** The text that is judged, with its version; undefined for a document that was never handed in. */
  text(uri: string): { readonly text: string; readonly version: number } | undefined {
    return this.workspace.document(uri);
  }

  /**
   * Chooses a parameter file of CloudFormation: its values stand for the defaults of all templates that have parameters of these
   * names. It is read as the AWS CLI and CodePipeline read theirs; no file: the defaults count again.
   * @returns how many parameters the file names
   */
  setParameters(file: { readonly uri: string; readonly text: string } | undefined): number {
    this.parameters = file;
    return this.workspace.setParameters(file);
  }

  /**
   * Chooses files of values: `-var-file` of Terraform, parameter files of CloudFormation. What was chosen before is forgotten. A
   * file that the snapshot lacks is one of its `needs`; until it is there the rest counts.
   */
  setInputs(chosen: ChosenInputs): void {
    this.workspace.setInputs(chosen);
  }

  /** The files of values of each root module that a document belongs to, or of a template: which count, and which could. */
  inputChoices(uri: string): readonly InputChoice[] {
    return this.guarded([], () => this.workspace.choicesFor(canonicalUri(uri)));
  }

  /** What is wrong with the text of a file of values, whatever its name is. */
  inputProblems(uri: string): readonly SyntaxProblem[] {
    return this.guarded([], () => this.workspace.inputProblems(canonicalUri(uri)));
  }

  /** How many root modules and templates a chosen file counts for. */
  readersOfInput(uri: string): number {
    return this.workspace.readersOfInput(canonicalUri(uri));
  }

  /** The files that were chosen and that the host did not find. */
  missingInputs(): readonly string[] {
    return this.workspace.missingInputs();
  }

  /** All documents of the snapshot. */
  uris(): readonly string[] {
    return [...this.workspace.uris()];
  }

  /** Findings and problems of one document. An unknown URI has an empty report of kind `other`. */
  report(uri: string): FileReport {
    const canonical = canonicalUri(uri);
    const group = this.workspace.groupOf(canonical);
    const document = this.workspace.document(canonical);
    if (!group || !document || !this.workspace.isEvaluated(group, document)) return emptyReport(canonical, document);
    const [first = group, ...others] = this.workspace.judgesOf(canonical);
    const own = this.reportOf(first, document) ?? emptyReport(canonical, document);
    // Asked again: judging may have found out that further ones read the document.
    const all = others.length > 0 || group.kind === 'terraform' ? others : this.workspace.judgesOf(canonical).slice(1);
    if (all.length === 0) return own;
    const reports = all.flatMap((other) => this.reportOf(other, document) ?? []);
    const joined = joinReports(own, reports, this.joined.get(canonical));
    this.joined.set(canonical, joined);
    return joined.report;
  }

  /** What one group has to say about a document, its own or one that it reads. */
  private reportOf(group: Group, document: Document): FileReport | undefined {
    return this.judge(group).report(document) ?? this.judge(group, true).report(document);
  }

  /** Whether the last change of a document may have changed the report of one of others. */
  isJudgedWith(uri: string, others: readonly string[]): boolean {
    if (others.length === 0) return false;
    const changed = new Set(this.workspace.groupsChangedBy(canonicalUri(uri)));
    return others.some((other) => this.workspace.judgesOf(canonicalUri(other)).some((group) => changed.has(group)));
  }

  /** The documents whose report may have changed with the last change of `uri`, itself included. */
  changedBy(uri: string): readonly string[] {
    return [...this.workspace.changedBy(canonicalUri(uri))];
  }

  /**
   * What the host should load before the reports are complete: files, directories (ending in `/`) of which it should hand in
   * every file that `mayBeOurs`, and directories (ending in `/**`) of which `setListing` wants the names of all files below. It confirms each with `markLoaded`, whether something was there or not.
   */
  needs(): readonly string[] {
    const needs = new Set([...this.workspace.unlisted(), ...this.workspace.unreadInputs()]);
    for (const group of this.needing) {
      for (const need of this.judged.get(group)?.needs ?? []) if (!this.workspace.isLoaded(need)) needs.add(need);
    }
    return [...needs];
  }

  /** What any configuration of the snapshot would need, told without judging: for hosts that read everything first. */
  unread(): readonly string[] {
    return this.workspace.missing();
  }

  /** @param answer why it could not be loaded, where the host can tell */
  markLoaded(uri: string, answer?: NeedAnswer): void {
    this.changed(this.workspace.markLoaded(uri, answer));
  }

  /** Answers a need that ends in `/**`: the names of all files below the directory, relative to it. */
  setListing(need: string, names: readonly string[]): void {
    this.changed(this.workspace.setListing(need, names));
  }

  /** A file or a directory has come or gone. @returns the needs of which that is a part: they are needed again */
  touchListings(uri: string, isThere: boolean): readonly string[] {
    return this.workspace.touchListings(uri, isThere);
  }

  /** Whether a configuration reads the file, whatever it is called. */
  isRead(uri: string): boolean {
    return this.workspace.isRead(uri);
  }

  /** The edits that repair a finding of a current report, or why none can be written. */
  fixFor(finding: ReportedFinding): Fix | Refusal {
    return this.guarded({ refused: 'The fix could not be computed.' }, () => {
      for (const group of this.workspace.judgesOf(finding.uri)) {
        if (group.kind === 'plan') continue;
        const resources = this.resourcesOf(group, finding.uri);
        const intent = resources && intentOf(resources, finding);
        if (!resources || !intent) continue;
        const fix = computeFix(intent, this.fixWorld(group, resources));
        if (!('refused' in fix) && [...fix.edits.keys()].some(isDownloaded))
          return { refused: 'The module is downloaded: its code is not yours to change.' };
        return fix;
      }
      return { refused: 'The document has changed.' };
    });
  }

  /**
   * Repairs everything in a document that can be repaired, judging again after each round until nothing changes.
   * Suppressed findings are left alone.
   * @param options.unsafe also fixes that may break what works
   * @param options.accepts findings for which it says no are left alone
   */
  fixAll(uri: string, options: { readonly unsafe: boolean; accepts?(finding: ReportedFinding): boolean }): FixAll | Refusal {
    return this.guarded({ refused: 'The fixes could not be computed.' }, () => {
      const canonical = canonicalUri(uri);
      const judges = this.workspace.judgesOf(canonical);
      if (judges.length === 0) return { refused: 'Nothing here is analysed.' };
      const documents = new Map(judges.flatMap((group) => this.workspace.documentsBehind(group)).map((each) => [each.uri, each]));
      return fixEverything({ ...options, uri: canonical, documents: [...documents.values()], scratch: () => this.copy(judges) });
    });
  }

  /** The resource at a place, in the cloud's own terms; of several that a block makes the first. */
  describe(uri: string, offset: number): ResourceDescription | undefined {
    return this.seenAt(uri, offset).resources[0];
  }

  /** What Ashlar sees at a place: the resources there, in the cloud's own terms, and what it does not see in the configuration. */
  seenAt(uri: string, offset: number): Seen {
    return this.guarded({ resources: [], gaps: [] }, () => {
      const canonical = canonicalUri(uri);
      const [group] = this.workspace.judgesOf(canonical);
      const resources = group && this.resourcesOf(group, canonical);
      const evaluation = group && this.judge(group).evaluation;
      return {
        resources: resources ? describeAt(resources, this.engine.schema, canonical, offset) : [],
        gaps: evaluation ? describeGaps(evaluation) : [],
      };
    });
  }

  /**
   * What the role, user, group or policy at a place may do over all that the configuration attaches to it: by service and level, after
   * denials and boundary, and the ways to administrator. Undefined where none stands there, or `EngineData.iam` has no answer yet.
   */
  access(uri: string, offset: number): AccessReport | undefined {
    return this.guarded(undefined, () => {
      const canonical = canonicalUri(uri);
      const [group] = this.workspace.judgesOf(canonical);
      const resources = group && this.resourcesOf(group, canonical);
      return resources && accessAt(resources, this.engine, canonical, offset);
    });
  }

  /** The roles, users, groups and policies of the configurations that documents belong to, each once. @param most configurations are asked */
  accessSubjects(uris: readonly string[], most = Number.POSITIVE_INFINITY): readonly AccessSubject[] {
    return this.guarded([], () => {
      const found = new Map<string, AccessSubject>();
      const asked = new Set<Group>();
      for (const uri of uris.map(canonicalUri)) {
        for (const group of this.workspace.judgesOf(uri)) {
          if (asked.has(group) || asked.size >= most) continue;
          asked.add(group);
          const resources = this.resourcesOf(group, uri);
          for (const one of resources ? accessSubjectsIn(resources, this.engine) : [])
            found.set(`${one.uri} ${one.address}`, one);
        }
      }
      return [...found.values()];
    });
  }

  /** Those of them whose block holds the offset: several where a block makes several. */
  accessSubjectsAt(uri: string, offset: number): readonly AccessSubject[] {
    return subjectsAt(this.accessSubjects([uri]), canonicalUri(uri), offset);
  }

  /**
   * What the subject of an address may do, in the first configuration of a document that has it, and what the edits that are not saved yet
   * change: undefined where they change nothing, or what is saved is not known. Undefined also where there is no such subject any more.
   */
  accessOf(uri: string, address: string): AccessAnswer | undefined {
    return this.guarded(undefined, () => {
      const canonical = canonicalUri(uri);
      for (const group of this.workspace.judgesOf(canonical)) {
        const after = this.heldAccess(group, canonical, address);
        const subject = after && describeSubject(after);
        if (subject) return { subject, report: describeAccess(after), pending: this.pendingAccess(group, canonical, after) };
      }
      return undefined;
    });
  }

  private pendingAccess(group: Group, uri: string, after: HolderAccess): AccessChange | undefined {
    const documents = this.workspace.documentsBehind(group);
    const savedOf = (document: Document) => this.workspace.savedText(document.uri) ?? document.text;
    if (documents.every((document) => savedOf(document) === document.text)) return undefined;
    const saved = this.copy([group]);
    for (const document of documents) saved.setFile(document.uri, savedOf(document), 0);
    let before: HolderAccess | undefined;
    for (const each of saved.workspace.judgesOf(uri)) before ??= saved.heldAccess(each, uri, after.resource.address);
    const change = compareAccess(before, after);
    return changesAccess(change) ? change : undefined;
  }

  private heldAccess(group: Group, uri: string, address: string): HolderAccess | undefined {
    const resources = this.resourcesOf(group, uri);
    return resources && accessFor(resources, this.engine, address);
  }

  /** An analysis without documents that judges as this one does, with the values that are chosen for these groups. */
  private copy(groups: readonly Group[]): Analysis {
    const copy = new Analysis(this.engine, { strict: true }, this.rules);
    copy.setParameters(this.parameters);
    copy.setInputs(this.workspace.inputsOf(groups));
    return copy;
  }

  /**
   * What the policies that are written in a document come to, in the order of the text: each for every kind of use that is known, once for
   * each resource. Nothing where `EngineData.iam` has no answer yet.
   */
  policies(uri: string): readonly PolicyDescription[] {
    return this.guarded([], () => {
      const canonical = canonicalUri(uri);
      const catalogue = this.engine.iam?.();
      if (!catalogue) return [];
      const found = this.workspace.judgesOf(canonical).flatMap((group) => {
        return this.kept(group).policies(canonical, catalogue);
      });
      return describePolicies(found);
    });
  }

  /**
   * What can be done with the policy statement at a place, with the edits of this version of the document. Nothing where none stands
   * there, where it is broken, or where `EngineData.iam` has no answer yet.
   */
  policyEdits(uri: string, place: Span): readonly PolicyEdit[] {
    return this.guarded([], () => {
      const document = this.workspace.document(canonicalUri(uri));
      const tree = document && document.kind !== 'other' ? document.parse() : undefined;
      const catalogue = tree && this.engine.iam?.();
      if (!document || !tree || !catalogue) return [];
      const { text } = document;
      const resources = () => this.addressable(document.uri, place);
      const written =
        tree.language === 'hcl'
          ? { text, resources, hcl: tree.file, module: () => this.moduleOf(document.uri) }
          : { text, resources, data: tree.document, isTemplate: document.kind === 'cloudformation' };
      return policyEditsAt(written, place, catalogue);
    });
  }

  /** The resources whose ARNs a policy at a place can name by reference, in the order of the configuration. */
  addressable(uri: string, place: Span): readonly Addressable[] {
    return this.guarded([], () => {
      const document = this.workspace.document(canonicalUri(uri));
      const [group] = document ? this.workspace.judgesOf(document.uri) : [];
      const graph = group && this.kept(group).evaluation?.graph;
      if (!document || !graph) return [];
      return addressableAt(graph, this.workspace.documentsBehind(group), document, place, isNamedType);
    });
  }

  /** The HCL of all files of a module. */
  private moduleOf(uri: string): readonly HclFile[] {
    const [group] = this.workspace.judgesOf(uri);
    const documents = group ? this.workspace.documentsBehind(group) : [];
    return documents.flatMap((document) => {
      const tree = directoryOf(document.uri) === directoryOf(uri) ? document.parse() : undefined;
      return tree?.language === 'hcl' ? [tree.file] : [];
    });
  }

  /**
   * What the expression at a place comes to, for every instance of the block and in every configuration that it belongs to. Undefined
   * where there is none, or its text says it already.
   */
  valueAt(uri: string, offset: number): ValueDescription | undefined {
    return this.guarded(undefined, () => {
      const canonical = canonicalUri(uri);
      const document = this.workspace.document(canonical);
      if (!document) return undefined;
      const found = this.workspace.judgesOf(canonical).flatMap((group) => {
        const { evaluation } = this.kept(group);
        const explained = evaluation && explainAt(evaluation, document, offset);
        return explained ? [{ of: group.key, explained }] : [];
      });
      return describeValues(canonical, found, (of) => this.workspace.document(of)?.text);
    });
  }

  /** What the root modules and templates of the snapshot declare, each resource with its place: what live resources are tied to. */
  declaredConfigurations(): readonly DeclaredConfiguration[] {
    const groups = new Set([...this.workspace.uris()].flatMap((uri) => this.workspace.judgesOf(uri)));
    return [...groups].flatMap((group): readonly DeclaredConfiguration[] => {
      if (group.kind !== 'terraform' && group.kind !== 'template') return [];
      return this.guarded<readonly DeclaredConfiguration[]>([], () => {
        const resources = this.kept(group).declared();
        return resources ? [{ key: group.key, kind: group.kind === 'terraform' ? 'terraform' : 'template', resources }] : [];
      });
    });
  }

  /** One round of fix-all: the edits of several findings of one document together. */
  composeFor(findings: readonly ReportedFinding[]): ComposedFixes | Refusal {
    const [first] = findings;
    let composed: ComposedFixes | undefined;
    for (const group of first ? this.workspace.judgesOf(first.uri) : []) {
      if (group.kind === 'plan') continue;
      const resources = this.resourcesOf(group, first?.uri ?? '');
      if (!resources) continue;
      const intents = findings.flatMap((finding) => intentOf(resources, finding) ?? []);
      composed = composeFixes(intents, this.fixWorld(group, resources));
      // What other configurations find is for the next round.
      if (composed.edits.size > 0) break;
    }
    return composed ?? { refused: 'There is nothing to repair.' };
  }

  private judge(group: Group, anew = false): Judgement {
    const before = this.judged.get(group);
    if (!anew && before?.revision === this.workspace.revisionOf(group)) return before;
    this.evaluations++;
    const { workspace, engine, rules } = this;
    const judged = new Judgement({ workspace, group, engine, rules, strict: this.options.strict ?? false, before });
    this.judged.set(group, judged);
    this.moduleEvaluations += judged.evaluated;
    if (judged.needs.length > 0) this.needing.add(group);
    else this.needing.delete(group);
    if (!workspace.isOpen(group)) this.keepOnly(group);
    return judged;
  }

  /** What stands behind a document's report, evaluated again where it was dropped; undefined where evaluation failed. */
  private resourcesOf(group: Group, uri: string): JudgedResources | undefined {
    const document = this.workspace.document(uri);
    return document && this.kept(group).resources(document);
  }

  /** The group judged, with what stands behind its reports: evaluated again where that was dropped. */
  private kept(group: Group): Judgement {
    const judged = this.judge(group);
    return judged.isKept ? judged : this.judge(group, true);
  }

  private fixWorld(group: Group, resources: JudgedResources): FixWorld {
    const treeOf = (uri: string) => this.workspace.document(uri)?.parse();
    return {
      graph: resources.graph,
      mapping: this.engine.mapping,
      passedOnAs: serverlessProperty,
      schema: this.engine.schema,
      text: (uri) => this.workspace.document(uri),
      parameterAt: (uri, start) => this.workspace.parameterFile(uri)?.starts.get(start),
      isShared: (uri) => this.workspace.readersOfInput(uri) > 1,
      uris: () => this.workspace.documentsBehind(group).map((document) => document.uri),
      hcl: (uri) => {
        const tree = treeOf(uri);
        return tree?.language === 'hcl' ? tree.file : undefined;
      },
      data: (uri) => {
        const tree = treeOf(uri);
        if (tree) return tree.language === 'hcl' ? undefined : tree.document;
        return this.workspace.parameterFile(uri)?.document;
      },
      terraform: (uri) => {
        const tree = treeOf(uri);
        return tree && tree.language !== 'data' ? tree.file : undefined;
      },
    };
  }

  /** Trees and resources are kept for what an editor shows, and for one closed group besides; reports are kept for all. */
  private keepOnly(group: Group): void {
    const last = this.lastClosed;
    this.lastClosed = group;
    if (last && last !== group && !this.workspace.isOpen(last)) {
      this.judged.get(last)?.drop(this.workspace.documentsBehind(last));
      this.workspace.dropTrees(last);
    }
  }

  private changed(change: Change): void {
    if (!this.workspace.document(change.uri)) this.joined.delete(change.uri);
    for (const group of change.groups) {
      if (group.members.size > 0) continue;
      this.judged.delete(group);
      this.needing.delete(group);
      if (this.lastClosed === group) this.lastClosed = undefined;
    }
  }

  /** An editor is gone: what was kept for it need not be. */
  private released(change: Change): void {
    this.changed(change);
    for (const group of this.workspace.judgesOf(change.uri)) {
      if (!this.workspace.isOpen(group) && this.judged.get(group)?.isKept) this.keepOnly(group);
    }
  }

  private guarded<T>(otherwise: T, compute: () => T): T {
    try {
      return compute();
    } catch (error) {
      if (this.options.strict) throw error;
      return otherwise;
    }
  }
}

function emptyReport(uri: string, document: Document | undefined): FileReport {
  return {
    uri,
    version: document?.version ?? 0,
    kind: document?.kind ?? 'other',
    findings: [],
    problems: [],
    suppressed: [],
    failures: [],
  };
}
