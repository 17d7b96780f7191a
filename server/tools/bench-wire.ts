import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Status } from '../src/protocol';
import { LineIndex } from '../src/text';
import { ROOT } from './root';

/** The real server process on a workspace of generated files, measured from outside: what an editor would see. */
export class WireBench {
  private readonly versions = new Map<string, number>();
  private heard: () => void = () => undefined;
  private ready = false;

  private constructor(
    readonly process: ChildProcess,
    private readonly connection: MessageConnection,
    private readonly home: string,
    /** From the start of the process to the answer to `initialize`, in milliseconds. */
    readonly startUp: number,
  ) {}

  /** @param files by path below the workspace */
  static async start(files: ReadonlyMap<string, string>): Promise<WireBench> {
    const home = mkdtempSync(join(tmpdir(), 'ashlar-bench-'));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    }
    const begin = performance.now();
    // With ASHLAR_PROFILE=<folder> the server writes a profile of where its time goes.
    const folder = process.env.ASHLAR_PROFILE;
    const profiling = folder ? ['--cpu-prof', '--cpu-prof-dir', folder] : [];
    const server = spawn(process.execPath, [...profiling, join(ROOT, 'dist/server.cjs'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    server.on('exit', () => connection.dispose());
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { workspaceFolders: true } },
      workspaceFolders: [{ uri: pathToFileURL(home).href, name: 'bench' }],
      initializationOptions: { status: true },
    });
    const bench = new WireBench(server, connection, home, performance.now() - begin);
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, version }: { uri: string; version?: number }) => {
      if (version !== undefined) bench.versions.set(uri, version);
      bench.heard();
    });
    connection.onNotification('ashlar/status', ({ state }: Status) => {
      bench.ready = state === 'ready';
      bench.heard();
    });
    return bench;
  }

  /** Lets the server read its workspace. @returns milliseconds until everything is read, judged and published */
  async scan(): Promise<number> {
    const begin = performance.now();
    await this.connection.sendNotification('initialized', {});
    await this.until(() => this.ready);
    return performance.now() - begin;
  }

  /**
   * Types and deletes single characters at random places of a document.
   * @returns milliseconds from each edit to the diagnostics of its version, sorted
   */
  async edits(path: string, text: string, count: number): Promise<readonly number[]> {
    const uri = pathToFileURL(join(this.home, path)).href;
    let version = 1;
    const textDocument = { uri, languageId: LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? 'terraform', version, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    await this.until(() => this.versions.get(uri) === version);
    const random = generator(7);
    const times: number[] = [];
    let current = text;
    let typed: number | undefined;
    for (let i = 0; i < count + WARM; i++) {
      // Every other edit takes the character back, so that the document stays what it is.
      const at: number = typed ?? Math.floor(random() * current.length);
      const inserted: string = typed === undefined ? (TYPED[Math.floor(random() * TYPED.length)] ?? 'x') : '';
      const removed = typed === undefined ? 0 : 1;
      typed = typed === undefined ? at : undefined;
      const lines = new LineIndex(current);
      const range = { start: lines.positionAt(at), end: lines.positionAt(at + removed) };
      current = current.slice(0, at) + inserted + current.slice(at + removed);
      version++;
      const begin = performance.now();
      const change = { textDocument: { uri, version }, contentChanges: [{ range, text: inserted }] };
      await this.connection.sendNotification('textDocument/didChange', change);
      await this.until(() => this.versions.get(uri) === version);
      if (i >= WARM) times.push(performance.now() - begin);
    }
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    return times.sort((a, b) => a - b);
  }

  /**
   * Asks at random places of a document for what an editor asks there. The first questions, which meet cold code, are not counted.
   * @param places matches what to ask at
   * @returns milliseconds of processor time for each question, by method
   */
  async requests(path: string, text: string, places: RegExp, count: number): Promise<ReadonlyMap<string, number>> {
    const uri = pathToFileURL(join(this.home, path)).href;
    const textDocument = { uri, languageId: LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? 'terraform', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    await this.until(() => this.versions.get(uri) === 1);
    const lines = new LineIndex(text);
    const offsets = [...text.matchAll(places)].map(({ index, 0: { length } }) => index + Math.floor(length / 2));
    const random = generator(11);
    const found = new Map<string, number>();
    for (const method of ['hover', 'completion', 'codeAction', 'codeLens']) {
      let before = Number.NaN;
      for (let i = 0; i < count + WARM; i++) {
        if (i === WARM) before = this.processorTime();
        const position = lines.positionAt(offsets[Math.floor(random() * offsets.length)] ?? 0);
        const range = { start: position, end: position };
        const asked = { textDocument: { uri }, position, range, context: { diagnostics: [] } };
        const answer: unknown = await this.connection.sendRequest(`textDocument/${method}`, asked);
        if (answer === null) throw new Error(`${method} of ${path} has no answer`);
      }
      found.set(method, (this.processorTime() - before) / count);
    }
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    return found;
  }

  /** Resident memory of the server's process in MB; Linux only, NaN elsewhere. */
  megabytes(): number {
    try {
      const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    } catch {
      return Number.NaN;
    }
  }

  /** Processor time that the server has used so far, in milliseconds; Linux only, NaN elsewhere. */
  processorTime(): number {
    try {
      const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(' ');
      // In hundredths of a second: in user code (14th) and in the kernel (15th).
      return (Number(fields[13]) + Number(fields[14])) * 10;
    } catch {
      return Number.NaN;
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await ended;
    rmSync(this.home, { recursive: true, force: true });
  }

  private until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.heard = () => {
        if (holds()) resolve();
      };
      this.heard();
    });
  }
}

const LANGUAGES: Readonly<Record<string, string>> = { yaml: 'yaml', json: 'json' };

/** The first edits meet cold code; people make more than these. */
export const WARM = 50;

/** What people type; quotes and brackets break the document for a moment, as they do in life. */
const TYPED = ['a', 'e', 't', '_', ' ', '"', '{', '}', '=', '0', '\n'];

/** Random numbers in [0, 1) that are the same in each run (a linear congruential generator). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
