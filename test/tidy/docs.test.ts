import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Analysis } from '../../server/src/analysis';
import { generateEngine } from '../../server/tools/generate-engine';
import { notices } from '../../server/tools/notices';
import { PERMISSIONS, PERMISSIONS_POLICY, permissionsPage, permissionsPolicy } from '../../server/tools/permission-docs';
import { RULE_PAGES, rulePages } from '../../server/tools/rule-docs';
import { engineFromSources } from '../rules/engine';

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

it('tells what a scan of an account asks, and has a policy that allows it: npm run docs renews both', () => {
  expect(readFileSync(PERMISSIONS, 'utf8')).toBe(permissionsPage());
  expect(readFileSync(PERMISSIONS_POLICY, 'utf8')).toBe(permissionsPolicy());
});

it('has a policy in which nothing is wrong', () => {
  const analysis = new Analysis(engineFromSources().engine, { strict: true });
  const uri = `file:///${PERMISSIONS_POLICY}`;
  analysis.setDiskFile(uri, permissionsPolicy());
  const report = analysis.report(uri);
  expect(report.kind).toBe('policy');
  expect(report.findings).toEqual([]);
});

it('names every package that is shipped in NOTICE: npm run docs renews it', () => {
  expect(readFileSync('NOTICE', 'utf8')).toBe(notices(process.cwd()));
});
