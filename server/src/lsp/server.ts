import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Hover,
  type InitializeParams,
  MarkupKind,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { canonicalUri } from '../analysis';
import type { EngineData } from '../engine-data';
import { findingMarkdown } from '../features/hover';
import { iamHover } from '../features/iam/hover';
import { rulePage } from '../features/rule-page';
import { seenMarkdown } from '../features/seen';
import { valueMarkdown } from '../features/value';
import type { AccessSubjectsParams, DocumentPlace, FixAllResult, InitializationOptions, ServerRequests } from '../protocol';
import { ruleById } from '../rules';
import { accessSubjects, accessView } from './access';
import { FIX_ALL_COMMAND } from './capabilities';
import { CodeActions } from './code-actions';
import { codeLenses } from './code-lens';
import { placeName, rangeOf } from './convert';
import type { Host } from './host';
import { completeIam } from './iam-completion';
import { policyAt } from './policy-at';
import { answerPosture } from './posture';
import { Session } from './session';
import { readChosenFiles, readSettings } from './settings';

const WATCHED = '**/{*.tf,*.tofu,*.tfvars,*.json,*.yaml,*.yml,*.template,.terraform.lock.hcl}';

export interface ServerOptions {
  /** @param text of engine.json, where the client hands it over */
  readonly engine: (text: string | undefined) => EngineData;
}

/**
 * Answers one client that has just been answered `initialize` (see initialize.ts): registers everything else that it may ask. Returns at once.
 * @param params what the client sent with `initialize`
 */
export function answer(connection: Connection, host: Host, options: ServerOptions, params: InitializeParams): void {
  const scans = new Map<string, AbortController>();
  const given = readOptions(params.initializationOptions);
  const session = new Session(
    {
      connection,
      host,
      engine: () => options.engine(given.engine),
      rulePages: given.rulePages,
      status: given.status === true,
      lenses: params.capabilities.workspace?.codeLens?.refreshSupport === true,
    },
    readSettings(given.settings),
    given.inputs ?? {},
  );
  const actions = new CodeActions(session, params.capabilities);
  for (const folder of foldersOf(params)) session.files.addFolder(folder);

  connection.onInitialized(async () => {
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
    if (scans.has(folder)) return;
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
    session.removeFolder(folder);
  };

  connection.onDidChangeConfiguration(async ({ settings }) => {
    const pulled = params.capabilities.workspace?.configuration;
    session.configure(readSettings(pulled ? await connection.workspace.getConfiguration('ashlar') : settings?.ashlar));
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    session.opened(uri, languageId, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    session.changed(textDocument.uri, contentChanges, textDocument.version);
  });
  connection.onDidSaveTextDocument(({ textDocument }) => session.analysis.saved(textDocument.uri));
  connection.onDidCloseTextDocument(({ textDocument }) => session.closed(textDocument.uri));
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    for (const { uri, type } of changes) await session.files.watched(canonicalUri(uri), type === FileChangeType.Deleted);
  });

  connection.onHover(async (place): Promise<Hover | null> => {
    const known = session.document(place.textDocument.uri);
    if (!session.settings.enable || !known) return null;
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
    const at = await policyAt(session, known.uri, offset);
    const iam = at && iamHover(at.place, at.catalogue, at.descriptions);
    if (iam) texts.push(iam.markdown);
    const span = here[0]?.span ?? value?.span ?? iam?.span;
    if (!span) return null;
    return { contents: { kind: MarkupKind.Markdown, value: texts.join('\n\n---\n\n') }, range: rangeOf(known.lines, span) };
  });

  const { snippetSupport } = params.capabilities.textDocument?.completion?.completionItem ?? {};
  connection.onCompletion((place) => completeIam(session, place, snippetSupport === true));
  connection.onCodeLens(({ textDocument }) => codeLenses(session, textDocument.uri));
  connection.onCodeAction((asked) => actions.at(asked));
  connection.onCodeActionResolve((action) => actions.resolve(action));

  connection.onExecuteCommand(async ({ command, arguments: args }): Promise<FixAllResult | null> => {
    const uri: unknown = args?.[0];
    const fixOptions: unknown = args?.[1];
    if (command !== FIX_ALL_COMMAND || typeof uri !== 'string') return null;
    const unsafe = typeof fixOptions === 'object' && fixOptions !== null && 'unsafe' in fixOptions && fixOptions.unsafe === true;
    return actions.fixAll(uri, unsafe, async (edit) => (await connection.workspace.applyEdit({ edit })).applied);
  });

  connection.onRequest('ashlar/rulePage', ({ rule }: { rule: string }): ServerRequests['ashlar/rulePage']['result'] => {
    const facts = ruleById(session.analysis.rules, rule);
    return facts ? { title: facts.title, markdown: rulePage(facts) } : null;
  });
  connection.onRequest('ashlar/whatAshlarSees', (place: DocumentPlace): ServerRequests['ashlar/whatAshlarSees']['result'] => {
    const known = session.document(place.textDocument.uri);
    if (!known) return null;
    const { analysis, documents } = session;
    const seen = analysis.seenAt(known.uri, known.lines.offsetAt(place.position));
    const markdown = seenMarkdown(seen, (uri, start) => placeName(documents.get(uri), start));
    return markdown === undefined ? null : { markdown };
  });

  connection.onRequest(
    'ashlar/accessSubjects',
    (asked: AccessSubjectsParams): ServerRequests['ashlar/accessSubjects']['result'] => accessSubjects(session, asked),
  );
  connection.onRequest('ashlar/access', ({ uri, address }: ServerRequests['ashlar/access']['params']) =>
    accessView(session, uri, address),
  );

  connection.onRequest('ashlar/inputs', ({ uri }: { uri: string }): ServerRequests['ashlar/inputs']['result'] => {
    return session.inputs.targetsOf(uri);
  });
  connection.onRequest('ashlar/chooseInputs', ({ of }: { of: unknown }): null => {
    session.chooseInputs(readChosenFiles(of));
    return null;
  });

  const stopPosture = host.posture && answerPosture(connection, session, host, host.posture);

  connection.onShutdown(() => {
    stopPosture?.();
    for (const stop of scans.values()) stop.abort();
    session.stop();
  });
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
