import { type PolicyDocument, ReadStatements, readPolicy, ValidityMemory } from '../../policy';
import type { Resource, ResourceGraph } from '../../resources';
import type { Value } from '../../values';
import type { Finding, NotAssessed } from '../finding';
import type { LoadedRule, LoadedSubject } from './load';
import type { PolicyVerdicts } from './policies';
import type { Relations } from './relations';
import type { World } from './world';

/** What judging one resource by one rule came to. */
export interface Outcome {
  readonly rule: LoadedRule;
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
}

/** What was asked of the other resources, and whether the answer is still the same. */
export type Check = (now: Now) => boolean;

/** What a question is asked of: the graph of one state, and what is worked out of it. */
export interface Now {
  readonly graph: ResourceGraph;
  readonly relations: Relations;
  /** Unrecorded: whoever asks in a check depends on nothing by it. */
  once<T>(compute: (world: World) => T): T;
}

/** A rule that had something to say of a resource, or asked about others. */
export interface Recorded {
  readonly subject: LoadedSubject;
  readonly outcome: Outcome;
  readonly checks: readonly Check[];
}

/** Of each graph whether the answers to all of these questions are the same there. */
type Answers = WeakMap<ResourceGraph, Map<readonly Check[], boolean>>;

/** What a function came to, and what it asked for that. */
export interface WorkedOut {
  readonly value: unknown;
  readonly checks: readonly Check[];
}

/**
 * What was judged of the states of one configuration so far. A resource that is the same object has the same properties: it is judged
 * again only where a rule asked about others, and would now get another answer.
 */
export class JudgeMemory {
  private readonly policies = new WeakMap<Value, PolicyDocument>();
  private readonly statements = new ReadStatements();
  readonly validity = new ValidityMemory();
  /** What was found in the grammar of a resource's policies. */
  readonly grammar = new WeakMap<Resource, PolicyVerdicts>();
  /** What functions worked out of the whole graph, and what they asked for that. */
  readonly workedOut = new Map<unknown, WorkedOut>();
  /** The same of one resource. */
  private readonly workedOutOf = new WeakMap<Resource, Map<unknown, WorkedOut>>();
  /** What many checks came to, by the graph, so that they keep no former one alive. */
  private readonly answers: Answers = new WeakMap();
  private readonly combined = new WeakMap<readonly Check[], Check>();
  private readonly judged = new WeakMap<
    Resource,
    { readonly subjects: readonly LoadedSubject[]; readonly recorded: readonly Recorded[] }
  >();

  /** The policy that a value holds: read once, however often it is asked for. */
  policyOf(value: Value): PolicyDocument {
    let document = this.policies.get(value);
    if (!document) {
      document = readPolicy(value, this.statements);
      this.policies.set(value, document);
    }
    return document;
  }

  /** What was recorded of a resource when it was judged by these subjects; those that are not in it have nothing to say. */
  of(resource: Resource, subjects: readonly LoadedSubject[]): readonly Recorded[] | undefined {
    const known = this.judged.get(resource);
    return known?.subjects === subjects ? known.recorded : undefined;
  }

  /** What functions worked out of a resource. */
  answersOf(resource: Resource): Map<unknown, WorkedOut> {
    let answers = this.workedOutOf.get(resource);
    if (!answers) {
      answers = new Map();
      this.workedOutOf.set(resource, answers);
    }
    return answers;
  }

  /** Many checks as one, which is made once for each graph. */
  allOf(checks: readonly Check[]): Check {
    let all = this.combined.get(checks);
    if (!all) {
      all = allHold(checks, this.answers);
      this.combined.set(checks, all);
    }
    return all;
  }

  keep(resource: Resource, subjects: readonly LoadedSubject[], recorded: readonly Recorded[]): void {
    this.judged.set(resource, { subjects, recorded });
  }
}

/** A graph that takes note of what it is asked. */
export function recordedGraph(graph: ResourceGraph, note: (check: Check) => void): ResourceGraph {
  return {
    get resources() {
      note(sameResources(graph.resources));
      return graph.resources;
    },
    ofType(type) {
      const found = graph.ofType(type);
      note(sameOfType(type, found));
      return found;
    },
    at(address) {
      const found = graph.at(address);
      note(sameAt(address, found));
      return found;
    },
    mayHaveMore(type) {
      const more = graph.mayHaveMore(type);
      note(sameListing(type, more));
      return more;
    },
    escapes(resource) {
      const escapes = graph.escapes(resource);
      note(sameEscape(resource, escapes));
      return escapes;
    },
  };
}

/** Relations that take note of what they are asked. */
export function recordedRelations(relations: Relations, note: (check: Check) => void): Pick<Relations, 'target' | 'referrers'> {
  return {
    target(value, type) {
      const found = relations.target(value, type);
      note(sameTarget(value, type, found));
      return found;
    },
    referrers(target, type, path) {
      const found = relations.referrers(target, type, path);
      note(sameReferrers(target, type, path, found));
      return found;
    },
  };
}

// Checks outlive the state that they were made in. They are made out here, where they cannot keep its graph alive.

const allHold =
  (checks: readonly Check[], answers: Answers): Check =>
  (now) => {
    let known = answers.get(now.graph);
    if (!known) {
      known = new Map();
      answers.set(now.graph, known);
    }
    let answer = known.get(checks);
    if (answer === undefined) {
      answer = checks.every((check) => check(now));
      known.set(checks, answer);
    }
    return answer;
  };

const sameResources =
  (found: ResourceGraph['resources']): Check =>
  ({ graph }) =>
    sameItems(found, graph.resources);

const sameOfType =
  (type: string, found: readonly Resource[]): Check =>
  ({ graph }) =>
    sameItems(found, graph.ofType(type));

const sameAt =
  (address: string, found: Resource | undefined): Check =>
  ({ graph }) =>
    graph.at(address) === found;

const sameListing =
  (type: string, more: boolean): Check =>
  ({ graph }) =>
    graph.mayHaveMore(type) === more;

const sameEscape =
  (resource: Resource, escapes: boolean): Check =>
  ({ graph }) =>
    graph.escapes(resource) === escapes;

const sameTarget =
  (value: Value, type: string | undefined, found: ReturnType<Relations['target']>): Check =>
  ({ relations }) =>
    relations.target(value, type) === found;

type Asked = Parameters<Relations['referrers']>;

const sameReferrers =
  (target: Asked[0], type: Asked[1], path: Asked[2], found: ReturnType<Relations['referrers']>): Check =>
  ({ relations }) => {
    const now = relations.referrers(target, type, path);
    return (
      now.members.length === found.members.length &&
      now.members.every(({ resource, member }, i) => {
        const before = found.members[i];
        return before?.resource === resource && before.member === member;
      }) &&
      JSON.stringify(now.rest) === JSON.stringify(found.rest)
    );
  };

export const samePart =
  <T, P>(compute: (world: World) => T, select: (whole: T) => P, same: (a: P, b: P) => boolean, found: P): Check =>
  (now) =>
    same(select(now.once(compute)), found);

/** Whether the reference of AWS's actions is the one that was read, or has not arrived yet. */
export const sameCatalogue =
  <T>(read: (() => T) | undefined, found: T | undefined): Check =>
  () =>
    read?.() === found;

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, i) => item === b[i]));
}
