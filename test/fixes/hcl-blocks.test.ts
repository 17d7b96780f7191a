import { describe, expect, it } from 'vitest';
import { changeHcl, checkHcl as check } from './helpers';

const CASES: Record<string, [before: string, edit: Parameters<typeof check>[1], after: string]> = {
  'sets an attribute of a nested block': [
    `
    resource "a" "b" {
      nested {
        on = false
      }
    }
    `,
    { set: 'nested{}.on', to: true },
    `
    resource "a" "b" {
      nested {
        on = true
      }
    }
    `,
  ],
  'makes a nested block': [
    `
    resource "aws_s3_bucket" "b" {
      bucket = "x"
    }
    `,
    { set: 'versioning_configuration{}.status', to: 'Enabled' },
    `
    resource "aws_s3_bucket" "b" {
      bucket = "x"

      versioning_configuration {
        status = "Enabled"
      }
    }
    `,
  ],
  'makes blocks in blocks': [
    `
    resource "a" "b" {
    }
    `,
    { set: 'rule{}.apply_by_default{}.sse_algorithm', to: 'aws:kms' },
    `
    resource "a" "b" {
      rule {
        apply_by_default {
          sse_algorithm = "aws:kms"
        }
      }
    }
    `,
  ],
  'makes blocks in an empty resource': [
    `
    resource "a" "b" {}
    `,
    { set: 'x{}.y', to: 1 },
    `
    resource "a" "b" {
      x {
        y = 1
      }
    }
    `,
  ],
  'makes a block by index 0': [
    `
    resource "a" "b" {
      name = "n"
    }
    `,
    { set: 'x{}.0.y', to: 1 },
    `
    resource "a" "b" {
      name = "n"

      x {
        y = 1
      }
    }
    `,
  ],
  'picks the block by index': [
    `
    resource "a" "b" {
      ingress {
        port = 1
      }
      ingress {
        port = 2
      }
    }
    `,
    { set: 'ingress{}.1.port', to: 3 },
    `
    resource "a" "b" {
      ingress {
        port = 1
      }
      ingress {
        port = 3
      }
    }
    `,
  ],
  'goes before a closing lifecycle': [
    `
    resource "a" "b" {
      name = "n"

      lifecycle {
        prevent_destroy = true
      }
    }
    `,
    { set: 'x{}.y', to: 1 },
    `
    resource "a" "b" {
      name = "n"

      x {
        y = 1
      }

      lifecycle {
        prevent_destroy = true
      }
    }
    `,
  ],
  'goes behind the last nested block, not behind the tags': [
    `
    resource "a" "b" {
      name = "n"

      first {
        y = 1
      }

      tags = {
        a = "b"
      }
    }
    `,
    { set: 'x{}.y', to: 1 },
    `
    resource "a" "b" {
      name = "n"

      first {
        y = 1
      }

      x {
        y = 1
      }

      tags = {
        a = "b"
      }
    }
    `,
  ],
  'keeps apart from what follows at once': [
    `
    resource "a" "b" {
      first {
        y = 1
      }
      tags = {}
    }
    `,
    { set: 'x{}.y', to: 1 },
    `
    resource "a" "b" {
      first {
        y = 1
      }

      x {
        y = 1
      }

      tags = {}
    }
    `,
  ],
  'stands as densely as its siblings': [
    `
    resource "a" "b" {
      ingress {
        port = 1
      }
      ingress {
        port = 2
      }
    }
    `,
    { append: 'ingress', value: { port: 3 }, as: 'block' },
    `
    resource "a" "b" {
      ingress {
        port = 1
      }
      ingress {
        port = 2
      }
      ingress {
        port = 3
      }
    }
    `,
  ],
  'appends behind its siblings': [
    `
    resource "a" "b" {
      ingress {
        port = 1
      }

      egress {
        port = 2
      }
    }
    `,
    { append: 'ingress', value: { port: 3, description: 'x' }, as: 'block' },
    `
    resource "a" "b" {
      ingress {
        port = 1
      }

      ingress {
        port        = 3
        description = "x"
      }

      egress {
        port = 2
      }
    }
    `,
  ],
  'appends the first block of its type': [
    `
    resource "a" "b" {
      name = "n"
    }
    `,
    { append: 'ingress', value: { port: 3 }, as: 'block' },
    `
    resource "a" "b" {
      name = "n"

      ingress {
        port = 3
      }
    }
    `,
  ],
  'appends a block in a block that lacks': [
    `
    resource "a" "b" {
    }
    `,
    { append: 'outer{}.inner', value: { x: 1 }, as: 'block' },
    `
    resource "a" "b" {
      outer {
        inner {
          x = 1
        }
      }
    }
    `,
  ],
  'does not append a block twice': [
    `
    resource "a" "b" {
      ingress {
        port = 3
      }
    }
    `,
    { append: 'ingress', value: { port: 3 }, as: 'block' },
    `
    resource "a" "b" {
      ingress {
        port = 3
      }
    }
    `,
  ],
  'appended blocks hold blocks': [
    `
    resource "a" "b" {
      name = "n"
    }
    `,
    { append: 'rule', value: { id: 'x', expiration: { days: 3 } }, as: 'block' },
    `
    resource "a" "b" {
      name = "n"

      rule {
        id = "x"

        expiration {
          days = 3
        }
      }
    }
    `,
  ],
  'sets in the content of a dynamic block': [
    `
    resource "a" "b" {
      dynamic "ingress" {
        for_each = var.x
        content {
          open = true
        }
      }
    }
    `,
    { set: 'ingress{}.open', to: false },
    `
    resource "a" "b" {
      dynamic "ingress" {
        for_each = var.x
        content {
          open = false
        }
      }
    }
    `,
  ],
  'sets in a block that is written as an attribute': [
    `
    resource "a" "b" {
      ingress = [{ port = 1 }]
    }
    `,
    { set: 'ingress{}.0.port', to: 2 },
    `
    resource "a" "b" {
      ingress = [{ port = 2 }]
    }
    `,
  ],
  'removes a nested block': [
    `
    resource "a" "b" {
      name = "n"

      logging {
        x = 1
      }

      versioning {
        y = 1
      }
    }
    `,
    { remove: 'logging' },
    `
    resource "a" "b" {
      name = "n"

      versioning {
        y = 1
      }
    }
    `,
  ],
  'removes the last nested block': [
    `
    resource "a" "b" {
      name = "n"

      logging {
        x = 1
      }
    }
    `,
    { remove: 'logging' },
    `
    resource "a" "b" {
      name = "n"
    }
    `,
  ],
  'removes one of several blocks': [
    `
    resource "a" "b" {
      ingress {
        x = 1
      }
      ingress {
        x = 2
      }
      ingress {
        x = 3
      }
    }
    `,
    { remove: 'ingress.1' },
    `
    resource "a" "b" {
      ingress {
        x = 1
      }
      ingress {
        x = 3
      }
    }
    `,
  ],
  'removes an attribute of a nested block': [
    `
    resource "a" "b" {
      x {
        y {
          a  = 1
          bb = 2
        }
      }
    }
    `,
    { remove: 'x.y.bb' },
    `
    resource "a" "b" {
      x {
        y {
          a = 1
        }
      }
    }
    `,
  ],
  'realigns attributes that come together': [
    `
    resource "a" "b" {
      a = 1
      nested {
        x = 1
      }
      long = 2
    }
    `,
    { remove: 'nested' },
    `
    resource "a" "b" {
      a    = 1
      long = 2
    }
    `,
  ],
};

describe('nested blocks', () => {
  it.each(Object.entries(CASES))('%s', (_, [before, edit, after]) => check(before, edit, after));

  it('tells neither of two dynamic blocks when nothing says which', () => {
    const text = `resource "a" "b" {
  dynamic "x" {
    for_each = var.x
    content {}
  }
  x {}
}
`;
    expect(changeHcl(text, { set: 'x{}.0.y', to: 1 })).toHaveProperty('refused');
  });

  it('does not remove what a dynamic block makes', () => {
    const text = 'resource "a" "b" {\n  dynamic "x" {\n    for_each = [1]\n    content {}\n  }\n}\n';
    expect(changeHcl(text, { remove: 'x.0' })).toHaveProperty('refused');
  });

  it('makes no second block out of nothing', () => {
    expect(changeHcl('resource "a" "b" {\n  x {}\n}\n', { set: 'x{}.3.y', to: 1 })).toHaveProperty('refused');
  });

  it('does not write an attribute where a block of the name stands', () => {
    expect(changeHcl('resource "a" "b" {\n  x {}\n}\n', { set: 'x', to: 1 })).toHaveProperty('refused');
  });
});
