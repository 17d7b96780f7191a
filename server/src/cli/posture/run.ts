import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';
import { judgeAccount } from '../../analysis';
import type { EngineData } from '../../engine-data';
import type { Progress, ScanOptions, ScanResult, scan } from '../../posture';
import { loadRules, type RuleSet } from '../../rules';
import { type PostureCommand, UsageError } from '../arguments';
import { SEVERITIES, type Style } from '../output';
import { csvReport } from './csv';
import { declarationsOf, readCode } from './declared';
import { jsonReport } from './json';
import type { PostureReport } from './report';
import { sarifReport } from './sarif';
import { textReport } from './text';

export interface Streams {
  out(text: string): void;
  say(text: string): void;
  readonly version: string;
}

/** The part of `dist/posture.cjs` that is used here: loaded by this command alone. */
interface Posture {
  readonly scan: typeof scan;
}

/**
 * `ashlar posture`: 0 where nothing is found at or above `--fail-on`, 1 where something is, 2 where there are no credentials or the scan was
 * cancelled.
 * @throws UsageError, NoSuchPath
 */
export async function runPosture(engine: EngineData, command: PostureCommand, style: Style, streams: Streams): Promise<number> {
  const rules = rulesOf(engine, command);
  const code = readCode(engine, command);
  const cancel = new AbortController();
  const stop = () => cancel.abort(new Error('The scan was cancelled.'));
  process.once('SIGINT', stop);
  const bar = progressBar();
  try {
    const seen = await scanned(command, bar.tell, cancel.signal);
    bar.clear();
    const judged = judgeAccount(engine, rules, seen);
    const declarations = code && declarationsOf(code, engine, seen, judged);
    const report: PostureReport = { scan: seen, judged, rules, framework: command.framework, declarations };
    streams.out(written(report, command, style, streams.version));
    if (seen.cancelled) return 2;
    if (command.failOn === 'none') return 0;
    const counted = SEVERITIES.slice(0, SEVERITIES.indexOf(command.failOn) + 1);
    return judged.findings.some(({ severity }) => counted.includes(severity)) ? 1 : 0;
  } catch (error) {
    bar.clear();
    if (!cancel.signal.aborted && !(error instanceof Error && error.name === 'CredentialsError')) throw error;
    streams.say(`ashlar: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

async function scanned(command: PostureCommand, tell: (progress: Progress) => void, signal: AbortSignal): Promise<ScanResult> {
  // What the SDK says about versions of Node is no business of whoever scans.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const posture: Posture = await import(pathToFileURL(join(__dirname, 'posture.cjs')).href);
  const options: ScanOptions = {
    profile: command.profile,
    regions: command.regions,
    ...(process.stdin.isTTY ? { mfaCode: askForCode } : {}),
  };
  return posture.scan(options, tell, signal);
}

function written(report: PostureReport, { format }: PostureCommand, style: Style, version: string): string {
  switch (format) {
    case 'text':
      return textReport(report, style);
    case 'csv':
      return csvReport(report);
    case 'json':
      return `${JSON.stringify(jsonReport(report, version), undefined, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarifReport(report, version), undefined, 2)}\n`;
  }
}

/** @throws UsageError where there is no such framework */
function rulesOf(engine: EngineData, { framework, rules }: PostureCommand): RuleSet {
  const all = loadRules(engine.rules, rules ?? (framework === undefined ? 'recommended' : 'strict'));
  if (framework === undefined) return all;
  const known = new Set(engine.rules.flatMap((rule) => Object.keys(rule.controls)));
  if (!known.has(framework))
    throw new UsageError(`There is no framework ${framework}: there are ${[...known].sort().join(', ')}.`);
  const speaks = (id: string) => all.rules.get(id)?.controls[framework] !== undefined;
  return {
    ...all,
    byType: new Map([...all.byType].map(([type, subjects]) => [type, subjects.filter(({ rule }) => speaks(rule.rule.id))])),
    policies: new Map([...all.policies].filter(([, { id }]) => speaks(id))),
    judging: new Set([...all.judging].filter(speaks)),
  };
}

async function askForCode(serial: string): Promise<string> {
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await line.question(`Code of the MFA device ${serial}: `)).trim();
  } finally {
    line.close();
  }
}

/** One line on a terminal, gone when the report is written; elsewhere nothing. */
function progressBar(): { tell(progress: Progress): void; clear(): void } {
  const { stderr } = process;
  let found = 0;
  let steps = '';
  return {
    tell(progress) {
      if (!stderr.isTTY) return;
      if (progress.kind === 'items') found += progress.items.length;
      if (progress.kind === 'step') steps = `${progress.done} of ${progress.steps} steps, `;
      stderr.write(`\r\u001b[KReading the account: ${steps}${found} resources`);
    },
    clear() {
      if (stderr.isTTY) stderr.write('\r\u001b[K');
    },
  };
}
