import { isPrivate, rangeOf } from './addresses';
import { isRegion } from './arn';
import { familyOf } from './conditions';
import type { Context } from './context';
import { isOnly } from './context';
import { isServicePrincipal } from './principals';
import type { ConditionSheet, StatementSheet } from './sheet';

/** What single condition keys ask for. Source of each: its entry in "AWS global condition context keys", or its service's page. */
export function checkKeys(context: Context, statement: StatementSheet): void {
  for (const condition of statement.conditions) {
    checkForm(context, condition);
    checkSourceIp(context, condition);
    checkWidth(context, condition);
    checkAlways(context, condition);
    checkMeaning(context, statement, condition);
  }
  checkPartners(context, statement);
}

interface Form {
  readonly check: string;
  readonly fits: RegExp | ((text: string) => boolean);
}

const VPC = /^vpc-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i;
const ENDPOINT = /^vpce-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i;
const KMS_KEY = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/\S+$/;

const FORMS: ReadonlyMap<string, Form> = new Map([
  ['aws:sourcevpc', { check: 'vpc-id-format', fits: VPC }],
  ['aws:sourcevpce', { check: 'vpc-endpoint-id-format', fits: ENDPOINT }],
  ['aws:requestedregion', { check: 'unknown-region', fits: isRegionValue }],
  ['ec2:region', { check: 'unknown-region', fits: isRegionValue }],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', { check: 'kms-key-arn', fits: KMS_KEY }],
  ['iam:passedtoservice', { check: 'service-principal-format', fits: isServicePrincipal }],
  ['aws:principalservicename', { check: 'service-principal-format', fits: isServicePrincipal }],
  ['kms:viaservice', { check: 'service-principal-format', fits: isServicePrincipal }],
]);

/** Requests to services without regions say `aws-global`. */
function isRegionValue(text: string): boolean {
  return isRegion(text) || text === 'aws-global';
}

