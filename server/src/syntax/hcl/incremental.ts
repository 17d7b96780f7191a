import { SpanGroup } from '../../text';
import type { Comment, SyntaxProblem } from '../problem';
import type { Attribute, Block, HclFile } from './ast';
import { BodyParser } from './bodies';
import { Landmarks } from './landmarks';
import { parseHcl } from './parse';
import { duplicates, endsIndented } from './recovery';
import { maxProblems, Scanner } from './scanner';
import { TolerantScanner } from './tolerant-scanner';

/** A stretch of the file: an argument, a block of the outermost level, or a comment. Between them are empty lines. */
interface Piece {
  start: number;
  end: number;
  readonly group: SpanGroup;
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

/** The pieces of an earlier text that stand in a new one as they were, or further up or down; asked for in the order of the text. */
class Known {
  private readonly pieces: readonly Piece[];
  private next = 0;
  /** Up to here both texts are the same; from `sameFrom` of the earlier text on they are again. */
  private readonly same: number;
  private readonly sameFrom: number;
  private readonly by: number;

  constructor({ text: old, pieces }: LiveHcl, text: string) {
    const shorter = Math.min(old.length, text.length);
    this.pieces = pieces ?? [];
    this.same = commonStart(old, text, shorter);
    this.sameFrom = old.length - commonEnd(old, text, shorter - this.same);
    this.by = text.length - old.length;
  }

  at(offset: number): Piece | undefined {
    for (; this.next < this.pieces.length; this.next++) {
      const piece = this.pieces[this.next];
      if (!piece) return undefined;
      const isBefore = piece.end <= this.same;
      const start = isBefore ? piece.start : piece.start + this.by;
      const isUnchanged = piece.whole && (isBefore || piece.start >= this.sameFrom);
      if (!isUnchanged || start < offset) continue;
      if (start > offset) return undefined;
      this.next++;
      return piece;
    }
    return undefined;
  }
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

/** Long texts are compared in stretches of this length, which costs a fraction of comparing characters. */
const stretch = 1024;

function commonStart(a: string, b: string, most: number): number {
  let at = 0;
  while (at + stretch <= most && a.slice(at, at + stretch) === b.slice(at, at + stretch)) at += stretch;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonEnd(a: string, b: string, most: number): number {
  let n = 0;
  const end = (text: string) => text.slice(text.length - n - stretch, text.length - n);
  while (n + stretch <= most && end(a) === end(b)) n += stretch;
  while (n < most && a.charCodeAt(a.length - n - 1) === b.charCodeAt(b.length - n - 1)) n++;
  return n;
}

/** Reads a text item by item, as `recover` does, but for the items that are known. */
class Pieces {
  private readonly known: Known | undefined;
  private readonly made: Piece[] = [];
  private readonly landmarks: Landmarks;

  constructor(
    private readonly text: string,
    before: LiveHcl | undefined,
  ) {
    this.known = before && new Known(before, text);
    this.landmarks = new Landmarks(text);
  }

  /** The pieces of the text; undefined where it has to be read as a whole. */
  read(): readonly Piece[] | undefined {
    const { text, made } = this;
    let budget = 2 * text.length + 1000;
    for (let at = afterEmptyLines(text, 0); at < text.length; at = afterEmptyLines(text, made.at(-1)?.end ?? text.length)) {
      const known = this.known?.at(at);
      if (known) this.takeOver(known, at);
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

  private takeOver(piece: Piece, at: number): void {
    const by = at - piece.start;
    if (by !== 0) {
      piece.group.move(by);
      piece.start += by;
      piece.end += by;
    }
    this.made.push(piece);
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
