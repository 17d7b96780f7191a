import type { PropertyPath } from '../resources';
import type { Entry, Origin, Value } from '../values';
import { absent, unknown } from '../values';
import type { Contribution, Evaluation, Held } from './contribution';
import { listAt } from './lists';
import type { MappingNode, Source } from './model';
import type { Presence, Scope } from './read';
import { oneOf, originOf, presenceOf } from './read';
import { itemsOf, readSource } from './sources';

const empty: MappingNode = {};
const maximumDoubts = 4;

export function descend(here: readonly Contribution[], name: string): readonly Contribution[] {
  const [only] = here;
  if (!only) return here;
  if (here.length === 1) {
    const next = stepOf(only, name);
    return next ? [next] : NOTHING;
  }
  return here.flatMap((one) => stepOf(one, name) ?? []);
}

const NOTHING: readonly Contribution[] = [];

function stepOf(one: Contribution, name: string): Contribution | undefined {
  const child = one.node.props?.[name];
  if (one.held) return below(one, child ?? empty, one.held.step(name), one.role);
  // Only the element itself is certainly there, not what it may hold.
  return child && below(one, child, undefined, one.role === 'element' ? 'own' : one.role);
}

/** Written out, so that all contributions are objects of one shape: they are made by the ten thousand. */
function below(one: Contribution, node: MappingNode, held: Held | undefined, role: Contribution['role']): Contribution {
  const { scope, member, floating, entry, possible } = one;
  return { node, scope, held, role, member, floating, entry, possible };
}

/** Whether whole values stand here, so that a path goes on inside of a value. */
export function isLeaf(here: readonly Contribution[]): boolean {
  return here.some((one) => one.node.lists !== undefined || one.node.sources?.some((source) => !source.none));
}

/** The value at the place that the contributions describe. */
export function evaluate(here: readonly Contribution[], path: PropertyPath, context: Evaluation): Value {
  const doubt = here.find(isDoubtful);
  if (doubt) {
    if (here.filter(isDoubtful).length > maximumDoubts)
      return unknown({ kind: 'limit', what: 'undecided blocks' }, context.origin);
    const others = here.filter((one) => one !== doubt);
    const sure: Contribution = { ...doubt, member: true };
    const ghost: Contribution = { node: doubt.node, role: doubt.role, member: true };
    return oneOf([evaluate([...others, sure], path, context), evaluate([...others, ghost], path, context)], context.origin);
  }
  const written = writtenValue(here, path, context);
  if (written.settled) return written.value;
  if (here.some((one) => one.node.lists || one.held?.value.kind === 'list')) return listAt(here, path, context, evaluate).value;
  if (here.some((one) => one.node.props || one.held?.value.kind === 'map')) {
    const container = containerAt(here, path, context);
    if (container.kind !== 'absent') return container;
  }
  return written.value;
}

function isThere(one: Contribution): boolean {
  return one.scope !== undefined || one.held !== undefined;
}

function isDoubtful(one: Contribution): boolean {
  return one.member === 'unknown' && isThere(one) && !one.floating && !one.node.lists;
}

interface ReadableSource {
  readonly one: Contribution;
  readonly scope: Scope;
  readonly source: Source;
}

/** What can be read: own rows first, then parts, then what older majors wrote inline. */
function inOrder(here: readonly Contribution[]): readonly ReadableSource[] {
  const own: ReadableSource[] = [];
  const parts: ReadableSource[] = [];
  const legacy: ReadableSource[] = [];
  for (const one of here) {
    const { scope } = one;
    const { sources } = one.node;
    if (!scope || one.floating || !sources) continue;
    for (const source of sources) {
      const readable = { one, scope, source };
      if (one.role === 'part') parts.push(readable);
      else if (source.legacy) legacy.push(readable);
      else own.push(readable);
    }
  }
  return parts.length === 0 && legacy.length === 0 ? own : [...own, ...parts, ...legacy];
}

interface Written {
  readonly value: Value;
  readonly settled: boolean;
}

