import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ChosenFiles } from '../../server/src/protocol';
import { AccessView } from './access-view';
import { type CommandContext, registerCommands } from './commands';
import { listen } from './messages';
import { StatusView } from './status-view';
import { chosenFiles, ValuesView } from './values-view';
import { VirtualPages } from './virtual-pages';

/** The extension while it is active: one language client and what shows it. Holds no knowledge of rules or languages. */
export class Session implements CommandContext {
  readonly output: vscode.LogOutputChannel;
  readonly pages: VirtualPages;
  private readonly status: StatusView;
  private readonly values: ValuesView;
  private readonly access: AccessView;
  private readonly memento: vscode.Memento;
  private current: BaseLanguageClient | undefined;

  constructor(
    context: vscode.ExtensionContext,
    private readonly createClient: (output: vscode.LogOutputChannel, inputs: ChosenFiles) => BaseLanguageClient,
  ) {
    this.output = vscode.window.createOutputChannel('Ashlar', { log: true });
    this.pages = new VirtualPages();
    this.status = new StatusView();
    this.memento = context.workspaceState;
    this.values = new ValuesView(this.memento, () => this.client);
    this.access = new AccessView(() => this.client);
    context.subscriptions.push(this.output, this.pages, this.status, this.values, this.access);
    registerCommands(context, this);
  }

  /** The running client; undefined while the server is down. */
  get client(): BaseLanguageClient | undefined {
    return this.current?.isRunning() ? this.current : undefined;
  }

  async start(): Promise<void> {
    const client = this.createClient(this.output, chosenFiles(this.memento));
    this.current = client;
    listen(client, 'ashlar/status', (status) => {
      this.status.show(status);
      // While it reads, it knows only part of the files.
      if (status.state === 'analysing') return;
      void this.values.refresh();
      this.access.refreshSoon();
    });
    try {
      await client.start();
    } catch (error) {
      this.status.failed();
      this.output.error(`The language server did not start: ${error instanceof Error ? error.message : String(error)}`);
      const open = 'Show output';
      void vscode.window.showErrorMessage('Ashlar: the language server did not start.', open).then((choice) => {
        if (choice === open) this.output.show();
      });
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    if (client) await client.dispose().catch((error: unknown) => this.output.warn(`While stopping: ${String(error)}`));
  }
}
