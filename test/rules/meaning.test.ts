import { describe, expect, it } from 'vitest';
import { byDefault, generated, holds, judgeThings, OTHER, oneOf, partly, ref, text, thing, unset } from './thing';

describe('an operator on one value', () => {
  it('compares, fitted to the type of the property', () => {
    expect(holds('{ On: true }', { On: true })).toBe(true);
    expect(holds('{ On: true }', { On: 'true' })).toBe(true);
    expect(holds('{ On: false }', { On: 'true' })).toBe(false);
    expect(holds('{ Size: 443 }', { Size: '443' })).toBe(true);
    expect(holds('{ Size: "443" }', { Size: 443 })).toBe(true);
    expect(holds('{ Name: "443" }', { Name: 443 })).toBe(true);
    expect(holds('{ Name: a }', { Name: 'A' })).toBe(false);
  });

  it('is unknown where nothing is written and nothing documented', () => {
    expect(holds('{ On: true }', {})).toBe('unknown');
    expect(holds('{ On: { equals: true, unset: bad } }', {})).toBe(false);
    expect(holds('{ On: { equals: true, unset: ok } }', {})).toBe(true);
    expect(holds('{ On: { equals: true, unset: bad } }', { On: unset() })).toBe('unknown');
  });

  it('never takes what a live listing leaves out for unset', () => {
    expect(holds('{ On: { equals: true, unset: bad } }', {}, { live: true })).toBe('unknown');
  });

  it('takes the default chain before `unset`', () => {
    const defaults = `
Ashlar::Test::Thing:
  On: { value: false, source: "https://x" }
  Size:
    - { when: { On: true }, value: 1, source: "https://x" }
    - { when: { Name: big }, value: 100, source: "https://x" }
    - { unknown: true, source: "https://x" }
  Name: { from: OtherId, source: "https://x" }`;
    expect(holds('{ On: { equals: true, unset: ok } }', {}, { defaults })).toBe(false);
    expect(holds('{ On: true }', {}, { defaults, live: true })).toBe('unknown');
    expect(holds('{ Size: 1 }', { On: true }, { defaults })).toBe(true);
    expect(holds('{ Size: 1 }', { Name: 'big' }, { defaults })).toBe(false);
    expect(holds('{ Size: { equals: 1, unset: bad } }', { Name: 'small' }, { defaults })).toBe('unknown');
    expect(holds('{ Size: { at-least: 1 } }', { On: unset(), Name: 'big' }, { defaults })).toBe(true);
    expect(holds('{ Size: 1 }', { On: unset(), Name: 'big' }, { defaults })).toBe('unknown');
    expect(holds('{ Name: a }', { OtherId: 'b' }, { defaults })).toBe(false);
    expect(holds('{ Name: a }', { OtherId: unset() }, { defaults })).toBe('unknown');
  });

  it('gives up on defaults that depend on each other', () => {
    const defaults = `
Ashlar::Test::Thing:
  Name: { from: OtherId, source: "https://x" }
  OtherId: { from: Name, source: "https://x" }
  On: { when: { On: true }, value: true, source: "https://x" }`;
    expect(holds('{ Name: a }', {}, { defaults })).toBe('unknown');
    expect(holds('{ On: true }', {}, { defaults })).toBe('unknown');
  });

  it('concludes from the known part of a text, if that decides', () => {
    expect(holds('{ Name: { equals: private } }', { Name: text(unset(), '-public') })).toBe(false);
    expect(holds('{ Name: { equals: x-public } }', { Name: text(unset(), '-public') })).toBe('unknown');
    expect(holds('{ Name: { not-in: [private, hidden] } }', { Name: text('pub', unset()) })).toBe(true);
    expect(holds('{ Name: { starts-with: arn } }', { Name: text('arn:', unset()) })).toBe(true);
    expect(holds('{ Name: { starts-with: arn:x } }', { Name: text('arn:', unset()) })).toBe('unknown');
    expect(holds('{ Name: { starts-with: b } }', { Name: text('arn:', unset()) })).toBe(false);
    expect(holds('{ Name: { ends-with: c } }', { Name: text(unset(), 'ab') })).toBe(false);
    expect(holds('{ Name: { contains: sec } }', { Name: text(unset(), 'secret', unset()) })).toBe(true);
    expect(holds('{ Name: { contains: sec } }', { Name: text(unset(), 'open') })).toBe('unknown');
    expect(holds('{ Name: { equals: aba } }', { Name: text('ab', unset(), 'ba') })).toBe(false);
  });

  it('takes what all choices share', () => {
    expect(holds('{ Name: { in: [a, b] } }', { Name: oneOf('a', 'b') })).toBe(true);
    expect(holds('{ Name: c }', { Name: oneOf('a', 'b') })).toBe(false);
    expect(holds('{ Name: a }', { Name: oneOf('a', 'b') })).toBe('unknown');
  });

  it('orders numbers and versions', () => {
    expect(holds('{ Size: { at-least: 7 } }', { Size: 7 })).toBe(true);
    expect(holds('{ Size: { at-least: 7, at-most: 10 } }', { Size: 11 })).toBe(false);
    expect(holds('{ Name: { at-least: "1.2" } }', { Name: 'TLS1_2' })).toBe(true);
    expect(holds('{ Name: { at-least: "1.10" } }', { Name: '1.9' })).toBe(false);
    expect(holds('{ Name: { at-least: "1.2" } }', { Name: 'latest' })).toBe('unknown');
  });

  it('lets a name that the provider makes up differ from any literal', () => {
    expect(holds('{ not: { Name: a } }', { Name: generated() })).toBe(true);
    expect(holds('{ not: { Name: a } }', { Name: unset() })).toBe('unknown');
  });
});

