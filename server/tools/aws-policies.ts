import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Analysis } from '../src/analysis';
import { publishedChecks } from '../src/cli/access-analyzer';
import type { EngineData } from '../src/engine-data';
import { Catalogue } from '../src/policy';
import { generateEngine } from './generate-engine';
import { compactIam } from './iam-data';
import { MISTAKES, plant } from './planted';
import { main, ROOT } from './root';

// `npm run test:aws-policies [file]`: what is found in the policies that AWS itself publishes as managed, and in the same ones with one
// mistake each. The file is a JSON document, gzipped or not: `{ "policies": { name: { "document": … } } }`.
await main(async () => {
  const args = process.argv.slice(2);
  const path = args.find((arg) => !arg.startsWith('--')) ?? process.env.ASHLAR_AWS_POLICIES;
  if (path === undefined || !existsSync(path)) {
    console.error(
      path === undefined
        ? 'Name the file of managed policies: npm run test:aws-policies -- aws-managed-policies.json.gz, or set ASHLAR_AWS_POLICIES.'
        : `There is no file ${path}: get the managed policies as { "policies": { name: { "document": … } } } first.`,
    );
    process.exitCode = 2;
    return;
  }
  const policies = readPolicies(path);
  const catalogue = new Catalogue(await compactIam(ROOT));
  const engine: EngineData = { ...generateEngine(ROOT).engine, iam: () => catalogue };
  const errors = errorRules(engine);
  const judge = (text: string): readonly { readonly rule: string; readonly shown: string }[] => {
    const analysis = new Analysis(engine, { strict: true, profile: 'strict' });
    analysis.setFile('file:///policy.json', text, 1);
    const { findings } = analysis.report('file:///policy.json');
    return findings.map(({ rule, span, message }) => ({ rule, shown: `${text.slice(span.start, span.end)}  ${message}` }));
  };
  const verbose = args.includes('--verbose');
  tellSound(policies, judge, errors, verbose);
  tellPlanted(policies, judge, verbose);
});

type Judge = (text: string) => readonly { readonly rule: string; readonly shown: string }[];

function readPolicies(path: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const bytes = readFileSync(path);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  const { policies } = JSON.parse(text) as {
    readonly policies: Readonly<Record<string, { readonly document: Readonly<Record<string, unknown>> }>>;
  };
  return new Map(Object.entries(policies).map(([name, policy]) => [name, policy.document]));
}

/** Rules that stand for one of AWS's errors, and not for a warning or suggestion. */
function errorRules(engine: EngineData): ReadonlySet<string> {
  const checks = publishedChecks(engine.rules);
  return new Set(checks.filter(({ type }) => type === 'error').flatMap(({ rules }) => rules));
}

function tellSound(
  policies: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  judge: Judge,
  errors: ReadonlySet<string>,
  verbose: boolean,
): void {
  const byRule = new Map<string, Map<string, string[]>>();
  const drawn = new Set<string>();
  for (const [name, document] of policies) {
    for (const { rule, shown } of judge(JSON.stringify(document, undefined, 2))) {
      if (!rule.startsWith('iam/policy/')) continue;
      const shownBy = byRule.get(rule) ?? new Map<string, string[]>();
      byRule.set(rule, shownBy);
      shownBy.set(shown, [...(shownBy.get(shown) ?? []), name]);
      if (errors.has(rule)) drawn.add(name);
    }
  }
  console.log(`${policies.size} policies; ${drawn.size} draw an error (${percent(drawn.size, policies.size)})`);
  const counted = [...byRule].map(([rule, shown]) => ({ rule, shown, policies: new Set([...shown.values()].flat()).size }));
  for (const { rule, shown, policies: count } of counted.sort((a, b) => b.policies - a.policies)) {
    console.log(
      `${String(count).padStart(6)} policies ${String(shown.size).padStart(6)} texts  ${errors.has(rule) ? 'error  ' : '       '} ${rule}`,
    );
    if (!verbose) continue;
    for (const [text, names] of [...shown].slice(0, 40))
      console.log(`${' '.repeat(24)}${text}  (${names.length}: ${names[0] ?? ''})`);
  }
}

function tellPlanted(policies: ReadonlyMap<string, Readonly<Record<string, unknown>>>, judge: Judge, verbose: boolean): void {
  let all = 0;
  let found = 0;
  const left: string[] = [];
  for (const [i, [name, document]] of [...policies].entries()) {
    const planted = plant(document, i);
    if (!planted) continue;
    all++;
    const before = new Set(judge(JSON.stringify(document, undefined, 2)).map(({ rule, shown }) => `${rule} ${shown}`));
    const drawn = judge(JSON.stringify(planted.document, undefined, 2));
    if (drawn.some(({ rule, shown }) => planted.rules.includes(rule) && !before.has(`${rule} ${shown}`))) found++;
    else left.push(`${name}: ${planted.mistake}`);
  }
  console.log(`${all} policies with one of ${MISTAKES.length} mistakes planted; ${found} draw it (${percent(found, all)})`);
  for (const one of verbose ? left : left.slice(0, 10)) console.log(`  missed  ${one}`);
  if (found < all * 0.99) process.exitCode = 1;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
}
