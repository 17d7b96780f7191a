import { describe, expect, it } from 'vitest';
import { changeHcl, checkHcl as check } from './helpers';

const CASES: Record<string, [before: string, edit: Parameters<typeof check>[1], after: string]> = {
  'replaces a value in place': [
    `
    resource "aws_db_instance" "main" {
      publicly_accessible = true
    }
    `,
    { set: 'publicly_accessible', to: false },
    `
    resource "aws_db_instance" "main" {
      publicly_accessible = false
    }
    `,
  ],
  'keeps a trailing comment': [
    `
    resource "a" "b" {
      x = true # because
    }
    `,
    { set: 'x', to: false },
    `
    resource "a" "b" {
      x = false # because
    }
    `,
  ],
  'moves trailing comments that were aligned': [
    `
    resource "a" "b" {
      x  = true # one
      yy = 1    # two
    }
    `,
    { set: 'x', to: false },
    `
    resource "a" "b" {
      x  = false # one
      yy = 1     # two
    }
    `,
  ],
  'replaces null': [
    `
    resource "a" "b" {
      x = null
    }
    `,
    { set: 'x', to: 'v' },
    `
    resource "a" "b" {
      x = "v"
    }
    `,
  ],
  'writes null': [
    `
    resource "a" "b" {
      x = "v"
    }
    `,
    { set: 'x', to: null },
    `
    resource "a" "b" {
      x = null
    }
    `,
  ],
  'leaves what is right already': [
    `
    resource "a" "b" {
      x =   "v"
    }
    `,
    { set: 'x', to: 'v' },
    `
    resource "a" "b" {
      x =   "v"
    }
    `,
  ],
  'replaces a heredoc': [
    `
    resource "a" "b" {
      x = <<-EOT
        hello
      EOT
      y = 1
    }
    `,
    { set: 'x', to: 'v' },
    `
    resource "a" "b" {
      x = "v"
      y = 1
    }
    `,
  ],
  'replaces a list over several lines': [
    `
    resource "a" "b" {
      x = [
        "a",
        "b",
      ]
      longer = 1
    }
    `,
    { set: 'x', to: ['c'] },
    `
    resource "a" "b" {
      x      = ["c"]
      longer = 1
    }
    `,
  ],
  'a value that becomes an object leaves its run': [
    `
    resource "a" "b" {
      x      = null
      longer = 1
    }
    `,
    { set: 'x', to: { k: 1, longer: 'v' } },
    `
    resource "a" "b" {
      x = {
        k      = 1
        longer = "v"
      }
      longer = 1
    }
    `,
  ],
  'adds an attribute after the last one': [
    `
    resource "a" "b" {
      name = "x"
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      name = "x"
      size = 3
    }
    `,
  ],
  'aligns a longer name with its neighbours': [
    `
    resource "a" "b" {
      name = "x"
      kind = "y"
    }
    `,
    { set: 'storage_encrypted', to: true },
    `
    resource "a" "b" {
      name              = "x"
      kind              = "y"
      storage_encrypted = true
    }
    `,
  ],
  'aligns a shorter name with its neighbours': [
    `
    resource "a" "b" {
      storage_encrypted = true
    }
    `,
    { set: 'x', to: 1 },
    `
    resource "a" "b" {
      storage_encrypted = true
      x                 = 1
    }
    `,
  ],
  'does not reformat a run that was not aligned': [
    `
    resource "a" "b" {
      name = "x"
      longer_name = "y"
    }
    `,
    { set: 'storage_encrypted', to: true },
    `
    resource "a" "b" {
      name = "x"
      longer_name = "y"
      storage_encrypted = true
    }
    `,
  ],
  'a new attribute has no run behind a list over several lines': [
    `
    resource "a" "b" {
      name = "x"
      list = [
        1,
      ]
    }
    `,
    { set: 'storage_encrypted', to: true },
    `
    resource "a" "b" {
      name = "x"
      list = [
        1,
      ]
      storage_encrypted = true
    }
    `,
  ],
  'stays in the first group': [
    `
    resource "a" "b" {
      name = "x"

      other_group = 1

      nested {
        y = 1
      }
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      name = "x"
      size = 3

      other_group = 1

      nested {
        y = 1
      }
    }
    `,
  ],
  "passes over the language's own arguments": [
    `
    resource "a" "b" {
      count = 2

      name = "x"

      lifecycle {
        prevent_destroy = true
      }
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      count = 2

      name = "x"
      size = 3

      lifecycle {
        prevent_destroy = true
      }
    }
    `,
  ],
  "stands apart from the language's own arguments": [
    `
    resource "a" "b" {
      count = 2
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      count = 2

      size = 3
    }
    `,
  ],
  'goes before nested blocks': [
    `
    resource "a" "b" {
      nested {
        y = 1
      }
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      size = 3

      nested {
        y = 1
      }
    }
    `,
  ],
  'goes behind a trailing comment': [
    `
    resource "a" "b" {
      name = "x" # the name
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      name = "x" # the name
      size = 3
    }
    `,
  ],
  'fills an empty block': [
    `
    resource "a" "b" {}
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      size = 3
    }
    `,
  ],
  'fills an empty block over two lines': [
    `
    resource "a" "b" {
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      size = 3
    }
    `,
  ],
  'keeps the comment in an empty block': [
    `
    resource "a" "b" {
      # nothing yet
    }
    `,
    { set: 'size', to: 3 },
    `
    resource "a" "b" {
      size = 3
      # nothing yet
    }
    `,
  ],
  'opens a one-line block': [
    `
    resource "a" "b" {
      nested { x = 1 }
    }
    `,
    { set: 'nested{}.longer', to: 2 },
    `
    resource "a" "b" {
      nested {
        x      = 1
        longer = 2
      }
    }
    `,
  ],
  'opens a one-line resource': [
    `
    resource "a" "b" { name = "x" }
    `,
    { set: 'size', to: 2 },
    `
    resource "a" "b" {
      name = "x"
      size = 2
    }
    `,
  ],
  'opens a one-line block for a nested block': [
    `
    resource "a" "b" { name = "x" }
    `,
    { set: 'nested{}.x', to: 2 },
    `
    resource "a" "b" {
      name = "x"

      nested {
        x = 2
      }
    }
    `,
  ],
  'keeps a file indented by four': [
    `
    resource "a" "b" {
        name = "x"
        nested {
            y = 1
        }
    }
    `,
    { set: 'nested{}.inner{}.z', to: 2 },
    `
    resource "a" "b" {
        name = "x"
        nested {
            y = 1

            inner {
                z = 2
            }
        }
    }
    `,
  ],
  'escapes strings': [
    `
    resource "a" "b" {
      x = 1
    }
    `,
    { set: 'x', to: 'a "q" \\ ${aws:username} %{x}\nline' },
    `
    resource "a" "b" {
      x = "a \\"q\\" \\\\ $\${aws:username} %%{x}\\nline"
    }
    `,
  ],
  'writes a reference as an expression': [
    `
    resource "a" "b" {
      x = 1
    }
    `,
    { set: 'kms', to: { $reference: 'aws_kms_key.k.arn' } },
    `
    resource "a" "b" {
      x   = 1
      kms = aws_kms_key.k.arn
    }
    `,
  ],
  'writes a list of objects over several lines': [
    `
    resource "a" "b" {
      x = 1
    }
    `,
    { set: 'rules', to: [{ a: 1, bb: 'x' }] },
    `
    resource "a" "b" {
      x = 1
      rules = [
        {
          a  = 1
          bb = "x"
        },
      ]
    }
    `,
  ],
  'removes an attribute and pulls its neighbours together': [
    `
    resource "a" "b" {
      name      = "x"
      very_long = 1
      kind      = "y"
    }
    `,
    { remove: 'very_long' },
    `
    resource "a" "b" {
      name = "x"
      kind = "y"
    }
    `,
  ],
  'removes an attribute over several lines': [
    `
    resource "a" "b" {
      name = "x"
      list = [
        1,
      ]
      kind = "y"
    }
    `,
    { remove: 'list' },
    `
    resource "a" "b" {
      name = "x"
      kind = "y"
    }
    `,
  ],
  'removes the blank line with the only attribute of a group': [
    `
    resource "a" "b" {
      name = "x"

      kind = "y"

      last = 1
    }
    `,
    { remove: 'kind' },
    `
    resource "a" "b" {
      name = "x"

      last = 1
    }
    `,
  ],
  'removes the blank line before a closing brace': [
    `
    resource "a" "b" {
      name = "x"

      kind = "y"
    }
    `,
    { remove: 'kind' },
    `
    resource "a" "b" {
      name = "x"
    }
    `,
  ],
  'removes the blank line after an opening brace': [
    `
    resource "a" "b" {
      kind = "y"

      name = "x"
    }
    `,
    { remove: 'kind' },
    `
    resource "a" "b" {
      name = "x"
    }
    `,
  ],
  'removes the only attribute': [
    `
    resource "a" "b" {
      kind = "y"
    }
    `,
    { remove: 'kind' },
    `
    resource "a" "b" {
    }
    `,
  ],
  'empties a one-line block': [
    `
    resource "a" "b" {
      nested { x = 1 }
    }
    `,
    { remove: 'nested.x' },
    `
    resource "a" "b" {
      nested {}
    }
    `,
  ],
  'keeps comments of their own line': [
    `
    resource "a" "b" {
      name = "x"
      # about the kind
      kind = "y"
      # about the rest
      rest = 1
    }
    `,
    { remove: 'kind' },
    `
    resource "a" "b" {
      name = "x"
      # about the kind
      # about the rest
      rest = 1
    }
    `,
  ],
  'does nothing where there is nothing to remove': [
    `
    resource "a" "b" {
      name = "x"
    }
    `,
    { remove: 'kind' },
    `
    resource "a" "b" {
      name = "x"
    }
    `,
  ],
};

