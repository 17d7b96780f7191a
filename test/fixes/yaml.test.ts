import { describe, expect, it } from 'vitest';
import { changeData, checkData, type Edit, textOf } from './helpers';

const CASES: Record<string, [before: string, edit: Edit, after: string]> = {
  'replaces a scalar': ['A:\n  Open: true # why\n', { set: 'A.Open', to: false }, 'A:\n  Open: false # why\n'],
  'knows the words of YAML 1.1 for true': ['A: Yes\n', { set: 'A', to: false }, 'A: false\n'],
  'keeps the quotes of a string': ['A: "x"\nB: \'y\'\n', { set: 'A', to: 'z' }, 'A: "z"\nB: \'y\'\n'],
  'drops quotes for another type': ['A: "true"\n', { set: 'A', to: false }, 'A: false\n'],
  'quotes what reads as another type': ["A: x\nB: 'y'\n", { set: 'A', to: 'yes' }, "A: 'yes'\nB: 'y'\n"],
  'quotes a date': ['A: x\nB: "y"\n', { set: 'A', to: '2012-10-17' }, 'A: "2012-10-17"\nB: "y"\n'],
  'quotes an account id': ['A: x\n', { set: 'A', to: '012345678901' }, "A: '012345678901'\n"],
  'quotes a star': ['A: x\n', { set: 'A', to: '*' }, "A: '*'\n"],
  'leaves an ARN plain': ['A: x\n', { set: 'A', to: 'arn:aws:s3:::x/*' }, 'A: arn:aws:s3:::x/*\n'],
  'writes empty strings': ['A: x\n', { set: 'A', to: '' }, "A: ''\n"],
  'writes null': ['A: x\n', { set: 'A', to: null }, 'A: null\n'],
  'fills an empty value': ['A:\nB: 1\n', { set: 'A', to: 2 }, 'A: 2\nB: 1\n'],
  'fills an empty value with a mapping': ['A:\nB: 1\n', { set: 'A.C', to: 2 }, 'A:\n  C: 2\nB: 1\n'],
  'fills an empty value before a comment': ['A: # note\nB: 1\n', { set: 'A', to: 2 }, 'A: 2 # note\nB: 1\n'],
  'adds a key': ['A:\n  X: 1\nB: 2\n', { set: 'A.Y', to: 2 }, 'A:\n  X: 1\n  Y: 2\nB: 2\n'],
  'adds a key behind a comment': ['A:\n  X: 1 # one\nB: 2\n', { set: 'A.Y', to: 2 }, 'A:\n  X: 1 # one\n  Y: 2\nB: 2\n'],
  'adds a key with four spaces': ['A:\n    X: 1\n', { set: 'A.Y.Z', to: 2 }, 'A:\n    X: 1\n    Y:\n        Z: 2\n'],
  'adds a key behind a nested mapping': [
    'A:\n  X:\n    - 1\n    - 2\nB: 2\n',
    { set: 'A.Y', to: true },
    'A:\n  X:\n    - 1\n    - 2\n  Y: true\nB: 2\n',
  ],
  'adds a key behind a block scalar': [
    'A:\n  X: |\n    text\n    more\n\nB: 2\n',
    { set: 'A.Y', to: 1 },
    'A:\n  X: |\n    text\n    more\n  Y: 1\n\nB: 2\n',
  ],
  'adds a key to a flow mapping': ['A: {X: 1}\n', { set: 'A.Y', to: 2 }, 'A: {X: 1, Y: 2}\n'],
  'adds a key to an empty flow mapping': ['A: {}\n', { set: 'A.Y', to: 2 }, 'A:\n  Y: 2\n'],
  'adds a key to an empty mapping in a flow': ['A: [{}]\n', { set: 'A.0.Y', to: 2 }, 'A: [{ Y: 2 }]\n'],
  'adds an object': [
    'A:\n  X: 1\n',
    { set: 'A.Y', to: { P: 1, Q: { R: 'yes' } } },
    "A:\n  X: 1\n  Y:\n    P: 1\n    Q:\n      R: 'yes'\n",
  ],
  'adds a key to an element': ['A:\n  - X: 1\n  - X: 2\n', { set: 'A.0.Y', to: 3 }, 'A:\n  - X: 1\n    Y: 3\n  - X: 2\n'],
  'adds a list in the style of the document': [
    'A:\n- 1\nB:\n  X: 1\n',
    { set: 'B.Y', to: ['p', 'q'] },
    'A:\n- 1\nB:\n  X: 1\n  Y:\n  - p\n  - q\n',
  ],
  'adds a list, indented': ['B:\n  X: 1\n', { set: 'B.Y', to: ['p'] }, 'B:\n  X: 1\n  Y:\n    - p\n'],
  'adds a list of objects': [
    'B:\n  X: 1\n',
    { set: 'B.Y', to: [{ K: 1, L: [2] }] },
    'B:\n  X: 1\n  Y:\n    - K: 1\n      L:\n        - 2\n',
  ],
  'appends an element': ['A:\n  - x # first\n', { append: 'A', value: 'z' }, 'A:\n  - x # first\n  - z\n'],
  'appends without indentation': ['A:\n- x\nB: 1\n', { append: 'A', value: 'z' }, 'A:\n- x\n- z\nB: 1\n'],
  'appends to a flow sequence': ['A: [x, y]\n', { append: 'A', value: 'a,b' }, "A: [x, y, 'a,b']\n"],
  'appends to an empty sequence': ['A: []\n', { append: 'A', value: 'x' }, 'A: [x]\n'],
  'appends an object to an empty sequence': ['A: []\n', { append: 'A', value: { K: 1 } }, 'A:\n  - K: 1\n'],
  'appends an object': ['A:\n  - K: 1\n', { append: 'A', value: { K: 2, L: 'x' } }, 'A:\n  - K: 1\n  - K: 2\n    L: x\n'],
  'appends to what lacks': ['A:\n  X: 1\n', { append: 'A.L', value: 'p' }, 'A:\n  X: 1\n  L:\n    - p\n'],
  'appends to a single value': ['A: p\n', { append: 'A', value: 'q' }, 'A:\n  - p\n  - q\n'],
  'does not append twice': ['A: [x]\n', { append: 'A', value: 'x' }, 'A: [x]\n'],
  'replaces an element': ['A:\n  - x\n  - y\n', { set: 'A.1', to: 'z' }, 'A:\n  - x\n  - z\n'],
  'replaces a mapping by a scalar': ['A:\n  X:\n    Y: 1\nB: 1\n', { set: 'A.X', to: 2 }, 'A:\n  X: 2\nB: 1\n'],
  'replaces a scalar by a list': ['A: 1\nB: 2\n', { set: 'A', to: ['x'] }, 'A:\n  - x\nB: 2\n'],
  'replaces an element by an object': [
    'A:\n  - x\n  - y\n',
    { set: 'A.0', to: { K: 1, L: 2 } },
    'A:\n  - K: 1\n    L: 2\n  - y\n',
  ],
  'replaces a block scalar': ['A: |\n  one\n  two\nB: 2\n', { set: 'A', to: 'x' }, 'A: x\nB: 2\n'],
  'removes a key': ['A:\n  X: 1\n  Y: 2\nB: 2\n', { remove: 'A.X' }, 'A:\n  Y: 2\nB: 2\n'],
  'removes a key with its value': ['A:\n  X:\n    - 1\n    - 2\n  Y: 2\n', { remove: 'A.X' }, 'A:\n  Y: 2\n'],
  'removes the last key': ['A:\n  X: 1\n  Y: 2', { remove: 'A.Y' }, 'A:\n  X: 1'],
  'removes the only key': ['A:\n  X: 1\nB: 1\n', { remove: 'A.X' }, 'A: {}\nB: 1\n'],
  'removes the first key of an element': ['A:\n  - X: 1\n    Y: 2\n', { remove: 'A.0.X' }, 'A:\n  - Y: 2\n'],
  'removes the only key of an element': ['A:\n  - X: 1\n  - 2\n', { remove: 'A.0.X' }, 'A:\n  - {}\n  - 2\n'],
  'removes a key of a flow mapping': ['A: {X: 1, Y: 2}\n', { remove: 'A.X' }, 'A: {Y: 2}\n'],
  'removes an element': ['A:\n  - x\n  - y\n  - z\n', { remove: 'A.1' }, 'A:\n  - x\n  - z\n'],
  'removes an element with its lines': ['A:\n  - x: 1\n    y: 2\n  - z\n', { remove: 'A.0' }, 'A:\n  - z\n'],
  'removes the only element': ['A:\n  - x\nB: 1\n', { remove: 'A.0' }, 'A: []\nB: 1\n'],
  'removes an element of a flow sequence': ['A: [x, y]\n', { remove: 'A.1' }, 'A: [x]\n'],
  'removes an element of a nested sequence': ['A:\n  - - x\n    - y\n', { remove: 'A.0.0' }, 'A:\n  - - y\n'],
  'leaves no double blank line': ['A: 1\n\nB: 2\n\nC: 3\n', { remove: 'B' }, 'A: 1\n\nC: 3\n'],
  'keeps comments of their own line': ['A: 1\n# b\nB: 2\n# c\nC: 3\n', { remove: 'B' }, 'A: 1\n# b\n# c\nC: 3\n'],
  'replaces AWS::NoValue': ['A: !Ref AWS::NoValue\nB: 1\n', { set: 'A', to: true }, 'A: true\nB: 1\n'],
  'replaces AWS::NoValue in its long form': ['A:\n  Ref: AWS::NoValue\nB: 1\n', { set: 'A', to: true }, 'A: true\nB: 1\n'],
};

