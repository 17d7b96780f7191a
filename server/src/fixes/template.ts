import { locatePart } from '../mapping';
import type { Refusal } from '../mapping/inverse';
import { type Intent, isRequiredAt, type Literal, type Resource } from '../resources';
import { type DataNode, entryOf, type MappingEntry, type MappingNode, placeOf } from '../syntax/data';
import { encloses } from '../text';
import type { Origin, TextOrigin } from '../values';
import { insertEntryAfter } from './data/insert';
import type { DataSource } from './data/style';
import { type Held, nodeStartingAt, setInData } from './data/writer';
import { stepsOf } from './intents';
import { nest } from './literal';
import { changeData, nearestWritten } from './origin';
import { isEdits, isElsewhere, refuse } from './result';
import type { Session } from './session';
import type { FixWorld } from './world';

type Change = Exclude<Intent, { kind: 'add' }>;

/** Writes one intent about a resource of a CloudFormation template, or about a policy document in a file of its own. */
export function writeTemplate(session: Session, resource: Resource, intent: Intent): Refusal | undefined {
  if (intent.kind === 'add') return addResource(session, resource, intent);
  for (const step of stepsOf(intent)) {
    const refusal = writeChange(session, resource, step);
    if (refusal) return refusal;
  }
  return undefined;
}

function writeChange(session: Session, resource: Resource, intent: Change): Refusal | undefined {
  const required = intent.kind === 'remove' && keepRequired(session, resource, intent);
  if (required) return required;
  const part = intent.kind === 'remove' ? locatePart(resource, intent.path) : undefined;
  if (part && part.path.length === 0) return removePart(session, resource, part.address);
  const target = nearestWritten(resource, intent);
  if (target) return changeAt(session, resource, target.origin, target.rest, intent);
  return changeProperties(session, resource, intent);
}

/** What CloudFormation requires stays: the property, and the last element of a required list. */
function keepRequired(session: Session, resource: Resource, { path }: Change): Refusal | undefined {
  const schema = session.world.schema?.[resource.type];
  if (!schema) return undefined;
  const names = path.map((step) => (typeof step === 'number' ? '[]' : step));
  if (typeof path[path.length - 1] === 'string') {
    if (!isRequiredAt(schema, names)) return undefined;
  } else {
    const list = resource.get(path.slice(0, -1));
    if (!isRequiredAt(schema, names.slice(0, -1)) || list.kind !== 'list' || list.rest) return undefined;
    const key = `${identityOf(resource)} required`;
    const left = list.items.length - session.removedBeside(key, path);
    session.noteRemoval(key, path);
    if (left > 1) return undefined;
  }
  const name = names.filter((step) => step !== '[]').join('.');
  return refuse(`CloudFormation requires ${name}, so it cannot be removed: change its value, or remove the whole resource.`);
}

