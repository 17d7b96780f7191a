import type { ForObjectExpression, ForTupleExpression, SplatExpression, SplatStep } from '../../syntax/hcl/ast';
import {
  type Entry,
  type Item,
  listValue,
  numberValue,
  type Origin,
  stringValue,
  type UnknownValue,
  unknown,
  type Value,
} from '../../values';
import { access } from './access';
import { type Context, type Evaluating, originOf, type Step, within } from './context';
import { invalid, isInvalid, toKey } from './convert';
import { compareText, sortedKeys } from './json-text';
import { toTruth } from './operators';
import { findInvalid, oneOf, unknownFrom } from './partial';
import { elementTypeOf, goesOnWith, refusedAs, refusedButMade, type Type, typeOf, untyped, withElement } from './types';

/** One turn of a loop. */
export interface Element {
  readonly key: Value;
  readonly value: Value;
  readonly member: true | 'unknown';
}

export type Elements =
  | { readonly kind: 'elements'; readonly items: readonly Element[]; readonly rest?: UnknownValue }
  | { readonly kind: 'refused'; readonly value: UnknownValue };

/** The elements of a collection in Terraform's order, as `for` sees them. */
export function eachElement(collection: Value, evaluating: Evaluating, origin: Origin): Elements {
  const value =
    collection.kind === 'reference' && collection.attribute === '' ? evaluating.names.instances(collection, origin) : collection;
  switch (value.kind) {
    case 'list': {
      let sure = true;
      const items = value.items.map((item, index): Element => {
        const key = value.form === 'set' ? item.value : numberValue(index, item.value.origin);
        // Places behind an item that may be missing are not known; what is in a set is its own key.
        const element = {
          key:
            sure || value.form === 'set' ? key : unknown({ kind: 'undecided', what: 'the items of a list' }, item.value.origin),
          value: item.value,
        };
        if (item.member !== true) sure = false;
        return { ...element, member: item.member };
      });
      return value.rest ? { kind: 'elements', items, rest: value.rest } : { kind: 'elements', items };
    }
    case 'map': {
      const items: Element[] = [];
      for (const key of sortedKeys(value.entries.keys())) {
        const entry = value.entries.get(key);
        if (entry)
          items.push({ key: stringValue(key, entry.key ?? entry.value.origin), value: entry.value, member: entry.member });
      }
      return value.rest ? { kind: 'elements', items, rest: value.rest } : { kind: 'elements', items };
    }
    case 'oneOf':
    case 'reference':
      return { kind: 'elements', items: [], rest: unknownFrom(value, origin) };
    case 'unknown':
      return isInvalid(value) ? { kind: 'refused', value } : { kind: 'elements', items: [], rest: unknownFrom(value, origin) };
    default:
      return { kind: 'refused', value: invalid('for needs a collection', origin) };
  }
}

/** Collections that depend on an undecided condition are looped over one by one. */
function overEach(collection: Value, origin: Origin, loop: (collection: Value) => Value): Value {
  if (collection.kind !== 'oneOf') return loop(collection);
  return oneOf(collection.choices.map(loop), origin);
}

function namesOf(expression: ForTupleExpression | ForObjectExpression, element: Element): Map<string, Value> {
  const names = new Map([[expression.valueName, element.value]]);
  if (expression.keyName !== undefined) names.set(expression.keyName, element.key);
  return names;
}

/** Terraform tries a condition once before it loops, so that a wrong one is refused though there is nothing to loop over. */
function refusedCondition(
  expression: ForTupleExpression | ForObjectExpression,
  context: Context,
  evaluating: Evaluating,
): Value | undefined {
  const origin = originOf(context, expression.span);
  const open = unknown({ kind: 'computed', what: 'an element' }, origin);
  const inner = within(context, namesOf(expression, { key: open, value: open, member: true }));
  const member = membership(expression, { key: open, value: open, member: true }, inner, evaluating);
  return typeof member === 'object' ? member.refused : undefined;
}

type Member = true | false | 'unknown' | { readonly refused: UnknownValue };

