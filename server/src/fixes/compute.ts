import type { Refusal } from '../mapping/inverse';
import type { FixIntent, Intent, Resource } from '../resources';
import type { Fix } from './fix';
import type { Edits } from './result';
import { refuse } from './result';
import { Session } from './session';
import { writeTemplate } from './template';
import { writeTerraform } from './terraform';
import { writeWord } from './word';
import type { FixWorld } from './world';

/** What several fixes change together. */
export interface ComposedFixes {
  /** For each document, edits that do not overlap. */
  readonly edits: ReadonlyMap<string, Edits>;
  readonly versions: ReadonlyMap<string, number>;
  /** The intents that the edits carry out, in the order in which they were given. */
  readonly applied: readonly FixIntent[];
  /** Those that could not be written, or not together with the others: the next round may. */
  readonly left: readonly { readonly intent: FixIntent; readonly refused: string }[];
}

/**
 * The text edits that carry out a finding's intent, or why none can be written. An intent that is fulfilled already is refused.
 * All of its changes are made or none.
 */
export function computeFix(intent: FixIntent, world: FixWorld): Fix | Refusal {
  const session = new Session(world);
  const refusal = write(session, intent);
  if (refusal) return refusal;
  const { edits, versions } = session.finish();
  if (edits.size === 0) return refuse('There is nothing to change.');
  const fix = { title: intent.title, safe: intent.safe, edits, versions };
  return intent.note === undefined ? fix : { ...fix, note: intent.note };
}

/** Several fixes at once: what two of them want is written once, and what contradicts an earlier one is left. */
export function composeFixes(intents: readonly FixIntent[], world: FixWorld): ComposedFixes {
  const session = new Session(world);
  const applied: FixIntent[] = [];
  const left: { intent: FixIntent; refused: string }[] = [];
  for (const intent of intents) {
    const restore = session.snapshot();
    const refusal = write(session, intent);
    if (refusal) {
      restore();
      left.push({ intent, refused: refusal.refused });
    } else applied.push(intent);
  }
  return { ...session.finish(), applied, left };
}

function write(session: Session, fix: FixIntent): Refusal | undefined {
  const { words = [] } = fix;
  if (fix.intents.length === 0 && words.length === 0) return refuse('The rule offers no change.');
  for (const word of words) {
    const refusal = writeWord(session, word);
    if (refusal) return refusal;
  }
  for (const intent of fix.intents) {
    const refusal = writeIntent(session, fix.resource, intent);
    if (refusal) return refusal;
  }
  return undefined;
}

function writeIntent(session: Session, resource: Resource, intent: Intent): Refusal | undefined {
  switch (resource.source) {
    case 'terraform':
      return writeTerraform(session, resource, intent);
    case 'cloudformation':
    case 'policy-document':
      return writeTemplate(session, resource, intent);
    case 'live':
      return refuse('A live resource has no text to change: change it in the account.');
  }
}
