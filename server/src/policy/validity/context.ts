import type { Catalogue } from '../catalogue';
import type { Findings } from './fault';
import type { PolicyKind, Site } from './kinds';
import type { Sheet } from './sheet';

/** What a check knows. */
export interface Context {
  readonly sheet: Sheet;
  readonly site: Site;
  /** Undefined while it is not read: what needs it is left out. */
  readonly catalogue: Catalogue | undefined;
  readonly findings: Findings;
  /** Whether anybody asks for a check: those that cost something are made only then. */
  wants(check: string): boolean;
}

/** Whether the policy is certainly of one of these kinds. */
export function isOnly({ site }: Context, ...kinds: readonly PolicyKind[]): boolean {
  for (const kind of site.kinds) if (!kinds.includes(kind)) return false;
  return site.kinds.size > 0;
}
