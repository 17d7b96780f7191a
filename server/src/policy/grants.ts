import type { Truth, Verdict } from '../values';
import { and, not, or } from '../values';
import type { ConditionItem, PolicyDocument, Statement, StatementRun } from './document';
import { hasEffect } from './document';
import type { Pattern } from './pattern';
import { covers, hasWildcard, isEveryAction, isEveryActionOf, isEverything, judgePattern, literalOf, matches } from './pattern';
import { isLimited, readOperator } from './restriction';
import type { Decision } from './statements';
import { anyInRuns, anyOf, element, everyResource, given, overAlternatives } from './statements';

/**
 * Whether the policy grants everything: a statement that allows every action on every resource, with no condition that limits it,
 * and that no unconditional Deny of everything (or of everything but some) takes back. Decided by the action's `"*"`.
 */
export function isAdministrator(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) => {
    const denied = denying(body).map(deniesAlmostAll).reduce<Truth>(or, false);
    return anyGiving(
      body,
      'administrator',
      ({ statement, truth }) => {
        if (statement.action.negated) return { truth: false as const };
        const all = statement.facts.of('every action', () => element(statement.action, isEveryAction));
        return given(all, truth, everyResource(statement).truth, not(isLimited(statement)));
      },
      denied,
    );
  });
}

/** An unconditional Deny of every action, or of all but some, on every resource. */
function deniesAlmostAll({ statement, truth }: Effective): Truth {
  const every = () => element(statement.action, isEveryAction);
  const actions = statement.action.negated ? true : statement.facts.of('every action', every).truth;
  return [truth, actions, everyResource(statement).truth, not(isLimited(statement))].reduce<Truth>(and, true);
}

/**
 * Whether a statement allows every action of a service (`s3:*`), of any service where none is named; `*` counts. Conditions and
 * resources are not looked at. Decided by the element.
 */
export function hasWildcardAction(doc: PolicyDocument, service?: string): Verdict {
  const question = `every action of ${service ?? ''}`;
  const judge = ({ statement, truth }: Effective): Decision =>
    statement.action.negated
      ? { truth: false }
      : given(
          statement.facts.of(question, () => element(statement.action, (pattern) => isEveryActionOf(pattern, service))),
          truth,
        );
  return overAlternatives(doc, (body) => anyInRuns(body, question, allowsIn, judge));
}

/**
 * Whether the policy allows an action (`iam:PassRole`, or a pattern all of which must be allowed: `s3:Get*`) on some resource. Under
 * a condition that is not known; false where a Deny without condition takes the action back on every resource.
 */
export function allowsAction(doc: PolicyDocument, action: string): Verdict {
  const wanted: Pattern = { text: action, holes: 'none' };
  const speaks = speaksOfAlways(wanted);
  return overAlternatives(doc, (body) => {
    const denied = isDenied(body, wanted);
    return anyOf(
      allows(body).map(({ statement, truth }) => {
        const limited = isLimited(statement) === false ? true : 'unknown';
        return given(speaks(statement), truth, limited, not(denied));
      }),
      body.open,
    );
  });
}

const PASS_ROLE: Pattern = { text: 'iam:PassRole', holes: 'none' };

/**
 * Whether any role may be passed to any service: `iam:PassRole` on `*` or on every role of an account, without a condition on the
 * service or the role. Decided by the resource.
 */
export function passesRoleAnywhere(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) =>
    anyGiving(
      body,
      'passes a role anywhere',
      ({ statement, truth }) => {
        const { resource } = statement;
        const spoken = speaksOf(statement, PASS_ROLE).truth;
        if (spoken === false) return { truth: false as const };
        const anyRole = resource.negated ? { truth: 'unknown' as const } : element(resource, isAnyRole);
        return given(anyRole, truth, spoken, not(limitsPassing(statement)));
      },
      isDenied(body, PASS_ROLE),
    ),
  );
}

function isAnyRole(pattern: Pattern): Truth {
  if (isEverything(pattern) === true) return true;
  const role = /^(.*):role\/\**$/.exec(pattern.text);
  if (role && pattern.text.endsWith('*')) return /^arn:.*:iam:/.test(pattern.text) ? true : 'unknown';
  return isEverything(pattern);
}

function limitsPassing(statement: Statement): Truth {
  const truths = statement.condition.items.map((item): Truth => {
    const key = item.key.toLowerCase();
    if (key !== 'iam:passedtoservice' && key !== 'iam:associatedresourcearn')
      return isHarmlessForPassing(item) ? false : 'unknown';
    const { base, negative } = readOperator(item.operator);
    if (negative || base === 'null') return 'unknown';
    const { items, open } = item.values;
    const any = items.map(({ value }) => judgePattern(value, isEverything)).reduce<Truth>(or, open ? 'unknown' : false);
    return and(item.member, not(any));
  });
  return truths.reduce<Truth>(or, statement.condition.open ? 'unknown' : false);
}

