import type { Value } from '../../values';
import type { Expected, Scope, World } from './model';

export const emptyScope = (world?: World): Scope => ({
  assumed: new Map(),
  bound: new Map(),
  passes: 1,
  ...(world ? { world } : {}),
  ...freshMemory(),
});

export const freshMemory = (): Pick<Scope, 'decided' | 'deciding' | 'narrowed' | 'possible' | 'inner'> => ({
  decided: new Map(),
  deciding: new Set(),
  narrowed: new Map(),
  possible: new Map(),
  inner: new Map(),
});

/** The scope of one pass of loops. Conditions do not see it: what was found out about them stays. */
export function inLoop(scope: Scope, bound: ReadonlyMap<string, Value>, passes: number): Scope {
  return { ...scope, bound, passes, inner: new Map() };
}

export const ANYTHING: Expected = { type: undefined, definitions: {} };
