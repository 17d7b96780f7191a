/**
 * The candidate nearest to a misspelt word: one that differs in case only, else the one with the least edit distance, at most two for a
 * short word and a quarter of a long one. Undefined where none is near, or where two are equally near.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const most = Math.max(1, Math.min(3, Math.floor(wanted.length / 4)));
  let best: string | undefined;
  let least = most + 1;
  let isTied = false;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (other === wanted) return candidate;
    if (Math.abs(other.length - wanted.length) > most) continue;
    const distance = editDistance(wanted, other, Math.min(least, most));
    if (distance > most || distance > least) continue;
    isTied = distance === least;
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return isTied ? undefined : best;
}

/** Damerau's distance, where two neighbours that changed places count once; more than `limit` is told as `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let distance = Math.min((row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1), (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, (before[j - 2] ?? 0) + 1);
      next.push(distance);
      if (distance < least) least = distance;
    }
    if (least > limit) return limit + 1;
    before = row;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}
