import type { Catalogue } from '../../policy';
import type { Resource, ResourceGraph, SchemaData } from '../../resources';
import type { Origin, UnknownReason } from '../../values';
import type { DefaultsData } from '../data';
import type { Finding, NotAssessed } from '../finding';
import { Defaults } from './defaults';
import { findingOf, identityOf, mergeFinding } from './finding-of';
import type { LoadedRule, LoadedSubject, RuleSet } from './load';
import {
  type Check,
  JudgeMemory,
  type Now,
  type Outcome,
  type Recorded,
  recordedGraph,
  recordedRelations,
  sameCatalogue,
  samePart,
  type WorkedOut,
} from './memory';
import { selectAll } from './navigate';
import type { Judgement, Member, Place } from './place';
import { rootPlace } from './place';
import { judgePolicies, type PolicyRules } from './policies';
import { explain } from './reason';
import { Relations } from './relations';
import type { World } from './world';

/** What judging needs to know about the cloud. The whole of the engine's data fits. */
export interface JudgeContext {
  readonly schema: SchemaData;
  readonly defaults: DefaultsData;
  /** Of the mapping only which properties identify a resource and are chosen by its author. */
  readonly iam?: () => Catalogue | undefined;
  readonly mapping?: { readonly identifiers: Readonly<Record<string, readonly string[]>> };
}

export interface Judged {
  /** In the order of the graph's resources, then of the rules; merged where they share rule and place. */
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * Judges the resources of a graph by every rule that speaks of their type. Never throws on what the graph holds.
 * @param only the resources to judge, where not all are asked for; what they refer to is read from the whole graph
 * @param memory of earlier states of the configuration, and for later ones; without it nothing is kept
 */
export function judge(
  graph: ResourceGraph,
  rules: RuleSet,
  context: JudgeContext,
  only: readonly Resource[] = graph.resources,
  memory?: JudgeMemory,
): Judged {
  return new Judge(graph, rules, context, memory).judge(only);
}

/** Judges resources of one graph as often as it is asked to: what was worked out of the graph for some holds for the others too. */
export class Judge {
  private readonly session: Session;

  constructor(
    graph: ResourceGraph,
    private readonly rules: RuleSet,
    private readonly context: JudgeContext,
    memory?: JudgeMemory,
    passed?: ConstructorParameters<typeof Session>[3],
  ) {
    this.session = new Session(graph, context, memory, passed);
  }

  judge(only: readonly Resource[]): Judged {
    const { rules, context, session } = this;
    session.begin();
    for (const resource of only) {
      const subjects = rules.byType.get(resource.type);
      if (subjects) session.judge(resource, subjects);
      if (rules.policies.size > 0) session.judgePolicies(resource, rules.policies, context.iam);
    }
    return { findings: [...session.findings.values()], notAssessed: session.notAssessed };
  }
}

/** A judgement that also tells what was found to be right. */
export interface JudgedWhole extends Judged {
  /** Rules that hold of a resource, in the order of the graph's resources. Rules about the grammar of policies are not among them. */
  readonly passed: readonly { readonly rule: string; readonly address: string }[];
}

/** The same as `judge` for all of a graph, with what passed: for an account, whose state is told as a whole. */
export function judgeWhole(graph: ResourceGraph, rules: RuleSet, context: JudgeContext): JudgedWhole {
  const passed: { rule: string; address: string }[] = [];
  const judge = new Judge(graph, rules, context, undefined, (rule, { address }) => passed.push({ rule, address }));
  return { ...judge.judge(graph.resources), passed };
}

/** What rules judge in, for whoever asks something that is no rule. */
export function openWorld(graph: ResourceGraph, context: JudgeContext): World {
  return new Session(graph, context).world;
}

const NOTHING: readonly Check[] = [];

class Session {
  findings = new Map<string, Finding>();
  notAssessed: NotAssessed[] = [];
  private readonly relations: Relations;
  private readonly memory: JudgeMemory;
  /** Whether anybody will ask again what was asked of other resources. */
  private readonly keeps: boolean;
  readonly world: World;
  private readonly now: Now;
  /** What the rule that is judging asks of other resources. */
  private checks: Check[] = [];
  private documents: readonly Resource[] | undefined;
  /** What was worked out, or found to be as it was, for this graph. */
  private readonly current = new Set<unknown>();
  private readonly currentOf = new Map<Resource, Set<unknown>>();

