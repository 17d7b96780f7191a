import type { BaseLanguageClient, CancellationToken } from 'vscode-languageclient';
import type { ClientNotifications, ClientRequests, ServerCommands, ServerRequests } from '../../server/src/protocol';

/** Sends one of our requests to the server. */
export function request<M extends keyof ServerRequests>(
  client: BaseLanguageClient,
  method: M,
  params: ServerRequests[M]['params'],
  token?: CancellationToken,
): Promise<ServerRequests[M]['result']> {
  return token ? client.sendRequest(method, params, token) : client.sendRequest(method, params);
}

/** Runs a command of the server. */
export function execute<C extends keyof ServerCommands>(
  client: BaseLanguageClient,
  command: C,
  args: ServerCommands[C]['arguments'],
): Promise<ServerCommands[C]['result']> {
  return client.sendRequest<ServerCommands[C]['result']>('workspace/executeCommand', { command, arguments: args });
}

/** Answers one of the server's requests. */
export function answer<M extends keyof ClientRequests>(
  client: BaseLanguageClient,
  method: M,
  handler: (params: ClientRequests[M]['params']) => Promise<ClientRequests[M]['result']>,
): { dispose(): void } {
  return client.onRequest(method, handler);
}

/** Listens to one of the server's notifications. */
export function listen<M extends keyof ClientNotifications>(
  client: BaseLanguageClient,
  method: M,
  handler: (params: ClientNotifications[M]) => void,
): { dispose(): void } {
  return client.onNotification(method, handler);
}
