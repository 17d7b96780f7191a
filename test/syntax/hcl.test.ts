import { describe, expect, it } from 'vitest';
import {
  type Attribute,
  type Block,
  type Expression,
  parseExpression,
  parseHcl,
  parseTemplate,
} from '../../server/src/syntax/hcl';

function attribute(text: string, name = 'a'): Attribute {
  const found = parseHcl(text).body.items.find((item): item is Attribute => item.kind === 'attribute' && item.name === name);
  if (!found) throw new Error(`no ${name} in ${text}`);
  return found;
}

function value(expression: string): Expression {
  const text = `a = ${expression}\n`;
  expect(parseHcl(text).problems).toEqual([]);
  return attribute(text).value;
}

/** The value of a template that is nothing but text. */
function literal(expression: string): string {
  const node = value(expression);
  if (node.kind !== 'template') throw new Error(`a ${node.kind}`);
  expect(node.parts.length).toBeLessThan(2);
  const [part] = node.parts;
  if (!part) return '';
  if (part.kind !== 'literal') throw new Error(part.kind);
  return part.value;
}

const accepts = (text: string) => expect(parseHcl(text).problems, text).toEqual([]);
const refuses = (text: string) => expect(parseHcl(text).problems.length, text).toBeGreaterThan(0);

describe('spans and structure', () => {
  const text = 'resource "aws_x" "y" {\n  name = "n" # why\n  nested { size = 1 }\n}\n';
  const block = parseHcl(text).body.items[0] as Block;
  const at = (span: { start: number; end: number }) => text.slice(span.start, span.end);

  it('cuts blocks, labels and bodies exactly', () => {
    expect(at(block.span)).toBe(text.trimEnd());
    expect(at(block.typeSpan)).toBe('resource');
    expect(block.labels.map((label) => [label.text, at(label.span), label.quoted])).toEqual([
      ['aws_x', '"aws_x"', true],
      ['y', '"y"', true],
    ]);
    expect(at(block.body.span)).toBe('\n  name = "n" # why\n  nested { size = 1 }\n');
    expect(block.body.items.map((item) => at(item.span))).toEqual(['name = "n"', 'nested { size = 1 }']);
    expect(block.body.items.map((item) => item.kind === 'block' && item.oneLine)).toEqual([false, true]);
  });

  it('collects comments and tells whether they stand alone', () => {
    const { comments } = parseHcl('# one\na = 1 // two\n  /* three\n*/\n');
    expect(comments.map((c) => [c.text, c.ownLine])).toEqual([
      ['# one', true],
      ['// two', false],
      ['/* three\n*/', true],
    ]);
  });

  it('ends a heredoc at its marker, and its content before the marker', () => {
    const heredoc = 'a = <<-EOT\n    x\n      y\n    EOT\nb = 1\n';
    const node = attribute(heredoc).value;
    expect(heredoc.slice(node.span.start, node.span.end)).toBe('<<-EOT\n    x\n      y\n    EOT');
    expect(node.kind === 'template' && heredoc.slice(node.contentSpan.start, node.contentSpan.end)).toBe('    x\n      y\n');
    expect(node.kind === 'template' && node.form).toBe('indented-heredoc');
  });

  it('counts from the offset it is given', () => {
    const { expression } = parseExpression('var.x', 100);
    expect(expression.span).toEqual({ start: 100, end: 105 });
    expect(parseTemplate('a${b}', 10).parts.map((p) => p.span)).toEqual([
      { start: 10, end: 11 },
      { start: 11, end: 15 },
    ]);
  });
});

describe('HCL that broke parsers', () => {
  it('a heredoc that ends with a brace in column 0', () => {
    expect(literal('<<EOT\n{\n}\nEOT')).toBe('{\n}\n');
    accepts('r "a" "b" {\n  p = <<EOT\n{\n  "a": 1\n}\nEOT\n}\n');
  });
  it('a terminator without a line break after it is an error', () => {
    refuses('a = <<EOT\nx\nEOT');
  });
  it('a terminator may be indented under <<EOT, and the text keeps its indentation', () => {
    expect(literal('<<EOT\n  x\n  EOT')).toBe('  x\n');
  });
  it('doubled openers are text', () => {
    expect(literal('"$$${x}"')).toBe('$${x}');
    expect(literal('"%%{x}"')).toBe('%{x}');
    expect(literal('<<E\n$${x} %%{y}\nE')).toBe('${x} %{y}\n');
    expect(literal('"$"')).toBe('$');
  });
  it('nested conditionals associate to the right', () => {
    const node = value('a ? b : c ? d : e');
    expect(node.kind === 'conditional' && node.otherwise.kind).toBe('conditional');
  });
  it('a-b is one name', () => {
    expect(value('a-b')).toMatchObject({ kind: 'variable', name: 'a-b' });
    expect(value('a - b')).toMatchObject({ kind: 'binary', operator: '-' });
  });
  it('a line break after a dot is allowed in brackets only', () => {
    accepts('a = [x.\ny]\n');
    refuses('a = x.\ny\n');
  });
  it('a block on one line holds one argument', () => {
    accepts('b { x = 1 }\n');
    accepts('b {}\n');
    refuses('b { x = 1, y = 2 }\n');
    refuses('b { c {} }\n');
    refuses('b { x = 1\n}\n');
  });
  it('any Unicode space is indentation, and an interpolation in column 0 stops the stripping', () => {
    expect(literal('<<-E\n\u2003\u2003x\n\u2003y\nE')).toBe('\u2003x\ny\n');
    const node = value('<<-E\n${x}\n    y\n  E');
    expect(node.kind === 'template' && node.parts[1]).toMatchObject({ value: '\n    y\n' });
  });
  it('\\u takes four digits and \\U eight', () => {
    expect(literal('"\\u00e9\\U0001F600"')).toBe('é😀');
    for (const bad of ['\\u12', '\\U0001F60', '\\ud800', '\\q', '\\$']) refuses(`a = "${bad}"\n`);
  });
  it('an argument is set once', () => {
    refuses('a = 1\na = 2\n');
    refuses('b {\n  a = 1\n  a = 2\n}\n');
    accepts('b {\n  a = 1\n}\na = 2\n');
  });
  it('deep nesting is cut off, not a crash', () => {
    accepts(`a = ${'['.repeat(100)}${']'.repeat(100)}\n`);
    for (const open of ['[', '(', '{ a = ', '"${', 'f(', '-', '!', 'x ? y : ', '[for a in '])
      for (const count of [1000, 50_000]) refuses(`a = ${open.repeat(count)}\n`);
    for (const chain of ['+ b ', '.b', '[0]', '[*]', '.*'])
      for (const count of [50_000]) refuses(`a = b ${chain.repeat(count)}\n`);
  });
});

