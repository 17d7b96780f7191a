import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessItem, AccessSubjects, AccessView, ServerRequests } from '../../server/src/protocol';
import { Client, type Folder, makeFolder } from './client';

const ROLE = `resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({})
}

resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.app.name
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]
  })
}
`;
const TEMPLATE = `Resources:
  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Action: "sqs:SendMessage", Resource: "*" }
`;

let client: Client;
let folder: Folder;
beforeAll(async () => {
  folder = makeFolder({ 'app/main.tf': ROLE, 'template.yaml': TEMPLATE });
  client = await Client.start({ folders: [folder.uri], initializationOptions: { status: true } });
  await client.until('all being read', () => JSON.stringify(client.statuses.at(-1) ?? '').includes('ready'));
});
afterAll(async () => {
  await client.stop();
  folder.dispose();
});

type Asked = 'ashlar/accessSubjects' | 'ashlar/access';
function ask<M extends Asked>(method: M, params: ServerRequests[M]['params']): Promise<ServerRequests[M]['result']> {
  return client.connection.sendRequest(method, params);
}

function labels(items: readonly AccessItem[] | undefined): readonly string[] {
  return (items ?? []).map(({ label }) => label);
}

function find(items: readonly AccessItem[] | undefined, label: RegExp): AccessItem | undefined {
  for (const item of items ?? []) {
    const found = label.test(item.label) ? item : find(item.items, label);
    if (found) return found;
  }
  return undefined;
}

describe('what a role may do', () => {
  it('can be asked of all that the workspace has, whether it is open or not', async () => {
    const { all, here, capped }: AccessSubjects = await ask('ashlar/accessSubjects', {});
    expect(all.map(({ kind, address, file }) => `${kind} ${address} ${file}`).sort()).toEqual([
      'policy Reader template.yaml:2',
      'policy aws_iam_role_policy.p app/main.tf:6',
      'role aws_iam_role.app app/main.tf:1',
    ]);
    expect([here, capped]).toEqual([[], false]);
  });

  it('can be asked of what is at the cursor', async () => {
    const uri = folder.file('app/main.tf');
    client.open(uri, ROLE);
    const at = async (line: number) =>
      (await ask('ashlar/accessSubjects', { uri, position: { line, character: 3 } })).here.map(({ address }) => address);
    expect([await at(1), await at(8), await at(4)]).toEqual([['aws_iam_role.app'], ['aws_iam_role_policy.p'], []]);
    expect((await ask('ashlar/accessSubjects', { uri: folder.file('none.tf') })).all).toEqual([]);
  });

  it('is told with the places of the statements, and follows what is typed before it is saved', async () => {
    const uri = folder.file('app/main.tf');
    const view = async (): Promise<AccessView | null> => ask('ashlar/access', { uri, address: 'aws_iam_role.app' });
    const saved = await view();
    expect(labels(saved?.items)).toEqual(['Role app', 'Ways to administrator', 'Permissions', 'Policies']);
    expect(find(saved?.items, /^aws_iam_role_policy\.p$/)?.place).toMatchObject({ uri, range: { start: { line: 7 } } });

    client.replace(uri, '"s3:GetObject"', '["s3:GetObject", "iam:PutRolePolicy"]');
    const typed = await view();
    expect(labels(typed?.items)[1]).toBe('What the unsaved edit changes');
    expect(labels(typed?.items?.[1]?.items)).toEqual([
      'Opens a way to administrator: it may give any role every permission',
      'Gains 1 permission',
    ]);
    const step = find(typed?.items?.[1]?.items, /^1\. iam:PutRolePolicy/);
    expect(step?.place).toEqual({
      uri,
      range: { start: { line: 8, character: 63 }, end: { line: 8, character: 82 } },
    });

    client.replace(uri, '["s3:GetObject", "iam:PutRolePolicy"]', '"s3:GetObject"');
    expect(await view()).toEqual(saved);
  });

  it('has no unsaved edit any more once it is saved', async () => {
    const uri = folder.file('app/main.tf');
    const headings = async () => labels((await ask('ashlar/access', { uri, address: 'aws_iam_role.app' }))?.items);
    client.replace(uri, '"s3:GetObject"', '"s3:PutObject"');
    expect(await headings()).toContain('What the unsaved edit changes');
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    expect(await headings()).not.toContain('What the unsaved edit changes');
    client.replace(uri, '"s3:PutObject"', '"s3:GetObject"');
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
  });

  it('is nothing where there is no such role', async () => {
    expect(await ask('ashlar/access', { uri: folder.file('app/main.tf'), address: 'aws_iam_role.other' })).toBeNull();
    expect(await ask('ashlar/access', { uri: folder.file('none.tf'), address: 'aws_iam_role.app' })).toBeNull();
  });
});
