import type { TextEdit } from '../../text';

/** A change of a policy that its author may want, with the text edits of one document. */
export interface PolicyEdit {
  /** Tells the edit from others at the same place. */
  readonly id: string;
  readonly title: string;
  /** What may break, where something may. */
  readonly note?: string;
  /** Ids of rules that find nothing more there. */
  readonly repairs?: readonly string[];
  readonly edits: readonly TextEdit[];
}
