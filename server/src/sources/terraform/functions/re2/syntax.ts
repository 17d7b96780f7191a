/**
 * RE2's syntax, as Go's `regexp` reads it: developer.hashicorp.com/terraform/language/functions/regex and github.com/google/re2/wiki/Syntax.
 * The tree is what `program.ts` compiles.
 */
export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly at: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly items: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly least: number;
      readonly most: number | undefined;
      readonly lazy: boolean;
    };

export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word' | 'no-word';

/** Characters by their code points. */
export interface CharSet {
  /** Pairs: from, to (inclusive). */
  readonly ranges: readonly number[];
  readonly properties: readonly { readonly pattern: RegExp; readonly negated: boolean }[];
  readonly negated: boolean;
  /** Letters count in either case. */
  readonly folds: boolean;
}

export interface Pattern {
  readonly root: Node;
  /** The names of the groups by their number from 1 on; empty where one has none. */
  readonly names: readonly string[];
}

/** `refused`: Go would not compile it. `unsupported`: we cannot tell, or it is too large. */
export type Parsed = Pattern | 'refused' | 'unsupported';

const LONGEST = 5_000;
const MOST_REPEATS = 1_000;
const DEEPEST = 200;

class Refused extends Error {}
class Unsupported extends Error {}

export function parsePattern(pattern: string): Parsed {
  if (pattern.length > LONGEST) return 'unsupported';
  try {
    return new Parser(Array.from(pattern)).whole();
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    if (error instanceof Unsupported) return 'unsupported';
    throw error;
  }
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly u: boolean;
}

class Parser {
  private at = 0;
  private depth = 0;
  private flags: Flags = { i: false, m: false, s: false, u: false };
  private readonly names: string[] = [];

  constructor(private readonly text: readonly string[]) {}

  whole(): Pattern {
    const root = this.choice();
    if (this.at < this.text.length) throw new Refused();
    if (heightOf(root, 1) > MOST_REPEATS) throw new Refused();
    return { root, names: this.names };
  }

  private peek(ahead = 0): string | undefined {
    return this.text[this.at + ahead];
  }

  private take(): string {
    const c = this.text[this.at];
    if (c === undefined) throw new Refused();
    this.at++;
    return c;
  }

