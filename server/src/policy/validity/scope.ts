import type { Action, Catalogue } from '../catalogue';
import type { Context } from './context';
import { isOnly } from './context';
import type { ConditionSheet, Part, StatementSheet } from './sheet';

/** Condition keys against the actions of their statement. */
export function checkScope(context: Context, statement: StatementSheet): void {
  const { catalogue } = context;
  if (!catalogue) return;
  for (const condition of statement.conditions) {
    if (condition.name.startsWith('aws:resourcetag/')) checkTag(context, statement, condition, catalogue);
    else checkServiceKey(context, statement, condition, catalogue);
  }
}

/** Whether a service says of any of its actions or resources that their tags count. */
function knowsTags(prefix: string, catalogue: Catalogue): boolean {
  return catalogue.recall('tags', prefix, () => {
    const service = catalogue.service(prefix);
    if (!service) return true;
    return service.conditionKeys.some(({ key }) => /(?:^aws|:)[^/]*resourcetag\//i.test(key));
  });
}

function checkTag(
  context: Context,
  { effect, action, notAction }: StatementSheet,
  condition: ConditionSheet,
  catalogue: Catalogue,
): void {
  const { findings } = context;
  if (!effect || condition.reads.ifExists || condition.reads.base === 'null') return;
  const { key } = condition;
  if (notAction) {
    findings.add(effect === 'Allow' ? 'tag-with-not-action' : 'tag-with-not-action-in-deny', key.at, key.name);
    return;
  }
  // Where the key is not sent a negated comparison holds.
  if (/not/.test(condition.reads.base)) return;
  const check = effect === 'Allow' ? 'tag-not-supported' : 'tag-not-supported-in-deny';
  for (const { text, value } of action?.parts ?? []) {
    const prefix = text?.slice(0, text.indexOf(':')).toLowerCase();
    if (text === undefined || prefix === undefined || !catalogue.service(prefix) || knowsTags(prefix, catalogue)) continue;
    findings.add(check, value.origin, text, { detail: `${prefix}, of ${key.name}` });
  }
}

/** A service's own key: actions that are never asked about it, and a statement none of whose actions is. */
function checkServiceKey(
  context: Context,
  { action, effect }: StatementSheet,
  condition: ConditionSheet,
  catalogue: Catalogue,
): void {
  const { findings } = context;
  const { name, key, reads } = condition;
  const prefix = name.slice(0, name.indexOf(':'));
  if (prefix === 'aws' || !effect || !action || action.open || action.parts.length === 0) return;
  if (/not/.test(reads.base) || reads.ifExists || reads.qualifier === 'forallvalues' || reads.base === 'null') return;
  if (!catalogue.service(prefix) || !catalogue.conditionKey(name) || catalogue.isGlobal(name) || !isTied(prefix, name, catalogue))
    return;
  const actions = action.parts.map((part) => ({ part, known: knownActions(part, catalogue) }));
  if (actions.some(({ known }) => known === undefined)) return;
  const accepted = actions.map(({ part, known }) => ({
    part,
    isAccepted: known?.some((one) => catalogue.acceptsKey(one, name)) === true,
  }));
  if (accepted.every(({ isAccepted }) => !isAccepted)) {
    findings.add('key-of-no-action', key.at, key.name);
    return;
  }
  // An action of a resource's policy may be asked about what its service sends with every call.
  if (!isOnly(context, 'identity')) return;
  for (const { part, isAccepted } of accepted) {
    if (!isAccepted && part.text !== undefined && !/[*?]/.test(part.text))
      findings.add('key-not-of-action', part.value.origin, part.text, { detail: key.name });
  }
}

/**
 * Keys that further actions send than the reference lists. Source: "Manage model access" in the user guide of Amazon Bedrock, which narrows
 * `aws-marketplace:Subscribe` by the product.
 */
const LOOSE = new Set(['aws-marketplace:productid']);

/** Whether any action of the service is documented to be asked about the key: else nobody knows which are. */
function isTied(prefix: string, key: string, catalogue: Catalogue): boolean {
  if (LOOSE.has(key)) return false;
  return catalogue.recall('tied', key, () => {
    for (const action of catalogue.service(prefix)?.actions.values() ?? []) if (catalogue.acceptsKey(action, key)) return true;
    return false;
  });
}

/** The actions that a part stands for; undefined where not all of them are known. */
function knownActions({ text }: Part, catalogue: Catalogue): readonly Action[] | undefined {
  if (text === undefined || /^\*/.test(text) || text.includes('${')) return undefined;
  const found = catalogue.expand(text);
  return found.length > 0 ? found : undefined;
}
