import { type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';

export const FIX_ALL_KIND = 'source.fixAll.ashlar';
export const FIX_ALL_COMMAND = 'ashlar.server.fixAll';

/** What the server can do, as it tells the client. Stands by itself: it is told before anything else of the server is loaded. */
export const CAPABILITIES: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['"', ':', '.'] },
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite', FIX_ALL_KIND], resolveProvider: true },
  executeCommandProvider: { commands: [FIX_ALL_COMMAND] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};
