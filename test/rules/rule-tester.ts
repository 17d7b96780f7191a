import { Analysis } from '../../server/src/analysis';
import type { ReportedFinding } from '../../server/src/analysis/report';
import type { EngineData } from '../../server/src/engine-data';
import { buildGraph } from '../../server/src/resources/build-graph';
import type { CompiledRule, RuleSet } from '../../server/src/rules';
import { judge, loadRules } from '../../server/src/rules';
import { EVERYTHING, liveResource } from '../../server/src/sources/live';
import type { Span } from '../../server/src/text';
import { applyEdits } from '../../server/src/text';
import { Workspace } from '../../server/src/workspace/workspace';
import type { Example, Language, WrittenExample } from './example';
import { FOLDER, readExample, writeMarks } from './example';
import { twinsOf } from './twins';

/** What is wrong with a rule's examples; empty when all is well. Each entry names the example and shows the marks that were found. */
export function problemsOfRule(engine: EngineData, rule: CompiledRule, written: readonly WrittenExample[]): readonly string[] {
  const problems: string[] = [];
  const seen = new Map<string, number>();
  const rules = loadRules([rule], 'strict');
  const examples = written.map(readExample);
  for (const [i, example] of examples.entries()) {
    const label = `example ${i + 1} (${example.verdict} ${example.language})`;
    const key = JSON.stringify([
      example.language,
      [...example.files].map(([name, file]) => [name, file.text.trim()]),
      example.written.resource,
      example.written.resources,
    ]);
    const earlier = seen.get(key);
    if (earlier !== undefined) problems.push(`${label} is the same as example ${earlier}`);
    seen.set(key, i + 1);
    for (const problem of problemsOfExample(engine, rules, rule, example)) problems.push(`${label}: ${problem}`);
  }
  problems.push(...missingExamples(engine, rule, examples));
  return problems;
}

function problemsOfExample(engine: EngineData, rules: RuleSet, rule: CompiledRule, example: Example): readonly string[] {
  if (example.language === 'live') return problemsOfLive(engine, rules, rule, example);
  const marks = [...example.files.values()].some((file) => file.spans.length > 0);
  if (example.verdict === 'bad' && !marks) return ['nothing is marked with «»'];
  if (example.verdict !== 'bad' && marks) return ['only bad examples have marks'];
  const texts = new Map([...example.files].map(([name, file]) => [name, file.text] as const));
  const problems = [...syntaxProblems(engine, rules, texts)];
  problems.push(...differences(engine, rules, example.files, 'found'));
  if (example.verdict === 'unknown' && notAssessed(engine, rules, texts) === 0) {
    problems.push('is silent because it is good, not because anything in it is unknown');
  }
  if (example.verdict !== 'bad') return problems;
  problems.push(...fixProblems(engine, rules, rule, example, texts));
  if (problems.length > 0) return problems;
  for (const twin of twinsOf(example)) problems.push(...differences(engine, rules, twin.files, `twin "${twin.name}"`));
  return problems;
}

/** Puts texts into an analysis with the rules that are tested and no others. */
export function analyse(engine: EngineData, rules: RuleSet, texts: ReadonlyMap<string, string>): Analysis {
  const analysis = new Analysis(engine, { strict: true }, rules);
  for (const [name, text] of texts) analysis.setFile(FOLDER + name, text, 1);
  return analysis;
}

function differences(
  engine: EngineData,
  rules: RuleSet,
  files: ReadonlyMap<string, { readonly text: string; readonly spans: readonly Span[] }>,
  what: string,
): readonly string[] {
  const analysis = analyse(engine, rules, new Map([...files].map(([name, file]) => [name, file.text] as const)));
  const problems: string[] = [];
  for (const [name, file] of files) {
    const found = analysis.report(FOLDER + name).findings.map((finding) => finding.span);
    const expected = writeMarks(file.text, file.spans);
    const actual = writeMarks(file.text, found);
    if (expected !== actual) problems.push(`${what}: in ${name}\n--- expected\n${expected}\n--- found\n${actual}`);
  }
  return problems;
}

function syntaxProblems(engine: EngineData, rules: RuleSet, texts: ReadonlyMap<string, string>): readonly string[] {
  const analysis = analyse(engine, rules, texts);
  return [...texts.keys()].flatMap((name) => {
    const report = analysis.report(FOLDER + name);
    const problems = report.problems.map((problem) => `${name} is not valid: ${problem.message}`);
    if (report.kind === 'other') problems.push(`${name} is not recognised as anything that is judged`);
    return problems;
  });
}

function notAssessed(engine: EngineData, rules: RuleSet, texts: ReadonlyMap<string, string>): number {
  const workspace = new Workspace(engine);
  for (const [name, text] of texts) workspace.setOpen(FOLDER + name, text, 1);
  const groups = new Set([...texts.keys()].flatMap((name) => workspace.groupOf(FOLDER + name) ?? []));
  let count = 0;
  for (const group of groups) count += judge(workspace.configure(group).graph, rules, engine).notAssessed.length;
  return count;
}

