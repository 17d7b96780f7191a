import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../server/src/analysis';
import { loadRules } from '../../server/src/rules';
import type { Span } from '../../server/src/text';
import { engineFromSources } from './engine';
import type { Example, Marked, WrittenExample } from './example';
import { FOLDER, readExample, writeMarks } from './example';
import { analyse } from './rule-tester';
import { slotsOf } from './slots';
import { declare } from './twins';

/** How many replacements to try: `ASHLAR_PROPERTY_TRIALS=10000 npx vitest run test/rules/property.test.ts` is the long run. */
const TRIALS = Number(process.env.ASHLAR_PROPERTY_TRIALS ?? 400);
const SEED = Number(process.env.ASHLAR_PROPERTY_SEED ?? 1);

/** How an unset variable is used and declared in each language. */
const UNSET: Readonly<Record<'terraform' | 'cloudformation' | 'cloudformation-json', (n: number) => readonly [string, string]>> =
  {
    terraform: (n) => [`var.unset${n}`, `variable "unset${n}" {}`],
    cloudformation: (n) => [`!Ref Unset${n}`, `  Unset${n}: { Type: String }`],
    'cloudformation-json': (n) => [`{ "Ref": "Unset${n}" }`, `"Unset${n}": { "Type": "String" }`],
  };

/** A file of an example, with the places where expressions stand. */
interface Site {
  readonly rule: string;
  readonly example: Example;
  readonly language: keyof typeof UNSET;
  readonly name: string;
  readonly text: string;
  readonly spans: readonly Span[];
}

interface Trial {
  readonly site: Site;
  /** From the end to the start, none inside another. */
  readonly spans: readonly Span[];
}

describe('unknown is never a finding', () => {
  const { engine, compiled } = engineFromSources();
  const rules = loadRules(engine.rules, 'strict');
  const sites = compiled.sources.flatMap(({ rule, file }) => {
    const { examples } = file.content as { examples: WrittenExample[] };
    return examples.map(readExample).flatMap((example) => sitesOf(rule.id, example));
  });

  it(`replaces expressions of the examples by unset variables (${TRIALS} trials)`, () => {
    const before = new Map<Example, ReadonlyMap<string, readonly string[]>>();
    const failures: string[] = [];
    for (const trial of trialsOf(sites, TRIALS, SEED)) {
      const { example, name, text, rule: owner } = trial.site;
      const texts = new Map([...example.files].map(([file, marked]) => [file, marked.text] as const));
      const known = before.get(example) ?? found(analyse(engine, rules, texts), texts);
      before.set(example, known);
      const changed = replaceAll(trial);
      if (changed === undefined) continue;
      const after = found(analyse(engine, rules, texts.set(name, changed)), texts);
      const severed = trial.spans.map((span) => text.slice(span.start, span.end)).join(' ');
      for (const [rule, addresses] of after) {
        // A finding may move: what decided it is unknown now, and the next thing that is wrong is underlined instead.
        const earlier = known.get(rule) ?? [];
        if (addresses.length <= earlier.length) continue;
        // A variable cannot hold the id of what this very configuration creates, unless its author chooses the id. So to take a
        // reference away from a resource says something about that resource.
        const sudden = addresses.filter((address) => !earlier.includes(address) && !severed.includes(address));
        if (sudden.length === 0) continue;
        failures.push(`${owner}: ${rule} at ${sudden.join(', ')} appears in\n${writeMarks(text, trial.spans)}`);
      }
    }
    expect(failures.slice(0, 10).join('\n\n')).toBe('');
  });
});

function sitesOf(rule: string, example: Example): readonly Site[] {
  const { language } = example;
  if (language === 'policy' || language === 'live') return [];
  return [...example.files].map(([name, { text }]) => {
    const spans = slotsOf(language, name, text).map((slot) => slot.span);
    return { rule, example, language, name, text, spans };
  });
}

function replaceAll({ site, spans }: Trial): string | undefined {
  let changed: Marked | undefined = { text: site.text, spans: [] };
  const uses = spans.map((_, i) => UNSET[site.language](i));
  for (const [i, span] of spans.entries()) {
    const text: string = changed.text.slice(0, span.start) + (uses[i]?.[0] ?? '') + changed.text.slice(span.end);
    changed = { text, spans: [] };
  }
  for (const [, declaration] of uses) changed = changed && declare(site.language, changed, declaration);
  return changed?.text;
}

/** First every expression alone, then two or three of one file together; in an order that the seed decides, the same on every machine. */
function* trialsOf(sites: readonly Site[], count: number, seed: number): Generator<Trial> {
  const random = generator(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const singles = sites.flatMap((site) => site.spans.map((span): Trial => ({ site, spans: [span] })));
  for (let n = 0; n < count; n++) {
    if (singles.length > 0) {
      const [one] = singles.splice(pick(singles.length), 1);
      if (one) yield one;
      continue;
    }
    const site = sites[pick(sites.length)];
    if (!site || site.spans.length < 2) continue;
    const spans: Span[] = [];
    for (let i = 2 + pick(2); i > 0; i--) {
      const span = site.spans[pick(site.spans.length)];
      if (span && spans.every((other) => other.end <= span.start || span.end <= other.start)) spans.push(span);
    }
    yield { site, spans: spans.sort((a, b) => b.start - a.start) };
  }
}

/** At which resources each rule finds something. */
function found(analysis: Analysis, texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const byRule = new Map<string, string[]>();
  for (const name of texts.keys()) {
    for (const { rule, addresses } of analysis.report(FOLDER + name).findings) {
      const as = rule.startsWith(ESCALATION) ? ESCALATION : rule;
      byRule.set(as, [...(byRule.get(as) ?? []), ...addresses]);
    }
  }
  return byRule;
}

/** These rules tell one way to administrator of each principal, the surest: where that is unknown now, the next one is told. */
const ESCALATION = 'aws/iam/escalation-by-';

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
