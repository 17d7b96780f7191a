import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostureReport } from '../../../server/src/protocol';
import { countOf, SEVERITIES } from './outline';

/** The figures of one scan. */
export interface PastScan {
  /** ISO time. */
  readonly at: string;
  readonly score: number;
  readonly coverage: number;
  /** Findings by severity, the worst first. */
  readonly findings: readonly number[];
}

/** What is kept of the scans of all accounts. */
interface Kept {
  readonly version: 2;
  readonly report?: PostureReport;
  /** By account, the oldest first. */
  readonly history: { readonly [account: string]: readonly PastScan[] };
}

const NOTHING: Kept = { version: 2, history: {} };
/** Scans of one account that a trend is drawn of. */
const MOST_KEPT = 100;

/**
 * The last report and the figures of former ones, in a file that only the user may read. A report holds ids, settings and verdicts; keys and
 * other secrets are no part of it.
 */
export class PostureStore {
  private held: Promise<Kept> | undefined;

  /** @param directory of the extension's own; it need not exist */
  constructor(private readonly directory: string) {}

  async report(): Promise<PostureReport | undefined> {
    return (await this.kept()).report;
  }

  async history(account: string): Promise<readonly PastScan[]> {
    return (await this.kept()).history[account] ?? [];
  }

  /** Keeps a report in place of the last one; of one that was cancelled nothing, since it tells too little. */
  async keep(report: PostureReport): Promise<void> {
    if (report.cancelled) return;
    const { history } = await this.kept();
    const { account } = report.account;
    const past: PastScan | undefined =
      report.score === undefined
        ? undefined
        : {
            at: report.finished,
            score: report.score,
            coverage: report.coverage,
            findings: SEVERITIES.map((severity) => countOf(report.findings, severity)),
          };
    const of = [...(history[account] ?? []), ...(past ? [past] : [])].slice(-MOST_KEPT);
    await this.write({ version: 2, report, history: { ...history, [account]: of } });
  }

  /** Removes all that is kept. */
  async clear(): Promise<void> {
    this.held = undefined;
    await rm(this.file, { force: true });
  }

  private get file(): string {
    return join(this.directory, 'posture.json');
  }

  private kept(): Promise<Kept> {
    this.held ??= this.read();
    return this.held;
  }

  private async read(): Promise<Kept> {
    try {
      const read: unknown = JSON.parse(await readFile(this.file, 'utf8'));
      return isKept(read) ? read : NOTHING;
    } catch {
      return NOTHING; // Not there, or not ours: the next scan writes it.
    }
  }

  private async write(kept: Kept): Promise<void> {
    this.held = Promise.resolve(kept);
    await mkdir(this.directory, { recursive: true });
    // Written beside it first: another window must not read half of it.
    const beside = `${this.file}.${process.pid}`;
    await writeFile(beside, JSON.stringify(kept), { mode: 0o600 });
    await chmod(beside, 0o600);
    await rename(beside, this.file);
  }
}

function isKept(read: unknown): read is Kept {
  return (
    typeof read === 'object' &&
    read !== null &&
    'version' in read &&
    read.version === 2 &&
    'history' in read &&
    typeof read.history === 'object' &&
    read.history !== null
  );
}
