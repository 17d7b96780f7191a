import { isSpace } from './characters';
import type { Piece } from './template-pieces';

/**
 * Takes the common indentation from the lines of a `<<-` heredoc, in place. What counts is the source, not what an
 * interpolation yields: an interpolation at the start of a line means no indentation at all. Blank lines do not count.
 */
export function stripIndent(pieces: readonly Piece[]): void {
  let least = Number.POSITIVE_INFINITY;
  let lineStart = true;
  const lines: { value: string }[] = [];
  for (const piece of pieces) {
    if (lineStart) {
      lineStart = false;
      if (piece.kind !== 'literal') least = 0;
      else {
        const spaces = countSpaces(piece.value);
        if (spaces < piece.value.length || !piece.value.endsWith('\n')) {
          least = Math.min(least, spaces);
          lines.push(piece);
        }
      }
    }
    if (piece.kind === 'literal' && piece.value.endsWith('\n')) lineStart = true;
  }
  for (const line of lines) line.value = line.value.slice(least);
}

function countSpaces(value: string): number {
  let i = 0;
  while (i < value.length && isSpace(value.charCodeAt(i))) i++;
  return i;
}
