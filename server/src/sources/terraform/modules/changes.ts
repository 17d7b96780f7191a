import type { Declarations } from '../declarations';
import { isCallCurrent } from './calls';
import { type Given, sameValue } from './inputs';
import type { ModuleNode, ModuleTree } from './tree';

/** What belongs to the directory as a whole and is evaluated anew in each state. */
const always: readonly string[] = ['provider', 'terraform'];

/**
 * The names of a module that are declared otherwise than in an earlier state of it, or whose value comes from elsewhere and is another
 * one. Undefined where nothing can be told: files that override parts of others.
 */
export function changedNames(earlier: ModuleNode, now: ModuleNode, tree: ModuleTree): ReadonlySet<string> | undefined {
  const before = earlier.declarations;
  const after = now.declarations;
  if (earlier.place.directory.dir !== now.place.directory.dir || before.elsewhere.size > 0 || after.elsewhere.size > 0) {
    return undefined;
  }
  const changed = new Set(always);
  for (const [prefix, kind] of kinds) addChanged(prefix, before[kind], after[kind], changed);
  addOtherValues(earlier.place.inputs, now.place.inputs, changed);
  for (const name of earlier.calls.keys()) {
    const isSame = !earlier.place.directory.isEntangled(name) && isCallCurrent(earlier, name, tree);
    if (!isSame) changed.add(`module.${name}`);
  }
  return changed;
}

const kinds = [
  ['var.', 'variables'],
  ['local.', 'locals'],
  ['output.', 'outputs'],
  ['module.', 'modules'],
  ['', 'resources'],
] as const satisfies readonly (readonly [string, keyof Declarations])[];

type Declared = ReadonlyMap<string, { readonly uri: string; readonly node: object }>;

function addChanged(prefix: string, before: Declared, after: Declared, changed: Set<string>): void {
  for (const [name, { uri, node }] of after) {
    const known = before.get(name);
    if (known?.node !== node || known.uri !== uri) changed.add(prefix + name);
  }
  for (const name of before.keys()) if (!after.has(name)) changed.add(prefix + name);
}

function addOtherValues(before: Given | undefined, after: Given | undefined, changed: Set<string>): void {
  const values = after?.all();
  const known = before?.all();
  for (const [name, value] of values ?? []) {
    const other = known?.get(name);
    if (!other || !sameValue(value, other)) changed.add(`var.${name}`);
  }
  for (const name of known?.keys() ?? []) if (!values?.has(name)) changed.add(`var.${name}`);
}
