import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  Hover,
  InitializeResult,
  Position,
  PublishDiagnosticsParams,
  Range,
  TextDocumentContentChangeEvent,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/text';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const SERVER = join(process.env.ASHLAR_DIST ?? join(ROOT, 'dist'), 'server.cjs');

const CAPABILITIES: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, dataSupport: true },
    codeAction: {
      dataSupport: true,
      disabledSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
    },
  },
  workspace: { workspaceFolders: true, applyEdit: true, workspaceEdit: { documentChanges: true } },
};

export interface ClientOptions {
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  /** Beside the test's own environment; undefined takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Another server.cjs than the built one. */
  readonly server?: string;
}

/** An editor of a few lines: a real connection over stdio to the built server in a process of its own. */
export class Client {
  readonly published: PublishDiagnosticsParams[] = [];
  readonly statuses: unknown[] = [];
  /** Edits that the server asked to apply; they are applied to the open documents. */
  readonly applied: WorkspaceEdit[] = [];
  capabilities: InitializeResult['capabilities'] = {};
  private readonly texts = new Map<string, { version: number; text: string }>();
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly process: ChildProcess,
    readonly connection: MessageConnection,
  ) {
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      for (const wake of [...this.waiting]) wake();
    });
    connection.onNotification('ashlar/status', (status: unknown) => {
      this.statuses.push(status);
      for (const wake of [...this.waiting]) wake();
    });
    connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
      this.applied.push(edit);
      this.apply(edit);
      return { applied: true };
    });
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.listen();
  }

  static async start(options: ClientOptions = {}): Promise<Client> {
    const server = spawn('node', ['--enable-source-maps', options.server ?? SERVER, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...options.env },
    });
    const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    const client = new Client(server, connection);
    // A server that is not built or falls over ends the test, not its time limit.
    server.on('exit', () => connection.dispose());
    const result = await connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: options.capabilities ?? CAPABILITIES,
      workspaceFolders: (options.folders ?? []).map((uri) => ({ uri, name: uri })),
      initializationOptions: options.initializationOptions ?? {},
    });
    client.capabilities = result.capabilities;
    await connection.sendNotification('initialized', {});
    return client;
  }

  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.on('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await ended;
    this.connection.dispose();
    return code;
  }

  open(uri: string, text: string, languageId = 'terraform', version = 1): void {
    this.texts.set(uri, { version, text });
    void this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  close(uri: string): void {
    this.texts.delete(uri);
    void this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Replaces `[start, end)` of the document by a text, as one incremental change. */
  edit(uri: string, start: number, end: number, newText: string): number {
    const document = this.document(uri);
    const lines = new LineIndex(document.text);
    const range = { start: lines.positionAt(start), end: lines.positionAt(end) };
    document.text = document.text.slice(0, start) + newText + document.text.slice(end);
    document.version++;
    const contentChanges: TextDocumentContentChangeEvent[] = [{ range, text: newText }];
    void this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges,
    });
    return document.version;
  }

  /** Replaces the first occurrence of a text. */
  replace(uri: string, find: string, by: string): number {
    const at = this.text(uri).indexOf(find);
    if (at < 0) throw new Error(`${find} does not occur`);
    return this.edit(uri, at, at + find.length, by);
  }

  text(uri: string): string {
    return this.document(uri).text;
  }

  version(uri: string): number {
    return this.document(uri).version;
  }

  /** The newest diagnostics of a document. */
  diagnostics(uri: string): readonly Diagnostic[] {
    return this.latest(uri)?.diagnostics ?? [];
  }

  latest(uri: string): PublishDiagnosticsParams | undefined {
    return this.published.findLast((params) => params.uri === uri);
  }

  /** Waits for the diagnostics of a version of a document (the one it has now). */
  async judged(uri: string, version = this.version(uri)): Promise<readonly Diagnostic[]> {
    await this.until(`diagnostics of ${uri} at ${version}`, () => this.latest(uri)?.version === version);
    return this.diagnostics(uri);
  }

  /** Waits until something holds, looking each time the server has said something. */
  until(what: string, holds: () => boolean, limit = 120_000): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`${what}: not within ${limit} ms`));
      }, limit);
      this.waiting.add(look);
    });
  }

  actions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    const context = { diagnostics: this.diagnostics(uri), ...(only ? { only } : {}) };
    return this.connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range, context });
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest('codeAction/resolve', action);
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
  }

  /** Where a text stands. */
  rangeOf(uri: string, find: string): Range {
    const text = this.text(uri);
    const at = text.indexOf(find);
    if (at < 0) throw new Error(`${find} does not occur`);
    const lines = new LineIndex(text);
    return { start: lines.positionAt(at), end: lines.positionAt(at + find.length) };
  }

  /** The text that a range covers. */
  covered(uri: string, range: Range): string {
    const text = this.text(uri);
    const lines = new LineIndex(text);
    return text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end));
  }

  /** Applies an edit to the open documents and tells the server, as an editor does. */
  apply(edit: WorkspaceEdit): void {
    for (const change of edit.documentChanges ?? []) {
      if (!isDocumentEdit(change)) throw new Error('not a text edit');
      const { uri, version } = change.textDocument;
      if (version !== this.version(uri))
        throw new Error(`an edit of version ${version}, the document is at ${this.version(uri)}`);
      const lines = new LineIndex(this.text(uri));
      const edits = change.edits.map((one) => {
        if (!('newText' in one)) throw new Error('a snippet, though the client knows none');
        return { start: lines.offsetAt(one.range.start), end: lines.offsetAt(one.range.end), newText: one.newText };
      });
      for (const { start, end, newText } of edits.sort((a, b) => b.start - a.start)) this.edit(uri, start, end, newText);
    }
  }

  private document(uri: string): { version: number; text: string } {
    const document = this.texts.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  }
}

function isDocumentEdit(change: object): change is TextDocumentEdit {
  return 'edits' in change;
}

export interface Folder {
  readonly path: string;
  readonly uri: string;
  file(name: string): string;
  write(name: string, text: string): string;
  dispose(): void;
}

/** A fresh folder on the disk with files in it. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ashlar-lsp-')));
  const file = (name: string): string => pathToFileURL(join(path, name)).href;
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
    return file(name);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { path, uri: pathToFileURL(path).href, file, write, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

/** The rules that diagnostics name, syntax errors left out. */
export function rulesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((diagnostic) => String(diagnostic.code)).filter((code) => code !== 'syntax');
}

export { CAPABILITIES };
