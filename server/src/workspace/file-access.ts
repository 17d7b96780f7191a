import type { FileAnswer, FileLookup, ListAnswer } from '../sources/terraform';
import { joinUri } from './uri';

/** Why a host could not hand in what was needed: nothing is there, it lies outside of the workspace, or it is too large or no text. */
export type NeedAnswer = 'missing' | 'outside' | 'unreadable';

/** Functions read no larger files. In UTF-16 units. */
const LARGEST = 1_000_000;
/** Ends the URI of a need that asks for the names of all files below a directory. */
const ALL_BELOW = '**';

export function isListing(need: string): boolean {
  return need.endsWith(`/${ALL_BELOW}`);
}

/** The directory whose files a need asks for, as a URI that ends in `/`. */
export function listedDirectory(need: string): string {
  return need.slice(0, -ALL_BELOW.length);
}

/** What hosts answered to needs that are no texts. URIs are canonical. */
export class FileAccess {
  private readonly answers = new Map<string, NeedAnswer>();
  private readonly lists = new Map<string, readonly string[]>();

  constructor(private readonly textOf: (uri: string) => string | undefined) {}

  /** @returns whether that is news */
  answer(uri: string, answer: NeedAnswer): boolean {
    if (this.answers.get(uri) === answer) return false;
    this.answers.set(uri, answer);
    return true;
  }

  list(need: string, names: readonly string[]): void {
    this.lists.set(need, [...names].sort());
  }

  forget(uri: string): void {
    this.answers.delete(uri);
    this.lists.delete(uri);
  }

  /** The listings that are out of date once a file or a directory has come or gone. */
  listingsWith(uri: string, isThere: boolean): readonly string[] {
    const stale: string[] = [];
    for (const [need, names] of this.lists) {
      const directory = listedDirectory(need);
      if (directory.startsWith(`${uri}/`) && !isThere) stale.push(need);
      if (!uri.startsWith(directory)) continue;
      const isListed = names.some((name) => {
        const listed = joinUri(directory, name);
        return listed === uri || (!isThere && listed.startsWith(`${uri}/`));
      });
      if (isListed !== isThere) stale.push(need);
    }
    return stale;
  }

  /**
   * @param needs gets what is lacking
   * @param uses gets all that is asked for
   */
  lookup(needs: Set<string>, uses: Set<string>): FileLookup {
    return {
      read: (root, path): FileAnswer => {
        const uri = uriOf(root, path);
        if (uri === undefined) return unread('outside', path);
        uses.add(uri);
        const text = this.textOf(uri);
        if (text !== undefined)
          return text.length > LARGEST
            ? { kind: 'unknown', reason: { kind: 'limit', what: `the file ${path}` } }
            : { kind: 'text', uri, text };
        const answer = this.answers.get(uri);
        if (answer === 'missing') return { kind: 'missing' };
        if (answer !== undefined) return unread(answer, path);
        needs.add(uri);
        return { kind: 'unknown', reason: { kind: 'not-loaded', what: path } };
      },
      list: (root, path): ListAnswer => {
        const directory = uriOf(root, `${path}/`);
        if (directory === undefined) return unread('outside', path);
        const need = `${directory}${ALL_BELOW}`;
        uses.add(need);
        const names = this.lists.get(need);
        if (names) return { kind: 'names', names };
        const answer = this.answers.get(need);
        if (answer === 'missing') return { kind: 'names', names: [] };
        if (answer !== undefined) return unread(answer, path);
        needs.add(need);
        return { kind: 'unknown', reason: { kind: 'not-loaded', what: path } };
      },
    };
  }
}

/** @returns undefined for a path that does not begin at the directory: it leads out of the workspace */
function uriOf(root: string, path: string): string | undefined {
  return /^(?:[\\/~]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path) ? undefined : joinUri(root, path);
}

function unread(answer: 'outside' | 'unreadable', path: string): Extract<FileAnswer, { kind: 'unknown' }> {
  if (answer === 'outside') return { kind: 'unknown', reason: { kind: 'denied', what: `${path} lies outside of the workspace` } };
  return { kind: 'unknown', reason: { kind: 'unsupported', what: `${path}, which is too large or no text,` } };
}
