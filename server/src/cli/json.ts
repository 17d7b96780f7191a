import type { Analysis, ReportedFinding, Severity } from '../analysis';
import { baseName } from '../analysis';
import type { LineIndex } from '../text';
import type { Note } from './files';
import { rangeOf, relativePath, type TextRange } from './places';
import type { ScannedFile, Status, Tally } from './scan';
import { fixOf, statusOf } from './scan';

export interface JsonFinding extends TextRange {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly addresses: readonly string[];
  /** The way that the value came, where it stands elsewhere: the literal first. */
  readonly related?: readonly JsonPlace[];
  readonly fix?: { readonly title: string; readonly safe: boolean; readonly note?: string; readonly edits?: readonly JsonEdit[] };
}

interface JsonPlace extends TextRange {
  readonly path: string;
  readonly message: string;
}

interface JsonEdit extends TextRange {
  readonly path: string;
  readonly newText: string;
}

export interface JsonFile {
  readonly path: string;
  readonly status: Status;
  readonly kind: string;
  readonly findings: readonly JsonFinding[];
  readonly suppressed: readonly (JsonFinding & { readonly reason: string })[];
  readonly problems: readonly (TextRange & { readonly message: string })[];
}

export function jsonFile(file: ScannedFile, analysis: Analysis, linesOf: (uri: string) => LineIndex): JsonFile {
  const { report, lines } = file;
  return {
    path: relativePath(file.path),
    status: statusOf(report),
    kind: report.kind,
    findings: report.findings.map((finding) => jsonFinding(finding, lines, analysis, linesOf)),
    suppressed: report.suppressed.map(({ finding, reason }) => ({ ...jsonFinding(finding, lines, undefined, linesOf), reason })),
    problems: report.problems.map((problem) => ({ ...rangeOf(lines, problem.span), message: problem.message })),
  };
}

function jsonFinding(
  finding: ReportedFinding,
  lines: LineIndex,
  analysis: Analysis | undefined,
  linesOf: (uri: string) => LineIndex,
): JsonFinding {
  const { rule, severity, message, addresses } = finding;
  const fix = analysis && fixOf(analysis, finding);
  const edits =
    fix &&
    [...fix.edits].flatMap(([uri, list]) =>
      list.map((edit) => ({ path: pathIn(uri), ...rangeOf(linesOf(uri), edit.span), newText: edit.newText })),
    );
  const related = finding.related.map((place) => ({
    path: pathIn(place.uri),
    ...rangeOf(place.uri === finding.uri ? lines : linesOf(place.uri), place.span),
    message: place.message,
  }));
  return {
    rule,
    severity,
    message,
    addresses,
    ...rangeOf(lines, finding.span),
    ...(related.length > 0 ? { related } : {}),
    ...(finding.fix ? { fix: { ...finding.fix, ...(edits ? { edits } : {}) } } : {}),
  };
}

function pathIn(uri: string): string {
  return uri.startsWith('file:') ? relativePath(uri) : baseName(uri);
}

/** The whole document of `--format json`. */
export function jsonDocument(files: readonly JsonFile[], tally: Tally, notes: readonly Note[], version: string): object {
  return {
    tool: { name: 'ashlar', version },
    summary: {
      findings: tally.findings,
      bySeverity: tally.bySeverity,
      suppressed: tally.suppressed,
      files: tally.byStatus,
    },
    files,
    skipped: notes.map((note) => ({ path: relativePath(note.path), why: note.message })),
    failures: tally.failures,
  };
}
