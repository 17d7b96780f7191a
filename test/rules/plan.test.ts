import { describe, expect, it } from 'vitest';
import { Analysis, type ReportedFinding } from '../../server/src/analysis';
import { loadRules } from '../../server/src/rules';
import type { TerraformConfiguration } from '../../server/src/sources/terraform';
import type { Span } from '../../server/src/text';
import { Workspace } from '../../server/src/workspace/workspace';
import { asPlan } from './as-plan';
import { engineFromSources } from './engine';
import { FOLDER, readExample, type WrittenExample } from './example';
import { analyse } from './rule-tester';

const { engine, compiled } = engineFromSources();
const PLAN = `${FOLDER}plan.json`;

/** What a configuration would be planned to; undefined where that takes more than its own resources (a plan lists those of modules). */
function planOf(texts: ReadonlyMap<string, string>): string | undefined {
  const workspace = new Workspace(engine);
  for (const [name, text] of texts) workspace.setOpen(FOLDER + name, text, 1);
  if ([...texts.values()].some((text) => /^module /m.test(text))) return undefined;
  const group = workspace.groupOf(`${FOLDER}${[...texts.keys()][0]}`);
  if (group?.kind !== 'terraform') return undefined;
  const { natives } = workspace.configure(group) as TerraformConfiguration;
  const isPlain = natives.every(
    ({ mode, module, exists, address }) => mode === 'managed' && module === '' && exists === true && !address.endsWith('[*]'),
  );
  return isPlain && natives.length > 0 ? asPlan(natives) : undefined;
}

/** The addresses of what has a policy that the plan says nothing of. */
function withUnknownPolicy(plan: string): ReadonlySet<string> {
  const { resource_changes: changes } = JSON.parse(plan) as {
    resource_changes: { address: string; change: { after_unknown: object } }[];
  };
  const has = ({ change }: (typeof changes)[number]) => Object.keys(change.after_unknown).some((name) => /policy/.test(name));
  return new Set(changes.filter(has).map(({ address }) => address));
}

const asText = (finding: { uri: string; span: Span; addresses: string }) => JSON.stringify(finding);
const inBrief = ({ uri, span, addresses }: ReportedFinding) => ({ uri, span, addresses: [...addresses].sort().join() });

describe('the Terraform examples of every rule, planned', () => {
  let compared = 0;
  let foundAlone = 0;
  let toFind = 0;

  it.each(
    compiled.sources
      .filter(({ rule }) => !rule.deprecated && rule.subjects.every(({ resource }) => !resource.startsWith('Ashlar::')))
      .map((source) => [source.rule.id, source] as const),
  )('%s: the same is found at the same places', (_, { rule, file }) => {
    const rules = loadRules([rule], 'strict');
    const { examples } = file.content as { examples: WrittenExample[] };
    for (const [i, example] of examples.map(readExample).entries()) {
      if (example.language !== 'terraform' || ![...example.files.values()].every(({ text }) => !text.includes('ashlar:ignore')))
        continue;
      const texts = new Map([...example.files].map(([name, { text }]) => [name, text] as const));
      const plan = planOf(texts);
      if (plan === undefined) continue;
      const direct = analyse(engine, rules, texts);
      const expected = [...texts.keys()].flatMap((name) => direct.report(FOLDER + name).findings).map(inBrief);
      const analysis = new Analysis(engine, { strict: true }, rules);
      for (const [name, text] of texts) analysis.setDiskFile(FOLDER + name, text);
      analysis.setPlan(PLAN, plan, FOLDER);
      const found = analysis
        .planReports(PLAN)
        .flatMap((report) => report.findings)
        .map(inBrief);
      const addresses = (findings: readonly { addresses: string }[]) =>
        [...new Set(findings.map((each) => each.addresses))].sort();
      expect(found.map(asText).sort(), `example ${i + 1}`).toEqual(expected.map(asText).sort());
      compared += found.length;
      // Without its configuration the findings stand in the plan.
      const alone = new Analysis(engine, { strict: true }, rules);
      alone.setPlan(PLAN, plan, 'file:///elsewhere/');
      const inPlan = alone.planReports(PLAN).flatMap((report) => report.findings);
      const known = addresses(inPlan.map(inBrief));
      expect(
        known.filter((each) => !addresses(expected).includes(each)),
        `example ${i + 1}, alone`,
      ).toEqual([]);
      // A policy that names what is yet to be created is known after apply only, as a whole.
      const later = withUnknownPolicy(plan);
      foundAlone += known.filter((each) => !later.has(each)).length;
      toFind += addresses(expected).filter((each) => !later.has(each)).length;
      expect(inPlan.every(({ uri, span }) => uri === PLAN && span.end > span.start && span.end <= plan.length)).toBe(true);
    }
  });

  it('are many, and mostly found without the configuration as well', () => {
    expect(compared).toBeGreaterThan(300);
    expect(foundAlone / toFind).toBeGreaterThan(0.99);
  });
});
