import type { Truth, Value } from '../../values';
import { and, or } from '../../values';
import type { Conditions, PolicyDocument, Principals, Statement } from '../document';
import { hasEffect } from '../document';
import { isEverything, judgePattern } from '../pattern';
import { coversElements } from '../statements';
import { isSpared, isTokenKey, satisfies } from './condition';
import type { Owner } from './owner';
import { ownerOf } from './owner';
import { principalReach } from './principals';
import type { Range } from './scale';
import { both, either, eitherOf, NOBODY, oneOf, PUBLIC, UNKNOWN } from './scale';

/** Somebody that a statement lets in, with what conditions and denials leave of them. */
export interface Caller {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, `*`; `NotPrincipal` for everybody but the named ones. */
  readonly kind: string;
  /** The principal as it is written. */
  readonly value: Value;
  readonly range: Range;
}

export interface StatementReach {
  readonly statement: Statement;
  readonly callers: readonly Caller[];
  readonly range: Range;
}

/** Who can get in by a resource's policy or a role's trust policy. */
export interface DocumentReach {
  readonly range: Range;
  /** The statements that allow something. */
  readonly statements: readonly StatementReach[];
  /** There may be further statements. */
  readonly open: boolean;
}

/**
 * Who can get in by a policy, statement by statement. A policy that may be one of several has no statements, and the range of all.
 * @param owner the account that owns the resource, where more is known than the policy itself tells
 */
export function reachOf(doc: PolicyDocument, owner: Owner = ownerOf(doc)): DocumentReach {
  return doc.facts.of(`reach for ${owner.account ?? ''}`, () => findReach(doc, owner));
}

function findReach(doc: PolicyDocument, owner: Owner): DocumentReach {
  if (doc.alternatives.length > 0) {
    const ranges = doc.alternatives.map((alternative) => reachOf(alternative).range);
    return { range: ranges.reduce(oneOf), statements: [], open: true };
  }
  const denials = doc.statements.flatMap((statement) => denialBy(statement, owner));
  const statements = doc.statements
    .filter((statement) => and(statement.member, hasEffect(statement, 'Allow')) !== false)
    .map((statement) => statementReach(statement, denials, owner));
  const range = eitherOf(statements.map((statement) => statement.range));
  return { range: doc.open ? UNKNOWN : range, statements, open: doc.open };
}

/** Whether there may be callers that are not listed: further statements, or principals that are not known. */
export function mayLetMoreIn({ statements, open }: DocumentReach): boolean {
  return open || statements.some(({ statement: { principal } }) => principal.open && !principal.absent);
}

/** A statement that denies, and whom it leaves of what it speaks of. */
interface Denial {
  readonly statement: Statement;
  readonly truth: Truth;
  readonly spared: Range;
}

/** A Deny that leaves everybody in takes nothing back: one without TLS, one of a single account. */
function denialBy(statement: Statement, owner: Owner): readonly Denial[] {
  const truth = and(statement.member, hasEffect(statement, 'Deny'));
  if (truth === false) return [];
  const spared = either(notAddressed(statement, owner), isSpared(statement.condition, owner));
  return spared.least === 'public' ? [] : [{ statement, truth, spared }];
}

function statementReach(statement: Statement, denials: readonly Denial[], owner: Owner): StatementReach {
  const allows = and(statement.member, hasEffect(statement, 'Allow'));
  const { open, absent } = statement.principal;
  if (absent) return { statement, callers: [], range: NOBODY };
  const conditions = statement.facts.of(`conditions for ${owner.account ?? ''}`, () => satisfies(statement.condition, owner));
  let claims: Range | undefined;
  let left: Range | undefined;
  const callers = principalsOf(statement, owner).map(({ kind, value, range, sure }): Caller => {
    if (kind === 'Federated') claims ??= satisfies(withoutClaims(statement.condition), owner);
    const held = both(range, kind === 'Federated' && claims ? claims : conditions);
    if (held.most !== 'nobody') left ??= leftByAll(denials, statement);
    const reached = both(held, left ?? PUBLIC);
    return { kind, value, range: allows === true && sure ? reached : oneOf(reached, NOBODY) };
  });
  const range = eitherOf(callers.map((caller) => caller.range));
  return { statement, callers, range: open ? either(range, both(UNKNOWN, conditions)) : range };
}

/** The conditions but those on a token's claims, which say whose the token is. */
function withoutClaims(conditions: Conditions): Conditions {
  return { ...conditions, items: conditions.items.filter(({ key }) => !isTokenKey(key)) };
}

interface Named {
  readonly kind: string;
  readonly value: Value;
  readonly range: Range;
  readonly sure: boolean;
}

function principalsOf(statement: Statement, owner: Owner): readonly Named[] {
  const { principal } = statement;
  if (principal.absent) return [];
  if (principal.negated) return [{ kind: 'NotPrincipal', value: principal.value, range: allBut(statement), sure: true }];
  return principal.items.map((item) => ({
    kind: item.kind,
    value: item.value,
    range: principalReach(item, statement, owner),
    sure: item.member === true,
  }));
}

/** Everybody but those that `NotPrincipal` names; nobody, where it names everybody. */
function allBut({ principal }: Statement): Range {
  const all = namesEverybody(principal);
  return all === false ? PUBLIC : all === true ? NOBODY : UNKNOWN;
}

/** Whether `*` is among the principals. */
function namesEverybody({ items, open }: Principals): Truth {
  return items
    .map(({ kind, value, member }) =>
      kind === '*' || kind === 'AWS'
        ? and(
            member,
            judgePattern(value, (pattern) => isEverything(pattern)),
          )
        : false,
    )
    .reduce<Truth>(or, open ? 'unknown' : false);
}

/** Whom the denials leave of those that a statement allows. */
function leftByAll(denials: readonly Denial[], allow: Statement): Range {
  let left = PUBLIC;
  for (const { statement: deny, truth, spared } of denials) {
    const actions = coversElements(deny.action, allow.action);
    if (actions === false) continue;
    const applies = and(truth, and(actions, coversElements(deny.resource, allow.resource)));
    if (applies === false) continue;
    left = both(left, applies === true ? spared : { least: spared.least, most: 'public' });
  }
  return left;
}

/** Whom a Deny does not speak of: nobody, where it is for everybody; those that its `NotPrincipal` names; else almost everybody. */
function notAddressed(deny: Statement, owner: Owner): Range {
  const { principal } = deny;
  if (principal.absent) return PUBLIC;
  if (!principal.negated) {
    const all = namesEverybody(principal);
    return all === false ? PUBLIC : all === true ? NOBODY : UNKNOWN;
  }
  const named = eitherOf(
    principal.items.map((item) => {
      const range = principalReach(item, deny, owner);
      return item.member === true ? range : oneOf(range, NOBODY);
    }),
  );
  return principal.open ? { least: named.least, most: 'public' } : named;
}
