import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const source = resolve(__dirname, '../../server/src');

/** What `refuse(…)` and `{ refused: … }` are given, as written. */
function reasonsIn(directory: string): string[] {
  return readdirSync(join(source, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(source, directory, name), 'utf8');
      return [...text.matchAll(/\b(?:refuse\(|refused: )(?:'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/g)];
    })
    .map((found) => found[1] ?? found[2] ?? '');
}

it('tells every refusal in one sentence', () => {
  const reasons = [...reasonsIn('fixes'), ...reasonsIn('mapping')];
  expect(reasons.length).toBeGreaterThan(50);
  expect(reasons.filter((reason) => !/^[A-Z][^\n]*[^.]\.$/.test(reason))).toEqual([]);
});
