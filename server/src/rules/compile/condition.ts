import type { Literal, SchemaData } from '../../resources';
import type { Condition, OperatorName, QuantifierName, RulePath, Test } from '../model';
import { COLLECTION_OPERATORS, DOMAIN_OPERATORS, OPERATOR_NAMES, QUANTIFIERS, SCALAR_OPERATORS } from '../operators';
import { argumentProblem, coerceArgument } from './argument';
import { compileLiteral, isRecord, type Lists } from './literal';
import { isPathError, parsePath, printPath } from './path';
import type { Problems, RulePlace } from './problem';
import type { Spot } from './typing';
import { isList, isScalar, spotAt, typeOf } from './typing';

/** What conditions are compiled against. */
export interface ConditionEnv {
  readonly schema: SchemaData;
  readonly lists: Lists;
  readonly problems: Problems;
}

const NEVER: Condition = { kind: 'any', of: [] };
const COMBINATORS = new Set(['all', 'any', 'not']);

/**
 * A condition: a map whose keys are paths, operators (asked of the element itself) or `all`, `any`, `not`. Several keys mean
 * that all must hold. `spot` is where its paths start.
 */
export function compileCondition(raw: unknown, spot: Spot, place: RulePlace, env: ConditionEnv): Condition {
  if (!isRecord(raw)) {
    env.problems.add(place, 'expected a condition: a map of paths and tests, or `all`, `any`, `not`');
    return NEVER;
  }
  const parts: Condition[] = [];
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const at = [...place, key];
    if (COMBINATORS.has(key)) parts.push(compileCombinator(key, value, spot, at, env));
    else if (OPERATOR_NAMES.includes(key) || key === 'unset') own[key] = value;
    else parts.push(compileAtPath(key, value, spot, at, env));
  }
  if (Object.keys(own).length > 0) parts.push(compileTests([], own, spot, place, env));
  const [only] = parts;
  if (!only) env.problems.add(place, 'expected at least one path, operator, `all`, `any` or `not`');
  return parts.length === 1 && only ? only : { kind: 'all', of: parts };
}

function compileCombinator(kind: string, raw: unknown, spot: Spot, place: RulePlace, env: ConditionEnv): Condition {
  if (kind === 'not') return { kind: 'not', of: compileCondition(raw, spot, place, env) };
  if (!Array.isArray(raw) || raw.length === 0) {
    env.problems.add(place, `expected a list of conditions under \`${kind}\``);
    return NEVER;
  }
  const of = raw.map((one, i) => compileCondition(one, spot, [...place, i], env));
  return kind === 'all' ? { kind: 'all', of } : { kind: 'any', of };
}

/** Reads and checks a path; an empty one after a problem. */
export function compilePath(
  text: unknown,
  spot: Spot,
  place: RulePlace,
  env: ConditionEnv,
): { readonly path: RulePath; readonly spot: Spot } | undefined {
  if (typeof text !== 'string') {
    env.problems.add(place, 'expected a path, such as `A.B[]`');
    return undefined;
  }
  const path = parsePath(text);
  if (isPathError(path)) {
    env.problems.add(place, path.error);
    return undefined;
  }
  const result = spotAt(spot, path, env.schema);
  if ('error' in result) {
    env.problems.add(place, result.error);
    return undefined;
  }
  return { path, spot: result.spot };
}

function compileAtPath(text: string, raw: unknown, spot: Spot, place: RulePlace, env: ConditionEnv): Condition {
  const found = compilePath(text, spot, place, env);
  if (!found) return NEVER;
  if (!isRecord(raw)) return compileTests(found.path, { equals: raw }, found.spot, place, env, true);
  const keys = Object.keys(raw);
  if (keys.every((key) => OPERATOR_NAMES.includes(key) || key === 'unset'))
    return compileTests(found.path, raw, found.spot, place, env);
  const wrong = keys.find((key) => !OPERATOR_NAMES.includes(key) && key !== 'unset');
  env.problems.add(
    [...place, wrong ?? ''],
    `there is no operator \`${wrong}\`; there are ${OPERATOR_NAMES.join(', ')}, and \`unset\``,
  );
  return NEVER;
}

function compileTests(
  path: RulePath,
  raw: Record<string, unknown>,
  spot: Spot,
  place: RulePlace,
  env: ConditionEnv,
  bare = false,
): Condition {
  const { unset } = raw;
  if (unset !== undefined && unset !== 'bad' && unset !== 'ok') env.problems.add([...place, 'unset'], 'expected `bad` or `ok`');
  const tests: Condition[] = [];
  for (const [operator, argument] of Object.entries(raw)) {
    if (operator === 'unset') continue;
    const test = compileTest(
      operator as OperatorName | QuantifierName,
      argument,
      path,
      spot,
      bare ? place : [...place, operator],
      env,
    );
    if (!test) continue;
    const complete: Test = 'argument' in test && (unset === 'bad' || unset === 'ok') ? { ...test, unset } : test;
    tests.push({ kind: 'test', path, test: complete });
  }
  if (unset !== undefined && !Object.keys(raw).some((operator) => operator in SCALAR_OPERATORS)) {
    env.problems.add([...place, 'unset'], '`unset` belongs to an operator that asks for one value');
  }
  const [only] = tests;
  return tests.length === 1 && only ? only : { kind: 'all', of: tests };
}

function compileTest(
  operator: OperatorName | QuantifierName,
  raw: unknown,
  path: RulePath,
  spot: Spot,
  place: RulePlace,
  env: ConditionEnv,
): Test | undefined {
  const type = typeOf(spot, env.schema);
  const many = path.some((step) => step.kind === 'items' || step.kind === 'referrers');
  if (isQuantifier(operator)) {
    const through = many || path.at(-1)?.kind === 'select';
    if (!through && isScalar(type)) {
      env.problems.add(place, `\`${printPath(path)}\` is no list, so \`${operator}\` has nothing to ask`);
      return undefined;
    }
    const inner = through ? spot : { ...spot, names: [...spot.names, '[]'] };
    const condition = isRecord(raw)
      ? compileCondition(raw, inner, place, env)
      : compileTests([], Array.isArray(raw) ? { in: raw } : { equals: raw }, inner, place, env, true);
    return { operator, condition };
  }
  const argument: Literal = compileLiteral(raw, env.lists, place, env.problems);
  const problem = argumentProblem(operator, argument);
  if (problem) {
    env.problems.add(place, problem);
    return undefined;
  }
  if ((COLLECTION_OPERATORS as readonly string[]).includes(operator)) return { operator, argument };
  if (many) {
    env.problems.add(place, `\`${printPath(path)}\` leads to several values: say \`some\`, \`every\` or \`none\` of them`);
    return undefined;
  }
  if (operator in DOMAIN_OPERATORS) return { operator, argument };
  if (isList(type) || (type !== undefined && type !== 'json' && !isScalar(type))) {
    env.problems.add(
      place,
      `\`${printPath(path)}\` is ${isList(type) ? 'a list' : 'an object'}: \`${operator}\` asks for one value`,
    );
    return undefined;
  }
  const coerced = coerceArgument(operator, argument, type);
  if ('error' in coerced) {
    env.problems.add(place, `\`${printPath(path)}\` ${coerced.error}`);
    return undefined;
  }
  return { operator, argument: coerced.argument };
}

function isQuantifier(operator: string): operator is QuantifierName {
  return (QUANTIFIERS as readonly string[]).includes(operator);
}
