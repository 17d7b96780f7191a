import ignore, { type Ignore } from 'ignore';
import { directoryOf, joinUri, relativeTo } from '../analysis';
import type { Host } from './host';

/** Directories that hold nothing that a person wrote. What they hold and a configuration refers to is read when it is asked for. */
const SKIPPED = new Set(['.git', '.hg', '.svn', 'node_modules', '.terraform', '.terragrunt-cache', '.venv', '__pycache__']);
/** Deeper nesting is a mistake, not a project. */
const DEEPEST = 40;

/**
 * The files of a folder whose names `wanted` accepts, without what git ignores, in batches of one directory. Links are not followed:
 * what they lead to is found where it is, if it lies in the folder.
 * @param folder canonical, ends in `/`
 */
export async function* walk(
  host: Host,
  folder: string,
  wanted: (uri: string) => boolean,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  const waiting: { directory: string; depth: number; rules: readonly Rules[] }[] = [{ directory: folder, depth: 0, rules: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { directory, depth } = next;
    const entries = await host.readDirectory(directory, [folder]);
    if (signal.aborted) return;
    if (!entries) continue;
    let rules = next.rules;
    if (entries.some((entry) => entry.name === '.gitignore' && entry.kind === 'file')) {
      const text = await host.readFile(joinUri(directory, '.gitignore'), [folder]);
      if (text) rules = [...rules, { directory, ignore: ignore({ allowRelativePaths: true }).add(text) }];
    }
    const files: string[] = [];
    for (const entry of entries) {
      if (entry.kind === 'file') {
        const uri = joinUri(directory, entry.name);
        if (wanted(uri) && !ignored(uri, rules)) files.push(uri);
      } else if (entry.kind === 'directory' && depth < DEEPEST && !SKIPPED.has(entry.name)) {
        const uri = `${joinUri(directory, entry.name)}/`;
        if (!ignored(uri, rules)) waiting.push({ directory: uri, depth: depth + 1, rules });
      }
    }
    if (files.length > 0) yield files;
  }
}

/** Whether a walk from `folder` would skip the file: for files that a watcher reports. */
export async function isSkipped(host: Host, folder: string, uri: string): Promise<boolean> {
  const directories: string[] = [];
  for (let at = directoryOf(uri); at.length >= folder.length; at = directoryOf(at)) {
    directories.unshift(at);
    if (at === folder) break;
  }
  const rules: Rules[] = [];
  for (const directory of directories) {
    if (directory !== folder) {
      const name = relativeTo(directoryOf(directory), directory).replace(/\/$/, '');
      if (SKIPPED.has(name) || ignored(directory, rules)) return true;
    }
    const text = await host.readFile(joinUri(directory, '.gitignore'), [folder]);
    if (text) rules.push({ directory, ignore: ignore({ allowRelativePaths: true }).add(text) });
  }
  return ignored(uri, rules);
}

interface Rules {
  readonly directory: string;
  readonly ignore: Ignore;
}

/** The rules nearest to the file decide, as git does; a rule of its own may take a file out of an ignore again. */
function ignored(uri: string, rules: readonly Rules[]): boolean {
  for (let i = rules.length - 1; i >= 0; i--) {
    const rule = rules[i];
    if (!rule) continue;
    const verdict = rule.ignore.test(relativeTo(rule.directory, uri));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}
