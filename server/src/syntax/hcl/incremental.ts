import { SpanGroup } from '../../text';
import type { Comment, SyntaxProblem } from '../problem';
import { type Stretch, Unchanged } from '../unchanged';
import type { Attribute, Block, HclFile } from './ast';
import { BodyParser } from './bodies';
import { Landmarks } from './landmarks';
import { parseHcl } from './parse';
import { duplicates, endsIndented } from './recovery';
import { maxProblems, Scanner } from './scanner';
import { TolerantScanner } from './tolerant-scanner';

/** A stretch of the file: an argument, a block of the outermost level, or a comment. Between them are empty lines. */
interface Piece extends Stretch {
  readonly items: readonly (Attribute | Block)[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /** Read strictly, to the end of a line: the same text reads the same wherever it stands. */
  readonly whole: boolean;
  readonly damaged: boolean;
  /** A brace closes it that may be one too many: in a file that is damaged somewhere it may have to be read on. */
  readonly endsIndented: boolean;
}

/** A file that is being edited: its tree, in pieces that the next state of the file takes over where their text is the same. */
export interface LiveHcl {
  readonly text: string;
  readonly file: HclFile;
  /** Undefined where the file is not in a state to be taken over. */
  readonly pieces: readonly Piece[] | undefined;
}

/**
 * Parses a file as `parseHcl` does, taking over from its former state the items whose text is the same: the very nodes, whose spans
 * are moved to where they stand now. The former state must not be used afterwards.
 */
export function parseLive(text: string, before?: LiveHcl): LiveHcl {
  const pieces = text.charCodeAt(0) === 0xfeff ? undefined : new Pieces(text, before).read();
  const file = pieces && fileOf(text, pieces);
  return file ? { text, file, pieces } : { text, file: parseHcl(text), pieces: undefined };
}

function fileOf(text: string, pieces: readonly Piece[]): HclFile | undefined {
  const items: (Attribute | Block)[] = [];
  const comments: Comment[] = [];
  const problems: SyntaxProblem[] = [];
  let damaged = false;
  for (const piece of pieces) {
    for (const item of piece.items) items.push(item);
    for (const comment of piece.comments) comments.push(comment);
    for (const problem of piece.problems) if (problems.length < maxProblems) problems.push(problem);
    if (piece.damaged) damaged = true;
  }
  for (const problem of duplicates(items)) if (problems.length < maxProblems) problems.push(problem);
  // What is wrong was not found in any one item.
  if (damaged && problems.length === 0) return undefined;
  return { body: { kind: 'body', span: { start: 0, end: text.length }, items }, problems, comments };
}

function afterEmptyLines(text: string, from: number): number {
  let at = from;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === 10) at++;
    else if (c === 13 && text.charCodeAt(at + 1) === 10) at += 2;
    else return at;
  }
}

/** Reads a text item by item, as `recover` does, but for the items that are known. */
class Pieces {
  private readonly known: Unchanged<Piece> | undefined;
  private readonly made: Piece[] = [];
  private readonly landmarks: Landmarks;

  constructor(
    private readonly text: string,
    before: LiveHcl | undefined,
  ) {
    const whole = before?.pieces?.filter((piece) => piece.whole);
    this.known = before && whole && new Unchanged(before.text, whole, text);
    this.landmarks = new Landmarks(text);
  }

  /** The pieces of the text; undefined where it has to be read as a whole. */
  read(): readonly Piece[] | undefined {
    const { text, made } = this;
    let budget = 2 * text.length + 1000;
    for (let at = afterEmptyLines(text, 0); at < text.length; at = afterEmptyLines(text, made.at(-1)?.end ?? text.length)) {
      const known = this.known?.at(at);
      if (known) made.push(known);
      else {
        const cost = this.tryItem(at);
        if (cost === 0) continue;
        budget -= cost;
        if (budget <= 0) return undefined;
        this.readDamaged(at);
      }
    }
    return made.some((piece) => piece.damaged) && made.some((piece) => piece.endsIndented) ? undefined : made;
  }

  /** Reads an item strictly. @returns where it is damaged, the length of the text that was read for nothing; else 0 */
  private tryItem(at: number): number {
    const { text } = this;
    const scanner = new Scanner(text, { from: at, oneItem: true });
    scanner.run();
    const end = scanner.pos;
    const group = new SpanGroup();
    const parser = scanner.failed ? undefined : new BodyParser(scanner, false, 0, group);
    const items = parser?.parseFile();
    if (!parser || !items || parser.failed || end <= at) return Math.max(end - at, 1);
    const whole = text.charCodeAt(end - 1) === 10;
    this.add(at, end, group, items, parser, scanner, { whole, damaged: false, endsIndented: endsIndented(text, items.at(-1)) });
    return 0;
  }

  private readDamaged(at: number): void {
    const scanner = new TolerantScanner(this.text, at, this.landmarks);
    scanner.run();
    const group = new SpanGroup();
    const parser = new BodyParser(scanner, true, 0, group);
    const items = parser.parseFile();
    const how = { whole: false, damaged: true, endsIndented: false };
    this.add(at, Math.max(scanner.itemEnd, at + 1), group, items, parser, scanner, how);
  }

  private add(
    start: number,
    end: number,
    group: SpanGroup,
    items: readonly (Attribute | Block)[],
    parser: BodyParser,
    scanner: Scanner,
    how: Pick<Piece, 'whole' | 'damaged' | 'endsIndented'>,
  ): void {
    const moving = <T extends Comment | SyntaxProblem>(one: T): T => ({ ...one, span: group.make(one.span.start, one.span.end) });
    const comments = scanner.comments.map(moving);
    this.made.push({ ...how, start, end, group, items, comments, problems: parser.problems.map(moving) });
  }
}
