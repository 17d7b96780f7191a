/** Lines of both texts that differ: half-open ranges of line numbers. */
interface Hunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

const CONTEXT = 3;
/** Texts further apart than this are shown as one replacement: the search keeps a trace of every step. */
const MAX_STEPS = 1000;

/** A unified diff of two texts, with three lines of context; '' where they are equal. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const old = splitLines(before);
  const now = splitLines(after);
  const out = [`--- a/${path}`, `+++ b/${path}`];
  for (const group of grouped(differences(old, now))) {
    const first = group[0];
    const last = group[group.length - 1];
    if (!first || !last) continue;
    const oldStart = Math.max(0, first.oldStart - CONTEXT);
    const newStart = first.newStart - (first.oldStart - oldStart);
    const oldEnd = Math.min(old.length, last.oldEnd + CONTEXT);
    const newEnd = last.newEnd + (oldEnd - last.oldEnd);
    out.push(`@@ -${rangeText(oldStart, oldEnd)} +${rangeText(newStart, newEnd)} @@`);
    let at = oldStart;
    for (const hunk of group) {
      out.push(...old.slice(at, hunk.oldStart).map((line) => ` ${line}`));
      out.push(...old.slice(hunk.oldStart, hunk.oldEnd).map((line) => `-${line}`));
      out.push(...now.slice(hunk.newStart, hunk.newEnd).map((line) => `+${line}`));
      at = hunk.oldEnd;
    }
    out.push(...old.slice(at, oldEnd).map((line) => ` ${line}`));
  }
  return out
    .map((line) => (line.endsWith(NO_NEWLINE) ? `${line.slice(0, -NO_NEWLINE.length)}\n\\ No newline at end of file` : line))
    .join('\n')
    .concat('\n');
}

/** Marks a last line without its line break, so that it differs from the same line with one. */
const NO_NEWLINE = '\0';

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  else lines.push(`${lines.pop() ?? ''}${NO_NEWLINE}`);
  return lines;
}

function rangeText(start: number, end: number): string {
  const length = end - start;
  // An empty range names the line before it.
  return length === 1 ? `${start + 1}` : `${length === 0 ? start : start + 1},${length}`;
}

function grouped(hunks: readonly Hunk[]): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const group = groups[groups.length - 1];
    const last = group?.[group.length - 1];
    if (group && last && hunk.oldStart - last.oldEnd <= 2 * CONTEXT) group.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

/** The shortest edit script by lines (Myers 1986). Fixes change little, so the cost, O(lines * changes), stays small. */
function differences(old: readonly string[], now: readonly string[]): Hunk[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail])
    tail++;
  const a = old.slice(head, old.length - tail);
  const b = now.slice(head, now.length - tail);
  const trace: Int32Array[] = [];
  const offset = a.length + b.length + 1;
  const furthest = new Int32Array(2 * offset + 1);
  let steps = 0;
  search: for (; ; steps++) {
    if (steps > MAX_STEPS) {
      return [{ oldStart: head, oldEnd: old.length - tail, newStart: head, newEnd: now.length - tail }];
    }
    trace.push(furthest.slice());
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (furthest[offset + k - 1] ?? 0) < (furthest[offset + k + 1] ?? 0));
      let x = down ? (furthest[offset + k + 1] ?? 0) : (furthest[offset + k - 1] ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) break search;
    }
  }
  const hunks: Hunk[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = steps; d > 0; d--) {
    const v = trace[d] ?? furthest;
    const k = x - y;
    const down = k === -d || (k !== d && (v[offset + k - 1] ?? 0) < (v[offset + k + 1] ?? 0));
    const previous = down ? k + 1 : k - 1;
    const fromX = v[offset + previous] ?? 0;
    const fromY = fromX - previous;
    hunks.unshift({
      oldStart: head + fromX,
      oldEnd: head + fromX + (down ? 0 : 1),
      newStart: head + fromY,
      newEnd: head + fromY + (down ? 1 : 0),
    });
    x = fromX;
    y = fromY;
  }
  return joined(hunks);
}

function joined(hunks: readonly Hunk[]): Hunk[] {
  const out: Hunk[] = [];
  for (const hunk of hunks) {
    const last = out[out.length - 1];
    if (last && last.oldEnd === hunk.oldStart && last.newEnd === hunk.newStart) {
      out[out.length - 1] = { oldStart: last.oldStart, oldEnd: hunk.oldEnd, newStart: last.newStart, newEnd: hunk.newEnd };
    } else out.push(hunk);
  }
  return out;
}
