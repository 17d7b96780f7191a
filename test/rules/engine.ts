import { fileURLToPath } from 'node:url';
import { Catalogue } from '../../server/src/policy';
import { type Generated, generateEngine } from '../../server/tools/generate-engine';
import { compactIam } from '../../server/tools/iam-data';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let generated: Generated | undefined;

const catalogue = new Catalogue(await compactIam(ROOT));

/** The engine's data, compiled from rules/ as it stands now: tests never see a stale server/generated. */
export function engineFromSources(): Generated {
  generated ??= generateEngine(ROOT);
  return { ...generated, engine: { ...generated.engine, iam: () => catalogue } };
}
