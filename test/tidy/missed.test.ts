import { expect, it } from 'vitest';
import { describeMissed } from '../../server/tools/missed';

it('names each missed check of Parliament with its reason, and says of one that nobody looked at that it was not', () => {
  const text = describeMissed([
    ['kics', 'terraform', 'x', 'Another suite', ''],
    ['parliament', 'iam', 'MALFORMED', 'Malformed', 'any'],
    ['parliament', 'iam', 'NEW', 'Something new', ''],
  ]);
  expect(text).toContain('no rule of ours is: 2');
  expect(text).toMatch(/MALFORMED \| Malformed \| several faults/);
  expect(text).toContain('NEW | Something new | not examined yet');
  expect(text).not.toContain('Another suite');
});
