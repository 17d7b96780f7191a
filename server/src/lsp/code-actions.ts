import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
  type SnippetTextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import {
  type Action,
  type ActionEdits,
  type ActionOrder,
  actionsAt,
  editsFor,
  fixAllAction,
  policyActionsAt,
} from '../features/actions';
import type { FixAllResult } from '../protocol';
import { span } from '../text';
import { FIX_ALL_KIND } from './capabilities';
import { type DiagnosticData, rangeOf, workspaceEdit } from './convert';
import type { Session } from './session';

const KINDS: Readonly<Record<Action['kind'], string>> = {
  fix: CodeActionKind.QuickFix,
  ignore: CodeActionKind.QuickFix,
  policy: CodeActionKind.RefactorRewrite,
  'policy-fix': CodeActionKind.QuickFix,
  'fix-all': FIX_ALL_KIND,
};

/** Code actions over LSP: offered with their titles, their edits computed when the client resolves them. */
export class CodeActions {
  private readonly lazy: boolean;
  private readonly snippets: boolean;
  private readonly disabled: boolean;

  constructor(
    private readonly session: Session,
    capabilities: ClientCapabilities,
  ) {
    const codeAction = capabilities.textDocument?.codeAction;
    this.lazy = codeAction?.dataSupport === true && codeAction.resolveSupport?.properties.includes('edit') === true;
    this.disabled = codeAction?.disabledSupport === true;
    this.snippets = capabilities.workspace?.workspaceEdit?.snippetEditSupport === true;
  }

  at(params: CodeActionParams): CodeAction[] {
    const { session } = this;
    const known = session.document(params.textDocument.uri);
    if (!known || !session.settings.enable) return [];
    const wanted = (kind: string): boolean =>
      !params.context.only || params.context.only.some((only) => kind === only || kind.startsWith(`${only}.`) || only === '');
    const place = span(known.lines.offsetAt(params.range.start), known.lines.offsetAt(params.range.end));
    const actions: Action[] = wanted(CodeActionKind.QuickFix) ? actionsAt(session.analysis, known.uri, place, session.shown) : [];
    if (wanted(CodeActionKind.RefactorRewrite) || wanted(CodeActionKind.QuickFix)) {
      const all = policyActionsAt(session.analysis, known.uri, place, session.shown);
      actions.push(...all.filter(({ kind }) => wanted(KINDS[kind])));
    }
    if (wanted(FIX_ALL_KIND)) {
      const all = fixAllAction(session.analysis, known.uri, session.shown);
      if (all) actions.push(all);
    }
    return actions
      .filter((action) => action.disabled === undefined || this.disabled)
      .map((action) => this.offer(action, params.context.diagnostics));
  }

  /** @throws ResponseError where the document has changed since the action was offered */
  resolve(action: CodeAction): CodeAction {
    const order = readOrder(action.data);
    return order ? { ...action, edit: this.edit(order) } : action;
  }

  /** Applies all fixes of a document through the client. */
  async fixAll(uri: string, unsafe: boolean, apply: (edit: WorkspaceEdit) => Promise<boolean>): Promise<FixAllResult> {
    const { session } = this;
    const known = session.document(uri);
    const nothing: FixAllResult = { fixed: 0, left: 0, unsafe: 0 };
    if (!known) return nothing;
    const fix = session.analysis.fixAll(known.uri, { unsafe, accepts: session.shown });
    if ('refused' in fix) return nothing;
    const edit = workspaceEdit(session.documents, fix.edits, fix.versions);
    const applied = edit !== undefined && (fix.edits.size === 0 || (await apply(edit)));
    const left = fix.left.filter(session.shown);
    return {
      fixed: applied ? fix.fixed : 0,
      left: left.length,
      unsafe: left.filter((finding) => finding.fix?.safe === false).length,
    };
  }

  private offer(action: Action, given: readonly Diagnostic[]): CodeAction {
    const { finding } = action;
    const offered: CodeAction = { title: action.title, kind: KINDS[action.kind] };
    if (action.preferred) offered.isPreferred = true;
    if (action.disabled !== undefined) return { ...offered, disabled: { reason: action.disabled } };
    if (finding) {
      const same = given.filter((diagnostic) => isOf(diagnostic, finding));
      const known = this.session.document(finding.uri);
      if (same.length > 0) offered.diagnostics = same;
      else if (known) offered.diagnostics = [this.session.converter.finding(finding, known.lines)];
    }
    if (this.lazy) return { ...offered, data: action.order };
    return { ...offered, edit: this.edit(action.order) };
  }

  private edit(order: ActionOrder): WorkspaceEdit {
    const edits = editsFor(this.session.analysis, order, this.session.shown);
    if ('refused' in edits) throw new ResponseError(LSPErrorCodes.ContentModified, edits.refused);
    const edit =
      (this.snippets && this.withPlaceholder(order, edits)) || workspaceEdit(this.session.documents, edits.edits, edits.versions);
    if (!edit) throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed.');
    return edit;
  }

  /** An ignore comment whose reason is selected, so that the user types over it. */
  private withPlaceholder(order: ActionOrder, { placeholder }: ActionEdits): WorkspaceEdit | undefined {
    const known = this.session.document(order.uri);
    if (!placeholder || !known) return undefined;
    const { at, before, text, after } = placeholder;
    const value = `${escapeSnippet(before)}\${1:${escapeSnippet(text)}}${escapeSnippet(after)}`;
    const edit: SnippetTextEdit = { range: rangeOf(known.lines, span(at, at)), snippet: { kind: 'snippet', value } };
    return {
      documentChanges: [{ textDocument: { uri: known.clientUri, version: known.open ? known.version : null }, edits: [edit] }],
    };
  }
}

function isOf(diagnostic: Diagnostic, finding: { readonly rule: string; readonly span: DiagnosticData['span'] }): boolean {
  const data: Partial<DiagnosticData> | undefined = diagnostic.data;
  if (diagnostic.source !== 'Ashlar' || data?.rule !== finding.rule) return false;
  return data.span?.start === finding.span.start && data.span.end === finding.span.end;
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** What the client hands back; anything may come over the wire. */
function readOrder(data: unknown): ActionOrder | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const raw: { readonly [key: string]: unknown } = { ...data };
  const { uri, version, kind, rule, unsafe, id } = raw;
  if (typeof uri !== 'string' || typeof version !== 'number') return undefined;
  if (kind === 'fix-all') return { uri, version, kind, unsafe: unsafe === true };
  const place: { readonly [key: string]: unknown } = typeof raw.span === 'object' && raw.span !== null ? { ...raw.span } : {};
  if (typeof place.start !== 'number' || typeof place.end !== 'number') return undefined;
  const at = span(place.start, place.end);
  if (kind === 'policy') return typeof id === 'string' ? { uri, version, kind, id, span: at } : undefined;
  if ((kind !== 'fix' && kind !== 'ignore') || typeof rule !== 'string') return undefined;
  return { uri, version, kind, rule, span: at };
}
