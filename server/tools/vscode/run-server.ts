import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Harness } from './install';

/** Settings of the user, read once when the server starts. */
const USER_SETTINGS = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.autoDetectColorScheme': false,
  'workbench.colorTheme': 'Dark 2026',
  'workbench.reduceMotion': 'on',
  'files.autoSave': 'off',
};

export interface VsCode {
  readonly port: number;
  /** A page's address: a folder, and what the workbench is told (`["openFile", …]`). */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** The URI of a file as the workbench names it. */
  uri(path: string): string;
}

/** Starts a VS Code with the .vsix installed, hands it over, and ends it whatever happens. */
export async function withVsCode(
  harness: Harness,
  vsix: string,
  env: Readonly<Record<string, string>>,
  use: (vscode: VsCode) => Promise<void>,
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'ashlar-vscode-'));
  const data = join(home, 'data');
  mkdirSync(join(data, 'data/User'), { recursive: true });
  writeFileSync(join(data, 'data/User/settings.json'), JSON.stringify(USER_SETTINGS));
  const directories = ['--server-data-dir', data, '--extensions-dir', join(home, 'extensions')];
  const environment = { ...process.env, ...env, EXTENSIONS_GALLERY: '{}' };
  let server: ChildProcess | undefined;
  try {
    const installed = spawnSync(
      harness.node,
      [harness.serverMain, ...directories, '--accept-server-license-terms', '--install-extension', vsix],
      {
        env: environment,
        encoding: 'utf8',
      },
    );
    if (installed.status !== 0) throw new Error(`The .vsix could not be installed:\n${installed.stdout}${installed.stderr}`);
    const flags = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'];
    const modes = ['--enable-smoke-test-driver', '--disable-telemetry', '--disable-workspace-trust'];
    server = spawn(harness.node, [harness.serverMain, ...flags, ...modes, ...directories], { env: environment });
    const port = await listeningPort(server);
    const authority = `127.0.0.1:${port}`;
    const uri = (path: string): string => `vscode-remote://${authority}${encodeURI(path)}`;
    const address = (folder: string, payload: readonly (readonly [string, string])[] = []): string =>
      `http://${authority}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await use({ port, address, uri });
  } finally {
    if (server) await ended(server);
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

function listeningPort(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`VS Code's server did not start within 60 s:\n${output}`)), 60_000);
    const read = (chunk: unknown): void => {
      output += String(chunk);
      const port = /listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended with ${code}:\n${output}`));
    });
  });
}

/** Ends the process; its children follow by themselves. */
function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.on('exit', () => resolve());
    server.kill('SIGTERM');
    setTimeout(() => server.kill('SIGKILL'), 8_000).unref();
  });
}