function changeAt(
  session: Session,
  resource: Resource,
  origin: TextOrigin,
  rest: Change['path'],
  intent: Change,
): Refusal | undefined {
  const bodies = [resource.body, ...(resource.parts ?? []).map((part) => part.body)];
  const isOwn = bodies.some((body) => body.kind === 'text' && body.uri === origin.uri && encloses(body.span, origin.span));
  // Defaults for all functions of a template (`Globals`), and what an anchor shares, stand outside.
  if (!origin.via && !isOwn) return refuse('The value stands outside of the resource, where others may use it: change it there.');
  if (resource.origin.kind === 'text' && origin.span.start === resource.origin.span.start && origin.uri === resource.origin.uri) {
    return refuse('The serverless transform makes this value: change the property that it is made from.');
  }
  const key = `${origin.uri}#${origin.span.start}`;
  if (intent.kind === 'set') {
    const settled = session.settle(`${key} ${JSON.stringify(rest)}`, intent.value);
    if (settled === 'same') return undefined;
    if (settled !== 'new') return settled;
  }
  const source = session.data(origin.uri);
  const start = session.draft(origin.uri)?.current(origin.span.start);
  if (!source || start === undefined) return refuse('Another fix changes the same text: try again after it.');
  const { root } = source.document;
  const held = root && nodeStartingAt(root, start);
  if (!root || !held) return refuse('The value is not written in this template: change it where it comes from.');
  if (held.node.kind === 'scalar' && inLoopBody(root, start) && /[$&]\{/.test(held.node.text)) {
    return refuse('The value differs from one pass of the loop to another: change the loop by hand.');
  }
  const shared = origin.via ? sharedBecause(root, origin, start, session, resource) : anchorShared(source, root, start);
  if (shared !== undefined) return refuse(shared);
  const path = session.shifted(key, rest);
  if (!path) return intent.kind === 'remove' ? undefined : refuse('Another fix removes the same place: try again after it.');
  const isGiven = resource.body.kind === 'text' && origin.uri !== resource.body.uri;
  const outcome = changeData(source, held, isGiven ? asGiven(intent) : intent, path);
  if (isElsewhere(outcome)) return refuse('A function of the template computes the value: change what it is given.');
  if (!isEdits(outcome)) return outcome;
  session.apply(origin.uri, outcome);
  if (intent.kind === 'remove') session.noteRemoval(key, rest);
  return undefined;
}

function changeProperties(session: Session, resource: Resource, intent: Change): Refusal | undefined {
  const place = entryOfResource(session, resource);
  if ('refused' in place) return place;
  const { source, entry, uri } = place;
  const type = entryOf(entry.value, 'Type')?.value;
  const written = type?.kind === 'scalar' ? pathIn(session.world, type.text, resource.type, intent.path) : undefined;
  if (!written) return refuse('The template declares another type, which has no such property: change it by hand.');
  if (intent.kind === 'set') {
    // Not by the address: the passes of a loop are written once.
    const settled = session.settle(`${identityOf(resource)} ${JSON.stringify(intent.path)}`, intent.value);
    if (settled === 'same') return undefined;
    if (settled !== 'new') return settled;
  }
  const held: Held = { node: entry.value, holder: { kind: 'entry', entry } };
  const outcome = changeData(source, held, intent, ['Properties', ...written]);
  if (isElsewhere(outcome)) return refuse('A function of the template computes the value: change what it is given.');
  if (!isEdits(outcome)) return outcome;
  session.apply(uri, outcome);
  return undefined;
}

/** The path in a declaration of another type that the serverless transform makes the resource of; undefined where there is none. */
function pathIn(world: FixWorld, declared: string, made: string, path: Change['path']): Change['path'] | undefined {
  if (declared === made) return path;
  const [first, ...rest] = path;
  const name = typeof first === 'string' ? world.passedOnAs?.(declared, made, first) : undefined;
  return name === undefined ? undefined : [name, ...rest];
}

/** Removes a resource that is nothing but one element of another one, where nothing refers to it. */
function removePart(session: Session, owner: Resource, address: string): Refusal | undefined {
  const part = owner.parts?.find((each) => each.address === address);
  const place = part
    ? entryAt(session, part.origin)
    : refuse('The resource is not written in this template: change it where it is declared.');
  if ('refused' in place) return place;
  const { uri, source, resources, entry } = place;
  const { root } = source.document;
  if (place.isRepeated) return refuse('The resource is written in a loop: add what is missing by hand.');
  if (root && refersTo(root, entry))
    return refuse(`Other parts of the template refer to ${entry.key.text}: remove those references first.`);
  const holder = entryOf(root, 'Resources');
  if (!holder) return refuse('The resource is not written in this template: change it where it is declared.');
  const held: Held = { node: resources, holder: { kind: 'entry', entry: holder } };
  const outcome = changeData(source, held, { kind: 'remove', path: [] }, [entry.key.text]);
  if (!isEdits(outcome))
    return isElsewhere(outcome)
      ? refuse('The resource is written in a way that cannot be changed safely: change it by hand.')
      : outcome;
  session.apply(uri, outcome);
  return undefined;
}

/** Whether anything outside of an entry names it: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`. */
function refersTo(root: DataNode, entry: MappingEntry): boolean {
  const id = entry.key.text;
  const walk = (node: DataNode): boolean => {
    if (node === entry.value) return false;
    if (node.kind === 'sequence') return node.items.some(walk);
    if (node.kind === 'mapping') return node.entries.some(({ value }) => walk(value));
    const { text } = node;
    return text === id || text.startsWith(`${id}.`) || text.includes(`\${${id}}`) || text.includes(`\${${id}.`);
  };
  return walk(root);
}

interface Entry {
  readonly uri: string;
  readonly source: DataSource;
  /** What holds the entry: the section, or the body of a loop in it. */
  readonly resources: MappingNode;
  readonly entry: MappingEntry;
  readonly isRepeated: boolean;
}

/** The same for all resources that are written at one place. */
function identityOf(resource: Resource): string {
  const { origin } = resource;
  return origin.kind === 'text' ? `${origin.uri}#${origin.span.start}` : resource.address;
}

function entryOfResource(session: Session, resource: Resource): Entry | Refusal {
  return entryAt(session, resource.origin);
}

function entryAt(session: Session, origin: Origin): Entry | Refusal {
  if (origin.kind !== 'text') return refuse('The resource is not written in a file: change it where it is declared.');
  const source = session.data(origin.uri);
  const start = session.draft(origin.uri)?.current(origin.span.start);
  const resources = entryOf(source?.document.root, 'Resources')?.value;
  if (!source || start === undefined || resources?.kind !== 'mapping')
    return refuse('The resource is not written in this template: change it where it is declared.');
  const found = entryStartingAt(resources, start);
  if (!found) return refuse('The template only implies this resource: declare it to set its properties.');
  return { uri: origin.uri, source, resources: found.holder, entry: found.entry, isRepeated: found.holder !== resources };
}

/** An entry of a section, or of the body of a loop in it. */
function entryStartingAt(holder: MappingNode, start: number): { holder: MappingNode; entry: MappingEntry } | undefined {
  for (const entry of holder.entries) {
    if (entry.key.span.start === start) return { holder, entry };
    const body = loopBody(entry);
    const found = body && entry.span.start < start && start < entry.span.end ? entryStartingAt(body, start) : undefined;
    if (found) return found;
  }
  return undefined;
}

function loopBody(entry: MappingEntry): MappingNode | undefined {
  if (!entry.key.text.startsWith('Fn::ForEach') || entry.value.kind !== 'sequence') return undefined;
  const body = entry.value.items[2];
  return body?.kind === 'mapping' ? body : undefined;
}

/** Whether a place lies in what a loop repeats. */
function inLoopBody(node: DataNode, offset: number): boolean {
  if (node.kind === 'scalar') return false;
  if (node.kind === 'sequence') return node.items.some((item) => holds(item, offset) && inLoopBody(item, offset));
  return node.entries.some((entry) => {
    if (!holds(entry.value, offset)) return false;
    const body = loopBody(entry);
    return (body !== undefined && holds(body, offset)) || inLoopBody(entry.value, offset);
  });
}

function holds(node: DataNode, offset: number): boolean {
  const { start, end } = placeOf(node);
  return start <= offset && offset < end;
}

/** Parameter files hold strings only. */
function asGiven(intent: Change): Change {
  if (intent.kind !== 'set' || (typeof intent.value !== 'boolean' && typeof intent.value !== 'number')) return intent;
  return { ...intent, value: String(intent.value) };
}

/**
 * Why a literal behind a reference is not this use's alone; undefined when it is.
 * @param root of the document that the literal stands in: the template, or a parameter file
 * @param start of the literal, as that document is now
 */
function sharedBecause(
  root: DataNode,
  origin: TextOrigin,
  start: number,
  session: Session,
  resource: Resource,
): string | undefined {
  if (origin.via?.kind === 'text' && origin.via.via) return 'The value passes through several places: change it where it begins.';
  if (resource.body.kind !== 'text') return 'The value stands in another template: change it there.';
  if (origin.uri !== resource.body.uri) {
    const name = session.world.parameterAt?.(origin.uri, origin.span.start);
    const template = session.data(resource.body.uri)?.document.root;
    if (name === undefined || !template) return 'The value stands in another template: change it there.';
    if (session.world.isShared?.(origin.uri)) return 'Other templates read the same parameter file: change it there by hand.';
    return parameterShared(template, name, 'value');
  }
  const parameters = entryOf(root, 'Parameters')?.value;
  const parameter =
    parameters?.kind === 'mapping'
      ? parameters.entries.find(({ value }) => {
          const byDefault = entryOf(value, 'Default')?.value;
          return byDefault !== undefined && placeOf(byDefault).start === start;
        })
      : undefined;
  if (!parameter) return 'The value stands outside of the resource, where others may use it: change it there.';
  return parameterShared(root, parameter.key.text, 'default');
}

function parameterShared(template: DataNode, name: string, what: 'default' | 'value'): string | undefined {
  if (countReferences(template, name) > 1)
    return `The parameter ${name} is used in several places: change it, or give this place its own value.`;
  if (entryOf(entryOf(entryOf(template, 'Parameters')?.value, name)?.value, 'AllowedValues'))
    return `The parameter ${name} has a list of allowed values: change its ${what} by hand.`;
  return undefined;
}

function countReferences(root: DataNode, name: string): number {
  let count = 0;
  const walk = (node: DataNode, key: string) => {
    if (node.kind === 'scalar') {
      if ((node.tag === 'Ref' || key === 'Ref') && node.text === name) count++;
      else count += node.text.split(`\${${name}}`).length - 1;
    } else if (node.kind === 'sequence') {
      for (const item of node.items) walk(item, '');
    } else {
      for (const entry of node.entries) walk(entry.value, entry.key.text);
    }
  };
  walk(root, '');
  return count;
}

/** Whether the place lies in a node that an alias repeats elsewhere. */
function anchorShared(source: DataSource, root: DataNode, offset: number): string | undefined {
  const names: string[] = [];
  const aliases: string[] = [];
  const walk = (node: DataNode) => {
    if (node.alias) {
      aliases.push(source.text.slice(node.alias.start + 1, node.alias.end));
      return;
    }
    if (node.outer && node.outer.start <= offset && offset < node.outer.end) {
      const name = /&([^\s,[\]{}]+)/.exec(source.text.slice(node.outer.start, node.span.start))?.[1];
      if (name !== undefined) names.push(name);
    }
    if (node.kind === 'sequence') node.items.forEach(walk);
    else if (node.kind === 'mapping') for (const entry of node.entries) walk(entry.value);
  };
  if (source.style.language === 'yaml') walk(root);
  return names.some((name) => aliases.includes(name))
    ? 'Other places share the value through a YAML anchor: write it out here first.'
    : undefined;
}

type Add = Extract<Intent, { kind: 'add' }>;

/** Adds a resource that refers to its owner, right after it; a second fix that wants the same one completes it. */
function addResource(session: Session, owner: Resource, add: Add): Refusal | undefined {
  const place = entryOfResource(session, owner);
  if ('refused' in place) return place;
  const { uri, source, resources, entry } = place;
  if (place.isRepeated) return refuse('The resource is written in a loop: add what is missing by hand.');
  const identity = identityOf(owner);
  const key = `${identity} ${add.type} ${add.link}`;
  const known = session.companion(key);
  if (known !== undefined) return complete(session, uri, known, add);
  const id = freeId(resources, entry.key.text, add.type);
  const link = nest(add.link.split('.'), { $reference: entry.key.text }) ?? {};
  const condition = entryOf(entry.value, 'Condition')?.value;
  const value: Literal = {
    Type: add.type,
    ...(condition?.kind === 'scalar' && condition.text !== '' ? { Condition: condition.text } : {}),
    Properties: { ...(link as { readonly [key: string]: Literal }), ...add.properties },
  };
  const after = resources.entries.find((candidate) => candidate.key.text === session.companion(identity)) ?? entry;
  session.apply(uri, insertEntryAfter(source, resources, after, id, value));
  session.noteCompanion(key, id);
  for (const [name, property] of Object.entries(add.properties)) session.settle(`${uri}#${id} ${name}`, property);
  session.noteCompanion(identity, id);
  return undefined;
}

function complete(session: Session, uri: string, id: string, add: Add): Refusal | undefined {
  for (const [name, value] of Object.entries(add.properties)) {
    const source = session.data(uri);
    const resources = entryOf(source?.document.root, 'Resources')?.value;
    const entry = entryOf(resources, id);
    if (!source || !entry) return refuse(`Another fix removes ${id}: try again after it.`);
    const settled = session.settle(`${uri}#${id} ${name}`, value);
    if (settled === 'same') continue;
    if (settled !== 'new') return settled;
    const outcome = setInData(source, { node: entry.value, holder: { kind: 'entry', entry } }, ['Properties', name], value);
    if (isElsewhere(outcome)) return refuse('The resource is written in a way that cannot be changed safely: change it by hand.');
    if (!isEdits(outcome)) return outcome;
    session.apply(uri, outcome);
  }
  return undefined;
}

/** `Data` and `AWS::S3::BucketPolicy` make `DataBucketPolicy`, and so do `DataBucket` and it. Logical ids are alphanumeric. */
function freeId(resources: MappingNode, owner: string, type: string): string {
  const last = (type.split('::').pop() ?? type).replace(/[^A-Za-z0-9]/g, '');
  let overlap = Math.min(last.length, owner.length);
  while (overlap > 0 && !owner.endsWith(last.slice(0, overlap))) overlap--;
  const wanted = owner + last.slice(overlap);
  const taken = new Set(resources.entries.map((entry) => entry.key.text));
  let id = wanted;
  for (let i = 2; taken.has(id); i++) id = `${wanted}${i}`;
  return id;
}
