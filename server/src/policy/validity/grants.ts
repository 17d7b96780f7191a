import { matches } from '../pattern';
import type { Context } from './context';
import type { Parts, StatementSheet } from './sheet';

/** Passing roles and creating service-linked ones, where more of them are meant than are named. */
export function checkGrants(context: Context, statement: StatementSheet): void {
  const { findings } = context;
  if (statement.effect !== 'Allow' || statement.principal || statement.open) return;
  const { notResource, resource } = statement;
  const conditions = new Set(statement.conditions.map(({ name }) => name));
  const isOpenCondition = statement.conditionsOpen;
  if (notResource && speaksOf(statement, 'iam:passrole') && !conditions.has('iam:passedtoservice') && !isOpenCondition)
    findings.add('pass-role-not-resource', notResource.at, notResource.name);
  if (!speaksOf(statement, 'iam:createservicelinkedrole') || conditions.has('iam:awsservicename') || isOpenCondition) return;
  if (notResource) findings.add('service-linked-role-not-resource', notResource.at, notResource.name);
  const everything = resource?.parts.find(
    ({ text }) => text !== undefined && /^(?:\*+|arn:[^:]*:iam:[^:]*:[^:]*:(?:\*|role\/\*))$/.test(text),
  );
  if (everything) findings.add('service-linked-role-any', everything.value.origin, everything.text ?? '');
}

/** Whether the statement's actions surely include one, given in lower case. */
function speaksOf({ action, notAction }: StatementSheet, wanted: string): boolean {
  const covers = (parts: Parts): boolean =>
    parts.parts.some(({ text }) => text !== undefined && matches(text.toLowerCase(), wanted));
  if (action) return covers(action);
  return (
    notAction !== undefined && !notAction.open && notAction.parts.every(({ text }) => text !== undefined) && !covers(notAction)
  );
}