describe('YAML', () => {
  it.each(Object.entries(CASES))('%s', (_, [before, edit, after]) => checkData('yaml', before, edit, after));

  it('keeps CRLF', () => {
    expect(textOf(changeData('yaml', 'A:\r\n  X: 1\r\nB: 2\r\n', { set: 'A.Y', to: { Z: 1 } }))).toBe(
      'A:\r\n  X: 1\r\n  Y:\r\n    Z: 1\r\nB: 2\r\n',
    );
    expect(textOf(changeData('yaml', 'A:\r\n  X: 1\r\n  Y: 2\r\n', { remove: 'A.Y' }))).toBe('A:\r\n  X: 1\r\n');
  });

  it('adds at the end of a text without a final line break', () => {
    expect(textOf(changeData('yaml', 'A:\n  X: 1', { set: 'A.Y', to: 2 }))).toBe('A:\n  X: 1\n  Y: 2');
  });

  it.each<[string, Edit]>([
    ['A: !Ref P\n', { set: 'A', to: 1 }],
    ['A: !If [C, 1, 2]\n', { set: 'A', to: 1 }],
    ['A:\n  Fn::If: [C, 1, 2]\n', { set: 'A.X', to: 1 }],
    ['A: &a\n  X: 1\nB: *a\n', { set: 'B.X', to: 2 }],
    ['A: &a\n  X: 1\nB:\n  <<: *a\n', { set: 'B.X', to: 2 }],
    ['A: x\n', { set: 'A.B', to: 1 }],
    ['A: [x]\n', { set: 'A.3', to: 1 }],
  ])('leaves %j alone', (text, edit) => {
    expect(changeData('yaml', text, edit)).toHaveProperty('refused');
  });

  it('replaces an alias where it stands', () => {
    expect(textOf(changeData('yaml', 'A: &a true\nB: *a\n', { set: 'B', to: false }))).toBe('A: &a true\nB: false\n');
  });
});
