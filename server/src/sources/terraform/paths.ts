/** Paths as Go's `path/filepath` treats them where a slash separates names. */

/** Without `.`, `..` behind a name, and doubled slashes; never empty. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') out.push(name);
    else if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  const joined = out.join('/');
  return rooted ? `/${joined}` : joined === '' ? '.' : joined;
}

export function joinPaths(...paths: readonly string[]): string {
  const written = paths.filter((path) => path !== '');
  return written.length === 0 ? '' : cleanPath(written.join('/'));
}

export function baseOf(path: string): string {
  if (path === '') return '.';
  const bare = path.replace(/\/+$/, '');
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1);
}

export function directoryPart(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}
