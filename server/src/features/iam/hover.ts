import type { AccessLevel, Action, Catalogue } from '../../policy';
import { matches } from '../../policy';
import type { Span } from '../../text';
import { escapeMarkdown } from '../markdown';
import type { IamDescriptions } from './descriptions';
import { describeActions, describeKey } from './descriptions';
import type { PolicyPlace } from './place';

/** So many actions, resource types or keys are listed; the others are counted. */
const MAX_LISTED = 24;

export interface IamHover {
  readonly markdown: string;
  readonly span: Span;
}

/** What AWS documents of the action, key or resource at a place of a policy, in Markdown; undefined where none stands there. */
export function iamHover(
  place: PolicyPlace,
  catalogue: Catalogue,
  descriptions: IamDescriptions | undefined,
): IamHover | undefined {
  if (!place.token || place.token.text === '') return undefined;
  const markdown = markdownOf(place, place.token.text, catalogue, descriptions);
  return markdown === undefined ? undefined : { markdown, span: place.token.outer };
}

function markdownOf(
  place: PolicyPlace,
  text: string,
  catalogue: Catalogue,
  descriptions: IamDescriptions | undefined,
): string | undefined {
  switch (place.role) {
    case 'action':
      if (/\$\{/.test(text)) return undefined;
      if (/[*?]/.test(text)) return wildcard(text, catalogue);
      return oneAction(text, catalogue, descriptions);
    case 'condition-key':
      return conditionKey(text, place, catalogue, descriptions);
    case 'resource':
      return resource(text, place, catalogue);
    case 'principal':
      return principal(text, place);
    default:
      return undefined;
  }
}

function oneAction(name: string, catalogue: Catalogue, descriptions: IamDescriptions | undefined): string | undefined {
  const action = catalogue.action(name);
  const service = action && catalogue.service(action.service);
  if (!action || !service) return undefined;
  const says = describeActions(descriptions, service).get(action);
  const lines = [`**${action.service}:${escapeMarkdown(action.name)}** · ${service.name} · ${action.level}`];
  if (says !== undefined) lines.push('', `Grants permission to ${escapeMarkdown(says)}.`);
  if (action.resourceTypes.length === 0) lines.push('', 'Cannot be confined to resources: `Resource` has to be `*`.');
  else {
    const types = action.resourceTypes.map(
      ({ type, required }) => `- ${escapeMarkdown(type.name)}${required ? ' (required)' : ''}: \`${type.arn}\``,
    );
    lines.push('', 'Resources:', '', ...capped(types, (more) => `- and ${more} more`));
  }
  if (action.conditionKeys.length > 0) {
    const keys = action.conditionKeys.map(({ key }) => `\`${key}\``);
    lines.push('', `Condition keys: ${capped(keys, (more) => `and ${more} more`).join(', ')}`);
  }
  if (action.dependentActions.length > 0)
    lines.push('', `May also need: ${action.dependentActions.map((one) => `\`${one}\``).join(', ')}`);
  lines.push('', `[Service authorization reference](${REFERENCE})`);
  return lines.join('\n');
}

/** The index of all services: their pages are not named after the prefix alone. */
const REFERENCE =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html';

const LEVELS: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

function wildcard(pattern: string, catalogue: Catalogue): string | undefined {
  const actions = catalogue.expand(pattern);
  const services = new Set(actions.map(({ service }) => service));
  if (actions.length === 0) {
    const prefix = pattern.slice(0, Math.max(0, pattern.indexOf(':')));
    return catalogue.service(prefix) ? `\`${pattern}\` covers no documented action.` : undefined;
  }
  const count = actions.length === 1 ? '1 action' : `${actions.length.toLocaleString('en-US')} actions`;
  const of = services.size > 1 ? ` of ${services.size} services` : '';
  const lines = [`\`${pattern}\` covers ${count}${of}.`, ''];
  for (const level of LEVELS) {
    const names = actions.filter((action) => action.level === level).map((action) => nameOf(action, services.size > 1));
    if (names.length === 0) continue;
    // Of everything the counts say more than the names.
    const listed = services.size > 3 ? [] : capped(names, (more) => `and ${more} more`);
    lines.push(`- **${level}**: ${names.length.toLocaleString('en-US')}${listed.length > 0 ? ` · ${listed.join(', ')}` : ''}`);
  }
  return lines.join('\n');
}

function nameOf({ service, name }: Action, withService: boolean): string {
  return withService ? `${service}:${name}` : name;
}

