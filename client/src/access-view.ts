import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { AccessItem, AccessSubject, AccessSubjects, AccessView as Answer } from '../../server/src/protocol';
import { request } from './messages';

const VIEW = 'ashlar.access';
/** Set while there is something to show: the view has a place in the side bar only then. */
const SHOWN = 'ashlar.access.shown';
/** How long the text rests before the answer is asked for again. */
const PAUSE_MS = 300;

const ICONS: Readonly<Record<NonNullable<AccessItem['icon']>, readonly [icon: string, colour?: string]>> = {
  subject: ['account'],
  administrator: ['warning', 'list.warningForeground'],
  way: ['arrow-right'],
  unknown: ['question'],
  none: ['pass'],
  service: ['symbol-namespace'],
  level: ['key'],
  policy: ['law'],
  pending: ['edit'],
  gained: ['diff-added'],
  lost: ['diff-removed'],
};

/** A line of the tree. `path` tells it from others with the same label, so that what is open stays open. */
interface Line {
  readonly item: AccessItem;
  readonly path: string;
}

/** The tree "What can this role do?": the answer of the server about one role, user, group or policy, kept up to date while it is seen. */
export class AccessView implements vscode.TreeDataProvider<Line> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Line>;
  private readonly subscriptions: vscode.Disposable[];
  private answer: Answer | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private shown = '';

  constructor(private readonly client: () => BaseLanguageClient | undefined) {
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      this.view,
      this.changed,
      vscode.commands.registerCommand('ashlar.showAccess', () => this.open(true)),
      vscode.commands.registerCommand('ashlar.chooseAccess', () => this.open(false)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme !== 'output') this.refreshSoon();
      }),
      vscode.workspace.onDidSaveTextDocument(() => this.refreshSoon()),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.refreshSoon();
      }),
    ];
  }

  getTreeItem({ item, path }: Line): vscode.TreeItem {
    const isOpenable = (item.items?.length ?? 0) + (item.names?.length ?? 0) > 0;
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const shown = new vscode.TreeItem(item.label, isOpenable ? (item.expanded ? Expanded : Collapsed) : None);
    shown.id = path;
    if (item.description !== undefined) shown.description = item.description;
    shown.tooltip = item.tooltip ?? (item.description === undefined ? item.label : `${item.label}: ${item.description}`);
    const [icon, colour] = item.icon ? ICONS[item.icon] : [];
    if (icon) shown.iconPath = new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
    const client = this.client();
    if (item.place && client) {
      const { start, end } = item.place.range;
      const selection = new vscode.Range(start.line, start.character, end.line, end.character);
      const uri = client.protocol2CodeConverter.asUri(item.place.uri);
      shown.command = { command: 'vscode.open', title: 'Open the statement', arguments: [uri, { selection }] };
    }
    return shown;
  }

  getChildren(line?: Line): Line[] {
    const below = line ? (line.item.items ?? []) : (this.answer?.items ?? []);
    const names = line?.item.names ?? [];
    const items = [...below, ...names.map((label): AccessItem => ({ label }))];
    const seen = new Map<string, number>();
    return items.map((item) => {
      // A heading keeps its place in the tree while its count changes.
      const name = item.label.replace(/\d[\d,]*/g, '#');
      const before = seen.get(name) ?? 0;
      seen.set(name, before + 1);
      return { item, path: `${line?.path ?? ''}/${name}${before === 0 ? '' : ` ${before}`}` };
    });
  }

  /** Asks again after a moment, if anybody sees the answer. */
  refreshSoon(): void {
    if (!this.answer || !this.view.visible) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      const { answer } = this;
      if (answer) void this.ask(answer.subject);
    }, PAUSE_MS);
  }

  dispose(): void {
    clearTimeout(this.pause);
    for (const each of this.subscriptions) each.dispose();
  }

  /** @param here what is at the cursor is meant, if something is */
  private async open(here: boolean): Promise<void> {
    const client = this.client();
    if (!client) return inform('the language server is not running.');
    const editor = vscode.window.activeTextEditor;
    const uri = editor && client.code2ProtocolConverter.asUri(editor.document.uri);
    const near: AccessSubjects = uri
      ? await request(client, 'ashlar/accessSubjects', { uri, position: editor.selection.active })
      : { here: [], all: [], capped: false };
    const [first, second] = near.here;
    const subject = here && first && !second ? first : await this.choose(client, here && second ? near.here : near.all, near);
    if (subject) await this.ask(subject, true);
  }

  private async choose(
    client: BaseLanguageClient,
    subjects: readonly AccessSubject[],
    near: AccessSubjects,
  ): Promise<AccessSubject | undefined> {
    const whole = { label: '$(search) Look in the whole workspace', subject: undefined };
    const of = (all: readonly AccessSubject[]) =>
      all.map((subject) => ({
        label: subject.name,
        description: `${subject.kind} · ${subject.address}`,
        detail: subject.file,
        subject,
      }));
    const options = { matchOnDescription: true, matchOnDetail: true };
    let capped = near.capped;
    let items: readonly { label: string; subject: AccessSubject | undefined }[] = of(subjects);
    if (items.length > 0) {
      const placeHolder = 'What can this role, user, group or policy do?';
      const picked = await vscode.window.showQuickPick([...items, whole], { ...options, placeHolder });
      if (picked !== whole) return picked?.subject;
    }
    const found = await request(client, 'ashlar/accessSubjects', {});
    capped = found.capped;
    items = of(found.all);
    if (items.length === 0) {
      inform('there is no role, user, group or policy in the workspace.');
      return undefined;
    }
    const placeHolder = `What can this role, user, group or policy do?${capped ? ' (There may be more than are listed: open their file.)' : ''}`;
    return (await vscode.window.showQuickPick(items, { ...options, placeHolder }))?.subject;
  }

  /** @param reveal shows the view, and says so where there is nothing to show */
  private async ask({ uri, address }: AccessSubject, reveal = false): Promise<void> {
    const client = this.client();
    if (!client) return;
    const asked = ++this.asked;
    let answer: Answer | null;
    try {
      answer = await request(client, 'ashlar/access', { uri, address });
    } catch {
      return; // The server is on its way down.
    }
    if (asked !== this.asked) return;
    if (!answer) {
      if (reveal) inform(`${address} is not there any more, or what AWS documents of actions could not be read.`);
      // Half-typed code has no such subject for a moment: what was known stays, and says so.
      else this.view.message = `${address} cannot be read at the moment. This is how it was before.`;
      return;
    }
    delete this.view.message;
    const text = JSON.stringify(answer);
    this.answer = answer;
    if (text !== this.shown) {
      this.shown = text;
      this.changed.fire();
    }
    if (!reveal) return;
    await vscode.commands.executeCommand('setContext', SHOWN, true);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
  }
}

function inform(message: string): void {
  void vscode.window.showInformationMessage(`Ashlar: ${message}`);
}
