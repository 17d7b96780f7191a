import type { Truth, Verdict } from '../values';
import { and, not, or } from '../values';
import type { ConditionItem, PolicyDocument, Statement } from './document';
import { hasEffect } from './document';
import type { Pattern } from './pattern';
import { covers, hasWildcard, isEveryAction, isEveryActionOf, isEverything, judgePattern, literalOf, matches } from './pattern';
import { isLimited, readOperator } from './restriction';
import type { Decision } from './statements';
import { anyOf, element, everyResource, given, overAlternatives } from './statements';

/**
 * Whether the policy grants everything: a statement that allows every action on every resource, with no condition that limits it,
 * and that no unconditional Deny of everything (or of everything but some) takes back. Decided by the action's `"*"`.
 */
export function isAdministrator(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) => {
    const denied = body.statements.map(deniesAlmostAll).reduce<Truth>(or, false);
    return anyOf(
      gives(body).map(({ statement, truth }) => {
        if (statement.action.negated) return { truth: false as const };
        const all = statement.facts.of('every action', () => element(statement.action, isEveryAction));
        return given(all, truth, everyResource(statement).truth, not(isLimited(statement)), not(denied));
      }),
      body.open,
    );
  });
}

/** An unconditional Deny of every action, or of all but some, on every resource. */
function deniesAlmostAll(statement: Statement): Truth {
  const denies = and(statement.member, hasEffect(statement, 'Deny'));
  if (denies === false) return false;
  const every = () => element(statement.action, isEveryAction);
  const actions = statement.action.negated ? true : statement.facts.of('every action', every).truth;
  return [denies, actions, everyResource(statement).truth, not(isLimited(statement))].reduce<Truth>(and, true);
}

/**
 * Whether a statement allows every action of a service (`s3:*`), of any service where none is named; `*` counts. Conditions and
 * resources are not looked at. Decided by the element.
 */
export function hasWildcardAction(doc: PolicyDocument, service?: string): Verdict {
  return overAlternatives(doc, (body) =>
    anyOf(
      allows(body).map(({ statement, truth }) => {
        if (statement.action.negated) return { truth: false as const };
        const wide = statement.facts.of(`every action of ${service ?? ''}`, () =>
          element(statement.action, (pattern) => isEveryActionOf(pattern, service)),
        );
        return given(wide, truth);
      }),
      body.open,
    ),
  );
}

/**
 * Whether the policy allows an action (`iam:PassRole`, or a pattern all of which must be allowed: `s3:Get*`) on some resource. Under
 * a condition that is not known; false where a Deny without condition takes the action back on every resource.
 */
export function allowsAction(doc: PolicyDocument, action: string): Verdict {
  const wanted: Pattern = { text: action, holes: 'none' };
  return overAlternatives(doc, (body) => {
    const denied = isDenied(body, wanted);
    return anyOf(
      allows(body).map(({ statement, truth }) => {
        const limited = isLimited(statement) === false ? true : 'unknown';
        return given(speaksOfAlways(statement, wanted), truth, limited, not(denied));
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
  return overAlternatives(doc, (body) => {
    const denied = isDenied(body, PASS_ROLE);
    return anyOf(
      gives(body).map(({ statement, truth }) => {
        const { resource } = statement;
        const spoken = speaksOfAlways(statement, PASS_ROLE).truth;
        if (spoken === false) return { truth: false as const };
        const anyRole = resource.negated ? { truth: 'unknown' as const } : element(resource, isAnyRole);
        return given(anyRole, truth, spoken, not(limitsPassing(statement)), not(denied));
      }),
      body.open,
    );
  });
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

/** The statements that allow something, each with whether it surely does. */
export function allows(doc: PolicyDocument): readonly { statement: Statement; truth: Truth }[] {
  return doc.facts.of('allows', () =>
    doc.statements
      .map((statement) => ({ statement, truth: and(statement.member, hasEffect(statement, 'Allow')) }))
      .filter(({ truth }) => truth !== false),
  );
}

/**
 * The statements that give something to whoever holds the policy. One with a principal stands in the policy of a resource, a key for
 * example, and there `*` is that resource and no other.
 */
export function gives(doc: PolicyDocument): readonly { statement: Statement; truth: Truth }[] {
  return doc.facts.of('gives', () =>
    allows(doc).map(({ statement, truth }) => ({ statement, truth: and(truth, not(namesPrincipal(statement))) })),
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
export function speaksOfAlways(statement: Statement, wanted: Pattern): Decision {
  return statement.facts.of(`speaks of ${wanted.holes} ${wanted.text}`, () => speaksOf(statement, wanted));
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
  const truths = doc.statements.map((statement): Truth => {
    const denies = and(statement.member, hasEffect(statement, 'Deny'));
    if (denies === false) return false;
    const limited = isLimited(statement);
    return [denies, speaksOfAlways(statement, wanted).truth, everyResource(statement).truth, not(limited)].reduce<Truth>(
      and,
      true,
    );
  });
  return truths.reduce<Truth>(or, doc.open ? 'unknown' : false);
}