/** Conditions on the call itself, which say nothing about the role. */
function isHarmlessForPassing(item: ConditionItem): boolean {
  return /^aws:(?:securetransport|requestedregion|multifactorauthpresent|multifactorauthage|currenttime)$/i.test(item.key);
}

/** A statement with whether it surely allows, or denies, something. */
export interface Effective {
  readonly statement: Statement;
  readonly truth: Truth;
}

/** The statements that allow something, each with whether it surely does. */
export function allows(doc: PolicyDocument): readonly Effective[] {
  return doc.facts.of('allows', () => doc.runs.flatMap(allowsIn));
}

function allowsIn(run: StatementRun): readonly Effective[] {
  return run.facts.of('allows', () => withEffect(run, 'Allow'));
}

/** The statements that deny something. */
export function denying(doc: PolicyDocument): readonly Effective[] {
  return doc.facts.of('denies', () => doc.runs.flatMap(deniesIn));
}

export function deniesIn(run: StatementRun): readonly Effective[] {
  return run.facts.of('denies', () => withEffect(run, 'Deny'));
}

function withEffect({ items }: StatementRun, effect: 'Allow' | 'Deny'): readonly Effective[] {
  return items
    .map((statement) => ({ statement, truth: and(statement.member, hasEffect(statement, effect)) }))
    .filter(({ truth }) => truth !== false);
}

/**
 * The statements that give something to whoever holds the policy. One with a principal stands in the policy of a resource, a key for
 * example, and there `*` is that resource and no other.
 */
function gives(doc: PolicyDocument): readonly Effective[] {
  return doc.facts.of('gives', () => doc.runs.flatMap(givesIn));
}

export function givesIn(run: StatementRun): readonly Effective[] {
  return run.facts.of('gives', () =>
    allowsIn(run).map(({ statement, truth }) => ({ statement, truth: and(truth, not(namesPrincipal(statement))) })),
  );
}

/**
 * The first statement that gives something for which a judgement holds.
 * @param question names the judgement: of a run of statements that is known it is not asked again
 * @param denied whether what it gives is taken back
 */
export function anyGiving(
  doc: PolicyDocument,
  question: string,
  judge: (one: Effective) => Decision,
  denied: Truth = false,
): Decision {
  if (denied === false) return anyInRuns(doc, question, givesIn, judge);
  return anyOf(
    gives(doc).map((one) => given(judge(one), not(denied))),
    doc.open,
  );
}

function namesPrincipal({ principal }: Statement): Truth {
  if (principal.absent) return false;
  return principal.items.some(({ member }) => member === true) || !principal.open ? true : 'unknown';
}

/** Whether the statement's actions include all of a pattern. */
export function speaksOf(statement: Statement, wanted: Pattern): Decision {
  const { action } = statement;
  if (!action.negated) return element(action, (pattern) => covers(pattern, wanted));
  const excluded = element(action, (pattern) => overlaps(pattern, wanted)).truth;
  return { truth: not(excluded), decidedBy: action.value };
}

/** Likewise, for an action that is asked about whenever the policy is judged: the answer is remembered. */
function speaksOfAlways(wanted: Pattern): (statement: Statement) => Decision {
  const question = `speaks of ${wanted.holes} ${wanted.text}`;
  return (statement) => statement.facts.of(question, () => speaksOf(statement, wanted));
}

/** Whether two patterns have something in common; of two with wildcards that is not told apart. */
function overlaps(a: Pattern, b: Pattern): Truth {
  if (a.holes !== 'none') return literalOf(a) === '' || a.holes === 'open' ? 'unknown' : false;
  const [left, right] = [a.text.toLowerCase(), b.text.toLowerCase()];
  if (matches(left, right) || matches(right, left)) return true;
  return hasWildcard(a) && hasWildcard(b) ? 'unknown' : false;
}

/** Whether a Deny without condition takes an action back on every resource. */
export function isDenied(doc: PolicyDocument, wanted: Pattern): Truth {
  const truths = denying(doc).map(({ statement, truth }): Truth => {
    const limited = isLimited(statement);
    return [truth, speaksOf(statement, wanted).truth, everyResource(statement).truth, not(limited)].reduce<Truth>(and, true);
  });
  return truths.reduce<Truth>(or, doc.open ? 'unknown' : false);
}
