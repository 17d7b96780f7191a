import { describe, expect, it } from 'vitest';
import { changeData, checkData, type Edit, textOf } from './helpers';

const CASES: Record<string, [before: string, edit: Edit, after: string]> = {
  'replaces a value': ['{\n  "A": true\n}\n', { set: 'A', to: false }, '{\n  "A": false\n}\n'],
  'adds a key': ['{\n  "A": 1\n}\n', { set: 'B', to: 'x' }, '{\n  "A": 1,\n  "B": "x"\n}\n'],
  'adds a key with four spaces': [
    '{\n    "A": 1\n}\n',
    { set: 'B.C', to: 'x' },
    '{\n    "A": 1,\n    "B": {\n        "C": "x"\n    }\n}\n',
  ],
  'adds a key with tabs': [
    '{\n\t"A": {\n\t\t"X": 1\n\t}\n}\n',
    { set: 'A.Y.Z', to: 1 },
    '{\n\t"A": {\n\t\t"X": 1,\n\t\t"Y": {\n\t\t\t"Z": 1\n\t\t}\n\t}\n}\n',
  ],
  'adds a key on one line': ['{\n  "A": { "X": 1 }\n}\n', { set: 'A.Y', to: 2 }, '{\n  "A": { "X": 1, "Y": 2 }\n}\n'],
  'adds a key to an empty object': ['{\n  "A": {}\n}\n', { set: 'A.Y', to: 2 }, '{\n  "A": {\n    "Y": 2\n  }\n}\n'],
  'keeps a compact document compact': ['{"A":{"X":1}}', { set: 'A.Y', to: { Z: [1, 2] } }, '{"A":{"X":1,"Y":{"Z":[1,2]}}}'],
  'adds to an empty compact object': ['{"A":{}}', { set: 'A.Y', to: 2 }, '{"A":{"Y":2}}'],
  'appends on one line': ['{\n  "A": ["x"]\n}\n', { append: 'A', value: 'y' }, '{\n  "A": ["x", "y"]\n}\n'],
  'appends to a tight list': ['{\n  "A": ["x","y"]\n}\n', { append: 'A', value: 'z' }, '{\n  "A": ["x","y","z"]\n}\n'],
  'appends over several lines': [
    '{\n  "A": [\n    "x"\n  ]\n}\n',
    { append: 'A', value: 'y' },
    '{\n  "A": [\n    "x",\n    "y"\n  ]\n}\n',
  ],
  'appends to an empty list': ['{\n  "A": []\n}\n', { append: 'A', value: 'y' }, '{\n  "A": ["y"]\n}\n'],
  'appends an object to an empty list': [
    '{\n  "A": []\n}\n',
    { append: 'A', value: { K: 1 } },
    '{\n  "A": [\n    {\n      "K": 1\n    }\n  ]\n}\n',
  ],
  'appends to what lacks': ['{\n  "A": 1\n}\n', { append: 'B', value: 'y' }, '{\n  "A": 1,\n  "B": ["y"]\n}\n'],
  'appends to a single value': ['{\n  "A": "x"\n}\n', { append: 'A', value: 'y' }, '{\n  "A": ["x", "y"]\n}\n'],
  'removes the first key': ['{\n  "A": 1,\n  "B": 2\n}\n', { remove: 'A' }, '{\n  "B": 2\n}\n'],
  'removes the last key and the comma before it': ['{\n  "A": 1,\n  "B": 2\n}\n', { remove: 'B' }, '{\n  "A": 1\n}\n'],
  'removes the only key': ['{\n  "A": {\n    "X": 1\n  }\n}\n', { remove: 'A.X' }, '{\n  "A": {}\n}\n'],
  'removes a key over several lines': ['{\n  "A": {\n    "X": 1\n  },\n  "B": 2\n}\n', { remove: 'A' }, '{\n  "B": 2\n}\n'],
  'removes an element': ['{ "A": ["x", "y", "z"] }', { remove: 'A.1' }, '{ "A": ["x", "z"] }'],
  'removes the only element': ['{ "A": ["x"] }', { remove: 'A.0' }, '{ "A": [] }'],
  'removes an object from a list': [
    '[\n  {\n    "A": 1\n  },\n  {\n    "A": 2\n  }\n]\n',
    { remove: '1' },
    '[\n  {\n    "A": 1\n  }\n]\n',
  ],
  'replaces an object': ['{\n  "A": {\n    "X": 1\n  }\n}\n', { set: 'A', to: 'x' }, '{\n  "A": "x"\n}\n'],
  'replaces a scalar by an object': ['{\n  "A": 1\n}\n', { set: 'A', to: { X: 1 } }, '{\n  "A": {\n    "X": 1\n  }\n}\n'],
  'escapes strings': ['{\n  "A": 1\n}\n', { set: 'A', to: 'a "q"\n' }, '{\n  "A": "a \\"q\\"\\n"\n}\n'],
  'replaces AWS::NoValue': ['{\n  "A": { "Ref": "AWS::NoValue" }\n}\n', { set: 'A', to: 1 }, '{\n  "A": 1\n}\n'],
};

describe('JSON', () => {
  it.each(Object.entries(CASES))('%s', (_, [before, edit, after]) => checkData('json', before, edit, after));

  it('keeps CRLF', () => {
    expect(textOf(changeData('json', '{\r\n  "A": 1\r\n}\r\n', { set: 'B.C', to: 1 }))).toBe(
      '{\r\n  "A": 1,\r\n  "B": {\r\n    "C": 1\r\n  }\r\n}\r\n',
    );
  });

  it('leaves functions alone', () => {
    expect(changeData('json', '{ "A": { "Ref": "P" } }', { set: 'A', to: 1 })).toEqual({ refused: 'elsewhere' });
    expect(changeData('json', '{ "A": { "Fn::If": ["C", {}, {}] } }', { set: 'A.B', to: 1 })).toEqual({ refused: 'elsewhere' });
  });
});