function writtenValue(here: readonly Contribution[], path: PropertyPath, context: Evaluation): Written {
  const possible: Value[] = [];
  let fallback: Value | undefined;
  let sureFallback = false;
  let missing: Value | undefined;
  for (const one of here) {
    const value = one.held?.value;
    if (!value || one.floating) continue;
    if (value.kind === 'list' || value.kind === 'map') return { value, settled: here.length === 1 };
    if (value.kind !== 'absent') return { value, settled: true };
    missing = value;
  }
  const readable = inOrder(here);
  for (const { one, scope, source } of readable) {
    const result = readSource(scope, source, path, context);
    const value = result.value;
    if (value.kind === 'absent' || (value.kind === 'oneOf' && value.choices.some((choice) => choice.kind === 'absent'))) {
      if (result.fallback && !fallback) {
        fallback = result.fallback;
        sureFallback = one.role === 'part';
      }
      if (value.kind === 'oneOf') possible.push(...value.choices.filter((choice) => choice.kind !== 'absent'));
      else if (!missing || one.role === 'part') missing = value;
      continue;
    }
    if (possible.length === 0) return { value, settled: true };
    return { value: oneOf([...possible, value], value.origin), settled: true };
  }
  const doubt = here.find((one) => one.floating)?.floating ?? context.foreign;
  let last: Value = missing ?? absent(context.origin);
  if (fallback && (sureFallback || !doubt)) last = fallback;
  else if (doubt && (readable.length > 0 || here.some((one) => one.node.sources))) last = doubt;
  if (possible.length > 0) return { value: oneOf([...possible, last], last.origin), settled: true };
  return { value: last, settled: last.kind !== 'absent' };
}

function containerAt(here: readonly Contribution[], path: PropertyPath, context: Evaluation): Value {
  const names = new Set<string>();
  let open = false;
  for (const one of here) {
    for (const name of Object.keys(one.node.props ?? {})) names.add(name);
    if (one.node.open) open = true;
    const held = one.held?.value;
    if (held?.kind === 'map') {
      for (const name of held.entries.keys()) names.add(name);
      if (held.rest) open = true;
    }
  }
  const entries = new Map<string, Entry>();
  let origin: Origin | undefined;
  let anyDefault = false;
  for (const name of names) {
    const value = evaluate(descend(here, name), [...path, name], context);
    entries.set(name, { value, member: true });
    if (value.kind === 'absent') continue;
    if (value.origin.kind === 'default') anyDefault = true;
    else origin ??= value.origin;
  }
  const doubt = here.find((one) => one.floating)?.floating ?? context.foreign;
  const present = containerPresence(here, path, context);
  if (present === false && doubt) return doubt;
  const at = containerOrigin(here) ?? origin ?? context.origin;
  if (present === false && !anyDefault) return absent(at);
  const rest = open || doubt ? (doubt ?? unknown({ kind: 'not-mapped', path: path.join('.') }, at)) : undefined;
  const mapOrigin: Origin = present === false && at.kind !== 'default' ? { kind: 'default', of: at } : at;
  const map: Value = rest ? { kind: 'map', entries, rest, origin: mapOrigin } : { kind: 'map', entries, origin: mapOrigin };
  return present === 'unknown' ? oneOf([map, absent(context.origin)], at) : map;
}

/** The keyword of the block that the container is made of, where it is one block. */
function containerOrigin(here: readonly Contribution[]): Origin | undefined {
  for (const one of here) {
    if (one.held?.value.kind === 'map') return one.held.value.origin;
    if (one.scope && one.role === 'element') return originOf(one.scope);
  }
  for (const one of here) if (one.scope && one.role === 'part' && !one.floating) return one.scope.block.origin;
  return undefined;
}

function containerPresence(here: readonly Contribution[], path: PropertyPath, context: Evaluation): Presence {
  let result: Presence = false;
  for (const one of here) {
    if (one.floating) continue;
    if (one.role === 'element') return true;
    const present: Presence = one.held
      ? presenceOf(one.held.value)
      : one.scope
        ? nodePresence(one.node, one.scope, path, context)
        : false;
    if (present === true || (path.length === 0 && isThere(one))) return true;
    if (present === 'unknown') result = 'unknown';
  }
  return result;
}

function nodePresence(node: MappingNode, scope: Scope, path: PropertyPath, context: Evaluation): Presence {
  let result: Presence = false;
  for (const source of node.sources ?? []) {
    const { present } = readSource(scope, source, path, context);
    if (present === true) return true;
    if (present === 'unknown') result = 'unknown';
  }
  for (const list of node.lists ?? []) {
    const at = list.each ?? list.pairs?.at;
    if (!at) continue;
    const { written } = itemsOf(readSource(scope, { at: [at] }, [], context).value);
    if (written === true) return true;
    if (written === 'unknown') result = 'unknown';
  }
  for (const [name, child] of Object.entries(node.props ?? {})) {
    const present = nodePresence(child, scope, [...path, name], context);
    if (present === true) return true;
    if (present === 'unknown') result = 'unknown';
  }
  return result;
}
