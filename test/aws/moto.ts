import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A wire endpoint of AWS on this machine, which keeps state. */
export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * @param cache where CI keeps what it installs
 * @returns why there is none
 */
export async function startMoto(cache: string): Promise<Moto | string> {
  const commands = ['moto_server', join(cache, 'moto/bin/moto_server')];
  const command = commands.find((one) => spawnSync(one, ['--help'], { encoding: 'utf8' }).status === 0);
  if (command === undefined) return '`moto_server` cannot be run: `pip install "moto[server]"`, and put it on the PATH.';
  const port = await freePort();
  const process = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], {
    // Thousands of images and snapshots of others are none of the account's.
    env: { ...globalThis.process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false', MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    stdio: 'ignore',
  });
  // By name: the account of S3 Control stands before it.
  const endpoint = `http://localhost:${port}`;
  const stop = () => stopped(process);
  for (let tries = 0; tries < 120; tries++) {
    if (process.exitCode !== null) return `moto_server ended with ${process.exitCode}.`;
    const answer = await fetch(`http://127.0.0.1:${port}/moto-api/`).catch(() => undefined);
    if (answer) return { endpoint, stop };
    await sleep(500);
  }
  await stop();
  return 'moto_server did not answer within a minute.';
}

function stopped(process: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (process.exitCode !== null) return done();
    process.once('exit', () => done());
    process.kill();
  });
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
}
