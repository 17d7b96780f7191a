import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { DirectoryEntry } from '../../server/src/protocol';
import { answer } from './messages';

/** Larger files are no code that a person wrote. In bytes. */
const LARGEST = 4 * 1024 * 1024;

/** Lets a server without a file system read below the workspace folders, its own data, and nothing else. */
export function serveFiles(client: BaseLanguageClient, extension: vscode.Uri): void {
  const data = async (name: string): Promise<string | null> => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', name)));
    } catch {
      return null; // The server then judges policies by their grammar alone, and describes no action.
    }
  };
  answer(client, 'ashlar/iamData', () => data('iam.json'));
  answer(client, 'ashlar/iamDescriptions', () => data('iam-descriptions.json'));
  answer(client, 'ashlar/readFile', async ({ uri }) => {
    const file = inWorkspace(uri);
    if (!file) return null;
    try {
      const stat = await vscode.workspace.fs.stat(file);
      if (stat.size > LARGEST || stat.type & vscode.FileType.SymbolicLink) return null;
      return new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(file));
    } catch {
      return null; // Not there, or not text: the server takes both for "no such file".
    }
  });
  answer(client, 'ashlar/readDirectory', async ({ uri }) => {
    const directory = inWorkspace(uri);
    if (!directory) return null;
    try {
      const entries = await vscode.workspace.fs.readDirectory(directory);
      return entries.map(([name, type]): DirectoryEntry => ({ name, kind: kindOf(type) }));
    } catch {
      return null;
    }
  });
}

function kindOf(type: vscode.FileType): DirectoryEntry['kind'] {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  return type & vscode.FileType.Directory ? 'directory' : 'file';
}

/** The URI if it lies below a workspace folder. `..` cannot lead out: parsing resolves nothing, so such paths are refused. */
function inWorkspace(text: string): vscode.Uri | undefined {
  const uri = vscode.Uri.parse(text);
  if (uri.path.split('/').includes('..')) return undefined;
  return vscode.workspace.getWorkspaceFolder(uri) ? uri : undefined;
}