describe('what HashiCorp refuses', () => {
  it.each([
    'a = 0x10\n',
    'a = 1..2\n',
    'a = 1.2.3\n',
    'a = x.0.1\n',
    'a = x.*.y.*\n',
    'a = [1 2]\n',
    'a = [,]\n',
    'a = f(,)\n',
    'a = f(x..., y)\n',
    'a = { a = 1 b = 2 }\n',
    'a = { a }\n',
    'a = { for = 1 }\n',
    'a = [for x in y]\n',
    'a = [for x in y : x => x]\n',
    'a = [for x in y : x...]\n',
    'a = {for x in y : x}\n',
    'a = "x\n"\n',
    'a = "${x"\n',
    'a = "%{if x}"\n',
    'a = "%{endif}"\n',
    'a = "%{else}"\n',
    'a = "%{for x in y}%{endif}"\n',
    'a = "%{nope}"\n',
    'b "${x}" {}\n',
    'b\n{\n}\n',
    'b = {\n',
    'a = 1 b = 2\n',
    'a = 1, b = 2\n',
    '"a" = 1\n',
    "a = 'x'\n",
    'a = x & y\n',
    'a = ~x\n',
    'a = 1;\n',
    'a = /* x\n',
    'a = 1\r b = 2\n',
    'a\n',
    'a =\n',
    '}\n',
    'b {\n}}\n',
    'a = x ?  y\n',
    'a = x::y\n',
    'a = "~}" ~}\n',
    'a = (\n',
    'a = b[*\n',
    'a = x y\n',
    'a = <<E\n\rx\nE\n',
  ])('%j', (text) => refuses(text));
});

describe('templates', () => {
  it('trims the neighbouring text, within its line', () => {
    const node = value('"a ${~ x ~} b"');
    expect(node.kind === 'template' && node.parts.map((p) => (p.kind === 'literal' ? p.value : p.kind))).toEqual([
      'a',
      'interpolation',
      'b',
    ]);
    const heredoc = value('<<E\n${x ~}\n\n  b\nE');
    expect(heredoc.kind === 'template' && heredoc.parts.map((p) => (p.kind === 'literal' ? p.value : p.kind))).toEqual([
      'interpolation',
      '\n  b\n',
    ]);
  });
  it('puts what stands between directives into them', () => {
    const node = value('"%{ if a }x%{ else }${b}%{ endif }%{ for k, v in m }${k}%{ endfor }"');
    expect(node.kind === 'template' && node.parts).toMatchObject([
      { kind: 'if', condition: { name: 'a' }, then: [{ value: 'x' }], otherwise: [{ kind: 'interpolation' }] },
      { kind: 'for', keyName: 'k', valueName: 'v', collection: { name: 'm' }, body: [{ kind: 'interpolation' }] },
    ]);
  });
  it('reads a bare template, where quotes and backslashes are text', () => {
    expect(parseTemplate('\\n "x" $', 0)).toMatchObject({ parts: [{ kind: 'literal', value: '\\n "x" $' }], problems: [] });
  });
});

describe('keys', () => {
  it('are literal where they need no evaluation', () => {
    const node = value('{ a = 1, "b" = 2, 3 = 3, true = 4, (c) = 5, "${d}" = 6, e.f = 7, "" = 8 }');
    expect(node.kind === 'object' && node.items.map((i) => i.literalKey)).toEqual([
      'a',
      'b',
      '3',
      'true',
      undefined,
      undefined,
      undefined,
      '',
    ]);
  });
  it('splats nest', () => {
    expect(value('a[*].b[*].c')).toMatchObject({
      kind: 'splat',
      form: 'full',
      each: [{ name: 'b' }, { kind: 'splat', form: 'full', each: [{ name: 'c' }] }],
    });
    expect(value('a.*.b[0]')).toMatchObject({ kind: 'index', target: { kind: 'splat', form: 'attribute' } });
  });
});
