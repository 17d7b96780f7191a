import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions } from './client-options';
import { Session } from './session';

let session: Session | undefined;

/** Entry of the desktop, and of remote hosts: the server runs in a process of its own. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  session = new Session(context, (output, inputs) => {
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
    return new LanguageClient('ashlar', 'Ashlar', { run, debug }, clientOptions(output, inputs));
  });
  await session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
