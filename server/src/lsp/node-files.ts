import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { canonicalUri } from '../analysis';
import type { DirectoryEntry } from '../protocol';

/** In bytes: three times what the analysis takes in UTF-16 units, the most that UTF-8 needs. */
const LARGEST = 12 * 1024 * 1024;
/** How long reading may keep messages waiting, in milliseconds. */
const SLICE = 6;
/** Never waits for a pipe's other end. Where a system cannot refuse links (Windows) they are looked for. */
const OPEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Reads the disk below workspace folders; see `Host`. */
export class NodeFiles {
  /** Where the folders really are. */
  private readonly real = new Map<string, Promise<string | undefined>>();
  /** Where directories really are, by path, for as long as files are being read. */
  private readonly directories = new Map<string, Promise<Directory>>();
  private reading = 0;
  private sliceEnd = 0;

  async readFile(uri: string, within: readonly string[]): Promise<string | undefined> {
    if (!uri.startsWith('file:')) return undefined;
    this.reading++;
    try {
      const path = fileURLToPath(uri);
      const directory = await this.directory(dirname(path));
      await this.turn();
      const place = join(directory.path, basename(path));
      if (await this.confined(directory.uri, within)) {
        const text = readText(place);
        if (text !== LINK) return text;
      }
      const target = await realpath(place);
      if (!(await this.confined(uriOf(dirname(target)), within))) return undefined;
      const text = readText(target);
      return text === LINK ? undefined : text;
    } catch {
      return undefined; // Not there, not readable or not text.
    } finally {
      if (--this.reading === 0) this.directories.clear();
    }
  }

  async readDirectory(uri: string, within: readonly string[]): Promise<readonly DirectoryEntry[] | undefined> {
    try {
      if (!uri.startsWith('file:')) return undefined;
      const path = await realpath(fileURLToPath(uri));
      if (!(await this.confined(uriOf(path), within))) return undefined;
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

  /** Small files are read faster than another thread can be asked to read them; between slices whoever types is heard. */
  private async turn(): Promise<void> {
    if (performance.now() < this.sliceEnd) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.sliceEnd = performance.now() + SLICE;
  }

  private directory(path: string): Promise<Directory> {
    let place = this.directories.get(path);
    if (!place) {
      place = realpath(path).then((real) => ({ path: real, uri: uriOf(real) }));
      this.directories.set(path, place);
    }
    return place;
  }

  /** Whether a directory, links resolved, is or lies in the real place of one of the folders. */
  private async confined(directory: string, within: readonly string[]): Promise<boolean> {
    for (const folder of within) {
      const root = await this.realFolder(folder);
      if (root !== undefined && directory.startsWith(root)) return true;
    }
    return false;
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

/** Links resolved. */
interface Directory {
  readonly path: string;
  /** Canonical, ends in `/`. */
  readonly uri: string;
}

function uriOf(directory: string): string {
  const uri = canonicalUri(pathToFileURL(directory).href);
  return uri.endsWith('/') ? uri : `${uri}/`;
}

async function resolveFolder(folder: string): Promise<string | undefined> {
  if (!folder.startsWith('file:')) return undefined;
  try {
    return uriOf(await realpath(fileURLToPath(folder)));
  } catch {
    return undefined;
  }
}

const LINK = Symbol('a link, or what stands where one stood');

/**
 * The text of a file; undefined where it is none or too large.
 * @returns LINK where the last name of the path is a link: it was not followed
 * @throws where it cannot be opened or read
 */
function readText(path: string): string | undefined | typeof LINK {
  if (constants.O_NOFOLLOW === undefined && lstatSync(path).isSymbolicLink()) return LINK;
  let descriptor: number;
  try {
    descriptor = openSync(path, OPEN);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ELOOP' || error.code === 'EMLINK')) return LINK;
    throw error;
  }
  try {
    const facts = fstatSync(descriptor);
    // A pipe or a device would never end.
    if (!facts.isFile() || facts.size > LARGEST) return undefined;
    const bytes = readFileSync(descriptor);
    if (!isUtf8(bytes)) return undefined;
    const text = bytes.toString('utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } finally {
    closeSync(descriptor);
  }
}
