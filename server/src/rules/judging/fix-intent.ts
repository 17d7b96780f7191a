import type { FixIntent, Intent, Literal, PropertyPath, Resource } from '../../resources';
import type { Truth, Value } from '../../values';
import type { RuleFix, RulePath } from '../model';
import { sameLiteral } from '../operators/scalar';
import { routeOf, selectAll } from './navigate';
import type { Place } from './place';
import { isSurePlace } from './place';
import type { World } from './world';

/**
 * What a rule's fix means for one element, with concrete paths.
 * @returns undefined where a path of the fix leads to nothing that is certain, or to more than one resource.
 */
export function fixIntentOf(fix: RuleFix, element: Place, world: World): FixIntent | undefined {
  const intents: Intent[] = [];
  let target: Resource | undefined;
  const at = (path: RulePath): readonly { readonly place: Place; readonly path: PropertyPath }[] | undefined => {
    const selected = selectAll(element, routeOf(path), world);
    if (selected.rest) return undefined;
    const found: { place: Place; path: PropertyPath }[] = [];
    for (const { place, member } of selected.members) {
      if (member !== true || !isSurePlace(place)) return undefined;
      target ??= place.resource;
      if (place.resource !== target) return undefined;
      found.push({ place, path: place.path });
    }
    return found;
  };
  const wrong: Intent[] = [];
  const perhaps: Intent[] = [];
  for (const { path, value } of fix.set) {
    const places = at(path);
    if (!places) return undefined;
    for (const one of places) {
      const intent: Intent = { kind: 'set', path: one.path, value };
      const right = isLiteralValue(one.place.value, value);
      if (right === false) wrong.push(intent);
      else if (right === 'unknown') perhaps.push(intent);
    }
  }
  // What is right already is left alone, so that a block with one wrong flag of four changes in one place. So is what may be right,
  // unless nothing else is to be changed.
  intents.push(...(wrong.length > 0 ? wrong : perhaps));
  for (const path of fix.remove) {
    const places = at(path);
    if (!places) return undefined;
    for (const one of places) if (one.place.value.kind !== 'absent') intents.push({ kind: 'remove', path: one.path });
  }
  for (const { path, value } of fix.append) {
    const places = at(path);
    if (!places) return undefined;
    for (const one of places) intents.push({ kind: 'append', path: one.path, value });
  }
  if (fix.add) intents.push({ kind: 'add', ...fix.add });
  if (intents.length === 0) return undefined;
  return {
    title: fix.title,
    safe: fix.safe,
    ...(fix.note === undefined ? {} : { note: fix.note }),
    resource: target ?? element.resource,
    intents,
  };
}

/** Whether a value is written and equals the literal already. */
function isLiteralValue(value: Value, literal: Literal): Truth {
  if (value.origin.kind === 'default') return false;
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return sameLiteral(value.value, literal, false);
    case 'unknown':
    case 'reference':
    case 'text':
    case 'oneOf':
      return 'unknown';
    default:
      return false;
  }
}
