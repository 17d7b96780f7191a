import type { Context } from './context';
import { isOnly } from './context';
import type { ConditionSheet, StatementSheet } from './sheet';

/** What holds of an organisation's resource control policies only. Source: "RCP syntax" in the user guide of AWS Organizations. */
export function checkResourceControl(context: Context): void {
  if (!isOnly(context, 'resource-control')) return;
  for (const statement of context.sheet.statements) {
    checkElements(context, statement);
    checkServices(context, statement);
    checkKeys(context, statement);
  }
}

function checkElements({ findings }: Context, { principal, notAction, effect, entries, resource }: StatementSheet): void {
  if (notAction) findings.add('resource-control-not-action', notAction.at, notAction.name);
  if (principal) {
    const { value, negated, at, name } = principal;
    const isAll = value.kind === 'string' && value.value === '*';
    const isAllOfAws =
      principal.kinds.length === 1 &&
      principal.kinds.every((kind) => kind.name === 'AWS' && kind.parts.every(({ text }) => text === '*'));
    const isKnown =
      value.kind === 'string' ||
      (!principal.open && principal.kinds.every((kind) => kind.parts.every(({ text }) => text !== undefined)));
    if (negated || (isKnown && !isAll && !isAllOfAws)) findings.add('resource-control-principal', at, name);
  }
  if (effect !== 'Allow') return;
  const condition = entries.get('Condition');
  if (condition) findings.add('resource-control-allow', condition.at, condition.name, { detail: 'a condition' });
  const narrow = resource?.parts.find(({ text }) => text !== undefined && !/^\*+$/.test(text));
  if (narrow) findings.add('resource-control-allow', narrow.value.origin, narrow.text ?? '', { detail: 'a resource' });
}

function checkServices({ catalogue, findings }: Context, { action }: StatementSheet): void {
  if (!catalogue) return;
  for (const { text, value } of action?.parts ?? []) {
    const prefix = text?.slice(0, text.indexOf(':'));
    if (text === undefined || !prefix || /[*?$]/.test(prefix) || !catalogue.service(prefix)) continue;
    if (!catalogue.takesResourceControl(prefix)) findings.add('resource-control-service', value.origin, text, { detail: prefix });
  }
}

const OF_PRINCIPAL = /^aws:principal(?:account|arn|orgid|orgpaths|tag\/.*)$/;
const OF_SOURCE = /^aws:source(?:account|arn|orgid|orgpaths)$/;

/** A Deny must tell services that act for somebody from principals, or it hits both. */
function checkKeys({ findings, wants }: Context, { conditions, conditionsOpen, effect }: StatementSheet): void {
  if (effect !== 'Deny' || conditionsOpen) return;
  const tellsServices = conditions.some(
    ({ name }) => name === 'aws:principalisawsservice' || name === 'aws:principalservicename',
  );
  const isSent = conditions.some(({ name, reads }) => reads.base === 'null' && /^aws:source(?:account|arn)$/.test(name));
  const compared = conditions.filter(({ reads }) => reads.base !== 'null');
  const add = (check: string, { key }: ConditionSheet): void => {
    if (wants(check)) findings.add(check, key.at, key.name);
  };
  for (const condition of compared) {
    if (OF_PRINCIPAL.test(condition.name) && !tellsServices) add('resource-control-hits-services', condition);
    if (OF_SOURCE.test(condition.name)) {
      if (!tellsServices) add('resource-control-hits-principals', condition);
      if (!isSent) add('resource-control-without-null', condition);
    }
  }
}
