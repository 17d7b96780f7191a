import { closest } from '../closest';
import type { Context } from './context';
import { isOnly } from './context';
import { checkElement, checkText, isScalar } from './document';
import { repairAt } from './fault';
import type { Parts, StatementSheet } from './sheet';

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** The grammar of one statement: which elements it has, and of what type they are. */
export function checkStatement(context: Context, statement: StatementSheet): void {
  const { findings } = context;
  const { entries, open } = statement;
  for (const entry of entries.values()) checkElement(context, entry, ELEMENTS, entries);
  for (const name of ['Action', 'Resource', 'Principal']) {
    const second = entries.get(`Not${name}`);
    if (second && entries.has(name)) findings.add('element-combination', second.at, second.name, { detail: name });
  }
  const sid = entries.get('Sid');
  if (sid) checkText(context, sid);
  checkEffect(context, statement);
  // An element that is misspelt is told as such.
  const isMissing = (name: string): boolean =>
    !open && !entries.has(name) && !entries.has(`Not${name}`) && !isMisspelt(statement, name);
  if (isMissing('Action')) findings.add('missing-action', statement.place, 'Action');
  if (isMissing('Resource') && needsResource(context)) findings.add('missing-resource', statement.place, 'Resource');
  if (isMissing('Principal') && isOnly(context, 'resource', 'trust', 'endpoint', 'resource-control'))
    findings.add('missing-principal', statement.place, 'Principal');
  for (const parts of [statement.action, statement.notAction]) if (parts) checkList(context, parts, 'empty-action');
  for (const parts of [statement.resource, statement.notResource]) if (parts) checkList(context, parts, 'empty-resource');
  const condition = entries.get('Condition');
  if (condition && (isScalar(condition.value) || condition.value.kind === 'list'))
    findings.add('wrong-type', condition.value.origin, 'Condition', { detail: 'an object' });
  else if (condition?.value.kind === 'map' && condition.value.entries.size === 0 && !condition.value.rest)
    findings.add('empty-condition', condition.at, 'Condition');
}

/** A resource's policy of some services is about that resource alone, and leaves the element out. */
function needsResource(context: Context): boolean {
  if (isOnly(context, 'identity', 'service-control', 'resource-control')) return true;
  return isOnly(context, 'resource') && ['s3', 'kms', 'sns', 'secretsmanager'].includes(context.site.service ?? '');
}

function isMisspelt({ entries }: StatementSheet, name: string): boolean {
  for (const entry of entries.keys()) if (!ELEMENTS.includes(entry) && closest(entry, [name, `Not${name}`])) return true;
  return false;
}

function checkEffect({ findings }: Context, statement: StatementSheet): void {
  const effect = statement.entries.get('Effect');
  if (!effect) {
    if (!statement.open && !isMisspelt(statement, 'Effect')) findings.add('missing-effect', statement.place, 'Effect');
    return;
  }
  const { value } = effect;
  if (value.kind === 'list' || value.kind === 'map') findings.add('wrong-type', value.origin, 'Effect', { detail: 'a text' });
  if (!isScalar(value) || statement.effect) return;
  const text = value.kind === 'string' || value.kind === 'number' || value.kind === 'bool' ? String(value.value) : '';
  const near = closest(text, ['Allow', 'Deny']);
  findings.add('invalid-effect', value.origin, text, { repair: repairAt(value.origin, text, near) });
}

function checkList({ findings }: Context, { at, name, value, parts }: Parts, ifEmpty: string): void {
  if (value.kind === 'list' && value.items.length === 0 && !value.rest) findings.add(ifEmpty, at, name);
  if (value.kind === 'map' && !value.rest)
    findings.add('wrong-type', value.origin, name, { detail: 'a text or a list of texts' });
  if (value.kind !== 'list') return;
  for (const part of parts) {
    if (part.value.kind === 'map' || part.value.kind === 'list')
      findings.add('wrong-type', part.value.origin, name, { detail: 'a text or a list of texts' });
  }
}
