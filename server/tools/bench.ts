import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { costsOfBombs } from './bench-limits';
import { moduleRoot } from './bench-modules';
import { policyCallText, policyDocumentText, policyTemplateText, policyText, templateText, terraformText } from './bench-texts';
import { WARM, WireBench } from './bench-wire';
import { main, ROOT, ToolError } from './root';
import { packVsix } from './vscode/pack';

// `npm run bench [-- --strict] [group...]`: the budgets of speed, memory and size, measured from outside, on the real server process and a
// workspace on the disk: edits at random places until their diagnostics arrive, the cold scan with its reading, the memory.
// Beside each p95 stands the processor time that one edit costs, which a busy machine does not stretch. Figures, budgets and shares are
// printed; only --strict makes a missed one fail.

const FILE_LINES = 60;

function workspace(files: number): { readonly files: ReadonlyMap<string, string>; readonly lines: number } {
  const texts = new Map<string, string>();
  let lines = 0;
  for (let i = 0; i < files; i++) {
    const text = terraformText(FILE_LINES, i);
    lines += text.split('\n').length;
    texts.set(`d${Math.floor(i / 20)}/f${i}.tf`, text);
  }
  return { files: texts, lines };
}

const missed: string[] = [];

function print(what: string, figure: number, unit: string, budget: number, atLeast = false, note = ''): void {
  const share = atLeast ? budget / figure : figure / budget;
  if (share > 1) missed.push(what);
  const shown = figure >= 100 ? Math.round(figure).toLocaleString('en-US') : figure.toFixed(1);
  const bound = `${atLeast ? 'at least' : 'at most'} ${budget.toLocaleString('en-US')}`;
  console.log(
    `${shown.padStart(9)} ${unit.padEnd(8)} ${bound.padEnd(16)} ${`${Math.round(share * 100)} %`.padStart(6)}  ${what}${note}`,
  );
}

async function edits(
  bench: WireBench,
  path: string,
  text: string,
  count: number,
): Promise<{ readonly p95: number; readonly work: number }> {
  const before = bench.processorTime();
  const times = await bench.edits(path, text, count);
  return { p95: times[Math.floor(times.length * 0.95)] ?? Number.NaN, work: (bench.processorTime() - before) / (count + WARM) };
}

const work = (milliseconds: number): string => ` (${milliseconds.toFixed(1)} ms of processor time each)`;

/** The packaged extension, in megabytes. */
/** In MB: with all it holds, and without the SDK of the posture scan. */
async function packageSizes(): Promise<{ readonly all: number; readonly withoutSdk: number }> {
  const { size, withoutSdk } = await packVsix(join(ROOT, 'ashlar.vsix'));
  return { all: size / 1024 / 1024, withoutSdk: withoutSdk / 1024 / 1024 };
}

async function start(): Promise<void> {
  const { all, withoutSdk } = await packageSizes();
  print('packaged extension', all, 'MB', 6);
  print('packaged extension, without the posture SDK', withoutSdk, 'MB', 3);
  const starts: number[] = [];
  for (let i = 0; i < 5; i++) {
    const bench = await WireBench.start(new Map());
    starts.push(bench.startUp);
    await bench.stop();
  }
  print('server start until `initialize` is answered, median of 5', starts.sort((a, b) => a - b)[2] ?? Number.NaN, 'ms', 150);
}

