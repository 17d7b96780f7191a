import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../server/src/analysis';
import { loadRules } from '../../server/src/rules';
import type { Span } from '../../server/src/text';
import { engineFromSources } from './engine';
import type { Example, WrittenExample } from './example';
import { FOLDER, readExample, writeMarks } from './example';
import { analyse } from './rule-tester';
import { slotsOf } from './slots';
import { declare } from './twins';

/** How many replacements to try: `ASHLAR_PROPERTY_TRIALS=10000 npx vitest run test/rules/property.test.ts` is the long run. */
const TRIALS = Number(process.env.ASHLAR_PROPERTY_TRIALS ?? 400);
const SEED = Number(process.env.ASHLAR_PROPERTY_SEED ?? 1);

const REFERENCE = { terraform: 'var.unset', cloudformation: '!Ref Unset', 'cloudformation-json': '{ "Ref": "Unset" }' } as const;
const DECLARATION = {
  terraform: 'variable "unset" {}',
  cloudformation: '  Unset: { Type: String }',
  'cloudformation-json': '"Unset": { "Type": "String" }',
} as const;

interface Trial {
  readonly rule: string;
  readonly example: Example;
  readonly name: string;
  readonly span: Span;
}

describe('unknown is never a finding', () => {
  const { engine, compiled } = engineFromSources();
  const rules = loadRules(engine.rules);

  const trials: Trial[] = [];
  for (const { rule, file } of compiled.sources) {
    const { examples } = file.content as { examples: WrittenExample[] };
    for (const example of examples.map(readExample)) {
      for (const [name, marked] of example.files) {
        for (const slot of slotsOf(example.language, name, marked.text))
          trials.push({ rule: rule.id, example, name, span: slot.span });
      }
    }
  }

  it(`replaces expressions of the examples by unset variables (${TRIALS} of them)`, () => {
    const before = new Map<Example, ReadonlyMap<string, readonly string[]>>();
    const failures: string[] = [];
    for (const trial of sample(trials, TRIALS, SEED)) {
      const { example, name, span } = trial;
      const { language } = example;
      if (language === 'policy' || language === 'live') continue;
      const texts = new Map([...example.files].map(([file, marked]) => [file, marked.text] as const));
      let known = before.get(example);
      if (!known) {
        known = found(analyse(engine, rules, texts), texts);
        before.set(example, known);
      }
      const text = texts.get(name) ?? '';
      const replaced = { text: text.slice(0, span.start) + REFERENCE[language] + text.slice(span.end), spans: [] };
      const changed = declare(language, replaced, DECLARATION[language]);
      if (!changed) continue;
      const after = found(analyse(engine, rules, texts.set(name, changed.text)), texts);
      const severed = text.slice(span.start, span.end);
      for (const [rule, addresses] of after) {
        // A finding may move: what decided it is unknown now, and the next thing that is wrong is underlined instead.
        const earlier = known.get(rule) ?? [];
        if (addresses.length <= earlier.length) continue;
        // A variable cannot hold the id of what this very configuration creates, unless its author chooses the id. So to take a
        // reference away from a resource says something about that resource.
        const sudden = addresses.filter((address) => !earlier.includes(address) && !severed.includes(address));
        if (sudden.length > 0)
          failures.push(`${trial.rule}: ${rule} at ${sudden.join(', ')} appears in\n${writeMarks(text, [span])}`);
      }
    }
    expect(failures.join('\n\n')).toBe('');
  });
});

/** At which resources each rule finds something. */
function found(analysis: Analysis, texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const byRule = new Map<string, string[]>();
  for (const name of texts.keys()) {
    for (const { rule, addresses } of analysis.report(FOLDER + name).findings) {
      byRule.set(rule, [...(byRule.get(rule) ?? []), ...addresses]);
    }
  }
  return byRule;
}

/** Every trial, as often as it takes, in an order that the seed decides: the same on every machine. */
function sample<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const random = generator(seed);
  const pool = [...all];
  const picked: T[] = [];
  while (picked.length < Math.min(count, all.length)) {
    const at = Math.floor(random() * pool.length);
    const [one] = pool.splice(at, 1);
    if (one !== undefined) picked.push(one);
  }
  return picked;
}

/** Mulberry32: small, and good enough to shuffle. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
