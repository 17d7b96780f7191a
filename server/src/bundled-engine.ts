import type { EngineData } from './engine-data';

// The texts of server/generated/*.json, put here by server/tools/build.mjs.
declare const ASHLAR_ENGINE_RULES: string;
declare const ASHLAR_ENGINE_MAPPING: string;
declare const ASHLAR_ENGINE_SCHEMA: string;
declare const ASHLAR_ENGINE_DEFAULTS: string;
declare const ASHLAR_ENGINE_LISTS: string;

/**
 * Parses the engine's data that is built into this bundle. It costs some ten milliseconds, so hosts call it when the first
 * document arrives, once, and not while they start. Exists in bundles only; tests read server/generated themselves.
 */
export function bundledEngine(): EngineData {
  return {
    rules: JSON.parse(ASHLAR_ENGINE_RULES),
    mapping: JSON.parse(ASHLAR_ENGINE_MAPPING),
    schema: JSON.parse(ASHLAR_ENGINE_SCHEMA),
    defaults: JSON.parse(ASHLAR_ENGINE_DEFAULTS),
    lists: JSON.parse(ASHLAR_ENGINE_LISTS),
  };
}
