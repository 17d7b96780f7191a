import type { Literal, PropertyPath } from '../resources';
import type { Contribution } from './contribution';
import { evaluate } from './evaluate';
import type { NativePath, Refusal } from './inverse';
import { companionFor } from './invert-new';
import type { ElementSource } from './lists';
import { listAt } from './lists';
import type { ListSource } from './model';
import { writeObject } from './native-block';
import { isLiteralMap, isRefusal, pathOf, refuse, stepsOf } from './native-steps';
import { presenceOf, readName } from './read';
import type { Outcome, Spot, Writing } from './writing';
import { spotAt } from './writing';

/** One element of a list, to be written into. */
export interface WritableElement {
  set(rest: PropertyPath, value: Literal): Outcome;
}

/** The element at an index, with what writes it. */
export function elementAt(writing: Writing, spot: Spot, index: number): WritableElement | Refusal {
  const from = sourceOf(writing, spot, index);
  if (!from) {
    // A list attribute whose items are taken as they stand.
    const whole = spot.here.find((one) => one.scope && !one.floating && one.node.sources?.some((source) => source.at));
    if (!whole?.scope) return refuse('The element is not written in a block: change it by hand.');
    const source = whole.node.sources?.find((one) => one.at);
    const name = source?.at?.[0];
    if (!source || !name || source.values || source.document)
      return refuse('Terraform words this element differently: change it by hand.');
    const scope = whole.scope;
    return {
      set: (rest, value) => {
        const path = [...pathOf(scope, name), index, ...rest];
        return [{ kind: 'set', address: scope.block.address, path, value, steps: stepsOf(scope, path, true) }];
      },
    };
  }
  const address = from.scope.block.address;
  if (from.source.pairs) {
    const { value: valueName } = from.source.pairs;
    return {
      set: (rest, value) => {
        if (rest.length !== 1 || rest[0] !== valueName) return refuse('Ashlar does not rename keys: change it by hand.');
        return [{ kind: 'set', address, path: from.path, value, steps: stepsOf(from.scope, from.path, true) }];
      },
    };
  }
  if (from.source.plain) {
    return {
      set: (rest, value) => {
        const single = typeof from.path[from.path.length - 1] === 'number' && isSingle(from);
        const path = [...(single ? from.path.slice(0, -1) : from.path), ...rest];
        return [{ kind: 'set', address, path, value, steps: stepsOf(from.scope, path, true) }];
      },
    };
  }
  return { set: (rest, value) => setInElement(writing, spot, index, from, rest, value) };
}

/** A plain element that an attribute holds alone (`policy_arn`), not in a list. */
function isSingle(from: ElementSource): boolean {
  return from.source.each !== undefined && readName(from.scope, from.source.each).kind !== 'list';
}

function setInElement(
  writing: Writing,
  spot: Spot,
  index: number,
  from: ElementSource,
  rest: PropertyPath,
  value: Literal,
): Outcome {
  if (rest.length === 0) {
    if (!isLiteralMap(value)) return refuse('Terraform takes a block here: write it by hand.');
    const edits = [];
    for (const [key, inner] of Object.entries(value)) {
      const made = setInElement(writing, spot, index, from, [key], inner);
      if (isRefusal(made)) return made;
      edits.push(...made);
    }
    return edits;
  }
  const fan = from.fan && from.source.fanOut?.[from.fan.index];
  const address = from.scope.block.address;
  if (fan && from.fan && fan.property.every((name, i) => rest[i] === name) && rest.length === fan.property.length) {
    const name = fan.source.at?.[0];
    if (!name) return refuse('The value is the resource itself and cannot be changed.');
    const path: NativePath = [...pathOf(from.scope, name), ...(fan.single ? [] : [from.fan.position])];
    return [{ kind: 'set', address, path, value, steps: stepsOf(from.scope, path, true) }];
  }
  const isPeer = from.source.fanOut?.some((one) => one.property[0] === rest[0]);
  if (isPeer) {
    const written = writeObject({}, { [String(rest[0])]: value }, from.source.fanOut);
    if (isRefusal(written) || rest.length > 1)
      return refuse('Terraform words the source or target differently: change it by hand.');
    if (from.fan) return refuse('The block has another kind of source or target: change it by hand.');
    return Object.entries(written.attributes).map(([name, literal]) => {
      const path = [...from.scope.path, name];
      return { kind: 'set' as const, address, path, value: literal, steps: stepsOf(from.scope, path, true) };
    });
  }
  if (from.fan && from.fan.among > 1)
    return refuse('The block has other sources or targets too: give this one a block of its own first.');
  const scope = from.implicit ? { ...from.scope, path: from.path.filter((step) => typeof step === 'string') } : from.scope;
  const start: Contribution = { node: from.rows ?? {}, scope, role: 'element', member: true };
  const inner = spotAt([start], [...spot.done, index], rest);
  if (!inner) return refuse(`No Terraform attribute sets ${rest.join('.')}: change it by hand.`);
  return writing.set(writing, inner, value);
}

function sourceOf(writing: Writing, spot: Spot, index: number): ElementSource | undefined {
  return listAt(spot.here, spot.done, writing.context, evaluate).elements[index]?.from;
}

