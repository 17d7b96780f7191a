import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/text';
import { Client } from './client';
import { FILE } from './half-typed-file';

/** All of it takes minutes: `ASHLAR_HALF_TYPED=full`. Else each block is typed once in each place or mode, in turn. */
const FULL = process.env.ASHLAR_HALF_TYPED === 'full';
const PLACES = ['top', 'middle', 'end'] as const;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')', '"': '"' };

/** The blocks of the file, each with the comment above it. */
const BLOCKS = FILE.trimEnd().split(/\n\n(?=\S)/);

/** What is typed so far, and what the editor has closed behind the cursor by itself. */
interface Typing {
  readonly typed: string;
  readonly tail: string;
}

/** The states of a text typed character by character. */
function* strokes(text: string, closing: boolean): Generator<Typing> {
  let typed = '';
  let tail = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (tail !== '' && text.startsWith(tail, i) && /^\s*[}\])]/.test(tail)) {
      // The user steps over what is there already.
      typed += tail;
      i += tail.length - 1;
      tail = '';
      continue;
    }
    const closer = closing ? CLOSERS[c] : undefined;
    if (tail !== '' && tail.startsWith(c) && /["}\])]/.test(c)) tail = tail.slice(1);
    else if (closer !== undefined) tail = closer + tail;
    else if (c === '\n' && /^[}\])]/.test(tail)) tail = `\n${indentOf(typed)}${tail}`;
    typed += c;
    yield { typed, tail };
  }
}

/** The white space that the last line begins with. */
function indentOf(text: string): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n') + 1))?.[0] ?? '';
}

interface Found {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

function foundIn(text: string, diagnostics: readonly Diagnostic[]): Found[] {
  const lines = new LineIndex(text);
  return diagnostics
    .filter(({ code }) => code !== 'syntax')
    .map(({ code, range }) => ({ rule: String(code), start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) }));
}

const key = (found: Found): string => `${found.rule}@${found.start}-${found.end}`;

/**
 * How far a heredoc or a comment that is open in the typed text validly reaches into what follows, in characters: to the end of the
 * block that holds its terminator. 0 where there is none.
 */
function enclosed(typed: string, after: string): number {
  const blockEnd = (at: number): number => {
    const close = /^\}/m.exec(after.slice(at));
    return close ? at + close.index + 1 : after.length;
  };
  const comment = typed.lastIndexOf('/*');
  if (comment >= 0 && typed.indexOf('*/', comment) < 0) {
    const close = after.indexOf('*/');
    if (close >= 0) return blockEnd(close);
  }
  for (const opener of typed.matchAll(/<<-?([A-Za-z_]\w*)[ \t]*(?=\n|$)/g)) {
    const terminator = new RegExp(`^[ \\t]*${opener[1]}[ \\t]*$`, 'm');
    if (terminator.test(typed.slice(opener.index + opener[0].length))) continue;
    const close = terminator.exec(after);
    if (close) return blockEnd(close.index);
  }
  return 0;
}

let client: Client;
let documents = 0;
beforeAll(async () => {
  client = await Client.start();
});
afterAll(() => client.stop());

/** Types a block into the rest of the file, and compares what is found elsewhere after each stroke. */
async function type(block: string, place: (typeof PLACES)[number], closing: boolean): Promise<string[]> {
  const rest = BLOCKS.filter((other) => other !== block);
  const cut = place === 'top' ? 0 : place === 'middle' ? Math.floor(rest.length / 2) : rest.length;
  const before = rest
    .slice(0, cut)
    .map((text) => `${text}\n\n`)
    .join('');
  const after = `\n${rest
    .slice(cut)
    .map((text) => `\n${text}\n`)
    .join('')}`;
  const uri = `untitled:typed-${documents++}.tf`;
  client.open(uri, before + after);
  const base = foundIn(before + after, await client.judged(uri));
  const complete = before + block + after;
  const finished = `untitled:typed-${documents++}.tf`;
  client.open(finished, complete);
  const last = foundIn(complete, await client.judged(finished));
  client.close(finished);

  const wrong: string[] = [];
  let region: Typing = { typed: '', tail: '' };
  for (const next of strokes(block, closing)) {
    const at = before.length + region.typed.length;
    const inserted = next.typed.slice(region.typed.length);
    client.edit(uri, at, at + region.tail.length, inserted + next.tail);
    region = next;
    const grown = region.typed.length + region.tail.length;
    const found = foundIn(client.text(uri), await client.judged(uri)).filter(
      ({ start, end }) => end <= before.length || start >= before.length + grown,
    );
    const keys = new Set(found.map(key));
    const hidden = before.length + enclosed(region.typed + region.tail, after);
    const shift = (one: Found, by: number): Found =>
      one.start < before.length ? one : { ...one, start: one.start + by, end: one.end + by };
    const expected = base.filter(({ start }) => start < before.length || start >= hidden).map((one) => key(shift(one, grown)));
    const allowed = new Set([
      ...base.map((one) => key(shift(one, grown))),
      ...last.map((one) => key(shift(one, grown - block.length))),
    ]);
    const lost = expected.filter((one) => !keys.has(one));
    const added = [...keys].filter((one) => !allowed.has(one));
    if (lost.length > 0 || added.length > 0) {
      wrong.push(
        `after «${region.typed.slice(-40)}|${region.tail.slice(0, 20)}»: lost ${lost.join(', ')}; added ${added.join(', ')}`,
      );
    }
  }
  client.close(uri);
  return wrong;
}

const cases = BLOCKS.flatMap((block, i) =>
  PLACES.flatMap((place, p) => [true, false].map((closing, c) => ({ block, place, closing, turn: (i + p * 2 + c) % 6 }))),
).filter(({ turn, closing }, i) => FULL || turn === 0 || (turn === 3 && closing && i % 2 === 0));

describe.each(PLACES)('half-typed code at the %s of a file', (place) => {
  it.each(
    cases
      .filter((one) => one.place === place)
      .map((one) => [one.block.split('\n').find((line) => /^\w/.test(line)), one.closing, one] as const),
  )(
    'keeps the findings of the other blocks: %s (closing brackets by itself: %s)',
    async (_name, _closing, one) => {
      const wrong = await type(one.block, one.place, one.closing);
      expect(wrong.slice(0, 5), `${wrong.length} states`).toEqual([]);
    },
    120_000,
  );
});

it('has findings to lose in most of its blocks', async () => {
  const uri = 'untitled:whole.tf';
  client.open(uri, FILE);
  const found = foundIn(FILE, await client.judged(uri));
  expect(found.length).toBeGreaterThanOrEqual(9);
  expect(FILE.split('\n').length).toBeGreaterThanOrEqual(180);
});
