import { matches } from '../pattern';
import { judgeArn } from './arn';
import type { Context } from './context';
import { isOnly } from './context';
import { repairAt } from './fault';
import type { Parts, StatementSheet } from './sheet';

/** The ARNs of a statement. */
export function checkResources(context: Context, statement: StatementSheet): void {
  for (const parts of [statement.resource, statement.notResource]) {
    if (!parts) continue;
    if (!isOnly(context, 'trust')) checkArns(context, parts);
    if (context.wants('redundant-resource')) checkRedundant(context, parts);
  }
}

function checkArns(context: Context, { parts }: Parts): void {
  const { catalogue, findings, site } = context;
  for (const { text, value } of parts) {
    if (text === undefined || value.kind !== 'string') continue;
    const faults = catalogue ? catalogue.recall('arn', text, () => judgeArn(text, catalogue)) : judgeArn(text, undefined);
    for (const { check, detail, to } of faults) {
      findings.add(check, value.origin, text, {
        ...(detail === undefined ? {} : { detail }),
        repair: repairAt(value.origin, text, to),
      });
    }
    if (faults.length === 0 && isOnly(context, 'resource') && site.service && OWN_ARNS.has(site.service)) {
      const [, , service = ''] = text.split(':');
      if (service !== '' && !/[*?$]/.test(service) && service !== site.service)
        findings.add('foreign-resource', value.origin, text, { detail: site.service });
    }
  }
}

/** A resource's policy names that resource, or parts of it. */
const OWN_ARNS = new Set(['s3', 'kms', 'sns', 'sqs', 'secretsmanager']);

/** A resource that another one of the same element covers. */
function checkRedundant({ findings }: Context, { parts }: Parts): void {
  const wide = parts.flatMap(({ text }) => (text !== undefined && /[*?]/.test(text) ? [text] : []));
  const seen = new Set<string>();
  for (const { text, value } of parts) {
    if (text === undefined) continue;
    const by = seen.has(text) ? text : wide.find((one) => one !== text && matches(one, text));
    seen.add(text);
    if (by !== undefined)
      findings.add('redundant-resource', value.origin, text, { detail: by === text ? 'it is listed twice' : `${by} covers it` });
  }
}
