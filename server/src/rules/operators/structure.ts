import type { Literal } from '../../resources';
import type { Truth, Value } from '../../values';
import { and, common, not, or } from '../../values';
import type { Judgement, Selection } from '../judging/place';
import { withValue } from '../judging/place';
import type { World } from '../judging/world';
import type { Check } from './operator';
import { listOf, sameLiteral } from './scalar';

/** Whether something is written: defaults do not count, and an empty list or text is nothing. */
export function existence(value: Value): Truth {
  switch (value.kind) {
    case 'absent':
      return false;
    case 'unknown':
      return 'unknown';
    case 'oneOf':
      return common(value.choices.map(existence));
    case 'list':
      if (value.origin.kind === 'default') return false;
      if (value.items.some((item) => item.member === true)) return true;
      return value.items.length > 0 || value.rest ? 'unknown' : false;
    case 'string':
      return value.origin.kind !== 'default' && value.value !== '';
    default:
      return value.origin.kind !== 'default';
  }
}

export function exists(selection: Selection): Judgement {
  let truth: Truth = selection.rest ? 'unknown' : false;
  for (const { place, member } of selection.members) truth = or(truth, and(member, existence(place.value)));
  const only = selection.members.length === 1 ? selection.members[0]?.place : undefined;
  return { truth, by: only ?? selection.whole };
}

export function some(selection: Selection, check: Check, world: World): Judgement {
  let truth: Truth = selection.rest ? 'unknown' : false;
  let open: Judgement | undefined;
  for (const { place, member } of selection.members) {
    const judged = check(place, world);
    const one = and(member, judged.truth);
    if (one === true) return { ...judged, truth: true, by: judged.by ?? place };
    if (one === 'unknown') open ??= { ...judged, truth: 'unknown', by: judged.by ?? place };
    truth = or(truth, one);
  }
  if (truth === 'unknown') return open ?? restJudgement(selection);
  return { truth, by: selection.whole };
}

export function every(selection: Selection, check: Check, world: World): Judgement {
  let truth: Truth = selection.rest ? 'unknown' : true;
  let open: Judgement | undefined;
  for (const { place, member } of selection.members) {
    const judged = check(place, world);
    const one = or(not(member), judged.truth);
    if (one === false) return { ...judged, truth: false, by: judged.by ?? place };
    if (one === 'unknown') open ??= { ...judged, truth: 'unknown', by: judged.by ?? place };
    truth = and(truth, one);
  }
  if (truth === 'unknown') return open ?? restJudgement(selection);
  return { truth, by: selection.whole };
}

export function none(selection: Selection, check: Check, world: World): Judgement {
  const judged = some(selection, check, world);
  return { ...judged, truth: not(judged.truth) };
}

/** Why a selection is not complete, as a judgement. */
function restJudgement(selection: Selection): Judgement {
  const { rest, whole } = selection;
  const by = rest ? withValue(whole, { kind: 'unknown', reason: rest, origin: whole.value.origin }) : whole;
  return { truth: 'unknown', by };
}

/** `count: 2`, `count: { at-least: 2, at-most: 5 }`. */
export function count(selection: Selection, argument: Literal): Judgement {
  const [atLeast, atMost] = countLimits(argument);
  const sure = selection.members.filter((one) => one.member === true).length;
  const most = selection.rest ? Number.POSITIVE_INFINITY : selection.members.length;
  const enough: Truth = sure >= atLeast ? true : most < atLeast ? false : 'unknown';
  const notTooMany: Truth = most <= atMost ? true : sure > atMost ? false : 'unknown';
  return { truth: and(enough, notTooMany), by: selection.whole };
}

export function countLimits(argument: Literal): readonly [number, number] {
  if (typeof argument === 'number') return [argument, argument];
  const limits = argument as { readonly [key: string]: Literal };
  const limit = (name: string, otherwise: number) => (typeof limits[name] === 'number' ? limits[name] : otherwise);
  return [limit('at-least', 0), limit('at-most', Number.POSITIVE_INFINITY)];
}

/** Whether a list holds every one of some literals. */
export function includesAll(selection: Selection, argument: Literal, ignoreCase: boolean): Judgement {
  let truth: Truth = true;
  for (const literal of listOf(argument)) {
    let found: Truth = selection.rest ? 'unknown' : false;
    for (const { place, member } of selection.members) found = or(found, and(member, isSame(place.value, literal, ignoreCase)));
    truth = and(truth, found);
  }
  return truth === 'unknown' ? { ...restJudgement(selection), truth } : { truth, by: selection.whole };
}

function isSame(value: Value, literal: Literal, ignoreCase: boolean): Truth {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return sameLiteral(value.value, literal, ignoreCase);
    case 'oneOf':
      return common(value.choices.map((choice) => isSame(choice, literal, ignoreCase)));
    case 'absent':
    case 'map':
    case 'list':
      return false;
    default:
      return 'unknown';
  }
}
