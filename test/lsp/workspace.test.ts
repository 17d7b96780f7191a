import { rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Client, type ClientOptions, type Folder, makeFolder, rulesOf } from './client';

const PUBLIC = 'aws/rds/instance-not-public';
const DATABASE = 'resource "aws_db_instance" "main" {\n  publicly_accessible = true\n}\n';
const BY_VARIABLE = 'resource "aws_db_instance" "main" {\n  publicly_accessible = var.open\n}\n';

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
const start = async (options: ClientOptions = {}): Promise<Client> => {
  client = await Client.start({ initializationOptions: { status: true }, ...options });
  return client;
};
/** Waits until the server has read its folders and has nothing left to do. */
const ready = (editor: Client): Promise<void> =>
  editor.until('readiness', () => (editor.statuses.at(-1) as { state: string } | undefined)?.state === 'ready');
const watched = (editor: Client, uri: string, type: 1 | 2 | 3): Promise<void> =>
  editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
const has = (editor: Client, uri: string): boolean => rulesOf(editor.diagnostics(uri)).includes(PUBLIC);

describe('a workspace', () => {
  it('lists problems of files that are not open', async () => {
    const root = folder({ 'a/main.tf': DATABASE, 'b/deep/down/main.tf': DATABASE });
    const editor = await start({ folders: [root.uri] });
    await editor.until('both', () => has(editor, root.file('a/main.tf')) && has(editor, root.file('b/deep/down/main.tf')));
    expect(editor.latest(root.file('a/main.tf'))?.version).toBeUndefined();
  });

  it('lists those of open files only, if so chosen', async () => {
    const root = folder({ 'a.tf': DATABASE, 'other/b.tf': DATABASE });
    const editor = await start({
      folders: [root.uri],
      initializationOptions: { status: true, settings: { problems: 'openFiles' } },
    });
    editor.open(root.file('a.tf'), DATABASE);
    expect(rulesOf(await editor.judged(root.file('a.tf')))).toContain(PUBLIC);
    await ready(editor);
    expect(editor.latest(root.file('other/b.tf'))).toBeUndefined();
    editor.close(root.file('a.tf'));
    await editor.until('silence', () => editor.diagnostics(root.file('a.tf')).length === 0);
  });

  it('lets the open document outrank the disk', async () => {
    const root = folder({ 'main.tf': BY_VARIABLE, 'variables.tf': 'variable "open" {\n  default = true\n}\n' });
    const editor = await start({ folders: [root.uri] });
    const variables = root.file('variables.tf');
    editor.open(root.file('main.tf'), BY_VARIABLE);
    editor.open(variables, 'variable "open" {\n  default = false\n}\n');
    await ready(editor);
    expect(has(editor, root.file('main.tf'))).toBe(false);
    editor.replace(variables, 'false', 'true');
    await editor.until('the finding', () => has(editor, root.file('main.tf')));
    editor.replace(variables, 'true', 'false');
    await editor.until('silence', () => !has(editor, root.file('main.tf')));
    editor.close(variables);
    await editor.until('what the disk says', () => has(editor, root.file('main.tf')));
  });

  it('knows the neighbours of a document from the beginning', async () => {
    const root = folder({ 'main.tf': BY_VARIABLE, 'variables.tf': 'variable "open" {\n  default = true\n}\n' });
    const editor = await start({ folders: [root.uri] });
    editor.open(root.file('main.tf'), BY_VARIABLE);
    expect(rulesOf(await editor.judged(root.file('main.tf')))).toContain(PUBLIC);
  });

  it('follows files that appear, change and go', async () => {
    const root = folder({ 'main.tf': DATABASE });
    const editor = await start({ folders: [root.uri] });
    const main = root.file('main.tf');
    await editor.until('the finding', () => has(editor, main));
    root.write('main.tf', DATABASE.replace('true', 'false'));
    await watched(editor, main, 2);
    await editor.until('silence', () => !has(editor, main));
    const added = root.write('new/more.tf', DATABASE);
    await watched(editor, added, 1);
    await editor.until('the new file', () => has(editor, added));
    rmSync(join(root.path, 'new'), { recursive: true });
    await watched(editor, root.file('new'), 3);
    await editor.until('the end of it', () => !has(editor, added));
  });

  it('takes folders in and lets them go', async () => {
    const first = folder({ 'main.tf': DATABASE });
    const second = folder({ 'main.tf': DATABASE });
    const editor = await start({ folders: [first.uri] });
    await editor.until('the first', () => has(editor, first.file('main.tf')));
    expect(editor.latest(second.file('main.tf'))).toBeUndefined();
    const change = (added: Folder[], removed: Folder[]): Promise<void> =>
      editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: { added: added.map(({ uri }) => ({ uri, name: uri })), removed: removed.map(({ uri }) => ({ uri, name: uri })) },
      });
    await change([second], []);
    await editor.until('the second', () => has(editor, second.file('main.tf')));
    await change([], [first]);
    await editor.until('the first is gone', () => !has(editor, first.file('main.tf')));
    expect(has(editor, second.file('main.tf'))).toBe(true);
  });

  it('skips what git ignores and what tools download', async () => {
    const root = folder({
      '.gitignore': 'ignored/\n*.generated.tf\n!kept.generated.tf\n',
      'ignored/main.tf': DATABASE,
      'node_modules/x/main.tf': DATABASE,
      '.terraform/providers/main.tf': DATABASE,
      'a/one.generated.tf': DATABASE,
      'b/kept.generated.tf': DATABASE,
    });
    const editor = await start({ folders: [root.uri] });
    await editor.until('what is kept', () => has(editor, root.file('b/kept.generated.tf')));
    await ready(editor);
    expect(editor.published.map(({ uri }) => uri)).toEqual([root.file('b/kept.generated.tf')]);
    await watched(editor, root.file('ignored/main.tf'), 2);
    await watched(editor, root.write('last.tf', DATABASE), 1);
    await editor.until('the last', () => has(editor, root.file('last.tf')));
    expect(editor.latest(root.file('ignored/main.tf'))).toBeUndefined();
  });

  it('never reads what lies outside, by links or by paths', async () => {
    const outside = folder({ 'variables.tf': 'variable "open" {\n  default = true\n}\n', 'module/main.tf': DATABASE });
    const text = `${BY_VARIABLE}module "m" {\n  source = "../${basename(outside.path)}/module"\n}\n`;
    const root = folder({ 'main.tf': text });
    symlinkSync(join(outside.path, 'variables.tf'), join(root.path, 'variables.tf'));
    symlinkSync(outside.path, join(root.path, 'linked'));
    const editor = await start({ folders: [root.uri] });
    editor.open(root.file('main.tf'), text);
    await editor.judged(root.file('main.tf'));
    await ready(editor);
    expect(has(editor, root.file('main.tf'))).toBe(false);
    expect(editor.published.every(({ uri }) => uri === root.file('main.tf'))).toBe(true);
  });

  it('knows a document by whatever spelling of its URI', async () => {
    const root = folder({ 'with space.tf': DATABASE });
    const editor = await start({ folders: [root.uri] });
    const spelt = root.file('with space.tf').replace('%20', ' ').replace('with', '%77ith');
    editor.open(spelt, DATABASE.replace('true', 'false'));
    await editor.judged(spelt);
    await ready(editor);
    expect(has(editor, spelt)).toBe(false);
    expect(has(editor, root.file('with space.tf'))).toBe(false);
  });

  it('takes drive letters of Windows for the same, however they are written', async () => {
    const editor = await start();
    editor.open('file:///c%3A/infra/main.tf', BY_VARIABLE);
    editor.open('file:///C:/infra/variables.tf', 'variable "open" {\n  default = true\n}\n');
    await editor.until('the finding', () => has(editor, 'file:///c%3A/infra/main.tf'));
  });

  it('judges a document outside of every folder by what it says itself', async () => {
    const root = folder({});
    const outside = folder({ 'variables.tf': 'variable "open" {\n  default = true\n}\n', 'main.tf': BY_VARIABLE });
    const editor = await start({ folders: [root.uri] });
    editor.open(outside.file('main.tf'), BY_VARIABLE);
    expect(rulesOf(await editor.judged(outside.file('main.tf')))).not.toContain(PUBLIC);
    editor.replace(outside.file('main.tf'), 'var.open', 'true');
    expect(rulesOf(await editor.judged(outside.file('main.tf')))).toContain(PUBLIC);
  });
});