async function workspaces(): Promise<void> {
  const small = await WireBench.start(workspace(100).files);
  await small.scan();
  const in100 = await edits(small, 'open/main.tf', terraformText(500, 100), 500);
  print('edit of 500 lines, workspace of 100 files, p95', in100.p95, 'ms', 10, false, work(in100.work));
  const long = await edits(small, 'long/main.tf', terraformText(5000, 100), 500);
  print('edit of 5,000 lines of Terraform, p95', long.p95, 'ms', 30, false, work(long.work));
  const yaml = await edits(small, 'yaml/template.yaml', templateText(5000), 200);
  print('edit of 5,000 lines of YAML, p95', yaml.p95, 'ms', 80, false, work(yaml.work));
  await small.stop();

  for (const { count, memory } of [
    { count: 1000, memory: 150 },
    { count: 10_000, memory: 400 },
  ]) {
    const { files, lines } = workspace(count);
    const bench = await WireBench.start(files);
    const scanned = await bench.scan();
    const name = `workspace of ${count.toLocaleString('en-US')} files`;
    if (count === 10_000)
      print(`cold scan of a ${name}, reading and publishing included`, (lines / scanned) * 1000, 'lines/s', 50_000, true);
    print(`memory, ${name}`, bench.megabytes(), 'MB', memory);
    if (count === 10_000) {
      const in10000 = await edits(bench, 'open/main.tf', terraformText(500, 100), 500);
      print(`edit of 500 lines, ${name}, against 100 files`, in10000.work / in100.work, 'times', 1.2, false, work(in10000.work));
    }
    await bench.stop();
  }
}

/** A policy of 300 statements after a keystroke, and what is asked while one writes it. */
async function policies(): Promise<void> {
  const bench = await WireBench.start(new Map());
  await bench.scan();
  for (const [name, path, text] of [
    ['a policy of 300 statements in JSON', 'json/policy.json', policyText(300)],
    ['a policy document of 300 statements in Terraform', 'document/main.tf', policyDocumentText(300)],
    ['a policy of 300 statements in jsonencode', 'call/main.tf', policyCallText(300)],
    ['a policy of 300 statements in CloudFormation', 'template/template.yaml', policyTemplateText(300)],
  ] as const) {
    const { p95, work: each } = await edits(bench, path, text, 200);
    print(`edit of ${name}, p95`, p95, 'ms', 10, false, work(each));
    const asked = await bench.requests(path.replace('/', '/asked-'), text, /[a-z0-9]+:[A-Z]\w+(?=["\n])/g, 100);
    for (const [method, cost] of asked) print(`${method} in ${name}, processor time`, cost, 'ms', 50);
  }
  await bench.stop();
}

/** One root of 300 modules, 5,000 files: as usual ones are, and with much to judge in few lines. */
async function modules(): Promise<void> {
  for (const [kind, what] of [
    ['usual', 'of 60 lines'],
    ['short', 'of 18 lines, a third of it policies'],
  ] as const) {
    const { files, lines, leaf } = moduleRoot(kind);
    const bench = await WireBench.start(files);
    const scanned = await bench.scan();
    const name = `root of 300 modules, ${files.size.toLocaleString('en-US')} files ${what}`;
    print(`cold scan of a ${name}`, (lines / scanned) * 1000, 'lines/s', 50_000, true);
    print(`memory, ${name}`, bench.megabytes(), 'MB', 400);
    const path = `${leaf}/part-1.tf`;
    const edited = await edits(bench, path, files.get(path) ?? '', 100);
    print(`edit in a leaf module, ${name}, p95`, edited.p95, 'ms', 30, false, work(edited.work));
    await bench.stop();
  }
}

/** What asks for too much, by the command line in a process of its own: 1 s and 200 MB each. */
function limits(): void {
  for (const { name, milliseconds, megabytes } of costsOfBombs()) {
    print(name, milliseconds, 'ms', 1000);
    print(name, megabytes, 'MB', 200);
  }
}

const GROUPS: Readonly<Record<string, () => Promise<void> | void>> = { start, workspaces, policies, modules, limits };

await main(async () => {
  const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const unknown = named.filter((word) => !GROUPS[word]);
  if (unknown.length > 0)
    throw new ToolError(`There is no group ${unknown.join(', ')}; there are ${Object.keys(GROUPS).join(', ')}.`);
  // The package is built of what is measured; without it the bundles are built alone.
  if (named.length > 0 && !named.includes('start')) spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  for (const [name, run] of Object.entries(GROUPS)) if (named.length === 0 || named.includes(name)) await run();
  const load = loadavg()[0] ?? 0;
  console.log(
    `\n${missed.length === 0 ? 'Every budget is met' : `Missed: ${missed.join('; ')}`}. Load average at the end: ${load.toFixed(1)}.`,
  );
  if (missed.length > 0 && process.argv.includes('--strict')) throw new ToolError(`${missed.length} budgets are missed.`);
});
