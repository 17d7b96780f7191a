import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PostureReport } from '../../../server/src/protocol';
import { overviewPage } from './overview';
import type { PastScan } from './store';

/** What the buttons of the page may run. */
const COMMANDS: ReadonlySet<string> = new Set(['ashlar.posture.refresh']);

/** The overview beside the editors: one panel, which follows the report while it is open. */
export class OverviewPanel {
  private panel: vscode.WebviewPanel | undefined;

  /** @param history former scans of an account */
  constructor(private readonly history: (account: string) => Promise<readonly PastScan[]>) {}

  async show(report: PostureReport): Promise<void> {
    this.panel ??= this.open();
    this.panel.reveal(undefined, false);
    await this.update(report);
  }

  /** Shows a newer report, if the panel is open. */
  async update(report: PostureReport): Promise<void> {
    if (!this.panel) return;
    const history = await this.history(report.account.account);
    if (this.panel) this.panel.webview.html = overviewPage(report, history, randomBytes(16).toString('base64'));
  }

  close(): void {
    this.panel?.dispose();
  }

  dispose(): void {
    this.close();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('ashlar.posture.overview', 'Posture', vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [],
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const command = typeof message === 'object' && message !== null && 'command' in message ? message.command : undefined;
      if (typeof command === 'string' && COMMANDS.has(command)) void vscode.commands.executeCommand(command);
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    return panel;
  }
}