function membership(
  expression: ForTupleExpression | ForObjectExpression,
  element: Element,
  context: Context,
  evaluating: Evaluating,
): Member {
  if (!expression.condition) return element.member;
  const condition = evaluating.evaluate(expression.condition, context);
  const truth = toTruth(condition);
  if (truth === undefined)
    return { refused: invalid('a condition is true or false', originOf(context, expression.condition.span)) };
  return truth === true ? element.member : truth;
}

export function evaluateForTuple(expression: ForTupleExpression, context: Context, evaluating: Evaluating): Value {
  const origin = originOf(context, expression.span);
  return overEach(evaluating.evaluate(expression.collection, context), origin, (collection) => {
    const elements = eachElement(goesOnWith(collection), evaluating, origin);
    if (elements.kind === 'refused') return { ...untyped(elements.value), origin };
    const refused = elements.items.length === 0 ? refusedCondition(expression, context, evaluating) : undefined;
    if (refused) return refused;
    // An element costs names of its own beside its value.
    if (!evaluating.budget.spend(elements.items.length)) return unknown({ kind: 'limit', what: 'evaluation' }, origin);
    const items: Item[] = [];
    for (const element of elements.items) {
      if (evaluating.budget.exhausted) return unknown({ kind: 'limit', what: 'evaluation' }, origin);
      const inner = within(context, namesOf(expression, element));
      const member = membership(expression, element, inner, evaluating);
      if (typeof member === 'object') return member.refused;
      if (member !== false) items.push({ value: evaluating.evaluate(expression.value, inner), member });
    }
    const mark = collection.sensitive ? { sensitive: true as const } : {};
    const made: Value = { kind: 'list', items, origin, ...(elements.rest ? { rest: elements.rest } : {}), ...mark };
    const broken = findInvalid(collection);
    return broken ? refusedButMade({ ...untyped(broken), origin }, made) : made;
  });
}

export function evaluateForObject(expression: ForObjectExpression, context: Context, evaluating: Evaluating): Value {
  const origin = originOf(context, expression.span);
  return overEach(evaluating.evaluate(expression.collection, context), origin, (collection) => {
    const elements = eachElement(goesOnWith(collection), evaluating, origin);
    if (elements.kind === 'refused') return { ...untyped(elements.value), origin };
    const refused = elements.items.length === 0 ? refusedCondition(expression, context, evaluating) : undefined;
    if (refused) return refused;
    // An element costs names of its own beside its value.
    if (!evaluating.budget.spend(elements.items.length)) return unknown({ kind: 'limit', what: 'evaluation' }, origin);
    const entries = new Map<string, Entry>();
    const groups = new Map<string, { readonly origin: Origin; readonly items: Item[] }>();
    let rest: UnknownValue | undefined = elements.rest;
    let twice: string | undefined;
    for (const element of elements.items) {
      if (evaluating.budget.exhausted) return unknown({ kind: 'limit', what: 'evaluation' }, origin);
      const inner = within(context, namesOf(expression, element));
      const member = membership(expression, element, inner, evaluating);
      if (typeof member === 'object') return member.refused;
      if (member === false) continue;
      const key = toKey(evaluating.evaluate(expression.key, inner));
      const value = evaluating.evaluate(expression.value, inner);
      if (findInvalid(key) || key.kind === 'absent') return invalid('a key is a string', origin);
      if (key.kind !== 'string') {
        rest ??= unknownFrom(key, origin);
      } else if (expression.group) {
        const group = groups.get(key.value) ?? { origin: key.origin, items: [] };
        group.items.push({ value, member });
        groups.set(key.value, group);
      } else {
        const before = entries.get(key.value);
        if (before?.member === true && member === true) twice ??= key.value;
        const either = before && twice === undefined ? unknown({ kind: 'undecided', what: 'a condition' }, origin) : value;
        entries.set(key.value, { value: either, key: key.origin, member: before?.member === true ? true : member });
      }
    }
    for (const [key, group] of groups) {
      const more = rest ? { rest } : {};
      entries.set(key, {
        value: { kind: 'list', items: group.items, origin, ...more },
        key: group.origin,
        member: group.items.some((item) => item.member === true) || 'unknown',
      });
    }
    const ordered = new Map([...entries].sort(([a], [b]) => compareText(a, b)));
    const mark = collection.sensitive ? { sensitive: true as const } : {};
    const made: Value = { kind: 'map', entries: ordered, origin, ...(rest ? { rest } : {}), ...mark };
    const broken = twice === undefined ? findInvalid(collection) : invalid(`the key ${twice} comes twice`, origin);
    return broken ? refusedButMade({ ...untyped(broken), origin }, made) : made;
  });
}

