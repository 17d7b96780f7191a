import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../server/src/sources/terraform/functions';
import { reasonOf } from '../../server/src/sources/terraform/partial';
import { EXPRESSIONS } from '../evaluation/bombs';
import { evaluate, show } from './terraform';

/** What `terraform metadata functions -json` lists (1.11), without the namespace. */
const listed = readFileSync(join(import.meta.dirname, 'terraform-functions.txt'), 'utf8')
  .trim()
  .split('\n');
/** Evaluated by the evaluator itself. */
const special = ['try', 'can'];
/** Never the same twice, or not ours to tell. */
const untold = {
  timestamp: 'timestamp()',
  plantimestamp: 'plantimestamp()',
  uuid: 'uuid()',
  bcrypt: 'bcrypt("x")',
  rsadecrypt: 'rsadecrypt("eA==", "k")',
  base64gzip: 'base64gzip("x")',
};

describe('the functions of Terraform', () => {
  it('are each evaluated, or unknown with a reason', () => {
    expect(listed.length).toBeGreaterThan(115);
    expect(listed.filter((name) => !functionNames.includes(name) && !special.includes(name))).toEqual([]);
    expect(functionNames.filter((name) => !listed.includes(name))).toEqual([]);
  });

  it.each(Object.values(untold))('%s is not told', (call) => {
    const value = evaluate(call);
    expect(value.kind === 'unknown' && ['computed', 'unsupported'].includes(value.reason.kind)).toBe(true);
  });

  it.each(['nope(1)', 'provider::aws::arn_parse("x")', 'core::nope()'])('%s is unknown, with its reason', (call) => {
    expect(show(evaluate(call))).toBe('?unsupported');
  });

  it.each([
    ['yamldecode("a: [1, yes]\\nb: 2012-10-17")', '{a = [1, true], b = "2012-10-17T00:00:00Z"}'],
    [
      '" ${yamlencode({ a = "x", b = [1, { c = true, d = null }] })}"',
      JSON.stringify(' "a": "x"\n"b":\n- 1\n- "c": true\n  "d": null\n'),
    ],
    ['yamldecode("!foo x")', '?unsupported'],
    ['yamldecode("[a")', '?invalid'],
    ['csvdecode("a,b\\n1,2\\n")', '[{a = "1", b = "2"}]'],
    ['csvdecode("a,a\\n1,2")', '?invalid'],
    ['formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2020-02-03T16:05:06+02:00")', '"Monday, 03-Feb-20 16:05:06 +0200"'],
    ['timeadd("2020-02-28T23:00:00Z", "1h30m")', '"2020-02-29T00:30:00Z"'],
    ['timecmp("2020-02-03T04:05:06Z", "2020-02-03T05:05:06+01:00")', '0'],
    ['uuidv5("dns", "a")', '"4f3f2898-69e3-5a0d-820a-c4e87987dbce"'],
    ['textdecodebase64(textencodebase64("aé", "UTF-16LE"), "UTF-16LE")', '"aé"'],
    ['textencodebase64("a", "Shift_JIS")', '?unsupported'],
    ['ceil(log(16, 2))', '4'],
    ['basename("a/b.txt")', '"b.txt"'],
    ['dirname("a/b.txt")', '"a"'],
    ['abspath("/a/../b")', '"/b"'],
    ['abspath("b")', '?computed'],
    ['pathexpand("~/x")', '?computed'],
    ['issensitive(sensitive(1))', 'true'],
    ['issensitive([sensitive(1)])', 'false'],
    ['ephemeralasnull(1)', '1'],
    ['file("x")', '?not-loaded'],
    ['"e\\u0301" == "é"', 'true'],
    ['regexall("(?P<k>\\\\w+)=(?P<v>\\\\w*)", "a=1 b=")', '[{k = "a", v = "1"}, {k = "b", v = ""}]'],
    ['regex("(?i)^HELLO$", "hello")', '"hello"'],
    ['regex("(?=a)", "a")', '?invalid'],
    ['try(["x", 1]...)', '"x"'],
  ])('%s', (expression, value) => {
    expect(show(evaluate(expression))).toBe(value);
  });
});

describe('bombs end, and as unknown with the limit where they are too large', () => {
  it.each(EXPRESSIONS)('%s', (expression, expected) => {
    const shown = evaluate(expression);
    expect(show(shown)).toBe(expected);
    if (/…|\?limit/.test(expected)) expect(reasonOf(shown).kind).toBe('limit');
  });
});
