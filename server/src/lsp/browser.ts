import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { parseEngine } from '../engine-data';
import { ClientFiles } from './client-files';
import { serve } from './initialize';
import { answer } from './server';

/** The global of a worker, as far as it is used; the checker knows Node's globals only. */
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(self), new BrowserMessageWriter(self));
const files = new ClientFiles(() => connection);
const host = {
  readFile: (uri: string, within: readonly string[]) => files.readFile(uri, within),
  readDirectory: (uri: string, within: readonly string[]) => files.readDirectory(uri, within),
  iamData: () => files.iamData(),
  iamDescriptions: () => files.iamDescriptions(),
  defer: (work: () => void) => void setTimeout(work, 0),
};
serve(connection, ASHLAR_VERSION, (params) => answer(connection, host, { engine: parseEngine }, params));
