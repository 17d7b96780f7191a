import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileReport, FixAll, Profile } from '../analysis';
import type { EngineData } from '../engine-data';
import { applyEdits } from '../text';
import { unifiedDiff } from './diff';
import { messageOf, readText } from './files';
import { count, printable, type Style, shownPath } from './output';
import { relativePath } from './places';
import { chooseParameters, chooseVariables, openScan, type Scan, Tally } from './scan';
import { masked, secretSpans } from './secrets';

export interface FixOptions {
  readonly unsafe: boolean;
  readonly dryRun: boolean;
  readonly strict: boolean;
  readonly profile: Profile;
  readonly varFiles: readonly string[];
  readonly parameters: string | undefined;
}

/**
 * Repairs what can be repaired, file by file, and writes it back (or prints the difference).
 * @returns the tally of what is left.
 * @throws NoSuchPath, UsageError
 */
export function fixPaths(
  engine: EngineData,
  paths: readonly string[],
  options: FixOptions,
  style: Style,
  print: (text: string) => void,
  say: (text: string) => void,
): Tally {
  const scan = openScan(engine, paths, { strict: options.strict, profile: options.profile }, 'read');
  chooseVariables(scan, options.varFiles);
  if (options.parameters !== undefined) chooseParameters(scan.analysis, options.parameters);
  const before = new Map<string, { readonly text: string; readonly report: FileReport }>();
  const original = (uri: string) => {
    const known = before.get(uri);
    if (known) return known;
    const made = { text: scan.analysis.text(uri)?.text ?? '', report: scan.report(uri) };
    before.set(uri, made);
    return made;
  };
  let fixed = 0;
  let errors = 0;
  for (const file of scan.files) {
    const fixable = scan.report(file.uri).findings.some((finding) => finding.fix && (finding.fix.safe || options.unsafe));
    if (!fixable) continue;
    const fix = scan.analysis.fixAll(file.uri, { unsafe: options.unsafe });
    if ('refused' in fix || fix.edits.size === 0) continue;
    for (const uri of fix.edits.keys()) original(uri);
    const refused = apply(scan, fix, options.dryRun);
    if (refused) {
      say(style.red(`${shownPath(refused.path)} ${printable(refused.message)}.`));
      errors++;
      continue;
    }
    fixed += fix.fixed;
    say(
      `${shownPath(file.path)}: ${count(fix.fixed, 'problem')} ${options.dryRun ? 'would be repaired' : 'repaired'}, ${fix.left.length} left.`,
    );
  }
  if (options.dryRun) {
    let secret = false;
    for (const [uri, { text, report }] of [...before].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const secrets = secretSpans(report, text, scan.analysis.rules);
      secret ||= secrets.length > 0;
      print(diffOf(uri, text, scan.analysis.text(uri)?.text ?? '', secrets));
    }
    if (secret) say('Secrets are blanked in this difference: it is for reading, not for `patch`.');
  }
  const tally = new Tally();
  for (const file of scan.files) tally.add(scan.report(file.uri));
  tally.errors = errors;
  for (const note of scan.notes) say(style.dim(`Skipped: ${shownPath(note.path)} ${note.message}.`));
  const left = tally.findings === 0 ? 'Nothing is left.' : `${count(tally.findings, 'problem')} left.`;
  say(
    `${fixed === 0 ? 'Nothing to repair.' : `${count(fixed, 'problem')} ${options.dryRun ? 'would be repaired' : 'repaired'}.`} ${left}`,
  );
  return tally;
}

/** Writes the edits, on the disk and into the analysis. Nothing is written unless everything can be. */
function apply(scan: Scan, fix: FixAll, dryRun: boolean): { readonly path: string; readonly message: string } | undefined {
  const writes: { path: string; uri: string; text: string; bom: boolean }[] = [];
  for (const [uri, edits] of fix.edits) {
    const path = fileURLToPath(uri);
    const known = scan.analysis.text(uri)?.text;
    if (known === undefined) return { path, message: 'is not loaded' };
    if (!dryRun) {
      const read = readText(path);
      if ('skipped' in read) return { path, message: read.skipped };
      if (!read.exact) return { path, message: 'is not UTF-8: it is left as it is' };
      if (read.text !== known) return { path, message: 'has changed meanwhile' };
      writes.push({ path, uri, text: applyEdits(known, edits), bom: read.bom });
    } else writes.push({ path, uri, text: applyEdits(known, edits), bom: false });
  }
  for (const { path, uri, text, bom } of writes) {
    try {
      // Through links, so that a link stays one.
      if (!dryRun) writeFileSync(realpathSync(path), bom ? `\uFEFF${text}` : text);
    } catch (error) {
      return { path, message: `cannot be written (${messageOf(error)})` };
    }
    scan.analysis.setDiskFile(uri, text);
  }
  return undefined;
}

function diffOf(uri: string, before: string, after: string, secrets: readonly { start: number; end: number }[]): string {
  // Blanked on both sides alike: where the secret stays, its line does not differ.
  let blankAfter = after;
  for (const secret of secrets) {
    const words = before.slice(secret.start, secret.end);
    if (words.trim() !== '') blankAfter = blankAfter.replaceAll(words, masked(before, secret.start, secret.end, [secret]));
  }
  return unifiedDiff(relativePath(uri), masked(before, 0, before.length, secrets), blankAfter);
}
