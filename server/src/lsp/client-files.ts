import type { Connection } from 'vscode-languageserver';
import { isInside } from '../analysis';
import type { ClientRequests, DirectoryEntry } from '../protocol';

/** Reads files through the client, for a server without a file system. The client confines reads to the workspace folders too. */
export class ClientFiles {
  constructor(private readonly connection: () => Connection | undefined) {}

  async readFile(uri: string, within: readonly string[]): Promise<string | undefined> {
    if (!within.some((folder) => isInside(folder, uri))) return undefined;
    return (await this.ask('ashlar/readFile', { uri })) ?? undefined;
  }

  async readDirectory(uri: string, within: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    if (!within.some((folder) => folder === uri || isInside(folder, uri))) return undefined;
    return (await this.ask('ashlar/readDirectory', { uri })) ?? undefined;
  }

  async iamData(): Promise<string | undefined> {
    return (await this.ask('ashlar/iamData', {})) ?? undefined;
  }

  async iamDescriptions(): Promise<string | undefined> {
    return (await this.ask('ashlar/iamDescriptions', {})) ?? undefined;
  }

  private async ask<M extends keyof ClientRequests>(
    method: M,
    params: ClientRequests[M]['params'],
  ): Promise<ClientRequests[M]['result'] | null> {
    try {
      return (await this.connection()?.sendRequest<ClientRequests[M]['result']>(method, params)) ?? null;
    } catch {
      return null; // Another editor's client knows no such request: there are then no files but the open ones.
    }
  }
}
