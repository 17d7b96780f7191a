import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver-protocol';
import { CAPABILITIES, Client, type Folder, makeFolder } from './client';

const TEXT = `variable "bucket" {
  type = string
}

resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = var.bucket }]
  })
}
`;

let client: Client;
let folder: Folder;
let refreshed = 0;
beforeAll(async () => {
  folder = makeFolder({ 'main.tf': TEXT });
  const workspace = { ...CAPABILITIES.workspace, codeLens: { refreshSupport: true } };
  const capabilities = { ...CAPABILITIES, workspace };
  client = await Client.start({ folders: [folder.uri], capabilities, initializationOptions: { status: true } });
  client.connection.onRequest('workspace/codeLens/refresh', () => {
    refreshed++;
    return null;
  });
});
afterAll(async () => {
  await client.stop();
  folder.dispose();
});

const lenses = (uri: string): Promise<CodeLens[] | null> =>
  client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
const titles = async (uri: string): Promise<readonly (string | undefined)[]> =>
  ((await lenses(uri)) ?? []).map(({ command }) => command?.title);
const configure = (ashlar: object): Promise<void> =>
  client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { ashlar } });

describe('the line above a policy', () => {
  it('stands at the policy, and is nothing to click', async () => {
    const uri = folder.file('main.tf');
    client.open(uri, TEXT);
    expect(await lenses(uri)).toEqual([
      { range: expect.objectContaining({ start: { line: 5, character: 22 } }), command: { title: 's3 · 1 read', command: '' } },
    ]);
  });

  it('is asked for again when another file changes what it says, not with each key in its own', async () => {
    const uri = folder.file('main.tf');
    await client.judged(uri);
    await client.until('all being read', () => JSON.stringify(client.statuses.at(-1)).includes('ready'));
    await titles(uri);
    const before = refreshed;
    client.replace(uri, 's3:GetObject', 's3:PutObject');
    await client.judged(uri);
    expect(await titles(uri)).toEqual(['s3 · 1 write']);
    expect(refreshed).toBe(before);
    const values = folder.file('terraform.tfvars');
    client.open(values, 'bucket = "*"\n', 'terraform-vars');
    while (refreshed === before) await titles(uri);
    expect(await titles(uri)).toEqual(['s3 · 1 write · on any resource']);
  });

  it('is there where the setting wants it', async () => {
    const uri = folder.file('main.tf');
    const before = refreshed;
    await configure({ codeLens: false });
    while (refreshed === before) await titles(uri);
    expect(await titles(uri)).toEqual([]);
    await configure({});
    expect(await titles(uri)).toHaveLength(1);
  });

  it('is not there in texts without a policy, and half a one is no trouble', async () => {
    const uri = folder.file('other.json');
    client.open(uri, '{ "name": "x" }', 'json');
    expect(await lenses(uri)).toEqual([]);
    const policy = folder.file('policy.json');
    const text = '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" }';
    client.open(policy, text, 'json');
    expect(await titles(policy)).toEqual(['sqs · 1 write · on any resource']);
  });
});
