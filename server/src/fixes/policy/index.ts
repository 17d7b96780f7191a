import type { Catalogue } from '../../policy';
import type { DataDocument } from '../../syntax/data';
import { parseHcl } from '../../syntax/hcl';
import type { HclFile } from '../../syntax/hcl/ast';
import { parseJson } from '../../syntax/json';
import type { SyntaxProblem } from '../../syntax/problem';
import { parseYaml } from '../../syntax/yaml';
import { applyEdits, type Span } from '../../text';
import type { PolicyEdit } from './edit';
import { editsOf } from './edits';
import { statementInData } from './read-data';
import { statementInHcl } from './read-hcl';
import type { Addressable } from './references';
import type { Setting } from './source';

export type { PolicyEdit } from './edit';
export type { Addressable, ReferenceLanguage } from './references';
export { isNamedType, referencesTo } from './references';

/** A text with its tree. */
export interface PolicyText {
  readonly text: string;
  readonly hcl?: HclFile | undefined;
  readonly data?: DataDocument | undefined;
  /** All HCL of the module that the text belongs to. */
  readonly module?: () => readonly HclFile[];
  /** What the text can refer to at the place. */
  readonly resources?: () => readonly Addressable[];
  /** It is a template of CloudFormation. */
  readonly isTemplate?: boolean;
}

/**
 * The changes that make sense at a place of a text: none outside of a policy's statement, and none in one that is broken. No edit makes a
 * text worse to read than it was: what would is left out.
 */
export function policyEditsAt(
  { text, hcl, data, module = () => [], resources = () => [], isTemplate = false }: PolicyText,
  place: Span,
  catalogue: Catalogue,
): readonly PolicyEdit[] {
  const statement = hcl ? statementInHcl(hcl, text, place) : data ? statementInData(data.root, place) : undefined;
  if (!statement) return [];
  const problems = hcl?.problems ?? data?.problems ?? [];
  const { start, end } = statement.span;
  if (problems.some((problem) => problem.span.start <= end && start <= problem.span.end)) return [];
  const read = hcl ? parseHcl : data?.language === 'json' ? parseJson : parseYaml;
  const setting: Setting = hcl
    ? { kind: 'terraform', file: hcl, module, resources }
    : isTemplate
      ? { kind: 'template', language: data?.language ?? 'yaml', resources }
      : { kind: 'policy' };
  return editsOf(text, statement, place, catalogue, setting).filter(({ edits }) =>
    isSound(read, applyEdits(text, edits), problems.length),
  );
}

function isSound(read: (text: string) => { readonly problems: readonly SyntaxProblem[] }, text: string, before: number): boolean {
  return read(text).problems.length <= before;
}
