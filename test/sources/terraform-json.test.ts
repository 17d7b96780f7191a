import { describe, expect, it } from 'vitest';
import type { MappingData, NestedNames } from '../../server/src/mapping';
import type { NativeResource } from '../../server/src/resources';
import { loadTerraform, terraformOfJson } from '../../server/src/sources/terraform';
import { parseHcl } from '../../server/src/syntax/hcl';
import { parseJson } from '../../server/src/syntax/json';
import { anchorOf, type Value } from '../../server/src/values';
import { noMapping, show, textAt } from './terraform';

const NESTED: Readonly<Record<string, NestedNames>> = {
  x: { rule: { port: 'attribute', filter: { name: 'attribute' } }, tags: 'attribute' },
};

function treeOf(name: string, text: string) {
  return name.endsWith('.json') ? terraformOfJson(text, parseJson(text), (type) => NESTED[type] ?? {}) : parseHcl(text);
}

/** Loads files by their names; `main.tf.json` where there is one only. */
function load(files: string | object | Readonly<Record<string, string>>, mapping: MappingData = noMapping) {
  const texts: Readonly<Record<string, string>> =
    typeof files === 'string'
      ? { 'main.tf.json': files }
      : Object.keys(files).some((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name))
        ? (files as Readonly<Record<string, string>>)
        : { 'main.tf.json': JSON.stringify(files) };
  const trees = Object.entries(texts).map(([name, text]) => ({ uri: `file:///m/${name}`, tree: treeOf(name, text) }));
  const { natives, graph } = loadTerraform({ dir: 'file:///m/', files: trees, mapping });
  const native = (address: string): NativeResource => {
    const found = natives.find((each) => each.address === address);
    if (!found) throw new Error(`there is no ${address} among ${natives.map((each) => each.address).join()}`);
    return found;
  };
  const value = (address: string, name: string): Value => {
    const entry = native(address).values.entries.get(name);
    if (!entry) throw new Error(`${address} has no ${name}`);
    return entry.value;
  };
  return {
    natives,
    graph,
    native,
    value,
    shown: (address: string, name: string) => show(value(address, name)),
    problems: trees.flatMap(({ tree }) => tree.problems.map(({ message }) => message)),
    place: (found: Value | undefined) => {
      const anchor = found && anchorOf(found.origin);
      if (anchor?.kind !== 'text') return 'nowhere';
      return textAt(texts[anchor.uri.slice('file:///m/'.length)] ?? '', anchor);
    },
  };
}

const resource = (body: object) => ({ resource: { x: { y: body } } });

describe('values in JSON syntax', () => {
  it.each<[string, unknown, string]>([
    ['a number', 12, '12'],
    ['a number with an exponent', 1.5e3, '1500'],
    ['a boolean', true, 'true'],
    ['null', null, 'null'],
    ['text', 'plain', '"plain"'],
    ['an expression alone, which keeps its type', `\${1 + 1}`, '2'],
    ['an expression within text', `n\${1 + 1}`, '"n2"'],
    ['a directive', '%{ if true }yes%{ else }no%{ endif }', '"yes"'],
    ['an escaped template', '$${a} %%{b}', '"${a} %{b}"'],
    ['a backslash, which means nothing to a template', '\\d+', '"\\\\d+"'],
    ['a quote within an expression', `\${upper("a")}`, '"A"'],
    ['a reference', `\${x.other.name}`, '&x.other.name'],
    ['a list', [1, `\${2}`], '[1, 2]'],
    ['a list that is computed', `\${[for s in ["a", "b"] : upper(s)]}`, '["A", "B"]'],
    ['an object with keys that are templates', { '${"k"}': 1, plain: `\${2}` }, '{k = 1, plain = 2}'],
    ['an object with a key that would be a comment in a body', [{ '//': 1 }], '[{// = 1}]'],
  ])('%s', (_, json, expected) => {
    const { shown, problems } = load({ resource: { x: { y: { a: json }, other: { b: 1 } } } });
    expect(shown('x.y', 'a')).toBe(expected);
    expect(problems).toEqual([]);
  });

  it('stand where they are written, behind escapes too', () => {
    const text = '{"resource": {"x": {"y": {"a": "\\u0041\\n${upper(\\"b\\")}${var.gone}", "b": "${var.none}", "c": 1}}}}';
    const { value, place } = load(text);
    const a = value('x.y', 'a');
    expect(place(a)).toBe('"\\u0041\\n${upper(\\"b\\")}${var.gone}"');
    const parts = a.kind === 'text' ? a.parts : [];
    expect(parts[0]).toBe('A\nB');
    expect(typeof parts[1] === 'object' && place(parts[1])).toBe('var.gone');
    expect(place(value('x.y', 'b'))).toBe('var.none');
    expect(place(value('x.y', 'c'))).toBe('1');
  });

  it('report what is wrong in a template, at its place', () => {
    const text = '{"locals": {"a": "é\\u00e9 ${1 +}"}}';
    const tree = terraformOfJson(text, parseJson(text), () => ({}));
    expect(tree.problems).toHaveLength(1);
    expect(tree.problems[0]?.span.start).toBe(text.indexOf('}"}}'));
  });
});

