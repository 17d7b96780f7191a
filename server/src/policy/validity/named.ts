import type { Action, Catalogue } from '../catalogue';
import type { Context } from './context';
import { isOnly } from './context';
import type { ConditionSheet, StatementSheet } from './sheet';

/** Actions that AWS lets be allowed on named resources, and that a policy of a principal allows on all. One fault for a statement. */
export function checkNamed(context: Context, statement: StatementSheet): void {
  const { catalogue, findings } = context;
  const { effect, action, resource, principal } = statement;
  if (!catalogue || !context.wants('resource-not-named') || !isOnly(context, 'identity')) return;
  if (effect !== 'Allow' || principal || statement.open || statement.conditionsOpen || !action) return;
  const everything = resource?.parts.find(({ text }) => text !== undefined && /^\*+$/.test(text));
  if (!everything || statement.conditions.some(mayConfine)) return;
  const names = new Set<string>();
  for (const { text } of action.parts) {
    // Of actions with wildcards the rules about breadth speak.
    const known = text === undefined || /[*?$]/.test(text) ? undefined : catalogue.action(text);
    if (known && isNameable(known, catalogue)) names.add(`${known.service}:${known.name}`);
  }
  const [first, second] = names;
  if (first === undefined) return;
  const more = second === undefined ? '' : names.size === 2 ? ` and ${second}` : ` and ${names.size - 1} more`;
  findings.add('resource-not-named', everything.value.origin, everything.text ?? '', { detail: `${first}${more}` });
}

/** Whether a condition may tell resources apart: by tag, owner or what a service says of them in keys of its own. */
function mayConfine({ name }: ConditionSheet): boolean {
  return !name.startsWith('aws:') || /^aws:(?:resource|requesttag\/|tagkeys$)/.test(name);
}

/** Whether the action cannot do without a resource that an author can name before the call. */
function isNameable(action: Action, catalogue: Catalogue): boolean {
  return catalogue.recall('nameable', `${action.service}:${action.name}`, () => {
    // Another check says it of this one.
    if (action.service === 'iam' && action.name === 'CreateServiceLinkedRole') return false;
    const makes = /^(?:Create|Allocate|Request|Import|Register|Copy|Run|Start)/.test(action.name);
    return action.resourceTypes.some(({ type, required }) => required && !(makes && endsInId(type.arn)));
  });
}

/** Whether AWS chooses what tells the resources of a type apart: the author of a policy can only write a wildcard there. */
function endsInId(arn: string): boolean {
  return /id\}$/i.test(arn);
}
