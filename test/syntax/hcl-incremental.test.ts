import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Attribute, type Block, type LiveHcl, parseHcl, parseLive } from '../../server/src/syntax/hcl';
import { withoutLines, withoutSome, withTyped } from '../fuzz/edits';
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

const number = (i: number) => String(i).padStart(3, '0');

/** Items so long that their parts are kept: blocks in a block, objects in lists, in calls, in each other, and what indentation may mislead about. */
const long = `# the policy
data "aws_iam_policy_document" "all" {
${Array.from(
  { length: 8 },
  (_, i) => `  # statement ${number(i)}
  statement {
    sid       = "Statement${number(i)}"
    actions   = ["s3:GetObject", "s3:Put*"] # reads and writes
    resources = ["\${aws_s3_bucket.b.arn}/${number(i)}/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-${number(i)}"]
    }
  }
`,
).join('')}  statement {
  sid = "not indented"
  resources = [
  "a",
    "b" ]
  }
  statement { sid = "on one line" }
  statement {
    sid = <<-EOT
      in a heredoc \${var.x}
    EOT
    /* long
comment */
  }
}

resource "aws_iam_role" "r" {
  name = "r"
  inline_policy {
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
${Array.from(
  { length: 12 },
  (_, i) => `        {
          Sid    = "Statement${number(i)}"
          Action = ["s3:GetObject"] // one
          Condition = { StringLike = { "aws:x" = "\${jsonencode({ a = 1 })}" } }
          Resource = [for k in var.k : { name = k }]
        },
`,
).join('')}        { Effect = "Deny", Action = "*" }, { Effect = "Allow",
          Action = "*" }
      ]
    })
  }
}

locals {
  rules = {
${Array.from({ length: 30 }, (_, i) => `    r${i} = { port = ${i}, cidr = "10.0.${i}.0/24", other = { x = [${i}] } }\n`).join('')}  }
}
`;

describe('a file of long items that is being edited', () => {
  it.each([
    ['as it is', long],
    ['with CRLF', long.replaceAll('\n', '\r\n')],
    ['not indented', long.replaceAll(/^ +/gm, '')],
  ])('reads as if it were read anew, after whatever edits (%s)', (_, original) => {
    const below = randomFrom(original.length);
    let text = original;
    let live = parseLive(text);
    for (let i = 0; i < 250; i++) {
      if (below(6) === 0) text = original;
      else if (below(8) === 0) text = withoutLines(text, 3, below);
      else text = edited(text, below);
      live = parseLive(text, live);
      expect(live.file, text).toEqual(parseHcl(text));
    }
  });

  const policy = (live: LiveHcl) => {
    const found = block('aws_iam_policy_document', live);
    return found?.kind === 'block' ? found.body.items : [];
  };
  const document = (inside: string) => `data "aws_iam_policy_document" "d" {\n${inside}}\n`;
  const statement = (i: number) => `  statement {\n    sid = "${i}"\n    actions = ["s3:GetObject", "s3:PutObject"]\n  }\n`;
  const statements = (count: number, from = 0) => Array.from({ length: count }, (_, i) => statement(from + i)).join('');
  const text = document(statements(40));

  it('keeps the blocks before and after the edit, and moves them', () => {
    const before = parseLive(text);
    const known = [...policy(before)];
    const start = known[30]?.span.start ?? 0;
    const after = policy(parseLive(text.replace('"20"', '"20 and more"'), before));
    expect(after.map((item, i) => item === known[i])).toEqual(known.map((_, i) => i !== 20));
    expect(after[30]?.span.start).toBe(start + ' and more'.length);
  });

  it.each(['"', '{', '}', '/*', '[', '<<EOT\n', '${'])(
    'keeps them while something is half typed (%s), and when it is whole again',
    (what) => {
      const before = parseLive(text);
      const known = [...policy(before)];
      const broken = parseLive(text.replace('sid = "20"', `sid = ${what}"20"`), before);
      const mended = policy(parseLive(text, broken));
      expect(mended.map((item, i) => i === 20 || item === known[i])).toEqual(known.map(() => true));
    },
  );

  it('keeps the objects of a list in a call', () => {
    const object = (i: number) => `    { Sid = "${i}", Effect = "Allow", Action = "s3:GetObject", Resource = "*" },\n`;
    const call = `x = jsonencode({\n  Statement = [\n${Array.from({ length: 40 }, (_, i) => object(i)).join('')}  ]\n})\n`;
    const objects = (live: LiveHcl) => {
      const [item] = live.file.body.items;
      const argument = item?.kind === 'attribute' && item.value.kind === 'call' ? item.value.args[0] : undefined;
      const list = argument?.kind === 'object' ? argument.items[0]?.value : undefined;
      return list?.kind === 'tuple' ? list.items : [];
    };
    const before = parseLive(call);
    const known = [...objects(before)];
    expect(known).toHaveLength(40);
    const after = objects(parseLive(call.replace('"20"', '"x"'), before));
    expect(after.map((item, i) => item === known[i])).toEqual(known.map((_, i) => i !== 20));
  });
});

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