describe('blocks in JSON syntax', () => {
  it('are objects, or arrays of objects, at every level', () => {
    const { natives } = load({
      resource: [{ x: { a: {}, b: [{}] } }, { x: [{ c: {} }], y: { d: {} } }],
      data: { z: { e: {} } },
    });
    expect(natives.map(({ address }) => address)).toEqual(['x.a', 'x.b', 'x.c', 'y.d', 'data.z.e']);
  });

  it('may have the same key several times', () => {
    const { natives, problems } = load('{"resource": {"x": {"a": {}}}, "resource": {"x": {"b": {}}, "x": {"c": {}}}}');
    expect(natives.map(({ address }) => address)).toEqual(['x.a', 'x.b', 'x.c']);
    expect(problems).toEqual([]);
    expect(load('{"locals": {"a": 1, "a": 2}}').problems).toEqual(['Duplicate key a']);
  });

  it.each([
    ['an object', { port: 1 }, '[{port = 1}]'],
    ['an array', [{ port: 1 }, { port: 2 }], '[{port = 1}, {port = 2}]'],
    ['one that is empty', {}, '[{}]'],
    ['null', null, 'null'],
    ['an expression, as older providers allow', `\${[{ port = 3 }]}`, '[{port = 3}]'],
  ])('nested: %s', (_, rule, expected) => {
    expect(load(resource({ rule })).shown('x.y', 'rule')).toBe(expected);
  });

  it('nested: none at all', () => {
    expect(
      load(resource({ rule: [] }))
        .native('x.y')
        .values.entries.has('rule'),
    ).toBe(false);
  });

  it('stand at their keys, one of several at its brace', () => {
    const one = load('{"resource": {"x": {"y": {"rule": {"port": 1}, "tags": {"a": 1}}}}}');
    const rule = one.value('x.y', 'rule');
    expect(one.place(rule)).toBe('"rule"');
    expect(one.place(rule.kind === 'list' ? rule.items[0]?.value : undefined)).toBe('"rule"');
    expect(one.place(one.value('x.y', 'tags'))).toBe('{"a": 1}');
    expect(textAt('{"resource": {"x": {"y": {"rule": {"port": 1}, "tags": {"a": 1}}}}}', one.native('x.y').origin)).toBe('"y"');
    const two = load('{"resource": {"x": {"y": {"rule": [{"port": 1}, {"port": 2}]}}}}');
    const rules = two.value('x.y', 'rule');
    expect(rules.kind === 'list' && rules.items.map((item) => two.place(item.value))).toEqual(['{', '{']);
  });

  it('whose kind nobody knows are values, of which others do not rely on the form', () => {
    const { shown } = load({
      resource: {
        x: { y: { other: { a: 1 } } },
        u: { v: { a: `\${try(x.y.other[0].a, "none")}`, b: `\${x.y.tags.a}`, c: `\${x.y.other.a}` } },
      },
    });
    expect(shown('x.y', 'other')).toBe('{a = 1}');
    expect(shown('u.v', 'a')).not.toBe('"none"');
    expect(shown('u.v', 'c')).not.toBe('1');
  });

  it('take comments', () => {
    const { native, problems } = load({
      '//': 'all',
      resource: { x: { y: { '//': ['a', 'b'], rule: { '//': 'c', port: 1 } } } },
    });
    expect([...native('x.y').values.entries.keys()]).toEqual(['rule']);
    expect(show(native('x.y').values)).toBe('{rule = [{port = 1}]}');
    expect(problems).toEqual([]);
  });

  it('say where an object is missing', () => {
    expect(load('{"resource": {"x": "y"}}').problems).toEqual(['An object, or an array of objects, is expected here.']);
    expect(load('[]').problems).toEqual([]);
    expect(load('"x"').problems).toHaveLength(1);
    expect(load('').natives).toEqual([]);
  });

  it('half typed keep what is whole', () => {
    const { shown } = load('{"resource": {"x": {"y": {"a": 1, "b": "${var.');
    expect(shown('x.y', 'a')).toBe('1');
    expect(shown('x.y', 'b')).toContain('?');
  });
});

