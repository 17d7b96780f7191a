import type { ReportedFinding } from '../analysis';
import type { RuleSet } from '../rules';
import type { LineIndex } from '../text';
import type { Note } from './files';
import { frameOf } from './frame';
import { count, printable, SEVERITIES, type Style, severityColour, shownPath } from './output';
import { relativePath } from './places';
import type { ScannedFile, Tally } from './scan';
import { statusOf } from './scan';
import { secretSpans } from './secrets';

/** How many places beside a finding are shown: where its value comes from, and the steps that lead to it. */
const MAX_RELATED = 6;

/** The findings of one file for people; '' where there is nothing to say. */
export function humanFile(
  file: ScannedFile,
  rules: RuleSet,
  style: Style,
  everyFile: boolean,
  linesOf: (uri: string) => LineIndex,
): string {
  const { report, lines, text } = file;
  const status = everyFile ? `  ${style.dim(statusOf(report).replace('-', ' '))}` : '';
  if (report.findings.length === 0 && !everyFile) return '';
  const secrets = secretSpans(report, text, rules);
  const out = [style.bold(shownPath(file.path)) + status];
  if (everyFile && report.problems[0]) {
    const { line, character } = lines.positionAt(report.problems[0].span.start);
    out.push(`  ${line + 1}:${character + 1}  ${printable(report.problems[0].message)}`);
  }
  for (const finding of report.findings) out.push(...humanFinding(finding, file, secrets, style, linesOf), '');
  if (out.at(-1) !== '') out.push('');
  return `${out.join('\n')}\n`.replace(/\n\n$/, everyFile && report.findings.length === 0 ? '\n' : '\n\n');
}

function humanFinding(
  finding: ReportedFinding,
  file: ScannedFile,
  secrets: readonly { start: number; end: number }[],
  style: Style,
  linesOf: (uri: string) => LineIndex,
): string[] {
  const { line, character } = file.lines.positionAt(finding.span.start);
  const colour = severityColour(style, finding.severity);
  const head = `  ${line + 1}:${character + 1}  ${colour(finding.severity)}  ${printable(finding.message)}  ${style.dim(finding.rule)}`;
  // A plan is one long line that holds every secret of the configuration: nothing of its text is shown.
  if (file.report.kind === 'plan') return [head, `    ${style.dim('=')} in ${printable(finding.addresses.join(', '))}`];
  const frame = frameOf(file.text, file.lines, finding.span, secrets);
  const gutter = ' '.repeat(String(frame.line).length);
  const out = [
    head,
    `  ${gutter} ${style.dim('|')}`,
    `  ${style.dim(`${frame.line} |`)} ${frame.source}`,
    `  ${gutter} ${style.dim('|')} ${colour(frame.underline)}`,
  ];
  if (finding.addresses.length > 1) out.push(`  ${gutter} ${style.dim('=')} in ${printable(finding.addresses.join(', '))}`);
  for (const place of finding.related.slice(0, MAX_RELATED)) {
    if (place.uri !== finding.uri) {
      const { line } = linesOf(place.uri).positionAt(place.span.start);
      out.push(`  ${gutter} ${style.dim('=')} see ${printable(relativePath(place.uri))}:${line + 1}: ${place.message}`);
      continue;
    }
    const at = file.lines.positionAt(place.span.start);
    out.push(`  ${gutter} ${style.dim('=')} see line ${at.line + 1}: ${place.message}`);
  }
  if (finding.fix) {
    const kind = finding.fix.safe ? 'fix' : 'fix, not safe';
    const note = finding.fix.note ? ` ${finding.fix.note}` : '';
    out.push(
      `  ${gutter} ${style.dim('=')} ${style.green(kind)}: ${printable(finding.fix.title)}${finding.fix.title.endsWith('.') ? '' : '.'}${printable(note)}`,
    );
  }
  return out;
}

/** The last lines of a scan. */
export function humanSummary(tally: Tally, notes: readonly Note[], style: Style): string {
  const out: string[] = [];
  for (const note of notes) out.push(style.dim(`Skipped: ${shownPath(note.path)} ${note.message}.`));
  for (const failure of tally.failures) {
    out.push(
      style.red(`Not analysed because of an internal error: ${printable(failure.configuration)}: ${printable(failure.message)}`),
    );
  }
  const { parsed, broken } = tally.byStatus;
  const analysed = `${count(parsed + broken, 'file')} analysed`;
  if (tally.findings === 0) {
    out.push(
      `${style.green('No problems found.')} ${analysed}${tally.suppressed > 0 ? `, ${count(tally.suppressed, 'finding')} suppressed` : ''}.`,
    );
  } else {
    const parts = SEVERITIES.filter((severity) => tally.bySeverity[severity] > 0).map((severity) =>
      severityColour(style, severity)(`${tally.bySeverity[severity]} ${severity}`),
    );
    out.push(
      `${style.bold(count(tally.findings, 'problem'))} in ${count(tally.filesWithFindings, 'file')}: ${parts.join(', ')}. ${analysed}.`,
    );
    const extra: string[] = [];
    const unsafe = tally.fixable - tally.safelyFixable;
    if (tally.safelyFixable > 0) extra.push(`${tally.safelyFixable} can be repaired safely with \`ashlar fix\``);
    if (unsafe > 0) extra.push(`${unsafe} ${tally.safelyFixable > 0 ? 'more' : 'can be repaired'} with \`ashlar fix --unsafe\``);
    if (tally.suppressed > 0) extra.push(`${count(tally.suppressed, 'finding')} suppressed`);
    if (extra.length > 0) out.push(`${extra.join(', ')}.`);
  }
  if (broken > 0)
    out.push(
      style.yellow(
        `${count(broken, 'file has', 'files have')} syntax errors: what they hold is judged as far as it can be read.`,
      ),
    );
  return `${out.join('\n')}\n`;
}
