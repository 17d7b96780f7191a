import type { Intent, Literal, PropertyPath, Resource, ResourceGraph } from '../resources';
import { awsccEdit } from './awscc';
import type { Contribution, Evaluation } from './contribution';
import { keepDemanded } from './demanded';
import type { NativeEdit } from './inverse';
import { appendTo, elementAt, removeElement } from './invert-lists';
import { addResource, companionFor } from './invert-new';
import type { MappingData, Source } from './model';
import type { LiteralMap } from './native-steps';
import { isLiteralMap, isRefusal, mergeCreates, nameToWrite, nativeLiteral, pathOf, refuse, stepsOf } from './native-steps';
import { holds, presenceOf, readName } from './read';
import { MappedResource } from './resource';
import { lackingSibling } from './siblings';
import { readSource } from './sources';
import type { Outcome, Spot, Writing } from './writing';
import { spotAt } from './writing';

/**
 * The edits of Terraform text that carry out an intent, by the writer's order: an existing companion; the own block; an older inline
 * block if it stands there; a new companion. A value that a part supplies is changed in the part.
 */
export function inverse(resource: Resource, intent: Intent, data: MappingData, _graph: ResourceGraph): Outcome {
  if (!(resource instanceof MappedResource)) {
    const own = languageEdit(resource, intent);
    return own ? [own] : refuse('Ashlar does not know how Terraform sets this resource: change it by hand.');
  }
  if (resource.awscc && resource.native) {
    const edit = awsccEdit(resource.native, resource.awscc, intent);
    return isRefusal(edit) ? edit : [edit];
  }
  const writing: Writing = { resource, context: resource.evaluation, data, set: setAt, remove: removeAt };
  const outcome = invert(writing, intent);
  if (isRefusal(outcome)) return outcome;
  const contributions = resource.contributions();
  const kept = keepDemanded(outcome, contributions, intent);
  if (isRefusal(kept)) return kept;
  return lackingSibling(kept, contributions) ?? mergeCreates(kept);
}

/** Arguments of Terraform's own blocks that say the same as a property of the type that stands for the block. */
const OWN_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'Ashlar::Terraform::Variable': ['Default', 'Sensitive', 'Nullable', 'Description'],
  'Ashlar::Terraform::Output': ['Value', 'Sensitive', 'Description'],
  'Ashlar::Terraform::Module': ['Source', 'Version'],
};

function languageEdit(resource: Resource, intent: Intent): NativeEdit | undefined {
  if (intent.kind !== 'set' && intent.kind !== 'remove') return undefined;
  const [name, ...more] = intent.path;
  if (typeof name !== 'string' || more.length > 0 || !OWN_ARGUMENTS[resource.type]?.includes(name)) return undefined;
  const { address } = resource;
  const path = [name.toLowerCase()];
  if (intent.kind === 'remove' || intent.value === null) return { kind: 'remove', address, path };
  return { kind: 'set', address, path, value: intent.value, steps: [] };
}

function invert(writing: Writing, intent: Intent): Outcome {
  if (intent.kind === 'add') return addResource(writing, intent);
  const spot = spotAt(writing.resource.contributions(), [], intent.path);
  if (!spot) return refuse(`No Terraform attribute sets ${intent.path.join('.')}: change it by hand.`);
  switch (intent.kind) {
    case 'set':
      return intent.value === null ? removeAt(writing, spot) : setAt(writing, spot, intent.value);
    case 'append':
      return appendTo(writing, spot, intent.value);
    case 'remove':
      return removeAt(writing, spot);
  }
}

/** Sets the value at a spot: in the block that says it, else in one that can. */
export function setAt(writing: Writing, spot: Spot, value: Literal): Outcome {
  const { here, rest } = spot;
  const [first] = rest;
  if (typeof first === 'number') {
    const element = elementAt(writing, spot, first);
    if (isRefusal(element)) return element;
    return element.set(rest.slice(1), value);
  }
  const target = targetFor(spot, value, writing.context);
  if (target) return setSource(writing, target, spot, value);
  if (rest.length > 0) return refuse('Terraform does not set this by itself: change what holds it by hand.');
  if (here.some((one) => one.node.lists)) {
    const list = Array.isArray(value) ? value : undefined;
    if (!list) return refuse('Terraform takes a list here: write it by hand.');
    const edits: NativeEdit[] = [];
    for (const one of list) {
      const made = appendTo(writing, spot, one);
      if (isRefusal(made)) return made;
      edits.push(...made);
    }
    return edits;
  }
  if (isLiteralMap(value)) return setObject(writing, spot, value);
  return companionFor(writing, spot, value);
}

