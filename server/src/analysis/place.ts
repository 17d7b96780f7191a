import { anchorOf, type Origin, type TextOrigin } from '../values';

/** The text that an origin points at inside the resource's own block; where a default counts, the place it could be written. */
export function placeOf(origin: Origin): TextOrigin | undefined {
  const anchor = anchorOf(origin);
  if (anchor.kind === 'default') return placeOf(anchor.of);
  return anchor.kind === 'text' ? anchor : undefined;
}
