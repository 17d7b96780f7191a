// `npm run bench`: prints each speed budget with its figure, and fails where one is missed by more than half (machines differ).
// `npm run bench -- --strict` fails on every budget that is missed; `--profile` runs the keystrokes only, for `node --cpu-prof`.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Analysis } from '../src/analysis';
import type { EngineData } from '../src/engine-data';
import { templateText, terraformText } from './bench-texts';
import { main, ROOT, ToolError } from './root';

interface Figure {
  readonly what: string;
  readonly figure: number;
  readonly budget: number;
  readonly unit: string;
  /** More is better. */
  readonly atLeast?: true;
}

const FILE_LINES = 60;

function readEngine(): EngineData {
  const part = (name: string) => JSON.parse(readFileSync(join(ROOT, 'server/generated', `${name}.json`), 'utf8'));
  return {
    rules: part('rules'),
    mapping: part('mapping'),
    schema: part('schema'),
    defaults: part('defaults'),
    lists: part('lists'),
  };
}

const uriOf = (directory: number, file: number) => `file:///bench/${directory}/f${file}.tf`;

/** A workspace of directories with 20 files each; every report is asked for once, as the server does for closed files. */
function fill(analysis: Analysis, files: number): number {
  let lines = 0;
  for (let i = 0; i < files; i++) {
    const text = terraformText(FILE_LINES, i);
    lines += text.split('\n').length;
    analysis.setDiskFile(uriOf(Math.floor(i / 20), i), text);
  }
  for (let i = 0; i < files; i++) analysis.report(uriOf(Math.floor(i / 20), i));
  return lines;
}

/**
 * Milliseconds of work: the lesser of the clock and the process's CPU time, so that other processes of a busy machine do not count
 * (the clock runs while they do) and neither do the collector's helper threads (CPU time counts them beside the main one).
 */
function stopwatch(): () => number {
  const clock = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return Math.min(performance.now() - clock, (user + system) / 1000);
  };
}

/** Types into the middle of a document, character by character, and asks for its report each time; milliseconds, sorted. */
function typing(analysis: Analysis, uri: string, text: string, typed: string, keystrokes: number): readonly number[] {
  const middle = text.indexOf('\n', Math.floor(text.length / 2)) + 1;
  const times: number[] = [];
  analysis.setFile(uri, text, 0);
  analysis.report(uri);
  for (let i = 1; i <= keystrokes; i++) {
    const edited = text.slice(0, middle) + typed.slice(0, i % typed.length) + text.slice(middle);
    const elapsed = stopwatch();
    analysis.setFile(uri, edited, i);
    analysis.report(uri);
    times.push(elapsed());
  }
  // The first strokes meet cold code; people type more than twenty.
  return times.slice(20).sort((a, b) => a - b);
}

const p95 = (times: readonly number[]) => times[Math.floor(times.length * 0.95)] ?? Number.NaN;
const TYPED = 'resource "aws_db_instance" "typed" {\n  publicly_accessible = true\n  storage_encrypted = false\n}\n';

function keystrokes(engine: EngineData): readonly Figure[] {
  const figures: Figure[] = [];
  const directory = new Analysis(engine, { strict: true });
  for (let i = 0; i < 99; i++) directory.setDiskFile(uriOf(0, i), terraformText(FILE_LINES, i));
  const inDirectory = p95(typing(directory, uriOf(0, 99), terraformText(500, 99), TYPED, 200));
  figures.push({ what: 'keystroke, 500 lines in a directory of 100 files, p95', figure: inDirectory, budget: 10, unit: 'ms' });

  const small = new Analysis(engine, { strict: true });
  fill(small, 99);
  const in100 = p95(typing(small, uriOf(1000, 0), terraformText(500, 0), TYPED, 300));
  figures.push({ what: 'keystroke, 500 lines in a workspace of 100 files, p95', figure: in100, budget: 10, unit: 'ms' });
  const large = new Analysis(engine, { strict: true });
  fill(large, 9999);
  const in10000 = p95(typing(large, uriOf(1000, 0), terraformText(500, 0), TYPED, 300));
  figures.push({ what: 'the same in a workspace of 10,000 files', figure: in10000 / in100, budget: 1.2, unit: 'times' });

  const alone = new Analysis(engine, { strict: true });
  const in5000 = p95(typing(alone, uriOf(0, 0), terraformText(5000, 0), TYPED, 100));
  figures.push({ what: 'keystroke, 5,000 lines of Terraform, p95', figure: in5000, budget: 30, unit: 'ms' });
  const template = 'file:///bench/t.yaml';
  const inYaml = p95(typing(alone, template, templateText(5000), 'Typed:\n    Type: AWS::S3::Bucket\n', 60));
  figures.push({ what: 'keystroke, 5,000 lines of YAML, p95', figure: inYaml, budget: 80, unit: 'ms' });
  return figures;
}

