import type { EngineData } from '../src/engine-data';
import type { MappingEntry, MappingNode } from '../src/mapping';
import type { CompiledRule } from '../src/rules';
import { pathsOf } from '../src/rules/compile';
import { type CompiledRules, compileRules } from './compile-rules';
import { buildMappings } from './mappings';
import { SchemaLibrary } from './schema';

export interface Generated {
  readonly engine: EngineData;
  readonly compiled: CompiledRules;
  /** Each fails the build. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Paths that rules use and no row of a mapping covers: there the rule stays silent. */
  readonly uncovered: readonly string[];
}

/** Compiles rules/ into what the engine runs on. Writes nothing. */
export function generateEngine(root: string): Generated {
  const library = new SchemaLibrary(root);
  const compiled = compileRules(root, library);
  const rules = compiled.sources.map((one) => one.rule);
  const used = new Set([...typesUsed(rules), ...Object.keys(compiled.defaults)]);
  const mappings = buildMappings(root, library);
  const errors = [...compiled.errors, ...mappings.errors];
  const types = [...new Set([...used, ...mappings.types])].filter((type) => library.get(type));
  const engine: EngineData = {
    rules,
    mapping: mappings.data,
    schema: library.select(types),
    defaults: compiled.defaults,
    lists: compiled.lists,
  };
  return { engine, compiled, errors, warnings: mappings.warnings, uncovered: uncoveredPaths(rules, engine) };
}

function typesUsed(rules: readonly CompiledRule[]): ReadonlySet<string> {
  const types = new Set<string>();
  for (const rule of rules) {
    for (const { resource } of rule.subjects) types.add(resource);
    for (const { type } of pathsOf(rule)) types.add(type);
    if (rule.fix?.add) types.add(rule.fix.add.type);
  }
  return types;
}

function uncoveredPaths(rules: readonly CompiledRule[], engine: EngineData): readonly string[] {
  const entries = new Map<string, MappingEntry[]>();
  for (const all of Object.values(engine.mapping.terraform)) {
    for (const entry of all) entries.set(entry.is, [...(entries.get(entry.is) ?? []), entry]);
  }
  const out = new Map<string, string[]>();
  for (const rule of rules) {
    for (const { type, path } of pathsOf(rule)) {
      const producers = entries.get(type) ?? [];
      if (producers.some((entry) => covers(entry.root, path))) continue;
      const key =
        producers.length === 0
          ? `${type} (no Terraform type is mapped to it)`
          : `${type} ${path.join('.').replaceAll('.[]', '[]')}`;
      out.set(key, [...new Set([...(out.get(key) ?? []), rule.id])]);
    }
  }
  return [...out].map(([key, ids]) => `${key}: ${ids.join(', ')}`).sort();
}

function covers(node: MappingNode, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (node.sources && node.sources.length > 0) return true;
  if (step !== '[]') return node.props?.[step] ? covers(node.props[step], rest) : false;
  return (node.lists ?? []).some((list) => {
    const [property] = rest;
    if (property === undefined || list.plain) return true;
    if (list.fanOut?.some((one) => one.property[0] === property)) return true;
    if (list.pairs) return true;
    return list.rows ? covers(list.rows, rest) : false;
  });
}
