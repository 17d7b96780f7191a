import { afterEach, describe, expect, it } from 'vitest';
import type { ChosenFiles, InputTarget, ServerRequests } from '../../server/src/protocol';
import { CAPABILITIES, Client, type ClientOptions, type Folder, makeFolder, rulesOf } from './client';

const PUBLIC = 'aws/rds/instance-not-public';
const MAIN = `variable "open" {
  type    = bool
  default = false
}
resource "aws_db_instance" "main" {
  publicly_accessible = var.open
}
`;
const ROLE = `variable "actions" {
  type    = list(string)
  default = ["s3:GetObject"]
}
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }]
  })
}
`;
const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Open:
    Type: String
    Default: "false"
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      PubliclyAccessible: !Ref Open
`;

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

interface Chosen {
  readonly settings?: object;
  readonly inputs?: ChosenFiles;
}

/** The server, ready, and the warnings that it shows. */
async function start(root: Folder, chosen: Chosen = {}, options: ClientOptions = {}) {
  const warnings: string[] = [];
  const editor = await Client.start({
    folders: [root.uri],
    initializationOptions: { status: true, ...chosen },
    capabilities: CAPABILITIES,
    ...options,
  });
  client = editor;
  editor.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
    warnings.push(message);
  });
  await editor.until('readiness', () => (editor.statuses.at(-1) as { state: string } | undefined)?.state === 'ready');
  return { editor, warnings };
}

function ask<M extends keyof ServerRequests>(
  editor: Client,
  method: M,
  params: ServerRequests[M]['params'],
): Promise<ServerRequests[M]['result']> {
  return editor.connection.sendRequest(method, params);
}
const varFiles = (...files: readonly string[]) => ({ settings: { terraform: { varFiles: files } } });
const has = (editor: Client, uri: string, rule = PUBLIC): boolean => rulesOf(editor.diagnostics(uri)).includes(rule);
const names = (files: InputTarget['chosen']) => files.map(({ name }) => name);

describe('a chosen file of variables', () => {
  it('brings a wildcard in, shows its line, and is repaired there', async () => {
    const prod = 'actions = ["s3:GetObject", "*"]\n';
    const root = folder({ 'main.tf': ROLE, 'envs/prod.tfvars': prod });
    const { editor } = await start(root, varFiles('envs/prod.tfvars'));
    const main = root.file('main.tf');
    await editor.until('the finding', () => has(editor, main, 'aws/iam/policy-administrator'));
    const [finding] = editor.diagnostics(main);
    const [related] = finding?.relatedInformation ?? [];
    expect(related?.location.uri).toBe(root.file('envs/prod.tfvars'));
    expect(related?.location.range.start.line).toBe(0);
  });

  it('is where the fix is offered, also while it is not saved', async () => {
    const root = folder({ 'main.tf': MAIN, 'prod.tfvars': 'open = false\n' });
    const { editor } = await start(root, varFiles('prod.tfvars'));
    const main = root.file('main.tf');
    const prod = root.file('prod.tfvars');
    editor.open(main, MAIN);
    await editor.judged(main);
    expect(has(editor, main)).toBe(false);
    editor.open(prod, 'open = false\n', 'terraform-vars');
    editor.replace(prod, 'false', 'true');
    await editor.until('the finding', () => has(editor, main));
    const actions = await editor.actions(main, editor.rangeOf(main, 'var.open'));
    const fix = actions.find(({ title }) => title.startsWith('Make the instance private'));
    if (!fix) throw new Error(`no fix among ${actions.map(({ title }) => title).join(', ')}`);
    const resolved = await editor.resolve(fix);
    if (!resolved.edit) throw new Error('no edit');
    editor.apply(resolved.edit);
    expect(editor.text(prod)).toBe('open = false\n');
    await editor.until('no finding', () => !has(editor, main));
  });

  it('is switched without a restart, and the choice outranks the settings', async () => {
    const root = folder({ 'main.tf': MAIN, 'dev.tfvars': 'open = false\n', 'prod.tfvars': 'open = true\n' });
    const { editor } = await start(root, varFiles('dev.tfvars'));
    const main = root.file('main.tf');
    const targets = () => ask(editor, 'ashlar/inputs', { uri: main });
    const [before] = await targets();
    if (!before) throw new Error('no root module');
    expect([names(before.chosen), names(before.candidates), before.isOwn]).toEqual([
      ['dev.tfvars'],
      ['dev.tfvars', 'prod.tfvars'],
      false,
    ]);
    await ask(editor, 'ashlar/chooseInputs', { of: { [before.target]: [root.file('prod.tfvars')] } });
    await editor.until('the finding', () => has(editor, main));
    const [after] = await targets();
    expect([names(after?.chosen ?? []), after?.isOwn]).toEqual([['prod.tfvars'], true]);
    await ask(editor, 'ashlar/chooseInputs', { of: { [before.target]: [] } });
    await editor.until('no finding', () => !has(editor, main));
    await ask(editor, 'ashlar/chooseInputs', { of: {} });
    expect(names((await targets())[0]?.chosen ?? [])).toEqual(['dev.tfvars']);
  });

  it('is remembered by the client', async () => {
    const root = folder({ 'main.tf': MAIN, 'prod.tfvars': 'open = true\n' });
    const { editor } = await start(root, { inputs: { [`${root.uri}/`]: [root.file('prod.tfvars')] } });
    await editor.until('the finding', () => has(editor, root.file('main.tf')));
  });

  it('is read although git ignores it', async () => {
    const root = folder({ 'main.tf': MAIN, '.gitignore': '*.tfvars\n', 'prod.tfvars': 'open = true\n' });
    const { editor } = await start(root, varFiles('prod.tfvars'));
    await editor.until('the finding', () => has(editor, root.file('main.tf')));
  });

  it('that is not there is told of once, and counts when it comes', async () => {
    const root = folder({ 'main.tf': MAIN.replace('= false', '= true') });
    const { editor, warnings } = await start(root, varFiles('envs/gone.tfvars', '../outside.tfvars'));
    const main = root.file('main.tf');
    await editor.until('the finding', () => has(editor, main));
    expect(warnings.filter((each) => each.includes('envs/gone.tfvars'))).toHaveLength(1);
    expect(warnings.filter((each) => each.includes('outside.tfvars'))).toHaveLength(1);
    const [target] = await ask(editor, 'ashlar/inputs', { uri: main });
    expect(target?.chosen[0]).toEqual({ uri: root.file('envs/gone.tfvars'), name: 'envs/gone.tfvars', missing: true });
    root.write('envs/gone.tfvars', 'open = false\n');
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: root.file('envs/gone.tfvars'), type: 1 }],
    });
    await editor.until('no finding', () => !has(editor, main));
  });

  it('follows the settings as they change', async () => {
    const root = folder({ 'main.tf': MAIN, 'prod.tfvars': 'open = true\n' });
    const { editor } = await start(root);
    const settings = { ashlar: { terraform: { varFiles: ['prod.tfvars'] } } };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await editor.until('the finding', () => has(editor, root.file('main.tf')));
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { ashlar: { terraform: 1 } } });
    await editor.until('no finding', () => !has(editor, root.file('main.tf')));
  });
});

describe('a chosen parameter file', () => {
  it.each([
    ['of the AWS CLI', '[{ "ParameterKey": "Open", "ParameterValue": "true" }]'],
    ['of CodePipeline', '{ "Parameters": { "Open": "true" } }'],
  ])('%s is chosen for a template and repaired', async (_, text) => {
    const root = folder({ 't.yaml': TEMPLATE, 'prod.parameters.json': text, 'package.json': '{ "Parameters": 1 }' });
    const { editor } = await start(root);
    const template = root.file('t.yaml');
    const [target] = await ask(editor, 'ashlar/inputs', { uri: template });
    expect([target?.kind, target?.chosen, names(target?.candidates ?? [])]).toEqual(['parameters', [], ['prod.parameters.json']]);
    await ask(editor, 'ashlar/chooseInputs', { of: { [target?.target ?? '']: [root.file('prod.parameters.json')] } });
    await editor.until('the finding', () => has(editor, template));
    const [finding] = editor.diagnostics(template).filter(({ code }) => code === PUBLIC);
    expect(finding?.relatedInformation?.[0]?.location.uri).toBe(root.file('prod.parameters.json'));
  });

  it('of the settings counts for the templates that it fits', async () => {
    const root = folder({ 't.yaml': TEMPLATE, 'prod.json': '{ "Parameters": { "Open": "true" } }' });
    const { editor } = await start(root, { settings: { cloudFormation: { parameterFiles: ['prod.json'] } } });
    await editor.until('the finding', () => has(editor, root.file('t.yaml')));
  });
});

it('answers nothing for what has no files of values, and takes any choice', async () => {
  const root = folder({ 'a.json': '{}' });
  const { editor } = await start(root, { inputs: { a: [], b: ['::', '**'] } });
  expect(await ask(editor, 'ashlar/inputs', { uri: root.file('a.json') })).toEqual([]);
  expect(await ask(editor, 'ashlar/inputs', { uri: root.file('gone.tf') })).toEqual([]);
  expect(await editor.connection.sendRequest('ashlar/chooseInputs', { of: [1] })).toBeNull();
});
