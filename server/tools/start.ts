// `npm start`: runs the real server on examples/ as an editor would and prints what it says, each fix as a difference.
// `npm start -- --editor` opens VS Code there instead, with the extension from this checkout.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticSeverity,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { unifiedDiff } from '../src/cli/diff';
import { frameOf } from '../src/cli/frame';
import { styleOf } from '../src/cli/output';
import { applyEdits, LineIndex } from '../src/text';
import { canonicalUri } from '../src/workspace/uri';
import { main, ROOT, ToolError } from './root';

const EXAMPLES = join(ROOT, 'examples');
const LANGUAGES: Readonly<Record<string, string>> = {
  tf: 'terraform',
  tofu: 'terraform',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  template: 'yaml',
};
/** How long the server may take to say something about every file. */
const PATIENCE = 20_000;
/** Without a word for that long, the server has said what it has to say. */
const QUIET = 300;

const style = styleOf(process.stdout, process.env);

interface Example {
  readonly name: string;
  readonly uri: string;
  readonly text: string;
  readonly lines: LineIndex;
}

await main(() => (process.argv.includes('--editor') ? openEditor() : showDiagnostics()));

async function openEditor(): Promise<void> {
  const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', ['code'], { stdio: 'ignore' });
  if (found.status !== 0)
    throw new ToolError('VS Code is not installed here: there is no command `code`. `npm start` shows the same in the terminal.');
  spawnSync('code', ['--new-window', `--extensionDevelopmentPath=${ROOT}`, EXAMPLES], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}

async function showDiagnostics(): Promise<void> {
  const examples = readExamples();
  if (examples.length === 0) throw new ToolError(`There is nothing in ${EXAMPLES}`);
  const started = performance.now();
  const server = spawn(process.execPath, [join(ROOT, 'dist/server.cjs'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  try {
    const known = listen(connection);
    await initialize(connection);
    const ready = performance.now();
    for (const { uri, text, name } of examples) {
      const languageId = LANGUAGES[name.slice(name.lastIndexOf('.') + 1)] ?? 'plaintext';
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version: 1, text },
      });
    }
    await known.all(examples.map(({ uri }) => uri));
    const answered = performance.now();
    let problems = 0;
    let fixes = 0;
    for (const example of examples) {
      const diagnostics = known.of(example.uri);
      console.log(`${style.bold(example.name)}${diagnostics.length === 0 ? `  ${style.green('nothing to say')}` : ''}\n`);
      for (const diagnostic of diagnostics) {
        problems++;
        printDiagnostic(diagnostic, example);
        fixes += await printFixes(connection, diagnostic, example, examples);
      }
    }
    console.log(
      `${problems} problems in ${examples.length} files, ${fixes} with a fix. Initialized in ${Math.round(ready - started)} ms, all diagnostics ${Math.round(answered - ready)} ms later.`,
    );
    if (problems === 0) throw new ToolError('The examples are there to be found fault with, and no problem was reported.');
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    const code = await ended;
    if (code !== 0) throw new ToolError(`The server ended with ${code}.`);
  } finally {
    connection.dispose();
    server.kill();
  }
}

function readExamples(): readonly Example[] {
  return readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(tf|tofu|ya?ml|json|template)$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(join(EXAMPLES, name), 'utf8');
      return { name: `examples/${name}`, uri: pathToFileURL(join(EXAMPLES, name)).href, text, lines: new LineIndex(text) };
    });
}

/** Collects what the server publishes, by document. */
function listen(connection: ProtocolConnection) {
  const byUri = new Map<string, readonly Diagnostic[]>();
  let heard = () => {};
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    byUri.set(canonicalUri(uri), diagnostics);
    heard();
  });
  connection.listen();
  return {
    of: (uri: string) => byUri.get(canonicalUri(uri)) ?? [],
    /** Resolves when something was said about each document and the server has been quiet for a moment. */
    all: (uris: readonly string[]) =>
      new Promise<void>((resolve, reject) => {
        let quiet: NodeJS.Timeout | undefined;
        const deadline = setTimeout(() => {
          clearTimeout(quiet);
          const missing = uris.filter((uri) => !byUri.has(canonicalUri(uri)));
          reject(new ToolError(`The server said nothing about ${missing.join(', ')}`));
        }, PATIENCE);
        heard = () => {
          if (!uris.every((uri) => byUri.has(canonicalUri(uri)))) return;
          clearTimeout(quiet);
          quiet = setTimeout(() => {
            clearTimeout(deadline);
            resolve();
          }, QUIET);
        };
        heard();
      }),
  };
}

