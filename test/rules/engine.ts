import { fileURLToPath } from 'node:url';
import { type Generated, generateEngine } from '../../server/tools/generate-engine';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let generated: Generated | undefined;

/** The engine's data, compiled from rules/ as it stands now: tests never see a stale server/generated. */
export function engineFromSources(): Generated {
  generated ??= generateEngine(ROOT);
  return generated;
}
