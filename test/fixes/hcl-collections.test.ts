import { describe, expect, it } from 'vitest';
import { changeHcl, checkHcl as check, type Edit, textOf } from './helpers';

const wrap = (value: string) => `resource "a" "b" {\n  x = ${value}\n}\n`;

const CASES: Record<string, [before: string, edit: Edit, after: string]> = {
  'adds a key to an object over several lines': [
    '{\n    a = 1\n  }',
    { set: 'x.longer', to: 2 },
    '{\n    a      = 1\n    longer = 2\n  }',
  ],
  'adds a key to an object on one line': ['{ a = 1 }', { set: 'x.b', to: 2 }, '{ a = 1, b = 2 }'],
  'adds a key to an empty object': ['{}', { set: 'x.b', to: 2 }, '{\n    b = 2\n  }'],
  'adds a quoted key among quoted ones': ['{\n    "a" = 1\n  }', { set: 'x.b', to: 2 }, '{\n    "a" = 1\n    "b" = 2\n  }'],
  'quotes a key that needs it': ['{\n    a = 1\n  }', { set: 'x.k8s:io', to: 2 }, '{\n    a        = 1\n    "k8s:io" = 2\n  }'],
  'keeps colons': ['{ a : 1 }', { set: 'x.b', to: 2 }, '{ a : 1, b : 2 }'],
  'keeps commas of an object': [
    '{\n    a = 1,\n    b = 2,\n  }',
    { set: 'x.c', to: 3 },
    '{\n    a = 1,\n    b = 2,\n    c = 3,\n  }',
  ],
  'adds the comma that is missing at the end': [
    '{\n    a = 1,\n    b = 2\n  }',
    { set: 'x.c', to: 3 },
    '{\n    a = 1,\n    b = 2,\n    c = 3\n  }',
  ],
  'replaces a key': ['{\n    a = 1\n    b = 2 # two\n  }', { set: 'x.b', to: 3 }, '{\n    a = 1\n    b = 3 # two\n  }'],
  'goes down several objects': ['{ a = { b = { c = 1 } } }', { set: 'x.a.b.c', to: 2 }, '{ a = { b = { c = 2 } } }'],
  'makes objects on the way': ['{\n    a = 1\n  }', { set: 'x.b.c', to: 2 }, '{\n    a = 1\n    b = {\n      c = 2\n    }\n  }'],
  'makes objects on the way on one line': ['{ a = 1 }', { set: 'x.b.c', to: 2 }, '{ a = 1, b = { c = 2 } }'],
  'keeps the comment behind the last key': [
    '{\n    a = 1 # one\n  }',
    { set: 'x.b', to: 2 },
    '{\n    a = 1 # one\n    b = 2\n  }',
  ],
  'fills an object that holds a comment': ['{\n    # none\n  }', { set: 'x.b', to: 2 }, '{\n    # none\n    b = 2\n  }'],
  'removes a key': ['{\n    a      = 1\n    longer = 2\n  }', { remove: 'x.longer' }, '{\n    a = 1\n  }'],
  'removes a key on one line': ['{ a = 1, b = 2 }', { remove: 'x.b' }, '{ a = 1 }'],
  'removes the first key on one line': ['{ a = 1, b = 2 }', { remove: 'x.a' }, '{ b = 2 }'],
  'removes the only key on one line': ['{ a = 1 }', { remove: 'x.a' }, '{}'],
  'appends to a list': ['["a"]', { append: 'x', value: 'b' }, '["a", "b"]'],
  'appends to an empty list': ['[]', { append: 'x', value: 'b' }, '["b"]'],
  'appends to a list with a trailing comma': ['["a",]', { append: 'x', value: 'b' }, '["a", "b",]'],
  'appends to a list over several lines': ['[\n    "a",\n  ]', { append: 'x', value: 'b' }, '[\n    "a",\n    "b",\n  ]'],
  'appends where the last comma is missing': ['[\n    "a"\n  ]', { append: 'x', value: 'b' }, '[\n    "a",\n    "b"\n  ]'],
  'appends behind a comment': ['[\n    "a" # one\n  ]', { append: 'x', value: 'b' }, '[\n    "a", # one\n    "b"\n  ]'],
  'appends to a list whose brackets stand alone': [
    '[\n    "a", "b"\n  ]',
    { append: 'x', value: 'c' },
    '[\n    "a", "b", "c"\n  ]',
  ],
  'appends an object': [
    '[\n    {\n      a = 1\n    },\n  ]',
    { append: 'x', value: { a: 2 } },
    '[\n    {\n      a = 1\n    },\n    {\n      a = 2\n    },\n  ]',
  ],
  'fills a list that holds a comment': ['[\n    # none\n  ]', { append: 'x', value: 'b' }, '[\n    # none\n    "b",\n  ]'],
  'appends to null': ['null', { append: 'x', value: 'b' }, '["b"]'],
  'does not append twice': ['["a", "b"]', { append: 'x', value: 'a' }, '["a", "b"]'],
  'appends in an object': ['{ l = ["a"] }', { append: 'x.l', value: 'b' }, '{ l = ["a", "b"] }'],
  'makes the list in an object': ['{ a = 1 }', { append: 'x.l', value: 'b' }, '{ a = 1, l = ["b"] }'],
  'replaces an element': ['["a", "0.0.0.0/0"]', { set: 'x.1', to: '10.0.0.0/8' }, '["a", "10.0.0.0/8"]'],
  'sets in an element': ['[{ a = 1 }, { a = 2 }]', { set: 'x.1.a', to: 3 }, '[{ a = 1 }, { a = 3 }]'],
  'removes the first element': ['["a", "b"]', { remove: 'x.0' }, '["b"]'],
  'removes the last element': ['["a", "b"]', { remove: 'x.1' }, '["a"]'],
  'removes the only element': ['["a"]', { remove: 'x.0' }, '[]'],
  'removes the last element before a trailing comma': ['["a", "b",]', { remove: 'x.1' }, '["a",]'],
  'removes a line': ['[\n    "a",\n    "b", # gone\n    "c",\n  ]', { remove: 'x.1' }, '[\n    "a",\n    "c",\n  ]'],
  'removes the last line and the comma before it': ['[\n    "a",\n    "b"\n  ]', { remove: 'x.1' }, '[\n    "a"\n  ]'],
  'keeps the comma before the last line where there was one': [
    '[\n    "a",\n    "b",\n  ]',
    { remove: 'x.1' },
    '[\n    "a",\n  ]',
  ],
  'removes an object from a list': [
    '[\n    {\n      a = 1\n    },\n    {\n      a = 2\n    },\n  ]',
    { remove: 'x.0' },
    '[\n    {\n      a = 2\n    },\n  ]',
  ],
  'removes an object between brackets': ['[{\n    a = 1\n  }, {\n    a = 2\n  }]', { remove: 'x.1' }, '[{\n    a = 1\n  }]'],
  'looks through parentheses': ['({ a = 1 })', { set: 'x.a', to: 2 }, '({ a = 2 })'],
};

