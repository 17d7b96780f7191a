import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DESCRIBED_ACTIONS, ESCALATION_PATHS } from '../../server/src/policy';
import { escalationPage, escalationTable } from '../../server/tools/escalation-table';
import { engineFromSources, ROOT } from './engine';

const rows = escalationTable(engineFromSources().engine);

describe('the 65 ways to administrator', () => {
  it('are all there, each once, with words for each permission', () => {
    expect(new Set(ESCALATION_PATHS.map((path) => path.id)).size).toBe(65);
    const actions = new Set(ESCALATION_PATHS.flatMap((path) => path.needs.map((need) => need.action)));
    expect([...actions].filter((action) => !DESCRIBED_ACTIONS.includes(action))).toEqual([]);
    expect(DESCRIBED_ACTIONS.filter((action) => !actions.has(action))).toEqual([]);
  });

  it.each(rows.map((row) => [row.path.id, row] as const))('%s', (_, row) => {
    expect(row.faults).toEqual([]);
    for (const { found, right, of } of Object.values(row.results)) {
      expect({ found, right }).toEqual({ found: true, right: of });
      expect(of).toBeGreaterThanOrEqual(3);
    }
  });

  it('stand on the page that npm run docs writes', () => {
    expect(readFileSync(join(ROOT, 'docs/privilege-escalation.md'), 'utf8')).toBe(escalationPage(rows));
  });
});
