import type { Contribution } from './contribution';
import type { NativeEdit, Refusal } from './inverse';
import { missingRequired } from './native-block';
import type { LiteralMap } from './native-steps';
import { isLiteralMap, refuse, setIn } from './native-steps';
import { presenceOf, readName } from './read';

/**
 * Nested blocks that the edits would make must have what Terraform demands of them: a block without its required attributes is an error
 * of every plan.
 */
export function lackingSibling(edits: readonly NativeEdit[], contributions: readonly Contribution[]): Refusal | undefined {
  for (const one of contributions) {
    const { scope, entry } = one;
    if (!scope || !entry?.required || one.floating) continue;
    const { block } = scope;
    // What the edits say together, block by block.
    let made: LiteralMap = {};
    const fresh = new Set<string>();
    for (const edit of edits) {
      if (edit.kind === 'create' || edit.kind === 'remove' || edit.address !== block.address) continue;
      const names = edit.path.filter((step): step is string => typeof step === 'string');
      if (edit.kind === 'append' && edit.as === 'block') {
        const lacking = isLiteralMap(edit.value) && lackingIn(edit.value, below(entry.required, names.join('.')));
        if (lacking) return refuse(`A new ${names.join('.')} block needs ${lacking} as well: add it by hand.`);
      }
      made = setIn(made, names, edit.value);
      for (let i = 1; i < names.length; i++) {
        const prefix = names.slice(0, i);
        if (presenceOf(readName({ block, path: [] }, prefix)) === false) fresh.add(prefix.join('.'));
      }
    }
    for (const prefix of fresh) {
      const inner = prefix.split('.').reduce<LiteralMap | undefined>((map, step) => {
        const next = map?.[step];
        return next !== undefined && isLiteralMap(next) ? next : undefined;
      }, made);
      const lacking = inner && lackingIn(inner, below(entry.required, prefix));
      if (lacking) return refuse(`A new ${prefix} block needs ${lacking} as well: add it by hand.`);
    }
  }
  return undefined;
}

function below(required: readonly string[], prefix: string): string[] {
  return required.filter((name) => name.startsWith(`${prefix}.`)).map((name) => name.slice(prefix.length + 1));
}

function lackingIn(value: LiteralMap, required: readonly string[]): string | undefined {
  return missingRequired({ attributes: value, blocks: [] }, required);
}
