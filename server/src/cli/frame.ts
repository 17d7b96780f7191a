import type { LineIndex, Span } from '../text';
import { printable } from './output';
import { masked } from './secrets';

/** Longer lines (generated JSON, mostly) are shown around what is underlined. */
const MAX_WIDTH = 140;

export interface Frame {
  /** One-based. */
  readonly line: number;
  readonly source: string;
  /** Spaces and `^`, as wide as a terminal shows the source. */
  readonly underline: string;
}

/** The line where a span begins, with the part of it that the span covers underlined. */
export function frameOf(text: string, lines: LineIndex, span: Span, secrets: readonly Span[]): Frame {
  const { line, character } = lines.positionAt(span.start);
  const start = lines.lineStart(line);
  const end = lines.lineEnd(line);
  const source = printable(masked(text, start, end, secrets));
  const until = Math.max(character + 1, Math.min(span.end, end) - start);
  const from = source.length > MAX_WIDTH ? Math.max(0, Math.min(character - 30, source.length - MAX_WIDTH)) : 0;
  const shown = source.slice(from, from + MAX_WIDTH);
  const left = from > 0 ? '…' : '';
  const right = from + MAX_WIDTH < source.length ? '…' : '';
  const pad = shown.slice(0, character - from).replace(/[^\t]/gu, (c) => ' '.repeat(width(c)));
  const marked = [...shown.slice(character - from, until - from)].reduce((sum, c) => sum + width(c), 0);
  return { line: line + 1, source: left + shown + right, underline: `${left && ' '}${pad}${'^'.repeat(Math.max(1, marked))}` };
}

/** How many columns a terminal gives a character (Unicode Standard Annex 11, in broad strokes). */
function width(character: string): number {
  if (/\p{Mn}|\u200d|\ufe0f/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    character,
  )
    ? 2
    : 1;
}