async function initialize(connection: ProtocolConnection): Promise<void> {
  const uri = pathToFileURL(EXAMPLES).href;
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'examples' }],
    capabilities: {
      textDocument: {
        publishDiagnostics: { versionSupport: true, relatedInformation: true, dataSupport: true, codeDescriptionSupport: true },
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
          isPreferredSupport: true,
          dataSupport: true,
          resolveSupport: { properties: ['edit'] },
        },
      },
      workspace: { workspaceEdit: { documentChanges: true }, workspaceFolders: true },
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});
}

function printDiagnostic(diagnostic: Diagnostic, { text, lines }: Example): void {
  const { line, character } = diagnostic.range.start;
  const kind = ['', 'error', 'warning', 'information', 'hint'][diagnostic.severity ?? DiagnosticSeverity.Error] ?? '';
  const colour = diagnostic.severity === DiagnosticSeverity.Error ? style.red : style.yellow;
  const frame = frameOf(
    text,
    lines,
    { start: lines.offsetAt(diagnostic.range.start), end: lines.offsetAt(diagnostic.range.end) },
    [],
  );
  console.log(
    `  ${line + 1}:${character + 1}  ${colour(kind)}  ${diagnostic.message}  ${style.dim(String(diagnostic.code ?? ''))}`,
  );
  console.log(`    ${frame.source}\n    ${colour(frame.underline)}`);
  for (const { location, message } of diagnostic.relatedInformation ?? []) {
    const name = location.uri.slice(location.uri.lastIndexOf('/') + 1);
    console.log(`    see ${name}:${location.range.start.line + 1}: ${message}`);
  }
}

/** Asks for the fixes of a diagnostic and prints them; how many there are. */
async function printFixes(
  connection: ProtocolConnection,
  diagnostic: Diagnostic,
  example: Example,
  examples: readonly Example[],
): Promise<number> {
  const actions = await connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: example.uri },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic], only: ['quickfix'] },
  });
  let fixes = 0;
  for (const action of actions ?? []) {
    if (!('kind' in action) || action.disabled) continue;
    const code = action.diagnostics?.[0]?.code;
    // Another problem of the same line has its own turn.
    if (code !== undefined && code !== diagnostic.code) continue;
    const resolved = action.edit ? action : await connection.sendRequest(CodeActionResolveRequest.type, action);
    if (!resolved.edit) throw new ToolError(`The fix "${action.title}" came without an edit.`);
    // Suppressing is offered as well; what is worth showing is the repair.
    if (JSON.stringify(resolved.edit).includes('ashlar:ignore')) continue;
    fixes++;
    console.log(`    ${style.green(action.title)}`);
    for (const text of diffsOf(resolved.edit, examples)) {
      for (const line of text.trimEnd().split('\n').slice(2))
        console.log(
          `      ${line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : style.dim(line)}`,
        );
    }
  }
  console.log('');
  return fixes > 0 ? 1 : 0;
}

function diffsOf(edit: WorkspaceEdit, examples: readonly Example[]): readonly string[] {
  const changes = edit.documentChanges
    ? edit.documentChanges.flatMap((change) => ('edits' in change ? [{ uri: change.textDocument.uri, edits: change.edits }] : []))
    : Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({ uri, edits }));
  return changes.map(({ uri, edits }) => {
    const example = examples.find((candidate) => canonicalUri(candidate.uri) === canonicalUri(uri));
    if (!example) throw new ToolError(`A fix reaches outside of the examples: ${uri}`);
    const plain = edits.flatMap((one) =>
      'newText' in one
        ? [
            {
              span: { start: example.lines.offsetAt(one.range.start), end: example.lines.offsetAt(one.range.end) },
              newText: one.newText,
            },
          ]
        : [],
    );
    return unifiedDiff(example.name, example.text, applyEdits(example.text, plain));
  });
}
