import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addCompanion, changeHcl, type Edit } from './change';
import { companionSample, hclSample } from './generate';

export interface FmtReport {
  /** Edits that changed a text which `terraform fmt` had laid out. */
  readonly checked: number;
  readonly refused: number;
  readonly failures: readonly FmtFailure[];
}

export interface FmtFailure {
  readonly before: string;
  readonly edits: readonly Edit[];
  readonly after: string;
  /** What `terraform fmt` makes of `after`. */
  readonly formatted: string;
}

/**
 * Edits generated blocks that are as `terraform fmt` leaves them, and has the real `terraform fmt` look at the results: it must
 * find nothing to do.
 * @throws Error when there is no `terraform` on the path, or it fails otherwise
 */
export function checkAgainstFmt(
  options: { readonly samples?: number; readonly seed?: number; readonly terraform?: string } = {},
): FmtReport {
  const { samples = 1500, seed = 1, terraform = 'terraform' } = options;
  const root = mkdtempSync(join(tmpdir(), 'fmt-check-'));
  try {
    const texts = new Map<string, { edits: readonly Edit[]; seed: number }>();
    mkdirSync(join(root, 'before'));
    mkdirSync(join(root, 'after'));
    for (let i = 0; i < samples; i++) {
      const { text, edit, second } = hclSample(seed + i);
      const name = `s${i}.tf`;
      // fmt leaves CR alone, so that lines with it have no layout to speak of.
      const plain = text.replace(/\r/g, '');
      writeFileSync(join(root, 'before', name), plain);
      // Every third sample gets two edits, as fix-all makes them.
      texts.set(name, { edits: i % 3 === 0 ? [edit, second] : [edit], seed: seed + i });
    }
    execFileSync(terraform, ['fmt', '-list=false', join(root, 'before')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let refused = 0;
    const after = new Map<string, { before: string; edits: readonly Edit[]; after: string }>();
    for (const [name, { edits, seed: own }] of texts) {
      const before = readFileSync(join(root, 'before', name), 'utf8');
      const { attributes, blocks } = companionSample(own);
      const change = own % 5 === 0 ? addCompanion(before, attributes, blocks) : changeHcl(before, ...edits);
      if ('refused' in change) refused++;
      else if (change.text !== before) {
        after.set(name, { before, edits, after: change.text });
        writeFileSync(join(root, 'after', name), change.text);
      }
    }
    const run = spawnSync(terraform, ['fmt', '-list=true', join(root, 'after')], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`terraform fmt failed: ${run.stderr}`);
    const failures: FmtFailure[] = [];
    for (const [name, sample] of after) {
      const formatted = readFileSync(join(root, 'after', name), 'utf8');
      if (formatted !== sample.after) failures.push({ ...sample, formatted });
    }
    return { checked: after.size, refused, failures };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
