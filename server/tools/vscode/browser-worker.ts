import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../root';

/** Runs dist/browser/server.js in a real worker and speaks LSP to it over messages, as vscode.dev does. */
export async function tryBrowserWorker(page: Page): Promise<void> {
  const script = readFileSync(join(ROOT, 'dist/browser/server.js'), 'utf8');
  await page.goto('about:blank');
  const engine = readFileSync(join(ROOT, 'dist/engine.json'), 'utf8');
  const published: unknown = await page.evaluate(converse, { script, engine });
  assert.ok(Array.isArray(published), 'the worker published nothing');
  const codes = published.map((diagnostic: { code?: unknown }) => diagnostic.code);
  assert.ok(codes.includes('aws/rds/instance-not-public'), `the worker published: ${codes.join(', ')}`);
  console.log(`    ✔ ${codes.length} diagnostics from the worker`);
}

/** The slice of a worker's interface that is used; the checker knows Node's globals only. */
interface BrowserWorker {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: { id?: number; method?: string; params?: { diagnostics?: unknown } } }) => void) | null;
  onerror: ((event: { message: string }) => void) | null;
  terminate(): void;
}

/** Runs in the page: it must not use anything from outside of itself. */
function converse({ script, engine }: { readonly script: string; readonly engine: string }): Promise<unknown> {
  const make = Reflect.get(globalThis, 'Worker') as new (url: string) => BrowserWorker;
  return new Promise((resolve, reject) => {
    const worker = new make(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
    const uri = 'vscode-vfs://github/example/main.tf';
    const text = 'resource "aws_db_instance" "a" {\n  publicly_accessible = true\n}\n';
    const send = (message: object): void => worker.postMessage({ jsonrpc: '2.0', ...message });
    setTimeout(() => reject(new Error('no diagnostics within 20 s')), 20_000);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data.id === 1 && data.method === undefined) {
        send({ method: 'initialized', params: {} });
        const textDocument = { uri, languageId: 'terraform', version: 1, text };
        send({ method: 'textDocument/didOpen', params: { textDocument } });
      } else if (data.method === 'textDocument/publishDiagnostics') {
        worker.terminate();
        resolve(data.params?.diagnostics);
      }
    };
    send({
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {}, initializationOptions: { engine } },
    });
  });
}
