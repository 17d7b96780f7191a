import type { Value } from '../../values';
import type { Context } from './context';
import type { Part, StatementSheet } from './sheet';
import type { TextFault } from './verdicts';
import { SOUND } from './verdicts';

/** Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`. */
export function checkVariables(context: Context, statement: StatementSheet): void {
  for (const parts of [statement.resource, statement.notResource])
    for (const part of parts?.parts ?? NONE) checkPart(context, part);
  for (const { values } of statement.conditions) for (const part of values) checkPart(context, part);
  for (const parts of [statement.action, statement.notAction, ...(statement.principal?.kinds ?? [])])
    for (const part of parts?.parts ?? NONE) checkElsewhere(context, part);
  for (const element of [statement.entries.get('Sid'), statement.entries.get('Effect'), statement.principal])
    for (const part of literal(element?.value)) checkElsewhere(context, part);
}

const NONE: readonly Part[] = [];

function checkElsewhere({ findings }: Context, { text, value }: Part): void {
  if (text?.includes('${') && !/^\$\{[*?$]\}$/.test(text))
    findings.add('variable-in-element', value.origin, text, { detail: /\$\{[^}]*\}?/.exec(text)?.[0] ?? text });
}

function literal(value: Value | undefined): readonly Part[] {
  return value?.kind === 'string' ? [{ value, text: value.value }] : NONE;
}

function checkPart({ sheet, findings }: Context, { text, value }: Part): void {
  if (!text?.includes('${')) return;
  const faults = judgeVariables(text);
  for (const { check, detail } of faults) findings.add(check, value.origin, text, detail === undefined ? {} : { detail });
  if (faults.length > 0 || !/\$\{[^}*?$]/.test(text)) return;
  const { version } = sheet;
  const isOld = version ? version.value.kind === 'string' && version.value.value === '2008-10-17' : !sheet.open;
  if (isOld) findings.add('variable-in-old-version', value.origin, text);
}

/** What is wrong with the variables in a text. */
export function judgeVariables(text: string): readonly TextFault[] {
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 2)) {
    const end = text.indexOf('}', at);
    if (end < 0) return [{ check: 'variable-brace' }];
    const inner = text.slice(at + 2, end);
    if (/^[*?$]$/.test(inner)) continue;
    if (inner.trim() === '') return [{ check: 'variable-empty' }];
    const comma = inner.indexOf(',');
    const name = comma < 0 ? inner : inner.slice(0, comma);
    if (/\s/.test(name)) return [{ check: 'variable-space', detail: name.trim() }];
    const fallback = comma < 0 ? undefined : inner.slice(comma + 1).trim();
    if (fallback !== undefined && !/^'[^']*'$/.test(fallback)) return [{ check: 'variable-quote', detail: fallback }];
  }
  return SOUND;
}
