import {
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver';
import { Analysis, directoryOf, type FileReport, type ReportedFinding } from '../analysis';
import type { EngineData } from '../engine-data';
import { visibility } from '../features/visible';
import type { ChosenFiles, Settings, Status } from '../protocol';
import { DiagnosticConverter } from './convert';
import { Documents, type KnownText } from './documents';
import type { Host } from './host';
import { IamReference } from './iam-reference';
import { SessionInputs } from './inputs';
import { Scheduler } from './scheduler';
import { SyntaxMessages } from './syntax-messages';
import { WorkspaceFiles } from './workspace-files';

/** More rounds of loading what is needed than any chain of modules is long. */
const MAX_LOADS = 20;

/** What a text says in which a policy may stand. */
export const POLICY = /Statement|policy_document/;

export interface SessionOptions {
  readonly connection: Connection;
  readonly host: Host;
  /** Parsing the engine's data takes longer than answering `initialize`, so it is done with the first document. */
  readonly engine: () => EngineData;
  readonly rulePages: string | undefined;
  /** The client understands `ashlar/status`. */
  readonly status: boolean;
  /** The client asks for lenses again when it is told to. */
  readonly lenses: boolean;
}

/** What the server knows while a client is connected: texts, settings, what is published. Speaks LSP only through `connection`. */
export class Session {
  readonly documents: Documents;
  readonly files: WorkspaceFiles;
  readonly converter: DiagnosticConverter;
  readonly inputs: SessionInputs;
  private readonly scheduler: Scheduler;
  private readonly syntax: SyntaxMessages | undefined;
  readonly reference: IamReference;
  private made: Analysis | undefined;
  private current: Settings;
  private visible: (finding: ReportedFinding) => boolean;
  /** What was published last, by canonical URI; only documents with something to show, or open ones. */
  private readonly published = new Map<
    string,
    { readonly version: number; readonly problems: number; readonly report: object }
  >();
  /** Directories whose files are being read because one of them was opened: until then nothing can be said of them. */
  private readonly listing = new Set<string>();
  private readonly logged = new Set<string>();
  /** Something else than its own text may have changed what the lines above an open document's policies say. */
  private lensesAged = false;
  private scans = 0;
  private loading = false;
  private lastStatus = '';

  constructor(
    private readonly options: SessionOptions,
    settings: Settings,
    chosen: ChosenFiles,
  ) {
    this.current = settings;
    this.visible = visibility(settings);
    const analysis = (): Analysis => this.analysis;
    this.documents = new Documents(analysis);
    this.files = new WorkspaceFiles(options.host, analysis, (uri) => this.touched(uri));
    this.inputs = new SessionInputs(
      this.documents,
      () => this.files.roots,
      () => this.made,
      // Not a request: no answer is wanted, and not every client gives one.
      (message) => void options.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message }),
    );
    this.inputs.choose(chosen);
    this.inputs.configure(settings);
    this.reference = new IamReference(options.host, () => {
      this.made?.judgeAgain();
      this.publishAgain();
    });
    this.converter = new DiagnosticConverter(this.documents, options.rulePages);
    this.syntax = options.host.hashicorp && new SyntaxMessages(options.host.hashicorp, this.documents, (uri) => this.again(uri));
    this.scheduler = new Scheduler(
      options.host.defer,
      () => performance.now(),
      (uri) => this.publish(uri),
      () => void this.idle(),
      (work, milliseconds) => void setTimeout(work, milliseconds),
    );
  }

  get analysis(): Analysis {
    if (!this.made) {
      const engine = { ...this.options.engine(), iam: () => this.reference.catalogue() };
      this.made = new Analysis(engine, { profile: this.current.profile });
      this.inputs.apply();
    }
    return this.made;
  }

  get settings(): Settings {
    return this.current;
  }

  get shown(): (finding: ReportedFinding) => boolean {
    return this.visible;
  }

  /** New settings: everything is published again as they say. */
  configure(settings: Settings): void {
    if (settings.profile !== this.current.profile) this.made?.useProfile(settings.profile);
    this.current = settings;
    this.visible = visibility(settings);
    this.inputs.configure(settings);
    this.lensesAged = true;
    this.publishAgain();
  }

  /** Files of values for root modules and templates, in place of those of the settings. */
  chooseInputs(of: ChosenFiles): void {
    this.inputs.choose(of);
    this.publishAgain();
  }

  private publishAgain(): void {
    for (const uri of this.published.keys()) this.again(uri);
    this.queueAll();
  }

  opened(clientUri: string, language: string, version: number, text: string): void {
    const uri = this.documents.opened(clientUri, language, version, text);
    const directory = directoryOf(uri);
    if (this.files.folderOf(uri) && this.analysis.needs().includes(directory)) {
      this.listing.add(directory);
      void this.files.load([directory]).finally(() => {
        this.listing.delete(directory);
        this.lensesAged = true;
        for (const open of this.documents.openUris()) if (directoryOf(open) === directory) this.scheduler.add(open, true);
      });
    }
    this.edited(uri);
  }

  changed(clientUri: string, changes: Parameters<Documents['changed']>[1], version: number): void {
    const uri = this.documents.changed(clientUri, changes, version);
    if (uri !== undefined) this.edited(uri);
  }

  closed(clientUri: string): void {
    const uri = this.documents.closed(clientUri);
    this.syntax?.forget(uri);
    this.touched(uri);
    void this.files.refresh(uri).then(() => this.scheduler.add(uri, false));
  }

  /** Reads a folder in the background. `progress` is told how many files were read. */
  async scan(folder: string, progress: (files: number) => void, signal: AbortSignal): Promise<void> {
    this.scans++;
    this.options.host.scanning?.(true);
    this.inputs.apply();
    this.sendStatus();
    try {
      await this.files.scan(folder, progress, signal);
    } finally {
      // Judged without AWS's reference, all policies would be judged a second time as soon as it is there.
      if (this.made?.mentions(POLICY)) await this.reference.whenRead();
      this.scans--;
      this.queueAll();
      void this.idle();
    }
  }

  removeFolder(folder: string): void {
    this.files.removeFolder(folder);
    this.inputs.apply();
  }

  /** The document with its report brought up to date; undefined for one that is not known. */
  document(uri: string): KnownText | undefined {
    return this.documents.get(uri);
  }

  stop(): void {
    this.scheduler.stop();
    this.syntax?.dispose();
  }

  /** What is published of a document is out of date for another reason than its text. */
  private again(uri: string): void {
    const before = this.published.get(uri);
    if (before) this.published.set(uri, { ...before, version: Number.NaN });
    this.scheduler.add(uri, this.documents.isOpen(uri));
  }

  private edited(uri: string): void {
    this.scheduler.add(uri, true);
    for (const other of this.analysis.changedBy(uri)) if (other !== uri) this.consider(other);
  }

  private touched(uri: string): void {
    if (this.scans > 0) {
      // Everything is queued at the end of the scan: until then what an editor shows is kept up to date, and no more.
      const open = this.documents.openUris();
      if (this.analysis.isJudgedWith(uri, open)) for (const each of open) this.scheduler.add(each, true);
      return;
    }
    for (const other of new Set([uri, ...this.analysis.changedBy(uri)])) this.consider(other);
  }

  /** Queues a document whose report may have changed, if its problems are listed at all. */
  private consider(uri: string): void {
    if (this.documents.isOpen(uri)) this.scheduler.add(uri, true);
    else if (this.published.has(uri) || (this.scans === 0 && this.current.problems === 'workspace'))
      this.scheduler.add(uri, false);
  }

  private queueAll(): void {
    if (this.scans > 0 || !this.made) return;
    if (this.current.problems === 'workspace') for (const uri of this.analysis.uris()) this.scheduler.add(uri, false);
    for (const uri of this.documents.openUris()) this.scheduler.add(uri, true);
  }

  private publish(uri: string): void {
    const open = this.documents.isOpen(uri);
    if (open && this.listing.has(directoryOf(uri))) return; // Queued again once its directory is read.
    const known = this.documents.get(uri);
    const listed = known !== undefined && this.current.enable && (open || this.current.problems === 'workspace');
    if (!listed) {
      if (this.published.delete(uri)) this.send(uri, known?.open ? known.version : undefined, []);
      return;
    }
    const report = this.analysis.report(uri);
    const before = this.published.get(uri);
    if (open && before && !(before.version < known.version)) this.lensesAged = true;
    if (report.version !== known.version || (before?.report === report && before.version === known.version)) return;
    const diagnostics: Diagnostic[] = [];
    for (const finding of report.findings)
      if (this.visible(finding)) diagnostics.push(this.converter.finding(finding, known.lines));
    // Every editor checks JSON itself.
    if (!uri.endsWith('.json')) {
      for (const problem of this.worded(known, report)) diagnostics.push(this.converter.problem(problem, known.lines));
    }
    for (const failure of report.failures) this.log(`${failure.configuration}: ${failure.stack ?? failure.message}`);
    if (open || diagnostics.length > 0) this.published.set(uri, { version: known.version, problems: diagnostics.length, report });
    else this.published.delete(uri);
    if (open || diagnostics.length > 0 || before) this.send(uri, open ? known.version : undefined, diagnostics);
  }

  private worded(known: KnownText, report: FileReport): FileReport['problems'] {
    if (!this.syntax || report.kind !== 'terraform' || !known.open) return report.problems;
    if (report.problems.length > 0) return this.syntax.reword(known.uri, known.version, report.problems, known.lines);
    this.syntax.forget(known.uri);
    return report.problems;
  }

  private send(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    const params = { uri: this.documents.clientUri(uri), diagnostics };
    void this.options.connection.sendDiagnostics(version === undefined ? params : { ...params, version });
  }

  /** Nothing waits: load what the configurations turned out to need, then say that we are ready. */
  private async idle(): Promise<void> {
    if (this.loading || !this.made) return this.sendStatus();
    this.loading = true;
    try {
      for (let round = 0; round < MAX_LOADS; round++) {
        const needs = this.made.needs();
        if (needs.length === 0) break;
        await this.files.load(needs);
        // What was loaded may need more: that shows once it is judged.
        if (this.scheduler.busy) return;
      }
    } finally {
      this.loading = false;
      if (this.scans === 0 && !this.scheduler.busy) {
        this.options.host.scanning?.(false);
        this.inputs.tellMissing();
      }
      this.sendStatus();
      this.refreshLenses();
    }
  }

  private refreshLenses(): void {
    if (!this.lensesAged || this.scans > 0 || this.scheduler.busy || this.loading) return;
    this.lensesAged = false;
    if (this.options.lenses) void this.options.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }

  private sendStatus(): void {
    if (!this.options.status) return;
    let problems = 0;
    for (const entry of this.published.values()) problems += entry.problems;
    const busy = this.scans > 0 || this.scheduler.busy || this.loading;
    const status: Status = {
      state: this.current.enable ? (busy ? 'analysing' : 'ready') : 'disabled',
      problems,
      files: this.made ? this.made.uris().length : 0,
    };
    const text = JSON.stringify(status);
    if (text === this.lastStatus) return;
    this.lastStatus = text;
    void this.options.connection.sendNotification('ashlar/status', status);
  }

  /** Internal errors, each once. */
  private log(message: string): void {
    if (this.logged.has(message)) return;
    this.logged.add(message);
    this.options.connection.console.error(message);
  }
}
