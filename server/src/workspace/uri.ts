/**
 * URIs of documents, as text. A document's identity is its canonical URI: editors, the disk and configurations spell the same file
 * differently (`file:///c%3A/x`, `file:///C:/x`), and two spellings must never become two documents.
 */

/** What a path keeps unescaped (RFC 3986 `pchar`), so that each character has one spelling. */
const KEPT = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/;
/** Canonical for sure, as nearly all URIs are: a file on this machine, nothing escaped, no dots or doubled slashes to resolve. */
const PLAIN =
  /^file:\/\/\/(?![A-Za-z]:)(?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9\-._~!$&'()*+,;=:@]+\/)*(?!\.{1,2}$)[A-Za-z0-9\-._~!$&'()*+,;=:@]*$/;
/** Stands for the `%` of an escape that is no UTF-8 while a path is decoded; a path never holds it. */
const RAW = '\0';

/**
 * The one spelling of a URI: scheme, host and drive letter in lower case, escapes only where they are needed (and of UTF-8, in
 * upper case), no `.` or `..` or doubled slashes in the path. The case of a path is kept: most file systems tell `A` from `a`.
 * Text that is not a URI comes back as it is.
 */
export function canonicalUri(uri: string): string {
  if (PLAIN.test(uri)) return uri;
  const parts = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(uri);
  if (!parts) return uri;
  const [, rawScheme = '', authority, rawPath = '', query = '', fragment = ''] = parts;
  const scheme = rawScheme.toLowerCase();
  // An opaque path (`untitled:Untitled-1`) has no folders to resolve.
  let path = authority === undefined && !rawPath.startsWith('/') ? encodePath(decodePath(rawPath)) : normalPath(rawPath);
  if (scheme !== 'file') {
    return `${scheme}:${authority === undefined ? '' : `//${authority}`}${path}${query}${fragment}`;
  }
  const host = authority === undefined || authority.toLowerCase() === 'localhost' ? '' : authority.toLowerCase();
  if (!path.startsWith('/')) path = `/${path}`;
  path = path.replace(/^\/([A-Za-z]):(?=\/|$)/, (_, drive: string) => `/${drive.toLowerCase()}:`);
  return `file://${host}${path}${query}${fragment}`;
}

/** The directory of a file, as a URI that ends in `/`; of a directory, its parent. */
export function directoryOf(uri: string): string {
  const end = uri.endsWith('/') ? uri.length - 1 : uri.length;
  const slash = uri.lastIndexOf('/', end - 1);
  return slash < 0 ? uri : uri.slice(0, slash + 1);
}

/** The last name of a URI's path, decoded: `main.tf`. */
export function baseName(uri: string): string {
  const path = uri.replace(/[?#].*$/s, '').replace(/\/$/, '');
  return decodePath(path.slice(path.lastIndexOf('/') + 1)).replaceAll(RAW, '%');
}

/** Whether a file or directory lies in a directory (a URI that ends in `/`), however deep. */
export function isInside(directory: string, uri: string): boolean {
  return uri.length > directory.length && uri.startsWith(directory);
}

/** A relative path (`../modules/a`, with slashes) read from a directory. Absolute paths and URIs are taken as they are. */
export function joinUri(directory: string, relative: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(relative)) return canonicalUri(relative);
  const base = /^([A-Za-z][A-Za-z0-9+.-]*:(?:\/\/[^/]*)?)(.*)$/s.exec(directory);
  const head = base?.[1] ?? '';
  const folder = base?.[2] ?? directory;
  const encoded = encodePath(relative.replaceAll('\\', '/'));
  return canonicalUri(head + (relative.startsWith('/') ? encoded : `${folder.replace(/[^/]*$/, '')}${encoded}`));
}

/** The path of `uri` as seen from `directory`, decoded and with slashes; the whole URI where it lies elsewhere. */
export function relativeTo(directory: string, uri: string): string {
  return isInside(directory, uri) ? decodePath(uri.slice(directory.length)).replaceAll(RAW, '%') : uri;
}

function normalPath(path: string): string {
  const out: string[] = [];
  const segments = path.split('/');
  segments.forEach((segment, at) => {
    const decoded = decodePath(segment);
    const last = at === segments.length - 1;
    if (decoded === '..') {
      if (out.length > 0) out.pop();
      if (last) out.push('');
    } else if (decoded === '.' || (decoded === '' && !last)) {
      if (last) out.push('');
    } else {
      // A slash that was escaped is part of the name.
      out.push(encodePath(decoded).replaceAll('/', (slash) => (segment.includes('/') ? slash : '%2F')));
    }
  });
  return `/${out.join('/')}`;
}

/** Resolves escapes; those that are not valid UTF-8 stay, marked. */
function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.replaceAll('%', RAW).toUpperCase();
    }
  });
}

function encodePath(path: string): string {
  if (KEPT.test(path)) return path;
  let out = '';
  for (const c of path) {
    if (KEPT.test(c)) out += c;
    else if (c === RAW) out += '%';
    // Half a surrogate pair cannot be encoded: it becomes U+FFFD.
    else out += encodeURIComponent(/^[\uD800-\uDFFF]$/.test(c) ? '\uFFFD' : c);
  }
  return out;
}