export function removeElement(writing: Writing, spot: Spot, index: number): Outcome {
  const rest = spot.rest.slice(1);
  const from = sourceOf(writing, spot, index);
  if (!from) {
    const whole = spot.here.find((one) => one.scope && !one.floating && one.node.sources?.some((source) => source.at));
    const name = whole?.node.sources?.find((one) => one.at)?.at?.[0];
    if (!whole?.scope || !name) return refuse('The element is not written in a block: change it by hand.');
    const path = [...pathOf(whole.scope, name), index, ...rest];
    return [{ kind: 'remove', address: whole.scope.block.address, path }];
  }
  const address = from.scope.block.address;
  if (rest.length > 0) return removeInElement(writing, spot, index, from, rest);
  if (from.implicit) return refuse('The element is always there: set its values instead of removing it.');
  if (from.source.plain && isSingle(from)) return [{ kind: 'remove', address, path: [] }];
  if (from.source.plain || from.source.pairs) return [{ kind: 'remove', address, path: from.path }];
  if (from.fan && from.fan.among > 1) {
    const fan = from.source.fanOut?.[from.fan.index];
    const guard = fan?.source.if?.[0];
    const name = fan?.source.at?.[0] ?? guard?.at;
    if (!fan || !name) return refuse('The source or target is not written by itself: change it by hand.');
    const own = fan.single && guard ? guard.at : name;
    const path = [...pathOf(from.scope, own), ...(fan.single ? [] : [from.fan.position])];
    return [{ kind: 'remove', address, path, last: { path: from.path, among: from.fan.among } }];
  }
  return [{ kind: 'remove', address, path: from.path }];
}

function removeInElement(writing: Writing, spot: Spot, index: number, from: ElementSource, rest: PropertyPath): Outcome {
  const start: Contribution = { node: from.rows ?? {}, scope: from.scope, role: 'element', member: true };
  const inner = spotAt([start], [...spot.done, index], rest);
  if (!inner)
    return writing.resource.declared
      ? refuse('Terraform does not set this by itself: change what holds it by hand.')
      : refuse('Nothing is written there that could be removed.');
  return writing.remove(writing, inner);
}

export function appendTo(writing: Writing, spot: Spot, value: Literal): Outcome {
  const [first] = spot.rest;
  if (typeof first === 'number') {
    const from = sourceOf(writing, spot, first);
    if (!from || from.source.plain || from.source.pairs) return refuse('No list is written there: add it by hand.');
    const start: Contribution = { node: from.rows ?? {}, scope: from.scope, role: 'element', member: true };
    const inner = spotAt([start], [...spot.done, first], spot.rest.slice(1));
    return inner ? appendTo(writing, inner, value) : refuse('No Terraform attribute holds the list: change it by hand.');
  }
  if (spot.rest.length > 0) return refuse('The list is part of a document: change it where the document is written.');
  const target = listTarget(spot.here);
  if (target) return appendElement(target.one, target.list, value);
  for (const one of spot.here) {
    const source = one.node.sources?.find(
      (candidate) => candidate.at && !candidate.values && !candidate.document && !candidate.legacy,
    );
    const name = source?.at?.[0];
    if (one.scope && !one.floating && name) {
      const path = pathOf(one.scope, name);
      const steps = stepsOf(one.scope, path, source?.object === true);
      return [{ kind: 'append', address: one.scope.block.address, path, value, steps, as: 'element' }];
    }
  }
  return companionFor(writing, spot, [value]);
}

/** A companion that holds several elements, then the own block, then an older inline block that stands there. */
function listTarget(here: readonly Contribution[]): { one: Contribution; list: ListSource } | undefined {
  const found: { one: Contribution; list: ListSource; rank: number }[] = [];
  for (const one of here) {
    if (!one.scope || one.floating) continue;
    for (const list of one.node.lists ?? []) {
      const at = list.each ?? list.pairs?.at;
      if (!at || (list.plain && readName(one.scope, at).kind === 'string')) continue;
      if (list.legacy && presenceOf(readName(one.scope, at.slice(0, 1))) === false) continue;
      found.push({ one, list, rank: one.role === 'part' ? 0 : list.legacy ? 2 : list.implicit ? 1.5 : 1 });
    }
  }
  found.sort((a, b) => a.rank - b.rank);
  return found[0];
}

function appendElement(one: Contribution, list: ListSource, value: Literal): Outcome {
  const scope = one.scope;
  if (!scope) return refuse('No block stands there: add it by hand.');
  const address = scope.block.address;
  if (list.pairs) {
    const key = isLiteralMap(value) ? value[list.pairs.key] : undefined;
    const content = isLiteralMap(value) ? value[list.pairs.value] : undefined;
    if (typeof key !== 'string' || content === undefined) return refuse('The element has no key: add it by hand.');
    const path = [...pathOf(scope, list.pairs.at), key];
    const steps = stepsOf(scope, path, true);
    return [{ kind: 'set', address, path, value: content, steps }];
  }
  const path = pathOf(scope, list.each ?? []);
  const steps = stepsOf(scope, path, list.object === true);
  if (list.plain) return [{ kind: 'append', address, path, value, steps, as: 'element' }];
  if (!isLiteralMap(value)) return refuse('Terraform takes a block here: write it by hand.');
  const written = writeObject(list.rows ?? {}, value, list.fanOut);
  if (isRefusal(written)) return written;
  const native = readName(scope, list.each ?? []);
  const isAttribute = list.object === true && native.kind !== 'list';
  return [
    {
      kind: 'append',
      address,
      path,
      value: written.attributes,
      steps,
      as: isAttribute ? 'element' : 'block',
      blocks: written.blocks,
    },
  ];
}
