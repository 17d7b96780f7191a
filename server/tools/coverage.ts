// `npm run coverage [-- --profile strict --misses 50 --provider aws --only suite]`: how many checks of other scanners a rule of ours finds.
// BENCH_CORPORA points at the corpora (their adapters.py runs a scanner over the examples, score.py counts). The checks of Parliament are
// looked for in both profiles.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeParliament, type FoundIn, type ParliamentCheck } from './missed';
import { main, ROOT, ToolError } from './root';
import { classifySpoilt, describeSpoilt, type Named, type SpoiltRow } from './spoilt';

/** Options of adapters.py with their value; everything else goes to score.py. */
const OF_ADAPTERS = new Set(['--only', '--unit', '--jobs', '--limit']);

await main(async () => {
  const corpora = resolve(process.env.BENCH_CORPORA ?? join(ROOT, '../shared/coverage'));
  if (!existsSync(join(corpora, 'adapters.py'))) {
    throw new ToolError(
      `There are no corpora in ${corpora}: set BENCH_CORPORA to the folder that holds adapters.py and score.py.`,
    );
  }
  const cli = join(ROOT, 'dist/cli.cjs');
  if (!existsSync(cli)) throw new ToolError('The command line is not built yet: run `npm run build`.');
  const toAdapters: string[] = [];
  const toScore: string[] = [];
  const toScan: string[] = [];
  const args = process.argv.slice(2).filter((arg) => arg !== '--');
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const name = arg.replace(/=.*$/s, '');
    const into = name === '--profile' ? toScan : OF_ADAPTERS.has(name) ? toAdapters : toScore;
    into.push(arg);
    const next = args[i + 1];
    if (!arg.includes('=') && next !== undefined && !next.startsWith('--')) {
      into.push(next);
      i++;
    }
  }
  const out = join(ROOT, 'node_modules/.cache/ashlar-coverage');
  mkdirSync(out, { recursive: true });
  const findings = join(out, 'findings.jsonl');
  const scan = (into: string, ofScan: readonly string[], ofAdapters: readonly string[]): void => {
    const command = `${quoted(process.execPath)} ${quoted(cli)} scan {dir} --format sarif --fail-on none ${ofScan.map(quoted).join(' ')}`;
    python(corpora, [join(corpora, 'adapters.py'), '--cmd', command, '--format', 'sarif', '--out', into, ...ofAdapters]);
  };
  scan(findings, toScan, toAdapters);
  const scores = join(out, 'scores.json');
  const asked = toScore.findIndex((arg) => /^--json(=|$)/.test(arg));
  const json = asked < 0 ? scores : (/^--json=(.*)$/s.exec(toScore[asked] ?? '')?.[1] ?? toScore[asked + 1] ?? scores);
  python(corpora, [join(corpora, 'score.py'), findings, ...toScore, ...(asked < 0 ? ['--json', scores] : [])]);
  const { splits } = JSON.parse(readFileSync(json, 'utf8')) as {
    splits: { open: { spoilt: SpoiltRow[] } };
  };
  const rules = ourRules(cli);
  const ofProfile = (profile: string): FoundIn[] => {
    const into = join(out, `parliament-${profile}.jsonl`);
    scan(into, ['--profile', profile], ['--only', 'parliament']);
    return rowsOf<FoundIn>(into);
  };
  const foundBy = { recommended: ofProfile('recommended'), strict: ofProfile('strict') };
  console.log(describeParliament(parliament(corpora), foundBy, rules));
  console.log(describeSpoilt(classifySpoilt(splits.open.spoilt, rules)));
});

/** The checks of Parliament that the corpora show, with the files of their examples. */
function parliament(corpora: string): ParliamentCheck[] {
  interface Row {
    readonly suite: string;
    readonly split: string;
    readonly id: string;
    readonly name: string;
    readonly bad: readonly { readonly file: string }[];
    readonly good: readonly { readonly file: string }[];
  }
  const files = (examples: Row['bad']) => examples.map(({ file }) => file);
  return rowsOf<Row>(join(corpora, 'index.jsonl'))
    .filter(({ suite, split }) => suite === 'parliament' && split === 'open')
    .map(({ id, name, bad, good }) => ({ id, name, bad: files(bad), good: files(good) }));
}

function rowsOf<T>(path: string): T[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
}

/** The rules of the command line that was asked, as `rules --json` lists them. */
function ourRules(cli: string): Named[] {
  const ran = spawnSync(process.execPath, [cli, 'rules', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.error || ran.status !== 0) throw new ToolError(`ashlar rules ended with ${ran.status}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as Named[];
}

function python(corpora: string, args: readonly string[]): void {
  const ran = spawnSync('python3', [...args], { stdio: 'inherit', env: { ...process.env, BENCH_CORPORA: corpora } });
  if (ran.error) throw new ToolError(`python3 is needed: ${ran.error.message}`);
  if (ran.status !== 0) throw new ToolError(`${args[0]} ended with ${ran.status}`);
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
