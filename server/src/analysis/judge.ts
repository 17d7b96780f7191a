import type { EngineData } from '../engine-data';
import type { FixIntent, ResourceGraph } from '../resources';
import { judge, type RuleSet } from '../rules';
import type { Finding, NotAssessed } from '../rules/finding';
import { encloses, type Span } from '../text';
import { anchorOf, type Origin, type TextOrigin } from '../values';
import type { Document } from '../workspace/documents';
import type { Group, Workspace } from '../workspace/workspace';
import type { Failure, FileReport, RelatedPlace, ReportedFinding } from './report';
import { applyDirectives } from './suppressions';

export interface Judged {
  /** Of the group, when it was judged. */
  readonly revision: number;
  readonly reports: Map<string, FileReport>;
  readonly needs: readonly string[];
  readonly failed: boolean;
  /** Undefined once it was dropped, or where evaluation failed. */
  readonly resources: JudgedResources | undefined;
}

/** What stands behind the reports, heavy and dropped early. */
export interface JudgedResources {
  readonly graph: ResourceGraph;
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
}

export interface JudgeInput {
  readonly workspace: Workspace;
  readonly group: Group;
  readonly engine: EngineData;
  readonly rules: RuleSet;
  readonly strict: boolean;
}

/** Evaluates and judges a group, and writes the report of each of its documents. Throws only where `strict`. */
export function judgeGroup({ workspace, group, engine, rules, strict }: JudgeInput): Judged {
  const failures: Failure[] = [];
  const guarded = <T>(compute: () => T): T | undefined => {
    try {
      return compute();
    } catch (error) {
      if (strict) throw error;
      failures.push(failureOf(group.key, error));
      return undefined;
    }
  };
  const configuration = guarded(() => workspace.configure(group));
  const judgement = configuration && guarded(() => judge(configuration.graph, rules, engine));
  const resources = configuration && judgement && { graph: configuration.graph, ...judgement };

  const byUri = new Map<string, ReportedFinding[]>();
  for (const finding of judgement?.findings ?? []) {
    const reported = toReported(finding);
    if (!reported) continue;
    const list = byUri.get(reported.uri);
    if (list) list.push(reported);
    else byUri.set(reported.uri, [reported]);
  }
  const reports = new Map<string, FileReport>();
  for (const document of workspace.documentsOf(group)) {
    const findings = (byUri.get(document.uri) ?? []).sort(byPlace);
    const problems = guarded(() => problemsOf(document)) ?? [];
    const judged = guarded(() =>
      applyDirectives({
        uri: document.uri,
        directives: document.directives(),
        findings,
        rules,
        // What was not judged, or is only half typed, may still need its suppression.
        undecided: (rule, target) => problems.length > 0 || !resources || isUndecided(resources, document.uri, rule, target),
      }),
    );
    reports.set(document.uri, {
      uri: document.uri,
      version: document.version,
      kind: document.kind,
      findings: judged ? [...judged.findings].sort(byPlace) : findings,
      problems,
      suppressed: judged?.suppressed ?? [],
      failures,
    });
  }
  return { revision: group.revision, reports, needs: configuration?.needs ?? [], failed: !resources, resources };
}

/** What the rule behind a reported finding would do about it. */
export function intentOf(resources: JudgedResources, reported: ReportedFinding): FixIntent | undefined {
  return resources.findings.find((finding) => {
    if (finding.rule !== reported.rule || !finding.fix) return false;
    const place = placeOf(finding.at);
    return place?.uri === reported.uri && place.span.start === reported.span.start && place.span.end === reported.span.end;
  })?.fix;
}

/** The text that an origin points at inside the resource's own block; where a default counts, the place it could be written. */
export function placeOf(origin: Origin): TextOrigin | undefined {
  const anchor = anchorOf(origin);
  if (anchor.kind === 'default') return placeOf(anchor.of);
  return anchor.kind === 'text' ? anchor : undefined;
}

function toReported(finding: Finding): ReportedFinding | undefined {
  const place = placeOf(finding.at);
  if (!place) return undefined;
  const { rule, severity, addresses, message, fix } = finding;
  return {
    rule,
    severity,
    addresses,
    uri: place.uri,
    span: place.span,
    message,
    related: finding.related.flatMap(toRelated),
    ...(fix ? { fix: { title: fix.title, safe: fix.safe, ...(fix.note === undefined ? {} : { note: fix.note }) } } : {}),
  };
}

function toRelated(origin: Origin, index: number): readonly RelatedPlace[] {
  if (origin.kind !== 'text') return [];
  return [{ uri: origin.uri, span: origin.span, message: index === 0 ? 'The value is written here.' : 'It is passed on here.' }];
}

function isUndecided(resources: JudgedResources, uri: string, rule: string, target: Span): boolean {
  return resources.notAssessed.some((entry) => {
    if (entry.rule !== rule) return false;
    const body = resources.graph.at(entry.address)?.body;
    const place = body && placeOf(body);
    return place?.uri === uri && (encloses(target, place.span) || encloses(place.span, target));
  });
}

function problemsOf(document: Document): FileReport['problems'] {
  const tree = document.parse();
  return tree === undefined ? [] : tree.language === 'hcl' ? tree.file.problems : tree.document.problems;
}

function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function failureOf(configuration: string, error: unknown): Failure {
  if (!(error instanceof Error)) return { configuration, message: String(error) };
  return { configuration, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}
