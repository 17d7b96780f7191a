import type { Intent, Literal } from '../resources';
import type { PossiblePart } from './contribution';
import type { Refusal } from './inverse';
import type { MappingData, MappingEntry, MappingNode } from './model';
import type { Written } from './native-block';
import { join, missingRequired, prefixes, writeNode, writeObject } from './native-block';
import type { LiteralMap } from './native-steps';
import { isLiteralMap, isRefusal, localAddress, referenceAttribute, refuse, setIn } from './native-steps';
import { isList } from './read';
import type { Outcome, Spot, Writing } from './writing';

/** A new block of the first type of part that can say it and whose required attributes are all there. */
export function companionFor(writing: Writing, spot: Spot, value: Literal): Outcome {
  const { resource } = writing;
  const owner = resource.native?.address;
  if (owner === undefined || !resource.declared)
    return refuse('The resource that it belongs to is not declared here: change it where it is.');
  if (spot.rest.length > 0) return refuse('Terraform does not set this by itself: change what holds it by hand.');
  if (spot.here.some((one) => one.floating))
    return refuse('Another block may say it already: make clear which resource that block belongs to.');
  let reason: Refusal | undefined;
  for (const one of spot.here) {
    if (!one.possible) continue;
    const made = companion(one.possible, one.node, owner, value);
    if (!isRefusal(made)) return made;
    reason ??= made;
  }
  return reason ?? refuse(`No Terraform attribute sets ${spot.done.join('.')}: change it by hand.`);
}

function companion(part: PossiblePart, node: MappingNode, owner: string, value: Literal): Outcome {
  const link = part.entry.part?.through;
  if (!link) return refuse(`The type ${part.type} does not name its owner: add it by hand.`);
  const guarded: LiteralMap = (part.entry.when ?? []).reduce<LiteralMap>((all, guard) => setIn(all, guard.at, guard.value), {});
  const reference: Literal = { $reference: `${localAddress(owner)}.${referenceAttribute(undefined, link)}` };
  const written = part.entry.part?.append ? writeAppended(node, value) : writeNode(node, value);
  if (isRefusal(written)) return written;
  const all = join({ attributes: setIn(guarded, link, reference), blocks: prefixes(link) }, written);
  const lacking = missingRequired(all, part.entry.required);
  if (lacking !== undefined) return refuse(`A new ${part.type} needs ${lacking} as well: add it by hand.`);
  return [{ kind: 'create', after: owner, type: part.type, attributes: all.attributes, blocks: all.blocks }];
}

/** A part that is one element of the owner's list. */
function writeAppended(node: MappingNode, value: Literal): Written | Refusal {
  const list = node.lists?.[0];
  const only = isList(value) && value.length === 1 ? value[0] : undefined;
  if (!list || only === undefined) return refuse('Terraform takes one element per block here: add them by hand.');
  if (list.plain && list.each) return { attributes: setIn({}, list.each, only), blocks: prefixes(list.each) };
  return isLiteralMap(only)
    ? writeObject(list.rows ?? {}, only, list.fanOut)
    : refuse('Terraform takes a block here: write it by hand.');
}

/** A new resource of another cloud type that refers to this one. */
export function addResource(writing: Writing, intent: Extract<Intent, { kind: 'add' }>): Outcome {
  const { resource, data } = writing;
  const owner = resource.native;
  if (!owner || !resource.declared) return refuse('The resource is not declared here: change it where it is.');
  const provider = owner.type.slice(0, owner.type.indexOf('_') + 1);
  let reason: Refusal | undefined;
  for (const [type, entries] of Object.entries(data.terraform)) {
    if (!type.startsWith(provider)) continue;
    for (const entry of entries) {
      if (entry.is !== intent.type || entry.part) continue;
      const made = resourceOf(type, entry, intent, owner.address);
      if (!isRefusal(made)) return made;
      reason ??= made;
    }
  }
  return reason ?? refuse(`No Terraform type makes ${intent.type}: add it by hand.`);
}

function resourceOf(type: string, entry: MappingEntry, intent: Extract<Intent, { kind: 'add' }>, owner: string): Outcome {
  const link = nodeAt(entry.root, intent.link.split('.'));
  if (!link) return refuse(`The type ${type} has no ${intent.link}: add it by hand.`);
  const implied = impliedNames(entry.root, intent.properties);
  const sources = (link.sources ?? []).filter((source) => source.at && !source.legacy);
  const source = sources.find((one) => one.at?.some((name) => implied.has(name.join('.')))) ?? sources[0];
  const plain = link.lists?.find((list) => list.plain && list.each);
  const name = source?.at?.[0] ?? plain?.each;
  if (!name) return refuse(`Terraform does not set ${intent.link} by itself: add the resource by hand.`);
  const reference: Literal = { $reference: `${localAddress(owner)}.${referenceAttribute(source, name)}` };
  const properties = writeObject(entry.root, intent.properties);
  if (isRefusal(properties)) return properties;
  const guards: LiteralMap = (entry.when ?? []).reduce<LiteralMap>((all, guard) => setIn(all, guard.at, guard.value), {});
  const all = join({ attributes: setIn(guards, name, reference), blocks: prefixes(name) }, properties);
  const lacking = missingRequired(all, entry.required);
  if (lacking !== undefined) return refuse(`A new ${type} needs ${lacking} as well: add it by hand.`);
  return [{ kind: 'create', after: owner, type, attributes: all.attributes, blocks: all.blocks }];
}

/** The attributes that a property of the new resource implies: `ResourceType: VPC` is `vpc_id`. */
function impliedNames(root: MappingNode, properties: LiteralMap): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [key, value] of Object.entries(properties)) {
    for (const source of root.props?.[key]?.sources ?? []) {
      for (const choice of source.by ?? []) if (choice.value === value) names.add(choice.at.join('.'));
    }
  }
  return names;
}

function nodeAt(root: MappingNode, path: readonly string[]): MappingNode | undefined {
  let node: MappingNode | undefined = root;
  for (const step of path) node = node?.props?.[step.replace(/\[\]$/, '')];
  return node;
}

/** The Terraform types that make resources of a cloud type, or complete them. */
export function producersOf(type: string, data: MappingData): readonly string[] {
  const found: string[] = [];
  for (const [native, entries] of Object.entries(data.terraform)) {
    if (entries.some((entry) => entry.is === type || entry.emits?.some((emit) => emit.is === type))) found.push(native);
  }
  return found;
}
