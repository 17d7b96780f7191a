import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { ROOT, ToolError } from '../root';

/** What the .vsix may weigh without the SDK of the posture view (design, section 9), in bytes. */
export const VSIX_BUDGET = 3 * 1024 * 1024;

/** Builds a minified .vsix. @returns its path and size in bytes */
export async function packVsix(
  out: string,
): Promise<{ readonly path: string; readonly size: number; readonly files: readonly string[] }> {
  execFileSync(process.execPath, [join(ROOT, 'server/tools/build.mjs'), '--minify'], { cwd: ROOT, stdio: 'inherit' });
  const files = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });
  for (const needed of [
    'dist/client.cjs',
    'dist/server.cjs',
    'dist/browser/client.js',
    'dist/browser/server.js',
    'dist/engine.json',
  ]) {
    if (!files.includes(needed)) throw new ToolError(`${needed} would be missing in the package.`);
  }
  await createVSIX({
    cwd: ROOT,
    packagePath: out,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: false,
    rewriteRelativeLinks: false,
  });
  return { path: out, size: statSync(out).size, files };
}
