import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletionList } from 'vscode-languageserver-protocol';
import { Client, type Folder, makeFolder } from './client';

let client: Client;
let folder: Folder;
beforeAll(async () => {
  folder = makeFolder({});
  client = await Client.start({ folders: [folder.uri] });
});
afterAll(async () => {
  await client.stop();
  folder.dispose();
});

const POLICY =
  '{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }]\n}\n';

describe('editing a policy', () => {
  it('answers a hover over an action with what AWS documents of it', async () => {
    const uri = folder.file('policy.json');
    client.open(uri, POLICY, 'json');
    const hover = await client.hover(uri, { line: 2, character: 50 });
    const text = JSON.stringify(hover?.contents);
    expect(text).toContain('Grants permission to retrieve objects from Amazon S3.');
    expect(hover?.range && client.covered(uri, hover.range)).toBe('"s3:GetObject"');
  });

  it('completes an action that is half typed', async () => {
    const text = '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["s3:Get';
    const uri = folder.file('half.json');
    client.open(uri, text, 'json');
    const list = await client.connection.sendRequest<CompletionList | null>('textDocument/completion', {
      textDocument: { uri },
      position: { line: 0, character: text.length },
    });
    const item = list?.items.find(({ label }) => label === 's3:GetObject');
    expect(item).toMatchObject({ detail: 'Read', documentation: 'Grants permission to retrieve objects from Amazon S3.' });
    expect(item?.textEdit?.newText).toBe('"s3:GetObject"');
    expect(list?.isIncomplete).toBe(true);
  });

  it('completes nothing outside of policies', async () => {
    const uri = folder.file('other.json');
    client.open(uri, '{ "name": "s3:" }', 'json');
    const position = { line: 0, character: 14 };
    expect(await client.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position })).toBeNull();
  });
});
