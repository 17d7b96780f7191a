import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Analysis,
  type AnalysisOptions,
  type FileReport,
  type Fix,
  isListing,
  listedDirectory,
  looksLikePlan,
  type Refusal,
  type ReportedFinding,
  type Severity,
} from '../analysis';
import type { EngineData } from '../engine-data';
import { LineIndex } from '../text';
import { UsageError } from './arguments';
import {
  answerFor,
  type FoundFile,
  filesNeeded,
  findFiles,
  foldersAround,
  isFolder,
  MAX_BYTES,
  MAX_PLAN_BYTES,
  messageOf,
  type Note,
  namesBelow,
  readText,
  uriOf,
} from './files';
import { SEVERITIES } from './output';

/** A file that was analysed, in the order of the output. */
export interface ScannedFile {
  readonly path: string;
  readonly uri: string;
  readonly report: FileReport;
  readonly text: string;
  readonly lines: LineIndex;
}

export interface Scan {
  readonly analysis: Analysis;
  readonly files: readonly FoundFile[];
  readonly notes: Note[];
  /** Names that are not ours, whatever they hold. */
  readonly others: readonly string[];
  /** The report of a file, once all that it needs is read. */
  readonly report: (uri: string) => FileReport;
}

/** More rounds than any chain of modules is long. */
const MAX_ROUNDS = 40;

/**
 * Reads everything below the paths into an analysis, and the modules that are called there as far as they lie in the same
 * repository; nothing is judged yet.
 * @param modules whether the files of such modules are listed as well, or only read
 * @param configuration the directory of the configuration that plans were made of; by default where they lie
 * @throws NoSuchPath, UsageError
 */
export function openScan(
  engine: EngineData,
  paths: readonly string[],
  options: AnalysisOptions,
  modules: 'listed' | 'read' = 'listed',
  configuration?: string,
): Scan {
  const found = findFiles(paths);
  const analysis = new Analysis(engine, options);
  const notes = [...found.notes];
  const files: FoundFile[] = [];
  const named = new Set(paths.filter((path) => !isFolder(path)).map((path) => uriOf(resolve(path))));
  if (configuration !== undefined && !isFolder(configuration)) throw new UsageError(`There is no directory ${configuration}.`);
  const take = (file: FoundFile): void => {
    const isNamed = named.has(file.uri) && file.path.endsWith('.json');
    const read = readText(file.path, isNamed ? MAX_PLAN_BYTES : MAX_BYTES);
    if ('skipped' in read) {
      if (file.asked) notes.push({ path: file.path, message: read.skipped });
      return;
    }
    if (file.path.endsWith('.json') && file.asked && looksLikePlan(read.text)) {
      if (!isNamed) {
        notes.push({ path: file.path, message: 'is a Terraform plan: name it as a path to have it judged' });
        return;
      }
      if (modules === 'read') {
        throw new UsageError(`${file.path} is a plan, which is not repaired: repair the configuration that it was made of.`);
      }
      analysis.setPlan(file.uri, read.text, uriOf(`${configuration ?? dirname(file.path)}${sep}`));
      files.push(file);
      return;
    }
    if (read.text.length > MAX_BYTES) {
      notes.push({ path: file.path, message: `is larger than ${MAX_BYTES / 1024 / 1024} MB` });
      return;
    }
    analysis.setDiskFile(file.uri, read.text);
    analysis.markLoaded(file.uri);
    if (file.asked) files.push(file);
  };
  for (const file of found.files) take(file);
  const folders = foldersAround(configuration === undefined ? paths : [...paths, configuration]);
  const listed = modules === 'listed' && paths.every(isFolder);
  for (let round = 0, needs = analysis.unread(); needs.length > 0 && round < MAX_ROUNDS; round++, needs = analysis.unread()) {
    for (const need of needs) {
      for (const file of filesNeeded(need, folders, listed)) take(file);
      analysis.markLoaded(need);
    }
  }
  const load = (need: string): void => {
    if (isListing(need)) {
      const names = namesBelow(listedDirectory(need), folders);
      if (typeof names === 'string') analysis.markLoaded(need, names);
      else analysis.setListing(need, names);
      return;
    }
    for (const file of filesNeeded(need, folders, false)) take(file);
    analysis.markLoaded(need, need.endsWith('/') || analysis.text(need) ? undefined : answerFor(need, folders));
  };
  const report = (uri: string): FileReport => {
    let made = analysis.report(uri);
    // Which files functions read shows when they are evaluated.
    for (let round = 0, needs = analysis.needs(); needs.length > 0 && round < MAX_ROUNDS; round++, needs = analysis.needs()) {
      needs.forEach(load);
      made = analysis.report(uri);
    }
    return made;
  };
  return { analysis, files, notes, others: found.others, report };
}

