import { identifierEnd } from './characters';

/** What may stand at the start of a line, as recovery sees it. */
export interface BlockHeader {
  readonly type: string;
  readonly labels: number;
}

/** The block header (`resource "a" "b" {`) that stands at `at`, when the brace is on the line. */
export function blockHeaderAt(text: string, at: number): BlockHeader | undefined {
  const typeEnd = identifierEnd(text, at, text.length);
  if (typeEnd === at) return undefined;
  let labels = 0;
  let i = typeEnd;
  for (;;) {
    while (isBlank(text.charCodeAt(i))) i++;
    const c = text.charCodeAt(i);
    if (c === 123) return { type: text.slice(at, typeEnd), labels };
    let next = i;
    if (c === 34) {
      next++;
      while (next < text.length && text.charCodeAt(next) !== 34 && text.charCodeAt(next) !== 10) next++;
      if (text.charCodeAt(next) !== 34) return undefined;
      next++;
    } else next = identifierEnd(text, i, text.length);
    if (next === i) return undefined;
    labels++;
    i = next;
  }
}

/** Whether an argument (`name =`) or a block header stands at `at`. */
export function bodyItemAt(text: string, at: number): boolean {
  const end = identifierEnd(text, at, text.length);
  if (end === at) return false;
  let i = end;
  while (isBlank(text.charCodeAt(i))) i++;
  if (text.charCodeAt(i) === 61) return text.charCodeAt(i + 1) !== 61 && text.charCodeAt(i + 1) !== 62;
  return blockHeaderAt(text, at) !== undefined;
}

export function isBlank(c: number): boolean {
  return c === 32 || c === 9;
}

/** The offset of the line after the one that holds `at`, or the text's length. */
export function nextLine(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found + 1;
}

/**
 * Finds the ends of heredocs and comments for the tolerant scanner in logarithmic time, so that a file full of unclosed ones is
 * still read in linear time. Built when first asked.
 */
export class Landmarks {
  private terminators: Map<string, number[]> | undefined;
  private openers: Map<string, number[]> | undefined;
  private commentEnd = -2;
  /** Searches overlap only in hopeless files; this bounds them. */
  private searchBudget: number;

  constructor(private readonly text: string) {
    this.searchBudget = 4 * text.length + 1000;
  }

  /** To go back to the present state of the searches: whoever reads an item again asks again from its beginning. */
  mark(): () => void {
    const { commentEnd, searchBudget } = this;
    return () => {
      this.commentEnd = commentEnd;
      this.searchBudget = searchBudget;
    };
  }

  /** Takes the cost of a step of a search from what is left; false when nothing is. */
  maySearch(cost: number): boolean {
    this.searchBudget -= cost;
    return this.searchBudget > 0;
  }

  /** The start of the first line from `from` on that holds nothing but `marker`, and is followed by a line break. */
  terminator(marker: string, from: number): number | undefined {
    this.index();
    return firstFrom(this.terminators?.get(marker), from);
  }

  /** Whether a heredoc with this marker opens between the offsets. */
  reopens(marker: string, from: number, to: number): boolean {
    this.index();
    return (firstFrom(this.openers?.get(marker), from) ?? to) < to;
  }

  /** The offset after the first end of a block comment from `from` on. */
  commentEndFrom(from: number): number | undefined {
    if (this.commentEnd !== -1 && this.commentEnd < from) this.commentEnd = this.text.indexOf('*/', from);
    return this.commentEnd < 0 ? undefined : this.commentEnd + 2;
  }

  private index(): void {
    if (this.terminators) return;
    this.terminators = new Map();
    this.openers = new Map();
    for (const match of this.text.matchAll(/(?<![^\n])[^\S\n]*([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*\n/gu)) {
      if (match[1] !== undefined) add(this.terminators, match[1], match.index + match[0].indexOf(match[1]));
    }
    for (const match of this.text.matchAll(/<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/gu)) {
      if (match[1] !== undefined) add(this.openers, match[1], match.index);
    }
  }
}

function add(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The first of the ascending numbers that is not below `from`. */
function firstFrom(list: readonly number[] | undefined, from: number): number | undefined {
  if (!list) return undefined;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return list[low];
}
