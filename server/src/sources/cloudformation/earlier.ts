import type { DataDocument, MappingEntry } from '../../syntax/data';
import type { Evaluator } from './evaluate';
import type { TemplateEntry } from './resource';
import type { Declared } from './serverless-row';

/** The outermost stack of an earlier state of a template. */
export interface EarlierStack {
  readonly root: DataDocument['root'];
  readonly evaluator: Evaluator;
  /** What evaluates the resources: an earlier evaluator, as long as it knows the same. */
  readonly valuing: Evaluator;
  readonly declaredAs: ReadonlyMap<string, { readonly from: Declared; readonly entry: TemplateEntry }>;
  /** Values given from outside. */
  readonly parameters: object | undefined;
}

/**
 * Whether a resource whose text is the same is worth the same: all sections but the resources are the very same, and so are the names of
 * the resources. Not told of templates with loops, macros, the serverless transform or nested stacks, where resources make each other.
 */
export function knowsTheSame(
  earlier: EarlierStack,
  now: { readonly root: DataDocument['root']; readonly evaluator: Evaluator; readonly parameters: object | undefined },
): boolean {
  const before = earlier.evaluator.template;
  const after = now.evaluator.template;
  if (earlier.parameters !== now.parameters || !isPlain(before) || !isPlain(after)) return false;
  if (before.resourceNames.size !== after.resourceNames.size) return false;
  for (const name of after.resourceNames) if (!before.resourceNames.has(name)) return false;
  return sameSections(earlier.root, now.root);
}

function isPlain({ open, serverless, gaps, hidden, resources }: Evaluator['template']): boolean {
  return !open && !serverless && gaps.length === 0 && hidden?.size === 0 && !resources.some(({ type }) => NESTED.test(type));
}

const NESTED = /^AWS::CloudFormation::(?:Stack|CustomResource)$|::MODULE$/;

function sameSections(before: DataDocument['root'], after: DataDocument['root']): boolean {
  if (before?.kind !== 'mapping' || after?.kind !== 'mapping' || before.entries.length !== after.entries.length) return false;
  return after.entries.every((section, i) => {
    const other = before.entries[i];
    return other?.key.text === section.key.text && (section.key.text === 'Resources' || sameSection(other, section));
  });
}

/** The very same entries; a section that is not made of any says the same where it is a text. */
function sameSection({ value: a }: MappingEntry, { value: b }: MappingEntry): boolean {
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.text === b.text && a.type === b.type && a.tag === b.tag;
  if (a.kind !== 'mapping' || b.kind !== 'mapping' || a.entries.length !== b.entries.length) return false;
  return a.entries.every((entry, i) => entry === b.entries[i]);
}
