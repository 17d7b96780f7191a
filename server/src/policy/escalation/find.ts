import type { Truth, Verdict } from '../../values';
import { and, or } from '../../values';
import type { PolicyDocument } from '../document';
import type { Grant, Holdings, Permission, Request, ResourceClass, Target } from '../effective';
import {
  aloneWith,
  anyOfClass,
  isPartOfClass,
  mayAllow,
  namedInClass,
  ofPattern,
  permissionFor,
  resourcesOf,
} from '../effective';
import type { EscalationPath, Need } from './model';
import { ESCALATION_PATHS } from './paths';

/** A way to administrator that is open, with what opens it: one grant for each need, in their order. */
export interface Escalation<S> {
  readonly path: EscalationPath;
  readonly grants: readonly Grant<S>[];
}

export interface Escalations<S> {
  /** In the order in which they are told: the surest and shortest first. */
  readonly open: readonly Escalation<S>[];
  /** Some other way may be open: it depends on what is not known. */
  readonly undecided: boolean;
}

/** How many patterns of one class are tried as the resource that all needs share. */
const MAX_CHOICES = 50;

/** All catalogued ways by which whoever holds these policies becomes administrator, or gets hold of the roles of others. */
export function escalationsOf<S>(holdings: Holdings<S>): Escalations<S> {
  const asked = new Asked(holdings);
  const open: Escalation<S>[] = [];
  let undecided = false;
  for (const path of ESCALATION_PATHS) {
    const { truth, grants } = asked.walk(path);
    if (truth === true) open.push({ path, grants });
    else if (truth === 'unknown') undecided = true;
  }
  return { open, undecided };
}

/** Whether a policy by itself opens one of the ways to whoever holds it. Decided by the action that the surest begins with. */
export function escalates(document: PolicyDocument): Verdict {
  const { open, undecided } = escalationsOf(aloneWith(document, undefined));
  const [first] = open;
  if (!first) return { truth: undecided ? 'unknown' : false };
  const action = first.grants[0]?.action;
  return action ? { truth: true, decidedBy: action } : { truth: true };
}

interface Walk<S> {
  readonly truth: Truth;
  readonly grants: readonly Grant<S>[];
}

/** Permissions that were asked for already: most ways share some. */
class Asked<S> {
  private readonly answers = new Map<string, Permission<S>>();
  private readonly spoken = new Map<string, boolean>();
  private readonly patterns = new Map<string, readonly Target[]>();

  constructor(private readonly holdings: Holdings<S>) {}

  walk(path: EscalationPath): Walk<S> {
    if (!path.needs.every(({ action }) => this.mayAllow(action))) return NOWHERE;
    const grants = new Map<Need, Grant<S>>();
    let truth: Truth = true;
    for (const need of path.needs) {
      if (need.reach === 'some') continue;
      const answer = this.any(need);
      truth = and(truth, answer.truth);
      if (truth === false) return NOWHERE;
      if (answer.grant) grants.set(need, answer.grant);
    }
    for (const of of new Set(path.needs.filter((need) => need.reach === 'some').map((need) => need.on))) {
      const needs = path.needs.filter((need) => need.reach === 'some' && need.on === of);
      const chosen = this.shared(of, needs);
      truth = and(truth, chosen.truth);
      if (truth === false) return NOWHERE;
      chosen.grants.forEach((grant, i) => {
        const need = needs[i];
        if (need) grants.set(need, grant);
      });
      for (const need of needs)
        for (const more of need.besides ?? []) truth = and(truth, this.shared(more, [{ ...need, on: more }]).truth);
    }
    return { truth, grants: path.needs.flatMap((need) => grants.get(need) ?? []) };
  }

  /** Whether any statement may speak of an action: most policies speak of none of those that a way takes. */
  private mayAllow(action: string): boolean {
    let known = this.spoken.get(action);
    if (known === undefined) {
      const { policies, furtherAllows } = this.holdings;
      const speaks = ({ document }: { readonly document: PolicyDocument }) =>
        document.open || document.alternatives.length > 0 || mayAllow(document, action);
      known = furtherAllows || policies.some(speaks);
      this.spoken.set(action, known);
    }
    return known;
  }

  /** A need of just any resource of a class, or of one that is as good. */
  private any(need: Need): Permission<S> {
    const targets = [anyOfClass(need.on)];
    for (const name of need.named ?? []) targets.push(namedInClass(need.on, name));
    if (need.self) targets.push(...this.own(need.on));
    return this.firstOf(targets, need);
  }

  private own(of: ResourceClass): readonly Target[] {
    const { self } = this.holdings;
    const arns = of === 'role' || of === 'user' || of === 'group' || of === 'policy' ? self[of] : undefined;
    return (arns ?? []).map((text) => ofPattern(of, { text, holes: 'none' }));
  }

  private firstOf(targets: readonly Target[], need: Need): Permission<S> {
    let best: Permission<S> = { truth: false };
    for (const target of targets) {
      const answer = this.ask(need, target);
      if (answer.truth === true) return answer;
      if (or(best.truth, answer.truth) !== best.truth) best = answer;
    }
    return best;
  }

  /** One resource that all the needs reach: anything that can be chosen freely, or what one of the policies names. */
  private shared(of: ResourceClass, needs: readonly Need[]): Walk<S> {
    let truth: Truth = false;
    for (const target of [{ ...anyOfClass(of), any: false }, ...needs.flatMap((need) => this.named(of, need.action))]) {
      const answers = needs.map((need) => this.ask(need, target));
      const all = answers.map((answer) => answer.truth).reduce<Truth>(and, true);
      if (all === true) return { truth: true, grants: answers.flatMap((answer) => answer.grant ?? []) };
      truth = or(truth, all);
    }
    return { truth, grants: [] };
  }

  private named(of: ResourceClass, action: string): readonly Target[] {
    const key = `${action} ${of}`;
    const known = this.patterns.get(key);
    if (known) return known;
    const found = resourcesOf(this.holdings, action)
      .filter((pattern) => isPartOfClass(pattern, of))
      .slice(0, MAX_CHOICES)
      .map((pattern) => ofPattern(of, pattern));
    this.patterns.set(key, found);
    return found;
  }

  private ask(need: Need, target: Target): Permission<S> {
    const key = `${need.action} ${target.any ? 'any' : 'one'} ${target.arn} ${need.passedTo?.join() ?? ''}`;
    const known = this.answers.get(key);
    if (known) return known;
    const request: Request = { action: need.action, target, ...(need.passedTo ? { passedTo: need.passedTo } : {}) };
    const answer = permissionFor(this.holdings, request);
    this.answers.set(key, answer);
    return answer;
  }
}

const NOWHERE: Walk<never> = { truth: false, grants: [] };
