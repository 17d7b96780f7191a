import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { canonicalUri, isInside } from '../analysis';
import type { DirectoryEntry } from '../protocol';

/** In bytes: three times what the analysis takes in UTF-16 units, the most that UTF-8 needs. */
const LARGEST = 12 * 1024 * 1024;

/** Reads the disk below workspace folders; see `Host`. */
export class NodeFiles {
  /** Where the folders really are. */
  private readonly real = new Map<string, Promise<string | undefined>>();

  async readFile(uri: string, within: readonly string[]): Promise<string | undefined> {
    try {
      const path = await this.confined(uri, within);
      if (path === undefined) return undefined;
      const facts = await stat(path);
      // A pipe or a device would never end.
      if (!facts.isFile() || facts.size > LARGEST) return undefined;
      return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    } catch {
      return undefined; // Not there, not readable or not text.
    }
  }

  async readDirectory(uri: string, within: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    try {
      const path = await this.confined(uri, within);
      if (path === undefined) return undefined;
      const entries = await readdir(path, { withFileTypes: true });
      return entries.flatMap((entry): DirectoryEntry[] => {
        if (entry.isSymbolicLink()) return [{ name: entry.name, kind: 'link' }];
        if (entry.isDirectory()) return [{ name: entry.name, kind: 'directory' }];
        return entry.isFile() ? [{ name: entry.name, kind: 'file' }] : [];
      });
    } catch {
      return undefined;
    }
  }

  /** The real path of a URI, if it lies in the real place of one of the folders. */
  private async confined(uri: string, within: readonly string[]): Promise<string | undefined> {
    if (!uri.startsWith('file:')) return undefined;
    const path = await realpath(fileURLToPath(uri));
    const place = canonicalUri(pathToFileURL(path).href);
    for (const folder of within) {
      const root = await this.realFolder(folder);
      if (root !== undefined && (isInside(root, place) || root === `${place}/`)) return path;
    }
    return undefined;
  }

  private realFolder(folder: string): Promise<string | undefined> {
    let place = this.real.get(folder);
    if (!place) {
      place = resolveFolder(folder);
      this.real.set(folder, place);
      // A folder that is not there now may be made later.
      void place.then((found) => found === undefined && this.real.delete(folder));
    }
    return place;
  }
}

async function resolveFolder(folder: string): Promise<string | undefined> {
  if (!folder.startsWith('file:')) return undefined;
  try {
    const uri = canonicalUri(pathToFileURL(await realpath(fileURLToPath(folder))).href);
    return uri.endsWith('/') ? uri : `${uri}/`;
  } catch {
    return undefined;
  }
}
