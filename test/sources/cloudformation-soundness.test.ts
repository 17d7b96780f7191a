import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../server/src/values';
import { loadAll, show } from './template';

/** Whether a value that was told without knowing the parameters can be what it turned out to be with them. */
function allows(told: Value, real: Value): boolean {
  switch (told.kind) {
    case 'unknown':
    case 'reference':
      return true;
    case 'oneOf':
      return told.choices.some((choice) => allows(choice, real));
    case 'text': {
      const text = real.kind === 'string' ? real.value : undefined;
      const [first] = told.parts;
      const last = told.parts.at(-1);
      if (text === undefined) return true;
      return (typeof first !== 'string' || text.startsWith(first)) && (typeof last !== 'string' || text.endsWith(last));
    }
    case 'list': {
      if (real.kind !== 'list') return false;
      const sure = told.items.filter((item) => item.member === true);
      if (!told.rest && real.items.length > told.items.length) return false;
      return (
        sure.every((item) => real.items.some((each) => allows(item.value, each.value))) &&
        (told.rest !== undefined || real.items.every((each) => told.items.some((item) => allows(item.value, each.value))))
      );
    }
    case 'map': {
      if (real.kind !== 'map') return false;
      for (const [key, entry] of told.entries) {
        const found = real.entries.get(key);
        if (found ? !allows(entry.value, found.value) : entry.member === true && !mayBeAbsent(entry.value)) return false;
      }
      return told.rest !== undefined || [...real.entries.keys()].every((key) => told.entries.has(key));
    }
    default:
      return show(told) === show(real);
  }
}

function mayBeAbsent(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'oneOf' && value.choices.some((choice) => choice.kind === 'absent'));
}

const texts = fc.constantFrom('a', 'b', 'c', '');
const parameter = fc.constantFrom('P', 'Q', 'F', 'G');
const condition = fc.constantFrom('C0', 'C1', 'C2', 'C3', 'C4');
const ref = parameter.map((name): unknown => ({ Ref: name }));
const operand = fc.oneof(
  { weight: 4, arbitrary: ref },
  { weight: 4, arbitrary: texts },
  { weight: 1, arbitrary: parameter.map((name): unknown => ({ 'Fn::Sub': `\${${name}}x` })) },
  { weight: 1, arbitrary: ref.map((key): unknown => ({ 'Fn::FindInMap': ['M', key, 'k', { DefaultValue: 'c' }] })) },
);
/** A condition that leads to the first ones only. */
const conditionBody = (before: number): fc.Arbitrary<unknown> =>
  fc.letrec<{ body: unknown }>((tie) => ({
    body: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.tuple(operand, operand).map((sides): unknown => ({ 'Fn::Equals': sides })),
      before === 0
        ? fc.tuple(ref, texts).map((sides): unknown => ({ 'Fn::Equals': sides }))
        : fc.nat(before - 1).map((i): unknown => ({ Condition: `C${i}` })),
      tie('body').map((body): unknown => ({ 'Fn::Not': [body] })),
      fc.array(tie('body'), { minLength: 2, maxLength: 3 }).map((all): unknown => ({ 'Fn::And': all })),
      fc.array(tie('body'), { minLength: 2, maxLength: 3 }).map((all): unknown => ({ 'Fn::Or': all })),
    ),
  })).body;
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    texts,
    operand,
    fc.constant<unknown>({ Ref: 'AWS::NoValue' }),
    fc.tuple(condition, tie('value'), tie('value')).map((all): unknown => ({ 'Fn::If': all })),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record({ x: tie('value') }),
    fc
      .tuple(fc.constantFrom<unknown>(['a', 'b'], { Ref: 'L' }, [{ Ref: 'P' }, 'z']), tie('value'))
      .map(([collection, inner]): unknown => ({
        'Fn::ForEach::Each': ['E', collection, { 'k${E}': { 'Fn::Join': ['-', [{ Ref: 'E' }, inner]] } }],
      })),
  ),
})).value;

