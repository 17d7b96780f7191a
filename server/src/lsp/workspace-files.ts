import {
  type Analysis,
  baseName,
  directoryOf,
  isInside,
  isListing,
  joinUri,
  listedDirectory,
  mayBeOurs,
  type NeedAnswer,
  relativeTo,
} from '../analysis';
import type { Host } from './host';
import { isSkipped, walk } from './walk';

/** How many files are read at the same time: enough to keep a disk busy, few enough for a process's file handles. */
const AT_ONCE = 16;
/** A directory with more files below it is not listed for a function. */
const MOST_LISTED = 5_000;

/**
 * Brings the texts of workspace folders into the analysis: in the background, when the analysis needs one, and when a watcher
 * reports one. Never reads outside of the folders.
 */
export class WorkspaceFiles {
  /** Registers a pattern of files whose changes the client should report. */
  watch: ((pattern: string) => void) | undefined;
  private readonly watching = new Set<string>();
  /** Canonical, each ends in `/`. */
  private folders: readonly string[] = [];

  /** @param changed is called with each document whose text on the disk came, changed or went */
  constructor(
    private readonly host: Host,
    private readonly analysis: () => Analysis,
    private readonly changed: (uri: string) => void,
  ) {}

  get roots(): readonly string[] {
    return this.folders;
  }

  addFolder(folder: string): void {
    if (!this.folders.includes(folder)) this.folders = [...this.folders, folder];
  }

  /** Forgets a folder and the files on the disk that lie in no other. */
  removeFolder(folder: string): void {
    this.folders = this.folders.filter((other) => other !== folder);
    for (const uri of this.analysis().uris()) if (isInside(folder, uri) && !this.folderOf(uri)) this.forget(uri);
  }

  /** The folder that a document lies in. */
  folderOf(uri: string): string | undefined {
    return this.folders.find((folder) => uri === folder || isInside(folder, uri));
  }

  /**
   * Reads all files of a folder that can be ours.
   * @param progress is told how many have been read
   * @returns the files
   */
  async scan(folder: string, progress: (files: number) => void, signal: AbortSignal): Promise<readonly string[]> {
    const files: string[] = [];
    for await (const batch of walk(this.host, folder, mayBeOurs, signal)) {
      for (let i = 0; i < batch.length; i += AT_ONCE) {
        if (signal.aborted) return files;
        await Promise.all(batch.slice(i, i + AT_ONCE).map((uri) => this.read(uri)));
      }
      files.push(...batch);
      progress(files.length);
    }
    return files;
  }

  /**
   * Reads what the analysis needs: files, and the files of directories (URIs that end in `/`). Each need is answered, whether
   * something was there or not.
   */
  async load(needs: readonly string[]): Promise<void> {
    await Promise.all(
      needs.map(async (need) => {
        if (isListing(need)) return this.list(need);
        if (!this.folderOf(need)) {
          // A document outside of every folder is judged for what it says by itself.
        } else if (need.endsWith('/')) await this.readDirectory(need);
        else if (!this.analysis().text(need)) await this.read(need);
        if (need.endsWith('/') || this.analysis().text(need)) return this.analysis().markLoaded(need);
        this.watchFor(need);
        this.analysis().markLoaded(need, await this.answerFor(need));
        this.changed(need);
      }),
    );
  }

  /** A file appeared, changed or went. */
  async watched(uri: string, deleted: boolean): Promise<void> {
    for (const need of this.analysis().touchListings(uri, !deleted)) this.changed(need);
    if (deleted) {
      this.forget(uri);
      // A deleted directory is reported once, for all that it held.
      for (const known of this.analysis().uris()) if (isInside(`${uri}/`, known)) this.forget(known);
      return;
    }
    const folder = this.folderOf(uri);
    const isRead = this.analysis().isRead(uri);
    if (!folder || !(mayBeOurs(uri) || isRead)) return;
    if (!isRead && !this.analysis().text(uri) && (await isSkipped(this.host, folder, uri)) && !this.hasKnownSibling(uri)) return;
    await this.read(uri);
  }

