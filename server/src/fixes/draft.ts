import { applyEdits, type Span, type TextEdit } from '../text';

/** A stretch of the current text: kept from the original, or written anew. */
type Piece = { readonly kind: 'kept'; readonly span: Span } | { readonly kind: 'new'; readonly text: string };

/**
 * A document on its way from one text to another. Each step edits the CURRENT text; `edits()` tells what all steps together
 * change in the ORIGINAL one. Drafts are immutable, so that a step that turns out impossible is simply dropped.
 */
export class Draft {
  private constructor(
    readonly original: string,
    readonly text: string,
    private readonly pieces: readonly Piece[],
  ) {}

  static of(text: string): Draft {
    return new Draft(text, text, text === '' ? [] : [{ kind: 'kept', span: { start: 0, end: text.length } }]);
  }

  /**
   * The draft after edits of its current text.
   * @throws RangeError when two edits overlap or one lies outside of the text.
   */
  apply(edits: readonly TextEdit[]): Draft {
    if (edits.length === 0) return this;
    const ordered = orderEdits(edits);
    const text = applyEdits(this.text, ordered);
    const pieces: Piece[] = [];
    let done = 0;
    for (const edit of ordered) {
      this.copy(pieces, done, edit.span.start);
      if (edit.newText !== '') pieces.push({ kind: 'new', text: edit.newText });
      done = edit.span.end;
    }
    this.copy(pieces, done, this.text.length);
    return new Draft(this.original, text, pieces);
  }

  /** Where a character of the original text stands now; undefined when it was removed. */
  current(offset: number): number | undefined {
    let at = 0;
    for (const piece of this.pieces) {
      if (piece.kind === 'new') {
        at += piece.text.length;
        continue;
      }
      if (offset >= piece.span.start && offset < piece.span.end) return at + offset - piece.span.start;
      at += piece.span.end - piece.span.start;
    }
    return undefined;
  }

  /** Where a character of the current text stood in the original; undefined when it was written anew. */
  source(offset: number): number | undefined {
    let at = 0;
    for (const piece of this.pieces) {
      const length = piece.kind === 'new' ? piece.text.length : piece.span.end - piece.span.start;
      if (offset < at + length) return piece.kind === 'new' ? undefined : piece.span.start + offset - at;
      at += length;
    }
    return undefined;
  }

  /** All changes as edits of the original text: ordered, apart from each other, and no longer than they must be. */
  edits(): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    let done = 0;
    let added = '';
    const flush = (until: number) => {
      const edit = trim(this.original, { span: { start: done, end: until }, newText: added });
      if (edit) edits.push(edit);
      added = '';
    };
    for (const piece of this.pieces) {
      if (piece.kind === 'new') {
        added += piece.text;
        continue;
      }
      flush(piece.span.start);
      done = piece.span.end;
    }
    flush(this.original.length);
    return edits;
  }

  private copy(into: Piece[], start: number, end: number): void {
    let at = 0;
    for (const piece of this.pieces) {
      const length = piece.kind === 'new' ? piece.text.length : piece.span.end - piece.span.start;
      const from = Math.max(start, at) - at;
      const to = Math.min(end, at + length) - at;
      if (from < to) {
        if (piece.kind === 'new') into.push({ kind: 'new', text: piece.text.slice(from, to) });
        else into.push({ kind: 'kept', span: { start: piece.span.start + from, end: piece.span.start + to } });
      }
      at += length;
      if (at >= end) break;
    }
  }
}

function orderEdits(edits: readonly TextEdit[]): TextEdit[] {
  return edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order)
    .map((entry) => entry.edit);
}

/** The edit without what it replaces by itself at both ends; undefined when nothing is left. CRLF is never split. */
function trim(text: string, edit: TextEdit): TextEdit | undefined {
  const old = text.slice(edit.span.start, edit.span.end);
  const { newText } = edit;
  if (old === newText) return undefined;
  if (old === '' || newText === '') return edit;
  const most = Math.min(old.length, newText.length);
  let head = 0;
  while (head < most && old[head] === newText[head]) head++;
  if (head > 0 && old[head - 1] === '\r') head--;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === newText[newText.length - 1 - tail]) tail++;
  if (tail > 0 && old[old.length - tail] === '\n') tail--;
  // An edit inside of a word reads badly in a preview: a word is replaced as a whole.
  const isWord = (c: string | undefined) => c !== undefined && /[\w$-]/.test(c);
  while (head > 0 && isWord(old[head - 1]) && (isWord(old[head]) || isWord(newText[head]))) head--;
  while (
    tail > 0 &&
    isWord(old[old.length - tail]) &&
    (isWord(old[old.length - tail - 1]) || isWord(newText[newText.length - tail - 1]))
  ) {
    tail--;
  }
  return {
    span: { start: edit.span.start + head, end: edit.span.end - tail },
    newText: newText.slice(head, newText.length - tail),
  };
}
