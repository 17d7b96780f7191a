import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ignore, { type Ignore } from 'ignore';
import { canonicalUri, mayBeOurs, type NeedAnswer } from '../analysis';

/** A file to hand to the analysis. */
export interface FoundFile {
  readonly path: string;
  readonly uri: string;
  /** False for a neighbour that is only read so that the file that was asked for is understood. */
  readonly asked: boolean;
}

export interface Note {
  readonly path: string;
  readonly message: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  /** What was left out although its name promises something. */
  readonly notes: readonly Note[];
  /** Every file met, for `--strict`, which accounts for all of them. */
  readonly others: readonly string[];
}

/** The paths that were asked for and are not there. */
export class NoSuchPath extends Error {}

const SKIPPED_FOLDERS = new Set(['.git', '.hg', '.svn', 'node_modules', '.terraform', '.terragrunt-cache']);

/** Above this a file is not read: nothing that people write is that long. */
export const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Finds the files below the paths: what git ignores and what tools download is left out, links are followed as long as they stay
 * below the path that was asked for. A path that is a file is taken whatever ignores it.
 * @throws NoSuchPath
 */
export function findFiles(paths: readonly string[]): Found {
  const finder = new Finder();
  for (const path of paths) finder.add(resolve(path));
  const byDirectory = (file: FoundFile) => `${dirname(file.path)}${sep}\0${basename(file.path)}`;
  const files = [...finder.files.values()].sort((a, b) => (byDirectory(a) < byDirectory(b) ? -1 : 1));
  return { files, notes: finder.notes, others: [...finder.others].sort() };
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The folders that may be read for the sake of the paths: the repository that each lies in, or the folder itself. */
export function foldersAround(paths: readonly string[]): readonly string[] {
  return paths.map((path) => {
    const start = isFolder(path) ? resolve(path) : dirname(resolve(path));
    for (let at = start; ; at = dirname(at)) {
      if (statSync(join(at, '.git'), { throwIfNoEntry: false })) return realpathSync(at);
      if (dirname(at) === at) return realpathSync(start);
    }
  });
}

/**
 * The files behind a URI that an analysis needs: one, or, where it ends in `/`, those of a directory. Nothing outside of the folders,
 * links resolved.
 */
export function filesNeeded(uri: string, folders: readonly string[], asked: boolean): readonly FoundFile[] {
  const inside = (path: string) => {
    const real = realpathSync(path);
    return folders.some((folder) => isBelow(real, folder));
  };
  try {
    const path = fileURLToPath(uri);
    if (!inside(path)) return [];
    // A pipe or a device would never end.
    if (!uri.endsWith('/')) return statSync(path).isFile() ? [{ path, uri, asked: false }] : [];
    const files = list(path).filter((entry) => !entry.isDirectory && inside(join(path, entry.name)));
    const found = files.map((entry) => join(path, entry.name)).map((each) => ({ path: each, uri: uriOf(each), asked }));
    return found.filter((file) => mayBeOurs(file.uri));
  } catch {
    // It is not there, or may not be read.
    return [];
  }
}

/** Why the file behind a URI that an analysis needs cannot be read. */
export function answerFor(uri: string, folders: readonly string[]): NeedAnswer {
  try {
    let path = fileURLToPath(uri);
    let isThere = true;
    while (!lstatSync(path, { throwIfNoEntry: false }) && dirname(path) !== path) {
      isThere = false;
      path = dirname(path);
    }
    const real = realpathSync(path);
    if (!folders.some((folder) => isBelow(real, folder))) return 'outside';
    return isThere ? 'unreadable' : 'missing';
  } catch {
    return 'unreadable';
  }
}

/** More files below a directory are not listed. */
const MOST_LISTED = 5_000;

/** The names of all files below a directory, or why there are none. A link may lead anywhere: then nothing is told. */
export function namesBelow(uri: string, folders: readonly string[]): readonly string[] | NeedAnswer {
  const names: string[] = [];
  try {
    const root = fileURLToPath(uri);
    const answer = answerFor(uri.replace(/\/$/, ''), folders);
    if (answer !== 'unreadable') return answer;
    const open = [root];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const entry of list(at)) {
        const path = join(at, entry.name);
        if (entry.isLink) return 'unreadable';
        if (entry.isDirectory) open.push(path);
        else names.push(relative(root, path).split(sep).join('/'));
      }
      if (names.length + open.length > MOST_LISTED) return 'unreadable';
    }
    return names;
  } catch {
    return 'unreadable';
  }
}