describe('all, any, not', () => {
  it('are three-valued', () => {
    const on = '{ On: true }';
    const size = '{ Size: 1 }';
    expect(holds(`{ any: [${on}, ${size}] }`, { On: true, Size: unset() })).toBe(true);
    expect(holds(`{ any: [${on}, ${size}] }`, { On: false, Size: unset() })).toBe('unknown');
    expect(holds(`{ all: [${on}, ${size}] }`, { On: false, Size: unset() })).toBe(false);
    expect(holds(`{ all: [${on}, ${size}] }`, { On: true, Size: unset() })).toBe('unknown');
    expect(holds(`{ not: ${on} }`, { On: unset() })).toBe('unknown');
    expect(holds('{ On: true, Size: 1 }', { On: true, Size: 2 })).toBe(false);
  });
});

describe('exists', () => {
  it('ignores defaults and takes an empty list or text for nothing', () => {
    expect(holds('{ Name: { exists: true } }', { Name: 'a' })).toBe(true);
    expect(holds('{ Name: { exists: true } }', {})).toBe(false);
    expect(holds('{ Name: { exists: true } }', { Name: byDefault('a') })).toBe(false);
    expect(holds('{ Name: { exists: true } }', { Name: '' })).toBe(false);
    expect(holds('{ Names: { exists: true } }', { Names: [] })).toBe(false);
    expect(holds('{ Name: { exists: true } }', { Name: unset() })).toBe('unknown');
    expect(holds('{ Name: { exists: true } }', { Name: ref('x') })).toBe(true);
    expect(holds('{ Items: { exists: true } }', { Items: partly([], [{}]) })).toBe('unknown');
    expect(holds('{ Items: { exists: true } }', { Items: partly([], [], true) })).toBe('unknown');
    expect(holds('{ "Items[Key=a]": { exists: true } }', { Items: [{ Key: 'b' }] })).toBe(false);
    expect(holds('{ "Items[Key=a]": { exists: true } }', { Items: [{ Key: unset() }] })).toBe('unknown');
  });
});