/** In a process of its own: lines a second, and what stays in memory. */
function scanFigures(files: number): { readonly linesPerSecond: number; readonly megabytes: number } {
  const ran = spawnSync(process.execPath, [process.argv[1] ?? '', '--scan', String(files)], {
    encoding: 'utf8',
    env: process.env,
  });
  if (ran.status !== 0) throw new ToolError(`The scan of ${files} files failed: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}

function scanHere(files: number): void {
  const engine = readEngine();
  const texts = Array.from({ length: files }, (_, i) => terraformText(FILE_LINES, i));
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0);
  const elapsed = stopwatch();
  const analysis = new Analysis(engine, { strict: true });
  texts.forEach((text, i) => {
    analysis.setDiskFile(uriOf(Math.floor(i / 20), i), text);
  });
  for (let i = 0; i < files; i++) analysis.report(uriOf(Math.floor(i / 20), i));
  const seconds = elapsed() / 1000;
  console.log(JSON.stringify({ linesPerSecond: lines / seconds, megabytes: process.memoryUsage().rss / 1024 / 1024 }));
}

/** Milliseconds from starting the server's process to its answer to `initialize`. */
function startUp(): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const server = spawn(process.execPath, [join(ROOT, 'dist/server.cjs'), '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    server.once('error', reject);
    server.once('exit', (code) => reject(new ToolError(`The server ended with ${code} before it answered`)));
    server.stdout.once('data', () => {
      resolve(performance.now() - start);
      server.removeAllListeners('exit');
      server.kill();
    });
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: process.pid, rootUri: null, capabilities: {} },
    });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
}

await main(async () => {
  const args = process.argv.slice(2);
  if (args[0] === '--scan') return scanHere(Number(args[1]));
  if (args[0] === '--profile') return console.log(keystrokes(readEngine()));
  const figures: Figure[] = [...keystrokes(readEngine())];
  const starts: number[] = [];
  for (let i = 0; i < 7; i++) starts.push(await startUp());
  const median = starts.sort((a, b) => a - b)[3] ?? Number.NaN;
  figures.push({ what: 'server start until `initialize` is answered, median', figure: median, budget: 150, unit: 'ms' });
  const small = scanFigures(1000);
  const large = scanFigures(10_000);
  figures.push({ what: 'cold scan', figure: large.linesPerSecond, budget: 50_000, unit: 'lines/s', atLeast: true });
  figures.push({ what: 'memory, workspace of 1,000 files', figure: small.megabytes, budget: 150, unit: 'MB' });
  figures.push({ what: 'memory, workspace of 10,000 files', figure: large.megabytes, budget: 400, unit: 'MB' });

  const slack = args.includes('--strict') ? 1 : 1.5;
  let failed = 0;
  for (const { what, figure, budget, unit, atLeast } of figures) {
    const met = atLeast ? figure >= budget : figure <= budget;
    const far = atLeast ? figure * slack < budget : figure > budget * slack;
    if (far) failed++;
    const shown = figure >= 100 ? Math.round(figure).toLocaleString('en-US') : figure.toFixed(1);
    console.log(
      `${met ? 'ok    ' : far ? 'FAILED' : 'over  '}  ${shown.padStart(9)} ${unit.padEnd(8)} (${atLeast ? 'at least' : 'at most'} ${budget.toLocaleString('en-US')})  ${what}`,
    );
  }
  if (failed > 0) throw new ToolError(`${failed} budgets are missed.`);
});
