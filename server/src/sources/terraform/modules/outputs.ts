import {
  type Entry,
  type Item,
  type ListValue,
  type MapValue,
  type Origin,
  type TextOrigin,
  unknown,
  type Value,
} from '../../../values';
import { stepName } from '../access';
import type { Resolution, Step } from '../context';
import { invalid } from '../convert';
import { oneOf } from '../partial';
import type { Call, CalledModule, ModuleNode } from './tree';

/** What reads the outputs of a module. */
export interface OutputReader {
  output(name: string, use: Origin): Value;
}

type Read = Extract<Call, { kind: 'read' }>;

/** What a call and the steps after its name lead to. @param steps the name of the call first */
export function outputsOf(call: Read, what: string, steps: readonly Step[], use: TextOrigin): Resolution {
  const [, second, third] = steps;
  if (!call.repeats) {
    const [only] = call.instances;
    if (!only) return { value: invalid(`there is no ${what}`, use), used: steps.length };
    return ofInstance(only, second, use, 1);
  }
  if (second?.kind === 'index') {
    const picked = pick(call, second, what, use);
    if (Array.isArray(picked)) {
      const values = picked.map((instance) => ofInstance(instance, third, use, 2));
      const [first] = values;
      if (!first) return { value: unknown({ kind: 'undecided', what }, use), used: steps.length };
      const all = values.map((one) => one.value);
      return { value: all.length === 1 ? first.value : oneOf(all, use), used: first.used };
    }
    return { value: picked, used: steps.length };
  }
  return { value: everyInstance(call, what, use), used: 1 };
}

function ofInstance({ module }: CalledModule, step: Step | undefined, use: Origin, used: number): Resolution {
  const name = step && stepName(step);
  return name === undefined ? { value: whole(module, use), used } : { value: module.output(name, use), used: used + 1 };
}

/** The instances that an index may mean, or why it means none. */
function pick(call: Read, step: Extract<Step, { kind: 'index' }>, what: string, use: Origin): CalledModule[] | Value {
  const { instances, repeats, complete } = call;
  if (instances.length === 0) return invalid(`there is no ${what}`, use);
  const name = stepName(step);
  if (name === undefined) return complete ? [...instances] : unknown({ kind: 'undecided', what }, use);
  const key = repeats === 'count' ? Number(name) : name;
  const found = instances.find((instance) => instance.key === key);
  if (found) return [found];
  // One that is not listed by itself.
  const rest = instances.find((instance) => instance.key === undefined);
  if (rest && instances.length === 1) return [rest];
  return complete ? invalid(`there is no ${what}[${JSON.stringify(key)}]`, use) : unknown({ kind: 'undecided', what }, use);
}

/** All outputs of a module. */
function whole(module: ModuleNode, use: Origin): MapValue {
  const entries = new Map<string, Entry>();
  for (const name of module.place.directory.declarations.outputs.keys()) {
    entries.set(name, { value: module.output(name, use), member: true });
  }
  return { kind: 'map', entries, origin: use };
}

/** The collection that a repeated call is. */
function everyInstance({ repeats, instances, complete }: Read, what: string, use: Origin): Value {
  const rest = complete ? {} : { rest: unknown({ kind: 'computed', what: `the instances of ${what}` }, use) };
  if (repeats === 'count') {
    const items = instances.map(({ module, exists }): Item => ({ value: whole(module, use), member: exists }));
    return { kind: 'list', items, origin: use, ...rest } satisfies ListValue;
  }
  const entries = new Map<string, Entry>();
  for (const { key, module, exists } of instances) {
    if (key !== undefined) entries.set(String(key), { value: whole(module, use), member: exists });
  }
  return { kind: 'map', entries, origin: use, ...rest };
}