describe('attributes of a block', () => {
  it.each(Object.entries(CASES))('%s', (_, [before, edit, after]) => check(before, edit, after));

  it('keeps CRLF', () => {
    const before = 'resource "a" "b" {\r\n  name = "x"\r\n}\r\n';
    expect(changeHcl(before, { set: 'longer', to: { k: 1 } })).toEqual({
      text: 'resource "a" "b" {\r\n  name = "x"\r\n  longer = {\r\n    k = 1\r\n  }\r\n}\r\n',
    });
    expect(changeHcl(before, { set: 'longer', to: 1 })).toEqual({
      text: 'resource "a" "b" {\r\n  name   = "x"\r\n  longer = 1\r\n}\r\n',
    });
  });

  it('keeps a missing final line break', () => {
    expect(changeHcl('resource "a" "b" {}', { set: 'x', to: 1 })).toEqual({ text: 'resource "a" "b" {\n  x = 1\n}' });
  });

  it('keeps tabs', () => {
    expect(changeHcl('resource "a" "b" {\n\tx = 1\n}\n', { set: 'n{}.y', to: 1 })).toEqual({
      text: 'resource "a" "b" {\n\tx = 1\n\n\tn {\n\t\ty = 1\n\t}\n}\n',
    });
  });

  it.each(['var.open', 'var.a ? true : false', '"x${var.y}"', 'merge(var.a, {})', 'a.b.c'])(
    'does not overwrite %s',
    (written) => {
      expect(changeHcl(`resource "a" "b" {\n  x = ${written}\n}\n`, { set: 'x', to: false })).toEqual({ refused: 'elsewhere' });
    },
  );
});
