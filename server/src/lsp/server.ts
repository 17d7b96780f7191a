import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  TextDocumentSyncKind,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { canonicalUri } from '../analysis';
import type { EngineData } from '../engine-data';
import { findingMarkdown } from '../features/hover';
import { rulePage } from '../features/rule-page';
import { seenMarkdown } from '../features/seen';
import { valueMarkdown } from '../features/value';
import type { DocumentPlace, FixAllResult, InitializationOptions, ServerRequests } from '../protocol';
import { ruleById } from '../rules';
import { CodeActions, FIX_ALL_KIND } from './code-actions';
import { placeName, rangeOf } from './convert';
import type { Host } from './host';
import { Session } from './session';
import { readChosenFiles, readSettings } from './settings';

const FIX_ALL_COMMAND = 'ashlar.server.fixAll';
const WATCHED = '**/{*.tf,*.tofu,*.tfvars,*.json,*.yaml,*.yml,*.template,.terraform.lock.hcl}';

export interface ServerOptions {
  readonly version: string;
  /** @param text of engine.json, where the client hands it over */
  readonly engine: (text: string | undefined) => EngineData;
}

/** Serves one client over a connection, whatever carries it. Returns at once; `connection.listen()` is called here. */
export function serve(connection: Connection, host: Host, options: ServerOptions): void {
  let running: { readonly session: Session; readonly actions: CodeActions; readonly params: InitializeParams } | undefined;
  const scans = new Map<string, AbortController>();

  connection.onInitialize((params): InitializeResult => {
    const given = readOptions(params.initializationOptions);
    const session = new Session(
      { connection, host, engine: () => options.engine(given.engine), rulePages: given.rulePages, status: given.status === true },
      readSettings(given.settings),
      given.inputs ?? {},
    );
    running = { session, actions: new CodeActions(session, params.capabilities), params };
    for (const folder of foldersOf(params)) session.files.addFolder(folder);
    return {
      serverInfo: { name: 'Ashlar', version: options.version },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL_KIND], resolveProvider: true },
        executeCommandProvider: { commands: [FIX_ALL_COMMAND] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    if (!running) return;
    const { session, params } = running;
    const { workspace } = params.capabilities;
    if (workspace?.didChangeConfiguration?.dynamicRegistration)
      await connection.client.register(DidChangeConfigurationNotification.type);
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const watch = (globPattern: string) =>
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern }] });
      await watch(WATCHED);
      session.files.watch = (pattern) => void watch(pattern);
    }
    if (workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const folder of removed) remove(folderUri(folder));
        for (const folder of added) void scan(folderUri(folder));
      });
    }
    if (workspace?.configuration) session.configure(readSettings(await connection.workspace.getConfiguration('ashlar')));
    for (const folder of session.files.roots) void scan(folder);
  });

  const scan = async (folder: string): Promise<void> => {
    if (!running || scans.has(folder)) return;
    const { session, params } = running;
    const stop = new AbortController();
    scans.set(folder, stop);
    session.files.addFolder(folder);
    const progress = params.capabilities.window?.workDoneProgress ? await connection.window.createWorkDoneProgress() : undefined;
    progress?.begin('Ashlar: reading the workspace', undefined, undefined, true);
    progress?.token.onCancellationRequested(() => stop.abort());
    try {
      let told = 0;
      const report = (files: number): void => {
        if (files - told < 200) return;
        told = files;
        progress?.report(`${files} files`);
      };
      await session.scan(folder, report, stop.signal);
    } finally {
      progress?.done();
    }
  };

  const remove = (folder: string): void => {
    scans.get(folder)?.abort();
    scans.delete(folder);
    running?.session.removeFolder(folder);
  };

  connection.onDidChangeConfiguration(async ({ settings }) => {
    if (!running) return;
    const pulled = running.params.capabilities.workspace?.configuration;
    running.session.configure(readSettings(pulled ? await connection.workspace.getConfiguration('ashlar') : settings?.ashlar));
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    running?.session.opened(uri, languageId, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    running?.session.changed(textDocument.uri, contentChanges, textDocument.version);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => running?.session.closed(textDocument.uri));
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    if (!running) return;
    for (const { uri, type } of changes) await running.session.files.watched(canonicalUri(uri), type === FileChangeType.Deleted);
  });

  connection.onHover((place): Hover | null => {
    const session = running?.session;
    const known = session?.document(place.textDocument.uri);
    if (!session?.settings.enable || !known) return null;
    const offset = known.lines.offsetAt(place.position);
    const here = session.analysis
      .report(known.uri)
      .findings.filter(({ span }) => span.start <= offset && offset <= span.end)
      .filter(session.shown);
    const texts = here.map((finding) =>
      findingMarkdown(finding, ruleById(session.analysis.rules, finding.rule), session.converter.page(finding.rule)),
    );
    const value = session.analysis.valueAt(known.uri, offset);
    if (value) texts.push(valueMarkdown(value, (uri, start) => placeName(session.documents.get(uri), start)));
    const span = here[0]?.span ?? value?.span;
    if (!span) return null;
    return { contents: { kind: MarkupKind.Markdown, value: texts.join('\n\n---\n\n') }, range: rangeOf(known.lines, span) };
  });

  connection.onCodeAction((params) => running?.actions.at(params) ?? []);
  connection.onCodeActionResolve((action) => running?.actions.resolve(action) ?? action);

  connection.onExecuteCommand(async ({ command, arguments: args }): Promise<FixAllResult | null> => {
    const uri: unknown = args?.[0];
    const fixOptions: unknown = args?.[1];
    if (!running || command !== FIX_ALL_COMMAND || typeof uri !== 'string') return null;
    const unsafe = typeof fixOptions === 'object' && fixOptions !== null && 'unsafe' in fixOptions && fixOptions.unsafe === true;
    return running.actions.fixAll(uri, unsafe, async (edit) => (await connection.workspace.applyEdit({ edit })).applied);
  });

  connection.onRequest('ashlar/rulePage', ({ rule }: { rule: string }): ServerRequests['ashlar/rulePage']['result'] => {
    const facts = running && ruleById(running.session.analysis.rules, rule);
    return facts ? { title: facts.title, markdown: rulePage(facts) } : null;
  });
  connection.onRequest('ashlar/whatAshlarSees', (place: DocumentPlace): ServerRequests['ashlar/whatAshlarSees']['result'] => {
    const known = running?.session.document(place.textDocument.uri);
    if (!running || !known) return null;
    const { analysis, documents } = running.session;
    const seen = analysis.seenAt(known.uri, known.lines.offsetAt(place.position));
    const markdown = seenMarkdown(seen, (uri, start) => placeName(documents.get(uri), start));
    return markdown === undefined ? null : { markdown };
  });

  connection.onRequest('ashlar/inputs', ({ uri }: { uri: string }): ServerRequests['ashlar/inputs']['result'] => {
    return running?.session.inputs.targetsOf(uri) ?? [];
  });
  connection.onRequest('ashlar/chooseInputs', ({ of }: { of: unknown }): null => {
    running?.session.chooseInputs(readChosenFiles(of));
    return null;
  });

  connection.onShutdown(() => {
    for (const stop of scans.values()) stop.abort();
    running?.session.stop();
  });
  connection.listen();
}

function foldersOf(params: InitializeParams): readonly string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map(folderUri);
  return params.rootUri ? [folderUri({ uri: params.rootUri, name: '' })] : [];
}

/** Canonical, with a slash at its end. */
function folderUri(folder: WorkspaceFolder): string {
  return canonicalUri(folder.uri.endsWith('/') ? folder.uri : `${folder.uri}/`);
}

/** Another editor's client may send anything. */
function readOptions(sent: unknown): InitializationOptions {
  if (typeof sent !== 'object' || sent === null) return {};
  const raw: { readonly [key: string]: unknown } = { ...sent };
  return {
    ...(typeof raw.rulePages === 'string' ? { rulePages: raw.rulePages } : {}),
    ...(typeof raw.settings === 'object' && raw.settings !== null ? { settings: raw.settings } : {}),
    status: raw.status === true,
    inputs: readChosenFiles(raw.inputs),
    ...(typeof raw.engine === 'string' ? { engine: raw.engine } : {}),
  };
}
