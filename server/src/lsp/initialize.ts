import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { CAPABILITIES } from './capabilities';

/**
 * Serves one client over a connection, whatever carries it: answers `initialize` from what is known without the analysis, then calls
 * `begin`, which registers all else. Returns at once; `connection.listen()` is called here.
 * @param begin must have registered its handlers before the connection handles the client's next message
 */
export function serve(connection: Connection, version: string, begin: (params: InitializeParams) => void): void {
  connection.onInitialize((params): InitializeResult => {
    begin(params);
    return { serverInfo: { name: 'Ashlar', version }, capabilities: CAPABILITIES };
  });
  connection.listen();
}