describe('some, every, none, count, includes-all', () => {
  it('some is true if a certain item satisfies, unknown if the list may go on', () => {
    const some = '{ Items: { some: { On: true } } }';
    expect(holds(some, { Items: [{ On: false }, { On: true }] })).toBe(true);
    expect(holds(some, { Items: [{ On: false }] })).toBe(false);
    expect(holds(some, { Items: partly([{ On: false }], [{ On: true }]) })).toBe('unknown');
    expect(holds(some, { Items: partly([{ On: false }], [], true) })).toBe('unknown');
    expect(holds(some, { Items: partly([{ On: true }], [], true) })).toBe(true);
    expect(holds(some, {})).toBe(false);
  });

  it('every is false if a certain item fails', () => {
    const every = '{ Items: { every: { On: true } } }';
    expect(holds(every, { Items: partly([{ On: false }], [], true) })).toBe(false);
    expect(holds(every, { Items: partly([{ On: true }], [{ On: false }]) })).toBe('unknown');
    expect(holds(every, { Items: partly([{ On: true }], [], true) })).toBe('unknown');
    expect(holds(every, {})).toBe(true);
  });

  it('none is the negation of some', () => {
    expect(holds('{ Names: { none: a } }', { Names: ['b'] })).toBe(true);
    expect(holds('{ Names: { none: a } }', { Names: partly(['a'], [], true) })).toBe(false);
    expect(holds('{ Names: { none: a } }', { Names: unset() })).toBe('unknown');
    expect(holds('{ Names: { none: { starts-with: a } } }', {})).toBe(true);
    expect(holds('{ Names: { none: a } }', { Names: oneOf(['a'], ['b']) })).toBe('unknown');
  });

  it('count counts what is certain', () => {
    expect(holds('{ Names: { count: { at-least: 2 } } }', { Names: partly(['a'], ['b']) })).toBe('unknown');
    expect(holds('{ Names: { count: { at-least: 2 } } }', { Names: ['a'] })).toBe(false);
    expect(holds('{ Names: { count: { at-least: 1 } } }', { Names: partly(['a'], [], true) })).toBe(true);
    expect(holds('{ Names: { count: { at-most: 1 } } }', { Names: partly(['a', 'b'], [], true) })).toBe(false);
    expect(holds('{ Names: { count: 0 } }', {})).toBe(true);
  });

  it('includes-all wants every literal', () => {
    expect(holds('{ Names: { includes-all: [a, b] } }', { Names: ['b', 'c', 'a'] })).toBe(true);
    expect(holds('{ Names: { includes-all: [a, b] } }', { Names: ['b'] })).toBe(false);
    expect(holds('{ Names: { includes-all: [a, b] } }', { Names: partly(['b'], [], true) })).toBe('unknown');
    expect(holds('{ Names: { includes-all: [a, b] } }', { Names: ['b', unset()] })).toBe('unknown');
  });

  it('go through the entries of a map', () => {
    expect(holds('{ "Map[]": { none: { looks-secret-name: true } } }', { Map: { DB_PASSWORD: 'x' } })).toBe(false);
    expect(holds('{ "Map[Key=a]": { equals: x } }', { Map: { a: 'x' } })).toBe(true);
  });
});

