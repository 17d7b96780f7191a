/**
 * Why a regular expression may not stand in a rule, if so. What is allowed runs in linear time in RE2 and cannot explode in
 * JavaScript's backtracking engine: no look-around, no back-references, and no repetition whose body repeats or offers a choice
 * of unequal length.
 */
export function regexProblem(source: string): string | undefined {
  try {
    new RegExp(source, 'u');
  } catch (error) {
    return error instanceof Error ? error.message : 'not a regular expression';
  }
  if (/\(\?(?:[=!]|<[=!])/.test(source)) return 'look-ahead and look-behind are not allowed';
  if (/\\[1-9]|\\k</.test(source)) return 'back-references are not allowed';
  return new Scanner(source).problem();
}

interface Group {
  /** Something inside repeats without an upper limit, or is optional, or one of several. */
  varies: boolean;
}

class Scanner {
  private at = 0;

  constructor(private readonly source: string) {}

  problem(): string | undefined {
    const groups: Group[] = [{ varies: false }];
    let last: Group | undefined;
    let unboundedInRow = 0;
    while (this.at < this.source.length) {
      const c = this.source[this.at];
      if (c === '(') {
        this.skipGroupStart();
        groups.push({ varies: false });
        last = undefined;
        unboundedInRow = 0;
        continue;
      }
      if (c === ')') {
        this.at++;
        last = groups.pop();
        const outer = groups.at(-1);
        if (outer && last?.varies) outer.varies = true;
        continue;
      }
      const repeat = this.repetition();
      if (repeat !== undefined) {
        if (repeat === 'unbounded' && last?.varies)
          return 'a repetition of what itself repeats or varies is not allowed: it may take for ever';
        const group = groups.at(-1);
        if (group) group.varies = true;
        unboundedInRow = repeat === 'unbounded' ? unboundedInRow + 1 : unboundedInRow;
        if (unboundedInRow > 3) return 'more than three unbounded repetitions in one sequence are not allowed';
        last = undefined;
        continue;
      }
      last = undefined;
      if (c === '|') {
        const group = groups.at(-1);
        if (group) group.varies = true;
        unboundedInRow = 0;
        this.at++;
      } else if (c === '[') this.skipClass();
      else if (c === '\\') this.at += 2;
      else this.at++;
    }
    return undefined;
  }

  private skipGroupStart(): void {
    const opening = /^\((?:\?:|\?<[A-Za-z]+>)?/.exec(this.source.slice(this.at));
    this.at += opening?.[0].length ?? 1;
  }

  private skipClass(): void {
    this.at++;
    while (this.at < this.source.length && this.source[this.at] !== ']') this.at += this.source[this.at] === '\\' ? 2 : 1;
    this.at++;
  }

  private repetition(): 'bounded' | 'unbounded' | undefined {
    const found = /^(?:[*+?]|\{\d+(?:,(\d*))?\})\??/.exec(this.source.slice(this.at));
    if (!found) return undefined;
    this.at += found[0].length;
    const large = Number(found[1] ?? 0) > 1000;
    return found[0].startsWith('*') || found[0].startsWith('+') || found[1] === '' || large ? 'unbounded' : 'bounded';
  }
}
