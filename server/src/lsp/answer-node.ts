import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Connection, InitializeParams } from 'vscode-languageserver';
import { parseEngine } from '../engine-data';
import { HashicorpParser } from './hashicorp-parser';
import type { PostureBundle } from './host';
import { NodeFiles } from './node-files';
import { answer } from './server';

/** Answers a client that was answered `initialize`, with files and workers as a process of Node has them. */
export function answerFromNode(connection: Connection, params: InitializeParams): void {
  const files = new NodeFiles();
  answer(
    connection,
    {
      readFile: (uri, within) => files.readFile(uri, within),
      readDirectory: (uri, within) => files.readDirectory(uri, within),
      iamData: () => readFile(join(__dirname, 'iam.json'), 'utf8'),
      iamDescriptions: () => readFile(join(__dirname, 'iam-descriptions.json'), 'utf8'),
      posture: loadPosture,
      hashicorp: new HashicorpParser(join(__dirname, 'hashicorp-worker.cjs')),
      defer: (work) => void setImmediate(work),
      // A scan makes much garbage and keeps little: meanwhile the heap grows by half and no more before it is collected, which leaves
      // 40 MB less behind for a workspace of 1,000 files. Afterwards it grows as ever (0), since collecting costs edits their time.
      scanning: (on) => setFlagsFromString(`--heap-growing-percent=${on ? 50 : 0}`),
    },
    { engine: () => parseEngine(readFileSync(join(__dirname, 'engine.json'), 'utf8')) },
    params,
  );
}

async function loadPosture(): Promise<PostureBundle> {
  // What the SDK says about versions of Node is no business of whoever scans.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return import(pathToFileURL(join(__dirname, 'posture.cjs')).href);
}