describe('each, when, where', () => {
  it('makes a finding per item, and none of one that may not be there', () => {
    const rule = 'each: "Items[]"\nrequire: { On: true }';
    const judged = judgeThings(rule, [
      thing({ Items: partly([{ On: false }, { On: false }, { On: true }], [{ On: false }], true) }),
    ]);
    expect(judged.findings).toHaveLength(2);
    expect(judged.notAssessed.map((one) => one.reason)).toEqual([
      'Items[3]: depends on whether this element is there',
      'Items: var.rest has no value here',
    ]);
  });

  it('judges one element even if it is not written', () => {
    expect(judgeThings('each: Deep\nrequire: { On: { equals: true, unset: bad } }', [thing({})]).findings).toHaveLength(1);
  });

  it('turns false into unknown where `when` or `where` is unknown', () => {
    const rule = (filter: string) => `${filter}: { Name: a }\nrequire: { On: true }`;
    for (const filter of ['when', 'where']) {
      expect(judgeThings(rule(filter), [thing({ On: false, Name: 'a' })]).findings).toHaveLength(1);
      expect(judgeThings(rule(filter), [thing({ On: false, Name: 'b' })])).toEqual({ findings: [], notAssessed: [] });
      const open = judgeThings(rule(filter), [thing({ On: false, Name: unset() })]);
      expect(open.findings).toEqual([]);
      expect(open.notAssessed).toHaveLength(1);
    }
  });

  it('makes no finding of a resource that may not exist', () => {
    const judged = judgeThings('require: { On: true }', [thing({ On: false }, { exists: 'unknown' })]);
    expect(judged.findings).toEqual([]);
    expect(judged.notAssessed[0]?.reason).toBe('depends on whether the resource is there');
  });

  it('finds what is left where nothing is required', () => {
    const judged = judgeThings('each: "Items[]"\nwhere: { Key: a, ^.On: true }\nrequire: false', [
      thing({ On: true, Items: [{ Key: 'a' }, { Key: 'b' }] }),
    ]);
    expect(judged.findings).toHaveLength(1);
  });
});

describe('relations', () => {
  const none = 'require: { "<-Ashlar::Test::Other.ThingId": { exists: true } }';
  const other = (thingId: unknown, options: object = {}) =>
    thing({ ThingId: thingId, On: true }, { type: OTHER, address: 'other.a', ...options });
  const verdict = (
    resources: Parameters<typeof judgeThings>[1],
    options: Parameters<typeof judgeThings>[2] = {},
    rule = none,
  ) => {
    const judged = judgeThings(rule, resources, options);
    return judged.findings.length > 0 ? false : judged.notAssessed.length > 0 ? 'unknown' : true;
  };

  it('finds who refers here', () => {
    expect(verdict([thing({}), other(ref('thing.a'))])).toBe(true);
    expect(verdict([thing({}), other(ref('thing.b')), thing({}, { address: 'thing.b' })])).toBe(false);
    expect(verdict([thing({}), other(ref('thing.a'), { exists: 'unknown' })])).toBe('unknown');
    expect(verdict([thing({})])).toBe(false);
  });

  it('lets an unresolved reference mean only what its author can name', () => {
    expect(verdict([thing({}), other(unset())])).toBe(false);
    const identifiers = { 'Ashlar::Test::Thing': ['Name'] };
    expect(verdict([thing({ Name: 'a' }), other(unset())], { identifiers })).toBe('unknown');
    expect(verdict([thing({ Name: 'a' }), other('a')], { identifiers })).toBe(true);
    expect(verdict([thing({ Name: 'a' }), other('b')], { identifiers })).toBe(false);
    expect(verdict([thing({ Name: unset('var.n') }), other(unset('var.n'))], { identifiers })).toBe(true);
    expect(verdict([thing({ Name: generated() }), other(unset())], { identifiers })).toBe(false);
    expect(verdict([thing({ Name: unset('var.n') }), other('b')], { identifiers })).toBe('unknown');
  });

  it('is unknown where the resource escapes, floats, or the listing is not complete', () => {
    expect(verdict([thing({})], { escapes: () => true })).toBe('unknown');
    expect(verdict([thing({}, { declared: false })])).toBe('unknown');
    expect(verdict([thing({})], { incomplete: new Set([OTHER]) })).toBe('unknown');
  });

  it('follows references', () => {
    const rule = 'require: { "OtherId->Ashlar::Test::Other.On": true }';
    expect(verdict([thing({ OtherId: ref('other.a') }), other('x')], {}, rule)).toBe(true);
    expect(verdict([thing({ OtherId: ref('other.b') }), other('x')], {}, rule)).toBe('unknown');
    expect(verdict([thing({}), other('x')], {}, rule)).toBe('unknown');
    const some = 'require: { "OtherIds[]->Ashlar::Test::Other": { none: { On: true } } }';
    expect(verdict([thing({ OtherIds: [ref('other.a')] }), other('x')], {}, some)).toBe(false);
  });

  it('underlines the reference where what lies behind it decided', () => {
    const judged = judgeThings('require: { "OtherId->Ashlar::Test::Other.On": false }', [
      thing({ OtherId: ref('other.a') }),
      other('x'),
    ]);
    const [resource] = judged.findings;
    expect(resource?.addresses).toEqual(['thing.a']);
    expect(resource?.related).toHaveLength(1);
    expect(resource?.at).not.toEqual(resource?.related[0]);
  });

  it('knows the account only where it is declared', () => {
    const rule = 'require: { "@Ashlar::Test::Other.On": false }';
    expect(verdict([thing({})], {}, rule)).toBe('unknown');
    expect(verdict([thing({}), other('x')], {}, rule)).toBe(false);
  });
});

