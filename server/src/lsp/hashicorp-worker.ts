import { parentPort } from 'node:worker_threads';
import { parse } from '@cdktf/hcl2json';

/**
 * The worker that holds HashiCorp's own parser; `HashicorpParser` talks to it.
 *
 * `@cdktf/hcl2json` reads `main.wasm.gz` one folder above its bridge when it is first loaded, and requires its Go glue
 * (`bridge_wasm_exec.js`) by a constant path, which esbuild bundles. The build rewrites the one path so that the file is looked
 * for beside the bundle (`dist/main.wasm.br`). The Go runtime lives in globals, which is one more reason for a thread of its own.
 */
const port = parentPort;
if (port) {
  port.on('message', (request: { name: string; text: string }) => {
    parse(request.name, request.text).then(
      () => port.postMessage(undefined),
      (error: unknown) => port.postMessage(error instanceof Error ? error.message : String(error)),
    );
  });
}
