import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { main, ROOT } from './root';
import { bundleSuite, copyWorkspace } from './vscode/suite';

// `npm run test:desktop`: the suite of test/vscode in the desktop VS Code, which is downloaded into .vscode-test/.
await main(async () => {
  execFileSync(process.execPath, [join(ROOT, 'server/tools/build.mjs')], { cwd: ROOT, stdio: 'inherit' });
  const suite = await bundleSuite(join(ROOT, 'out/vscode'));
  const workspace = copyWorkspace();
  try {
    await runTests({
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: suite,
      launchArgs: [workspace.path, '--disable-extensions', '--disable-workspace-trust'],
    });
  } finally {
    workspace.dispose();
  }
});
