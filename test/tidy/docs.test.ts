import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generateEngine } from '../../server/tools/generate-engine';
import { notices } from '../../server/tools/notices';
import { RULE_PAGES, rulePages } from '../../server/tools/rule-docs';

it('has a current page for every rule, and none besides: npm run docs renews them', () => {
  const { compiled, errors } = generateEngine(process.cwd());
  expect(errors).toEqual([]);
  const pages = rulePages(compiled.sources);
  const stale = [...pages]
    .filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
    .map(([path]) => path);
  const there = readdirSync(RULE_PAGES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const stray = there.map((name) => `${RULE_PAGES}/${name.split('\\').join('/')}`).filter((path) => !pages.has(path));
  expect({ stale, stray }).toEqual({ stale: [], stray: [] });
});

it('names every package that is shipped in NOTICE: npm run docs renews it', () => {
  expect(readFileSync('NOTICE', 'utf8')).toBe(notices(process.cwd()));
});
