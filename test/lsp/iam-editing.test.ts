import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