/** Every member of an object on its own; members that need a new companion share one. */
function setObject(writing: Writing, spot: Spot, value: LiteralMap): Outcome {
  const inPlace = spot.here.filter((one) => one.scope && !one.floating);
  const edits: NativeEdit[] = [];
  const left: Record<string, Literal> = {};
  for (const [key, inner] of Object.entries(value)) {
    const at = spotAt(inPlace, spot.done, [...spot.rest, key]);
    const made = at && canWrite(at) ? setAt(writing, at, inner) : undefined;
    if (made && !isRefusal(made)) edits.push(...made);
    else left[key] = inner;
  }
  if (Object.keys(left).length === 0) return edits;
  const made = companionFor(writing, spot, left);
  return isRefusal(made) ? made : [...edits, ...made];
}

/** Whether a block that stands there can hold it: legacy rows only where their block is written. */
function canWrite(spot: Spot): boolean {
  return spot.here.some((one) => {
    if (!one.scope) return false;
    const scope = one.scope;
    if (one.node.props && !one.node.sources && !one.node.lists) return true;
    if (one.node.sources?.some((source) => source.at && (!source.legacy || legacyStands(source, one)))) return true;
    return (
      one.node.lists?.some((list) => !list.legacy || (list.each && presenceOf(readName(scope, list.each)) !== false)) ?? false
    );
  });
}

export function legacyStands(source: Source, one: Contribution): boolean {
  const scope = one.scope;
  if (!scope) return false;
  return (source.at ?? []).some((name) => presenceOf(readName(scope, name.length > 1 ? name.slice(0, 1) : name)) !== false);
}

interface Target {
  readonly contribution: Contribution;
  readonly source: Source;
}

/** The source to write, among the blocks that stand there. */
function targetOf(here: readonly Contribution[], context: Evaluation): Target | undefined {
  return targetsOf(here, context)[0];
}

function targetsOf(here: readonly Contribution[], context: Evaluation): Target[] {
  const there: (Target & { written: boolean; rank: number })[] = [];
  for (const one of here) {
    if (!one.scope || one.floating) continue;
    for (const source of one.node.sources ?? []) {
      if (!source.at || holds(one.scope, source.if) === false) continue;
      const written = readSource(one.scope, source, [], context).value.kind !== 'absent';
      if (source.legacy && !written && !legacyStands(source, one)) continue;
      there.push({ contribution: one, source, written, rank: one.role === 'part' ? 0 : source.legacy ? 2 : 1 });
    }
  }
  return there.sort((a, b) => Number(b.written) - Number(a.written) || a.rank - b.rank);
}

/** The attribute to write a value with: what an older attribute cannot say, the newer one beside it, which then counts, may. */
function targetFor(spot: Spot, value: Literal, context: Evaluation): Target | undefined {
  const [first, ...others] = targetsOf(spot.here, context);
  if (!first?.source.legacy || spot.rest.length > 0 || nativeLiteral(first.source, value) !== undefined) return first;
  const newer = others.find(
    ({ contribution, source }) =>
      contribution === first.contribution && !source.legacy && nativeLiteral(source, value) !== undefined,
  );
  return newer ?? first;
}

