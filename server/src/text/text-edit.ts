import type { Span } from './span';

/** Replaces the text at `span` by `newText`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/**
 * Applies edits that were all computed for `text`. Edits at the same place keep their order.
 * @throws RangeError when two edits overlap or one lies outside of the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.map((edit, order) => ({ edit, order }));
  ordered.sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order);
  let out = '';
  let done = 0;
  for (const { edit } of ordered) {
    if (edit.span.start < done || edit.span.end < edit.span.start || edit.span.end > text.length) {
      throw new RangeError(`Edit ${edit.span.start}-${edit.span.end} overlaps another or leaves the text`);
    }
    out += text.slice(done, edit.span.start) + edit.newText;
    done = edit.span.end;
  }
  return out + text.slice(done);
}
