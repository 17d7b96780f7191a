import type { EngineData } from '../engine-data';
import type { FixIntent, Resource, ResourceGraph } from '../resources';
import { Judge, type Judged, JudgeMemory, judgeWhole, policiesIn, type RuleSet, type WrittenPolicy } from '../rules';
import type { Finding, NotAssessed } from '../rules/finding';
import type { Configuration } from '../sources/configuration';
import { encloses, fixedSpan, type Span } from '../text';
import type { Origin } from '../values';
import type { Document } from '../workspace/documents';
import type { Group, Workspace } from '../workspace/workspace';
import { atCalls, isDownloaded } from './downloaded';
import { type DeclaredResource, declaredResources } from './links/declared';
import { placeOf } from './place';
import type { Failure, FileReport, RelatedPlace, ReportedFinding } from './report';
import { sameData } from './same';
import { applyDirectives } from './suppressions';

/** Of more resources nothing is kept from one judgement of all of them to the next, unless an editor shows one of the documents. */
const MOST_KEPT = 5_000;

/** What stands behind the reports of one document: heavy, and dropped early. */
export interface JudgedResources {
  readonly graph: ResourceGraph;
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
}

export interface JudgementInput {
  readonly workspace: Workspace;
  readonly group: Group;
  readonly engine: EngineData;
  readonly rules: RuleSet;
  readonly strict: boolean;
  /** Of the group's former state: whatever says the same again stays the same object. */
  readonly before?: Judgement | undefined;
}

/**
 * One state of a group, evaluated, and judged as far as it was asked for: a document that an editor shows first and by itself, so
 * that a keystroke does not wait for the rest of a large directory. Throws only where `strict`.
 */
export class Judgement {
  /** Of the group, when it was evaluated. */
  readonly revision: number;
  readonly needs: readonly string[];
  /** How many modules were evaluated for it. */
  readonly evaluated: number;
  private readonly failures: Failure[] = [];
  private readonly problems: NonNullable<Configuration['problems']>;
  private readonly reports = new Map<string, FileReport>();
  /** Reports of former states, for comparison. */
  private readonly former: ReadonlyMap<string, FileReport>;
  private graph: ResourceGraph | undefined;
  private configuration: Configuration | undefined;
  private judge: Judge | undefined;
  private memory: JudgeMemory;
  private readonly alone = new Map<string, Judged>();
  private readonly placed = new WeakMap<Judged, Map<string, Finding[]>>();
  private whole: Judged | undefined;
  private readonly input: Omit<JudgementInput, 'before'>;

  constructor({ before, ...input }: JudgementInput) {
    // Not `before`: that would keep every former state alive.
    this.input = input;
    this.memory = before?.memory ?? new JudgeMemory();
    const { workspace, group } = input;
    this.revision = workspace.revisionOf(group);
    this.former = before ? new Map([...before.former, ...before.reports]) : new Map();
    const configuration = this.guarded(() => workspace.configure(group, before?.configuration), this.failures);
    this.configuration = configuration;
    this.graph = configuration?.graph;
    this.evaluated = configuration?.evaluated?.length ?? 0;
    this.needs = configuration?.needs ?? [];
    this.problems = configuration?.problems ?? [];
  }

  /** False once the resources were dropped, while there were any. */
  get isKept(): boolean {
    return this.graph !== undefined || this.failures.length > 0;
  }

  /** What the sources made of the texts; undefined once it was dropped. */
  get evaluation(): Configuration | undefined {
    return this.configuration;
  }

  /** What the policies that are written in a document come to; nothing once the resources were dropped. */
  policies(uri: string, catalogue: Parameters<typeof policiesIn>[2]): readonly WrittenPolicy[] {
    return this.graph ? policiesIn(this.graph, uri, catalogue, this.memory) : [];
  }

