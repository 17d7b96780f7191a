import Mocha from 'mocha';

/** Run by the extension host, of VS Code's server and of the desktop alike. Rejects when a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, null, mocha);
  await import('./extension.test');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(failures === 1 ? '1 test failed' : `${failures} tests failed`);
}
