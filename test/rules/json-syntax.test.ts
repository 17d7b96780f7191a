import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../server/src/analysis';
import { loadRules } from '../../server/src/rules';
import { parseHcl } from '../../server/src/syntax/hcl';
import { asJson, holdsHeredoc, type JsonTwin, NoJson } from './as-json';
import { engineFromSources } from './engine';
import { FOLDER, readExample, type WrittenExample } from './example';
import { analyse, repair } from './rule-tester';

const { engine, compiled } = engineFromSources();

/** The files of an example with those of HCL in JSON syntax; undefined where one of them cannot be written so. */
function inJson(texts: ReadonlyMap<string, string>, arrays: boolean): ReadonlyMap<string, JsonTwin> | undefined {
  const twins = new Map<string, JsonTwin>();
  try {
    for (const [name, text] of texts) {
      if (!name.endsWith('.tf')) continue;
      if (holdsHeredoc(parseHcl(text).body) || text.includes('ashlar:ignore')) return undefined;
      twins.set(name, asJson(text, arrays));
    }
  } catch (error) {
    if (error instanceof NoJson) return undefined;
    throw error;
  }
  return twins;
}

function found(analysis: Analysis, names: Iterable<string>, at: (name: string, span: { start: number; end: number }) => string) {
  return [...names].flatMap((name) => {
    const report = analysis.report(FOLDER + name);
    const problems = report.problems.map((problem) => `${name}: ${problem.message}`);
    return [...problems, ...report.findings.map(({ span, addresses }) => `${name} ${at(name, span)} ${addresses.join()}`)].sort();
  });
}

describe('the Terraform examples of every rule, written in JSON', () => {
  let converted = 0;
  let left = 0;

  it.each(compiled.sources.filter((source) => !source.rule.deprecated).map((source) => [source.rule.id, source] as const))(
    '%s: the same is found at the same places',
    (_, { rule, file }) => {
      const rules = loadRules([rule], 'strict');
      const { examples } = file.content as { examples: WrittenExample[] };
      for (const [i, example] of examples.map(readExample).entries()) {
        if (example.language !== 'terraform') continue;
        const texts = new Map([...example.files].map(([name, { text }]) => [name, text] as const));
        const twins = inJson(texts, i % 2 === 1);
        if (!twins) {
          left++;
          continue;
        }
        converted++;
        const json = new Map(
          [...texts].map(([name, text]) => {
            const twin = twins.get(name);
            return twin ? ([`${name}.json`, twin.text] as const) : ([name, text] as const);
          }),
        );
        const expected = found(analyse(engine, rules, texts), texts.keys(), (name, span) => {
          const twin = twins.get(name);
          if (!twin) return `${span.start}-${span.end}`;
          const there = twin.at(span);
          return there
            ? `${there.start}-${there.end} ${twin.text.slice(there.start, there.end)}`
            : `nowhere: ${texts.get(name)?.slice(span.start, span.end)}`;
        });
        const actual = found(analyse(engine, rules, json), json.keys(), (name, span) => {
          const text = json.get(name) ?? '';
          return name.endsWith('.tf.json')
            ? `${span.start}-${span.end} ${text.slice(span.start, span.end)}`
            : `${span.start}-${span.end}`;
        }).map((line) => line.replace(/^(\S+\.tf)\.json /, '$1 '));
        expect(actual, `example ${i + 1}\n${[...json.values()].join('\n')}`).toEqual(expected);
      }
    },
  );

  it('leaves few of them out', () => {
    expect(converted).toBeGreaterThan(500);
    expect(left).toBeLessThan(converted / 20);
  });
});

/** What a text means, whichever of the forms of a block it is written in; the order of keys does not matter. */
function meaning(json: unknown): unknown {
  if (Array.isArray(json)) {
    const [only] = json as unknown[];
    return json.length === 1 && typeof only === 'object' ? meaning(only) : (json as unknown[]).map(meaning);
  }
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]: [string, unknown]) => [key, meaning(value)]),
  );
}

describe('the fixes of every rule, in JSON', () => {
  const refused = new Map<string, number>();
  let written = 0;

  it.each(compiled.sources.filter(({ rule }) => rule.fix && !rule.deprecated).map((source) => [source.rule.id, source] as const))(
    '%s: make what the fix in HCL makes, or are refused',
    (_, { rule, file }) => {
      const rules = loadRules([rule], 'strict');
      const { examples } = file.content as { examples: WrittenExample[] };
      for (const [i, example] of examples.map(readExample).entries()) {
        if (example.language !== 'terraform' || !example.fixed) continue;
        const texts = new Map([...example.files].map(([name, { text }]) => [name, text] as const));
        const arrays = i % 2 === 1;
        const twins = inJson(texts, arrays);
        const wanted = inJson(new Map([...texts, ...example.fixed]), arrays);
        if (!twins || !wanted) continue;
        const json = new Map(
          [...texts].map(([name, text]) => [twins.has(name) ? `${name}.json` : name, twins.get(name)?.text ?? text]),
        );
        const repaired = repair(analyse(engine, rules, json), json);
        if ('refused' in repaired) {
          refused.set(repaired.refused, (refused.get(repaired.refused) ?? 0) + 1);
          continue;
        }
        written++;
        for (const [name, twin] of wanted) {
          const made = repaired.texts.get(`${name}.json`) ?? '';
          expect(meaning(JSON.parse(made)), `example ${i + 1}\n${made}`).toEqual(meaning(JSON.parse(twin.text)));
        }
      }
    },
  );

  it('are seldom refused', () => {
    const all = [...refused.values()].reduce((sum, count) => sum + count, 0);
    expect(written).toBeGreaterThan(150);
    expect(all).toBeLessThan(written / 10);
  });
});
