import * as vscode from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import type { ChosenFiles, InitializationOptions } from '../../server/src/protocol';

/** What the server is told of. YAML and JSON files are many things: the server looks at the text and lets most of them be. */
export const LANGUAGES = ['terraform', 'terraform-vars', 'opentofu', 'opentofu-vars', 'yaml', 'json', 'jsonc', 'cloudformation'];

/** A document is known by its language, or by its name where another extension gives `.tf` files a language of its own. */
export function documentSelector(): { scheme: string; language?: string; pattern?: string }[] {
  const schemes = new Set(['file', 'untitled']);
  for (const folder of vscode.workspace.workspaceFolders ?? []) schemes.add(folder.uri.scheme);
  return [...schemes].flatMap((scheme) => [
    ...LANGUAGES.map((language) => ({ scheme, language })),
    { scheme, pattern: '**/*.{tf,tofu,tfvars,tf.json,tofu.json,tfvars.json,template,tftpl,tpl,tmpl}' },
  ]);
}

/** What both clients hand to the language client. */
export function clientOptions(outputChannel: vscode.LogOutputChannel, inputs: ChosenFiles): LanguageClientOptions {
  const initializationOptions: InitializationOptions = {
    rulePages: 'command:ashlar.openRulePage?',
    status: true,
    inputs,
  };
  return {
    documentSelector: documentSelector(),
    outputChannel,
    diagnosticCollectionName: 'ashlar',
    initializationOptions,
    // Trusted for our own commands only: the link to the rule's page in a hover is one.
    markdown: { isTrusted: { enabledCommands: ['ashlar.openRulePage'] } },
  };
}
