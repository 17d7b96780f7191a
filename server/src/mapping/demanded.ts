import type { Intent } from '../resources';
import type { Contribution } from './contribution';
import type { NativeEdit, Refusal } from './inverse';
import type { MappingNode } from './model';
import { refuse } from './native-steps';
import { readName } from './read';
import type { Outcome } from './writing';

type Remove = Extract<NativeEdit, { kind: 'remove' }>;

/**
 * Removals that leave what Terraform demands: a part that says nothing but what goes is removed as a whole, any other loss of a
 * required attribute or of the last required block is refused. Where several could go, `among` tells how many there are.
 */
export function keepDemanded(edits: readonly NativeEdit[], contributions: readonly Contribution[], intent: Intent): Outcome {
  const kept: NativeEdit[] = [];
  for (const edit of edits) {
    const made = edit.kind === 'remove' && edit.path.length > 0 ? keptBy(edit, contributions, intent) : edit;
    if ('refused' in made) return made;
    kept.push(made);
  }
  return kept;
}

function keptBy(edit: Remove, contributions: readonly Contribution[], intent: Intent): Remove | Refusal {
  const names = edit.path.filter((step): step is string => typeof step === 'string');
  const dotted = names.join('.');
  const one = contributions.find(
    ({ scope, entry, floating }) => scope?.block.address === edit.address && !floating && entry?.required?.includes(dotted),
  );
  if (!one?.scope || !one.entry) return edit;
  const last = edit.path[edit.path.length - 1];
  if (typeof last === 'number') {
    const list = listAround(one, edit.path.slice(0, -1));
    if (list.kind === 'list' && (list.items.length > 1 || list.rest)) return { ...edit, among: list.items.length };
  }
  if (one.role === 'part' && intent.kind !== 'add' && saysOnly(one.entry.root, intent.path)) return { ...edit, path: [] };
  return refuse(`Terraform requires ${dotted}, so it cannot be removed: change its value, or remove the whole block.`);
}

/** The list that holds an element: below the blocks that the path chooses. */
function listAround(one: Contribution, path: Remove['path']) {
  let element: ReturnType<typeof readName> | undefined;
  let names: string[] = [];
  const block = one.scope?.block;
  const read = () => (block ? readName(element ? { block, element, path: [] } : { block, path: [] }, names) : undefined);
  for (const step of path) {
    if (typeof step === 'string') {
      names.push(step);
      continue;
    }
    const list = read();
    element = list?.kind === 'list' ? list.items[step]?.value : list;
    names = [];
  }
  return read() ?? { kind: 'absent' as const };
}

/** Whether all that an entry can say lies at the path: without it the block would say nothing. */
function saysOnly(root: MappingNode, path: Exclude<Intent, { kind: 'add' }>['path']): boolean {
  let node: MappingNode | undefined = root;
  for (const [i, step] of path.entries()) {
    if (typeof step === 'number') return i === path.length - 1;
    const others: readonly string[] = Object.keys(node?.props ?? {}).filter((name) => name !== step);
    if (!node?.props?.[step] || others.length > 0 || node.sources || node.lists) return false;
    node = node.props[step];
  }
  return true;
}
