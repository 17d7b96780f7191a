import type { LiveItem, LiveProperties } from '../../sources/live';
import type { ServiceName } from '../calls';
import type { Identity } from '../credentials/identity';
import type { Asker, Clients, Http } from './asker';
import type { FailureReason } from './failure';
import { MOST_ASKED, MOST_LISTED, MOST_PAGES } from './limits';
import type { ScanState } from './scan-state';

/** A collector: what it asks, what it emits, and how. */
export interface Collector {
  readonly name: string;
  /** Global collectors run once; regional ones in each region. */
  readonly scope: 'global' | 'regional';
  /** `iam:GetAccountSummary`: service and operation, all that it may ask. */
  readonly calls: readonly `${ServiceName}:${string}`[];
  /** All types that it emits. Where it ends early, there may be more of each. */
  readonly types: readonly string[];
  collect(context: Context): Promise<void>;
}

/** What became of a call: its answer, the error that is an answer, or nothing. */
export type Asked<T> = { readonly value: T } | { readonly none: string } | { readonly failed: FailureReason };

export interface AskOptions {
  /** Errors that are an answer, and no failure. */
  readonly none?: readonly string[];
  /** Of these there may be more than were seen if the call fails. */
  readonly types?: readonly string[];
  /** Reasons that are told by the caller, or not at all. */
  readonly quiet?: boolean;
}

export interface ContextParts {
  readonly collector: Collector;
  readonly asker: Asker;
  readonly state: ScanState;
  readonly identity: Identity;
  /** Where it asks. */
  readonly region: string;
  /** What it reads of belongs to: the region, or `global`. */
  readonly place: string;
  /** The regions that are scanned. */
  readonly regions: readonly string[];
  /** When the scan began, in milliseconds: what ages are counted from. */
  readonly now: number;
}

/** What a collector works with: one region of one account. */
export class Context {
  readonly region: string;
  readonly place: string;
  readonly regions: readonly string[];
  readonly account: string;
  readonly partition: string;
  readonly now: number;

  constructor(private readonly parts: ContextParts) {
    ({ region: this.region, place: this.place, regions: this.regions, now: this.now } = parts);
    ({ account: this.account, partition: this.partition } = parts.identity);
  }

  /** The same for what belongs to a region. */
  in(region: string): Context {
    return new Context({ ...this.parts, region, place: region });
  }

  /** `arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1` */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** Whole days from a time until the scan; undefined where there is no such time. */
  daysSince(time: Date | string | undefined): number | undefined {
    if (time === undefined) return undefined;
    const at = typeof time === 'string' ? Date.parse(time) : time.getTime();
    return Number.isNaN(at) ? undefined : Math.floor((this.now - at) / 86_400_000);
  }

  /** One call. It never throws but when the scan is cancelled. */
  async ask<T>(call: string, send: (clients: Clients, http: Http) => Promise<T>, options: AskOptions = {}): Promise<Asked<T>> {
    const { collector, asker, state } = this.parts;
    const [service, operation] = call.split(':') as [ServiceName, string];
    if (!collector.calls.some((one) => one === call)) throw new Error(`${collector.name} does not declare ${call}`);
    const answer = await asker.ask(service, this.region, options.none ?? [], send);
    if (answer.ok) return { value: answer.value };
    if (answer.error !== undefined) return { none: answer.error };
    if (!options.quiet) state.fail({ service, region: this.region, operation }, answer.why, options.types ?? []);
    return { failed: answer.why.reason };
  }

  /**
   * All pages of a listing. A page that fails, a page token that comes back, and what is too much, leave the rest of the types open.
   * @param page asks for one page; `next` is where it goes on
   */
  async list<Item>(
    call: string,
    types: readonly string[],
    page: (
      clients: Clients,
      http: Http,
      token: string | undefined,
    ) => Promise<{ items: readonly Item[] | undefined; next: string | undefined }>,
  ): Promise<{ readonly items: readonly Item[]; readonly complete: boolean }> {
    const items: Item[] = [];
    const seen = new Set<string>();
    let token: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const asked = await this.ask(call, (clients, http) => page(clients, http, token), { types });
      if (!('value' in asked)) return { items, complete: false };
      items.push(...(asked.value.items ?? []));
      const { next } = asked.value;
      if (next === undefined || next === '') return { items, complete: true };
      if (seen.has(next)) return this.cut(call, types, items, 'the service repeats a page');
      if (items.length >= MOST_LISTED) break;
      seen.add(next);
      token = next;
    }
    return this.cut(call, types, items, `only the first ${items.length.toLocaleString('en-US')} are read`);
  }

  /** Those that are asked for one by one, and a note where there are more. */
  capped<Item>(what: string, items: readonly Item[], most = MOST_ASKED): readonly Item[] {
    if (items.length <= most) return items;
    this.note(
      `Of ${items.length.toLocaleString('en-US')} ${what} only ${most.toLocaleString('en-US')} are asked for one by one.`,
    );
    return items.slice(0, most);
  }

  emit(items: readonly LiveItem[]): void {
    this.parts.state.emit(this.parts.collector.name, this.place, items);
  }

  /**
   * What was read of a resource. A property that stands in `properties` was read, also where it is undefined: then the resource has none.
   * Any other was not.
   */
  item(type: string, id: string, properties: LiveProperties, aliases: readonly string[] = []): LiveItem {
    return { type, id, properties, read: Object.keys(properties), aliases, region: this.place };
  }

  note(text: string): void {
    this.parts.state.notes.push({ service: this.parts.collector.name, region: this.place, text });
  }

  private cut<Item>(call: string, types: readonly string[], items: readonly Item[], why: string) {
    for (const type of types) this.parts.state.incomplete.add(type);
    this.note(`${call.replace(':', ' ')}: ${why}.`);
    return { items, complete: false };
  }
}
