import Mocha from 'mocha';

/** What the tool that started the suite shows of its output; everything else there is the workbench's own. */
const MARK = '[suite]';

/** Run by the extension host, of VS Code's server and of the desktop alike. Rejects when a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, reporter: Mocha.reporters.Base });
  mocha.suite.emit('pre-require', globalThis, null, mocha);
  await import('./extension.test');
  await import('./policies.test');
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => console.log(`${MARK}     ✔ ${test.title}`));
    runner.on('fail', (test, error) => console.log(`${MARK}     ✘ ${test.title}\n${error.stack ?? error.message}`));
    runner.on('end', () => console.log(`${MARK}   ${runner.stats?.passes ?? 0} passing, ${runner.stats?.failures ?? 0} failing`));
  });
  if (failures > 0) throw new Error(failures === 1 ? '1 test failed' : `${failures} tests failed`);
}
