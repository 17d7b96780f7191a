/** A list that grew by pushing, without the room that the engine leaves for more: trees are kept, and most of their lists are short. */
export function fitted<T>(grown: T[]): T[] {
  return grown.slice();
}