  private starts(word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.text[this.at + i] !== word[i]) return false;
    return true;
  }

  private choice(): Node {
    if (++this.depth > DEEPEST) throw new Unsupported();
    const items = [this.sequence()];
    while (this.peek() === '|') {
      this.at++;
      items.push(this.sequence());
    }
    this.depth--;
    const [only] = items;
    return items.length === 1 && only ? only : { kind: 'choice', items };
  }

  private sequence(): Node {
    const items: Node[] = [];
    for (let c = this.peek(); c !== undefined && c !== '|' && c !== ')'; c = this.peek()) {
      if (this.starts('\\Q')) {
        this.quoted(items);
        continue;
      }
      const atom = this.atom();
      // A setting of flags is no atom: what repeats has nothing to repeat.
      const repeated = atom ? this.repeats(atom) : undefined;
      if (repeated) items.push(repeated);
      else if (isRepeat(this.peek()) && items.length === 0) throw new Refused();
      else if (!atom && this.repeatAhead()) throw new Refused();
    }
    const [only] = items;
    if (items.length === 0) return { kind: 'empty' };
    return items.length === 1 && only ? only : { kind: 'sequence', items };
  }

  private quoted(items: Node[]): void {
    this.at += 2;
    while (this.at < this.text.length && !this.starts('\\E')) items.push(this.literal(this.take()));
    if (this.starts('\\E')) this.at += 2;
    const last = items.pop();
    if (last) items.push(this.repeats(last));
  }

  private repeatAhead(): boolean {
    const c = this.peek();
    return c === '*' || c === '+' || c === '?' || (c === '{' && this.counts() !== undefined);
  }

  private repeats(atom: Node): Node {
    let node = atom;
    for (let again = false; ; again = true) {
      const c = this.peek();
      let least = 0;
      let most: number | undefined;
      if (c === '*') this.at++;
      else if (c === '+') {
        least = 1;
        this.at++;
      } else if (c === '?') {
        most = 1;
        this.at++;
      } else {
        const counts = c === '{' ? this.counts() : undefined;
        if (!counts) return node;
        if (
          counts.least > MOST_REPEATS ||
          (counts.most !== undefined && (counts.most > MOST_REPEATS || counts.most < counts.least))
        )
          throw new Refused();
        this.at += counts.length;
        least = counts.least;
        most = counts.most;
      }
      // Go takes no repetition of a repetition that is not in a group.
      if (again) throw new Refused();
      let lazy = this.flags.u;
      if (this.peek() === '?') {
        this.at++;
        lazy = !lazy;
      }
      node = { kind: 'repeat', body: node, least, most, lazy };
    }
  }

  private counts(): { readonly least: number; readonly most: number | undefined; readonly length: number } | undefined {
    const ahead = this.text.slice(this.at, this.at + 24).join('');
    const match = /^\{(\d{1,9})(,(\d{1,9})?)?\}/.exec(ahead);
    if (!match || /^\{(?:0\d|\d+,0\d)/.test(ahead)) return undefined;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? undefined : Number(match[3]);
    return { least, most, length: match[0].length };
  }

  /** @returns undefined for a setting of flags */
  private atom(): Node | undefined {
    const c = this.take();
    switch (c) {
      case '(':
        return this.group();
      case '[':
        return { kind: 'set', set: this.bracket() };
      case '.':
        return setNode(this.flags.s ? [0, 0x10ffff] : [0, 9, 11, 0x10ffff]);
      case '^':
        return { kind: 'assert', at: this.flags.m ? 'line-start' : 'text-start' };
      case '$':
        return { kind: 'assert', at: this.flags.m ? 'line-end' : 'text-end' };
      case '*':
      case '+':
      case '?':
        throw new Refused();
      case '{':
        this.at--;
        if (this.counts()) throw new Refused();
        this.at++;
        return this.literal(c);
      case '\\':
        return this.escape();
      default:
        return this.literal(c);
    }
  }

  private literal(c: string): Node {
    const point = pointOf(c);
    if (this.flags.i && point > 127) throw new Unsupported();
    return { kind: 'set', set: { ranges: [point, point], properties: [], negated: false, folds: this.flags.i } };
  }

  private group(): Node | undefined {
    if (this.peek() !== '?') return this.capture('');
    this.at++;
    if (this.starts('P<') || this.starts('<')) {
      this.at += this.peek() === 'P' ? 2 : 1;
      let name = '';
      for (let c = this.take(); c !== '>'; c = this.take()) name += c;
      if (!/^\w+$/.test(name) || this.names.includes(name)) throw new Refused();
      return this.capture(name);
    }
    const before = this.flags;
    let on = true;
    let letters = 0;
    for (let c = this.take(); ; c = this.take()) {
      if (c === ':' || c === ')') {
        if (!on && letters === 0) throw new Refused();
        if (c === ')') return undefined;
        const body = this.choice();
        if (this.take() !== ')') throw new Refused();
        this.flags = before;
        // A group of its own, so that it may be repeated.
        return { kind: 'sequence', items: [body] };
      }
      if (c === '-' && on) {
        on = false;
        letters = 0;
      } else if (c === 'i' || c === 'm' || c === 's') {
        this.flags = { ...this.flags, [c]: on };
        letters++;
      } else if (c === 'U') {
        this.flags = { ...this.flags, u: on };
        letters++;
      } else throw new Refused();
    }
  }

  private capture(name: string): Node {
    this.names.push(name);
    const index = this.names.length;
    const before = this.flags;
    const body = this.choice();
    if (this.at >= this.text.length || this.take() !== ')') throw new Refused();
    this.flags = before;
    return { kind: 'group', index, body };
  }

  private escape(): Node {
    const c = this.take();
    switch (c) {
      case 'A':
        return { kind: 'assert', at: 'text-start' };
      case 'z':
        return { kind: 'assert', at: 'text-end' };
      case 'b':
        return { kind: 'assert', at: 'word' };
      case 'B':
        return { kind: 'assert', at: 'no-word' };
      case 'p':
      case 'P':
        return { kind: 'set', set: { ranges: [], properties: [this.property(c === 'P')], negated: false, folds: false } };
      case 'Q':
      case 'C':
        throw new Refused();
    }
    const named = PERL[c];
    if (named) return { kind: 'set', set: { ranges: named, properties: [], negated: false, folds: this.flags.i } };
    this.at--;
    const point = this.escapedPoint();
    return this.literal(String.fromCodePoint(point));
  }

  /** After a backslash, which is read already. */
  private escapedPoint(): number {
    const c = this.take();
    const simple: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
    const known = simple[c];
    if (known !== undefined) return known;
    if (/[1-7]/.test(c)) {
      // Go knows no references back: only what is followed by another octal digit is a number.
      if (!/[0-7]/.test(this.peek() ?? '')) throw new Refused();
      return this.octal(c);
    }
    if (c === '0') return this.octal(c);
    if (c === 'x') return this.hexadecimal();
    if (pointOf(c) < 128 && !/[A-Za-z0-9]/.test(c)) return pointOf(c);
    throw new Refused();
  }

  private octal(first: string): number {
    let digits = first;
    while (digits.length < 3 && /[0-7]/.test(this.peek() ?? '')) digits += this.take();
    return Number.parseInt(digits, 8);
  }

  private hexadecimal(): number {
    let digits = '';
    if (this.peek() === '{') {
      this.at++;
      for (let c = this.take(); c !== '}'; c = this.take()) digits += c;
      if (!/^[0-9A-Fa-f]+$/.test(digits) || Number.parseInt(digits, 16) > 0x10ffff) throw new Refused();
    } else {
      digits = this.take() + this.take();
      if (!/^[0-9A-Fa-f]{2}$/.test(digits)) throw new Refused();
    }
    return Number.parseInt(digits, 16);
  }

  private property(negated: boolean): CharSet['properties'][number] {
    if (this.flags.i) throw new Unsupported();
    let name = this.take();
    if (name === '{') {
      name = '';
      for (let c = this.take(); c !== '}'; c = this.take()) name += c;
    }
    let not = negated;
    if (name.startsWith('^')) {
      name = name.slice(1);
      not = !not;
    }
    // Go's category C leaves out what is not assigned.
    if (name === 'C') throw new Unsupported();
    if (name === 'Any') return { pattern: /./su, negated: not };
    const source = CATEGORIES.test(name) ? name : `Script=${name}`;
    if (!/^[\w=]+$/.test(source)) throw new Refused();
    try {
      return { pattern: new RegExp(`^\\p{${source}}$`, 'u'), negated: not };
    } catch {
      throw new Refused();
    }
  }

  /** What stands in brackets, of which the first is read. */
  private bracket(): CharSet {
    let negated = false;
    if (this.peek() === '^') {
      negated = true;
      this.at++;
    }
    const ranges: number[] = [];
    const properties: CharSet['properties'][number][] = [];
    for (let first = true; first || this.peek() !== ']'; first = false) {
      if (this.peek() === '-' && !first && this.peek(1) !== ']' && this.peek(1) !== undefined) {
        // Except at an end, a hyphen makes a range.
        if (this.peek(1) !== '-') throw new Refused();
      }
      if (this.starts('[:')) {
        const name = /^\[:(\^?)(\w+):\]/.exec(this.text.slice(this.at, this.at + 16).join(''));
        const members = name?.[2] === undefined ? undefined : POSIX[name[2]];
        if (name && members) {
          ranges.push(...(name[1] ? invert(members) : members));
          this.at += name[0].length;
          continue;
        }
        if (name) throw new Refused();
      }
      if (this.peek() === '\\') {
        const letter = this.peek(1) ?? '';
        if (letter === 'p' || letter === 'P') {
          this.at += 2;
          properties.push(this.property(letter === 'P'));
          continue;
        }
        const named = PERL[letter];
        if (named) {
          this.at += 2;
          ranges.push(...named);
          continue;
        }
      }
      const low = this.member();
      let high = low;
      if (this.peek() === '-' && this.peek(1) !== undefined && this.peek(1) !== ']') {
        this.at++;
        high = this.member();
        if (high < low) throw new Refused();
      }
      if (this.flags.i && high > 127) throw new Unsupported();
      ranges.push(low, high);
    }
    this.at++;
    // Without `s`, a class that is negated still holds line ends.
    return { ranges, properties, negated, folds: this.flags.i };
  }

  private member(): number {
    const c = this.take();
    return c === '\\' ? this.escapedPoint() : pointOf(c);
  }
}

