import { describe, expect, it } from 'vitest';
import { engineFromSources } from './engine';
import type { WrittenExample } from './example';
import { problemsOfRule } from './rule-tester';

const { engine, compiled, errors } = engineFromSources();

describe('rules/', () => {
  it('compiles', () => {
    expect(errors).toEqual([]);
    expect(engine.rules.length).toBeGreaterThan(0);
  });

  it.each(compiled.sources.filter((source) => !source.rule.deprecated).map((source) => [source.rule.id, source] as const))(
    '%s: the examples hold',
    (_, { rule, file }) => {
      const { examples } = file.content as { examples: WrittenExample[] };
      expect(problemsOfRule(engine, rule, examples).join('\n\n')).toBe('');
    },
  );
});