function capped(all: readonly string[], rest: (more: number) => string): readonly string[] {
  return all.length <= MAX_LISTED ? all : [...all.slice(0, MAX_LISTED), rest(all.length - MAX_LISTED)];
}

function actionsOf(place: PolicyPlace, catalogue: Catalogue): readonly Action[] | undefined {
  const unread =
    place.negated || place.actions.length === 0 || place.actions.some((one) => one.includes('${') || /^\**$/.test(one));
  return unread ? undefined : [...new Set(place.actions.flatMap((one) => catalogue.expand(one)))];
}

function conditionKey(
  text: string,
  place: PolicyPlace,
  catalogue: Catalogue,
  descriptions: IamDescriptions | undefined,
): string | undefined {
  const key = catalogue.conditionKey(text);
  if (!key) return undefined;
  const actions = actionsOf(place, catalogue);
  const services = [...new Set([text.slice(0, text.indexOf(':')), ...(actions ?? []).map(({ service }) => service)])];
  const says = describeKey(descriptions, catalogue, key.key, services);
  const lines = [`**${escapeMarkdown(key.key)}** · ${key.type}${key.multivalued ? ', several values' : ''}`];
  if (says !== undefined) lines.push('', `Filters access by ${escapeMarkdown(says)}.`);
  if (catalogue.isGlobal(text)) lines.push('', 'A global key.');
  if (actions && actions.length > 0) {
    const taking = actions.filter((action) => catalogue.acceptsKey(action, text));
    if (taking.length === actions.length) lines.push('', 'All actions of this statement can be asked about it.');
    else if (taking.length === 0) lines.push('', 'No action of this statement is documented to send it.');
    else {
      const names = capped(
        taking.map((action) => `\`${action.service}:${action.name}\``),
        (more) => `and ${more} more`,
      );
      lines.push('', `Sent by ${taking.length} of the ${actions.length} actions of this statement: ${names.join(', ')}`);
    }
  }
  return lines.join('\n');
}

function resource(text: string, place: PolicyPlace, catalogue: Catalogue): string | undefined {
  if (!text.startsWith('arn:')) return undefined;
  const written = text.replace(/\$\{[^}]*\}/g, '*');
  const fields = written.split(':');
  if (fields.length < 6) return undefined;
  const found = catalogue.resourceTypesOfArn(fields[2] ?? '').filter(({ arn }) => sameForm(arn, written));
  // The most literal form says what it is: `bucket/*` is an object before it is a bucket.
  const best = Math.max(...found.map(literals));
  const types = [...new Map(found.filter((type) => literals(type) === best).map((type) => [type.name, type])).values()];
  if (types.length === 0) return undefined;
  const names = types.map(({ name }) => `**${escapeMarkdown(name)}**`).join(' or ');
  const lines = [`${names} of \`${fields[2]}\``, '', ...types.map(({ arn }) => `- \`${arn}\``)];
  const actions = actionsOf(place, catalogue);
  if (actions && actions.length > 0) {
    const able = actions.filter((action) => action.resourceTypes.some(({ type }) => types.some(({ arn }) => arn === type.arn)));
    if (able.length === actions.length) lines.push('', 'All actions of this statement can be confined to it.');
    else if (able.length === 0) lines.push('', 'No action of this statement is documented to address it.');
    else lines.push('', `${able.length} of the ${actions.length} actions of this statement can address it.`);
  }
  return lines.join('\n');
}

function literals({ arn }: { readonly arn: string }): number {
  return arn.replace(/\$\{[^}]*\}/g, '').length;
}

/** Whether an ARN has the form of a resource type; wildcards in it stand for anything. */
function sameForm(form: string, written: string): boolean {
  const pattern = form.replace(/\$\{[^}]*\}/g, '*');
  return matches(pattern, written.replace(/[*?]/g, 'x')) || matches(pattern, written);
}

function principal(text: string, place: PolicyPlace): string | undefined {
  if (place.principalType === 'Service' && /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(text))
    return `The AWS service \`${text}\`, when it acts by itself.`;
  const isAccount = place.principalType === 'AWS' || place.principalType === undefined;
  if (isAccount && text === '*') return 'Everybody, also without an AWS account, as far as no condition says otherwise.';
  const account = /^(?:arn:aws[\w-]*:iam::(\d{12}):root|(\d{12}))$/.exec(text);
  if (!account || place.principalType !== 'AWS') return undefined;
  return `The AWS account \`${account[1] ?? account[2]}\`: every principal there that its own policies allow it.`;
}
