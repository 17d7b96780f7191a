import type { DeclaredPlace } from './declared';
import type { Links } from './link';

/** A rule on which a live resource and its declaration disagree. */
export interface Drift {
  readonly rule: string;
  /** The id of the live resource. */
  readonly resource: string;
  readonly address: string;
  readonly place: DeclaredPlace;
  /** `live`: the account is worse than the code; `code`: the code is worse than the account. */
  readonly worse: 'live' | 'code';
}

export interface LiveVerdicts {
  readonly findings: readonly { readonly rule: string; readonly resource: string }[];
  readonly passed: readonly { readonly rule: string; readonly address: string }[];
}

/**
 * Where the account is not as its code says, as far as rules speak of it. Only what is sure on both sides counts, and only resources that
 * are surely tied to their declaration.
 */
export function driftOf({ links }: Links, { findings, passed }: LiveVerdicts): readonly Drift[] {
  const found = new Map<string, Drift>();
  const compare = (rule: string, resource: string, worse: Drift['worse']): void => {
    const link = links.get(resource);
    if (!link?.declared || link.by === 'name') return;
    const { declared, address } = link;
    const differs = worse === 'live' ? declared.passed.has(rule) && !declared.failed.has(rule) : declared.failed.has(rule);
    if (differs) found.set(`${rule} ${resource}`, { rule, resource, address, place: declared.place, worse });
  };
  for (const { rule, resource } of findings) compare(rule, resource, 'live');
  const failing = new Set(findings.map(({ rule, resource }) => `${rule} ${resource}`));
  for (const { rule, address } of passed) if (!failing.has(`${rule} ${address}`)) compare(rule, address, 'code');
  return [...found.values()];
}
