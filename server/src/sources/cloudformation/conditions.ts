import type { DataNode } from '../../syntax/data';
import type { Truth, Value } from '../../values';
import { and, common, not, or } from '../../values';
import { callOf, listArguments } from './call';
import type { Evaluation, Scope } from './scope';
import { ANYTHING } from './scope';
import { textOf } from './text-value';

/** Conditions that lead to one another deeper than this are unknown. */
const MAX_CHAIN = 100;

/** Whether a named condition holds. A cycle and a name that is not defined are unknown. */
export function conditionNamed(ev: Evaluation, name: string, scope: Scope): Truth {
  const assumed = scope.assumed.get(name) ?? scope.decided.get(name);
  if (assumed !== undefined) return assumed;
  const node = ev.template.conditions.get(name);
  if (!node || scope.deciding.has(name) || scope.deciding.size >= MAX_CHAIN) return 'unknown';
  scope.deciding.add(name);
  const truth = conditionTruth(ev, node, scope);
  scope.deciding.delete(name);
  scope.decided.set(name, truth);
  return truth;
}

function conditionTruth(ev: Evaluation, node: DataNode, scope: Scope): Truth {
  const call = callOf(node, true);
  if (!call) return 'unknown';
  const all = listArguments(call.argument) ?? [];
  const truths = (): Truth[] => all.map((argument) => conditionTruth(ev, argument, scope));
  switch (call.name) {
    case 'Condition':
      return call.argument.kind === 'scalar' ? conditionNamed(ev, call.argument.text, scope) : 'unknown';
    case 'Fn::And':
      return all.length === 0 ? 'unknown' : truths().reduce(and);
    case 'Fn::Or':
      return all.length === 0 ? 'unknown' : truths().reduce(or);
    case 'Fn::Not':
      return all.length === 1 && all[0] ? not(conditionTruth(ev, all[0], scope)) : 'unknown';
    case 'Fn::Equals': {
      const [left, right] = all;
      if (!left || !right || all.length !== 2) return 'unknown';
      return sameValue(ev.value(left, scope, ANYTHING), ev.value(right, scope, ANYTHING));
    }
    default:
      return 'unknown';
  }
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
  if (scope.assumed.get(name) === truth) return scope;
  const assumed = new Map(scope.assumed);
  const bound = new Map(scope.bound);
  let depth = 0;
  const visit = (condition: string, holds: boolean): void => {
    if (assumed.has(condition) || depth >= MAX_CHAIN) return;
    assumed.set(condition, holds);
    const node = ev.template.conditions.get(condition);
    depth++;
    if (node) follow(node, holds);
    depth--;
  };
  const follow = (node: DataNode, holds: boolean): void => {
    const call = callOf(node, true);
    if (!call) return;
    const all = listArguments(call.argument) ?? [];
    if (call.name === 'Condition' && call.argument.kind === 'scalar') visit(call.argument.text, holds);
    if (call.name === 'Fn::Not' && all[0]) follow(all[0], !holds);
    if ((call.name === 'Fn::And' && holds) || (call.name === 'Fn::Or' && !holds)) for (const part of all) follow(part, holds);
    if (call.name === 'Fn::Equals' && holds) bind(all[0], all[1]);
  };
  const bind = (a: DataNode | undefined, b: DataNode | undefined): void => {
    for (const [side, other] of [
      [a, b],
      [b, a],
    ]) {
      const call = side ? callOf(side) : undefined;
      if (call?.name !== 'Ref' || call.argument.kind !== 'scalar' || !other) continue;
      const parameter = call.argument.text;
      if (!ev.template.parameters.has(parameter) || bound.has(parameter)) continue;
      const value = ev.value(other, scope, ANYTHING);
      if (textOf(value) !== undefined) bound.set(parameter, value);
    }
  };
  visit(name, truth);
  return { assumed, bound, decided: new Map(), deciding: new Set() };
}
