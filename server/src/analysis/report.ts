import type { WrittenPolicy } from '../rules';
import type { Severity } from '../rules/finding';
import type { SyntaxProblem } from '../syntax/problem';
import type { Span } from '../text';
import type { DocumentKind } from '../workspace/kinds';

/** What a host shows of one document. The same object comes back as long as nothing in it has changed. */
export interface FileReport {
  readonly uri: string;
  /** The version that was judged: the editor's, or a negative number for a text read from the disk. */
  readonly version: number;
  readonly kind: DocumentKind;
  /** In the order of the text. */
  readonly findings: readonly ReportedFinding[];
  readonly problems: readonly SyntaxProblem[];
  /** What `ashlar:ignore` silences in this document. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Internal errors: the configuration that failed has no findings, which is not the same as being clean. */
  readonly failures: readonly Failure[];
}

/** A finding as hosts need it: plain data, without the resources behind it. `fixFor` takes it back. */
export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** All instances that share the place. */
  readonly addresses: readonly string[];
  readonly uri: string;
  /** The exact text to underline. Rule, uri and span are the identity. */
  readonly span: Span;
  readonly message: string;
  /** The way the value came, the literal first; then the steps that lead to the finding, where it takes several. */
  readonly related: readonly RelatedPlace[];
  /** What the rule offers; `fixFor` computes the edits, or says why there are none. */
  readonly fix?: FixOffer;
}

export interface RelatedPlace {
  readonly uri: string;
  readonly span: Span;
  readonly message: string;
}

export interface FixOffer {
  readonly title: string;
  readonly safe: boolean;
  readonly note?: string;
}

export interface SuppressedFinding {
  readonly finding: ReportedFinding;
  readonly reason: string;
  /** The comment or metadata entry that suppresses. */
  readonly by: Span;
}

export interface Failure {
  /** The configuration: a directory's or a file's URI. */
  readonly configuration: string;
  readonly message: string;
  readonly stack?: string;
}

/** What `describe` tells of the resource at a place: what Ashlar sees there. Sensitive values are masked. */
export interface ResourceDescription {
  readonly address: string;
  readonly type: string;
  readonly uri: string;
  /** The whole block or template entry. */
  readonly span: Span;
  readonly properties: readonly PropertyDescription[];
  readonly notAssessed: readonly { readonly rule: string; readonly reason: string }[];
}

export interface PropertyDescription {
  /** Dotted, in the cloud's schema: `PublicAccessBlockConfiguration.BlockPublicAcls`. */
  readonly path: string;
  /** A short rendering; `(unknown)`, `(not written)`, `(sensitive)`. */
  readonly value: string;
  readonly state: 'written' | 'default' | 'unknown' | 'absent';
  /** Why an unknown is unknown, in plain words. */
  readonly reason?: string;
  /** Where the value stands, if it stands in a text. */
  readonly uri?: string;
  readonly span?: Span;
}

/** What Ashlar sees at a place. */
export interface Seen {
  /** All that the block there makes; empty where none is. */
  readonly resources: readonly ResourceDescription[];
  /** What is not seen in the configuration that the document belongs to. */
  readonly gaps: readonly GapDescription[];
}

export interface GapDescription {
  readonly uri: string;
  readonly span: Span;
  /** In plain words. */
  readonly reason: string;
}

/** What `valueAt` tells of the expression at a place. Whatever is or may be secret is masked. */
export interface ValueDescription {
  readonly span: Span;
  /** One for each instance that it is evaluated for, a few of them; those that come to the same are one. */
  readonly values: readonly ShownValue[];
  /** So many instances are not among them. */
  readonly more: number;
}

export interface ShownValue {
  /** The instances, modules or stacks that it is the value for; empty where there is nothing to tell apart. */
  readonly addresses: readonly string[];
  /** The value in the way of the language, several lines where it is large. */
  readonly text: string;
  /** Why what is not known is not, in plain words, each once. */
  readonly reasons: readonly string[];
  /** The way that it came: where it is written first, then what passes it on, with its text. */
  readonly way: readonly { readonly uri: string; readonly span: Span; readonly text: string }[];
}

/** A policy of a document, summed up as it stands for one of the resources that hold it. */
export interface PolicyDescription {
  /** From the first to the last thing of the policy's own. */
  readonly span: Span;
  /** Of the resource. */
  readonly address: string;
  readonly summary: WrittenPolicy['summary'];
}
