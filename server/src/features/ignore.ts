import type { DocumentKind, ReportedFinding } from '../analysis';
import { type DataDocument, type DataNode, entryOf, type MappingNode } from '../syntax/data';
import { parseHcl } from '../syntax/hcl';
import { parseJson } from '../syntax/json';
import { parseYaml } from '../syntax/yaml';
import { encloses, type Span, span } from '../text';
import { dataTargets, hclTargets, terraformJsonBlocks } from '../workspace/targets';

/** An insertion that silences a finding. The reason is left to the user: `before` and `after` enclose it. */
export interface IgnoreEdit {
  readonly at: number;
  readonly before: string;
  readonly after: string;
}

/** What stands for a reason that is not written yet. */
export const REASON = 'reason';

/**
 * Where and what to write so that a finding is ignored: a comment above the innermost thing that begins its own line and holds the
 * finding (in a heredoc that is the attribute), or in JSON, which has no comments, an entry of the resource's metadata, in
 * Terraform's JSON syntax one of the name "//".
 * @returns undefined where the language has no place for it (a policy document)
 */
export function ignoreEdit(
  text: string,
  kind: DocumentKind,
  finding: Pick<ReportedFinding, 'rule' | 'span'>,
): IgnoreEdit | undefined {
  if (kind === 'terraform') return comment(text, hclTargets(parseHcl(text).body), finding);
  if (kind === 'terraform-json') return remark(text, parseJson(text), finding);
  if (kind !== 'cloudformation') return undefined;
  if (/^\uFEFF?\s*\{/.test(text)) return metadata(text, parseJson(text), finding);
  return comment(text, dataTargets(parseYaml(text).root), finding);
}

function comment(
  text: string,
  targets: readonly Span[],
  finding: Pick<ReportedFinding, 'rule' | 'span'>,
): IgnoreEdit | undefined {
  let best: Span | undefined;
  for (const target of targets) {
    if (!encloses(target, finding.span) || !/^[ \t]*(?:-[ \t]+)*$/.test(text.slice(lineStart(text, target.start), target.start)))
      continue;
    if (!best || target.end - target.start < best.end - best.start) best = target;
  }
  if (!best) return undefined;
  const at = lineStart(text, best.start);
  const indent = /^[ \t]*/.exec(text.slice(at, best.start))?.[0] ?? '';
  return { at, before: `${indent}# ashlar:ignore ${finding.rule} `, after: lineBreak(text) };
}

/** `"//": "ashlar:ignore …"`, in the body of the block. */
function remark(text: string, document: DataDocument, finding: Pick<ReportedFinding, 'rule' | 'span'>): IgnoreEdit | undefined {
  const block = terraformJsonBlocks(text, document).find(({ span }) => encloses(span, finding.span));
  const body = block && document.root && mappingAt(document.root, block.body.start - 1);
  if (!body || entryOf(body, '//')) return undefined;
  return member(text, body, `"//": "ashlar:ignore ${finding.rule} `, '"');
}

function mappingAt(node: DataNode, offset: number): MappingNode | undefined {
  if (node.kind === 'mapping' && node.span.start === offset) return node;
  const children =
    node.kind === 'sequence' ? node.items : node.kind === 'mapping' ? node.entries.map((entry) => entry.value) : [];
  const inner = children.find(({ span }) => span.start <= offset && offset < span.end);
  return inner && mappingAt(inner, offset);
}

/** `"Metadata": { "Ashlar": { "ignore": [{ "rule": …, "reason": … }] } }`, into as much of it as is there. */
function metadata(text: string, document: DataDocument, finding: Pick<ReportedFinding, 'rule' | 'span'>): IgnoreEdit | undefined {
  const resources = mapping(entryOf(document.root, 'Resources')?.value);
  const entry = resources?.entries.find((candidate) => encloses(candidate.span, finding.span));
  const resource = mapping(entry?.value);
  if (!entry || !resource) return undefined;
  const head = `{ "rule": ${JSON.stringify(finding.rule)}, "reason": "`;
  const tail = '" }';
  const metadataNode = mapping(entryOf(resource, 'Metadata')?.value);
  if (!metadataNode) return member(text, resource, `"Metadata": { "Ashlar": { "ignore": [${head}`, `${tail}] } }`);
  const ashlar = mapping(entryOf(metadataNode, 'Ashlar')?.value);
  if (!ashlar) return member(text, metadataNode, `"Ashlar": { "ignore": [${head}`, `${tail}] }`);
  const list = entryOf(ashlar, 'ignore')?.value;
  if (list?.kind !== 'sequence') return list ? undefined : member(text, ashlar, `"ignore": [${head}`, `${tail}]`);
  const at = list.span.start + 1;
  return { at, before: head, after: list.items.length > 0 ? `${tail}, ` : tail };
}

/** A new first member of a JSON object, in the object's own layout. */
function member(text: string, object: MappingNode, before: string, after: string): IgnoreEdit {
  const at = object.span.start + 1;
  const first = object.entries[0];
  if (!first) return { at, before: ` ${before}`, after: `${after} ` };
  const gap = text.slice(at, first.span.start);
  return { at, before: gap + before, after: `${after},${/[\r\n]/.test(gap) ? '' : gap === '' ? ' ' : ''}` };
}

function mapping(node: DataNode | undefined): MappingNode | undefined {
  return node?.kind === 'mapping' ? node : undefined;
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** The document's own line break. */
function lineBreak(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** The edit with a reason in place. */
export function withReason(edit: IgnoreEdit, reason: string): { readonly span: Span; readonly newText: string } {
  return { span: span(edit.at, edit.at), newText: edit.before + reason + edit.after };
}
