import { inverse } from '../mapping';
import type { NativeEdit, NativePath, Refusal } from '../mapping/inverse';
import { blockAddress, type Intent, type Resource } from '../resources';
import { entryOf } from '../syntax/data';
import type { Span } from '../text';
import type { Value } from '../values';
import { createCompanion, freeName } from './companion';
import { appendElsewhere, removeElsewhere, setElsewhere } from './elsewhere';
import { removeResource } from './hcl/body';
import { appendPath, type Locate, removePath, setPath } from './hcl/writer';
import { stepsOf } from './intents';
import { createJsonCompanion } from './json/companion';
import { writeJson } from './json/writer';
import { editAtOrigin } from './origin';
import { blockOf, type JsonPlace, jsonBodyOf, type Place } from './place';
import { isEdits, isElsewhere, isRefusal, refuse } from './result';
import type { Session } from './session';

/** Writes one intent about a Terraform resource. Undefined: done (perhaps without an edit). */
export function writeTerraform(session: Session, resource: Resource, intent: Intent): Refusal | undefined {
  const restore = session.snapshot();
  const refusal = writeWhole(session, resource, intent);
  const leaves = refusal ? stepsOf(intent) : [];
  if (leaves.length <= 1) return refusal;
  // What cannot be written as one may well be leaf by leaf, each where it stands.
  restore();
  for (const leaf of leaves) if (writeTerraform(session, resource, leaf)) return refusal;
  return undefined;
}

function writeWhole(session: Session, resource: Resource, intent: Intent): Refusal | undefined {
  const { mapping, graph } = session.world;
  const natives = inverse(resource, intent, mapping, graph);
  if (isRefusal(natives)) return writeInDocument(session, resource, intent) && natives;
  for (const native of natives) {
    const refusal = native.kind === 'create' ? create(session, resource, native) : edit(session, resource, intent, native);
    if (refusal) return refusal;
  }
  return undefined;
}

function create(session: Session, resource: Resource, native: Extract<NativeEdit, { kind: 'create' }>): Refusal | undefined {
  const owner = jsonBodyOf(session, resource, native.after);
  if (!owner) return createCompanion(session, resource, native);
  if (isRefusal(owner)) return owner;
  const taken = [...(owner.body.way[0] ? membersOfType(owner, native.type) : [])];
  return createJsonCompanion(session, owner, native, (type, wanted) => freeName(session, taken, type, wanted));
}

function membersOfType({ body }: JsonPlace, type: string): readonly string[] {
  const named = entryOf(body.way[0]?.value, type)?.value;
  return named?.kind === 'mapping' ? named.entries.map((entry) => entry.key.text) : [];
}

/** What an attribute holds as a document has no attribute of its own: it is changed where it is written. */
function writeInDocument(session: Session, resource: Resource, intent: Intent): Refusal | undefined {
  if (intent.kind === 'add') return refuse('A document cannot hold another resource: add it by hand.');
  return editAtOrigin(session, resource, intent, { documentsOnly: true });
}

type Change = Exclude<NativeEdit, { kind: 'create' }>;

function edit(session: Session, resource: Resource, intent: Intent, native: Change): Refusal | undefined {
  const place = jsonBodyOf(session, resource, native.address) ?? blockOf(session, resource, native.address);
  if (isRefusal(place)) return place;
  const path = session.shifted(place.key, native.path);
  if (!path) return native.kind === 'remove' ? undefined : refuse('Another fix removes the same place: try again after it.');
  const last = native.kind === 'remove' ? native.last : undefined;
  const peers = `${place.key} peers`;
  const peer = last && [...last.path, JSON.stringify(native.path)];
  if (last && peer && session.removedBeside(peers, peer) + 1 >= last.among) {
    return edit(session, resource, intent, { kind: 'remove', address: native.address, path: last.path });
  }
  if (native.kind === 'set') {
    const settled = session.settle(`${place.key} ${JSON.stringify(native.path)}`, native.value);
    if (settled === 'same') return undefined;
    if (settled !== 'new') return settled;
  }
  if (native.kind === 'remove' && native.among !== undefined && session.removedBeside(place.key, native.path) + 1 >= native.among)
    return refuse('One element is required, and another fix removes the others: change its value instead.');
  const locate = locator(session, resource, native.address, place.uri);
  const span = 'body' in place ? place.body.span : place.block.span;
  if (native.kind === 'remove' && path.length === 0 && isNamedElsewhere(session, native.address, place.uri, span)) {
    return refuse(`Other places refer to ${native.address}: remove those references first.`);
  }
  const outcome = 'body' in place ? writeJson(place.source, place.body, native, path) : write(place, native, path, locate);
  if (isEdits(outcome)) {
    session.apply(place.uri, outcome);
    if (native.kind === 'remove') session.noteRemoval(place.key, native.path);
    if (peer) session.noteRemoval(peers, peer);
    return undefined;
  }
  if (!isElsewhere(outcome)) return outcome;
  if (intent.kind === 'add') return refuse('An expression computes the value: change what it is computed from.');
  const value = resource.get(intent.path);
  switch (native.kind) {
    case 'set':
      return setElsewhere(session, value, { uri: place.uri }, native.value);
    case 'append':
      return appendElsewhere(session, value, { uri: place.uri }, native.value);
    case 'remove':
      return removeElsewhere(session, value, { uri: place.uri });
  }
}

/** Whether a text of the configuration names the resource outside of its own block. */
function isNamedElsewhere(session: Session, native: string, own: string, span: Span): boolean {
  const address = blockAddress(native).replace(/^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)+/, '');
  const name = new RegExp(`(?<![\\w.-])${address.replaceAll('.', '\\.')}(?![\\w-])`);
  return [...new Set([own, ...(session.world.uris?.() ?? [])])].some((uri) => {
    const text = session.draft(uri)?.text ?? '';
    const others = uri === own ? text.slice(0, span.start) + text.slice(span.end) : text;
    return name.test(others);
  });
}

function write(place: Place, native: Change, path: NativePath, locate: Locate) {
  const { source, block } = place;
  switch (native.kind) {
    case 'set':
      return setPath(source, block, path, native.steps, native.value, locate);
    case 'append':
      return appendPath(source, block, path, native.steps, native.value, native.as, locate, native.blocks);
    case 'remove':
      return path.length === 0 ? removeResource(source, block) : removePath(source, block, path, locate);
  }
}

/** Tells blocks that `dynamic` makes from written ones, by where the evaluated block says that it stands. */
function locator(session: Session, resource: Resource, address: string, uri: string): Locate {
  const values = resource.native?.address === address ? resource.native.values : undefined;
  return (path) => {
    let value: Value | undefined = values;
    for (const step of path) {
      if (value?.kind === 'list' && typeof step === 'number') value = value.items[step]?.value;
      else if (value?.kind === 'map' && typeof step === 'string') value = value.entries.get(step)?.value;
      else return undefined;
    }
    if (value?.kind === 'list') value = value.items[0]?.value;
    let origin = value?.origin;
    while (origin?.kind === 'text' && origin.via) origin = origin.via;
    if (origin?.kind !== 'text' || origin.uri !== uri) return undefined;
    return session.draft(uri)?.current(origin.span.start);
  };
}
