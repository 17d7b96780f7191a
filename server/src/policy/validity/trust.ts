import { matches } from '../pattern';
import type { Context } from './context';
import { isOnly } from './context';
import type { Part, StatementSheet } from './sheet';

/** What holds of a role's trust policy only. */
export function checkTrust(context: Context): void {
  if (!isOnly(context, 'trust')) return;
  const { findings, sheet } = context;
  for (const statement of sheet.statements) {
    for (const element of [statement.resource, statement.notResource])
      if (element) findings.add('trust-resource', element.at, element.name);
    checkFit(context, statement);
    checkGithub(context, statement);
  }
  checkRolesAnywhere(context);
}

type Provider = 'saml' | 'oidc' | 'other';

function providerOf(kind: string, text: string): Provider | undefined {
  if (text.includes('${')) return undefined;
  if (kind !== 'Federated') return 'other';
  if (!text.startsWith('arn:')) return 'oidc';
  return text.includes(':saml-provider/') ? 'saml' : text.includes(':oidc-provider/') ? 'oidc' : undefined;
}

/** Each way to assume a role is for one kind of principal. */
function checkFit({ findings }: Context, { principal, action, effect }: StatementSheet): void {
  if (!principal || principal.open || principal.negated || effect !== 'Allow' || !action) return;
  const providers: (Provider | undefined)[] = [];
  for (const kind of principal.kinds) {
    if (kind.open) return;
    for (const { text } of kind.parts) providers.push(text === undefined ? undefined : providerOf(kind.name, text));
  }
  if (providers.length === 0 || providers.includes(undefined)) return;
  for (const { text, value } of action.parts) {
    const wanted = text === undefined ? undefined : FOR.get(text.toLowerCase());
    if (wanted && text !== undefined && !providers.includes(wanted))
      findings.add('trust-action-mismatch', value.origin, text, { detail: WANTED[wanted] });
  }
}

const FOR: ReadonlyMap<string, Provider> = new Map([
  ['sts:assumerolewithsaml', 'saml'],
  ['sts:assumerolewithwebidentity', 'oidc'],
  ['sts:assumerole', 'other'],
]);
const WANTED: Readonly<Record<Provider, string>> = {
  saml: 'a SAML provider',
  oidc: 'an OIDC provider',
  other: 'an AWS or Service principal',
};

/** `repo:octo/*`: any repository or branch of the organisation. */
function checkGithub({ findings, wants }: Context, statement: StatementSheet): void {
  if (statement.effect !== 'Allow' || !wants('github-subject-wide')) return;
  if (statement.conditions.some(({ name }) => /token\.actions\.githubusercontent\.com[^:]*:(?:ref|job_workflow_ref)$/.test(name)))
    return;
  for (const { name, reads, values } of statement.conditions) {
    if (!/^token\.actions\.githubusercontent\.com[^:]*:sub$/.test(name) || reads.base !== 'stringlike') continue;
    for (const { text, value } of values)
      if (text !== undefined && /^repo:[^*?]+.*[*?]/.test(text)) findings.add('github-subject-wide', value.origin, text);
  }
}

const ANYWHERE = ['sts:assumerole', 'sts:setsourceidentity', 'sts:tagsession'];

/** IAM Roles Anywhere needs three actions, in whichever statements. */
function checkRolesAnywhere({ sheet, findings }: Context): void {
  if (sheet.statementsOpen) return;
  const allowed: Part[] = [];
  let first: Part | undefined;
  for (const { effect, principal, action, open } of sheet.statements) {
    const service = principal?.kinds.flatMap(({ name, parts }) => (name === 'Service' ? parts : []));
    const found = service?.find(({ text }) => text === 'rolesanywhere.amazonaws.com');
    if (effect !== 'Allow' || !found) continue;
    if (open || !action || action.open || action.parts.some(({ text }) => text === undefined)) return;
    first ??= found;
    allowed.push(...action.parts);
  }
  if (!first) return;
  const missing = ANYWHERE.filter(
    (wanted) => !allowed.some(({ text }) => text !== undefined && matches(text.toLowerCase(), wanted)),
  );
  const names = missing.map((one) => NAMES.get(one) ?? one);
  if (missing.length > 0)
    findings.add('roles-anywhere-actions', first.value.origin, first.text ?? '', { detail: names.join(', ') });
}

const NAMES = new Map([
  ['sts:assumerole', 'sts:AssumeRole'],
  ['sts:setsourceidentity', 'sts:SetSourceIdentity'],
  ['sts:tagsession', 'sts:TagSession'],
]);
