import type { FileReport, ReportedFinding } from '../analysis';
import { type CompiledRule, type RuleSet, ruleById } from '../rules';
import type { Span } from '../text';

/** The places of a document that hold a secret, as far as findings tell: whoever prints the text leaves them out. */
export function secretSpans(report: FileReport, text: string, rules: RuleSet): readonly Span[] {
  const all = [...report.findings, ...report.suppressed.map(({ finding }) => finding)];
  return all
    .filter((finding) => isSecret(finding, text, rules))
    .flatMap(({ span, uri, related }) => [span, ...related.filter((place) => place.uri === uri).map((place) => place.span)]);
}

/** Whether a finding underlines a secret itself, and not the name of a block or entry in which something is missing. */
export function isSecret(finding: ReportedFinding, text: string, rules: RuleSet): boolean {
  const rule = ruleById(rules, finding.rule);
  if (!rule || !isAboutSecrets(rule)) return false;
  const underlined = text.slice(finding.span.start, finding.span.end);
  if (/^(?:true|false|null)$/i.test(underlined)) return false;
  const isHeader =
    /^"[^"\n]*"(\s+"[^"\n]*")?$/.test(underlined) && finding.addresses.some((address) => endsWithName(address, underlined));
  return !isHeader && !finding.addresses.includes(underlined);
}

/** By its category, or because it looks for secrets wherever they stand (environment variables, user data). */
function isAboutSecrets(rule: CompiledRule): boolean {
  return rule.category === 'secrets' || /"operator":"(?:has-secret|looks-secret-name)"/.test(JSON.stringify(rule));
}

function endsWithName(address: string, labels: string): boolean {
  const names = [...labels.matchAll(/"([^"]*)"/g)].map((match) => match[1]);
  const plain = address.replace(/\[[^\]]*\]$/, '');
  return plain === names.join('.') || plain.endsWith(`.${names.join('.')}`);
}

/** A piece of the text with its secrets blanked; what is left has the same length, so that columns stay right. */
export function masked(text: string, start: number, end: number, secrets: readonly Span[]): string {
  let piece = text.slice(start, end);
  for (const secret of secrets) {
    const from = Math.max(secret.start, start) - start;
    const to = Math.min(secret.end, end) - start;
    if (from >= to) continue;
    piece = piece.slice(0, from) + piece.slice(from, to).replace(/[^\s"'{}()[\],]/g, '*') + piece.slice(to);
  }
  return piece;
}
