import type { Attribute, Block } from '../../../syntax/hcl/ast';
import { type UnknownReason, unknown, type Value } from '../../../values';
import { type Context, contextOf, originOf, within } from '../context';
import { attributeOf, type Declared } from '../declarations';
import { type Instance, instancesOf } from '../instances';
import { cleanPath, joinPaths } from '../paths';
import type { ModuleDirectory } from './directory';
import { addressesIn, holdsResource, Inputs, sameInputs } from './inputs';
import { installedFor } from './manifest';
import { sourceOf } from './source';
import { type Call, type CalledModule, MAX_DEPTH, MAX_MODULES, type ModuleNode, type ModulePlace, type ModuleTree } from './tree';

/** What of a `module` block speaks to Terraform itself. */
export const callMeta: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on']);

/**
 * Evaluates a call once for each of its instances, with its own inputs.
 * @param make evaluates a directory as a module
 */
export function openCall(
  caller: ModuleNode,
  name: string,
  { uri, node }: Declared<Block>,
  tree: ModuleTree,
  make: (place: ModulePlace) => ModuleNode,
): Call {
  const directory = directoryOf(caller.place, name, node, tree);
  if (!(directory && 'dir' in directory)) {
    return { kind: 'unread', reason: directory ?? { kind: 'not-loaded', what: `module.${name}` } };
  }
  const context: Context = { uri, frame: undefined };
  const address = `${caller.place.path}module.${name}`;
  const found = instancesOf(node.body, context, caller.evaluator, address, MAX_MODULES - tree.size);
  if (found.limited || tree.size + found.items.length > MAX_MODULES) {
    tree.limited = true;
    return { kind: 'unread', reason: { kind: 'limit', what: 'module instances' } };
  }
  const instances = found.items.map((instance): CalledModule => {
    const place = placeOf(caller, name, node, directory, instance, tree, context);
    return { key: instance.key, exists: instance.exists, module: moduleAt(place, caller, name, tree, make) };
  });
  return { kind: 'read', directory, repeats: found.repeats, instances, complete: found.complete };
}

/** The directory that a call leads to, or why it is not followed. */
function directoryOf(
  place: ModulePlace,
  name: string,
  node: Block,
  tree: ModuleTree,
): ModuleDirectory | UnknownReason | undefined {
  const { lookup } = tree;
  const source = sourceOf(node);
  if (!source || !lookup) return undefined;
  const found = lookedUp(place, name, source, tree);
  if (!found) return undefined;
  if (place.within.includes(found.dir)) return { kind: 'cycle', what: `module.${name}` };
  if (place.within.length > MAX_DEPTH) return { kind: 'limit', what: 'module depth' };
  return found;
}

function lookedUp(
  place: ModulePlace,
  name: string,
  source: NonNullable<ReturnType<typeof sourceOf>>,
  { lookup }: ModuleTree,
): ModuleDirectory | undefined {
  if (source.kind === 'local') return lookup?.find(place.directory.dir, source.path);
  const installed = lookup?.manifest && installedFor(lookup.manifest, place.key === '' ? name : `${place.key}.${name}`, source);
  const root = place.within[0];
  return installed && root !== undefined ? lookup?.find(root, installed.path) : undefined;
}

/** What `path.module` is in a called module. */
function pathOfCall(place: ModulePlace, name: string, node: Block, { lookup }: ModuleTree): string {
  const source = sourceOf(node);
  if (source?.kind === 'local') return joinPaths(place.at, source.path);
  const key = place.key === '' ? name : `${place.key}.${name}`;
  const installed = source && lookup?.manifest && installedFor(lookup.manifest, key, source);
  return cleanPath(installed?.path ?? '');
}

