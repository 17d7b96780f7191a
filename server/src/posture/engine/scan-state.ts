import type { LiveItem } from '../../sources/live';
import { CALLS } from '../calls';
import type { Diagnosis, FailedCall } from './failure';

/** What is told while a scan runs. */
export type Progress =
  | { readonly kind: 'started'; readonly steps: number; readonly regions: readonly string[] }
  /** Resources as they were read; the parts of the result. */
  | { readonly kind: 'items'; readonly service: string; readonly region: string; readonly items: readonly LiveItem[] }
  | { readonly kind: 'failed'; readonly call: FailedCall }
  | { readonly kind: 'step'; readonly done: number; readonly steps: number; readonly service: string; readonly region: string };

/** Something that was left out on purpose. */
export interface Note {
  readonly service: string;
  readonly region: string;
  readonly text: string;
}

/** Requests that one service got in one region. */
export interface RequestCount {
  readonly service: string;
  readonly region: string;
  readonly requests: number;
  readonly throttled: number;
}

/** What a scan gathers: items, what failed, what was left out, how much was asked. */
export class ScanState {
  readonly items: LiveItem[] = [];
  readonly notes: Note[] = [];
  readonly incomplete = new Set<string>();
  private readonly failures = new Map<string, { call: FailedCall; types: Set<string>; times: number }>();
  private readonly counts = new Map<string, { service: string; region: string; requests: number; throttled: number }>();

  constructor(private readonly tell: (progress: Progress) => void) {}

  emit(service: string, region: string, items: readonly LiveItem[]): void {
    if (items.length === 0) return;
    this.items.push(...items);
    this.tell({ kind: 'items', service, region, items });
  }

  /** @param types those of which there may be more than were seen */
  fail(where: { service: string; region: string; operation: string }, why: Diagnosis, types: readonly string[]): void {
    const key = [where.service, where.region, where.operation, why.reason, why.error].join(' ');
    for (const type of types) this.incomplete.add(type);
    const known = this.failures.get(key);
    if (known) {
      known.times++;
      for (const type of types) known.types.add(type);
      return;
    }
    const call: FailedCall = {
      ...where,
      action: actionOf(where),
      reason: why.reason,
      error: why.error,
      times: 1,
      types: [...types],
    };
    this.failures.set(key, { call, types: new Set(types), times: 1 });
    this.tell({ kind: 'failed', call });
  }

  asked(service: string, region: string): void {
    this.count(service, region).requests++;
  }

  throttled(service: string, region: string): void {
    this.count(service, region).throttled++;
  }

  get failed(): readonly FailedCall[] {
    return [...this.failures.values()].map(({ call, types, times }) => ({ ...call, times, types: [...types].sort() }));
  }

  get requests(): readonly RequestCount[] {
    return [...this.counts.values()];
  }

  private count(service: string, region: string) {
    const key = `${service} ${region}`;
    const known = this.counts.get(key) ?? { service, region, requests: 0, throttled: 0 };
    this.counts.set(key, known);
    return known;
  }
}

function actionOf({ service, operation }: { service: string; operation: string }): string {
  return CALLS.find((call) => call.service === service && call.operation === operation)?.action ?? `${service}:${operation}`;
}