/**
 * Takes the values of parameters from a file.
 * @throws UsageError where there are none to be read
 */
export function chooseParameters(analysis: Analysis, path: string): void {
  const read = readText(path);
  if ('skipped' in read) throw new UsageError(`${path}: ${read.skipped}`);
  const uri = uriOf(path);
  if (analysis.setParameters({ uri, text: read.text }) === 0) throw new UsageError(`${path} names no parameters.`);
  // Findings lead there.
  analysis.setDiskFile(uri, read.text);
}

/**
 * Takes the values of variables from files, the last of which counts most.
 * @throws UsageError where one cannot be read or is broken
 */
export function chooseVariables({ analysis, notes }: Scan, paths: readonly string[]): void {
  const uris = paths.map((path) => {
    const read = readText(path);
    if ('skipped' in read) throw new UsageError(`${path} ${read.skipped}.`);
    const uri = uriOf(resolve(path));
    analysis.setDiskFile(uri, read.text);
    const [problem] = analysis.inputProblems(uri);
    if (problem) {
      const { line, character } = new LineIndex(read.text).positionAt(problem.span.start);
      throw new UsageError(`${path}:${line + 1}:${character + 1}: ${problem.message}`);
    }
    return uri;
  });
  analysis.setInputs({ variables: uris });
  paths.forEach((path, at) => {
    const uri = uris[at];
    if (uri !== undefined && analysis.readersOfInput(uri) === 0)
      notes.push({ path: resolve(path), message: 'counts for no root module below the paths' });
  });
}

/** Judges file after file; whoever asks for fixes does so before the next one, while its resources are still there. */
export function* scannedFiles(scan: Scan): Generator<ScannedFile> {
  const asked = new Set(scan.files.map(({ uri }) => uri));
  for (const { path, uri } of scan.files) {
    let reports: readonly FileReport[];
    try {
      const own = scan.report(uri);
      // What a plan has to say about a file that is listed anyway is in that file's report.
      reports =
        own.kind === 'plan' ? scan.analysis.planReports(uri).filter((each) => each.uri === uri || !asked.has(each.uri)) : [own];
    } catch (error) {
      // Only a strict scan gets here: name the file, then let the error escape.
      throw new Error(`${path}: ${messageOf(error)}`, { cause: error });
    }
    for (const report of reports) {
      const text = scan.analysis.text(report.uri)?.text ?? '';
      const own = report.uri === uri;
      yield { path: own ? path : fileURLToPath(report.uri), uri: report.uri, report, text, lines: new LineIndex(text) };
    }
  }
}

export type Status = 'parsed' | 'broken' | 'not-ours';

export function statusOf(report: FileReport): Status {
  if (report.kind === 'other') return 'not-ours';
  return report.problems.length > 0 ? 'broken' : 'parsed';
}

/** What a scan adds up to: the summary of every format, and the exit code. */
export class Tally {
  readonly bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  readonly byStatus: Record<Status, number> = { parsed: 0, broken: 0, 'not-ours': 0 };
  suppressed = 0;
  /** Files that could not be written. */
  errors = 0;
  fixable = 0;
  safelyFixable = 0;
  filesWithFindings = 0;
  private readonly failed = new Map<string, string>();

  add(report: FileReport): void {
    this.byStatus[statusOf(report)]++;
    if (report.findings.length > 0) this.filesWithFindings++;
    for (const finding of report.findings) {
      this.bySeverity[finding.severity]++;
      if (finding.fix) this.fixable++;
      if (finding.fix?.safe) this.safelyFixable++;
    }
    this.suppressed += report.suppressed.length;
    for (const failure of report.failures) this.failed.set(`${failure.configuration}\n${failure.message}`, failure.message);
  }

  get findings(): number {
    return SEVERITIES.reduce((sum, severity) => sum + this.bySeverity[severity], 0);
  }

  /** Internal errors: the URI of the configuration and the message. */
  get failures(): readonly { readonly configuration: string; readonly message: string }[] {
    return [...this.failed].map(([key, message]) => ({ configuration: key.slice(0, key.indexOf('\n')), message }));
  }

  /** 0: nothing at or above the limit; 1: something; 2: part of the input could not be analysed. */
  exitCode(failOn: Severity | 'none'): number {
    if (this.failed.size > 0 || this.errors > 0) return 2;
    if (failOn === 'none') return 0;
    const counted = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
    return counted.some((severity) => this.bySeverity[severity] > 0) ? 1 : 0;
  }
}

/** The edits of a finding's fix, where they can be written. */
export function fixOf(analysis: Analysis, finding: ReportedFinding): Fix | undefined {
  if (!finding.fix) return undefined;
  const fix: Fix | Refusal = analysis.fixFor(finding);
  return 'refused' in fix ? undefined : fix;
}