  /** Reads a file again, if it lies in a folder: after its editor was closed. */
  async refresh(uri: string): Promise<void> {
    if (this.folderOf(uri)) await this.read(uri);
  }

  /** A directory that git ignores is analysed all the same once something in it is open or referred to (a downloaded module). */
  private hasKnownSibling(uri: string): boolean {
    const directory = directoryOf(uri);
    return this.analysis()
      .uris()
      .some((known) => directoryOf(known) === directory);
  }

  /** Why a file could not be read. */
  private async answerFor(uri: string): Promise<NeedAnswer> {
    if (!this.folderOf(uri)) return 'outside';
    return (await this.isMissing(uri)) ? 'missing' : 'unreadable';
  }

  /** Whether a file is certainly not there: its directory does not list it, or is not there itself. */
  private async isMissing(uri: string): Promise<boolean> {
    const directory = directoryOf(uri);
    const name = baseName(uri);
    const entries = await this.host.readDirectory(directory, this.folders);
    if (entries) return !entries.some((entry) => entry.name === name);
    return this.folderOf(directory) !== undefined && !this.folders.includes(directory) && this.isMissing(directory.slice(0, -1));
  }

  /** Answers a need for the names of all files below a directory. A link may lead anywhere: then nothing is told. */
  private async list(need: string): Promise<void> {
    const directory = listedDirectory(need);
    const names: string[] = [];
    let answer: NeedAnswer | undefined = this.folderOf(directory) ? undefined : 'outside';
    const open = answer ? [] : [directory];
    for (let at = open.pop(); at !== undefined && !answer; at = open.pop()) {
      const entries = await this.host.readDirectory(at, this.folders);
      if (!entries) {
        answer = at === directory && (await this.isMissing(at.slice(0, -1))) ? 'missing' : 'unreadable';
        break;
      }
      for (const entry of entries) {
        const uri = joinUri(at, entry.name);
        if (entry.kind === 'link') answer = 'unreadable';
        else if (entry.kind === 'directory') open.push(`${uri}/`);
        else names.push(relativeTo(directory, uri));
      }
      if (names.length + open.length > MOST_LISTED) answer = 'unreadable';
    }
    this.watchFor(need);
    if (answer) this.analysis().markLoaded(need, answer);
    else this.analysis().setListing(need, names);
    this.changed(need);
  }

  /** Has the client report files that are not among those that are always watched. */
  private watchFor(need: string): void {
    if (mayBeOurs(need)) return;
    const name = baseName(need);
    const pattern = isListing(need) ? '**/*' : `**/${/\.[\w-]+$/.exec(name) ? `*${/\.[\w-]+$/.exec(name)?.[0]}` : name}`;
    if (/[[\]{}]/.test(pattern) || this.watching.has(pattern)) return;
    this.watching.add(pattern);
    this.watch?.(pattern);
  }

  private async readDirectory(directory: string): Promise<void> {
    const entries = (await this.host.readDirectory(directory, this.folders)) ?? [];
    const files = entries.filter((entry) => entry.kind !== 'directory').map((entry) => joinUri(directory, entry.name));
    await Promise.all(files.filter((uri) => mayBeOurs(uri) && !this.analysis().text(uri)).map((uri) => this.read(uri)));
  }

  private async read(uri: string): Promise<void> {
    const text = await this.host.readFile(uri, this.folders);
    // The folder may have been removed while the disk was read.
    if (text === undefined || !this.folderOf(uri)) return this.forget(uri);
    const before = this.analysis().text(uri);
    this.analysis().setDiskFile(uri, text);
    if (before?.text !== text) this.changed(uri);
  }

  private forget(uri: string): void {
    const before = this.analysis().text(uri);
    if (!before) return;
    this.analysis().removeDiskFile(uri);
    if (this.analysis().text(uri)?.text !== before.text) this.changed(uri);
  }
}
