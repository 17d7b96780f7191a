import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../root';

/** Bundles the suite that runs in the extension host. @returns the module that exports `run` */
export async function bundleSuite(directory: string): Promise<string> {
  const outfile = join(directory, 'suite/index.cjs');
  await build({
    entryPoints: [join(ROOT, 'test/vscode/suite/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', './worker.cjs', './reporters/parallel-buffered.cjs'],
    logLevel: 'error',
    // mocha is ESM and asks for its own place; nothing of what it does there is used.
    define: { 'import.meta.url': JSON.stringify('file:///suite/index.cjs') },
  });
  return outfile;
}

/** A fresh copy of the workspace that the suite works on. */
export function copyWorkspace(): { readonly path: string; dispose(): void } {
  const home = mkdtempSync(join(tmpdir(), 'ashlar-workspace-'));
  const path = join(home, 'workspace');
  cpSync(join(ROOT, 'test/vscode/workspace'), path, { recursive: true });
  return { path, dispose: () => rmSync(home, { recursive: true, force: true }) };
}

/** A folder that VS Code takes for an extension under development: without one it starts no suite. */
export function stubExtension(directory: string): string {
  const path = join(directory, 'stub');
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, 'package.json'),
    JSON.stringify({ name: 'stub', publisher: 'test', version: '0.0.0', engines: { vscode: '*' } }),
  );
  return path;
}
