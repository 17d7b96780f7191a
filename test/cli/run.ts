import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

export const CLI = join(import.meta.dirname, '../../dist/cli.cjs');

const made: string[] = [];
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** A folder with these files, gone after the tests of the file. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ashlar-cli-')));
  made.push(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** A copy of the built command line on its own, as a user has it. */
export function copyOfCli(): string {
  const directory = folder({});
  cpSync(CLI, join(directory, 'cli.cjs'));
  cpSync(join(dirname(CLI), 'engine.json'), join(directory, 'engine.json'));
  return join(directory, 'cli.cjs');
}

/** Runs the built command line as a process of its own. */
export function ashlar(cwd: string, ...args: readonly string[]) {
  return ashlarWith({}, cwd, ...args);
}

export function ashlarWith(environment: Readonly<Record<string, string>>, cwd: string, ...args: readonly string[]) {
  const ran = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

/** A database that the internet can reach, which is critical, and whose fix is not safe. */
export const OPEN_DATABASE = `resource "aws_db_instance" "main" {
  storage_encrypted   = true
  publicly_accessible = true
}
`;
/** A key that does not rotate, which is medium, and whose fix is safe. */
export const STALE_KEY = `resource "aws_kms_key" "main" {
  description = "all"
}
`;
export const PUBLIC = 'aws/rds/instance-not-public';
export const ROTATION = 'aws/kms/key-rotation';
