import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { actionsAt, eventually, exactly, folder, found, RULE, revert, show } from './helpers';

describe('Ashlar in VS Code', () => {
  it('is active once a Terraform file is open, and gives the file its language', async () => {
    const editor = await show('main.tf');
    assert.equal(editor.document.languageId, 'terraform');
    const extension = vscode.extensions.getExtension('ashlar.ashlar');
    assert.ok(extension);
    await eventually('activation', () => (extension.isActive ? true : undefined));
  });

  it('underlines the exact value, with severity, rule and a link to its page', async () => {
    const editor = await show('main.tf');
    const [first, second] = await exactly(editor.document.uri, 2);
    assert.ok(first && second);
    assert.equal(editor.document.getText(first.range), 'true');
    assert.equal(first.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(typeof first.code === 'object');
    assert.equal(first.code.target.scheme, 'command');
  });

  it('lists problems of files that are not open', async () => {
    await exactly(vscode.Uri.joinPath(folder(), 'stack/template.yaml'), 1);
  });

  it('says nothing of YAML that is no template', async () => {
    const editor = await show('stack/compose.yaml');
    await exactly(vscode.Uri.joinPath(folder(), 'main.tf'), 2);
    const ours = vscode.languages.getDiagnostics(editor.document.uri).filter((diagnostic) => diagnostic.source === 'Ashlar');
    assert.deepEqual(ours, []);
  });

  it('follows each edit', async () => {
    const editor = await show('main.tf');
    const [first] = await exactly(editor.document.uri, 2);
    assert.ok(first);
    await editor.edit((edit) => edit.replace(first.range, 'false'));
    await exactly(editor.document.uri, 1);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# 👋 one line more\n'));
    const [moved] = await eventually('a moved finding', () => {
      const now = found(editor.document.uri);
      return now[0]?.range.start.line === 14 ? now : undefined;
    });
    assert.ok(moved);
    assert.equal(editor.document.getText(moved.range), 'true');
    await revert(editor);
    await exactly(editor.document.uri, 2);
  });

  it('explains a finding on hover', async () => {
    const editor = await show('main.tf');
    const [first] = await exactly(editor.document.uri, 2);
    assert.ok(first);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      first.range.start,
    );
    const text = hovers
      .flatMap((hover) => hover.contents.map((content) => (typeof content === 'string' ? content : content.value)))
      .join('\n');
    assert.match(text, new RegExp(RULE));
    assert.match(text, /critical|high/);
  });

  it('offers a fix and applies it', async () => {
    const editor = await show('main.tf');
    const [first] = await exactly(editor.document.uri, 2);
    assert.ok(first);
    const actions = await actionsAt(editor.document.uri, first.range);
    const fix = actions.find((action) => action.title.startsWith('Make the instance private'));
    assert.ok(fix?.edit, `no fix among: ${actions.map((action) => action.title).join(' | ')}`);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await exactly(editor.document.uri, 1);
    assert.match(editor.document.getText(), /publicly_accessible = false/);
    await revert(editor);
    await exactly(editor.document.uri, 2);
  });

  it('offers to ignore a finding with a reason', async () => {
    const editor = await show('main.tf');
    const [first] = await exactly(editor.document.uri, 2);
    assert.ok(first);
    const actions = await actionsAt(editor.document.uri, first.range);
    const ignore = actions.find((action) => action.title.startsWith(`Ignore ${RULE}`));
    assert.ok(ignore?.edit, `no ignore among: ${actions.map((action) => action.title).join(' | ')}`);
    assert.ok(await vscode.workspace.applyEdit(ignore.edit));
    await exactly(editor.document.uri, 1);
    assert.match(editor.document.getText(), new RegExp(`\\n  # ashlar:ignore ${RULE} reason\\r?\\n  publicly_accessible = true`));
    await revert(editor);
    await exactly(editor.document.uri, 2);
  });

  it('leaves findings below a chosen severity out, and disabled rules', async () => {
    const editor = await show('main.tf');
    await exactly(editor.document.uri, 2);
    const settings = vscode.workspace.getConfiguration('ashlar');
    await settings.update('disabledRules', ['aws/rds/*'], vscode.ConfigurationTarget.Workspace);
    await exactly(editor.document.uri, 0);
    await settings.update('disabledRules', undefined, vscode.ConfigurationTarget.Workspace);
    await exactly(editor.document.uri, 2);
    await settings.update('enable', false, vscode.ConfigurationTarget.Workspace);
    await exactly(editor.document.uri, 0);
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
    await exactly(editor.document.uri, 2);
  });

  it('judges a document that was never saved', async () => {
    const content = 'resource "aws_db_instance" "a" {\n  publicly_accessible = true\n}\n';
    const document = await vscode.workspace.openTextDocument({ language: 'terraform', content });
    await vscode.window.showTextDocument(document);
    await exactly(document.uri, 1);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('knows what AWS documents of actions', async () => {
    const content =
      '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:GetObjct", "Resource": "arn:aws:s3:::a/*" } }\n';
    const document = await vscode.workspace.openTextDocument({ language: 'json', content });
    await vscode.window.showTextDocument(document);
    const [diagnostic] = await eventually('a finding in the policy', () => {
      const all = found(document.uri, 'iam/policy/unknown-action');
      return all.length > 0 ? all : undefined;
    });
    assert.equal(diagnostic && document.getText(diagnostic.range), '"s3:GetObjct"');
  });

  it('shows the page of a rule, and what it sees at the cursor', async () => {
    const tabs = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
    const editor = await show('main.tf');
    const [first] = await exactly(editor.document.uri, 2);
    assert.ok(first);
    editor.selection = new vscode.Selection(first.range.start, first.range.start);
    await vscode.commands.executeCommand('ashlar.openRulePage');
    await eventually('the page of the rule', () => tabs().find((label) => label.includes('instance-not-public')));
    await show('main.tf');
    await vscode.commands.executeCommand('ashlar.showWhatAshlarSees');
    await eventually('what Ashlar sees', () => tabs().find((label) => label.includes('What Ashlar sees')));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('starts its server again', async () => {
    const editor = await show('main.tf');
    await exactly(editor.document.uri, 2);
    await vscode.commands.executeCommand('ashlar.restartServer');
    await exactly(editor.document.uri, 2);
  });
});
