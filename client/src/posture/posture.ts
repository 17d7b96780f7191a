import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { PostureProgress, PostureReport } from '../../../server/src/protocol';
import { answer, listen, request } from '../messages';
import type { VirtualPages } from '../virtual-pages';
import { accountName, counted, countOf, GROUPINGS, type Grouping, matching, outline, type Row } from './outline';
import { OverviewPanel } from './overview-panel';
import { type Chosen, type Picked, pickProfile } from './pick-profile';
import { PostureStore } from './store';
import { PostureTree } from './tree';

const VIEW = 'ashlar.posture';
const GROUPED_BY = 'ashlar.posture.groupedBy';
const LAST = 'ashlar.posture.last';

/** What the view works with. */
export interface PostureContext {
  /** Undefined while the server is down. */
  readonly client: BaseLanguageClient | undefined;
  readonly output: vscode.LogOutputChannel;
  readonly pages: VirtualPages;
}

/** The view of how a real account stands: scans it through the server, keeps the report, shows it. */
export class Posture {
  private readonly tree = new PostureTree();
  private readonly view: vscode.TreeView<Row>;
  private readonly overview: OverviewPanel;
  private readonly bar: vscode.StatusBarItem;
  private readonly store: PostureStore;
  private report: PostureReport | undefined;
  private filter = '';
  /** How the account that is being read is called. */
  private reading = 'the account';
  private scanning: vscode.CancellationTokenSource | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly session: PostureContext,
  ) {
    this.store = new PostureStore(context.globalStorageUri.fsPath);
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this.tree, showCollapseAll: true });
    this.overview = new OverviewPanel((account) => this.store.history(account));
    this.bar = vscode.window.createStatusBarItem('ashlar.account', vscode.StatusBarAlignment.Left, -1);
    this.bar.name = 'Ashlar: account';
    this.bar.command = `${VIEW}.focus`;
    const register = (name: string, run: (...args: unknown[]) => unknown): vscode.Disposable =>
      vscode.commands.registerCommand(`ashlar.posture.${name}`, run);
    context.subscriptions.push(
      this.tree,
      this.view,
      this.overview,
      this.bar,
      register('scan', () => this.scan()),
      register('refresh', () => this.scan(context.globalState.get<Chosen>(LAST))),
      register('cancel', () => this.scanning?.cancel()),
      register('groupBy', () => this.groupBy()),
      register('filter', () => this.askFilter()),
      register('clearFilter', () => this.useFilter('')),
      register('overview', () => this.showOverview()),
      register('clear', () => this.clear()),
      register('openFinding', (row) => this.openFinding(row)),
      register('goToDeclaration', (row) => goToDeclaration(row)),
      register('copyResource', (row) => copyResource(row)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.load()),
    );
    void this.remember(context.globalState.get<Chosen>(LAST));
    void this.load();
  }

  /** Answers what a server asks while it scans. To be called for each client before it starts. */
  attach(client: BaseLanguageClient): void {
    answer(client, 'ashlar/posture/mfaCode', async ({ serial, profile }) => {
      const code = await vscode.window.showInputBox({
        title: profile === undefined ? 'MFA code' : `MFA code for profile ${profile}`,
        prompt: `The code that ${serial} shows`,
        password: true,
        ignoreFocusOut: true,
      });
      return code?.trim() || null;
    });
    listen(client, 'ashlar/posture/progress', (progress) => this.showProgress(progress));
  }

  private get groupedBy(): Grouping {
    const kept = this.context.workspaceState.get<string>(GROUPED_BY);
    return GROUPINGS.find((grouping) => grouping === kept) ?? 'severity';
  }

  /** What was kept of the last scan, so that the view is not empty. A folder that is not trusted is shown nothing. */
  private async load(): Promise<void> {
    if (!vscode.workspace.isTrusted || this.report) return;
    const kept = await this.store.report();
    if (!kept || this.report) return;
    // Another window may have scanned: its declarations are none of this workspace.
    const isHere = (uri: string): boolean => vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri)) !== undefined;
    const findings = kept.findings.map(({ declared, ...finding }) =>
      declared && isHere(declared.uri) ? { ...finding, declared } : finding,
    );
    this.use({ ...kept, findings, drift: kept.drift.filter(({ declared }) => isHere(declared.uri)) });
  }

  private use(report: PostureReport | undefined): void {
    this.report = report;
    void vscode.commands.executeCommand('setContext', 'ashlar.posture.scanned', report !== undefined);
    this.show();
    if (report) void this.overview.update(report);
  }

  private show(): void {
    const { report, filter } = this;
    const options = { by: this.groupedBy, filter, fileName: (uri: string) => fileName(uri) };
    this.tree.show(report ? outline(report, options) : [], report);
    const urgent = report ? countOf(report.findings, 'critical') + countOf(report.findings, 'high') : 0;
    this.view.badge = urgent === 0 ? undefined : { value: urgent, tooltip: `${counted(urgent, 'finding')} critical or high` };
    this.showBar(report);
    this.view.description = report ? `by ${this.groupedBy}` : '';
    if (!this.scanning) this.view.message = this.filterMessage();
  }

  private showBar(report: PostureReport | undefined): void {
    if (!report) {
      this.bar.hide();
      return;
    }
    const { account, score } = report;
    const stands = score === undefined ? 'nothing could be judged' : `score ${Math.round(score)} of 100`;
    this.bar.text = `$(cloud) ${account.alias ?? account.account}`;
    this.bar.tooltip = `Ashlar: ${accountName(report)}, ${stands}. Show its posture`;
    this.bar.accessibilityInformation = { label: `Ashlar: account ${accountName(report)}, ${stands}`, role: 'button' };
    this.bar.show();
  }

  /** Empty where there is nothing to say: VS Code then shows no line. */
  private filterMessage(): string {
    if (!this.report || this.filter === '') return '';
    const shown = matching(this.report, { filter: this.filter, fileName }).length;
    return `${shown} of ${counted(this.report.findings.length, 'finding')} contain “${this.filter}”.`;
  }

  private async scan(chosen?: Chosen): Promise<void> {
    if (this.scanning) return;
    if (!vscode.workspace.isTrusted) return complain('an account is scanned in a trusted workspace only.');
    const { client } = this.session;
    if (!client) return complain('the language server is not running. The output says why.');
    const cancel = new vscode.CancellationTokenSource();
    this.scanning = cancel;
    try {
      const picked = chosen ? { chosen, isAskedFreely: false } : await this.choose(client, cancel.token);
      if (!picked) return;
      await this.remember(picked.chosen);
      await vscode.commands.executeCommand('setContext', 'ashlar.posture.scanning', true);
      this.view.message = 'Asking whose credentials these are …';
      await vscode.window.withProgress({ location: { viewId: VIEW } }, () => this.run(client, picked, cancel.token));
    } catch (error) {
      if (!cancel.token.isCancellationRequested) complain(error instanceof Error ? error.message : String(error));
    } finally {
      this.scanning = undefined;
      cancel.dispose();
      await vscode.commands.executeCommand('setContext', 'ashlar.posture.scanning', false);
      this.view.message = this.filterMessage();
    }
  }

  private choose(client: BaseLanguageClient, token: vscode.CancellationToken): Promise<Picked | undefined> {
    const last = this.context.globalState.get<Chosen>(LAST);
    return pickProfile(request(client, 'ashlar/posture/profiles', {}, token), last);
  }

  /** Of what was chosen no more is kept than the name of the profile. */
  private async remember(chosen: Chosen | undefined): Promise<void> {
    await this.context.globalState.update(LAST, chosen);
    await vscode.commands.executeCommand('setContext', 'ashlar.posture.known', chosen !== undefined);
  }

  private async run(
    client: BaseLanguageClient,
    { chosen, isAskedFreely }: Picked,
    token: vscode.CancellationToken,
  ): Promise<void> {
    this.reading = 'the account';
    if (isAskedFreely) {
      const account = await request(client, 'ashlar/posture/identify', chosen, token);
      this.reading = accountName({ account });
      this.view.message = `Reading ${this.reading} as ${account.arn}`;
    }
    const regions = vscode.workspace.getConfiguration('ashlar.posture').get<readonly string[]>('regions', []);
    const report = await request(client, 'ashlar/posture/scan', { ...chosen, regions, token: VIEW }, token);
    this.use(report);
    await this.store
      .keep(report)
      .catch((error: unknown) => this.session.output.warn(`The result could not be kept: ${String(error)}`));
    await this.overview.update(report);
  }

  private showProgress({ token, done, steps, resources, last }: PostureProgress): void {
    if (token !== VIEW || !this.scanning) return;
    this.view.message = `Reading ${this.reading}: ${done} of ${steps} steps, ${counted(resources, 'resource')} (${last})`;
  }

  private async groupBy(): Promise<void> {
    const { groupedBy } = this;
    const items = GROUPINGS.map((grouping) => ({
      label: grouping.charAt(0).toUpperCase() + grouping.slice(1),
      description: grouping === groupedBy ? 'current' : '',
      grouping,
    }));
    const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Group findings by' });
    if (!picked) return;
    await this.context.workspaceState.update(GROUPED_BY, picked.grouping);
    this.show();
  }

  private async askFilter(): Promise<void> {
    const filter = await vscode.window.showInputBox({
      title: 'Filter the findings',
      prompt: 'Words that a finding has to contain: of its message, rule, resource, type, region or file',
      value: this.filter,
    });
    if (filter !== undefined) await this.useFilter(filter.trim());
  }

  private async useFilter(filter: string): Promise<void> {
    this.filter = filter;
    await vscode.commands.executeCommand('setContext', 'ashlar.posture.filtered', filter !== '');
    this.show();
  }

  private async showOverview(): Promise<void> {
    if (this.report) await this.overview.show(this.report);
    else complain('scan an account first.');
  }

  private async clear(): Promise<void> {
    await this.store.clear();
    await this.remember(undefined);
    this.overview.close();
    this.use(undefined);
  }

  private async openFinding(row: unknown): Promise<void> {
    const { client } = this.session;
    if (!isFinding(row) || !client) return;
    const { finding } = row;
    const page = await request(client, 'ashlar/posture/page', { finding });
    if (!page) return complain(`there is no rule ${finding.rule} in this version. Scan again.`);
    const name = `${finding.rule.slice(finding.rule.lastIndexOf('/') + 1)} ${finding.name}`;
    await this.session.pages.show(name.replace(/[^\w.-]+/g, ' '), page.markdown);
  }
}

function isFinding(row: unknown): row is Extract<Row, { kind: 'finding' }> {
  return typeof row === 'object' && row !== null && 'kind' in row && row.kind === 'finding';
}

function isResource(row: unknown): row is Extract<Row, { kind: 'resource' }> {
  return typeof row === 'object' && row !== null && 'kind' in row && row.kind === 'resource';
}

async function goToDeclaration(row: unknown): Promise<void> {
  const declared = isFinding(row) ? row.finding.declared : isResource(row) ? row.declared : undefined;
  if (!declared) return;
  const { uri, range } = declared;
  const { start, end } = range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}

async function copyResource(row: unknown): Promise<void> {
  const resource = isFinding(row) ? row.finding.resource : isResource(row) ? row.resource : undefined;
  if (resource !== undefined) await vscode.env.clipboard.writeText(resource);
}

function fileName(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}

function complain(message: string): void {
  void vscode.window.showErrorMessage(`Ashlar: ${message}`);
}
