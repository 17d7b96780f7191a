import { common, not } from '../../values';
import type { Condition, RulePath, Test } from '../model';
import type { Check } from '../operators';
import { DOMAIN_OPERATORS, SCALAR_OPERATORS } from '../operators';
import { count, every, exists, includesAll, none, some } from '../operators/structure';
import type { Route } from './navigate';
import { leadsToMany, routeOf, selectAll, selectOne } from './navigate';
import type { Judgement, Place, Selection } from './place';
import { itemsOf, withValue } from './place';
import type { World } from './world';
import { ignoresCase } from './world';

/** Turns a condition into a function, once per rule. */
export function compileCondition(condition: Condition): Check {
  switch (condition.kind) {
    case 'all':
      return allOf(condition.of.map(compileCondition));
    case 'any':
      return anyOf(condition.of.map(compileCondition));
    case 'not': {
      const inner = compileCondition(condition.of);
      return (place, world) => {
        const judged = inner(place, world);
        return { ...judged, truth: not(judged.truth) };
      };
    }
    case 'test':
      return compileTest(condition.path, condition.test);
  }
}

function allOf(checks: readonly Check[]): Check {
  const [only] = checks;
  if (checks.length === 1 && only) return only;
  return (place, world) => {
    let open: Judgement | undefined;
    let last: Judgement = { truth: true };
    for (const check of checks) {
      const judged = check(place, world);
      if (judged.truth === false) return judged;
      if (judged.truth === 'unknown') open ??= judged;
      else last = prefer(last, judged);
    }
    return open ?? last;
  };
}

function anyOf(checks: readonly Check[]): Check {
  const [only] = checks;
  if (checks.length === 1 && only) return only;
  return (place, world) => {
    let open: Judgement | undefined;
    let blamed: Judgement = { truth: false };
    for (const check of checks) {
      const judged = check(place, world);
      if (judged.truth === true) return judged;
      if (judged.truth === 'unknown') open ??= judged;
      else blamed = prefer(blamed, judged);
    }
    return open ?? blamed;
  };
}

/** Of two judgements that decide together, the one to underline: what is written before what is missing, else the first. */
function prefer(first: Judgement, second: Judgement): Judgement {
  if (!first.by) return second;
  return !isWritten(first) && isWritten(second) ? second : first;
}

/** Whether a judgement points at something that stands in the source. */
export function isWritten(judged: Judgement): boolean {
  const value = judged.value ?? judged.by?.value;
  return value !== undefined && value.kind !== 'absent' && value.origin.kind !== 'default' && judged.by?.path.length !== 0;
}

function compileTest(path: RulePath, test: Test): Check {
  const route = routeOf(path);
  const through = leadsToMany(path) || path.at(-1)?.kind === 'select';
  switch (test.operator) {
    case 'some':
    case 'every':
    case 'none': {
      const check = compileCondition(test.condition);
      const quantify = { some, every, none }[test.operator];
      return (place, world) => quantify(collection(place, route, through, world), check, world);
    }
    case 'exists': {
      const wanted = test.argument !== false;
      return (place, world) => {
        const judged = exists(selectAll(place, route, world));
        return wanted ? judged : { ...judged, truth: not(judged.truth) };
      };
    }
    case 'count':
      return (place, world) => count(collection(place, route, through, world), test.argument);
    case 'includes-all':
      return (place, world) =>
        includesAll(collection(place, route, through, world), test.argument, ignoresCase(place.resource, world.schema));
    case 'opens':
    case 'policy':
    case 'has-secret':
    case 'looks-secret-name': {
      const check = DOMAIN_OPERATORS[test.operator](test.argument);
      return (place, world) => check(selectOne(place, route, world), world);
    }
    default: {
      const check = SCALAR_OPERATORS[test.operator](test.argument);
      const { unset } = test;
      return (place, world) => scalar(selectOne(place, route, world), check, unset, world);
    }
  }
}

/** The places of a path that goes through items, or the items of the list that it leads to. */
function collection(place: Place, route: Route, through: boolean, world: World): Selection {
  return through ? selectAll(place, route, world) : itemsOf(selectOne(place, route, world));
}

/** Where nothing is written: the cloud's default, then what the rule says of it, else unknown. */
function scalar(place: Place, check: Check, unset: 'bad' | 'ok' | undefined, world: World): Judgement {
  const { value } = place;
  if (value.kind === 'absent') return unwritten(place, check, unset, world);
  if (value.kind === 'oneOf' && value.choices.some((choice) => choice.kind === 'absent')) {
    const judged = value.choices.map((choice) => scalar(withValue(place, choice), check, unset, world).truth);
    return { truth: common(judged), by: place };
  }
  return check(place, world);
}

function unwritten(place: Place, check: Check, unset: 'bad' | 'ok' | undefined, world: World): Judgement {
  const taken = world.defaultAt(place);
  if (taken && taken.kind !== 'absent') return { ...check(withValue(place, taken), world), by: withValue(place, taken) };
  // What a live listing leaves out was not read; only a declaration can be said to lack something.
  if (unset === undefined || place.resource.source === 'live') return { truth: 'unknown', by: place };
  return { truth: unset === 'ok', by: place };
}