const trials = Number(process.env.ASHLAR_PROPERTY_TRIALS ?? 150);
const CHOICES = ['a', 'b'].flatMap((P) =>
  ['a', 'b', 'c'].flatMap((Q) =>
    ['a', '', 'other'].flatMap((F) => ['b', 'other', 'more'].map((G) => ({ P, Q, F, G, L: 'u,v' }))),
  ),
);

describe('what is told of a template holds for all values of its parameters', () => {
  it('whatever the conditions', () => {
    fc.assert(
      fc.property(
        fc.record({
          C0: conditionBody(0),
          C1: conditionBody(1),
          C2: conditionBody(2),
          C3: conditionBody(3),
          C4: conditionBody(4),
        }),
        value,
        fc.option(condition),
        fc.option(fc.tuple(conditionBody(0), conditionBody(0))),
        fc.boolean(),
        (Conditions, P, own, rule, nested) => {
          const template = {
            Parameters: {
              P: { Type: 'String', AllowedValues: ['a', 'b'] },
              Q: { Type: 'String', AllowedValues: ['a', 'b', 'c'] },
              F: { Type: 'String' },
              G: { Type: 'String' },
              L: { Type: 'CommaDelimitedList' },
            },
            Mappings: { M: { a: { k: 'a' }, b: { k: 'c' } } },
            ...(rule ? { Rules: { R: { RuleCondition: rule[0], Assertions: [{ Assert: rule[1] }] } } } : {}),
            Conditions,
            Resources: { R: { Type: 'AWS::X::Y', ...(own === null ? {} : { Condition: own }), Properties: { P } } },
          };
          const forwarded = Object.fromEntries(['P', 'Q', 'F', 'G'].map((name) => [name, { Ref: name }]));
          const parent = {
            Parameters: template.Parameters,
            Resources: {
              N: {
                Type: 'AWS::CloudFormation::Stack',
                Properties: { TemplateURL: 'child.json', Parameters: { ...forwarded, L: { 'Fn::Join': [',', { Ref: 'L' }] } } },
              },
            },
          };
          const files: Record<string, string> = nested
            ? { 'main.json': JSON.stringify(parent), 'child.json': JSON.stringify(template) }
            : { 'main.json': JSON.stringify(template) };
          const address = nested ? 'N/R' : 'R';
          const told = loadAll(files).graph.at(address);
          const toldValue = told?.get(['P']);
          for (const choice of CHOICES) {
            if (rule && breaks(template, choice)) continue;
            const real = loadAll(files, JSON.stringify({ Parameters: choice })).graph.at(address);
            if (real?.exists === 'unknown') continue;
            if (!told) expect(real, JSON.stringify([files, choice])).toBeUndefined();
            if (told?.exists === true) expect(real, JSON.stringify([files, choice])).toBeDefined();
            if (!real || !toldValue) continue;
            if (!allows(toldValue, real.get(['P']))) {
              throw new Error(`${show(toldValue)} does not allow ${show(real.get(['P']))}: ${JSON.stringify([files, choice])}`);
            }
          }
        },
      ),
      { numRuns: trials },
    );
  }, 600_000);
});

/** Whether these parameters break the rule of the template: then nothing is deployed. */
function breaks(
  template: { readonly Rules?: unknown; readonly Parameters: unknown },
  choice: Readonly<Record<string, string>>,
): boolean {
  const rule = (template.Rules as { R: { RuleCondition: unknown; Assertions: [{ Assert: unknown }] } } | undefined)?.R;
  if (!rule) return false;
  const probe = {
    ...template,
    Rules: undefined,
    Conditions: { When: rule.RuleCondition, Holds: rule.Assertions[0].Assert },
    Resources: {
      W: { Type: 'AWS::X::Y', Condition: 'When' },
      H: { Type: 'AWS::X::Y', Condition: 'Holds' },
    },
  };
  const { graph } = loadAll({ 'm.json': JSON.stringify(probe) }, JSON.stringify({ Parameters: choice }));
  return graph.at('W') !== undefined && graph.at('H') === undefined;
}