describe('modules', () => {
  const MODULE = 'variable "open" {}\nresource "aws_db_instance" "main" {\n  publicly_accessible = var.open\n}\n';
  const CALL = 'module "db" {\n  source = "../db"\n  open   = true\n}\n';

  it('are published anew when a caller changes, and callers when a module does', async () => {
    const root = folder({ 'env/main.tf': CALL, 'db/main.tf': MODULE });
    const editor = await start({ folders: [root.uri] });
    const [caller, module] = [root.file('env/main.tf'), root.file('db/main.tf')];
    await editor.until('a finding in the module', () => has(editor, module));
    const finding = editor.diagnostics(module).find((each) => rulesOf([each]).includes(PUBLIC));
    expect(finding?.relatedInformation?.[0]?.location.uri).toBe(caller);
    editor.open(caller, CALL);
    editor.edit(caller, CALL.indexOf('true'), CALL.indexOf('true') + 4, 'false');
    await editor.until('silence', () => !has(editor, module));
    // What the module hands back decides about a resource of the caller.
    const own = 'resource "aws_db_instance" "own" {\n  publicly_accessible = module.db.value\n}\n';
    editor.edit(caller, 0, CALL.length + 1, CALL + own);
    const before = `${MODULE}output "value" {\n  value = false\n}\n`;
    editor.open(module, before);
    await editor.until('the module', () => has(editor, module) && !has(editor, caller));
    editor.edit(module, before.indexOf('false'), before.indexOf('false') + 5, 'true');
    await editor.until('a finding in the caller', () => has(editor, caller));
  });

  it('are loaded when only a caller is open', async () => {
    const root = folder({
      'env/main.tf': CALL.replace('../db', './.hidden/db'),
      'env/.hidden/db/main.tf': MODULE,
      '.gitignore': '.hidden\n',
    });
    const editor = await start({ folders: [root.uri] });
    editor.open(root.file('env/main.tf'), CALL.replace('../db', './.hidden/db'));
    await editor.until('a finding in the module', () => has(editor, root.file('env/.hidden/db/main.tf')));
  });
});
