import { type PolicyDocument, readPolicy } from '../../policy';
import type { Resource, ResourceGraph, SchemaData } from '../../resources';
import type { Origin, UnknownReason, Value } from '../../values';
import type { DefaultsData } from '../data';
import type { Finding, NotAssessed } from '../finding';
import { Defaults } from './defaults';
import { findingOf, identityOf, mergeFinding } from './finding-of';
import type { LoadedRule, LoadedSubject, RuleSet } from './load';
import { selectAll } from './navigate';
import type { Judgement, Member, Place } from './place';
import { rootPlace } from './place';
import { explain } from './reason';
import { Relations } from './relations';
import type { World } from './world';

/** What judging needs to know about the cloud. The whole of the engine's data fits. */
export interface JudgeContext {
  readonly schema: SchemaData;
  readonly defaults: DefaultsData;
  /** Of the mapping only which properties identify a resource and are chosen by its author. */
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
 */
export function judge(
  graph: ResourceGraph,
  rules: RuleSet,
  context: JudgeContext,
  only: readonly Resource[] = graph.resources,
): Judged {
  const session = new Session(graph, context);
  for (const resource of only) {
    const subjects = rules.byType.get(resource.type);
    if (!subjects) continue;
    const root = rootPlace(resource);
    for (const subject of subjects) session.judge(root, subject);
  }
  return { findings: [...session.findings.values()], notAssessed: session.notAssessed };
}

class Session {
  readonly findings = new Map<string, Finding>();
  readonly notAssessed: NotAssessed[] = [];
  private readonly world: World;

  constructor(graph: ResourceGraph, context: JudgeContext) {
    const defaults = new Defaults(context.defaults);
    const policies = new Map<Value, PolicyDocument>();
    const workedOut = new Map<unknown, unknown>();
    const world: World = {
      graph,
      schema: context.schema,
      relations: new Relations(graph, context.mapping?.identifiers ?? {}),
      defaultAt: (place) => defaults.at(place, world),
      policyOf: (value) => {
        let document = policies.get(value);
        if (!document) {
          document = readPolicy(value);
          policies.set(value, document);
        }
        return document;
      },
      once<T>(compute: (world: World) => T): T {
        if (!workedOut.has(compute)) workedOut.set(compute, compute(world));
        return workedOut.get(compute) as T;
      },
    };
    this.world = world;
  }

  judge(root: Place, { rule, each }: LoadedSubject): void {
    const { resource } = root;
    const asked = rule.when ? rule.when(root, this.world) : SURE;
    if (asked.truth === false) return;
    if (each.length === 0) {
      this.judgeElement(rule, resource, { place: root, member: true }, asked);
      return;
    }
    for (const path of each) {
      const elements = selectAll(root, path, this.world);
      for (const element of elements.members) this.judgeElement(rule, resource, element, asked);
      if (elements.rest) this.leave(rule, resource, incomplete(elements.whole, elements.rest));
    }
  }

  private judgeElement(rule: LoadedRule, resource: Resource, element: Member, asked: Judgement): void {
    const filtered = rule.where ? rule.where(element.place, this.world) : SURE;
    if (filtered.truth === false) return;
    const judged = rule.require === false ? blame(element.place, filtered) : rule.require(element.place, this.world);
    if (judged.truth === true) return;
    const open = firstUnknown(judged, asked, filtered) ?? doubt(resource, element);
    if (open) {
      this.leave(rule, resource, open);
      return;
    }
    const finding = findingOf(rule.rule, resource, element.place, judged, this.world);
    if (this.isOfSharedDocument(rule, resource, finding)) return;
    const key = identityOf(finding);
    const already = this.findings.get(key);
    this.findings.set(key, already ? mergeFinding(already, finding) : finding);
  }

  /** What a policy document that is a resource of its own says is found there, once, and not at each use. */
  private isOfSharedDocument({ rule }: LoadedRule, resource: Resource, { related }: Finding): boolean {
    if (resource.type === DOCUMENT || !rule.subjects.some((subject) => subject.resource === DOCUMENT)) return false;
    const documents = this.world.graph.ofType(DOCUMENT).filter(({ exists }) => exists === true);
    return related.some((place) => documents.some(({ body }) => lies(place, body)));
  }

  private leave(rule: LoadedRule, resource: Resource, judged: Judgement): void {
    this.notAssessed.push({ rule: rule.rule.id, address: resource.address, reason: explain(judged) });
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
