import type { MappingData } from './mapping';
import type { SchemaData } from './resources';
import type { DefaultsData, ListData, RuleData } from './rules';

/** All that `npm run generate` compiles from rules/ into server/generated/: what the engine knows beyond its code. */
export interface EngineData {
  readonly rules: RuleData;
  readonly mapping: MappingData;
  readonly schema: SchemaData;
  readonly defaults: DefaultsData;
  readonly lists: ListData;
}