describe('objects and lists', () => {
  it.each(Object.entries(CASES))('%s', (_, [before, edit, after]) => check(wrap(before), edit, wrap(after)));

  it('makes an attribute for a key', () => {
    expect(textOf(changeHcl('resource "a" "b" {\n  n = 1\n}\n', { set: 'tags.Owner', to: 'me' }))).toBe(
      'resource "a" "b" {\n  n = 1\n  tags = {\n    Owner = "me"\n  }\n}\n',
    );
  });

  it('makes an attribute for an element', () => {
    expect(textOf(changeHcl('resource "a" "b" {\n  n = 1\n}\n', { append: 'logs', value: 'audit' }))).toBe(
      'resource "a" "b" {\n  n    = 1\n  logs = ["audit"]\n}\n',
    );
  });

  it('makes a block for an element', () => {
    expect(textOf(changeHcl('resource "a" "b" {\n}\n', { append: 'l{}.types', value: 'audit' }))).toBe(
      'resource "a" "b" {\n  l {\n    types = ["audit"]\n  }\n}\n',
    );
  });

  it.each<[string, Edit]>([
    ['merge({ a = 1 }, var.t)', { set: 'x.b', to: 2 }],
    ['concat(["a"], var.t)', { append: 'x', value: 'b' }],
    ['var.t', { append: 'x', value: 'b' }],
    ['var.t', { remove: 'x.0' }],
    ['{ (var.k) = 1 }', { set: 'x.b', to: 2 }],
    ['[var.a]', { set: 'x.0', to: 'b' }],
    ['["a"]', { set: 'x.1', to: 'b' }],
  ])('leaves %s alone', (value, edit) => {
    expect(changeHcl(wrap(value), edit)).toHaveProperty('refused');
  });
});
