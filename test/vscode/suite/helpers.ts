import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export const RULE = 'aws/rds/instance-not-public';

export function folder(): vscode.Uri {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri, 'the suite needs a workspace folder');
  return uri;
}

export async function show(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), path));
}

/** Waits for what a check returns; diagnostics come when they come. */
export async function eventually<T>(what: string, check: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 120_000;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > end) assert.fail(`${what} did not happen within two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function codeOf(diagnostic: vscode.Diagnostic): string {
  return String(typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code);
}

export function found(uri: vscode.Uri, rule = RULE): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter((diagnostic) => diagnostic.source === 'Ashlar' && codeOf(diagnostic) === rule);
}

export function exactly(uri: vscode.Uri, count: number): Promise<vscode.Diagnostic[]> {
  return eventually(`${count} findings of ${RULE}`, () => (found(uri).length === count ? found(uri) : undefined));
}

export async function revert(editor: vscode.TextEditor): Promise<void> {
  await vscode.window.showTextDocument(editor.document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await eventually('reverting', () => (editor.document.isDirty ? undefined : true));
}

export async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    undefined,
    20,
  );
  return actions.filter((action) => action.title !== undefined);
}
