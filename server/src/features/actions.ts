import type { Analysis, Fix, Refusal, ReportedFinding } from '../analysis';
import type { Span } from '../text';
import { ignoreEdit, REASON, withReason } from './ignore';

/** What an editor can offer at a place, as data. Its edits are computed by `editsFor`, when the user wants them. */
export interface Action {
  readonly title: string;
  readonly kind: 'fix' | 'ignore' | 'fix-all' | 'policy' | 'policy-fix';
  /** The one that most users want. */
  readonly preferred: boolean;
  /** Why it cannot be done here. */
  readonly disabled?: string;
  readonly finding?: ReportedFinding;
  readonly order: ActionOrder;
}

/** Names an action so that it can be carried out later, and only on the text that it was offered for. */
export type ActionOrder = { readonly uri: string; readonly version: number } & (
  | { readonly kind: 'fix' | 'ignore'; readonly rule: string; readonly span: Span }
  | { readonly kind: 'fix-all'; readonly unsafe: boolean }
  | { readonly kind: 'policy'; readonly id: string; readonly span: Span }
);

export interface ActionEdits extends Pick<Fix, 'edits' | 'versions'> {
  /** The reason of an ignore comment, for editors that can put the cursor on it: its place in the edit's new text. */
  readonly placeholder?: { readonly before: string; readonly text: string; readonly after: string; readonly at: number };
}

/** The fixes and ignores for the findings at a place. Only findings that `shown` accepts are spoken of. */
export function actionsAt(analysis: Analysis, uri: string, place: Span, shown: (finding: ReportedFinding) => boolean): Action[] {
  const report = analysis.report(uri);
  const here = report.findings.filter((finding) => shown(finding) && touches(finding.span, place));
  const actions: Action[] = [];
  for (const finding of here) {
    const order = { uri: report.uri, version: report.version, rule: finding.rule, span: finding.span };
    if (!finding.fix) continue;
    const fix = analysis.fixFor(finding);
    const title =
      finding.fix.title +
      (finding.fix.safe ? '' : ` (${finding.fix.note ? lowerFirst(finding.fix.note) : 'may change how it runs'})`);
    const action: Action = { title, kind: 'fix', preferred: finding.fix.safe, finding, order: { ...order, kind: 'fix' } };
    actions.push('refused' in fix ? { ...action, preferred: false, disabled: fix.refused } : action);
  }
  for (const finding of here) {
    if (!ignoreEdit(analysis.text(uri)?.text ?? '', report.kind, finding)) continue;
    const order: ActionOrder = {
      uri: report.uri,
      version: report.version,
      rule: finding.rule,
      span: finding.span,
      kind: 'ignore',
    };
    actions.push({ title: `Ignore ${finding.rule} here, with a reason`, kind: 'ignore', preferred: false, finding, order });
  }
  return actions;
}

/** The changes of the policy statement at a place; those that repair a finding there are fixes of it. */
export function policyActionsAt(
  analysis: Analysis,
  uri: string,
  place: Span,
  shown: (finding: ReportedFinding) => boolean,
): Action[] {
  const document = analysis.text(uri);
  if (!document) return [];
  return analysis.policyEdits(uri, place).map(({ id, title, note, repairs = [] }): Action => {
    const order: ActionOrder = { uri, version: document.version, kind: 'policy', id, span: place };
    const action: Action = { title: note === undefined ? title : `${title} (${note})`, kind: 'policy', preferred: false, order };
    if (repairs.length === 0) return action;
    const finding = analysis
      .report(uri)
      .findings.find((one) => repairs.includes(one.rule) && shown(one) && touches(one.span, place));
    return finding ? { ...action, kind: 'policy-fix', finding } : action;
  });
}

/** The action that applies every safe fix of a document; undefined where there is none. */
export function fixAllAction(analysis: Analysis, uri: string, shown: (finding: ReportedFinding) => boolean): Action | undefined {
  const report = analysis.report(uri);
  if (!report.findings.some((finding) => finding.fix?.safe && shown(finding))) return undefined;
  const order: ActionOrder = { uri: report.uri, version: report.version, kind: 'fix-all', unsafe: false };
  return { title: 'Apply all safe fixes of Ashlar', kind: 'fix-all', preferred: false, order };
}

/** The edits of an action, refused if the document is no longer the one that it was offered for. */
export function editsFor(
  analysis: Analysis,
  order: ActionOrder,
  shown: (finding: ReportedFinding) => boolean,
): ActionEdits | Refusal {
  const report = analysis.report(order.uri);
  if (report.version !== order.version) return { refused: 'The document has changed.' };
  if (order.kind === 'policy') {
    const edit = analysis.policyEdits(order.uri, order.span).find(({ id }) => id === order.id);
    if (!edit) return { refused: 'The statement is not there any more.' };
    return { edits: new Map([[report.uri, edit.edits]]), versions: new Map([[report.uri, report.version]]) };
  }
  if (order.kind === 'fix-all') return analysis.fixAll(order.uri, { unsafe: order.unsafe, accepts: shown });
  const finding = report.findings.find(
    (candidate) =>
      candidate.rule === order.rule && candidate.span.start === order.span.start && candidate.span.end === order.span.end,
  );
  if (!finding) return { refused: 'The problem is gone.' };
  if (order.kind === 'fix') return analysis.fixFor(finding);
  const edit = ignoreEdit(analysis.text(order.uri)?.text ?? '', report.kind, finding);
  if (!edit) return { refused: 'This language has no place for an ignore comment.' };
  return {
    edits: new Map([[report.uri, [withReason(edit, REASON)]]]),
    versions: new Map([[report.uri, report.version]]),
    placeholder: { at: edit.at, before: edit.before, text: REASON, after: edit.after },
  };
}

/** Overlapping, or touching where one of both is empty: a cursor at either end of the underlined text counts. */
function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function lowerFirst(text: string): string {
  return (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
}
