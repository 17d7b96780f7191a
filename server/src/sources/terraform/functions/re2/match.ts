import type { Program } from './program';
import type { Assertion, CharSet } from './syntax';

/** Where the whole and each group begin and end, in characters of the subject; undefined where a group took no part. */
export type Match = readonly (number | undefined)[];

/** Of one subject: about half a second. */
const MOST_WORK = 5_000_000;

/** A text by its code points. */
export interface Subject {
  readonly points: readonly number[];
  readonly characters: readonly string[];
  /** Steps that matching may still take; below zero, what was found counts for nothing. */
  work: number;
}

export function subjectOf(text: string): Subject {
  const characters = Array.from(text);
  return { characters, points: characters.map((c) => c.codePointAt(0) ?? 0), work: MOST_WORK };
}

export function textBetween(subject: Subject, start: number, end: number): string {
  return subject.characters.slice(start, end).join('');
}

interface Thread {
  readonly at: number;
  readonly slots: Match;
}

/** The leftmost match from a place on, the first of the alternatives preferred, as Go finds it. */
export function matchFrom({ code, names }: Program, subject: Subject, start: number): Match | undefined {
  const { points } = subject;
  subject.work -= code.length;
  const none: Match = new Array<undefined>((names.length + 1) * 2).fill(undefined);
  const seen = new Int32Array(code.length).fill(-1);
  let threads: Thread[] = [];
  let found: Match | undefined;
  for (let i = start; i <= points.length; i++) {
    const current = threads;
    // In the order of preference: what began further left comes first.
    const ready: Thread[] = [];
    for (const thread of current) follow(thread, ready, i);
    if (!found) follow({ at: 0, slots: none }, ready, i);
    threads = [];
    if (subject.work < 0) return undefined;
    const point = points[i];
    for (const thread of ready) {
      const instruction = code[thread.at];
      if (instruction?.op === 'match') {
        found = thread.slots;
        break;
      }
      if (instruction?.op === 'set' && point !== undefined && holds(instruction.set, point))
        threads.push({ at: thread.at + 1, slots: thread.slots });
    }
    if (threads.length === 0 && found) return found;
  }
  return found;

  /** Goes on from a place without reading a character. */
  function follow(from: Thread, ready: Thread[], i: number): void {
    const open: Thread[] = [from];
    for (let thread = open.pop(); thread; thread = open.pop()) {
      const { at, slots } = thread;
      if (seen[at] === i) continue;
      seen[at] = i;
      subject.work -= 1 + slots.length / 8;
      const instruction = code[at];
      switch (instruction?.op) {
        case 'jump':
          open.push({ at: instruction.to, slots });
          break;
        case 'split':
          open.push({ at: instruction.second, slots }, { at: instruction.first, slots });
          break;
        case 'save': {
          const saved = [...slots];
          saved[instruction.slot] = i;
          open.push({ at: at + 1, slots: saved });
          break;
        }
        case 'assert':
          if (isAt(instruction.at, points, i)) open.push({ at: at + 1, slots });
          break;
        case 'set':
        case 'match':
          ready.push(thread);
          break;
      }
    }
  }
}

/** All matches as Go's `FindAll` lists them: none is empty right after another. */
export function allMatches(program: Program, subject: Subject): readonly Match[] {
  const found: Match[] = [];
  let lastEnd = -1;
  for (let at = 0; at <= subject.points.length; ) {
    const match = matchFrom(program, subject, at);
    if (!match) break;
    const [start = 0, end = 0] = match;
    if (end !== start || start !== lastEnd) found.push(match);
    at = end > at ? end : at + 1;
    lastEnd = end;
  }
  return found;
}

function isAt(assertion: Assertion, points: readonly number[], i: number): boolean {
  switch (assertion) {
    case 'text-start':
      return i === 0;
    case 'text-end':
      return i === points.length;
    case 'line-start':
      return i === 0 || points[i - 1] === 10;
    case 'line-end':
      return i === points.length || points[i] === 10;
    default:
      return (isWord(points[i - 1]) !== isWord(points[i])) === (assertion === 'word');
  }
}

function isWord(point: number | undefined): boolean {
  if (point === undefined) return false;
  return (point >= 48 && point <= 57) || (point >= 65 && point <= 90) || point === 95 || (point >= 97 && point <= 122);
}

/** Two letters beyond ASCII have ASCII ones for their other case. */
const LONG_S = 0x17f;
const KELVIN = 0x212a;

export function holds(set: CharSet, point: number): boolean {
  let inside = includes(set.ranges, point);
  if (!inside && set.folds) {
    if ((point >= 65 && point <= 90) || (point >= 97 && point <= 122)) inside = includes(set.ranges, point ^ 32);
    else if (point === LONG_S) inside = includes(set.ranges, 83) || includes(set.ranges, 115);
    else if (point === KELVIN) inside = includes(set.ranges, 75) || includes(set.ranges, 107);
  }
  if (!inside && set.properties.length > 0) {
    const character = String.fromCodePoint(point);
    inside = set.properties.some(({ pattern, negated }) => pattern.test(character) !== negated);
  }
  return inside !== set.negated;
}

function includes(ranges: readonly number[], point: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    if (point >= (ranges[i] ?? 0) && point <= (ranges[i + 1] ?? -1)) return true;
  }
  return false;
}