function placeOf(
  caller: ModuleNode,
  name: string,
  node: Block,
  directory: ModuleDirectory,
  instance: Instance,
  tree: ModuleTree,
  context: Context,
): ModulePlace {
  const { place } = caller;
  const inner = instance.names.size > 0 ? within(context, instance.names, true) : context;
  const given = node.body.items.filter((item): item is Attribute => item.kind === 'attribute' && !callMeta.has(item.name));
  return {
    directory,
    path: `${place.path}module.${name}${instance.index}.`,
    key: place.key === '' ? name : `${place.key}.${name}`,
    within: [...place.within, directory.dir],
    at: pathOfCall(place, name, node, tree),
    exists: place.exists === true ? instance.exists : 'unknown',
    otherProviders: place.otherProviders || attributeOf(node.body, 'providers') !== undefined,
    inputs: new Inputs(given, lazily(`module.${name}`, caller, inner)),
  };
}

/** An argument that needs itself is a cycle. */
function lazily(call: string, caller: ModuleNode, context: Context): (argument: Attribute) => Value {
  const { evaluator } = caller;
  const pending = new Set<Attribute>();
  return (argument) => {
    if (pending.has(argument)) {
      caller.cells.tie();
      const what = `${caller.place.path}${argument.name}`;
      return unknown({ kind: 'cycle', what }, originOf(context, argument.span));
    }
    pending.add(argument);
    const value = caller.cells.within(call, () => evaluator.evaluate(argument.value, contextOf(context, argument, caller)));
    pending.delete(argument);
    return value;
  };
}

/** The module as an earlier state had it, where nothing that it was made of has changed; else a new one. */
function moduleAt(
  place: ModulePlace,
  caller: ModuleNode,
  name: string,
  tree: ModuleTree,
  make: (place: ModulePlace) => ModuleNode,
): ModuleNode {
  const known = tree.kept?.at(place.path);
  if (!caller.place.directory.isEntangled(name)) {
    const inputs = place.inputs?.all();
    if (known && inputs && isSamePlace(known.place, place) && isReusable(inputs, known.place.inputs?.all(), caller, tree)) {
      if (isCurrent(known, tree)) {
        known.adopt(tree);
        return known;
      }
    }
  }
  tree.budget.grant(place.directory.size);
  const module = make(place);
  tree.evaluated.push(place.path);
  tree.add(module);
  return module;
}

function isSamePlace(a: ModulePlace, b: ModulePlace): boolean {
  return (
    a.directory === b.directory &&
    a.exists === b.exists &&
    a.otherProviders === b.otherProviders &&
    a.at === b.at &&
    a.within.length === b.within.length &&
    a.within.every((dir, i) => dir === b.within[i])
  );
}

/** Whether what was evaluated with some inputs holds for others: they are the same, and so is what they refer to. */
function isReusable(
  inputs: ReadonlyMap<string, Value>,
  before: ReadonlyMap<string, Value> | undefined,
  caller: ModuleNode,
  tree: ModuleTree,
): boolean {
  if (!before || !sameInputs(inputs, before)) return false;
  const addresses = new Set<string>();
  for (const value of inputs.values()) {
    if (holdsResource(value)) return false;
    addressesIn(value, addresses);
  }
  for (const address of addresses) {
    if (caller.isCertain(address) !== tree.kept?.holderOf(address)?.isCertain(address)) return false;
  }
  return true;
}

/** Whether every call below a module still leads where it led, and the files that they read say what they said. */
function isCurrent(module: ModuleNode, tree: ModuleTree): boolean {
  if (!module.files.isCurrent(tree.lookup?.files)) return false;
  for (const name of module.declarations.modules.keys()) if (!isCallCurrent(module, name, tree)) return false;
  return true;
}

/** Whether a call, and every call below it, still leads where it led. */
export function isCallCurrent(caller: ModuleNode, name: string, tree: ModuleTree): boolean {
  const declared = caller.declarations.modules.get(name);
  if (!declared) return false;
  const call = caller.calls.get(name);
  const found = directoryOf(caller.place, name, declared.node, tree);
  const directory = found && 'dir' in found ? found : undefined;
  if (call?.kind !== 'read') return !directory;
  return call.directory === directory && call.instances.every((instance) => isCurrent(instance.module, tree));
}