function fixProblems(
  engine: EngineData,
  rules: RuleSet,
  rule: CompiledRule,
  example: Example,
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  const { fixed } = example;
  if (!fixed) return [];
  if (!rule.fix) return ['has `fixed`, but the rule has no fix'];
  const repaired = repair(analyse(engine, rules, texts), texts);
  if ('refused' in repaired) return [`the fix was refused: ${repaired.refused}`];
  const problems: string[] = [];
  for (const [name, expected] of fixed) {
    const actual = repaired.texts.get(name);
    if (actual !== expected)
      problems.push(`the fix makes another text of ${name}\n--- expected\n${expected}\n--- made\n${actual}`);
  }
  for (const [name, actual] of repaired.texts) {
    if (!fixed.has(name) && actual !== texts.get(name)) problems.push(`the fix changes ${name} too\n${actual}`);
  }
  if (problems.length > 0) return problems;
  const again = analyse(engine, rules, repaired.texts);
  for (const name of repaired.texts.keys()) {
    const left = again.report(FOLDER + name).findings;
    if (left.length > 0)
      problems.push(
        `what the fix makes is not clean: ${writeMarks(
          repaired.texts.get(name) ?? '',
          left.map((one) => one.span),
        )}`,
      );
  }
  const twice = repair(again, repaired.texts);
  if ('texts' in twice && [...twice.texts].some(([name, text]) => text !== repaired.texts.get(name)))
    problems.push('fixing again changes the text');
  return problems;
}

export type Repaired = { readonly texts: ReadonlyMap<string, string> } | { readonly refused: string };

/** Each finding's fix, one after the other, as a person would click them. */
export function repair(analysis: Analysis, texts: ReadonlyMap<string, string>): Repaired {
  const current = new Map(texts);
  const limit = 20;
  for (let version = 2; version < limit; version++) {
    const next = firstFinding(analysis, current);
    if (!next) return { texts: current };
    const fix = analysis.fixFor(next);
    if ('refused' in fix) return { refused: fix.refused };
    for (const [uri, edits] of fix.edits) {
      const name = uri.slice(FOLDER.length);
      const text = applyEdits(current.get(name) ?? '', edits);
      current.set(name, text);
      analysis.setFile(uri, text, version);
    }
  }
  return { refused: `it is not done after ${limit} rounds` };
}

function firstFinding(analysis: Analysis, texts: ReadonlyMap<string, string>): ReportedFinding | undefined {
  for (const name of texts.keys()) {
    const [first] = analysis.report(FOLDER + name).findings;
    if (first) return first;
  }
  return undefined;
}

function problemsOfLive(engine: EngineData, rules: RuleSet, rule: CompiledRule, example: Example): readonly string[] {
  const { written } = example;
  const type = written.type ?? rule.subjects[0]?.resource ?? '';
  const given = written.resources ?? [{ properties: written.resource ?? {} }];
  // An example holds the whole resource.
  const resources = given.map((one, i) =>
    liveResource(one.type ?? type, one.id ?? `live-${i + 1}`, one.properties ?? {}, EVERYTHING),
  );
  const graph = buildGraph({ resources, aliases: new Map() });
  const judged = judge(graph, rules, engine);
  const address = resources[0]?.address ?? '';
  const found = judged.findings.filter((finding) => finding.addresses.includes(address)).length;
  const open = judged.notAssessed.filter((one) => one.address === address).length;
  if (example.verdict === 'bad')
    return found > 0 ? [] : [`nothing was found (${judged.notAssessed.map((one) => one.reason).join('; ')})`];
  if (found > 0) return ['something was found'];
  if (example.verdict === 'unknown') return open > 0 ? [] : ['is good, not unknown'];
  return open > 0 ? [`is not good, but not assessed: ${judged.notAssessed.map((one) => one.reason).join('; ')}`] : [];
}

function missingExamples(engine: EngineData, rule: CompiledRule, examples: readonly Example[]): readonly string[] {
  const problems: string[] = [];
  const has = (verdict: string, ...languages: readonly Language[]) =>
    examples.some((one) => one.verdict === verdict && languages.includes(one.language));
  const types = rule.subjects.map((one) => one.resource);
  const produced = new Set([...Object.values(engine.mapping.terraform)].flat().map((entry) => entry.is));
  const ofTerraform = types.some((type) => produced.has(type) || type.startsWith('Ashlar::Terraform::'));
  const ofCloudFormation = types.some((type) => type.startsWith('AWS::'));
  // What nobody declares, though a resource of the type may be declared: only an account tells it.
  const ofAccount = types.every((type) => type.startsWith('Ashlar::')) && has('bad', 'live') && !has('bad', 'terraform');
  for (const verdict of ['bad', 'good'] as const) {
    // A policy reads alike in every language: test/policy/languages.test.ts puts each example into all of them.
    if (rule.policies) {
      if (!examples.some((one) => one.verdict === verdict)) problems.push(`there is no ${verdict} example`);
      continue;
    }
    if (ofTerraform && !ofAccount && !has(verdict, 'terraform')) problems.push(`there is no ${verdict} example in Terraform`);
    if (ofCloudFormation && !has(verdict, 'cloudformation', 'cloudformation-json'))
      problems.push(`there is no ${verdict} example in CloudFormation`);
    if ((!ofTerraform || ofAccount) && !ofCloudFormation && !has(verdict, 'policy', 'live', 'terraform', 'cloudformation'))
      problems.push(`there is no ${verdict} example`);
  }
  if (rule.fix) {
    for (const languages of [['terraform'], ['cloudformation', 'cloudformation-json']] as const) {
      const bad = examples.filter((one) => one.verdict === 'bad' && (languages as readonly string[]).includes(one.language));
      if (bad.length > 0 && !bad.some((one) => one.fixed))
        problems.push(`no bad example in ${languages[0]} says what the fix makes of it (\`fixed\`)`);
    }
  }
  return problems;
}
