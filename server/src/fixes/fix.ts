import type { TextEdit } from '../text';

/** Text edits that carry out a finding's intent. Refused on any other version of a document than `versions` names. */
export interface Fix {
  readonly title: string;
  readonly safe: boolean;
  readonly note?: string;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly versions: ReadonlyMap<string, number>;
}