function checkForm({ findings }: Context, condition: ConditionSheet): void {
  const form = FORMS.get(condition.name);
  if (!form || familyOf(condition) !== 'string') return;
  for (const { text, value } of condition.values) {
    if (text === undefined || /[*?]|[$&]\{/.test(text)) continue;
    const isFitting = form.fits instanceof RegExp ? form.fits.test(text) : form.fits(text);
    if (!isFitting) findings.add(form.check, value.origin, text, { detail: condition.key.name });
  }
}

/** Requests never come from private addresses as `aws:SourceIp` sees them. */
function checkSourceIp({ findings, catalogue }: Context, condition: ConditionSheet): void {
  if (condition.name !== 'aws:sourceip' || familyOf(condition) !== 'ip' || condition.open) return;
  const ranges = condition.values.map(({ text }) => (text === undefined ? undefined : rangeOf(text, catalogue)));
  if (ranges.length === 0 || ranges.some((range) => range === undefined)) return;
  const inside = condition.values.filter((_, i) => {
    const range = ranges[i];
    return range && isPrivate(range);
  });
  if (inside.length === 0) return;
  const isNegated = condition.reads.base === 'notipaddress';
  const all = inside.length === ranges.length;
  const check = isNegated
    ? all
      ? 'private-not-ip'
      : 'private-not-ip-among-public'
    : all
      ? 'private-ip'
      : 'private-ip-among-public';
  for (const { text, value } of inside) findings.add(check, value.origin, text ?? '');
}

/** Source: "Sensitive condition keys" in "AWS global condition context keys". */
const SENSITIVE = new Set([
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
]);

/** A wildcard, or a variable that may hold one, in a value that must be whole. `*` alone is told elsewhere. */
function checkWidth({ findings }: Context, condition: ConditionSheet): void {
  if (!SENSITIVE.has(condition.name) || familyOf(condition) !== 'string') return;
  const isLike = /like$/.test(condition.reads.base);
  for (const { text, value } of condition.values) {
    if (text === undefined || /^\*+$/.test(text)) continue;
    const more = { detail: condition.key.name };
    if (/\$\{[^*?$]/.test(text) && !isOwnProperty(text)) findings.add('variable-too-wide', value.origin, text, more);
    else if (isLike && /[*?]/.test(text.replace(/\$\{[^}]*\}/g, ''))) findings.add('wildcard-too-wide', value.origin, text, more);
  }
}

/** What AWS itself says of the caller or the resource, such as `${aws:PrincipalAccount}`, nobody can choose. */
function isOwnProperty(text: string): boolean {
  return /^\$\{aws:(?:Principal|Resource|Source|Vpce)(?:Account|OrgI[dD])\}$/i.test(text);
}

/** `StringLike: "*"`: holds wherever the key is sent. */
function checkAlways({ findings, wants }: Context, condition: ConditionSheet): void {
  const { reads, key, operator, values } = condition;
  if (!/^(?:string|arn)(?:not)?like$|^arn(?:not)?equals$/.test(reads.base)) return;
  if (!values.some(({ text }) => text !== undefined && /^\*+$/.test(text))) return;
  const add = (check: string, detail: string): void => {
    if (wants(check)) findings.add(check, key.at, key.name, { detail });
  };
  const isNegated = reads.base.includes('not');
  if (isNegated) {
    if (reads.qualifier === 'foranyvalue') add('condition-never-holds', operator.name);
    else if (!reads.qualifier) add('means-null-true', operator.name);
  } else if (reads.qualifier === 'forallvalues' || reads.ifExists) add('condition-always-holds', operator.name);
  else add('means-null-false', operator.name);
}

function checkMeaning(context: Context, statement: StatementSheet, condition: ConditionSheet): void {
  const { findings } = context;
  const { name, key, reads, operator } = condition;
  const isNegated = /not/.test(reads.base);
  const { effect } = statement;
  if (
    (name === 'aws:referer' || name === 'aws:useragent') &&
    effect === 'Allow' &&
    !isNegated &&
    familyOf(condition) === 'string'
  ) {
    findings.add('spoofable-condition-key', key.at, key.name);
    if (isService(statement)) findings.add('weak-key-for-service', key.at, key.name);
  }
  if (name === 's3:prefix' && familyOf(condition) === 'string' && effect && isNegated === (effect === 'Allow'))
    findings.add('s3-prefix-negated', operator.at, operator.name, { detail: effect });
  if (isOnly(context, 'resource') && context.site.service === 's3' && name === 's3:resourceaccount')
    findings.add('irrelevant-condition-key', key.at, key.name, { detail: 'S3' });
  const isOfOrganization = name === 'aws:principalorgid' || name === 'aws:principalorgpaths';
  if (
    isOfOrganization &&
    effect === 'Allow' &&
    !isNegated &&
    !reads.ifExists &&
    familyOf(condition) === 'string' &&
    isService(statement)
  )
    findings.add('key-not-sent-by-service', key.at, key.name);
}

/** Whether only services are let in. */
function isService({ principal }: StatementSheet): boolean {
  if (!principal || principal.negated || principal.open || principal.kinds.length === 0) return false;
  return principal.kinds.every(({ name, open }) => name === 'Service' && !open);
}

/** Keys that need another beside them in the same statement. */
function checkPartners(context: Context, statement: StatementSheet): void {
  const { findings } = context;
  if (statement.conditionsOpen) return;
  const has = (...names: readonly string[]): boolean => statement.conditions.some(({ name }) => names.includes(name));
  for (const { name, key, operator, reads } of statement.conditions) {
    if (
      name === 'aws:vpcsourceip' &&
      statement.effect === 'Allow' &&
      reads.base === 'ipaddress' &&
      !has('aws:sourcevpc', 'aws:sourcevpce', 'aws:sourcevpcarn')
    )
      findings.add('vpc-address-without-vpc', key.at, key.name);
    if (name === 'dynamodb:attributes' && statement.effect === 'Allow' && readsItems(statement) && !has('dynamodb:select'))
      findings.add('dynamodb-attributes-without-select', key.at, key.name, { detail: operator.name });
  }
}

function readsItems({ action }: StatementSheet): boolean {
  const reading = ['dynamodb:getitem', 'dynamodb:batchgetitem', 'dynamodb:query', 'dynamodb:scan'];
  return action?.parts.some(({ text }) => text !== undefined && reading.includes(text.toLowerCase())) === true;
}
