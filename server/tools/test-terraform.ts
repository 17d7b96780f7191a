/** Compares what Ashlar makes of Terraform with what Terraform itself does. Needs the `terraform` binary; not part of `npm test`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argument } from '../../test/terraform/arguments';
import { compareCalls } from '../../test/terraform/calls';
import { compareExpressions } from '../../test/terraform/expressions';
import { compareLayout } from '../../test/terraform/fmt';

/** Runs `terraform` in an empty directory of its own. */
export type Terraform = (args: readonly string[], input: string) => string;

const steps: readonly {
  readonly name: string;
  readonly run: (terraform: Terraform, args: readonly string[], directory: string) => boolean;
}[] = [
  { name: 'expressions, as `terraform console` evaluates them', run: compareExpressions },
  { name: 'calls of every pure function, as `terraform console` evaluates them', run: compareCalls },
  { name: 'layout, as `terraform fmt` leaves it', run: compareLayout },
];

function main(args: readonly string[]): number {
  if (spawnSync('terraform', ['version'], { encoding: 'utf8' }).status !== 0) {
    console.error('`terraform` cannot be run: install it and put it on the PATH.');
    return 2;
  }
  const directory = mkdtempSync(join(tmpdir(), 'ashlar-terraform-'));
  try {
    const terraform: Terraform = (command, input) => {
      const result = spawnSync('terraform', [...command], {
        cwd: directory,
        input,
        encoding: 'utf8',
        maxBuffer: 1 << 30,
        env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: devNull, TF_IN_AUTOMATION: '1' },
      });
      if (result.status !== 0) throw new Error(`terraform ${command.join(' ')} failed:\n${result.stderr}${result.stdout}`);
      return result.stdout;
    };
    let good = true;
    const only = argument(args, '--only');
    for (const step of steps) {
      if (only !== undefined && !step.name.startsWith(only)) continue;
      console.log(`== ${step.name}`);
      good = step.run(terraform, args, directory) && good;
    }
    return good ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv.slice(2));
