/** Whether two patterns with `*` and `?` have a text in common, with case. At most the product of both lengths. */
export function intersects(a: string, b: string): boolean {
  const wild = /[*?]/;
  const firstOfA = a.search(wild);
  const firstOfB = b.search(wild);
  // Most patterns differ in what stands before the first wildcard.
  const literal = Math.min(firstOfA < 0 ? a.length : firstOfA, firstOfB < 0 ? b.length : firstOfB);
  for (let i = 0; i < literal; i++) if (a[i] !== b[i]) return false;
  let row = new Array<boolean>(b.length + 1).fill(false);
  row[0] = true;
  for (let j = 1; j <= b.length; j++) row[j] = row[j - 1] === true && b[j - 1] === '*';
  for (let i = 1; i <= a.length; i++) {
    const next = new Array<boolean>(b.length + 1).fill(false);
    next[0] = row[0] === true && a[i - 1] === '*';
    for (let j = 1; j <= b.length; j++) {
      const x = a[i - 1];
      const y = b[j - 1];
      if (x === '*' || y === '*')
        next[j] = row[j] === true || next[j - 1] === true || (row[j - 1] === true && (x !== '*' || y !== '*'));
      else next[j] = row[j - 1] === true && (x === y || x === '?' || y === '?');
    }
    row = next;
  }
  return row[b.length] === true;
}