  constructor(
    private readonly graph: ResourceGraph,
    context: JudgeContext,
    kept?: JudgeMemory,
    private readonly onPass?: (rule: string, resource: Resource) => void,
  ) {
    const memory = kept ?? new JudgeMemory();
    this.memory = memory;
    this.keeps = kept !== undefined;
    this.relations = new Relations(graph, context.mapping?.identifiers ?? {});
    const defaults = new Defaults(context.defaults);
    const note = (check: Check) => this.checks.push(check);
    const world: World = {
      graph: kept ? recordedGraph(graph, note) : graph,
      schema: context.schema,
      relations: kept ? recordedRelations(this.relations, note) : this.relations,
      defaultAt: (place) => defaults.at(place, world),
      policyOf: (value) => memory.policyOf(value),
      iam: () => {
        const found = context.iam?.();
        note(sameCatalogue(context.iam, found));
        return found;
      },
      once: (compute) => this.once(compute),
      partOf: (compute, select, same) => {
        const found = select(this.unrecorded(compute));
        if (this.keeps) note(samePart(compute, select, same, found));
        return found;
      },
      onceOf: (resource, compute) => this.onceOf(resource, compute),
    };
    this.world = world;
    this.now = { graph, relations: this.relations, once: (compute) => this.unrecorded(compute) };
  }

  begin(): void {
    this.findings = new Map();
    this.notAssessed = [];
  }

  judge(resource: Resource, subjects: readonly LoadedSubject[]): void {
    const known = this.memory.of(resource, subjects);
    if (known?.every((one) => this.holds(one.checks))) {
      for (const { outcome } of known) this.add(resource, outcome);
      return;
    }
    const root = rootPlace(resource);
    const recorded: Recorded[] = [];
    for (const subject of subjects) {
      const before = known?.find((one) => one.subject === subject);
      // What asked nothing of others, or gets the same answers, says the same.
      if (known && !before) continue;
      if (before && this.holds(before.checks)) {
        recorded.push(before);
        this.add(resource, before.outcome);
        continue;
      }
      this.checks = [];
      const verdict = new Verdict(subject.rule, root, this.world);
      const outcome = verdict.judge(subject.each);
      if (this.onPass && verdict.holds) this.onPass(subject.rule.rule.id, resource);
      const checks = this.checks.length === 0 ? NOTHING : this.checks;
      if (checks === NOTHING && outcome.findings.length === 0 && outcome.notAssessed.length === 0) continue;
      recorded.push({ subject, outcome, checks });
      this.add(resource, outcome);
    }
    if (this.keeps) this.memory.keep(resource, subjects, recorded);
  }

  /** The grammar of the policies that a resource holds: of the resource alone, so that one that is the same says the same. */
  judgePolicies(resource: Resource, rules: PolicyRules, iam: JudgeContext['iam']): void {
    const known = this.memory.grammar.get(resource);
    const isSame = known?.rules === rules && (!known.hasPolicy || known.catalogue === iam?.());
    const verdicts = isSame ? known : judgePolicies(resource, rules, this.world, iam, this.memory.validity);
    if (!isSame) this.memory.grammar.set(resource, verdicts);
    for (const { rule, element, finding, isGeneral } of verdicts.findings) {
      if (isGeneral && this.liesInDocument(resource, finding)) continue;
      const open = doubt(resource, element);
      if (open) this.notAssessed.push({ rule: rule.id, address: resource.address, reason: explain(open) });
      else this.keep(finding);
    }
    for (const entry of verdicts.notAssessed) this.notAssessed.push(entry);
  }

  private once<T>(compute: (world: World) => T): T {
    return this.workOut(this.memory.workedOut, compute, this.current, () => compute(this.world));
  }

  private unrecorded<T>(compute: (world: World) => T): T {
    const outer = this.checks;
    this.checks = [];
    const value = this.once(compute);
    this.checks = outer;
    return value;
  }

  private onceOf<T>(resource: Resource, compute: (resource: Resource, world: World) => T): T {
    let current = this.currentOf.get(resource);
    if (!current) {
      current = new Set();
      this.currentOf.set(resource, current);
    }
    return this.workOut(this.memory.answersOf(resource), compute, current, () => compute(resource, this.world));
  }

  /** Whoever asks depends on all that was asked to work it out. @param current what is known to hold for this graph */
  private workOut<T>(answers: Map<unknown, WorkedOut>, key: unknown, current: Set<unknown>, compute: () => T): T {
    let known = answers.get(key);
    if (!known || !(current.has(key) || this.holds(known.checks))) {
      const outer = this.checks;
      this.checks = [];
      const value = compute();
      known = { value, checks: this.checks };
      this.checks = outer;
      answers.set(key, known);
    }
    current.add(key);
    const { checks } = known;
    if (this.keeps && checks.length > 0) this.checks.push(this.memory.allOf(checks));
    return known.value as T;
  }

