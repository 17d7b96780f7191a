import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { expect, it } from 'vitest';

const require = createRequire(import.meta.url);

it('keeps to the import table of ARCHITECTURE.md, without a circle', async () => {
  const { forbidden, options } = require('../../.dependency-cruiser.cjs');
  const { output } = await cruise(
    ['client/src', 'server/src'],
    { ...options, ruleSet: { forbidden }, validate: true },
    undefined,
    {
      tsConfig: extractTSConfig('tsconfig.json'),
    },
  );
  if (typeof output === 'string') throw new Error(output);
  // Zero modules would mean that the cruiser could not read TypeScript, which it reports as success.
  expect(output.summary.totalCruised).toBeGreaterThan(20);
  const violations = output.summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`);
  expect(violations).toEqual([]);
});
