import { setFlagsFromString } from 'node:v8';
import { type Connection, createConnection, type InitializeParams, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './initialize';

/**
 * Serves the client that started this process, over what its arguments name: `--stdio`, `--node-ipc`, `--pipe=`, `--socket=`.
 * The analysis is five times as large as what speaks the protocol, so it is loaded when `initialize` has been answered; what the
 * client sends meanwhile waits, in its order.
 */
export function serveNode(version: string): void {
  // Every keystroke makes a new tree, so that young objects are collected all the time. Helper threads cost more than they save
  // there: where editor, language servers and builds share the cores, the collection waits for each helper to be scheduled.
  setFlagsFromString('--no-parallel-scavenge');
  let loading: Promise<void> | undefined;
  const connection = createConnection(ProposedFeatures.all, {
    messageStrategy: { handleMessage: (message, next) => (loading ? void loading.then(() => next(message)) : next(message)) },
  });
  serve(connection, version, (params) => {
    loading = answered().then(() => load(connection, params));
    void loading.then(() => {
      loading = undefined;
    });
  });
}

/** Resolves when the answer being given is written: vscode-jsonrpc writes in an immediate that it asks for after the handler's end. */
function answered(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

async function load(connection: Connection, params: InitializeParams): Promise<void> {
  const { answerFromNode } = await import('./answer-node');
  answerFromNode(connection, params);
}
