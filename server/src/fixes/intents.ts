import type { Intent, Literal, PropertyPath } from '../resources';
import { membersOf } from './literal';

/** An object is set leaf by leaf, so that what is right already stays as it is written. */
export function stepsOf<I extends Intent>(intent: I): (I | Extract<Intent, { kind: 'set' }>)[] {
  if (intent.kind !== 'set') return [intent];
  return leavesOf(intent.path, intent.value).map(({ path, value }) => ({ kind: 'set', path, value }));
}

function leavesOf(path: PropertyPath, value: Literal): { path: PropertyPath; value: Literal }[] {
  const entries = Object.entries(membersOf(value) ?? {});
  if (entries.length === 0) return [{ path, value }];
  return entries.flatMap(([key, member]) => leavesOf([...path, key], member));
}
