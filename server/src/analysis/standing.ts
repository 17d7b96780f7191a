import type { Finding, NotAssessed, RuleSet, Severity } from '../rules';

/** How an account stands, in figures. */
export interface Standing {
  /** 0 to 100: how much of what was judged holds, weighed by severity. Undefined where nothing could be judged. */
  readonly score: number | undefined;
  /** 0 to 100: how much of what there was to judge could be judged. What could not is no part of the score. */
  readonly coverage: number;
  /** By rule, on how many resources it holds, does not, and could not be told. */
  readonly rules: readonly RuleStanding[];
  readonly frameworks: readonly FrameworkStanding[];
}

export interface RuleStanding {
  readonly rule: string;
  readonly severity: Severity;
  readonly passed: number;
  readonly failed: number;
  readonly notAssessed: number;
}

/** A framework's controls that some rule of the scan speaks of. */
export interface FrameworkStanding {
  readonly framework: string;
  readonly controls: readonly {
    readonly control: string;
    /** `failed` if any rule fails; `not-assessed` if any could not be told, so that nothing passes unseen. */
    readonly state: 'passed' | 'failed' | 'not-assessed';
    readonly rules: readonly string[];
  }[];
}

/** What a rule of each severity weighs in the score. */
const WEIGHT: Readonly<Record<Severity, number>> = { critical: 10, high: 6, medium: 3, low: 1 };

export interface Verdicts {
  readonly findings: readonly Finding[];
  readonly passed: readonly { readonly rule: string; readonly address: string }[];
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * The figures of a judgement. Each rule counts once, by the share of resources for which it holds, so that a thousand good buckets do not
 * hide one root user without MFA. Rules about the grammar of policies are found, but count for nothing: they expose nothing.
 */
export function standingOf(rules: RuleSet, verdicts: Verdicts): Standing {
  const counted = count(rules, verdicts);
  let weight = 0;
  let held = 0;
  let judgeable = 0;
  let judged = 0;
  for (const { severity, passed, failed, notAssessed } of counted) {
    judgeable++;
    judged += (passed + failed) / (passed + failed + notAssessed);
    if (passed + failed === 0) continue;
    weight += WEIGHT[severity];
    held += (WEIGHT[severity] * passed) / (passed + failed);
  }
  return {
    score: weight === 0 ? undefined : (held / weight) * 100,
    coverage: judgeable === 0 ? 0 : (judged / judgeable) * 100,
    rules: counted,
    frameworks: frameworksOf(rules, counted),
  };
}

function count(rules: RuleSet, { findings, passed, notAssessed }: Verdicts): readonly RuleStanding[] {
  const failedOf = addressesByRule(findings.flatMap(({ rule, addresses }) => addresses.map((address) => ({ rule, address }))));
  const openOf = addressesByRule(notAssessed);
  const passedOf = addressesByRule(passed);
  const standings: RuleStanding[] = [];
  for (const id of [...new Set([...failedOf.keys(), ...openOf.keys(), ...passedOf.keys()])].sort()) {
    const rule = rules.rules.get(id);
    if (!rule || rule.policies) continue;
    const failed = failedOf.get(id) ?? new Set();
    // What is surely wrong in one place counts as wrong, whatever could not be told in another.
    const open = [...(openOf.get(id) ?? [])].filter((address) => !failed.has(address));
    standings.push({
      rule: id,
      severity: rule.severity,
      passed: passedOf.get(id)?.size ?? 0,
      failed: failed.size,
      notAssessed: open.length,
    });
  }
  return standings;
}

function addressesByRule(all: readonly { readonly rule: string; readonly address: string }[]): ReadonlyMap<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { rule, address } of all) {
    const addresses = found.get(rule) ?? new Set();
    found.set(rule, addresses);
    addresses.add(address);
  }
  return found;
}

function frameworksOf(rules: RuleSet, counted: readonly RuleStanding[]): readonly FrameworkStanding[] {
  const frameworks = new Map<string, Map<string, RuleStanding[]>>();
  for (const standing of counted) {
    for (const [framework, controls] of Object.entries(rules.rules.get(standing.rule)?.controls ?? {})) {
      const of = frameworks.get(framework) ?? new Map<string, RuleStanding[]>();
      frameworks.set(framework, of);
      for (const control of controls) of.set(control, [...(of.get(control) ?? []), standing]);
    }
  }
  return [...frameworks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([framework, controls]) => ({
      framework,
      controls: [...controls]
        .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
        .map(([control, standings]) => ({ control, state: stateOf(standings), rules: standings.map(({ rule }) => rule) })),
    }));
}

function stateOf(standings: readonly RuleStanding[]): 'passed' | 'failed' | 'not-assessed' {
  if (standings.some(({ failed }) => failed > 0)) return 'failed';
  return standings.some(({ notAssessed }) => notAssessed > 0) ? 'not-assessed' : 'passed';
}
