import { describe, expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { renderValue } from '../../server/src/analysis/shown-value';
import { valueMarkdown } from '../../server/src/features/value';
import {
  boolValue,
  listValue,
  mapValue,
  numberValue,
  stringValue,
  textOrigin,
  unknown,
  type Value,
} from '../../server/src/values';
import { engineFromSources } from '../rules/engine';

const AT = textOrigin('file:///a.tf', { start: 0, end: 0 });
const text = (value: string) => stringValue(value, AT);
const rendered = (value: Value, secret = false) => renderValue(value, () => secret).text;

describe('a value is rendered', () => {
  it('on one line where it fits, else on several', () => {
    expect(rendered(mapValue([['a', numberValue(1, AT)]], AT))).toBe('{ a = 1 }');
    const long = mapValue(
      [
        ['first', text('x'.repeat(40))],
        ['second', listValue([text('y'.repeat(40))], AT)],
      ],
      AT,
    );
    expect(rendered(long)).toBe(`{\n  first = "${'x'.repeat(40)}"\n  second = ["${'y'.repeat(40)}"]\n}`);
  });

  it('with the reason of each part that is not known, once', () => {
    const open = unknown({ kind: 'unset', name: 'var.a' }, AT);
    expect(renderValue(listValue([open, open], AT), () => false)).toEqual({
      text: '[(unknown), (unknown)]',
      reasons: ['var.a has no value here'],
    });
  });

  it('no longer than one reads at a glance, however large it is', () => {
    let deep: Value = text('z'.repeat(5_000));
    for (let depth = 0; depth < 50; depth++) deep = listValue([deep, deep], AT);
    const shown = rendered(
      listValue(
        Array.from({ length: 500 }, () => text('x'.repeat(200))),
        AT,
      ),
    );
    expect(shown.length).toBeLessThan(2_000);
    expect(rendered(deep).split('\n').length).toBeLessThanOrEqual(24);
  });

  it('without what is secret: by its mark, its name, its look or its way', () => {
    expect(rendered({ ...text('opensesame'), sensitive: true })).toBe('(sensitive)');
    expect(rendered(mapValue([['api_key', text('opensesame')]], AT))).toBe('{ api_key = (sensitive) }');
    expect(rendered(mapValue([['secrets', listValue([mapValue([['a', text('opensesame')]], AT)], AT)]], AT))).not.toContain(
      'opensesame',
    );
    expect(rendered(text(`AKIA${'QWERTY234567ABCD'}`))).toBe('(sensitive)');
    expect(rendered(text('opensesame'), true)).toBe('(sensitive)');
    expect(rendered({ kind: 'text', parts: ['opensesame', unknown({ kind: 'syntax' }, AT)], origin: AT }, true)).toBe(
      '(sensitive)',
    );
    expect(rendered({ kind: 'encoded', format: 'base64', content: text('opensesame'), origin: AT }, true)).toBe('(sensitive)');
  });

  it('with what only speaks of a secret', () => {
    expect(
      rendered(
        mapValue(
          [
            ['password_length', numberValue(12, AT)],
            ['manage_password', boolValue(true, AT)],
          ],
          AT,
        ),
      ),
    ).toBe('{ password_length = 12, manage_password = true }');
  });
});

it('no text leaves its code block', () => {
  const shown = valueMarkdown(
    { span: AT.span, values: [{ addresses: ['a["```"]'], text: '"x"', reasons: ['[a](b)'], way: [] }], more: 2 },
    () => undefined,
  );
  expect(shown).toBe('````hcl\n# a["```"]\n"x"\n# and 2 more\n````\n\nNot known: \\[a\\](b).');
});

describe('an answer', () => {
  const { engine } = engineFromSources();
  const MAIN = `variable "open" { default = true }
variable "password" { default = "x" }
locals {
  unused = { for k in ["a", "b"] : k => upper(k) }
  circle = local.other
  other  = local.circle
}
resource "aws_db_instance" "d" {
  for_each            = local.unused
  identifier          = each.value
  publicly_accessible = var.open
  password            = var.password
}
module "m" {
  source = "./m"
  open   = var.open
}
`;
  const CHILD = `variable "open" {}
resource "aws_db_instance" "c" {
  publicly_accessible = var.open
}
output "o" { value = [for x in [1, 2] : x if var.open] }
`;
  const load = (main: string) => {
    const analysis = new Analysis(engine, { strict: true });
    analysis.setFile('file:///w/main.tf', main, 1);
    analysis.setDiskFile('file:///w/m/main.tf', CHILD);
    return analysis;
  };

  it('changes nothing of what is found, now or after an edit', () => {
    const asked = load(MAIN);
    for (let at = 0; at <= MAIN.length; at++) asked.valueAt('file:///w/main.tf', at);
    for (let at = 0; at <= CHILD.length; at++) asked.valueAt('file:///w/m/main.tf', at);
    const edited = MAIN.replace('default = true', 'default = false');
    for (const main of [MAIN, edited, MAIN]) {
      asked.setFile('file:///w/main.tf', main, 2);
      for (const uri of ['file:///w/main.tf', 'file:///w/m/main.tf']) {
        const fresh = load(main).report(uri);
        expect(asked.report(uri).findings).toEqual(fresh.findings);
        expect(asked.valueAt(uri, CHILD.indexOf('var.open'))).toEqual(load(main).valueAt(uri, CHILD.indexOf('var.open')));
      }
    }
  });

  it('does not make the next state evaluate what did not change', () => {
    const count = (ask: boolean) => {
      const analysis = load(MAIN);
      analysis.report('file:///w/main.tf');
      if (ask) for (let at = 0; at <= MAIN.length; at++) analysis.valueAt('file:///w/main.tf', at);
      const before = analysis.moduleEvaluations;
      analysis.setFile('file:///w/main.tf', `${MAIN}locals { more = 1 }\n`, 2);
      analysis.report('file:///w/main.tf');
      return analysis.moduleEvaluations - before;
    };
    expect(count(true)).toBe(count(false));
  });

  it('comes for a text of a module from every call of it, with its root', () => {
    const analysis = load(`${MAIN}module "closed" {\n  source = "./m"\n  open = false\n}\n`);
    const at = CHILD.indexOf('var.open');
    expect(analysis.valueAt('file:///w/m/main.tf', at)?.values.map(({ addresses, text: value }) => [addresses, value])).toEqual([
      [['module.m.aws_db_instance.c'], 'true'],
      [['module.closed.aws_db_instance.c'], 'false'],
    ]);
  });

  it('is none outside of expressions and documents', () => {
    const analysis = load(MAIN);
    expect(analysis.valueAt('file:///w/none.tf', 0)).toBeUndefined();
    expect(analysis.valueAt('file:///w/main.tf', 1e9)).toBeUndefined();
    expect(analysis.valueAt('file:///w/main.tf', MAIN.indexOf('resource'))).toBeUndefined();
  });
});
