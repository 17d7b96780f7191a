import type { UnknownReason } from '../../values';

/** What a snapshot knows of a file that a function reads. */
export type FileAnswer =
  | { readonly kind: 'text'; readonly uri: string; readonly text: string }
  /** It certainly is not there. */
  | { readonly kind: 'missing' }
  /** It is not loaded, may not be read, or is no text. */
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** The names of all files below a directory, with slashes and relative to it; none where there is no such directory. */
export type ListAnswer =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** How the functions of a configuration get at files. Nothing is read here: a snapshot answers, and names what it lacks. */
export interface FileLookup {
  /** @param root the directory that Terraform runs in. @param path as Terraform is given it */
  read(root: string, path: string): FileAnswer;
  list(root: string, path: string): ListAnswer;
}

/** The files as the functions of one module see them. Remembers what it answered, by which the module's values can be kept. */
export class ModuleFiles {
  private readonly texts = new Map<string, FileAnswer>();
  private readonly lists = new Map<string, ListAnswer>();

  /** @param asked called whenever a value is about to depend on a file */
  constructor(
    private lookup: FileLookup | undefined,
    private readonly root: string,
    private readonly asked: () => void = () => undefined,
  ) {}

  read(path: string): FileAnswer {
    this.asked();
    const answer = this.texts.get(path) ?? this.lookup?.read(this.root, path) ?? notLoaded(path);
    this.texts.set(path, answer);
    return answer;
  }

  list(path: string): ListAnswer {
    this.asked();
    const answer = this.lists.get(path) ?? this.lookup?.list(this.root, path) ?? notLoaded(path);
    this.lists.set(path, answer);
    return answer;
  }

  /** Whether a later state of the snapshot answers everything that was asked as this one did. */
  isCurrent(lookup: FileLookup | undefined): boolean {
    for (const [path, answer] of this.texts) {
      if (!isSameFile(answer, lookup?.read(this.root, path) ?? notLoaded(path))) return false;
    }
    for (const [path, answer] of this.lists) {
      if (!isSameList(answer, lookup?.list(this.root, path) ?? notLoaded(path))) return false;
    }
    return true;
  }

  moveTo(lookup: FileLookup | undefined): void {
    this.lookup = lookup;
  }
}

function notLoaded(path: string): { readonly kind: 'unknown'; readonly reason: UnknownReason } {
  return { kind: 'unknown', reason: { kind: 'not-loaded', what: path } };
}

function isSameFile(a: FileAnswer, b: FileAnswer): boolean {
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text && a.uri === b.uri;
  return a.kind === b.kind && (a.kind !== 'unknown' || b.kind !== 'unknown' || isSameReason(a.reason, b.reason));
}

function isSameList(a: ListAnswer, b: ListAnswer): boolean {
  if (a.kind === 'names')
    return b.kind === 'names' && a.names.length === b.names.length && a.names.every((name, i) => name === b.names[i]);
  return b.kind === 'unknown' && isSameReason(a.reason, b.reason);
}

function isSameReason(a: UnknownReason, b: UnknownReason): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