  /** The report of a document of the group; undefined where it is dropped and was not made before. */
  report(document: Document): FileReport | undefined {
    const known = this.reports.get(document.uri);
    if (known) return known.version === document.version ? known : this.keep({ ...known, version: document.version });
    if (!this.isKept) return undefined;
    const made = this.makeReport(document);
    const before = this.former.get(document.uri);
    return this.keep(before?.version === made.version && sameData(before, made) ? before : made);
  }

  /** What stands behind the report of a document. */
  resources(document: Document): JudgedResources | undefined {
    const judged = this.judged(document, []);
    return this.graph && judged && { graph: this.graph, ...judged };
  }

  /** What the configuration declares, each with the rules that surely fail and hold of it; undefined where it is dropped. */
  declared(): readonly DeclaredResource[] | undefined {
    const { graph } = this;
    const { rules, engine } = this.input;
    return graph && declaredResources(graph, judgeWhole(graph, rules, engine), engine.mapping.identifiers);
  }

  /** Makes the reports that are missing, and lets go of the resources. */
  drop(documents: readonly Document[]): void {
    for (const document of documents) this.report(document);
    this.graph = undefined;
    this.configuration = undefined;
    this.judge = undefined;
    this.whole = undefined;
    this.memory = new JudgeMemory();
    this.alone.clear();
  }

  private keep(report: FileReport): FileReport {
    this.reports.set(report.uri, report);
    return report;
  }

  private makeReport(document: Document): FileReport {
    const failures = [...this.failures];
    const judged = this.judged(document, failures);
    const findings: ReportedFinding[] = [];
    for (const finding of judged ? this.findingsIn(judged, document.uri) : []) {
      const reported = toReported(finding);
      if (reported) findings.push(this.input.group.kind === 'plan' ? withoutFix(reported) : reported);
    }
    const isOwn = this.input.group.members.has(document.uri);
    const problems = [...(this.guarded(() => problemsOf(document), failures) ?? []), ...(isOwn ? this.problems : [])];
    const applied = this.guarded(
      () =>
        applyDirectives({
          uri: document.uri,
          // Comments in downloaded code are about what its authors find in it.
          directives: isDownloaded(document.uri) ? [] : document.directives(),
          findings,
          rules: this.input.rules,
          // What was not judged, or is only half typed, may still need its suppression.
          undecided: (rule, target) => problems.length > 0 || this.isUndecided(document, rule, target),
        }),
      failures,
    );
    return {
      uri: document.uri,
      version: document.version,
      kind: document.kind,
      findings: [...(applied?.findings ?? findings)].sort(byPlace),
      problems,
      suppressed: applied?.suppressed ?? [],
      failures,
    };
  }

  /** Of a large configuration each document asks for its own. */
  private findingsIn(judged: Judged, uri: string): readonly Finding[] {
    let byUri = this.placed.get(judged);
    if (!byUri) {
      byUri = new Map();
      for (const finding of judged.findings) {
        const place = placeOf(finding.at)?.uri;
        if (place === undefined) continue;
        const list = byUri.get(place);
        if (list) list.push(finding);
        else byUri.set(place, [finding]);
      }
      this.placed.set(judged, byUri);
    }
    return byUri.get(uri) ?? [];
  }

  /** The judgement of everything that stands in the document; of the whole group where no editor shows it. */
  private judged(document: Document, failures: Failure[]): Judged | undefined {
    const known = this.whole ?? this.alone.get(document.uri);
    const { graph } = this;
    if (known || !graph) return known;
    const judge = this.judgeOf(graph);
    if (!document.open) {
      this.whole = this.guarded(() => this.own(judge.judge(graph.resources), graph), failures);
      return this.whole;
    }
    const judged = this.guarded(
      () => this.own(judge.judge(declaredIn(document.uri, graph, this.configuration?.callOf)), graph),
      failures,
    );
    if (judged) this.alone.set(document.uri, judged);
    return judged;
  }

