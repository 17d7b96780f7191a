import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Analysis, canonicalUri, mayBeOurs } from '../analysis';
import { LineIndex } from '../text';

/** What a document is called whose name does not tell what it is (`untitled:Untitled-1`): the editor knows its language. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  terraform: '.tf',
  opentofu: '.tf',
  'terraform-vars': '.tfvars',
  'opentofu-vars': '.tfvars',
  yaml: '.yaml',
  cloudformation: '.yaml',
  json: '.json',
  jsonc: '.json',
};

/** A text that the analysis judges, with what LSP needs to speak of it. */
export interface KnownText {
  /** Canonical; the analysis's name of it. */
  readonly uri: string;
  /** As the client spells it; equals `uri` for files that never were open. */
  readonly clientUri: string;
  readonly open: boolean;
  /** The editor's version; negative for a text from the disk. */
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
}

/** The open documents, and the line index of every text that the analysis holds. */
export class Documents {
  private readonly open = new Map<string, TextDocument>();
  /** Of open documents; files on the disk are looked at too seldom to keep their lines. */
  private readonly indexes = new Map<string, { readonly text: string; readonly lines: LineIndex }>();
  /** The analysis's name of open documents, by canonical URI, where it is another. */
  private readonly renamed = new Map<string, string>();
  /** How the client spells a URI: a document that was open once keeps that name, so that its diagnostics can be taken back. */
  private readonly spelling = new Map<string, string>();

  constructor(private readonly analysis: () => Analysis) {}

  get(uri: string): KnownText | undefined {
    const canonical = this.nameOf(uri);
    const current = this.analysis().text(canonical);
    if (!current) return undefined;
    const lines = (): LineIndex => this.linesOf(canonical, current.text);
    return {
      uri: canonical,
      clientUri: this.clientUri(canonical),
      open: this.open.has(canonical),
      version: current.version,
      text: current.text,
      // Counted when first asked for: most files of a workspace have nothing to report.
      get lines() {
        return lines();
      },
    };
  }

  clientUri(canonical: string): string {
    return this.spelling.get(canonical) ?? canonical;
  }

  isOpen(canonical: string): boolean {
    return this.open.has(canonical);
  }

  /** Canonical URIs. */
  openUris(): readonly string[] {
    return [...this.open.keys()];
  }

  /** @returns the canonical URI */
  opened(clientUri: string, language: string, version: number, text: string): string {
    const canonical = canonicalUri(clientUri);
    // A file that a function reads is known by its name, whatever language an editor takes it for.
    const hasName = mayBeOurs(canonical) || this.analysis().isRead(canonical);
    const uri = hasName ? canonical : canonical + (EXTENSIONS[language] ?? '');
    if (uri !== canonical) this.renamed.set(canonical, uri);
    this.open.set(uri, TextDocument.create(clientUri, language, version, text));
    this.spelling.set(uri, clientUri);
    this.analysis().setFile(uri, text, version);
    return uri;
  }

  /** Applies changes. @returns the canonical URI; undefined for a document that is not open */
  changed(clientUri: string, changes: TextDocumentContentChangeEvent[], version: number): string | undefined {
    const uri = this.nameOf(clientUri);
    const document = this.open.get(uri);
    if (!document) return undefined;
    TextDocument.update(document, changes, version);
    this.analysis().setFile(uri, document.getText(), version);
    return uri;
  }

  /** @returns the canonical URI */
  closed(clientUri: string): string {
    const uri = this.nameOf(clientUri);
    this.renamed.delete(canonicalUri(clientUri));
    this.open.delete(uri);
    this.indexes.delete(uri);
    this.analysis().closeFile(uri);
    return uri;
  }

  private nameOf(uri: string): string {
    const canonical = canonicalUri(uri);
    return this.renamed.get(canonical) ?? canonical;
  }

  private linesOf(uri: string, text: string): LineIndex {
    const before = this.indexes.get(uri);
    if (before?.text === text) return before.lines;
    const lines = new LineIndex(text);
    if (this.open.has(uri)) this.indexes.set(uri, { text, lines });
    return lines;
  }
}