/** `target[*].a` and `target.*.a`: null gives nothing, what is no list is taken for a list of one. */
export function evaluateSplat(expression: SplatExpression, target: Value, context: Context, evaluating: Evaluating): Value {
  return splat(target, expression.each, originOf(context, expression.span), context, evaluating);
}

function splat(target: Value, each: readonly SplatStep[], origin: Origin, context: Context, evaluating: Evaluating): Value {
  const follow = followSteps(each, origin, context, evaluating);
  return overEach(target, origin, (value) => {
    const whole = value.kind === 'reference' && value.attribute === '' ? evaluating.names.instances(value, origin) : value;
    switch (whole.kind) {
      case 'list': {
        // Where there is nothing to follow into, Terraform still asks the type.
        if (whole.form && whole.items.length === 0 && !whole.rest) {
          const type = typeAfter(elementTypeOf(whole), each);
          return type === undefined
            ? invalid('an element has no such attribute', origin)
            : withElement({ kind: 'list', form: 'list', items: [], origin }, type);
        }
        const items: Item[] = [];
        let refused: Value | undefined;
        for (const item of whole.items) {
          const found = follow(item.value);
          if (isInvalid(found) && !isInvalid(item.value)) refused ??= found;
          items.push({ value: found, member: item.member });
        }
        const mark = whole.sensitive ? { sensitive: true as const } : {};
        // A splat over a list or a set gives a list, over a tuple a tuple.
        const form = whole.form ? { form: 'list' as const } : {};
        const made: Value = { kind: 'list', items, origin, ...form, ...(whole.rest ? { rest: whole.rest } : {}), ...mark };
        return refused ? refusedAs(refused, typeOf(made)) : made;
      }
      case 'absent': {
        const type = typeOf(whole);
        const list = typeof type === 'object' && type.kind !== 'map' && type.kind !== 'object';
        return list ? invalid('a splat of a list that is null', origin) : listValue([], origin);
      }
      case 'unknown':
        return isInvalid(whole) ? untyped(whole) : listValue([], origin, unknownFrom(whole, origin));
      case 'reference':
        // A resource without `count` is one object; an attribute of it may be a list, a single object or null.
        return whole.attribute === '' ? listValue([follow(whole)], origin) : listValue([], origin, unknownFrom(whole, origin));
      default: {
        const found = follow(whole);
        return isInvalid(found) ? found : listValue([found], origin);
      }
    }
  });
}

/** The type that the steps lead to from another. @returns undefined when there is nothing of the kind. */
function typeAfter(start: Type, each: readonly SplatStep[]): Type | undefined {
  let type = start;
  for (const step of each) {
    if (type === 'any' || type === 'null' || step.kind === 'splat') return 'any';
    if (typeof type === 'string') return undefined;
    if (type.kind === 'map') {
      type = type.element;
    } else if (step.kind !== 'get-attribute') {
      return 'any';
    } else if (type.kind === 'object') {
      const attribute = type.attributes.get(step.name);
      if (!attribute) return undefined;
      type = attribute.type;
    } else {
      return /^\d+$/.test(step.name) ? 'any' : undefined;
    }
  }
  return type;
}

function followSteps(
  each: readonly SplatStep[],
  origin: Origin,
  context: Context,
  evaluating: Evaluating,
): (value: Value) => Value {
  const steps = each.map((step): ((value: Value) => Value) => {
    if (step.kind === 'splat') return (value) => splat(value, step.each, origin, context, evaluating);
    const taken: Step =
      step.kind === 'get-attribute'
        ? { kind: 'attribute', name: step.name, span: step.nameSpan }
        : { kind: 'index', key: evaluating.evaluate(step.key, context), span: step.span };
    return (value) => access(value, taken, evaluating.names, origin);
  });
  return (value) => steps.reduce((at, step) => step(at), value);
}
