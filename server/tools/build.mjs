// Bundles what runs: `node server/tools/build.mjs [--minify] [--sizes]`.
//   dist/client.cjs dist/server.cjs         the extension and its language server, desktop
//   dist/analysis.cjs                       what the server loads once `initialize` is answered
//   dist/browser/{client,server}.js         the same for vscode.dev; refused if they reach for node:*
//   dist/cli.cjs                            `ashlar`
//   dist/hashicorp-worker.cjs main.wasm.br  HashiCorp's own parser, in a worker of its own
//   dist/posture.cjs                        the only code that reaches a network, with the AWS SDK; loaded by the first scan
//   dist/engine.json dist/iam.json          what rules/ and AWS's reference were compiled to
// Without --minify source maps are written, and names stay readable.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { unlistedCommands } from './posture-commands.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
const minify = process.argv.includes('--minify');
const showSizes = process.argv.includes('--sizes');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The parts of EngineData. */
const engineParts = ['rules', 'mapping', 'schema', 'defaults', 'lists'];
const generated = (part) => join(root, 'server/generated', `${part}.json`);
if (![...engineParts, 'iam', 'iam-descriptions'].every((part) => existsSync(generated(part)))) {
  execFileSync(process.execPath, [join(root, 'server/tools/run.mjs'), 'generate'], { cwd: root, stdio: 'inherit' });
}

/** hcl2json looks for its gzipped wasm one folder above its own file; in the bundle it lies beside it, and smaller by a quarter. */
const wasmBeside = {
  name: 'wasm-beside',
  setup(context) {
    context.onLoad({ filter: /@cdktf[\\/]hcl2json[\\/]lib[\\/]bridge\.js$/ }, (args) => {
      let contents = readFileSync(args.path, 'utf8');
      for (const [from, to] of [
        ['__dirname, "..", "main.wasm.gz"', '__dirname, "main.wasm.br"'],
        ['gunzip', 'brotliDecompress'],
      ]) {
        if (!contents.includes(from)) throw new Error('hcl2json no longer loads main.wasm.gz as this build expects');
        contents = contents.replaceAll(from, to);
      }
      return { contents, loader: 'js' };
    });
  },
};

/** Leaves out of the server what it loads later: a file of its own beside it, required and not imported, since that is loaded at once. */
const analysisLater = {
  name: 'analysis-later',
  setup(context) {
    context.onResolve({ filter: /^\.\/answer-node$/ }, () => ({ path: './analysis.cjs', external: true }));
  },
};

const common = {
  bundle: true,
  absWorkingDir: root,
  target: 'es2022',
  minify,
  sourcemap: minify ? false : 'linked',
  // Sources stand in the map by path only: the texts are beside it in a checkout.
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
  define: { ASHLAR_VERSION: JSON.stringify(version) },
};
const node = { ...common, platform: 'node', format: 'cjs', mainFields: ['module', 'main'] };
const browser = { ...common, platform: 'browser', mainFields: ['browser', 'module', 'main'] };

/** Built where it is there: without it the server tells of broken Terraform in our own words only. */
const WORKER = 'server/src/lsp/hashicorp-worker.ts';

const POSTURE = 'server/src/posture/index.ts';

const bundles = [
  { in: 'client/src/extension.ts', out: 'dist/client.cjs', options: { ...node, external: ['vscode'] } },
  {
    in: 'server/src/lsp/node.ts',
    out: 'dist/server.cjs',
    options: { ...node, plugins: [analysisLater], supported: { 'dynamic-import': false } },
  },
  { in: 'server/src/lsp/answer-node.ts', out: 'dist/analysis.cjs', options: node },
  {
    in: 'client/src/extension-browser.ts',
    out: 'dist/browser/client.js',
    options: { ...browser, format: 'cjs', external: ['vscode'] },
  },
  { in: 'server/src/lsp/browser.ts', out: 'dist/browser/server.js', options: { ...browser, format: 'iife' } },
  { in: 'server/src/cli/main.ts', out: 'dist/cli.cjs', options: { ...node, banner: { js: '#!/usr/bin/env node' } } },
  { in: POSTURE, out: 'dist/posture.cjs', options: node },
  { in: WORKER, out: 'dist/hashicorp-worker.cjs', options: { ...node, plugins: [wasmBeside], external: ['performance'] } },
].filter((bundle) => bundle.in !== WORKER || existsSync(join(root, WORKER)));

