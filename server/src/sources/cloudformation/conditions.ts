import type { DataNode } from '../../syntax/data';
import type { Origin, Truth, Value } from '../../values';
import { and, common, not, or } from '../../values';
import { callOf, listArguments } from './call';
import type { Evaluation, Scope } from './model';
import { ANYTHING, freshMemory } from './scope';
import { textOf } from './text-value';

/** Begins the symbol of a parameter in a choice where it is none of the texts that conditions speak of. */
export const OTHER = 'other than compared ';

/** Conditions that lead to one another deeper than this are unknown. */
const MAX_CHAIN = 100;

/**
 * Whether a named condition holds: as it is written, else in every choice of parameters that agrees with what is assumed. A cycle
 * and a name that is not defined are unknown.
 */
export function conditionNamed(ev: Evaluation, name: string, scope: Scope): Truth {
  const assumed = scope.assumed.get(name) ?? scope.decided.get(name);
  if (assumed !== undefined) return assumed;
  const declared = ev.template.conditions.get(name);
  if (!declared || scope.deciding.has(name) || scope.deciding.size >= MAX_CHAIN) return 'unknown';
  scope.deciding.add(name);
  let truth = conditionTruth(ev, declared.node, declared.bound.size > 0 ? { ...scope, bound: declared.bound } : scope);
  scope.deciding.delete(name);
  if (truth === 'unknown' && !scope.world) truth = ev.worlds.truth(name, scope);
  scope.decided.set(name, truth);
  return truth;
}

/** What a condition function says; also one of those that only rules know. */
export function conditionTruth(ev: Evaluation, node: DataNode, scope: Scope): Truth {
  const call = scope.world ? ev.worlds.callAt(node) : callOf(node, true);
  if (!call) return 'unknown';
  const all = listArguments(call.argument) ?? [];
  const truths = (): Truth[] => all.map((argument) => conditionTruth(ev, argument, scope));
  switch (call.name) {
    case 'Condition':
      return call.argument.kind === 'scalar' ? ev.condition(call.argument.text, scope) : 'unknown';
    case 'Fn::And':
      return all.length === 0 ? 'unknown' : truths().reduce(and);
    case 'Fn::Or':
      return all.length === 0 ? 'unknown' : truths().reduce(or);
    case 'Fn::Not':
      return all.length === 1 && all[0] ? not(conditionTruth(ev, all[0], scope)) : 'unknown';
    case 'Fn::Equals': {
      const [left, right] = all;
      if (!left || !right || all.length !== 2) return 'unknown';
      const truth = equalIn(ev, sideOf(ev, left, scope), sideOf(ev, right, scope), scope);
      if (truth !== 'unknown' || !scope.world) return truth;
      const question = ev.worlds.questionOf(call.argument, scope.bound);
      return (question === undefined ? undefined : scope.world.answers.get(question)) ?? 'unknown';
    }
    case 'Fn::Contains':
    case 'Fn::EachMemberIn':
    case 'Fn::EachMemberEquals': {
      const [first, second] = all.map((argument) => ev.value(argument, scope, ANYTHING));
      if (!first || !second || all.length !== 2) return 'unknown';
      if (call.name === 'Fn::Contains') return isWithin(ev, second, first, scope);
      if (first.kind !== 'list' || first.rest) return 'unknown';
      const each = first.items.map(({ value }) =>
        call.name === 'Fn::EachMemberIn' ? isWithin(ev, value, second, scope) : equalIn(ev, value, second, scope),
      );
      return each.reduce(and, true);
    }
    default:
      return 'unknown';
  }
}

/** In a choice nobody asks where a value stands. */
const NOWHERE: Origin = { kind: 'text', uri: '', span: { start: 0, end: 0 } };

/** One side of a comparison; without detours where choice after choice is tried. */
function sideOf(ev: Evaluation, node: DataNode, scope: Scope): Value {
  const call = scope.world && ev.worlds.callAt(node);
  if (call?.name === 'Ref' && call.argument.kind === 'scalar' && scope.bound.size === 0) {
    return ev.refer(call.argument.text, scope, NOWHERE);
  }
  return ev.value(node, scope, ANYTHING);
}

