import type { ComputedJudge } from '../computed';
import { computedRules } from '../computed';
import type { RuleData } from '../data';
import type { CompiledRule, Profile } from '../model';
import type { Check } from '../operators';
import { compileCondition } from './condition';
import type { Route } from './navigate';
import { routeOf } from './navigate';

export interface LoadedRule {
  readonly rule: CompiledRule;
  readonly when: Check | undefined;
  readonly where: Check | undefined;
  /** False where the rule requires: each element that is left is a finding. */
  readonly require: Check | false;
}

export interface LoadedSubject {
  readonly rule: LoadedRule;
  readonly each: readonly Route[];
}

/** Rules ready to judge, by the cloud type that they speak of. Immutable; safe to share between configurations. */
export interface RuleSet {
  readonly rules: ReadonlyMap<string, CompiledRule>;
  readonly byType: ReadonlyMap<string, readonly LoadedSubject[]>;
  /** Those about the grammar of policies, by the name of their check. */
  readonly policies: ReadonlyMap<string, CompiledRule>;
  /** The ids of those that judge: not the deprecated ones, nor those of another profile. */
  readonly judging: ReadonlySet<string>;
}

/**
 * Compiles rules into closures. Deprecated ones and those of another profile are known by their id, so that suppressions of them stay
 * valid, and do not judge.
 * @throws Error when a rule is marked computed and no function is registered under its id: a fault of the build.
 */
export function loadRules(data: RuleData, profile: Profile): RuleSet {
  const rules = new Map<string, CompiledRule>();
  const byType = new Map<string, LoadedSubject[]>();
  const judging = new Set<string>();
  const policies = new Map<string, CompiledRule>();
  for (const rule of data) {
    rules.set(rule.id, rule);
    if (rule.deprecated || (rule.profile === 'strict' && profile !== 'strict')) continue;
    judging.add(rule.id);
    if (rule.policies) {
      policies.set(rule.id.slice(rule.id.lastIndexOf('/') + 1), rule);
      continue;
    }
    const loaded: LoadedRule = {
      rule,
      when: rule.when && compileCondition(rule.when),
      where: rule.where && compileCondition(rule.where),
      require: requirement(rule),
    };
    for (const subject of rule.subjects) {
      const entry: LoadedSubject = { rule: loaded, each: subject.each.map(routeOf) };
      const already = byType.get(subject.resource);
      if (already) already.push(entry);
      else byType.set(subject.resource, [entry]);
    }
  }
  return { rules, byType, policies, judging };
}

function requirement(rule: CompiledRule): Check | false {
  if (!rule.computed) return rule.require === false ? false : compileCondition(rule.require);
  const judge: ComputedJudge | undefined = computedRules[rule.id];
  if (!judge) throw new Error(`Rule ${rule.id} is computed, and rules/computed/ has no function for it`);
  return judge;
}

export function ruleById(rules: RuleSet, id: string): CompiledRule | undefined {
  return rules.rules.get(id);
}