function isBelow(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

class Finder {
  readonly files = new Map<string, FoundFile>();
  readonly notes: Note[] = [];
  readonly others = new Set<string>();
  private readonly visited = new Set<string>();

  add(path: string): void {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new NoSuchPath(`There is no file or folder ${path}`);
    if (stats.isDirectory()) {
      const root = realpathSync(path);
      this.walk(path, root, ignoresAbove(path));
      return;
    }
    this.take(path, true);
    // A Terraform file is understood together with its directory.
    if (!/\.(tf|tofu)(\.json)?$/.test(path)) return;
    for (const name of readdirSync(dirname(path)).sort()) {
      if (/\.(tf|tofu|tfvars)(\.json)?$|^\.terraform\.lock\.hcl$/.test(name)) this.take(join(dirname(path), name), false);
    }
  }

  private walk(directory: string, root: string, above: readonly Layer[]): void {
    const real = realpathSync(directory);
    if (this.visited.has(real)) return;
    this.visited.add(real);
    let entries: ReturnType<typeof list>;
    try {
      entries = list(directory);
    } catch (error) {
      this.notes.push({ path: directory, message: `cannot be read (${messageOf(error)})` });
      return;
    }
    const layer = layerOf(directory, entries.some((entry) => entry.name === '.gitignore') ? '.gitignore' : undefined);
    const layers = layer ? [...above, layer] : above;
    for (const entry of entries) {
      const path = join(directory, entry.name);
      let { isDirectory } = entry;
      if (entry.isLink) {
        const target = this.followLink(path, root);
        if (!target) continue;
        isDirectory = target.isDirectory();
        if (!isDirectory && !target.isFile()) continue;
      }
      if (isIgnored(layers, path, isDirectory)) continue;
      if (!isDirectory) this.take(path, true);
      else if (!SKIPPED_FOLDERS.has(entry.name)) this.walk(path, root, layers);
    }
  }

  private followLink(path: string, root: string) {
    try {
      const target = realpathSync(path);
      if (target !== root && !target.startsWith(root.endsWith(sep) ? root : root + sep)) {
        if (mayBeOurs(uriOf(path))) this.notes.push({ path, message: 'is a link that leaves the scanned folder' });
        return undefined;
      }
      return statSync(target);
    } catch {
      // A link to nowhere.
      return undefined;
    }
  }

  private take(path: string, asked: boolean): void {
    const uri = uriOf(path);
    if (!mayBeOurs(uri)) this.others.add(path);
    else if (asked || !this.files.has(uri)) this.files.set(uri, { path, uri, asked });
  }
}

function list(directory: string) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory(), isLink: entry.isSymbolicLink() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The rules of one ignore file, for paths below its directory. */
interface Layer {
  readonly directory: string;
  readonly rules: Ignore;
}

function layerOf(directory: string, name: string | undefined): Layer | undefined {
  if (!name) return undefined;
  try {
    return { directory, rules: ignore().add(readFileSync(join(directory, name), 'utf8')) };
  } catch {
    return undefined;
  }
}

/** The ignore files between the repository's top and the folder, unless they ignore the folder itself: it was asked for. */
function ignoresAbove(directory: string): readonly Layer[] {
  const layers: Layer[] = [];
  for (let at = directory; ; at = dirname(at)) {
    if (at !== directory) {
      const layer = layerOf(at, '.gitignore');
      if (layer) layers.unshift(layer);
    }
    if (statSync(join(at, '.git'), { throwIfNoEntry: false })) {
      const exclude = layerOf(at, '.git/info/exclude');
      if (exclude) layers.unshift(exclude);
      return isIgnored(layers, directory, true) ? [] : layers;
    }
    if (dirname(at) === at) return [];
  }
}

/** As git decides: the deepest ignore file that says something about the path. */
function isIgnored(layers: readonly Layer[], path: string, isDirectory: boolean): boolean {
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i];
    const below = layer && relative(layer.directory, path).split(sep).join('/');
    if (!layer || !below || below.startsWith('..') || isAbsolute(below)) continue;
    const verdict = layer.rules.test(isDirectory ? `${below}/` : below);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

export function uriOf(path: string): string {
  return canonicalUri(pathToFileURL(path).href);
}

export interface FileText {
  /** Without a byte order mark, as editors show it. */
  readonly text: string;
  readonly bom: boolean;
  /** Whether the bytes come back when the text is written: only then may it be edited. */
  readonly exact: boolean;
}

/** Above this a plan is not read: its tree would take more memory than a machine of CI has. */
export const MAX_PLAN_BYTES = 64 * 1024 * 1024;

/** A file's text, or why it is not read. */
export function readText(path: string, most = MAX_BYTES): FileText | { readonly skipped: string } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const { size } = fstatSync(descriptor);
    if (size > most) return { skipped: `is larger than ${most / 1024 / 1024} MB` };
    const bytes = readFileSync(descriptor);
    if (bytes.includes(0)) return { skipped: 'is binary' };
    const bom = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const content = bom ? bytes.subarray(3) : bytes;
    const text = content.toString('utf8');
    return { text, bom, exact: !text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(content) };
  } catch (error) {
    return { skipped: `cannot be read (${messageOf(error)})` };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
