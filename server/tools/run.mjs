// Runs a tool written in TypeScript: `node server/tools/run.mjs generate [args]` bundles server/tools/generate.ts and imports it.
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [name, ...args] = process.argv.slice(2);
if (!name || !/^[a-z0-9-]+$/.test(name)) {
  console.error('usage: node server/tools/run.mjs <tool> [arguments]');
  process.exit(2);
}
const outdir = join(root, 'node_modules/.cache/ashlar-tools');
mkdirSync(outdir, { recursive: true });
// A file name of its own per process: two tools may be built at the same time.
const outfile = join(outdir, `${name}-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'server/tools', `${name}.ts`)],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
  define: { 'process.env.ASHLAR_ROOT': JSON.stringify(root) },
});
process.argv = [process.argv[0] ?? 'node', outfile, ...args];
try {
  await import(pathToFileURL(outfile).href);
} finally {
  const { rm } = await import('node:fs/promises');
  await rm(outfile, { force: true });
}
