import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  TextEdit as LspTextEdit,
  type Range,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { baseName, type ReportedFinding } from '../analysis';
import type { SyntaxProblem } from '../syntax/problem';
import type { LineIndex, Span, TextEdit } from '../text';
import type { Documents, KnownText } from './documents';

/** What a diagnostic carries for the code actions: the finding's identity. */
export interface DiagnosticData {
  readonly rule: string;
  readonly span: Span;
}

const SEVERITY: Readonly<Record<ReportedFinding['severity'], DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
};

export function rangeOf(lines: LineIndex, at: Span): Range {
  return { start: lines.positionAt(at.start), end: lines.positionAt(at.end) };
}

/** Makes diagnostics of findings. `rulePages` is what a rule's id is appended to for a link, where the client has asked for one. */
export class DiagnosticConverter {
  constructor(
    private readonly documents: Documents,
    private readonly rulePages: string | undefined,
  ) {}

  finding(finding: ReportedFinding, lines: LineIndex): Diagnostic {
    const data: DiagnosticData = { rule: finding.rule, span: finding.span };
    const diagnostic: Diagnostic = {
      range: rangeOf(lines, finding.span),
      severity: SEVERITY[finding.severity],
      code: finding.rule,
      source: 'Ashlar',
      message: finding.message,
      data,
    };
    const page = this.page(finding.rule);
    if (page !== undefined) diagnostic.codeDescription = { href: page };
    const related = finding.related.flatMap((place): DiagnosticRelatedInformation[] => {
      const known = this.documents.get(place.uri);
      if (!known) return [];
      return [{ location: { uri: known.clientUri, range: rangeOf(known.lines, place.span) }, message: place.message }];
    });
    if (related.length > 0) diagnostic.relatedInformation = related;
    return diagnostic;
  }

  problem(problem: SyntaxProblem, lines: LineIndex): Diagnostic {
    return {
      range: rangeOf(lines, problem.span),
      severity: DiagnosticSeverity.Error,
      code: 'syntax',
      source: 'Ashlar',
      message: problem.message,
    };
  }

  /** The link to a rule's page. A command's arguments are a JSON array. */
  page(rule: string): string | undefined {
    if (this.rulePages === undefined) return undefined;
    const argument = this.rulePages.startsWith('command:') ? JSON.stringify([rule]) : rule;
    return this.rulePages + (this.rulePages.startsWith('command:') ? encodeURIComponent(argument) : encodeURI(argument));
  }
}

/** How a place is shown where text links to it: the file's name with the line, counted from one. */
export function placeName(known: KnownText | undefined, start: number): { name: string; href: string } | undefined {
  if (!known) return undefined;
  const line = known.lines.positionAt(start).line + 1;
  const href = `${known.clientUri.replace(/[()<>\s]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}#L${line}`;
  return { name: `${decodeName(baseName(known.uri))}:${line}`, href };
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * Edits of several documents as one change that names the version of each. Undefined if a document has moved on since the edits were
 * computed, or is not known.
 */
export function workspaceEdit(
  documents: Documents,
  edits: ReadonlyMap<string, readonly TextEdit[]>,
  versions: ReadonlyMap<string, number>,
): WorkspaceEdit | undefined {
  for (const [uri, version] of versions) if (documents.get(uri)?.version !== version) return undefined;
  const documentChanges: TextDocumentEdit[] = [];
  for (const [uri, changes] of edits) {
    const known = documents.get(uri);
    if (!known || !versions.has(uri)) return undefined;
    documentChanges.push({
      textDocument: { uri: known.clientUri, version: known.open ? known.version : null },
      edits: changes.map((edit) => LspTextEdit.replace(rangeOf(known.lines, edit.span), edit.newText)),
    });
  }
  return { documentChanges };
}
