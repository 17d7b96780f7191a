import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { main, ROOT, ToolError } from './root';
import { tryBrowserWorker } from './vscode/browser-worker';
import { installHarness } from './vscode/install';
import { packVsix } from './vscode/pack';
import { type PostureHarness, postureHarness, walkPosture } from './vscode/posture-walk';
import { type VsCode, withVsCode } from './vscode/run-server';
import { bundleSuite, copyWorkspace, stubExtension } from './vscode/suite';
import { walkThrough } from './vscode/walkthrough';

const SUITE_LIMIT = 180_000;
/** Marks what is the suite's own in the output of the workbench. */
const MARK = '[suite]';
const OUT = join(ROOT, 'out');

// `npm run test:vscode`: the extension as users install it, in a real VS Code (its server, shown in Chromium). Four parts: the suite
// in the extension host, a walk through the interface, the view of an account, and the browser's server in a worker. Pictures go to out/screenshots/.
await main(async () => {
  const only = process.argv[2];
  const harness = installHarness();
  const home = mkdtempSync(join(tmpdir(), 'ashlar-test-'));
  let browser: Browser | undefined;
  let account: PostureHarness | undefined;
  try {
    const { path: vsix } = await packVsix(join(home, 'ashlar.vsix'));
    const suite = await bundleSuite(home);
    browser = await chromium.launch({ executablePath: harness.chromium, args: ['--no-sandbox'] });
    const newPage = async (): Promise<Page> => {
      const context = await browser?.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
      if (!context) throw new Error('Chromium did not start');
      return context.newPage();
    };
    if (only === undefined || only === 'worker') {
      console.log('The server in a browser’s worker');
      await tryBrowserWorker(await newPage());
    }
    const aws = await postureHarness();
    account = aws;
    await withVsCode(harness, vsix, aws.env, async (vscode) => {
      if (only === undefined || only === 'suite') {
        console.log('The suite in the extension host');
        await runSuite(await newPage(), vscode, suite, stubExtension(home));
      }
      if (only === undefined || only === 'walk') {
        console.log('A walk through the interface');
        await walkThrough(await newPage(), vscode, join(OUT, 'screenshots'));
      }
      if (only === undefined || only === 'posture') {
        console.log('The view of an account');
        await walkPosture(await newPage(), vscode, aws, join(OUT, 'screenshots'));
      }
    });
  } finally {
    await browser?.close();
    await account?.dispose();
    rmSync(home, { recursive: true, force: true });
  }
});

/** Loads the suite into the extension host and waits for its verdict. */
async function runSuite(page: Page, vscode: VsCode, suite: string, stub: string): Promise<void> {
  const workspace = copyWorkspace();
  const log: string[] = [];
  try {
    const code = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the suite took longer than ${SUITE_LIMIT / 1000} s`)), SUITE_LIMIT);
      const done = (exit: number): void => {
        clearTimeout(timer);
        resolve(exit);
      };
      const hear = (_level: string, args: readonly unknown[]): void => {
        const line = format(...args);
        log.push(line);
        if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
      };
      const start = async (): Promise<void> => {
        await page.exposeFunction('codeAutomationExit', done);
        await page.exposeFunction('codeAutomationLog', hear);
        await page.goto(
          vscode.address(workspace.path, [
            ['extensionDevelopmentPath', vscode.uri(stub)],
            ['extensionTestsPath', vscode.uri(suite)],
          ]),
        );
      };
      start().catch(reject);
    });
    if (code !== 0) {
      mkdirSync(OUT, { recursive: true });
      writeFileSync(join(OUT, 'suite.log'), log.join('\n'));
      throw new ToolError(`The suite failed; all that the workbench said is in ${join(OUT, 'suite.log')}`);
    }
    if (!log.some((line) => line.startsWith(MARK) && / [1-9]\d* passing/.test(line))) throw new Error('the suite ran no test');
  } finally {
    workspace.dispose();
  }
}
