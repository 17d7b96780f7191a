import type { Truth, Value } from '../../values';
import { and, common, not, or } from '../../values';
import type { Elements, PolicyDocument, Statement, StatementRun } from '../document';
import { speaksOf } from '../grants';
import type { Pattern } from '../pattern';
import { isEverything, judgePattern } from '../pattern';
import { isLimited, isVacuous, readOperator, saysTransport } from '../restriction';
import { anyOf } from '../statements';
import type { Held, Holdings, Permission } from './holdings';
import type { Target } from './resource-class';
import { speaksOfTarget, touchesKind } from './resource-class';
import { allowingIn, allowingOf, denyingOf } from './statement-index';

/** What is asked for: one action on one target. */
export interface Request {
  /** `iam:PassRole`, in any case. */
  readonly action: string;
  readonly target: Target;
  /** Of a role that is passed: the services that it may be passed to, one of which is enough. */
  readonly passedTo?: readonly string[];
  /** Conditions of an Allow count as met. */
  readonly conditional?: true;
}

/**
 * Whether a principal may do something, over all policies that it holds: some Allow whose conditions are met by anybody, no Deny, and no
 * boundary that leaves it out. A condition that narrows an Allow down makes it count for nothing, one that narrows a Deny down makes it
 * doubtful. Three-valued; only `true` is certain.
 */
export function permissionFor<S>(holdings: Holdings<S>, request: Request): Permission<S> {
  const allowed = allowedBy(holdings.policies, request);
  const truth = or(allowed.truth, holdings.furtherAllows ? 'unknown' : false);
  if (truth === false) return { truth };
  const denied = holdings.policies
    .map(({ document, member }) => and(denies(document, request), member))
    .reduce<Truth>(or, holdings.furtherDenies ? 'unknown' : false);
  const within = [truth, not(denied), insideOf(holdings.boundary, request)].reduce<Truth>(and, true);
  return within === false ? { truth: false } : { ...allowed, truth: within };
}

/** All patterns of resources that the policies allow an action on. */
export function resourcesOf<S>(holdings: Holdings<S>, action: string): readonly Pattern[] {
  const patterns: Pattern[] = [];
  const wanted: Pattern = { text: action, holes: 'none' };
  const add = (document: PolicyDocument): void => {
    for (const alternative of document.alternatives) add(alternative);
    for (const { statement } of allowingOf(document, action)) {
      if (statement.resource.negated || speaksOf(statement, wanted).truth === false) continue;
      for (const { value } of statement.resource.items)
        judgePattern(value, (pattern) => {
          patterns.push(pattern);
          return true;
        });
    }
  };
  for (const { document } of holdings.policies) add(document);
  if (typeof holdings.boundary === 'object') add(holdings.boundary);
  return patterns;
}

function insideOf(boundary: Holdings<unknown>['boundary'], request: Request): Truth {
  if (boundary === 'none') return true;
  if (boundary === 'unknown') return 'unknown';
  const held: Held<undefined> = { document: boundary, member: true, source: undefined };
  return and(allowedBy([held], request).truth, not(denies(boundary, request)));
}

function allowedBy<S>(policies: readonly Held<S>[], request: Request): Permission<S> {
  let perhaps: Permission<S> | undefined;
  for (const held of policies) {
    const permission = allowedByOne(held.document, held, request);
    if (permission.truth === true && held.member === true) return permission;
    if (permission.truth !== false) perhaps ??= { ...permission, truth: 'unknown' };
  }
  return perhaps ?? { truth: false };
}

function allowedByOne<S>(document: PolicyDocument, held: Held<S>, request: Request): Permission<S> {
  if (document.alternatives.length > 0) {
    const each = document.alternatives.map((alternative) => allowedByOne(alternative, held, request));
    const truth = common(each.map((one) => one.truth));
    const first = each.find((one) => one.grant);
    return first?.grant ? { truth, grant: first.grant } : { truth };
  }
  const { action, target, passedTo, conditional } = request;
  const { kind, any, arn } = target;
  const asked = ['allows', action, kind?.service, kind?.resource, any, arn, passedTo, conditional].join(' ');
  let perhaps: Given | undefined;
  for (const run of document.runs) {
    const given = run.once(asked, () => givenBy(run, request));
    if (given?.truth === true) return { truth: true, grant: { ...given.grant, held } };
    perhaps ??= given;
  }
  if (perhaps) return { truth: perhaps.truth, grant: { ...perhaps.grant, held } };
  return { truth: document.open ? 'unknown' : false };
}

interface Given {
  readonly truth: true | 'unknown';
  readonly grant: { readonly action: Value; readonly resource: Value };
}

