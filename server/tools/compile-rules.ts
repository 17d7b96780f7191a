import { basename } from 'node:path';
import type { SchemaData, TypeSchema } from '../src/resources/schema';
import type { CompiledRule, DefaultsData, ListData, SharedList } from '../src/rules';
import { compileDefaults, compileRule, type RuleProblem } from '../src/rules/compile';
import { computedRules } from '../src/rules/computed';
import { locate, readYamlFiles, type SourceFile } from './rule-files';
import type { SchemaLibrary } from './schema';
import { validatorFor } from './validators';

/** A rule with the YAML that it was compiled from. */
export interface RuleSource {
  readonly file: SourceFile;
  readonly rule: CompiledRule;
}

export interface CompiledRules {
  readonly sources: readonly RuleSource[];
  readonly defaults: DefaultsData;
  readonly lists: ListData;
  readonly frameworks: Readonly<Record<string, Framework>>;
  /** The schemas of all types that rules and defaults name. */
  readonly schema: SchemaData;
  /** Each fails the build, and names file, line and what was expected. */
  readonly errors: readonly string[];
}

/** An edition of a framework: its control ids with our short titles. */
export interface Framework {
  readonly name: string;
  readonly source: string;
  readonly controls: Readonly<Record<string, string>>;
}

const NO_RULES = /^rules\/(?:schema|lists|frameworks)\//;

/** Reads and compiles everything of rules/ but the mappings. */
export function compileRules(root: string, library: SchemaLibrary): CompiledRules {
  const errors: string[] = [];
  const files = readYamlFiles(root, 'rules', errors, (path) => !NO_RULES.test(path));
  const isDefaults = (file: SourceFile) => basename(file.path) === 'defaults.yaml';
  const lists = readLists(root, errors);
  const frameworks = readFrameworks(root, errors);
  const schema = schemasNamed(files, library);
  const env = {
    schema,
    lists,
    controls: new Map(Object.entries(frameworks).map(([id, one]) => [id, new Set(Object.keys(one.controls))] as const)),
    computed: new Set(Object.keys(computedRules)),
  };
  const validate = validatorFor(root, 'rule');
  const sources: RuleSource[] = [];
  for (const file of files) {
    if (isDefaults(file)) continue;
    const invalid = validate(file);
    errors.push(...invalid);
    if (invalid.length > 0) continue;
    const { rule, problems } = compileRule(
      file.path.slice('rules/'.length, -'.yaml'.length),
      file.content as Record<string, unknown>,
      env,
    );
    errors.push(...problems.map((problem) => printProblem(file, problem)));
    if (problems.length === 0) sources.push({ file, rule });
  }
  const ids = new Set(sources.map((one) => one.rule.id));
  if (errors.length === 0)
    for (const id of env.computed)
      if (!ids.has(id)) errors.push(`server/src/rules/computed has a function for ${id}, and there is no such rule`);
  const defaults = readDefaults(root, files.filter(isDefaults), schema, lists, errors);
  sources.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
  return { sources, defaults, lists, frameworks, schema, errors };
}

function printProblem(file: SourceFile, problem: RuleProblem): string {
  const place = problem.place.length > 0 ? `\`${problem.place.join(' > ')}\`: ` : '';
  return `${locate(file, problem.place)}: ${place}${problem.message}`;
}

const TYPE_NAME =
  /(?:[A-Za-z]+::[A-Za-z0-9]+::[A-Za-z0-9]+|Microsoft\.[A-Za-z0-9]+(?:\/[A-Za-z0-9]+)+|[a-z0-9]+\.googleapis\.com\/[A-Za-z0-9]+)/g;

/** The schemas of every type that any of the files mentions. */
function schemasNamed(files: readonly SourceFile[], library: SchemaLibrary): SchemaData {
  const names = new Set<string>();
  for (const file of files) for (const [name] of file.text.matchAll(TYPE_NAME)) names.add(name);
  const schema: Record<string, TypeSchema> = {};
  for (const name of [...names].sort()) {
    const type = library.get(name);
    if (type) schema[name] = type;
  }
  return schema;
}

function readLists(root: string, errors: string[]): ListData {
  const validate = validatorFor(root, 'list');
  const lists: Record<string, SharedList> = {};
  for (const file of readYamlFiles(root, 'rules/lists', errors)) {
    const invalid = validate(file);
    errors.push(...invalid);
    if (invalid.length === 0) lists[basename(file.path, '.yaml')] = file.content as SharedList;
  }
  return lists;
}

function readFrameworks(root: string, errors: string[]): Record<string, Framework> {
  const validate = validatorFor(root, 'framework');
  const frameworks: Record<string, Framework> = {};
  for (const file of readYamlFiles(root, 'rules/frameworks', errors)) {
    const invalid = validate(file);
    errors.push(...invalid);
    if (invalid.length > 0) continue;
    const { name, source, editions } = file.content as {
      name: string;
      source: string;
      editions: Record<string, Record<string, string>>;
    };
    for (const [edition, controls] of Object.entries(editions)) frameworks[edition] = { name, source, controls };
  }
  return frameworks;
}

function readDefaults(
  root: string,
  files: readonly SourceFile[],
  schema: SchemaData,
  lists: ListData,
  errors: string[],
): DefaultsData {
  const validate = validatorFor(root, 'defaults');
  const all: Record<string, Record<string, DefaultsData[string][string]>> = {};
  for (const file of files) {
    const invalid = validate(file);
    errors.push(...invalid);
    if (invalid.length > 0) continue;
    const { defaults, problems } = compileDefaults(file.content, { schema, lists });
    errors.push(...problems.map((problem) => printProblem(file, problem)));
    for (const [type, paths] of Object.entries(defaults)) {
      if (all[type]) errors.push(`${locate(file, [type])}: ${type} has defaults in another file already`);
      all[type] = { ...paths };
    }
  }
  return all;
}
