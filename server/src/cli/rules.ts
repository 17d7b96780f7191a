import { generalRules } from '../analysis';
import type { EngineData } from '../engine-data';
import type { CompiledRule } from '../rules';
import { type PublishedCheck, publishedChecks } from './access-analyzer';
import { SEVERITIES, type Style, severityColour } from './output';

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly severity: CompiledRule['severity'];
  readonly category?: string;
  readonly why: string;
  readonly advice: string;
  readonly rule?: CompiledRule;
}

function listed(engine: EngineData): readonly Listed[] {
  const compiled = engine.rules.map((rule): Listed => {
    const { id, title, severity, category, why, advice } = rule;
    return { id, title, severity, category, why, advice, rule };
  });
  return [...compiled, ...generalRules].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** `ashlar rules`: one rule a line. */
export function rulesText(engine: EngineData, style: Style): string {
  const rules = listed(engine);
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return rules
    .map((rule) => `${rule.id.padEnd(width)}  ${severityColour(style, rule.severity)(rule.severity.padEnd(8))}  ${rule.title}\n`)
    .join('');
}

/** `ashlar rules --json`. */
export function rulesJson(engine: EngineData): object {
  return listed(engine).map(({ rule, ...rest }) => ({
    ...rest,
    profile: rule?.profile ?? 'recommended',
    resources: [...new Set(rule?.subjects.map((subject) => subject.resource))],
    fix: rule?.fix ? { title: rule.fix.title, safe: rule.fix.safe } : null,
    controls: rule?.controls ?? {},
    equivalents: rule?.equivalents ?? [],
    references: rule?.references ?? [],
    ...(rule?.deprecated ? { deprecated: rule.deprecated } : {}),
  }));
}

export interface RuleStats {
  readonly rules: number;
  readonly withFix: number;
  readonly withSafeFix: number;
  /** Judged only under `--profile strict`. */
  readonly strictOnly: number;
  readonly computed: number;
  readonly equivalents: number;
  readonly bySeverity: Readonly<Record<string, number>>;
  readonly byCategory: Readonly<Record<string, number>>;
  readonly byService: Readonly<Record<string, number>>;
  readonly cloudTypes: number;
  readonly terraformTypes: number;
  /** Rules about the grammar of policies. */
  readonly policyRules: number;
  /** What each check that AWS publishes for policies maps to. */
  readonly policyChecks: readonly PublishedCheck[];
}

/** `ashlar rules --stats`. */
export function rulesStats(engine: EngineData): RuleStats {
  const rules = listed(engine);
  const tally = (keyOf: (rule: Listed) => string) => {
    const counts: Record<string, number> = {};
    for (const rule of rules) counts[keyOf(rule)] = (counts[keyOf(rule)] ?? 0) + 1;
    return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return {
    rules: rules.length,
    withFix: rules.filter(({ rule }) => rule?.fix).length,
    withSafeFix: rules.filter(({ rule }) => rule?.fix?.safe).length,
    strictOnly: rules.filter(({ rule }) => rule?.profile === 'strict').length,
    computed: rules.filter(({ rule }) => rule?.computed).length,
    equivalents: new Set(engine.rules.flatMap((rule) => rule.equivalents)).size,
    bySeverity: tally((rule) => rule.severity),
    byCategory: tally((rule) => rule.category ?? 'general'),
    byService: tally((rule) => rule.id.split('/').slice(0, -1).join('/')),
    cloudTypes: new Set(engine.rules.flatMap((rule) => rule.subjects.map((subject) => subject.resource))).size,
    terraformTypes: Object.keys(engine.mapping.terraform).length,
    policyRules: engine.rules.filter((rule) => rule.policies).length,
    policyChecks: publishedChecks(engine.rules),
  };
}

export function statsText(stats: RuleStats): string {
  const table = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, number]) => `  ${String(number).padStart(5)}  ${name}\n`)
      .join('');
  const severities = Object.fromEntries(SEVERITIES.map((severity) => [severity, stats.bySeverity[severity] ?? 0]));
  return [
    `${stats.rules} rules over ${stats.cloudTypes} cloud types, read from ${stats.terraformTypes} mapped Terraform types.\n`,
    `${stats.withFix} offer a fix, ${stats.withSafeFix} of them a safe one; ${stats.strictOnly} judge only under --profile strict; ${stats.computed} are computed; ${stats.equivalents} equivalents in other scanners.\n`,
    `\nBy severity\n${table(severities)}`,
    `\nBy category\n${table(stats.byCategory)}`,
    `\nBy service\n${table(stats.byService)}`,
    policyChecksText(stats),
  ].join('');
}

