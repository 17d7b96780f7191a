import { expect, it } from 'vitest';
import { describeParliament } from '../../server/tools/missed';

const check = (id: string, bad: string[], good = ['good']) => ({ id, name: `About ${id}`, bad, good });
const found = (...hits: [rule: string, file: string][]) => hits.map(([rule, file]) => ({ rule, file }));

it('tells how each check of Parliament is found: by one rule, in which profile, by several together, or why not', () => {
  const recommended = found(['r/all', 'a1'], ['r/all', 'a2'], ['r/part', 'c1'], ['r/half', 'd1']);
  const strict = [...recommended, ...found(['r/strict', 'b1'], ['r/other', 'c2'], ['r/other', 'good'])];
  const text = describeParliament(
    [
      check('ALL', ['a1', 'a2']),
      check('HARD', ['b1']),
      check('SEVERAL', ['c1', 'c2']),
      check('NEW', ['d1', 'd2']),
      check('RESOURCE_STAR', ['e1']),
      check('WITHOUT_GOOD', ['f1'], []),
    ],
    { recommended, strict },
    [
      { id: 'r/part', equivalents: ['parliament:SEVERAL'] },
      { id: 'r/other', equivalents: ['parliament:SEVERAL'] },
      { id: 'r/half', equivalents: ['parliament:NEW'] },
    ],
  );
  expect(text.trim().split('\n')).toEqual([
    '== Checks of Parliament that a rule of the recommended profile finds: 1',
    '-- that a rule of the strict profile alone finds: 1',
    '   HARD | About HARD | r/strict',
    '-- that several rules find together, in the strict profile: 1',
    '   SEVERAL | About SEVERAL | r/part, r/other; they find the same in 1 of its good examples',
    '-- missed in both profiles: 2',
    '   NEW | About NEW | not examined yet',
    expect.stringMatching(/^ {3}RESOURCE_STAR \| About RESOURCE_STAR \| asks for names/),
  ]);
});
