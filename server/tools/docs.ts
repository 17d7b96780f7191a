import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { escalationPage, escalationTable } from './escalation-table';
import { generateEngine } from './generate-engine';
import { notices } from './notices';
import { PERMISSIONS, PERMISSIONS_POLICY, permissionsPage, permissionsPolicy } from './permission-docs';
import { RULE_PAGES, rulePages } from './rule-docs';

// npm run docs: writes the page of every rule below docs/rules/ and removes those of rules that are gone; NOTICE;
// the table of the ways to administrator; and what a scan of an account asks, with the policy that allows it.
/** The table of the ways to administrator, each tried in three languages. */
const ESCALATIONS = 'docs/privilege-escalation.md';

const root = process.env.ASHLAR_ROOT ?? process.cwd();
const { engine, compiled, errors } = generateEngine(root);
if (errors.length > 0) {
  for (const error of errors) console.error(error);
  process.exitCode = 1;
} else {
  const pages = new Map([
    ...rulePages(compiled.sources),
    ['NOTICE', notices(root)],
    [ESCALATIONS, escalationPage(escalationTable(engine))],
    [PERMISSIONS, permissionsPage()],
    [PERMISSIONS_POLICY, permissionsPolicy()],
  ]);
  const directory = join(root, RULE_PAGES);
  let written = 0;
  let removed = 0;
  if (existsSync(directory)) {
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      const path = `${RULE_PAGES}/${name.split('\\').join('/')}`;
      if (!path.endsWith('.md') || pages.has(path)) continue;
      rmSync(join(root, path));
      removed++;
    }
  }
  for (const [path, text] of pages) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    written++;
  }
  console.log(`${pages.size} pages: ${written} written, ${removed} removed`);
}
