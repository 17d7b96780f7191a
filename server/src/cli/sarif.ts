import { createHash } from 'node:crypto';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Analysis, type Fix, generalRules, type ReportedFinding, type Severity, type SuppressedFinding } from '../analysis';
import type { RuleSet } from '../rules';
import type { LineIndex, Span } from '../text';
import type { Note } from './files';
import { rangeOf, relativePath } from './places';
import { fixOf, type ScannedFile, type Tally } from './scan';
import { isSecret } from './secrets';

/** What code scanning sorts by: the middle of each band of CVSS 3.1's severity scale. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' };
export const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

const BASE = '%SRCROOT%';

/** Writes results one after the other into one SARIF 2.1.0 log. */
export class SarifLog {
  private readonly results: object[] = [];
  private readonly ruleIndex = new Map<string, number>();
  private readonly descriptors: object[] = [];
  private readonly notifications: object[] = [];
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly rules: RuleSet,
    private readonly version: string,
    private readonly linesOf: (uri: string) => LineIndex,
  ) {}

  add(file: ScannedFile, analysis: Analysis): void {
    for (const finding of file.report.findings) this.result(file, finding, fixOf(analysis, finding));
    for (const suppressed of file.report.suppressed) this.result(file, suppressed.finding, undefined, suppressed);
    for (const problem of file.report.problems) {
      this.notify('warning', 'syntax', problem.message, { physicalLocation: this.physical(file.uri, problem.span) });
    }
  }

  document(tally: Tally, notes: readonly Note[]): object {
    for (const note of notes) {
      const location = { physicalLocation: { artifactLocation: artifact(pathToFileURL(note.path).href) } };
      this.notify('note', 'skipped', `${relativePath(note.path)} ${note.message}`, location);
    }
    for (const failure of tally.failures) this.notify('error', 'internal-error', `${failure.configuration}: ${failure.message}`);
    return {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Ashlar', version: this.version, semanticVersion: this.version, rules: this.descriptors } },
          columnKind: 'utf16CodeUnits',
          originalUriBaseIds: { [BASE]: { uri: `${pathToFileURL(process.cwd()).href.replace(/\/$/, '')}/` } },
          invocations: [{ executionSuccessful: tally.failures.length === 0, toolExecutionNotifications: this.notifications }],
          results: this.results,
        },
      ],
    };
  }

  private result(file: ScannedFile, finding: ReportedFinding, fix?: Fix, suppressed?: SuppressedFinding): void {
    const related = finding.related.map((place, id) => ({
      id,
      physicalLocation: this.physical(place.uri, place.span),
      message: { text: place.message },
    }));
    this.results.push({
      ruleId: finding.rule,
      ruleIndex: this.indexOf(finding.rule),
      level: LEVEL[finding.severity],
      message: { text: finding.message },
      locations: [
        {
          physicalLocation: this.physical(finding.uri, finding.span),
          ...(finding.addresses.length > 0
            ? { logicalLocations: finding.addresses.map((fullyQualifiedName) => ({ fullyQualifiedName, kind: 'resource' })) }
            : {}),
        },
      ],
      ...(related.length > 0 ? { relatedLocations: related } : {}),
      partialFingerprints: { 'ashlar/v1': this.fingerprint(file, finding) },
      properties: { severity: finding.severity },
      ...(fix ? { fixes: [this.fix(fix)] } : {}),
      ...(suppressed
        ? {
            suppressions: [
              {
                kind: 'inSource',
                status: 'accepted',
                ...(suppressed.reason === '' ? {} : { justification: suppressed.reason }),
                location: { physicalLocation: this.physical(file.uri, suppressed.by) },
              },
            ],
          }
        : {}),
    });
  }

  private fix(fix: Fix): object {
    const note = [fix.safe ? '' : 'This may break what works.', fix.note ?? ''].filter((text) => text !== '').join(' ');
    return {
      description: { text: note === '' ? fix.title : `${fix.title}. ${note}` },
      artifactChanges: [...fix.edits].map(([uri, edits]) => ({
        artifactLocation: artifact(uri),
        replacements: edits.map((edit) => ({
          deletedRegion: this.region(uri, edit.span),
          insertedContent: { text: edit.newText },
        })),
      })),
    };
  }

  private physical(uri: string, span: Span): object {
    return { artifactLocation: artifact(uri), region: this.region(uri, span) };
  }

  private region(uri: string, span: Span): object {
    return { ...rangeOf(this.linesOf(uri), span), charOffset: span.start, charLength: span.end - span.start };
  }

  /** Stays the same while lines move: rule, file, resource and the underlined text (which for a secret is left out). */
  private fingerprint(file: ScannedFile, finding: ReportedFinding): string {
    const isHidden = file.report.kind === 'plan' || isSecret(finding, file.text, this.rules);
    const underlined = isHidden ? '' : file.text.slice(finding.span.start, finding.span.end);
    const parts = [finding.rule, relativePath(file.path), finding.addresses[0] ?? '', underlined.replace(/\s+/g, ' ')];
    const hash = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
    const nth = this.seen.get(hash) ?? 0;
    this.seen.set(hash, nth + 1);
    return `${hash}:${nth}`;
  }

  private notify(level: string, id: string, text: string, location?: object): void {
    this.notifications.push({ level, descriptor: { id }, message: { text }, ...(location ? { locations: [location] } : {}) });
  }

  private indexOf(id: string): number {
    const known = this.ruleIndex.get(id);
    if (known !== undefined) return known;
    const index = this.descriptors.length;
    this.ruleIndex.set(id, index);
    this.descriptors.push(descriptorOf(id, this.rules));
    return index;
  }
}

/** A rule as SARIF describes it. */
export function descriptorOf(id: string, rules: RuleSet): object {
  const compiled = rules.rules.get(id);
  const rule = compiled ?? generalRules.find((general) => general.id === id);
  if (!rule) return { id };
  const references = compiled?.references ?? [];
  const links = references.map((reference) => `- <${reference}>`).join('\n');
  return {
    id,
    name: camelName(id),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: `${rule.why}\n\n${rule.advice}`, markdown: `${rule.why}\n\n${rule.advice}${links ? `\n\n${links}` : ''}` },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: {
      tags: ['security', ...(compiled ? [compiled.category] : [])],
      precision: 'high',
      severity: rule.severity,
      profile: compiled?.profile ?? 'recommended',
      'security-severity': SECURITY_SEVERITY[rule.severity],
      documentation: `docs/rules/${id}.md`,
      ...(compiled && Object.keys(compiled.controls).length > 0 ? { controls: compiled.controls } : {}),
      ...(compiled && compiled.equivalents.length > 0 ? { equivalents: compiled.equivalents } : {}),
    },
  };
}

/** `aws/rds/instance-not-public` -> `AwsRdsInstanceNotPublic`. */
function camelName(id: string): string {
  return id.replace(/(?:^|[/-])([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

function artifact(uri: string): object {
  if (!uri.startsWith('file:')) return { uri };
  const path = fileURLToPath(uri);
  const seen = relativePath(path);
  if (seen === path.split(sep).join('/')) return { uri };
  return { uri: seen.split('/').map(encodeURIComponent).join('/'), uriBaseId: BASE };
}
