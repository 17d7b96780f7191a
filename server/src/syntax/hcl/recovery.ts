import type { Comment, SyntaxProblem } from '../problem';
import type { Attribute, Block } from './ast';
import { BodyParser } from './bodies';
import { isBlank, Landmarks } from './landmarks';
import { maxProblems, Scanner } from './scanner';
import { TolerantScanner } from './tolerant-scanner';

export interface Recovered {
  readonly items: (Attribute | Block)[];
  readonly problems: SyntaxProblem[];
  readonly comments: Comment[];
}

/**
 * Reads a file that the strict pass refused, one argument or block of the outermost level at a time: each is tried strictly, so
 * that everything outside of the damage reads as ever, and only a damaged one is read tolerantly.
 */
export function recover(text: string): Recovered {
  const result: Recovered = { items: [], problems: [], comments: [] };
  const landmarks = new Landmarks(text);
  // A failed trial may have run far beyond the damaged item. The total of such work is bounded; afterwards nothing is tried.
  let budget = 2 * text.length + 1000;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (c === 10) {
      at++;
      continue;
    }
    const trial = budget > 0 ? tryItem(text, at, result) : { end: -1, cost: 0 };
    if (trial.end > at) {
      at = trial.end;
      continue;
    }
    budget -= trial.cost;
    const scanner = new TolerantScanner(text, at, landmarks);
    scanner.run();
    const parser = new BodyParser(scanner, true, 0);
    add(result, parser.parseFile(), parser.problems, scanner.comments);
    at = Math.max(scanner.itemEnd, at + 1);
  }
  for (const problem of duplicates(result.items)) if (result.problems.length < maxProblems) result.problems.push(problem);
  return result;
}

/** Reads the item at `at` strictly. `end` is where it ends, or -1 when it is damaged; `cost` is the length of text that was read. */
function tryItem(text: string, at: number, result: Recovered): { end: number; cost: number } {
  const scanner = new Scanner(text, { from: at, oneItem: true });
  scanner.run();
  const cost = scanner.pos - at;
  if (scanner.failed) return { end: -1, cost };
  const parser = new BodyParser(scanner, false, 0);
  const items = parser.parseFile();
  if (parser.failed || endsTooEarly(text, items.at(-1), scanner.pos)) return { end: -1, cost };
  add(result, items, parser.problems, scanner.comments);
  return { end: scanner.pos, cost };
}

function add(
  result: Recovered,
  items: readonly (Attribute | Block)[],
  problems: readonly SyntaxProblem[],
  comments: readonly Comment[],
): void {
  // Not `push(...items)`: that overflows the stack when there are very many.
  for (const item of items) result.items.push(item);
  for (const comment of comments) result.comments.push(comment);
  for (const problem of problems) if (result.problems.length < maxProblems) result.problems.push(problem);
}

/**
 * Whether a block from column 0 is closed by an indented brace and what follows is indented too, or is another brace: then
 * that brace is one too many, and the block goes on.
 */
function endsTooEarly(text: string, item: Attribute | Block | undefined, after: number): boolean {
  if (!endsIndented(text, item)) return false;
  const next = text.slice(after, after + 1000).trimStart();
  if (next === '') return false;
  return next.startsWith('}') || lineIndent(text, text.indexOf(next[0] ?? '', after)) !== 0;
}

/** Whether an item is a block from column 0 that an indented brace closes. */
export function endsIndented(text: string, item: Attribute | Block | undefined): boolean {
  return item?.kind === 'block' && lineIndent(text, item.span.start) === 0 && lineIndent(text, item.span.end - 1) > 0;
}

/** How far the text at `at` is indented, when nothing but blanks stands before it on its line; otherwise -1. */
function lineIndent(text: string, at: number): number {
  let i = at;
  while (i > 0 && isBlank(text.charCodeAt(i - 1))) i--;
  return i === 0 || text.charCodeAt(i - 1) === 10 ? at - i : -1;
}

/** The parser of one item cannot see that another one sets the same argument. */
export function duplicates(items: readonly (Attribute | Block)[]): readonly SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  const names = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'attribute') continue;
    if (names.has(item.name))
      found.push({ span: item.nameSpan, message: `"${item.name}" is set twice; an argument may be set only once.` });
    names.add(item.name);
  }
  return found;
}