  private judgeOf(graph: ResourceGraph): Judge {
    if (!this.judge) {
      const { rules, engine, workspace, group } = this.input;
      const memory = graph.resources.length <= MOST_KEPT || workspace.isOpen(group) ? this.memory : undefined;
      this.judge = new Judge(graph, rules, engine, memory);
    }
    return this.judge;
  }

  /** What is found in downloaded code is told where it is called. */
  private own(judged: Judged, graph: ResourceGraph): Judged {
    return { ...judged, findings: atCalls(judged.findings, graph, this.configuration?.callOf) };
  }

  private isUndecided(document: Document, rule: string, target: Span): boolean {
    const resources = this.resources(document);
    if (!resources) return true;
    return resources.notAssessed.some((entry) => {
      if (entry.rule !== rule) return false;
      const body = resources.graph.at(entry.address)?.body;
      const place = body && placeOf(body);
      return place?.uri === document.uri && (encloses(target, place.span) || encloses(place.span, target));
    });
  }

  private guarded<T>(compute: () => T, failures: Failure[]): T | undefined {
    try {
      return compute();
    } catch (error) {
      if (this.input.strict) throw error;
      failures.push(failureOf(this.input.group.key, error));
      return undefined;
    }
  }
}

/** The resources that a document declares, wholly or in part: all that a finding in the document can be about. */
function declaredIn(uri: string, graph: ResourceGraph, callOf: Configuration['callOf']): readonly Resource[] {
  const isHere = (body: Origin, address: string): boolean => {
    const place = placeOf(body)?.uri;
    if (place === undefined || place === uri) return place === uri;
    if (!callOf || !isDownloaded(place)) return false;
    const call = callOf(address, (each) => !isDownloaded(each));
    return call?.kind === 'text' && call.uri === uri;
  };
  return graph.resources.filter(
    ({ body, address, parts }) => isHere(body, address) || parts?.some((part) => isHere(part.body, address)),
  );
}

/** What the rule behind a reported finding would do about it. */
export function intentOf(resources: JudgedResources, reported: ReportedFinding): FixIntent | undefined {
  return resources.findings.find((finding) => {
    if (finding.rule !== reported.rule || !finding.fix) return false;
    const place = placeOf(finding.at);
    return place?.uri === reported.uri && place.span.start === reported.span.start && place.span.end === reported.span.end;
  })?.fix;
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
    span: fixedSpan(place.span),
    message,
    related: [...finding.related.flatMap(toRelated), ...(finding.steps ?? []).flatMap(toStep)],
    ...(fix ? { fix: { title: fix.title, safe: fix.safe, ...(fix.note === undefined ? {} : { note: fix.note }) } } : {}),
  };
}

/** A plan is made anew, not repaired: what to change is said by the configuration that it was made of. */
function withoutFix({ fix: _, ...finding }: ReportedFinding): ReportedFinding {
  return finding;
}

function toRelated(origin: Origin, index: number): readonly RelatedPlace[] {
  if (origin.kind !== 'text') return [];
  return [
    {
      uri: origin.uri,
      span: fixedSpan(origin.span),
      message: index === 0 ? 'The value is written here.' : 'It is passed on here.',
    },
  ];
}

/** Where a step is written: the literal itself, wherever it is used. */
function toStep({ at, message }: NonNullable<Finding['steps']>[number]): readonly RelatedPlace[] {
  return at.kind === 'text' ? [{ uri: at.uri, span: fixedSpan(at.span), message }] : [];
}

function problemsOf(document: Document): FileReport['problems'] {
  const tree = document.parse();
  const problems = tree === undefined ? [] : tree.language === 'data' ? tree.document.problems : tree.file.problems;
  return problems.map(({ span, message }) => ({ span: fixedSpan(span), message }));
}

function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function failureOf(configuration: string, error: unknown): Failure {
  if (!(error instanceof Error)) return { configuration, message: String(error) };
  return { configuration, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}
