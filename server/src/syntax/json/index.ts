import type { DataDocument } from '../data';
import { documentOf, readJson } from './parse';

export { type LiveJson, parseLiveJson } from './live';

/**
 * Parses a JSON text, tolerantly: strict JSON is asked for, so that comments and trailing commas are problems, but the tree is kept.
 * Never throws. `baseOffset` is added to every offset, for a text that is a piece of another document.
 */
export function parseJson(text: string, baseOffset = 0): DataDocument {
  return documentOf(readJson(text, baseOffset));
}
