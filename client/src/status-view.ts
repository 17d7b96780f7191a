import * as vscode from 'vscode';
import type { Status } from '../../server/src/protocol';
import { documentSelector } from './client-options';

/** The language status item beside the editor's language, and the counter in the status bar. */
export class StatusView {
  private readonly language: vscode.LanguageStatusItem;
  private readonly bar: vscode.StatusBarItem;

  constructor() {
    this.language = vscode.languages.createLanguageStatusItem('ashlar.status', documentSelector());
    this.language.name = 'Ashlar';
    this.language.command = { command: 'ashlar.showOutput', title: 'Show output' };
    this.bar = vscode.window.createStatusBarItem('ashlar.problems', vscode.StatusBarAlignment.Left, 0);
    this.bar.name = 'Ashlar';
    this.bar.command = 'workbench.actions.view.problems';
    this.show({ state: 'analysing', problems: 0, files: 0 });
  }

  show(status: Status): void {
    const busy = status.state === 'analysing';
    const problems = status.problems === 1 ? '1 problem' : `${status.problems} problems`;
    const files = status.files === 1 ? '1 file' : `${status.files} files`;
    this.language.busy = busy;
    this.language.severity = vscode.LanguageStatusSeverity.Information;
    if (status.state === 'disabled') {
      this.language.text = 'Ashlar is switched off';
      this.language.detail = 'ashlar.enable';
      this.bar.hide();
      return;
    }
    this.language.text = busy ? 'Ashlar is analysing' : `Ashlar: ${problems}`;
    this.language.detail = busy ? '' : `${files} analysed`;
    this.bar.text = busy ? '$(sync~spin) Ashlar' : `$(shield) ${status.problems}`;
    this.bar.tooltip = busy ? 'Ashlar is analysing the workspace' : `Ashlar: ${problems} in ${files}. Open the Problems view`;
    this.bar.accessibilityInformation = { label: busy ? 'Ashlar is analysing' : `Ashlar: ${problems}` };
    // A counter that counts nothing is clutter: it stays away where the workspace holds no infrastructure code.
    if (busy || status.files > 0) this.bar.show();
    else this.bar.hide();
  }

  failed(): void {
    this.language.busy = false;
    this.language.severity = vscode.LanguageStatusSeverity.Error;
    this.language.text = 'Ashlar did not start';
    this.language.detail = 'See the output';
    this.bar.hide();
  }

  dispose(): void {
    this.language.dispose();
    this.bar.dispose();
  }
}