function isRepeat(c: string | undefined): boolean {
  return c === '*' || c === '+' || c === '?';
}

function setNode(ranges: readonly number[]): Node {
  return { kind: 'set', set: { ranges, properties: [], negated: false, folds: false } };
}

function pointOf(c: string): number {
  return c.codePointAt(0) ?? 0;
}

/** How often the innermost of nested counts is repeated, at most: Go refuses more than a thousand. */
function heightOf(node: Node, outer: number): number {
  switch (node.kind) {
    case 'group':
      return heightOf(node.body, outer);
    case 'sequence':
    case 'choice':
      return Math.max(outer, ...node.items.map((item) => heightOf(item, outer)));
    case 'repeat': {
      const counted = node.most === 1 && node.least === 0 ? 1 : (node.most ?? node.least);
      return heightOf(node.body, outer * Math.max(1, counted));
    }
    default:
      return outer;
  }
}

function invert(ranges: readonly number[]): readonly number[] {
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const low = ranges[i] ?? 0;
    if (low > next) out.push(next, low - 1);
    next = (ranges[i + 1] ?? 0) + 1;
  }
  if (next <= 0x10ffff) out.push(next, 0x10ffff);
  return out;
}

const DIGIT = [48, 57];
const SPACE = [9, 10, 12, 13, 32, 32];
const WORD = [48, 57, 65, 90, 95, 95, 97, 122];

const PERL: Readonly<Record<string, readonly number[]>> = {
  d: DIGIT,
  D: invert(DIGIT),
  s: SPACE,
  S: invert(SPACE),
  w: WORD,
  W: invert(WORD),
};

const POSIX: Readonly<Record<string, readonly number[]>> = {
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  ascii: [0, 127],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: DIGIT,
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: [9, 13, 32, 32],
  upper: [65, 90],
  word: WORD,
  xdigit: [48, 57, 65, 70, 97, 102],
};

const CATEGORIES = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfos])$/;
