import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HashicorpParser, readMessages } from '../../server/src/lsp/hashicorp-parser';

// The worker as the build makes it, but with the package where it is installed.
const module = createRequire(import.meta.url).resolve('@cdktf/hcl2json');
const directory = mkdtempSync(join(tmpdir(), 'ashlar-hashicorp-'));
const workerFile = join(directory, 'worker.cjs');
writeFileSync(
  workerFile,
  `const { parentPort } = require('node:worker_threads');
const { parse } = require(${JSON.stringify(module)});
parentPort.on('message', ({ name, text }) => {
  parse(name, text).then(() => parentPort.postMessage(undefined), (error) => parentPort.postMessage(String(error.message)));
});`,
);

describe("HashiCorp's own messages", () => {
  const parser = new HashicorpParser(workerFile, 30_000);
  afterAll(() => {
    parser.dispose();
    rmSync(directory, { recursive: true });
  });

  it('says nothing of a valid file', async () => {
    expect(await parser.check('a', 'a = 1\n')).toEqual([]);
  });

  it('gives each message with its place', async () => {
    const [message] = (await parser.check('a', 'a = 1\nb = = 2\n')) ?? [];
    expect(message).toMatchObject({ line: 1, column: 4 });
    expect(message?.message).toMatch(/^Invalid expression\. /);
  });

  it('counts columns in UTF-16, whatever stands before them', async () => {
    const text = 'a = "👩‍👩‍👧é" }\n';
    const [message] = (await parser.check('a', text)) ?? [];
    expect(message?.column).toBe(text.indexOf('}'));
  });

  it('names lines, not its own file name, in what it says', async () => {
    const [message] = (await parser.check('a', 'a = 1\na = 2\n')) ?? [];
    expect(message?.message).toContain('already set at line 1');
  });

  it('answers again after a text that kills the runtime', async () => {
    await parser.check('a', `a = ${'['.repeat(200_000)}\n`);
    expect(await parser.check('b', 'a = 1\n')).toEqual([]);
  });

  it('is silent of what only the translation refuses', () => {
    expect(readMessages('convert to HCL: whatever', 'a')).toEqual([]);
  });
});
