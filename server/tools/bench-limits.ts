import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  BOMBS,
  COMPANIONS,
  EXPRESSIONS,
  type Files,
  MILLION_RULES,
  REPEATED_RULES,
  TEMPLATES,
} from '../../test/evaluation/bombs';
import { ROOT, ToolError } from './root';

export interface Cost {
  readonly name: string;
  /** From the start of the process to its end. */
  readonly milliseconds: number;
  /** The most that the process held. */
  readonly megabytes: number;
}

/** What each configuration that asks for too much costs the command line, in a process of its own, with its start. */
export function* costsOfBombs(): Generator<Cost> {
  for (const [name, files] of bombs()) yield { name, ...costOf(files) };
}

function* bombs(): Generator<readonly [name: string, Files]> {
  yield ['nothing to scan', { 'main.tf': '' }];
  for (const [name, [files]] of Object.entries(BOMBS)) yield [name, files];
  for (const [name, text] of Object.entries(COMPANIONS)) yield [`1,000 companions ${name}`, { 'main.tf': text }];
  yield ['1,000 rules of 1,000 networks', { 'main.tf': MILLION_RULES }];
  yield ['200 groups of 1,000 rules', { 'main.tf': REPEATED_RULES }];
  for (const [expression] of EXPRESSIONS) {
    const name = expression.length > 60 ? `${expression.slice(0, 60)}…` : expression;
    yield [name, { 'main.tf': `resource "aws_sqs_queue" "use" {\n  name = ${expression}\n}\n` }];
  }
  for (const [name, text] of Object.entries(TEMPLATES)) yield [`template: ${name}`, { 'template.yaml': text }];
}

/** Has the process tell its age in milliseconds and the most memory that it held in kB when it ends. */
const TELL = `process.on('exit', () => process._rawDebug('cost ' + performance.now() + ' ' + process.resourceUsage().maxRSS))`;

function costOf(files: Files): Omit<Cost, 'name'> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-bench-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const told = `data:text/javascript,${encodeURIComponent(TELL)}`;
    const scan = [join(ROOT, 'dist/cli.cjs'), 'scan', folder, '--fail-on', 'none', '--format', 'json'];
    const ran = spawnSync(process.execPath, ['--import', told, ...scan], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    const [, milliseconds, kilobytes] = /cost ([\d.]+) (\d+)/.exec(ran.stderr) ?? [];
    if (ran.status !== 0 || !kilobytes) throw new ToolError(`The command line ended with ${ran.status}: ${ran.stderr}`);
    return { milliseconds: Number(milliseconds), megabytes: Number(kilobytes) / 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
