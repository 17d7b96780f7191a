import type { NativeEdit, Refusal } from '../mapping/inverse';
import type { Literal, Resource } from '../resources';
import type { Block } from '../syntax/hcl/ast';
import { contentOf, renderBlock } from './hcl/content';
import { attributeOf, blocksOf, type HclSource } from './hcl/source';
import { type Step, setPath } from './hcl/writer';
import { lineEnd, nextLine } from './layout';
import { isList, membersOf, referenceOf } from './literal';
import { blockOf, type Place } from './place';
import { isEdits, isElsewhere, isRefusal, refuse } from './result';
import type { Session } from './session';

type Create = Extract<NativeEdit, { kind: 'create' }>;

/**
 * Adds a resource of its own after the owner's block. A second fix that wants the same companion completes the first one's.
 * Owners with `count`, `for_each` or a provider of their own get a companion with the same.
 */
export function createCompanion(session: Session, resource: Resource, create: Create): Refusal | undefined {
  const owner = blockOf(session, resource, create.after);
  if (isRefusal(owner)) return owner;
  const label = owner.block.labels[1]?.text ?? owner.block.labels[0]?.text ?? 'this';
  const attributes = adaptReferences(owner.block, create.attributes);
  // As the companion writes them: the same for all instances of the owner's block.
  const references = Object.values(attributes)
    .map(referenceOf)
    .filter((reference) => reference !== undefined);
  const key = JSON.stringify([owner.key, create.type, references]);
  const known = session.companion(key);
  if (known !== undefined) return complete(session, owner, known, { ...create, attributes });
  const written = blocksOf(owner.source.file.body, 'resource').filter((block) => block.labels[0]?.text === create.type);
  const taken = written.flatMap((block) => block.labels[1]?.text ?? []);
  const name = freeName(session, taken, create.type, label);
  const { unit, text } = owner.source;
  const members = { ...metaArguments(owner.source, owner.block), ...attributes };
  const content = contentOf(members, create.blocks);
  const rendered = separateMeta(renderBlock(`resource "${create.type}" "${name}"`, content, '', unit));
  const after = lastOfFamily(session, owner);
  const at = lineEnd(text, after.span.end);
  const next = nextLine(text, after.span.end);
  const apart = next >= text.length || text.slice(next, lineEnd(text, next)).trim() === '';
  session.apply(owner.uri, [{ span: { start: at, end: at }, newText: `\n\n${rendered}${apart ? '' : '\n'}` }]);
  session.noteCompanion(key, `${create.type}.${name}`);
  session.noteCompanion(owner.key, `${create.type}.${name}`);
  for (const { path, value } of settings(attributes, create.blocks)) {
    session.settle(`${owner.uri}#${create.type}.${name} ${JSON.stringify(path)}`, value);
  }
  return undefined;
}

/** The block after which a companion goes: the owner's, or the companion that it got last. */
function lastOfFamily(session: Session, owner: Place): Block {
  const last = session.companion(owner.key);
  return (last !== undefined && resourceBlock(owner.source, last)) || owner.block;
}

function resourceBlock(source: HclSource, address: string): Block | undefined {
  return blocksOf(source.file.body, 'resource').find((block) => block.labels.map((label) => label.text).join('.') === address);
}

/** Sets in a companion that was made before what it lacks. */
function complete(session: Session, owner: Place, address: string, create: Create): Refusal | undefined {
  for (const { path, steps, value } of settings(create.attributes, create.blocks)) {
    const source = session.hcl(owner.uri);
    const block = source && resourceBlock(source, address);
    if (!source || !block) return refuse(`Another fix removes ${address}: try again after it.`);
    if (referenceOf(value) !== undefined && path.length === 1 && attributeOf(block.body, String(path[0]))) continue;
    const settled = session.settle(`${owner.uri}#${address} ${JSON.stringify(path)}`, value);
    if (settled === 'same') continue;
    if (settled !== 'new') return settled;
    const outcome = setPath(source, block, path, steps, value, () => undefined);
    if (isElsewhere(outcome))
      return refuse('The resource beside it is written in a way that cannot be changed safely: change it by hand.');
    if (!isEdits(outcome)) return outcome;
    session.apply(owner.uri, outcome);
  }
  return undefined;
}

interface Setting {
  readonly path: readonly string[];
  readonly steps: readonly Step[];
  readonly value: Literal;
}

function settings(
  members: { readonly [name: string]: Literal },
  blocks: readonly string[],
  outer: readonly string[] = [],
): Setting[] {
  return Object.entries(members).flatMap(([name, value]): Setting[] => {
    const path = [...outer, name];
    const nested = membersOf(value);
    if (nested && blocks.includes(path.join('.'))) return settings(nested, blocks, path);
    return [{ path, steps: outer.map((): Step => 'block'), value }];
  });
}

/** `count`, `for_each` and `provider` of the owner, as its companion needs them. */
function metaArguments(source: HclSource, owner: Block): { [name: string]: Literal } {
  const meta: { [name: string]: Literal } = {};
  const count = attributeOf(owner.body, 'count');
  const provider = attributeOf(owner.body, 'provider');
  const address = owner.labels.map((label) => label.text).join('.');
  if (provider) meta.provider = { $reference: source.text.slice(provider.value.span.start, provider.value.span.end) };
  if (count) meta.count = { $reference: source.text.slice(count.value.span.start, count.value.span.end) };
  if (attributeOf(owner.body, 'for_each')) meta.for_each = { $reference: address };
  return meta;
}

/** A blank line between the arguments of the language and the resource's own. */
function separateMeta(rendered: string): string {
  return rendered.replace(/^(?: +|\t+)(?:provider|count|for_each) = .*\n(?!\s*(?:provider|count|for_each) = )/m, '$&\n');
}

/** References to an owner with several instances, as seen from the companion's instance. */
function adaptReferences(owner: Block, attributes: { readonly [name: string]: Literal }): { readonly [name: string]: Literal } {
  const address = owner.labels.map((label) => label.text).join('.');
  const adapt = (value: Literal): Literal => {
    const reference = referenceOf(value);
    if (reference !== undefined) return { $reference: adaptReference(owner, address, reference) };
    if (isList(value)) return value.map(adapt);
    const members = membersOf(value);
    if (!members) return value;
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, adapt(member)]));
  };
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, adapt(value)]));
}

function adaptReference(owner: Block, address: string, reference: string): string {
  const inModule = reference.replace(/^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)+/, '');
  if (!inModule.startsWith(address)) return inModule;
  const attribute = inModule.slice(address.length).replace(/^\[(?:"[^"]*"|[^\]]*)\]/, '');
  if (!attribute.startsWith('.')) return inModule;
  if (attributeOf(owner.body, 'count')) return `${address}[count.index]${attribute}`;
  if (attributeOf(owner.body, 'for_each')) return `each.value${attribute}`;
  return address + attribute;
}

/** A label that no resource of the type has in the owner's module. @param written the labels in the owner's own file as it is now */
export function freeName(session: Session, written: readonly string[], type: string, wanted: string): string {
  const taken = new Set(written);
  const { graph } = session.world;
  const pattern = new RegExp(`(?:^|\\.)${type}\\.([\\w-]+)`);
  for (const resource of graph.resources) {
    for (const address of [resource.native?.address, resource.address, ...(resource.parts ?? []).map((part) => part.address)]) {
      const label = address && pattern.exec(address)?.[1];
      if (label) taken.add(label);
    }
  }
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
  return name;
}
