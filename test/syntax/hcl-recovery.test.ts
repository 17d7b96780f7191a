import { describe, expect, it } from 'vitest';
import { type Block, type Body, parseHcl } from '../../server/src/syntax/hcl';

/** The names of all arguments with their values' kinds, and the blocks around them. */
function outline(body: Body): string {
  return body.items
    .map((item) => {
      if (item.kind === 'attribute') return `${item.name}:${item.value.kind}`;
      return `${[item.type, ...item.labels.map((l) => l.text)].join('.')}${item.unclosed ? '?' : ''}{${outline(item.body)}}`;
    })
    .join(' ');
}

function outlineOf(text: string): string {
  const { body, problems } = parseHcl(text);
  expect(problems.length).toBeGreaterThan(0);
  return outline(body);
}

/** A block whose middle line is being typed, between two sound ones. */
function typing(line: string): string {
  return `v "before" {\n  k = 1\n}\n\nr "a" "b" {\n  first = 1\n${line}\n  last = 2\n}\n\nv "after" {\n  k = 1\n}\n`;
}

describe('half-typed code', () => {
  it.each([
    ['  x', 'first:number last:number'],
    ['  x =', 'first:number x:missing last:number'],
    ['  x = "', 'first:number x:missing last:number'],
    ['  x = "a${', 'first:number x:missing last:number'],
    ['  x = var.', 'first:number x:missing last:number'],
    ['  x = [', 'first:number x:tuple last:number'],
    ['  x = {', 'first:number x:object last:number'],
    ['  x = f(', 'first:number x:call last:number'],
    ['  x = a ?', 'first:number x:conditional last:number'],
    ['  x = 1 +', 'first:number x:binary last:number'],
    ['  x = <<EOT', 'first:number x:missing last:number'],
    ['  x = [for k in', 'first:number x:missing last:number'],
    ['  n {', 'first:number n?{} last:number'],
    ['  n "l', 'first:number last:number'],
    ['  }', 'first:number last:number'],
    ['  ]', 'first:number last:number'],
    ['  x = {\n    y = 1', 'first:number x:object last:number'],
    ['  n {\n    y = 1', 'first:number n?{y:number} last:number'],
  ])('%j', (line, inside) => {
    expect(outlineOf(typing(line))).toBe(`v.before{k:number} r.a.b{${inside}} v.after{k:number}`);
  });

  it('a block without its closing brace ends at the next block header in column 0', () => {
    expect(outlineOf('r "a" {\n  x = 1\n\nr "b" {\n  y = 1\n}\n')).toBe('r.a?{x:number} r.b{y:number}');
  });

  it('an unclosed comment, string or heredoc ends there too', () => {
    for (const open of ['  /* x', '  x = "x', '  x = <<EOT\ntext', '  x = "${ [ ( {']) {
      expect(outlineOf(`r "a" {\n${open}\n\nr "b" {\n  y = 1\n}\n`)).toMatch(/^r\.a\?\{.*\} r\.b\{y:number\}$/);
    }
  });

  it('a heredoc that is closed keeps what looks like a block', () => {
    const { body } = parseHcl('r "a" {\n  x =\n  y = <<EOT\nresource "q" "q" {\n}\nEOT\n}\nr "b" {}\n');
    expect(outline(body)).toBe('r.a{x:missing y:template} r.b{}');
  });

  it('an unindented file keeps its nested blocks', () => {
    expect(outlineOf('resource "a" "b" {\nx =\nn {\ny = 1\n}\n}\nvariable "v" {}\n')).toBe(
      'resource.a.b{x:missing n{y:number}} variable.v{}',
    );
  });

  it('an argument of a variables file does not swallow the next', () => {
    expect(outlineOf('a = [\nb = 1\nc = "x\nd = 2\n')).toBe('a:tuple b:number c:missing d:number');
  });

  it('leaves a mark in collections that recovery closed', () => {
    const block = parseHcl('r "a" {\n  x = ["0.0.0.0/0",\n  y = 1\n}\n').body.items[0] as Block;
    const [x] = block.body.items;
    expect(x?.kind === 'attribute' && x.value.kind === 'tuple' && x.value.items.map((i) => i.kind)).toEqual([
      'template',
      'missing',
    ]);
  });
});