function isWithin(ev: Evaluation, value: Value, list: Value, scope: Scope): Truth {
  if (list.kind !== 'list') return 'unknown';
  return list.items.map((item) => equalIn(ev, item.value, value, scope)).reduce(or, list.rest ? 'unknown' : false);
}

/** In a choice where a parameter is none of the texts that conditions speak of it differs from each of them. */
function equalIn(ev: Evaluation, a: Value, b: Value, scope: Scope): Truth {
  const truth = sameValue(a, b);
  if (truth !== 'unknown' || !scope.world) return truth;
  for (const [side, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const text = textOf(other);
    const name = side.kind === 'unknown' && side.symbol?.startsWith(OTHER) ? side.symbol.slice(OTHER.length) : undefined;
    if (text !== undefined && name !== undefined && ev.worlds.excludes(name, text)) return false;
  }
  return 'unknown';
}

/** Whether two values are sure to be equal, or sure to differ. CloudFormation compares scalars as text, with case. */
export function sameValue(a: Value, b: Value): Truth {
  if (a.kind === 'oneOf') return common(a.choices.map((choice) => sameValue(choice, b)));
  if (b.kind === 'oneOf') return common(b.choices.map((choice) => sameValue(a, choice)));
  const left = textOf(a);
  const right = textOf(b);
  if (left !== undefined && right !== undefined) return left === right;
  if (a.kind === 'unknown' && b.kind === 'unknown') return a.symbol !== undefined && a.symbol === b.symbol ? true : 'unknown';
  if (a.kind === 'reference' && b.kind === 'reference') {
    return a.address === b.address && a.attribute === b.attribute ? true : 'unknown';
  }
  // What identifies a resource is never empty.
  if (a.kind === 'reference' && a.attribute === 'Ref' && right === '') return false;
  if (b.kind === 'reference' && b.attribute === 'Ref' && left === '') return false;
  if (a.kind === 'text' && right !== undefined) return mayBe(a.parts, right) ? 'unknown' : false;
  if (b.kind === 'text' && left !== undefined) return mayBe(b.parts, left) ? 'unknown' : false;
  if (a.kind === 'list' && b.kind === 'list' && !a.rest && !b.rest) {
    if (![...a.items, ...b.items].every((item) => item.member === true)) return 'unknown';
    if (a.items.length !== b.items.length) return false;
    return a.items.map((item, i) => sameValue(item.value, b.items[i]?.value ?? item.value)).reduce(and, true);
  }
  return 'unknown';
}

/** Whether a partly known text can be `text`, as far as its two ends tell. */
function mayBe(parts: readonly (string | Value)[], text: string): boolean {
  const first = parts[0];
  const last = parts.at(-1);
  return (typeof first !== 'string' || text.startsWith(first)) && (typeof last !== 'string' || text.endsWith(last));
}

/** The scope inside of which the condition has this truth, with all that follows from it. */
export function assumeCondition(ev: Evaluation, name: string, truth: boolean, scope: Scope): Scope {
  if (scope.world || scope.assumed.get(name) === truth) return scope;
  const key = `${name}=${truth}`;
  const known = scope.inner.get(key);
  if (known) return known;
  const assumed = new Map(scope.assumed);
  let depth = 0;
  const visit = (condition: string, holds: boolean): void => {
    if (assumed.has(condition) || depth >= MAX_CHAIN) return;
    assumed.set(condition, holds);
    const declared = ev.template.conditions.get(condition);
    depth++;
    if (declared) follow(declared.node, holds);
    depth--;
  };
  const follow = (node: DataNode, holds: boolean): void => {
    const call = callOf(node, true);
    if (!call) return;
    const all = listArguments(call.argument) ?? [];
    if (call.name === 'Condition' && call.argument.kind === 'scalar') visit(call.argument.text, holds);
    if (call.name === 'Fn::Not' && all[0]) follow(all[0], !holds);
    if ((call.name === 'Fn::And' && holds) || (call.name === 'Fn::Or' && !holds)) for (const part of all) follow(part, holds);
  };
  visit(name, truth);
  const inside: Scope = { ...scope, assumed, ...freshMemory() };
  scope.inner.set(key, inside);
  return inside;
}