mkdirSync(join(root, 'dist/browser'), { recursive: true });
// One file for all bundles, read with the first document: a server that starts has less to read, and the package holds it once.
writeFileSync(
  join(root, 'dist/engine.json'),
  `{${engineParts.map((part) => `${JSON.stringify(part)}:${readFileSync(generated(part), 'utf8').trim()}`).join(',')}}`,
);
// Half of all there is to say about AWS's actions is never asked for: a file of its own, for all bundles, read with the first policy.
copyFileSync(generated('iam'), join(root, 'dist/iam.json'));
copyFileSync(generated('iam-descriptions'), join(root, 'dist/iam-descriptions.json'));
const results = await Promise.all(
  bundles.map((bundle) =>
    build({ ...bundle.options, entryPoints: [join(root, bundle.in)], outfile: join(root, bundle.out) }).then((result) => ({
      ...bundle,
      result,
    })),
  ),
);
chmodSync(join(root, 'dist/cli.cjs'), 0o755);
if (bundles.some((bundle) => bundle.in === WORKER)) packWasm();

/** Compressing costs some seconds, so it is done once for each version of the wasm, and again for a package only where it is missing. */
function packWasm() {
  const packed = join(root, 'dist/main.wasm.br');
  const source = join(dirname(require.resolve('@cdktf/hcl2json/package.json')), 'main.wasm.gz');
  const wasm = gunzipSync(readFileSync(source));
  if (existsSync(packed) && brotliDecompressSync(readFileSync(packed)).equals(wasm)) return;
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length };
  writeFileSync(packed, brotliCompressSync(wasm, { params }));
}

for (const { out, options, result } of results) {
  if (options.platform !== 'browser') continue;
  for (const [input, { imports }] of Object.entries(result.metafile.inputs)) {
    const builtin = imports.find((imported) => isBuiltin(imported.path));
    if (builtin) throw new Error(`${out} must run in a browser, but ${input} imports ${builtin.path}`);
  }
}

const calls = await build({
  entryPoints: [join(root, 'server/src/posture/calls.ts')],
  bundle: true,
  write: false,
  format: 'esm',
});
const { BROUGHT_ALONG, CALLS, EXCHANGES } = await import(
  `data:text/javascript;base64,${Buffer.from(calls.outputFiles[0].contents).toString('base64')}`
);
for (const { in: entry, out, result } of results) {
  const holdsSdk = entry === POSTURE;
  const found = unlistedCommands(result.metafile, holdsSdk ? CALLS : [], holdsSdk ? EXCHANGES : {});
  const unlisted = found.filter((one) => !holdsSdk || !BROUGHT_ALONG.includes(one));
  if (unlisted.length > 0)
    throw new Error(`${out} holds calls of AWS that are not on the list in ${POSTURE}: ${unlisted.join(', ')}`);
}

if (showSizes) {
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} kB`.padStart(11);
  for (const { out, result } of results) {
    const output = Object.entries(result.metafile.outputs).find(([path]) => !path.endsWith('.map'))?.[1];
    console.log(`${kb(output?.bytes ?? 0)}  ${out}`);
    const inputs = Object.entries(output?.inputs ?? {}).sort((a, b) => b[1].bytesInOutput - a[1].bytesInOutput);
    for (const [path, { bytesInOutput }] of inputs.slice(0, 8))
      console.log(`${kb(bytesInOutput)}    ${relative(root, resolve(root, path))}`);
  }
}
