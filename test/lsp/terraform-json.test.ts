import { afterEach, describe, expect, it } from 'vitest';
import { Client, type Folder, makeFolder, rulesOf } from './client';

const PUBLIC = 'aws/rds/instance-not-public';
const TEXT = `{
  "resource": {
    "aws_db_instance": {
      "main": {
        "publicly_accessible": "\${var.open}"
      }
    }
  }
}
`;

let client: Client | undefined;
let root: Folder | undefined;
afterEach(async () => {
  await client?.stop();
  root?.dispose();
  client = undefined;
});

describe('a document in JSON syntax', () => {
  it('is judged with its directory while it is typed, and repaired', async () => {
    root = makeFolder({ 'main.tf.json': TEXT, 'variables.tf': 'variable "open" {\n  default = true\n}\n' });
    const editor = await Client.start({ folders: [root.uri] });
    client = editor;
    const uri = root.file('main.tf.json');
    editor.open(uri, TEXT, 'json');
    const has = () => rulesOf(editor.diagnostics(uri)).includes(PUBLIC);
    await editor.until('the finding', has);
    const found = editor.diagnostics(uri).find(({ code }) => code === PUBLIC);
    expect(found && editor.covered(uri, found.range)).toBe('var.open');
    editor.replace(uri, '"${var.open}"', 'true');
    await editor.judged(uri);
    const now = editor.diagnostics(uri).find(({ code }) => code === PUBLIC);
    expect(now && editor.covered(uri, now.range)).toBe('true');
    if (!now) return;
    const actions = await editor.actions(uri, now.range);
    const fix = actions.find(({ title }) => title.startsWith('Make the instance private'));
    const { edit } = fix ? await editor.resolve(fix) : {};
    if (edit) editor.apply(edit);
    expect(editor.text(uri)).toContain('"publicly_accessible": false');
    await editor.judged(uri);
    expect(has()).toBe(false);
  });

  it('is read from the disk and watched there', async () => {
    root = makeFolder({ 'main.tf.json': TEXT, 'variables.tf.json': '{"variable": {"open": {"default": false}}}' });
    const editor = await Client.start({ folders: [root.uri], initializationOptions: { status: true } });
    client = editor;
    await editor.until('readiness', () => (editor.statuses.at(-1) as { state: string } | undefined)?.state === 'ready');
    const uri = root.file('main.tf.json');
    expect(rulesOf(editor.diagnostics(uri))).not.toContain(PUBLIC);
    const changed = root.write('variables.tf.json', '{"variable": {"open": {"default": true}}}');
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: changed, type: 2 }] });
    await editor.until('the finding', () => rulesOf(editor.diagnostics(uri)).includes(PUBLIC));
  });
});
