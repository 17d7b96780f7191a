import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Client, type Folder, makeFolder, rulesOf } from './client';

const RULE = 'aws/s3/policy-public';
const OPEN = '{ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*" }] }';
const SHUT = '{ "Statement": [] }';
const policyFrom = (expression: string) =>
  `resource "aws_s3_bucket" "b" {}\nresource "aws_s3_bucket_policy" "b" {\n  bucket = aws_s3_bucket.b.id\n  policy = ${expression}\n}\n`;

let client: Client | undefined;
const folders: Folder[] = [];
afterEach(async () => {
  await client?.stop();
  client = undefined;
  for (const folder of folders.splice(0)) folder.dispose();
});
const folder = (files: Readonly<Record<string, string>>): Folder => {
  const made = makeFolder(files);
  folders.push(made);
  return made;
};
const start = async (root: Folder): Promise<Client> => {
  client = await Client.start({ initializationOptions: { status: true }, folders: [root.uri] });
  return client;
};
const ready = (editor: Client): Promise<void> =>
  editor.until('readiness', () => (editor.statuses.at(-1) as { state: string } | undefined)?.state === 'ready');
const has = (editor: Client, uri: string): boolean => rulesOf(editor.diagnostics(uri)).includes(RULE);

describe('files that functions read', () => {
  it('are judged where they are read, and again when one changes, comes or goes', async () => {
    const root = folder({ 'main.tf': policyFrom('file("${path.module}/policy.txt")'), 'policy.txt': OPEN });
    const editor = await start(root);
    const main = root.file('main.tf');
    await editor.until('the finding', () => has(editor, main));
    const [finding] = editor.diagnostics(main).filter(({ code }) => code === RULE);
    expect(finding?.range.start.line).toBe(3);
    expect(finding?.relatedInformation?.[0]?.location.uri).toBe(root.file('policy.txt'));
    root.write('policy.txt', SHUT);
    const watched = (type: 1 | 2 | 3) =>
      editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: root.file('policy.txt'), type }],
      });
    await watched(2);
    await editor.until('silence', () => !has(editor, main));
    // What an editor shows outranks the disk.
    editor.open(root.file('policy.txt'), OPEN);
    await editor.until('the finding again', () => has(editor, main));
    editor.close(root.file('policy.txt'));
    await editor.until('silence again', () => !has(editor, main));
    rmSync(join(root.path, 'policy.txt'));
    await watched(3);
    await ready(editor);
    root.write('policy.txt', OPEN);
    await watched(1);
    await editor.until('the finding once it is back', () => has(editor, main));
  });

  it('lie in the workspace once links are resolved', async () => {
    const outside = folder({ 'policy.json': OPEN });
    const root = folder({
      'a/main.tf': policyFrom('file("${path.module}/linked.json")'),
      'b/main.tf': policyFrom('file("${path.module}/../../policy.json")'),
      'c/main.tf': policyFrom('file("${path.module}/policy.json")'),
      'c/policy.json': OPEN,
    });
    symlinkSync(join(outside.path, 'policy.json'), join(root.path, 'a/linked.json'));
    const editor = await start(root);
    await editor.until('the finding', () => has(editor, root.file('c/main.tf')));
    await ready(editor);
    expect(has(editor, root.file('a/main.tf'))).toBe(false);
    expect(has(editor, root.file('b/main.tf'))).toBe(false);
  });
});
