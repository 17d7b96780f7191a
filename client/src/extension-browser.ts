import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { clientOptions } from './client-options';
import { Session } from './session';
import { serveFiles } from './workspace-files';

// The one thing of the browser that the extension uses; Node's types know the interface, not the global.
declare const Worker: new (script: string) => globalThis.Worker;

let session: Session | undefined;

/** Entry of the browser (vscode.dev): the server runs in a worker and reads files through the client. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const engine = new TextDecoder().decode(
    await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine.json')),
  );
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'browser', 'server.js').toString(true);
  session = new Session(context, (output, inputs) => {
    const options = clientOptions(output, inputs);
    options.initializationOptions = { ...options.initializationOptions, engine };
    const client = new LanguageClient('ashlar', 'Ashlar', async () => new Worker(script), options);
    serveFiles(client, context.extensionUri);
    return client;
  });
  await session.start();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
