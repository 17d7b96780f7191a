import type { Value } from '../../values';
import type { Catalogue } from '../catalogue';
import { checkActions } from './actions';
import { checkConditions } from './conditions';
import type { Context } from './context';
import { checkDocument } from './document';
import type { Doubt, Fault } from './fault';
import { Findings } from './fault';
import { fingerprint } from './fingerprint';
import { checkGrants } from './grants';
import { checkKeys } from './keys';
import type { Site } from './kinds';
import { possibleKinds } from './kinds';
import { ValidityMemory } from './memory';
import { checkNamed } from './named';
import { checkPrincipals } from './principals';
import { checkResourceControl } from './resource-control';
import { checkResources } from './resources';
import { checkScope } from './scope';
import { layOut, type StatementSheet } from './sheet';
import { checkStatement } from './statement';
import { checkTrust } from './trust';
import { checkValues } from './values';
import { checkVariables } from './variables';

export { CHECKS } from './checks';
export { OPERATOR_NAMES } from './conditions';
export type { Doubt, Fault, Repair } from './fault';
export type { PolicyKind, Site } from './kinds';
export { sitesOf } from './kinds';
export { ValidityMemory } from './memory';

export interface Validity {
  readonly faults: readonly Fault[];
  /** What could not be told, so that a check that found nothing may have missed something. */
  readonly doubts: ReadonlySet<Doubt>;
}

export interface ValidityInput {
  /** Where the policy stands; undefined where only its text is known: then only what holds of every kind that it may be is a fault. */
  readonly site: Site | undefined;
  /** Undefined while it is not read. */
  readonly catalogue: Catalogue | undefined;
  /** Whose questions these are: the same object asks for the same checks. Where it is named, sound statements are remembered. */
  readonly asker?: object;
  /** What was found in earlier states of the policy. */
  readonly memory?: ValidityMemory;
  /** Whether anybody asks for a check. */
  wants(check: string): boolean;
}

/** All that is certainly wrong with a policy's grammar and names. Never throws on what the value holds. */
export function validate(value: Value, input: ValidityInput): Validity {
  const findings = new Findings();
  const memory = input.memory ?? new ValidityMemory();
  const sheet = layOut(value, findings, memory);
  if (!sheet) return { faults: [], doubts: findings.doubts };
  const site = input.site ?? { kinds: possibleKinds(sheet) };
  if (!input.site && site.kinds.size > 1) findings.doubts.add('kind');
  if (!input.catalogue) findings.doubts.add('reference');
  const context: Context = { sheet, site, catalogue: input.catalogue, findings, wants: input.wants };
  checkDocument(context);
  const sound = input.asker && input.catalogue?.soundStatements(input.asker);
  const setting = settingOf(context);
  const asked = { asker: input.asker, catalogue: input.catalogue, setting };
  const faultsIn = (statement: StatementSheet) =>
    memory.faultsOf(statement, asked, () => faultsOf(context, statement, sound, setting));
  for (const run of sheet.runs) findings.faults.push(...memory.faultsOf(run, asked, () => run.statements.flatMap(faultsIn)));
  checkTrust(context);
  checkResourceControl(context);
  return { faults: findings.faults.filter(({ check }) => input.wants(check)), doubts: findings.doubts };
}

/** What the checks of a statement know of the policy around it. */
function settingOf({ site, sheet }: Context): string {
  const version = sheet.version?.value;
  const language = version?.kind === 'string' ? version.value : sheet.open ? '?' : '';
  return `${[...site.kinds].join()} ${site.service ?? ''} ${language}\u0001`;
}

function faultsOf(
  context: Context,
  statement: StatementSheet,
  sound: Set<string> | undefined,
  setting: string,
): readonly Fault[] {
  const said = sound && fingerprint(statement.value);
  const key = said === undefined ? undefined : `${setting}${said}`;
  if (key !== undefined && sound?.has(key)) return [];
  const findings = new Findings();
  checkOne({ ...context, findings }, statement);
  if (key !== undefined && findings.faults.length === 0) sound?.add(key);
  return findings.faults;
}

function checkOne(context: Context, statement: StatementSheet): void {
  checkStatement(context, statement);
  checkPrincipals(context, statement);
  checkActions(context, statement);
  checkResources(context, statement);
  checkVariables(context, statement);
  checkConditions(context, statement);
  checkValues(context, statement);
  checkKeys(context, statement);
  checkScope(context, statement);
  checkGrants(context, statement);
  checkNamed(context, statement);
}
