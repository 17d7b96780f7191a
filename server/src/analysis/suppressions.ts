import { type RuleSet, ruleById } from '../rules';
import type { Severity } from '../rules/finding';
import { encloses, type Span } from '../text';
import type { Directive } from '../workspace/directives';
import type { ReportedFinding, SuppressedFinding } from './report';

/** A rule about suppressions themselves, which needs no resources: it is built in, and documented like the others. */
export interface GeneralRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly advice: string;
}

const WITHOUT_REASON = 'general/suppression-without-reason';
const UNKNOWN_RULE = 'general/unknown-rule-in-suppression';
const UNUSED = 'general/unused-suppression';

/** The rules about `ashlar:ignore`. They cannot be suppressed themselves. */
export const generalRules: readonly GeneralRule[] = [
  {
    id: WITHOUT_REASON,
    title: 'Suppression does not say why',
    severity: 'low',
    why: 'Whoever reads the code later cannot tell an accepted risk from a forgotten one.',
    advice: 'Write the reason behind the rule id: `# ashlar:ignore aws/s3/access-logging this bucket holds the logs`.',
  },
  {
    id: UNKNOWN_RULE,
    title: 'Suppression names a rule that does not exist',
    severity: 'low',
    why: 'A misspelt id suppresses nothing, so the problem it was meant for stays listed.',
    advice: 'Name the rule by its id, as it stands in the message: `aws/rds/instance-not-public`.',
  },
  {
    id: UNUSED,
    title: 'Suppression does not suppress anything',
    severity: 'low',
    why: 'The problem is repaired or stands elsewhere. Left in place, the suppression would hide it when it comes back.',
    advice: 'Remove it, or move it to the line above what it speaks of.',
  },
];

export interface SuppressionInput {
  readonly uri: string;
  readonly directives: readonly Directive[];
  readonly findings: readonly ReportedFinding[];
  readonly rules: RuleSet;
  /** Whether the rule could not be judged there: then nobody can say that the suppression is of no use. */
  undecided(rule: string, target: Span): boolean;
}

/** Parts findings into what stays and what a directive suppresses; what is wrong with the directives is a finding as well. */
export function applyDirectives(input: SuppressionInput): {
  readonly findings: readonly ReportedFinding[];
  readonly suppressed: readonly SuppressedFinding[];
} {
  const { directives, rules } = input;
  if (directives.length === 0) return { findings: input.findings, suppressed: [] };
  const used = new Set<string>();
  const findings: ReportedFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of input.findings) {
    let silencing: Directive | undefined;
    directives.forEach((directive, index) => {
      if (!directive.target || !encloses(directive.target, finding.span)) return;
      const named = directive.rules.find(({ id }) => meansRule(rules, id, finding.rule));
      if (!named) return;
      used.add(`${index} ${named.id}`);
      silencing ??= directive;
    });
    if (silencing) suppressed.push({ finding, reason: silencing.reason, by: silencing.span });
    else findings.push(finding);
  }
  directives.forEach((directive, index) => {
    const report = (rule: string, span: Span, message: string) => {
      findings.push({ rule, severity: 'low', addresses: [], uri: input.uri, span, message, related: [] });
    };
    if (directive.rules.length === 0) report(UNKNOWN_RULE, directive.span, 'This suppression names no rule.');
    else if (directive.reason === '') report(WITHOUT_REASON, directive.span, 'This suppression does not say why.');
    for (const { id, span } of directive.rules) {
      const rule = ruleById(rules, id);
      if (!rule) report(UNKNOWN_RULE, span, `There is no rule "${id}".`);
      // In another profile the rule judges, and the suppression may be needed.
      else if (rule.profile === 'strict' && !rules.judging.has(id)) continue;
      else if (!used.has(`${index} ${id}`) && !(directive.target && input.undecided(id, directive.target))) {
        report(
          UNUSED,
          span,
          `"${id}" does not report anything ${directive.target ? 'there' : 'here'}: this suppression is not needed.`,
        );
      }
    }
  });
  return { findings, suppressed };
}

/** Whether an id in a directive names a rule: the id itself, or a deprecated one that the rule replaces. */
function meansRule(rules: RuleSet, id: string, rule: string): boolean {
  return id === rule || ruleById(rules, id)?.deprecated?.use === rule;
}
