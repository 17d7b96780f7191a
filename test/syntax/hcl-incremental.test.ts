import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Attribute, type Block, type LiveHcl, parseHcl, parseLive } from '../../server/src/syntax/hcl';
import { withoutSome, withTyped } from '../fuzz/edits';
import { randomFrom } from '../fuzz/hcl-mutations';

const corpus = join(import.meta.dirname, '../corpus/hcl');
const files = readdirSync(corpus)
  .filter((name) => name.endsWith('.tf'))
  .map((name) => readFileSync(join(corpus, name), 'utf8'));

/** What people type, and what breaks or joins items. */
const typed = [
  'a',
  '_',
  ' ',
  '"',
  '{',
  '}',
  '=',
  '[',
  '\n',
  '}\n',
  '\n\n',
  '#',
  '/*',
  '*/',
  '<<EOT\n',
  'EOT\n',
  '${',
  'x = 1\n',
  'b "c" {\n}\n',
];

/** The start of each edit, and how the text was taken over. */
function edited(text: string, below: (n: number) => number): string {
  const at = below(text.length + 1);
  switch (below(4)) {
    case 0:
      return withoutSome(text, at, 3, below);
    case 1:
      return text.slice(0, at) + text.slice(at + below(200));
    default:
      return withTyped(text, at, typed, below);
  }
}

function block(name: string, live: LiveHcl): Attribute | Block | undefined {
  return live.file.body.items.find((item) => item.kind === 'block' && item.labels[0]?.text === name);
}

describe('a file that is being edited', () => {
  it('reads as if it were read anew, after whatever edits', () => {
    const below = randomFrom(20_261_124);
    let compared = 0;
    for (const original of files) {
      let text = original;
      let live = parseLive(text);
      expect(live.file).toEqual(parseHcl(text));
      for (let i = 0; i < 24; i++) {
        // Every now and then all is undone, as people do.
        text = below(8) === 0 ? original : edited(text, below);
        live = parseLive(text, live);
        expect(live.file, text).toEqual(parseHcl(text));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  const text = 'r "a" {\n  x = 1\n}\n\n# about b\nr "b" {\n  x = 1\n}\n\nr "c" {\n  x = 1\n}\n';

  it('keeps what stands before and after the edit, and moves it', () => {
    const before = parseLive(text);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => block(name, before));
    const start = c?.span.start ?? 0;
    const after = parseLive(text.replace('r "b" {\n  x = 1', 'r "b" {\n  x = 1234'), before);
    expect(block('a', after)).toBe(a);
    expect(block('b', after)).not.toBe(b);
    expect(block('c', after)).toBe(c);
    expect(c?.span.start).toBe(start + 3);
  });

  it('keeps what is sound while a block is half typed, and when it is whole again', () => {
    const before = parseLive(text);
    const [a, c] = ['a', 'c'].map((name) => block(name, before));
    const broken = parseLive(text.replace('r "b" {\n  x = 1', 'r "b" {\n  x = "'), before);
    expect(broken.file.problems).not.toEqual([]);
    const mended = parseLive(text, broken);
    expect([block('a', mended), block('c', mended)]).toEqual([a, c]);
    expect(block('a', mended)).toBe(a);
    expect(block('c', mended)).toBe(c);
  });

  it('reads a last line on where it is typed on', () => {
    const before = parseLive('a = 1\nb = 2');
    expect(parseLive('a = 1\nb = 23', before).file).toEqual(parseHcl('a = 1\nb = 23'));
  });
});