function setSource(writing: Writing, target: Target, spot: Spot, value: Literal): Outcome {
  const { contribution, source } = target;
  const scope = contribution.scope;
  const name = nameToWrite(scope, source);
  if (!scope || !name) return companionFor(writing, spot, value);
  const base = pathOf(scope, name);
  if (spot.rest.length > 0) {
    // Inside a value that is written as a whole: an element of a list, a key of a map, a place in a document.
    if (source.document) return refuse('The value is part of a document: change it where the document is written.');
    if (source.values) return refuse('Terraform words this element differently: change it by hand.');
    if (source.entries) return setEntry(scope, source.entries, base, spot.rest, value);
    const path = [...base, ...spot.rest];
    const steps = [...stepsOf(scope, [...base, ''], source.object === true)];
    steps[base.length - 1] = 'object';
    for (const step of spot.rest.slice(0, -1)) steps.push(typeof step === 'number' ? 'index' : 'object');
    return [{ kind: 'set', address: scope.block.address, path, value, steps }];
  }
  const literal = nativeLiteral(source, value);
  if (literal === undefined)
    return refuse(`The attribute ${name.join('.')} cannot be ${JSON.stringify(value)}: change it by hand.`);
  if (source.entries) return refuse('Terraform writes each entry as a block of its own: add the blocks by hand.');
  return [
    {
      kind: 'set',
      address: scope.block.address,
      path: base,
      value: literal,
      steps: stepsOf(scope, base, source.object === true),
    },
  ];
}

/** A key of a map that Terraform writes as blocks with a key and a value. */
function setEntry(
  scope: NonNullable<Contribution['scope']>,
  [keyName, valueName]: readonly [string, string],
  base: ReturnType<typeof pathOf>,
  rest: PropertyPath,
  value: Literal,
): Outcome {
  const [key, ...deeper] = rest;
  if (typeof key !== 'string' || deeper.length > 0)
    return refuse('Terraform takes only whole entries here: change the entry by hand.');
  const blocks = readName({ block: scope.block, path: [] }, base.map(String));
  const items = blocks.kind === 'list' ? blocks.items : [];
  const at = items.findIndex((item) => {
    const name = item.value.kind === 'map' ? item.value.entries.get(keyName)?.value : undefined;
    return name?.kind === 'string' && name.value === key;
  });
  const address = scope.block.address;
  if (at >= 0) {
    const path = [...base, at, valueName];
    return [{ kind: 'set', address, path, value, steps: stepsOf(scope, path, false) }];
  }
  const made = { [keyName]: key, [valueName]: value };
  return [{ kind: 'append', address, path: base, value: made, steps: stepsOf(scope, base, false), as: 'block', blocks: [] }];
}

export function removeAt(writing: Writing, spot: Spot): Outcome {
  const { here, rest } = spot;
  const [first] = rest;
  if (typeof first === 'number') return removeElement(writing, spot, first);
  const target = targetOf(here, writing.context);
  if (target?.contribution.scope) {
    const { scope } = target.contribution;
    const name = nameToWrite(scope, target.source);
    if (!name) return refuse('Nothing is written there that could be removed.');
    if (target.source.document && rest.length > 0)
      return refuse('The value is part of a document: change it where the document is written.');
    return [{ kind: 'remove', address: scope.block.address, path: [...pathOf(scope, name), ...rest] }];
  }
  if (rest.length > 0) return refuse('Nothing is written there that could be removed.');
  return removeContainer(here);
}

/** A container is removed as the one nested block, or the one part, that makes it. */
function removeContainer(here: readonly Contribution[]): Outcome {
  const edits: NativeEdit[] = [];
  for (const one of here) {
    if (!one.scope || one.floating) continue;
    const { scope } = one;
    const prefix = commonPrefix(one);
    if (prefix.length > 0 && presenceOf(readName(scope, prefix)) === false) continue;
    if (prefix.length > 0) edits.push({ kind: 'remove', address: scope.block.address, path: pathOf(scope, prefix) });
    else if (one.role === 'part') edits.push({ kind: 'remove', address: scope.block.address, path: [] });
    else return refuse('Its attributes stand among others: remove those that belong together by hand.');
  }
  return edits.length > 0 ? edits : refuse('Nothing is written there that could be removed.');
}

function commonPrefix(one: Contribution): string[] {
  const names: (readonly string[])[] = [];
  const visit = (node: Contribution['node']): void => {
    for (const source of node.sources ?? []) for (const name of source.at ?? []) names.push(name.slice(0, -1));
    for (const list of node.lists ?? []) names.push(list.each ?? list.pairs?.at ?? []);
    for (const child of Object.values(node.props ?? {})) visit(child);
  };
  visit(one.node);
  const [first, ...others] = names;
  const prefix: string[] = [];
  for (const [i, step] of (first ?? []).entries()) {
    if (!others.every((name) => name[i] === step)) break;
    prefix.push(step);
  }
  return prefix;
}
