import type { TextEdit } from '../../text';
import type { Draft } from '../draft';
import { type FmtLine, fmtLines } from './lines';

type Cell = 'assign' | 'comment';

/**
 * Brings the `=` and the trailing comments beside a change into the columns where `terraform fmt` would put them. A run of
 * lines that was not aligned before is left as it is: the edit does not reformat what its author laid out differently.
 */
export function align(draft: Draft): Draft {
  if (draft.text === draft.original) return draft;
  return alignCell(alignCell(draft, 'assign'), 'comment');
}

function alignCell(draft: Draft, cell: Cell): Draft {
  const before = gaps(draft.original, fmtLines(draft.original), cell);
  const lines = fmtLines(draft.text);
  const edits: TextEdit[] = [];
  for (const run of runsOf(lines, cell)) {
    const wanted = wantedGaps(draft.text, run, cell);
    const sources = run.map((line) => sourceOf(draft, line, cell));
    const tidy = sources.every((source) => source === undefined || (before.get(source) ?? gapAt(draft.original, source) === 1));
    if (!tidy) {
      // Only what is new gets a place: one space, as between any two tokens.
      run.forEach((line, i) => {
        if (sources[i] === undefined) setGap(draft.text, line[cell] ?? 0, 1, edits);
      });
      continue;
    }
    run.forEach((line, i) => {
      setGap(draft.text, line[cell] ?? 0, wanted[i] ?? 1, edits);
    });
  }
  if (cell === 'assign') {
    for (const { opener } of lines) {
      if (opener === undefined) continue;
      const source = draft.source(opener);
      if (source !== undefined && before.get(source) === true) setGap(draft.text, opener, 1, edits);
    }
  }
  return draft.apply(edits);
}

/** Where the line's `=` or comment stood in the original text; undefined for one that was written anew. */
function sourceOf(draft: Draft, line: FmtLine, cell: Cell): number | undefined {
  return draft.source(line[cell] ?? 0);
}

/** For each `=` (or comment) of a text: whether it stands where fmt would put it. */
function gaps(text: string, lines: readonly FmtLine[], cell: Cell): Map<number, boolean> {
  const found = new Map<number, boolean>();
  for (const run of runsOf(lines, cell)) {
    const wanted = wantedGaps(text, run, cell);
    run.forEach((line, i) => {
      const at = line[cell] ?? 0;
      found.set(at, at - contentEnd(text, at) === wanted[i] && !text.slice(contentEnd(text, at), at).includes('\t'));
    });
  }
  return found;
}

function runsOf(lines: readonly FmtLine[], cell: Cell): FmtLine[][] {
  const runs: FmtLine[][] = [];
  let run: FmtLine[] | undefined;
  for (const line of lines) {
    if (line[cell] === undefined) run = undefined;
    else if (run) run.push(line);
    else {
      run = [line];
      runs.push(run);
    }
  }
  return runs;
}

function wantedGaps(text: string, run: readonly FmtLine[], cell: Cell): number[] {
  const columns = run.map((line) => {
    const end = contentEnd(text, line[cell] ?? 0);
    return columnsOf(text.slice(line.start, end));
  });
  const widest = Math.max(...columns);
  return columns.map((own) => widest - own + 1);
}

/** The end of what stands before an offset, without the white space between. */
function contentEnd(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at;
}

/** Width in grapheme clusters, which is how hclwrite counts. */
function columnsOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is what is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let columns = 0;
  for (const _ of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) columns++;
  return columns;
}

function gapAt(text: string, at: number): number {
  return at - contentEnd(text, at);
}

function setGap(text: string, at: number, width: number, edits: TextEdit[]): void {
  const start = contentEnd(text, at);
  const wanted = ' '.repeat(width);
  if (text.slice(start, at) !== wanted) edits.push({ span: { start, end: at }, newText: wanted });
}
