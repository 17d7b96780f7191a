/** What is wrong with one text by itself: it is judged once, wherever and however often it stands. */
export interface TextFault {
  readonly check: string;
  readonly detail?: string;
  /** What belongs there, where that is certain. */
  readonly to?: string;
}

export const SOUND: readonly TextFault[] = [];
