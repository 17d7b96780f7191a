import type { MappingData } from './mapping';
import type { Catalogue } from './policy';
import type { SchemaData } from './resources';
import type { DefaultsData, ListData, RuleData } from './rules';

/** All that `npm run generate` compiles from rules/ into server/generated/: what the engine knows beyond its code. */
export interface EngineData {
  readonly rules: RuleData;
  readonly mapping: MappingData;
  readonly schema: SchemaData;
  readonly defaults: DefaultsData;
  readonly lists: ListData;
  /**
   * What AWS documents of actions, resource types and condition keys: a file of its own, which the host reads when this is asked for the
   * first time, with the first policy. Undefined until it was read; the host then says `Analysis.judgeAgain`.
   */
  readonly iam?: () => Catalogue | undefined;
}

/**
 * Reads the engine's data from the text of engine.json, which `server/tools/build.mjs` puts beside the bundles. It costs some ten
 * milliseconds, so hosts call it when the first document arrives, once, and not while they start.
 * @throws Error where there is no text: a client that has not handed it over
 */
export function parseEngine(text: string | undefined): EngineData {
  if (text === undefined) throw new Error("The engine's data (engine.json) was not handed over by the client.");
  return JSON.parse(text);
}
