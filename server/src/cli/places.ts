import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LineIndex, Span } from '../text';

/** One-based; columns count UTF-16 code units, and the end is behind the last one. */
export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function rangeOf(lines: LineIndex, span: Span): TextRange {
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

/** A path or `file:` URI as seen from the working directory, with slashes; an absolute path where it lies elsewhere. */
export function relativePath(pathOrUri: string): string {
  const path = pathOrUri.startsWith('file:') ? fileURLToPath(pathOrUri) : pathOrUri;
  const seen = relative(process.cwd(), path).split(sep).join('/');
  return seen === '..' || seen.startsWith('../') || /^[A-Za-z]:/.test(seen) ? path.split(sep).join('/') : seen;
}