/** What the first statement of a run gives that surely allows something, or else that may. */
function givenBy(run: StatementRun, request: Request): Given | undefined {
  const wanted: Pattern = { text: request.action, holes: 'none' };
  let perhaps: Given | undefined;
  for (const { statement, truth } of allowingIn(run, request.action)) {
    const spoken = speaksOf(statement, wanted);
    if (spoken.truth === false) continue;
    const reached = coversTarget(statement.resource, request.target);
    const sure = [truth, spoken.truth, reached.truth, conditionsMet(statement, request)].reduce<Truth>(and, true);
    if (sure === false) continue;
    const grant = { action: spoken.decidedBy ?? statement.action.value, resource: reached.by ?? statement.resource.value };
    if (sure === true) return { truth: sure, grant };
    perhaps ??= { truth: sure, grant };
  }
  return perhaps;
}

function coversTarget(resource: Elements, target: Target): { readonly truth: Truth; readonly by?: Value } {
  if (!resource.negated) {
    const { truth, decidedBy } = anyOf(
      resource.items.map(({ value, member }) => ({
        truth: and(
          member,
          judgePattern(value, (pattern) => speaksOfTarget(pattern, target)),
        ),
        decidedBy: value,
      })),
      resource.open,
    );
    return decidedBy ? { truth, by: decidedBy } : { truth };
  }
  // All but some: of just any resource, those that matter may be the ones left out.
  const left = resource.items
    .map(({ value }) => judgePattern(value, (pattern) => exempts(pattern, target)))
    .reduce<Truth>(or, resource.open ? 'unknown' : false);
  return { truth: not(left), by: resource.value };
}

function exempts(pattern: Pattern, target: Target): Truth {
  const spoken = speaksOfTarget(pattern, target);
  if (spoken !== false || !target.any) return spoken;
  return touchesKind(pattern, target.kind) === false ? false : 'unknown';
}

/** Whether anybody who holds the Allow meets its conditions. */
function conditionsMet(statement: Statement, request: Request): Truth {
  if (request.conditional) return true;
  const { items, open } = statement.condition;
  const truths = items.map((item): Truth => {
    if (isVacuous(item) === true || saysTransport(item, true) === true) return true;
    const key = item.key.toLowerCase();
    const { base, negative } = readOperator(item.operator);
    if (key === 'iam:passedtoservice' && request.passedTo && base.startsWith('string')) {
      const named = item.values.items
        .map(({ value, member }) =>
          and(
            member,
            judgePattern(value, (pattern) => isOneOf(pattern, request.passedTo ?? [])),
          ),
        )
        .reduce<Truth>(or, item.values.open ? 'unknown' : false);
      return negative ? not(named) : named;
    }
    // IAM and STS answer in regions of their own.
    if (key === 'aws:requestedregion' && !negative && base.startsWith('string') && !/^(?:iam|sts):/i.test(request.action))
      return true;
    return false;
  });
  return truths.reduce<Truth>(and, open ? 'unknown' : true);
}

function isOneOf(pattern: Pattern, services: readonly string[]): Truth {
  if (isEverything(pattern) === true) return true;
  if (pattern.holes === 'open') return 'unknown';
  const text = pattern.text.toLowerCase();
  return services.some((service) => text === service || (text.includes('*') && service.startsWith(text.replace(/\*.*$/, ''))));
}

/** Whether the document takes something back. One that may hold more may. */
function denies(document: PolicyDocument, request: Request): Truth {
  if (document.alternatives.length > 0) return common(document.alternatives.map((one) => denies(one, request)));
  const wanted: Pattern = { text: request.action, holes: 'none' };
  return denyingOf(document, request.action)
    .map(({ statement, truth }): Truth => {
      const spoken = speaksOf(statement, wanted).truth;
      if (spoken === false) return false;
      const limited = isLimited(statement);
      const applies: Truth = limited === false ? true : refusesOnlyPlain(statement) ? false : 'unknown';
      return [truth, spoken, refusesTarget(statement.resource, request.target), applies].reduce<Truth>(and, true);
    })
    .reduce<Truth>(or, document.open ? 'unknown' : false);
}

/** A Deny of plain HTTP stops nobody. */
function refusesOnlyPlain(statement: Statement): boolean {
  return statement.condition.items.some((item) => saysTransport(item, false) === true);
}

function refusesTarget(resource: Elements, target: Target): Truth {
  if (resource.negated) {
    const left = resource.items
      .map(({ value }) => judgePattern(value, (pattern) => speaksOfTarget(pattern, target)))
      .reduce<Truth>(or, resource.open ? 'unknown' : false);
    return not(left);
  }
  return resource.items
    .map(({ value, member }) =>
      and(
        member,
        judgePattern(value, (pattern) => {
          const spoken = speaksOfTarget(pattern, target);
          if (spoken !== false || !target.any) return spoken;
          // Those that are denied may be the ones that matter.
          return touchesKind(pattern, target.kind) === false ? false : 'unknown';
        }),
      ),
    )
    .reduce<Truth>(or, resource.open ? 'unknown' : false);
}