/** What AWS's own policy validation reports, and the rules that report it here. */
function policyChecksText({ policyChecks, policyRules }: RuleStats): string {
  const covered = policyChecks.filter(({ rules }) => rules.length > 0);
  const types = [...new Set(policyChecks.map(({ type }) => type))];
  const width = Math.max(...policyChecks.map(({ code }) => code.length));
  const count = (type: string): string =>
    `${covered.filter((check) => check.type === type).length} of ${policyChecks.filter((check) => check.type === type).length} ${type === 'error' ? 'errors' : `${type}s`}`;
  const lines = policyChecks.map(
    ({ code, rules, reason }) =>
      `  ${code.padEnd(width)}  ${rules.length > 0 ? rules.join(', ') : `not covered: ${reason ?? ''}`}\n`,
  );
  return [
    `\nPolicy checks\n${policyRules} rules judge the grammar of policies. Of the ${policyChecks.length} checks that IAM Access Analyzer publishes, `,
    `${covered.length} are covered: ${types.map(count).join(', ')}.\n`,
    ...lines,
  ].join('');
}

/** `ashlar explain <rule>`: what, why, what to do. Undefined where there is no such rule. */
export function explainText(engine: EngineData, id: string, style: Style): string | undefined {
  const found =
    listed(engine).find((rule) => rule.id === id) ?? listed(engine).find(({ rule }) => rule?.equivalents.includes(id));
  if (!found) return undefined;
  const { rule } = found;
  const out = [
    `${style.bold(found.title)}`,
    `${found.id}  ${severityColour(style, found.severity)(found.severity)}${found.category ? `  ${found.category}` : ''}${found.rule?.profile ? '  only under --profile strict' : ''}`,
    '',
    found.why.trim(),
    '',
    `${style.bold('What to do')}`,
    found.advice.trim(),
  ];
  if (rule?.fix)
    out.push(
      '',
      `${style.bold(rule.fix.safe ? 'Fix' : 'Fix, not safe')}`,
      `${rule.fix.title}${rule.fix.note ? `. ${rule.fix.note}` : ''}`,
    );
  if (rule?.deprecated)
    out.push('', `Deprecated since ${rule.deprecated.since}${rule.deprecated.use ? `: use ${rule.deprecated.use}` : ''}.`);
  const controls = Object.entries(rule?.controls ?? {}).map(([framework, ids]) => `${framework} ${ids.join(', ')}`);
  if (controls.length > 0) out.push('', style.bold('Controls'), ...controls);
  if (rule && rule.equivalents.length > 0) out.push('', style.bold('Known elsewhere as'), rule.equivalents.join(', '));
  if (rule && rule.references.length > 0) out.push('', style.bold('References'), ...rule.references);
  return `${out.join('\n')}\n`;
}

/** The rule id nearest to a misspelt one, if any is near. */
export function nearestRule(engine: EngineData, id: string): string | undefined {
  let best: { id: string; distance: number } | undefined;
  for (const rule of listed(engine)) {
    const distance = Math.min(editDistance(id, rule.id), editDistance(id, rule.id.slice(rule.id.lastIndexOf('/') + 1)));
    if (!best || distance < best.distance) best = { id: rule.id, distance };
  }
  return best && best.distance <= Math.max(2, id.length / 4) ? best.id : undefined;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
