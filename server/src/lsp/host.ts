import type { identify, listProfiles, scan } from '../posture';
import type { DirectoryEntry } from '../protocol';

/** What the server needs of the place it runs in: a process or a browser's worker. URIs are canonical; directories end in `/`. */
export interface Host {
  /**
   * The text of a file; undefined where there is none, where it is no text, or where it is too large.
   * @param within the folders that the file must lie in once every link is resolved; undefined as the result if it does not.
   */
  readFile(uri: string, within: readonly string[]): Promise<string | undefined>;
  /** The entries of a directory; undefined where there is none or it lies outside of `within`. */
  readDirectory(uri: string, within: readonly string[]): Promise<readonly DirectoryEntry[] | undefined>;
  /** Runs a piece of work after what is already waiting to be read from the client. */
  defer(work: () => void): void;
  /** A workspace is being read and judged, or all of it was: memory counts then more than the last millisecond. */
  scanning?(on: boolean): void;
  /** The text of `dist/iam.json`; undefined where it cannot be read. */
  iamData(): Promise<string | undefined>;
  /** The text of `dist/iam-descriptions.json`, likewise. */
  iamDescriptions(): Promise<string | undefined>;
  /** `dist/posture.cjs`, the only code that reaches a network, read when it is first asked for; not to be had in a browser. */
  readonly posture?: () => Promise<PostureBundle>;
  /** HashiCorp's own words for what is wrong with a Terraform text; undefined where they are not to be had (a browser). */
  readonly hashicorp?: {
    problems(text: string, name: string): Promise<readonly HashicorpProblem[] | undefined>;
    dispose(): void;
  };
}

/** The part of `dist/posture.cjs` that the server uses. */
export interface PostureBundle {
  readonly listProfiles: typeof listProfiles;
  readonly identify: typeof identify;
  readonly scan: typeof scan;
}

export interface HashicorpProblem {
  /** Zero-based line. */
  readonly line: number;
  readonly message: string;
}
