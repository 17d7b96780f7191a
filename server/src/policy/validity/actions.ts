import type { Catalogue } from '../catalogue';
import { matches } from '../pattern';
import type { Context } from './context';
import { isOnly } from './context';
import { repairAt } from './fault';
import type { Part, Parts, StatementSheet } from './sheet';
import type { TextFault } from './verdicts';
import { SOUND } from './verdicts';

/** The names of actions. */
export function checkActions(context: Context, statement: StatementSheet): void {
  for (const parts of [statement.action, statement.notAction]) {
    if (!parts) continue;
    for (const part of parts.parts) checkAction(context, part);
    if (context.wants('redundant-action')) checkRedundant(context, parts);
    checkService(context, parts);
  }
}

function checkAction({ catalogue, findings }: Context, { value, text }: Part): void {
  if (text === undefined || value.kind !== 'string' || text.includes('${')) return;
  const faults = catalogue ? catalogue.recall('action', text, () => judgeAction(text, catalogue)) : judgeFormat(text);
  for (const { check, detail, to } of faults) {
    findings.add(check, value.origin, text, {
      ...(detail === undefined ? {} : { detail }),
      repair: repairAt(value.origin, text, to),
    });
  }
}

function judgeFormat(text: string): readonly TextFault[] {
  return /^\*+$/.test(text) || /^[^:\s]+:[^:\s]+$/.test(text) ? SOUND : [{ check: 'action-format' }];
}

function judgeAction(text: string, catalogue: Catalogue): readonly TextFault[] {
  if (/^\*+(?::\*+)?$/.test(text)) return SOUND;
  const format = judgeFormat(text);
  if (format.length > 0) return format;
  const at = text.indexOf(':');
  const prefix = text.slice(0, at);
  const name = text.slice(at + 1);
  if (/[*?]/.test(prefix)) return [{ check: 'wildcard-in-service', detail: prefix }];
  if (catalogue.isUndocumented(prefix)) return SOUND;
  if (!catalogue.service(prefix)) {
    const near = catalogue.nearestService(prefix);
    const meant = near === undefined ? undefined : `${near}:${name}`;
    const isCertain = meant !== undefined && !/[*?]/.test(name) && catalogue.action(meant) !== undefined;
    return [
      {
        check: 'unknown-service',
        detail: meant === undefined ? `${prefix} is not known to Ashlar's data of ${catalogue.date}` : `did you mean ${near}?`,
        ...(isCertain ? { to: meant } : {}),
      },
    ];
  }
  if (catalogue.expand(text).length > 0) return SOUND;
  if (/[*?]/.test(name))
    return [{ check: 'unknown-action', detail: `it matches no action in Ashlar's data of ${catalogue.date}` }];
  const near = catalogue.nearestAction(text);
  if (near === undefined) return [{ check: 'unknown-action', detail: `it is not in Ashlar's data of ${catalogue.date}` }];
  return [{ check: 'unknown-action', detail: `did you mean ${near}? It is not in Ashlar's data of ${catalogue.date}`, to: near }];
}

/** An action that another one of the same element covers. */
function checkRedundant({ findings }: Context, { parts }: Parts): void {
  const byService = new Map<string, string[]>();
  const texts = parts.map(({ text }) => text?.toLowerCase());
  for (const text of texts) {
    if (text === undefined || !/[*?]/.test(text)) continue;
    const service = /^\*+$/.test(text) ? '*' : text.slice(0, text.indexOf(':'));
    byService.set(service, [...(byService.get(service) ?? []), text]);
  }
  const seen = new Set<string>();
  for (const [i, part] of parts.entries()) {
    const text = texts[i];
    if (text === undefined || part.text === undefined) continue;
    const wide = [...(byService.get('*') ?? []), ...(byService.get(text.slice(0, text.indexOf(':'))) ?? [])];
    const by = seen.has(text) ? text : wide.find((one) => one !== text && matches(one, text));
    seen.add(text);
    if (by !== undefined)
      findings.add('redundant-action', part.value.origin, part.text, {
        detail: by === text ? 'it is listed twice' : `${by} covers it`,
      });
  }
}

/**
 * A resource's policy speaks of actions on that resource. Services whose resources answer to a second prefix as well are left out.
 * Sources: "Actions for Amazon S3", "Key policies in AWS KMS", "Amazon SNS API permissions", "Amazon SQS API permissions" and
 * "Resource-based policies" of Secrets Manager.
 */
function checkService(context: Context, { parts }: Parts): void {
  const { findings, site } = context;
  if (!isOnly(context, 'resource') || !site.service || !OWN_ACTIONS.has(site.service)) return;
  for (const { text, value } of parts) {
    if (text === undefined || !text.includes(':')) continue;
    const prefix = text.slice(0, text.indexOf(':')).toLowerCase();
    if (/[*?$]/.test(prefix) || prefix === site.service) continue;
    findings.add('foreign-action', value.origin, text, { detail: site.service });
  }
}

const OWN_ACTIONS = new Set(['s3', 'kms', 'sns', 'sqs', 'secretsmanager']);
