import type { Refusal } from '../mapping/inverse';
import type { WordChange } from '../resources';
import { refuse } from './result';
import type { Session } from './session';

/**
 * Puts one word in the place of another inside of a literal or key: an action, an operator, the name of an element. Refused where the word
 * does not stand there letter by letter, or is written elsewhere and only read here.
 */
export function writeWord(session: Session, { at, from, to }: WordChange): Refusal | undefined {
  if (at.kind !== 'text' || at.via) return refuse('The value is written elsewhere: change it there.');
  if (!PLAIN.test(to)) return refuse('The new value cannot be written here safely: change it by hand.');
  const settled = session.settle(`${at.uri}#${at.span.start} word`, to);
  if (settled === 'same') return undefined;
  if (settled !== 'new') return settled;
  const draft = session.draft(at.uri);
  const start = draft?.current(at.span.start);
  const end = draft?.current(at.span.end - 1);
  if (!draft || start === undefined || end === undefined) return refuse('Another fix changes the same text: try again after it.');
  const written = draft.text.slice(start, end + 1);
  const found = written.indexOf(from);
  if (found < 0 || written.indexOf(from, found + 1) >= 0 || written.length > from.length + QUOTES)
    return refuse('An expression computes the value: change what it is computed from.');
  session.apply(at.uri, [{ span: { start: start + found, end: start + found + from.length }, newText: to }]);
  return undefined;
}

/** What stands for itself in a text of every language that holds policies. */
const PLAIN = /^[\w:*?./,@+=-]+$/;

/** Marks around a word: its quotes, or what an escaped quote takes. */
const QUOTES = 4;
