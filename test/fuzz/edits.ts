/** What somebody does to a text, at random. `below` is a generator of `randomFrom`; each of these asks it in the order of its arguments. */
type Below = (below: number) => number;

/** Types one of some pieces at an offset. */
export function withTyped(text: string, at: number, pieces: readonly string[], below: Below): string {
  return text.slice(0, at) + (pieces[below(pieces.length)] ?? '') + text.slice(at);
}

/** Takes at least one character at an offset, and at most so many. */
export function withoutSome(text: string, at: number, most: number, below: Below): string {
  return text.slice(0, at) + text.slice(at + 1 + below(most));
}

/** Takes at least one line, and at most so many. */
export function withoutLines(text: string, most: number, below: Below): string {
  const lines = text.split('\n');
  lines.splice(below(lines.length), 1 + below(most));
  return lines.join('\n');
}

/** Puts something in the place of something else, where that stands behind an offset. */
export function withSwapped(
  text: string,
  at: number,
  swaps: readonly (readonly [from: string, to: string])[],
  below: Below,
): string {
  const [from, to] = swaps[below(swaps.length)] ?? ['', ''];
  const found = text.indexOf(from, at);
  return found < 0 ? text : text.slice(0, found) + to + text.slice(found + from.length);
}
