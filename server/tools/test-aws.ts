import { buildAccount } from '../../test/aws/build';
import { buildersIn, REGIONS, randomFrom } from '../../test/aws/clients';
import { FAULTS, type Planted } from '../../test/aws/faults';
import { startMoto } from '../../test/aws/moto';
import { judgeAccount } from '../src/analysis';
import type { EngineData } from '../src/engine-data';
import { Catalogue } from '../src/policy';
import { type ScanResult, scan } from '../src/posture';
import { loadRules } from '../src/rules';
import { generateEngine } from './generate-engine';
import { compactIam } from './iam-data';
import { cacheDirectory, main, ROOT, ToolError } from './root';

// `npm run test:aws [-- --seed N]`: builds an account over three regions at a wire endpoint of AWS on this machine, scans it through the real SDK
// and the real guards, plants faults at random in two rounds, and scans again: every planted fault must be found, and nothing besides.

/** What the endpoint cannot do: it has no root user with MFA. */
const ALWAYS = ['aws/iam/root-without-mfa arn:aws:iam::123456789012:root'];

/** Calls that the endpoint does not know: the scan must say so, and count none of it as right. */
const MISSING: ReadonlySet<string> = new Set([
  'GetImageBlockPublicAccessState',
  'GetInstanceMetadataDefaults',
  'GetSerialConsoleAccessStatus',
  'GetSnapshotBlockPublicAccessState',
]);

await main(async () => {
  const at = process.argv.indexOf('--seed');
  const seed = at > 0 ? Number(process.argv[at + 1]) : Math.floor(Math.random() * 1_000_000);
  if (!Number.isSafeInteger(seed)) throw new ToolError('--seed takes a number.');
  const moto = await startMoto(cacheDirectory());
  if (typeof moto === 'string') throw new ToolError(moto);
  console.log(`seed ${seed}`);
  try {
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_REGION']) delete process.env[name];
    const problems = await rounds(moto.endpoint, randomFrom(seed));
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) throw new ToolError(`${problems.length} faults of the scan, with seed ${seed}.`);
  } finally {
    await moto.stop();
  }
});

async function rounds(endpoint: string, random: () => number): Promise<readonly string[]> {
  const pick = <T>(of: readonly T[]): T => {
    const one = of[Math.floor(random() * of.length)];
    if (one === undefined) throw new Error('There is nothing to choose from.');
    return one;
  };
  const catalogue = new Catalogue(await compactIam(ROOT));
  const engine: EngineData = { ...generateEngine(ROOT).engine, iam: () => catalogue };
  const built = await buildAccount(REGIONS.map((region) => buildersIn(region, endpoint)));
  const problems = [...(await check(engine, endpoint, 'the clean account', []))];
  const planted: Planted[] = [];
  const shuffled = FAULTS.map((fault) => ({ fault, at: random() })).sort((a, b) => a.at - b.at);
  for (const half of [shuffled.slice(0, FAULTS.length / 2), shuffled.slice(FAULTS.length / 2)]) {
    for (const { fault } of half) {
      planted.push(await fault.plant(built, pick));
      console.log(`  planted: ${fault.name}`);
    }
    problems.push(...(await check(engine, endpoint, `${planted.length} faults`, planted)));
  }
  return problems;
}

async function check(
  engine: EngineData,
  endpoint: string,
  what: string,
  planted: readonly Planted[],
): Promise<readonly string[]> {
  const result = await scan({ endpoint, regions: REGIONS, waits: { speed: 20 } });
  const report = judgeAccount(engine, loadRules(engine.rules, 'recommended'), result);
  const found = new Set(report.findings.map(({ rule, resource }) => `${rule} ${resource}`));
  const expected = [...ALWAYS, ...planted.flatMap((one) => one.expected)];
  const touched = new Set(planted.flatMap((one) => [...one.expected.map((each) => each.split(' ')[1]), ...(one.touched ?? [])]));
  const lost = expected.filter((one) => !found.has(one)).map((one) => `not found: ${one}`);
  const extra = [...found]
    .filter((one) => !expected.includes(one) && !touched.has(one.split(' ')[1] ?? ''))
    .map((one) => `found in what is clean: ${one}`);
  console.log(
    `${what}: ${result.items.length} resources, ${found.size} findings, score ${report.score?.toFixed(0)}, coverage ${report.coverage.toFixed(0)} %, ${requests(result)}`,
  );
  return [...lost, ...extra, ...unexpectedFailures(result), ...(result.items.length < 300 ? ['fewer than 300 resources'] : [])];
}

function unexpectedFailures({ failed }: ScanResult): readonly string[] {
  const told = new Set(failed.map(({ operation }) => operation));
  return [
    ...failed.filter(({ operation }) => !MISSING.has(operation)).map((one) => `failed: ${one.action} ${one.region} ${one.error}`),
    ...[...MISSING].filter((operation) => !told.has(operation)).map((operation) => `not told: ${operation}`),
  ];
}

function requests(result: ScanResult): string {
  const counts = new Map<string, number>();
  for (const { service, requests } of result.requests) counts.set(service, (counts.get(service) ?? 0) + requests);
  return [...counts].map(([service, count]) => `${service} ${count}`).join(', ');
}
