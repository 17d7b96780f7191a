import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions } from './client-options';
import { Posture } from './posture/posture';
import { Session } from './session';

let session: Session | undefined;

/** Entry of the desktop, and of remote hosts: the server runs in a process of its own. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  let posture: Posture | undefined;
  session = new Session(context, (output, inputs) => {
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
    const client = new LanguageClient('ashlar', 'Ashlar', { run, debug }, clientOptions(output, inputs));
    posture?.attach(client);
    return client;
  });
  // Not in a browser: there the server has no process, and could not read an account.
  posture = new Posture(context, session);
  await session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
