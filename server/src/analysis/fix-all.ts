import type { ComposedFixes } from '../fixes';
import { Draft } from '../fixes/draft';
import type { Fix } from '../fixes/fix';
import type { Refusal } from '../mapping/inverse';
import type { Document } from '../workspace/documents';
import { isDownloaded } from './downloaded';
import type { FileReport, ReportedFinding } from './report';

/** More rounds than any chain of fixes needs; it bounds fixes that undo each other. */
const MAX_ROUNDS = 8;

export interface FixAll extends Fix {
  /** Findings of the document that go away. */
  readonly fixed: number;
  /** What is left in the document once the edits are applied. */
  readonly left: readonly ReportedFinding[];
}

/** The part of the façade that fix-all works with, on a copy of the texts. */
interface Scratch {
  setFile(uri: string, text: string, version: number): void;
  report(uri: string): FileReport;
  composeFor(findings: readonly ReportedFinding[]): ComposedFixes | Refusal;
}

export interface FixAllInput {
  readonly uri: string;
  /** All documents of the group. */
  readonly documents: readonly Document[];
  readonly unsafe: boolean;
  /** Findings that the user has switched off stay as they are. */
  accepts?(finding: ReportedFinding): boolean;
  scratch(): Scratch;
}

/** Fixes what can be fixed, judges again, and so on until nothing changes; the edits are of the original texts. */
export function fixEverything(input: FixAllInput): FixAll {
  const scratch = input.scratch();
  const drafts = new Map<string, Draft>();
  for (const document of input.documents) {
    drafts.set(document.uri, Draft.of(document.text));
    scratch.setFile(document.uri, document.text, 0);
  }
  const before = scratch.report(input.uri).findings.length;
  const seen = new Set<string>([textsOf(drafts)]);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const fixable = scratch
      .report(input.uri)
      .findings.filter((finding) => finding.fix && (finding.fix.safe || input.unsafe) && (input.accepts?.(finding) ?? true));
    if (fixable.length === 0) break;
    const composed = scratch.composeFor(fixable);
    if ('refused' in composed) break;
    for (const [uri, edits] of composed.edits) {
      const draft = isDownloaded(uri) ? undefined : drafts.get(uri)?.apply(edits);
      if (!draft) continue;
      drafts.set(uri, draft);
      scratch.setFile(uri, draft.text, round);
    }
    const texts = textsOf(drafts);
    if (seen.has(texts)) break;
    seen.add(texts);
  }
  const edits = new Map<string, ReturnType<Draft['edits']>>();
  const versions = new Map<string, number>();
  for (const document of input.documents) {
    const changes = drafts.get(document.uri)?.edits() ?? [];
    if (changes.length === 0) continue;
    edits.set(document.uri, changes);
    versions.set(document.uri, document.version);
  }
  const left = scratch.report(input.uri).findings;
  return { title: 'Fix everything', safe: !input.unsafe, edits, versions, fixed: Math.max(0, before - left.length), left };
}

function textsOf(drafts: ReadonlyMap<string, Draft>): string {
  return [...drafts.values()].map((draft) => draft.text).join('\0');
}
