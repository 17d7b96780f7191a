import { isMoving, SpanGroup } from '../../text';
import type { Comment, SyntaxProblem } from '../problem';
import { type Stretch, Unchanged } from '../unchanged';
import type { Attribute, Block, HclFile } from './ast';
import { BodyParser } from './bodies';
import { Landmarks } from './landmarks';
import { parseHcl } from './parse';
import { duplicates, endsIndented } from './recovery';
import { maxProblems, Scanner } from './scanner';
import { type HclStretch, KnownStretches, type Left, settleWithin, withInner } from './stretches';
import { TolerantScanner } from './tolerant-scanner';

/** A stretch of the file: an argument, a block of the outermost level, or a comment. Between them are empty lines. */
interface Piece extends Stretch {
  readonly items: readonly (Attribute | Block)[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /** The parts that may be taken over where it is not, but for those inside of others. */
  readonly stretches: readonly HclStretch[];
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
  /** Parts that were there before something half-typed swallowed them. */
  readonly left: Left | undefined;
}

/**
 * Parses a file as `parseHcl` does, taking over from its former state the items whose text is the same: the very nodes, whose spans
 * are moved to where they stand now. The former state must not be used afterwards.
 */
export function parseLive(text: string, before?: LiveHcl): LiveHcl {
  const reading = text.charCodeAt(0) === 0xfeff ? undefined : new Pieces(text, before);
  const pieces = reading?.read();
  const file = pieces && fileOf(text, pieces);
  return file
    ? { text, file, pieces, left: reading?.left() }
    : { text, file: parseHcl(text), pieces: undefined, left: undefined };
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

/** Retrials of an item in which a part of an earlier state stands where it would not be read as it was; then it is read without any. */
const RETRIALS = 3;

/** Reads a text item by item, as `recover` does, but for the items that are known. */
class Pieces {
  private readonly known: Unchanged<Piece> | undefined;
  private readonly made: Piece[] = [];
  private readonly given = new Set<Piece>();
  private readonly landmarks: Landmarks;
  private parts: KnownStretches | undefined;

  constructor(
    private readonly text: string,
    private readonly before: LiveHcl | undefined,
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
      if (known) {
        made.push(known);
        this.given.add(known);
        continue;
      }
      const cost = this.tryItem(at);
      if (cost === 0) continue;
      budget -= cost;
      if (budget <= 0) return undefined;
      this.readDamaged(at);
    }
    return made.some((piece) => piece.damaged) && made.some((piece) => piece.endsIndented) ? undefined : made;
  }

  /** The parts of the former state that found no place in this one. */
  left(): Left | undefined {
    if (!this.parts) return this.before?.left;
    const kept = new Set<HclStretch>();
    for (const { stretches } of this.given) for (const each of withInner(stretches)) kept.add(each);
    return this.parts.left(kept);
  }

  /** What is known of the items that have to be read. Made when the first has to be: of those that were taken over nothing is needed. */
  private get knownParts(): KnownStretches {
    if (!this.parts) {
      const { before, given } = this;
      const pieces = before?.pieces?.filter((piece) => !given.has(piece)) ?? [];
      const stretches = pieces.flatMap((piece) => [...withInner(piece.stretches)]);
      const sources = [before && { text: before.text, stretches }, before?.left].flatMap((one) => one ?? []);
      this.parts = new KnownStretches(this.text, sources);
    }
    return this.parts;
  }

  /** Reads an item strictly. @returns where it is damaged, the length of the text that was read for nothing; else 0 */
  private tryItem(at: number): number {
    const { text } = this;
    const { scanner, parser, items, group } = this.readItem(
      (known) => new Scanner(text, { from: at, oneItem: true, known }),
      false,
    );
    const end = scanner.pos;
    if (scanner.failed || parser.failed || end <= at) {
      this.knownParts.settle([]);
      return Math.max(end - at, 1);
    }
    const whole = text.charCodeAt(end - 1) === 10;
    this.add(at, end, group, items, parser, { whole, damaged: false, endsIndented: endsIndented(text, items.at(-1)) });
    return 0;
  }

  private readDamaged(at: number): void {
    const { scanner, parser, items, group } = this.readItem(
      (known) => new TolerantScanner(this.text, at, this.landmarks, known),
      true,
    );
    const how = { whole: false, damaged: true, endsIndented: false };
    this.add(at, Math.max(scanner.itemEnd, at + 1), group, items, parser, how);
  }

  /** Scans and parses an item with the parts that are known. One that cannot be taken over where it stands is left out the next time. */
  private readItem<S extends Scanner>(scan: (known: KnownStretches | undefined) => S, tolerant: boolean): ItemRead<S> {
    const { knownParts } = this;
    const back = this.landmarks.mark();
    for (let trials = 0; ; trials++) {
      const scanner = scan(trials < RETRIALS ? knownParts : undefined);
      scanner.run();
      const group = new SpanGroup();
      const parser = new BodyParser(scanner, tolerant, 0, group);
      const items = scanner.failed ? [] : parser.parseFile();
      if (parser.misread.size === 0) return { scanner, parser, items, group };
      back();
      knownParts.settle([]);
      for (const stretch of parser.misread) knownParts.refuse(stretch);
    }
  }

  private add(
    start: number,
    end: number,
    group: SpanGroup,
    items: readonly (Attribute | Block)[],
    parser: BodyParser,
    how: Pick<Piece, 'whole' | 'damaged' | 'endsIndented'>,
  ): void {
    const { adopted, stretches } = parser;
    this.knownParts.settle(adopted);
    settleWithin(stretches, undefined, new Set(adopted));
    const moving = <T extends Comment | SyntaxProblem>(one: T): T =>
      isMoving(one.span) ? one : { ...one, span: group.make(one.span.start, one.span.end) };
    const comments = parser.comments.map(moving);
    this.made.push({ ...how, start, end, group, items, comments, problems: parser.problems.map(moving), stretches });
  }
}

interface ItemRead<S extends Scanner> {
  readonly scanner: S;
  readonly parser: BodyParser;
  readonly items: readonly (Attribute | Block)[];
  readonly group: SpanGroup;
}
