import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ChosenFiles, InputFile, InputTarget } from '../../server/src/protocol';
import { LANGUAGES } from './client-options';
import { request } from './messages';

const COMMAND = 'ashlar.chooseValues';
const KEPT_AS = 'ashlar.chosenFiles';

/**
 * What was chosen in this folder. Kept with the workspace and not in the settings: which environment one looks at is a person's
 * switch, as the branch is, and would otherwise turn up in everybody's `.vscode/settings.json`. The settings say where it starts.
 */
export function chosenFiles(memento: vscode.Memento): ChosenFiles {
  return memento.get<ChosenFiles>(KEPT_AS, {});
}

/** The status bar item that names the file of values of the active editor, and the quick pick behind it. */
export class ValuesView {
  private readonly bar: vscode.StatusBarItem;
  private readonly subscriptions: vscode.Disposable[];
  /** Answers come in any order: only that to the last question counts. */
  private asked = 0;

  constructor(
    private readonly memento: vscode.Memento,
    private readonly client: () => BaseLanguageClient | undefined,
  ) {
    // On the right, where VS Code has what belongs to the active editor.
    this.bar = vscode.window.createStatusBarItem('ashlar.values', vscode.StatusBarAlignment.Right, 99);
    this.bar.name = 'Ashlar: file of values';
    this.bar.command = COMMAND;
    this.subscriptions = [
      this.bar,
      vscode.commands.registerCommand(COMMAND, () => this.choose()),
      vscode.window.onDidChangeActiveTextEditor(() => void this.refresh()),
    ];
  }

  /** Shows what counts for the active editor: after the server has worked, and when another editor becomes active. */
  async refresh(): Promise<void> {
    const asked = ++this.asked;
    const targets = await this.targets();
    if (asked === this.asked) this.show(targets);
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private async targets(): Promise<readonly InputTarget[]> {
    const document = vscode.window.activeTextEditor?.document;
    const client = this.client();
    const isOurs =
      document && (LANGUAGES.includes(document.languageId) || /\.(tf|tofu|tfvars|template)$/.test(document.fileName));
    if (!client || !isOurs) return [];
    try {
      return await request(client, 'ashlar/inputs', { uri: client.code2ProtocolConverter.asUri(document.uri) });
    } catch {
      return []; // The server is on its way down.
    }
  }

  private show(targets: readonly InputTarget[]): void {
    const there = targets.filter(({ chosen, candidates }) => chosen.length > 0 || candidates.length > 0);
    if (there.length === 0) {
      this.bar.hide();
      return;
    }
    const names = [...new Set(there.map(labelOf))];
    const missing = there.some(({ chosen }) => chosen.some((file) => file.missing));
    const label = names.length === 1 ? (names[0] ?? '') : `${names[0]} +${names.length - 1}`;
    this.bar.text = `${missing ? '$(warning)' : '$(symbol-parameter)'} ${label}`;
    this.bar.tooltip = there.map(tooltipOf).join('\n');
    this.bar.accessibilityInformation = { label: `Ashlar, file of values: ${label}`, role: 'button' };
    this.bar.show();
  }

  private async choose(): Promise<void> {
    const targets = await this.targets();
    const target = targets.length > 1 ? await pickTarget(targets) : targets[0];
    if (!target) {
      if (targets.length === 0) void vscode.window.showInformationMessage('Ashlar: open a Terraform file or a template first.');
      return;
    }
    const picked = await pickFile(target);
    if (picked === undefined) return;
    const all: { [target: string]: readonly string[] } = { ...chosenFiles(this.memento) };
    if (picked === 'settings') delete all[target.target];
    else all[target.target] = picked;
    await this.memento.update(KEPT_AS, all);
    const client = this.client();
    if (client) await request(client, 'ashlar/chooseInputs', { of: all });
    await this.refresh();
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function labelOf({ chosen }: InputTarget): string {
  const last = chosen[chosen.length - 1];
  if (!last) return 'defaults';
  return chosen.length === 1 ? baseName(last.name) : `${baseName(last.name)} +${chosen.length - 1}`;
}

function tooltipOf({ kind, chosen, name }: InputTarget): string {
  const what = kind === 'variables' ? `variables${name === '' ? '' : ` of ${name}`}` : `parameters of ${name}`;
  const files = chosen.map((file) => (file.missing ? `${file.name} (not found)` : file.name)).join(', ');
  return `Ashlar: ${what} from ${files === '' ? 'defaults' : files}. Choose another file`;
}

async function pickTarget(targets: readonly InputTarget[]): Promise<InputTarget | undefined> {
  const items = targets.map((target) => ({ label: target.name || '.', description: labelOf(target), target }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Values of which root module?' }))?.target;
}

/** @returns the URIs of the chosen files; undefined where nothing was chosen */
async function pickFile(target: InputTarget): Promise<readonly string[] | 'settings' | undefined> {
  const isVariables = target.kind === 'variables';
  const current = new Set(target.chosen.map(({ uri }) => uri));
  const mark = (isCurrent: boolean): string => (isCurrent ? 'current' : '');
  const fileItem = (file: InputFile) => ({
    label: file.name,
    description: file.missing ? 'not found' : mark(current.has(file.uri)),
    pick: [file.uri],
  });
  const defaults = {
    label: 'Defaults',
    description: mark(target.chosen.length === 0),
    detail: isVariables ? 'What the variables, terraform.tfvars and *.auto.tfvars say' : 'What the template says',
    pick: [],
  };
  const files = [...target.chosen.filter(({ uri }) => !target.candidates.some((each) => each.uri === uri)), ...target.candidates];
  const settings = vscode.workspace.getConfiguration('ashlar');
  const set = settings.get<readonly string[]>(isVariables ? 'terraform.varFiles' : 'cloudFormation.parameterFiles', []);
  const bySettings = { label: 'As the settings say', description: set.join(', '), pick: 'settings' as const };
  const other = { label: 'Another file…', pick: 'other' as const };
  const items = [defaults, ...files.map(fileItem), ...(target.isOwn && set.length > 0 ? [bySettings] : []), other];
  const picked = await vscode.window.showQuickPick<(typeof items)[number]>(items, {
    placeHolder: `${isVariables ? 'Values of the variables' : 'Values of the parameters'}${target.name === '' ? '' : ` of ${target.name}`}`,
  });
  if (picked?.pick !== 'other') return picked?.pick;
  const opened = await vscode.window.showOpenDialog({ title: 'Choose a file of values', openLabel: 'Choose' });
  return opened?.map((uri) => uri.toString());
}