describe('instances of one text', () => {
  it('are one finding with all their addresses', () => {
    const one = thing({ On: false });
    const instances = [0, 1].map((i) => ({ ...one, address: `thing.a[${i}]` }));
    const judged = judgeThings('require: { On: true }', [...instances, thing({ On: false }, { address: 'thing.b' })]);
    expect(judged.findings.map((finding) => finding.addresses)).toEqual([['thing.a[0]', 'thing.a[1]'], ['thing.b']]);
  });
});

describe('fixes', () => {
  const intents = (yaml: string, resources: Parameters<typeof judgeThings>[1]) =>
    judgeThings(yaml, resources).findings.map((finding) => finding.fix?.intents);

  it('leave alone what is right already, and what may be right', () => {
    const rule = `require: { On: true, Size: 1, Name: a }
fix: { title: t, safe: true, set: { On: true, Size: 1, Name: a } }`;
    expect(intents(rule, [thing({ On: false, Size: unset(), Name: 'a' })])).toEqual([
      [{ kind: 'set', path: ['On'], value: true }],
    ]);
    expect(intents(rule, [thing({ On: oneOf(false, 'false'), Size: 1, Name: 'a' })])).toEqual([
      [{ kind: 'set', path: ['On'], value: true }],
    ]);
  });

  it('are made of concrete paths', () => {
    const rule = `each: "Items[]"
require: { On: true }
fix: { title: t, safe: true, set: { On: true, ^.Size: 2 }, append: { ^.Names: x } }`;
    expect(intents(rule, [thing({ Items: [{ On: true }, { On: false }] })])).toEqual([
      [
        { kind: 'set', path: ['Items', 1, 'On'], value: true },
        { kind: 'set', path: ['Size'], value: 2 },
        { kind: 'append', path: ['Names'], value: 'x' },
      ],
    ]);
  });

  it('follow a reference to the resource that is to be changed, or are none', () => {
    const rule = `require: { Size: 1 }
fix: { title: t, safe: true, set: { "OtherId->Ashlar::Test::Other.On": true } }`;
    const other = thing({ On: false }, { type: OTHER, address: 'other.a' });
    const [finding] = judgeThings(rule, [thing({ Size: 2, OtherId: ref('other.a') }), other]).findings;
    expect(finding?.fix?.resource.address).toBe('other.a');
    expect(finding?.fix?.intents).toEqual([{ kind: 'set', path: ['On'], value: true }]);
    expect(intents(rule, [thing({ Size: 2, OtherId: ref('other.b') })])).toEqual([undefined]);
    expect(intents(rule, [thing({ Size: 2 })])).toEqual([undefined]);
  });
});