describe('dynamic blocks in JSON syntax', () => {
  const loop = { for_each: [1, 2], iterator: 'it', content: { port: `\${it.value}` } };

  it.each([
    ['by their label', { dynamic: { rule: loop } }],
    ['in arrays', { dynamic: [{ rule: [loop] }] }],
    ['of a block that nobody knows', { dynamic: { other: loop } }],
  ])('%s', (_, body) => {
    const { native } = load(resource(body));
    expect(show([...native('x.y').values.entries.values()][0]?.value as Value)).toBe('[{port = 1}, {port = 2}]');
  });

  it('within a block', () => {
    const filter = { dynamic: { filter: { for_each: ['a'], content: { name: `\${filter.value}` } } } };
    expect(load(resource({ rule: filter })).shown('x.y', 'rule')).toBe('[{filter = [{name = "a"}]}]');
    expect(load(resource({ unknown: filter })).shown('x.y', 'unknown')).toBe('[{filter = [{name = "a"}]}]');
  });

  it('are no more than a key in a value', () => {
    expect(load(resource({ tags: { dynamic: { a: 'b' } } })).shown('x.y', 'tags')).toBe('{dynamic = {a = "b"}}');
  });
});

describe('what is special about some blocks', () => {
  it('variables: types in strings, defaults as they are written', () => {
    const { shown } = load({
      variable: {
        n: { type: 'list(number)', default: ['1'] },
        s: { default: '${not.a.template}' },
        old: { type: '${string}', default: 1 },
      },
      ...resource({ n: `\${var.n}`, s: `\${var.s}`, old: `\${var.old}` }),
    });
    expect(shown('x.y', 'n')).toBe('[1]');
    expect(shown('x.y', 's')).toBe('"${not.a.template}"');
    expect(shown('x.y', 'old')).toBe('"1"');
  });

  it('locals, count, for_each and meta-arguments', () => {
    const { natives, shown } = load({
      locals: { all: { a: 1, b: 2 } },
      resource: {
        x: {
          many: {
            for_each: `\${local.all}`,
            v: `\${each.value}`,
            provider: 'p.west',
            depends_on: ['x.none'],
            lifecycle: { ignore_changes: ['v'] },
          },
          none: { count: 0 },
        },
      },
    });
    expect(natives.map(({ address }) => address)).toEqual(['x.many["a"]', 'x.many["b"]']);
    expect(shown('x.many["b"]', 'v')).toBe('2');
    expect([...(natives[0]?.values.entries.keys() ?? [])]).toEqual(['v']);
  });

  it('provider versions', () => {
    const { native } = load({
      terraform: { required_providers: { q: { source: 'a/q', version: '~> 4.1' } } },
      resource: { q_x: { y: {} } },
    });
    expect(native('q_x.y').providerMajor).toBe(4);
  });

  it('policy documents', () => {
    const { value } = load({
      data: {
        aws_iam_policy_document: {
          p: { statement: [{ actions: ['s3:*'], resources: ['*'], principals: { type: 'AWS', identifiers: ['*'] } }] },
        },
      },
      ...resource({ policy: `\${data.aws_iam_policy_document.p.json}` }),
    });
    expect(show(value('x.y', 'policy'))).toContain('Principal = {AWS = ["*"]}');
  });
});

describe('files of both syntaxes', () => {
  it('are one module', () => {
    const { shown } = load({
      'main.tf': 'variable "a" {\n  default = 1\n}\nresource "x" "y" {\n  v = local.b\n}\n',
      'more.tf.json': '{"locals": {"b": "${var.a + 1}"}}',
    });
    expect(shown('x.y', 'v')).toBe('2');
  });

  it('override one another', () => {
    const { value, place, shown } = load({
      'main.tf': 'resource "x" "y" {\n  v = 1\n  rule {\n    port = 1\n  }\n}\n',
      'a_override.tf.json': '{"resource": {"x": {"y": {"v": 2, "rule": {"port": 3}}}}}',
    });
    expect(shown('x.y', 'v')).toBe('2');
    expect(place(value('x.y', 'v'))).toBe('2');
    expect(shown('x.y', 'rule')).toBe('[{port = 3}]');
  });
});
