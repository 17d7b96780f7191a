import { isDownloaded, readManifest, sourceOf } from '../sources/terraform';
import type { HclFile } from '../syntax/hcl/ast';
import { directoryOf, joinUri } from './uri';

/** Where the module calls of one text lead. */
export interface CallTargets {
  /** Directories (URIs that end in `/`) of the workspace. */
  readonly directories: readonly string[];
  /** It calls modules that `terraform init` downloads. */
  readonly remote: boolean;
}

export const NO_CALLS: CallTargets = { directories: [], remote: false };

/** Whether a Terraform text can hold a module call at all. */
export function mayCall(text: string): boolean {
  return /\bmodule\s*["A-Za-z_]/.test(text);
}

export function callsIn(uri: string, { body }: HclFile): CallTargets {
  const directories = new Set<string>();
  let remote = false;
  for (const item of body.items) {
    if (item.kind !== 'block' || item.type !== 'module') continue;
    const source = sourceOf(item);
    if (source?.kind === 'local') directories.add(joinUri(directoryOf(uri), `${source.path}/`));
    else if (source) remote = true;
  }
  return directories.size > 0 || remote ? { directories: [...directories], remote } : NO_CALLS;
}

/** The directories that a manifest says were downloaded. */
export function callsOfManifest(uri: string, text: string): CallTargets {
  const root = manifestRoot(uri);
  const installed = [...readManifest(text).values()].filter(isDownloaded);
  return { directories: installed.map(({ path }) => joinUri(root, `${path}/`)), remote: false };
}

const MANIFEST = '.terraform/modules/modules.json';

export function isManifest(uri: string): boolean {
  return uri.endsWith(`/${MANIFEST}`);
}

/** The directory in which `terraform init` wrote a manifest. */
export function manifestRoot(uri: string): string {
  return uri.slice(0, -MANIFEST.length);
}

export function manifestOf(directory: string): string {
  return directory + MANIFEST;
}

/**
 * Which directory calls which, by their URIs. Kept up to date lazily: a directory whose texts changed is read again when somebody asks.
 */
export class CallGraph {
  private readonly stale = new Set<string>();
  private readonly targets = new Map<string, CallTargets>();
  private readonly callers = new Map<string, Set<string>>();
  /** What a directory called before its last change, and does not any more. */
  private readonly former = new Map<string, readonly string[]>();
  private roots = new Map<string, readonly string[]>();
  private changes = 0;
  private reach = new Map<string, readonly string[]>();

  /** @param read the calls of a directory's texts; undefined where it is not in the snapshot */
  constructor(private readonly read: (directory: string) => CallTargets | undefined) {}

  /** A text of the directory changed, came or went. */
  touch(directory: string): void {
    this.stale.add(directory);
  }

  /** Goes up whenever a directory calls others than before. */
  get version(): number {
    this.refresh();
    return this.changes;
  }

  /** The directories that call a directory, itself left out. */
  callersOf(directory: string): ReadonlySet<string> {
    this.refresh();
    return this.callers.get(directory) ?? new Set();
  }

  targetsOf(directory: string): CallTargets {
    this.refresh();
    return this.targets.get(directory) ?? NO_CALLS;
  }

  formerTargets(directory: string): readonly string[] {
    this.refresh();
    return this.former.get(directory) ?? [];
  }

  /** All directories that somebody calls. */
  called(): Iterable<string> {
    this.refresh();
    return this.callers.keys();
  }

  /** All directories with calls. */
  calling(): Iterable<string> {
    this.refresh();
    return this.targets.keys();
  }

  /** The directories that a directory calls, itself first, however deep. */
  reachedFrom(directory: string): readonly string[] {
    this.refresh();
    const known = this.reach.get(directory);
    if (known) return known;
    const found = this.targets.has(directory)
      ? walk(directory, (each) => this.targets.get(each)?.directories ?? [])
      : [directory];
    this.reach.set(directory, found);
    return found;
  }

  /** The root modules in which a directory is judged: those that lead to it and that nobody calls; itself, where nobody does. */
  rootsOf(directory: string): readonly string[] {
    this.refresh();
    if (!this.callers.has(directory)) return [directory];
    const known = this.roots.get(directory);
    if (known) return known;
    const above = walk(directory, (each) => this.callers.get(each) ?? []);
    const uncalled = above.filter((each) => !this.callers.has(each)).sort();
    const found = uncalled.length > 0 ? uncalled : this.headOf(above);
    this.roots.set(directory, found);
    return found;
  }

  /** Of directories that all are called, in a circle: one of those that the fewest lead to. */
  private headOf(above: readonly string[]): readonly string[] {
    let best: { readonly directory: string; readonly size: number } | undefined;
    for (const directory of [...above].sort()) {
      const size = walk(directory, (each) => this.callers.get(each) ?? []).length;
      if (!best || size < best.size) best = { directory, size };
    }
    return best ? [best.directory] : [];
  }

  private refresh(): void {
    if (this.stale.size === 0) return;
    const stale = [...this.stale];
    this.stale.clear();
    for (const directory of stale) {
      const before = this.targets.get(directory) ?? NO_CALLS;
      const after = this.read(directory) ?? NO_CALLS;
      const gone = before.directories.filter((each) => !after.directories.includes(each));
      const come = after.directories.filter((each) => !before.directories.includes(each));
      if (gone.length > 0) this.former.set(directory, gone);
      else this.former.delete(directory);
      if (after === NO_CALLS) this.targets.delete(directory);
      else this.targets.set(directory, after);
      if (gone.length === 0 && come.length === 0) continue;
      for (const each of gone) {
        const callers = this.callers.get(each);
        callers?.delete(directory);
        if (callers?.size === 0) this.callers.delete(each);
      }
      for (const each of come) {
        if (each === directory) continue;
        const callers = this.callers.get(each);
        if (callers) callers.add(directory);
        else this.callers.set(each, new Set([directory]));
      }
      this.changes++;
      this.roots = new Map();
      this.reach = new Map();
    }
  }
}

/** Everything that can be reached, the start first. */
function walk(start: string, next: (each: string) => Iterable<string>): readonly string[] {
  const found = new Set([start]);
  for (const each of found) for (const other of next(each)) found.add(other);
  return [...found];
}
