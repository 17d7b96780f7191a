import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { parseEngine } from '../engine-data';
import { HashicorpParser } from './hashicorp-parser';
import { NodeFiles } from './node-files';
import { serve } from './server';

/** Serves the client that started this process, over what its arguments name: `--stdio`, `--node-ipc`, `--pipe=`, `--socket=`. */
export function serveNode(version: string): void {
  // Every keystroke makes a new tree, so that young objects are collected all the time. Helper threads cost more than they save
  // there: where editor, language servers and builds share the cores, the collection waits for each helper to be scheduled.
  setFlagsFromString('--no-parallel-scavenge');
  const files = new NodeFiles();
  serve(
    createConnection(ProposedFeatures.all),
    {
      readFile: (uri, within) => files.readFile(uri, within),
      readDirectory: (uri, within) => files.readDirectory(uri, within),
      iamData: () => readFile(join(__dirname, 'iam.json'), 'utf8'),
      hashicorp: new HashicorpParser(join(__dirname, 'hashicorp-worker.cjs')),
      defer: (work) => void setImmediate(work),
      // A scan makes much garbage and keeps little: meanwhile the heap grows by half and no more before it is collected, which leaves
      // 40 MB less behind for a workspace of 1,000 files. Afterwards it grows as ever (0), since collecting costs edits their time.
      scanning: (on) => setFlagsFromString(`--heap-growing-percent=${on ? 50 : 0}`),
    },
    { version, engine: () => parseEngine(readFileSync(join(__dirname, 'engine.json'), 'utf8')) },
  );
}
