import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { bundledEngine } from '../bundled-engine';
import { NodeFiles } from './node-files';
import { serve } from './server';

/** Serves the client that started this process, over what its arguments name: `--stdio`, `--node-ipc`, `--pipe=`, `--socket=`. */
export function serveNode(version: string): void {
  const files = new NodeFiles();
  serve(
    createConnection(ProposedFeatures.all),
    {
      readFile: (uri, within) => files.readFile(uri, within),
      readDirectory: (uri, within) => files.readDirectory(uri, within),
      defer: (work) => void setImmediate(work),
    },
    { version, engine: bundledEngine },
  );
}
