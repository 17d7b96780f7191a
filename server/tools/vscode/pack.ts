import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { ROOT, ToolError } from '../root';

/** What the .vsix may weigh (design, section 9), in bytes: with all it holds, and without the SDK of the posture scan. */
export const VSIX_BUDGET = 6 * 1024 * 1024;
export const VSIX_BUDGET_WITHOUT_SDK = 3 * 1024 * 1024;

/** The one file that holds the SDK. */
const SDK = 'dist/posture.cjs';

export interface PackedVsix {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly withoutSdk: number;
  readonly files: readonly string[];
}

/** Builds a minified .vsix. */
export async function packVsix(out: string): Promise<PackedVsix> {
  execFileSync(process.execPath, [join(ROOT, 'server/tools/build.mjs'), '--minify'], { cwd: ROOT, stdio: 'inherit' });
  const files = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });
  for (const needed of [
    'dist/client.cjs',
    'dist/server.cjs',
    'dist/browser/client.js',
    'dist/browser/server.js',
    'dist/engine.json',
    SDK,
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
  const { size } = statSync(out);
  // As the package compresses it.
  const sdk = deflateRawSync(readFileSync(join(ROOT, SDK)), { level: 9 }).length;
  return { path: out, size, withoutSdk: size - sdk, files };
}
