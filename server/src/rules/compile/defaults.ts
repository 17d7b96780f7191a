import type { SchemaData } from '../../resources';
import type { DefaultChoice } from '../data';
import type { ConditionEnv } from './condition';
import { compileCondition, compilePath } from './condition';
import type { Lists } from './literal';
import { compileLiteral, isRecord } from './literal';
import { printPath } from './path';
import type { RulePlace } from './problem';
import { Problems } from './problem';
import type { Spot } from './typing';

/** The defaults of one file, by cloud type and property path. */
export interface DefaultsResult {
  readonly defaults: Readonly<Record<string, Readonly<Record<string, readonly DefaultChoice[]>>>>;
  readonly problems: Problems['all'];
}

/** Compiles a `defaults.yaml`: `Type: { Path: [{ when?, value | unknown | from, source }] }`, or one choice instead of the list. */
export function compileDefaults(raw: unknown, env: { readonly schema: SchemaData; readonly lists: Lists }): DefaultsResult {
  const problems = new Problems();
  const defaults: Record<string, Record<string, readonly DefaultChoice[]>> = {};
  const context: ConditionEnv = { ...env, problems };
  for (const [type, paths] of Object.entries(isRecord(raw) ? raw : {})) {
    if (!env.schema[type]) {
      problems.add([type], `there is no cloud type ${type}`);
      continue;
    }
    const ofType: Record<string, readonly DefaultChoice[]> = {};
    for (const [text, choices] of Object.entries(isRecord(paths) ? paths : {})) {
      const root: Spot = { type, names: [], root: type };
      const found = compilePath(text, root, [type, text], context);
      if (!found) continue;
      if (found.path.some((step) => step.kind !== 'name' && step.kind !== 'items'))
        problems.add([type, text], 'expected names and `[]` only');
      const last = found.spot.names.lastIndexOf('[]');
      const holder: Spot = { ...root, names: found.spot.names.slice(0, last + 1) };
      const list = Array.isArray(choices) ? choices : [choices];
      ofType[printPath(found.path)] = list.map((one, i) =>
        choice(one, holder, Array.isArray(choices) ? [type, text, i] : [type, text], context),
      );
    }
    defaults[type] = ofType;
  }
  return { defaults, problems: problems.all };
}

function choice(raw: unknown, holder: Spot, place: RulePlace, env: ConditionEnv): DefaultChoice {
  const given = isRecord(raw) ? raw : {};
  const source = String(given.source ?? '');
  if (!source.startsWith('https://'))
    env.problems.add([...place, 'source'], 'expected the page that says so, starting with https://');
  const kinds = ['value', 'unknown', 'from'].filter((key) => key in given);
  if (kinds.length !== 1) env.problems.add(place, 'expected exactly one of `value`, `unknown: true` and `from`');
  const when = given.when === undefined ? {} : { when: compileCondition(given.when, holder, [...place, 'when'], env) };
  if ('value' in given)
    return { ...when, value: compileLiteral(given.value, env.lists, [...place, 'value'], env.problems), source };
  if ('from' in given) {
    const from = compilePath(given.from, holder, [...place, 'from'], env);
    return { ...when, ...(from ? { from: from.path } : { unknown: true as const }), source };
  }
  return { ...when, unknown: true, source };
}
