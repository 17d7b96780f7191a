import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

const SERVER = join(import.meta.dirname, '../../dist/server.cjs');
const URI = 'file:///work/main.tf';
const TEXT = 'resource "aws_db_instance" "main" {\n  publicly_accessible = true\n}\n';

it('answers, in their order, what a hasty client sends before `initialize` is answered', async () => {
  const server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const published = new Promise<readonly { readonly code?: unknown }[]>((resolve) => {
    connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => resolve(diagnostics));
  });
  connection.listen();
  const initialized = connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  const textDocument = { uri: URI, languageId: 'terraform', version: 1, text: TEXT };
  void connection.sendNotification('initialized', {});
  void connection.sendNotification('textDocument/didOpen', { textDocument });
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } };
  void connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ range, text: 'storage_encrypted = true\n  ' }],
  });
  const hover = connection.sendRequest('textDocument/hover', {
    textDocument: { uri: URI },
    position: { line: 2, character: 26 },
  });
  expect(await initialized).toMatchObject({ capabilities: { hoverProvider: true }, serverInfo: { name: 'Ashlar' } });
  expect(await hover).toMatchObject({ range: { start: { line: 2 } } });
  expect((await published).map(({ code }) => code)).toContain('aws/rds/instance-not-public');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await new Promise((resolve) => server.once('exit', resolve))).toBe(0);
});