  private holds(checks: readonly Check[]): boolean {
    return checks.every((check) => check(this.now));
  }

  private add(resource: Resource, { rule, findings, notAssessed }: Outcome): void {
    for (const entry of notAssessed) this.notAssessed.push(entry);
    for (const finding of findings) {
      if (!this.isOfSharedDocument(rule, resource, finding)) this.keep(finding);
    }
  }

  private keep(finding: Finding): void {
    const key = identityOf(finding);
    const already = this.findings.get(key);
    this.findings.set(key, already ? mergeFinding(already, finding) : finding);
  }

  /** What a policy document that is a resource of its own says is found there, once, and not at each use. */
  private isOfSharedDocument({ rule }: LoadedRule, resource: Resource, finding: Finding): boolean {
    return rule.subjects.some((subject) => subject.resource === DOCUMENT) && this.liesInDocument(resource, finding);
  }

  private liesInDocument(resource: Resource, { related }: Finding): boolean {
    if (resource.type === DOCUMENT) return false;
    this.documents ??= this.graph.ofType(DOCUMENT).filter(({ exists }) => exists === true);
    const { documents } = this;
    return related.some((place) => documents.some(({ body }) => lies(place, body)));
  }
}

/** Judges one resource by one rule. */
class Verdict implements Outcome {
  readonly findings: Finding[] = [];
  readonly notAssessed: NotAssessed[] = [];
  private speaksOfIt = true;

  constructor(
    readonly rule: LoadedRule,
    private readonly root: Place,
    private readonly world: World,
  ) {}

  /** Whether the rule speaks of the resource and found nothing wrong, nor anything that it could not tell. */
  get holds(): boolean {
    return this.speaksOfIt && this.findings.length === 0 && this.notAssessed.length === 0;
  }

  judge(each: LoadedSubject['each']): Outcome {
    const { rule, root } = this;
    const asked = rule.when ? rule.when(root, this.world) : SURE;
    if (asked.truth === false) {
      this.speaksOfIt = false;
      return this;
    }
    if (each.length === 0) this.judgeElement({ place: root, member: true }, asked);
    for (const path of each) {
      const elements = selectAll(root, path, this.world);
      for (const element of elements.members) this.judgeElement(element, asked);
      if (elements.rest) this.leave(incomplete(elements.whole, elements.rest));
    }
    return this;
  }

  private judgeElement(element: Member, asked: Judgement): void {
    const { rule, world } = this;
    const { resource } = this.root;
    const filtered = rule.where ? rule.where(element.place, world) : SURE;
    if (filtered.truth === false) return;
    const judged = rule.require === false ? blame(element.place, filtered) : rule.require(element.place, world);
    if (judged.truth === true) return;
    const open = firstUnknown(judged, asked, filtered) ?? doubt(resource, element);
    if (open) this.leave(open);
    else this.findings.push(findingOf(rule.rule, resource, element.place, judged, world));
  }

  private leave(judged: Judgement): void {
    this.notAssessed.push({ rule: this.rule.rule.id, address: this.root.resource.address, reason: explain(judged) });
  }
}

const DOCUMENT = 'Ashlar::IAM::PolicyDocument';

function lies(place: Origin, body: Origin): boolean {
  if (place.kind !== 'text' || body.kind !== 'text') return false;
  return place.uri === body.uri && place.span.start >= body.span.start && place.span.end <= body.span.end;
}

const SURE: Judgement = { truth: true };

function firstUnknown(...judgements: readonly Judgement[]): Judgement | undefined {
  return judgements.find((one) => one.truth === 'unknown');
}

/** Why a false verdict is no finding although it is sure: what it is about may not be there. */
function doubt(resource: Resource, element: Member): Judgement | undefined {
  if (element.member !== true) return undecided(element.place, 'whether this element is there');
  if (resource.exists !== true) return undecided(element.place, 'whether the resource is there');
  return undefined;
}

/** `require: false`: the element itself is wrong, and the filter says which part of it, if it is a part of it. */
function blame(element: Place, filtered: Judgement): Judgement {
  if (filtered.by && filtered.by.resource === element.resource) return { ...filtered, truth: false };
  return { truth: false, by: element };
}

/** There may be elements that nobody saw. */
function incomplete(list: Place, reason: UnknownReason): Judgement {
  return { truth: 'unknown', by: { ...list, value: { kind: 'unknown', reason, origin: list.value.origin } } };
}

function undecided(place: Place, what: string): Judgement {
  return {
    truth: 'unknown',
    by: { ...place, value: { kind: 'unknown', reason: { kind: 'undecided', what }, origin: place.value.origin } },
  };
}
