import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { parseEngine } from '../engine-data';
import { ClientFiles } from './client-files';
import { serve } from './server';

/** The global of a worker, as far as it is used; the checker knows Node's globals only. */
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(self), new BrowserMessageWriter(self));
const files = new ClientFiles(() => connection);
serve(
  connection,
  {
    readFile: (uri, within) => files.readFile(uri, within),
    readDirectory: (uri, within) => files.readDirectory(uri, within),
    iamData: () => files.iamData(),
    defer: (work) => void setTimeout(work, 0),
  },
  { version: ASHLAR_VERSION, engine: parseEngine },
);
