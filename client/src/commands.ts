import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { execute, request } from './messages';
import type { VirtualPages } from './virtual-pages';

/** What the commands work with. */
export interface CommandContext {
  /** Undefined while the server is down. */
  readonly client: BaseLanguageClient | undefined;
  readonly output: vscode.LogOutputChannel;
  readonly pages: VirtualPages;
  restart(): Promise<void>;
}

/** The commands of the palette. Each does one thing and says so when it could not. */
export function registerCommands(context: vscode.ExtensionContext, session: CommandContext): void {
  const register = (id: string, run: (...args: unknown[]) => Promise<void>): void => {
    context.subscriptions.push(vscode.commands.registerCommand(id, run));
  };
  register('ashlar.fixAll', () => fixAll(session));
  register('ashlar.showWhatAshlarSees', () => showWhatAshlarSees(session));
  register('ashlar.openRulePage', (rule) => openRulePage(session, typeof rule === 'string' ? rule : undefined));
  register('ashlar.restartServer', () => session.restart());
  register('ashlar.showOutput', async () => session.output.show());
}

function inform(message: string): void {
  void vscode.window.showInformationMessage(`Ashlar: ${message}`);
}

async function fixAll(session: CommandContext): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = session.client;
  if (!editor || !client) return inform('open a file with infrastructure code first.');
  const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
  const result = await execute(client, 'ashlar.server.fixAll', [uri]);
  if (result.fixed > 0 && result.unsafe === 0) return;
  if (result.unsafe === 0) return inform('nothing here can be fixed safely by itself.');
  const all = 'Apply them too';
  const count = result.unsafe === 1 ? '1 fix' : `${result.unsafe} fixes`;
  const choice = await vscode.window.showInformationMessage(
    `Ashlar: ${count} may change how running resources behave, and so stayed unapplied.`,
    all,
  );
  if (choice === all) await execute(client, 'ashlar.server.fixAll', [uri, { unsafe: true }]);
}

async function showWhatAshlarSees(session: CommandContext): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = session.client;
  if (!editor || !client) return inform('open a file with infrastructure code first.');
  const seen = await request(client, 'ashlar/whatAshlarSees', {
    textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
    position: editor.selection.active,
  });
  if (!seen) return inform('there is no resource at the cursor.');
  await session.pages.show('What Ashlar sees here', seen.markdown);
}

/** From a diagnostic's link the rule's id is given; from the palette it is that of a problem at the cursor. */
async function openRulePage(session: CommandContext, rule: string | undefined): Promise<void> {
  const client = session.client;
  const id = rule ?? ruleAtCursor();
  if (!client || !id) return inform('put the cursor on a problem first.');
  const page = await request(client, 'ashlar/rulePage', { rule: id });
  if (!page) return inform(`there is no rule ${id}.`);
  await session.pages.show(id, page.markdown);
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((problem) => problem.source === 'Ashlar' && problem.range.intersection(editor.selection));
  for (const problem of here) {
    const code = typeof problem.code === 'object' ? problem.code.value : problem.code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}
