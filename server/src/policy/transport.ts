import type { Truth, Verdict } from '../values';
import { and, not, or } from '../values';
import type { PolicyDocument, Statement } from './document';
import { hasEffect } from './document';
import { everybody } from './exposure';
import type { Pattern } from './pattern';
import { isEveryActionOf, isEverything, literalOf, matches } from './pattern';
import { saysTransport } from './restriction';
import type { Decision } from './statements';
import { element, overAlternatives } from './statements';

/**
 * Whether a resource's policy refuses plain HTTP: a Deny for everybody, over all actions and the whole resource, where
 * `aws:SecureTransport` is false, with no further condition; or every Allow asks for it to be true. Where it is not so nothing
 * decides, unless a Deny falls short: then the element that narrows it.
 */
export function requiresTls(doc: PolicyDocument): Verdict {
  return overAlternatives(doc, (body) => {
    let narrow: Decision | undefined;
    let perhaps: Truth = body.open ? 'unknown' : false;
    for (const statement of body.statements) {
      const decision = deniesPlain(statement);
      if (decision.truth === true) return { truth: true, decidedBy: statement.value };
      perhaps = or(perhaps, decision.truth);
      if (decision.decidedBy) narrow ??= decision;
    }
    if (!body.open && body.statements.length > 0) {
      const allows = body.statements
        .map((statement) => ({ statement, allows: and(statement.member, hasEffect(statement, 'Allow')) }))
        .filter((entry) => entry.allows !== false);
      const asked = allows
        .map((entry) => or(not(entry.allows), asksForTls(entry.statement)))
        .reduce<Truth>(and, allows.map((entry) => entry.allows).reduce<Truth>(or, false));
      if (asked === true) return { truth: true };
      perhaps = or(perhaps, asked);
    }
    return { truth: perhaps, ...(narrow?.decidedBy ? { decidedBy: narrow.decidedBy } : {}) };
  });
}

function deniesPlain(statement: Statement): Decision {
  const denies = and(statement.member, hasEffect(statement, 'Deny'));
  if (denies === false) return { truth: false };
  const { items, open } = statement.condition;
  const says = items.map((item) => saysTransport(item, false)).reduce<Truth>(or, open ? 'unknown' : false);
  if (says === false) return { truth: false };
  // Any further condition must hold as well.
  const alone: Truth = items.length > 1 ? false : open ? 'unknown' : true;
  const principal = statement.principal.negated ? 'unknown' : everybody(statement.principal).truth;
  const actions = statement.action.negated ? 'unknown' : element(statement.action, isAllOfAService).truth;
  const resources = coversContent(statement);
  const truth = [denies, says, alone, principal, actions, resources].reduce<Truth>(and, true);
  if (truth !== false) return { truth };
  if (actions === false) return { truth, decidedBy: statement.action.value };
  if (resources === false) return { truth, decidedBy: statement.resource.value };
  if (principal === false) return { truth, decidedBy: statement.principal.value };
  return { truth, decidedBy: statement.condition.value };
}

/** `sns:Publish` is what carries data to a topic: AWS's own example for topics denies no more. */
function isAllOfAService(pattern: Pattern): Truth {
  return pattern.text.toLowerCase() === 'sns:publish' ? true : isEveryActionOf(pattern, undefined);
}

/** Whether the Deny reaches what the resource holds: of a bucket that is its objects, `bucket/*`; other resources have no such part. */
function coversContent(statement: Statement): Truth {
  const { resource, action } = statement;
  if (resource.absent) return true;
  if (resource.negated) return 'unknown';
  if (element(resource, isEverything).truth === true) return true;
  const ofBucket = element(action, (pattern) => matches('s3:*', pattern.text.toLowerCase())).truth;
  const named = element(resource, (pattern) => /^arn:[^:]*:s3:::/.test(pattern.text) || pattern.text.endsWith('/*')).truth;
  if (or(ofBucket, named) === false && !resource.open) {
    const onlyUnknown = element(action, (pattern) => /^\*/.test(pattern.text)).truth;
    return onlyUnknown === false ? true : 'unknown';
  }
  const objects = element(resource, endsInObjects).truth;
  const bucket = element(resource, (pattern) => not(endsInObjects(pattern))).truth;
  if (objects === true) return bucket === true ? true : 'unknown';
  return objects;
}

function endsInObjects(pattern: Pattern): Truth {
  if (/\*$/.test(pattern.text)) return true;
  return pattern.holes === 'open' && literalOf(pattern) === '' ? 'unknown' : false;
}

function asksForTls(statement: Statement): Truth {
  const { items, open } = statement.condition;
  return items.map((item) => saysTransport(item, true)).reduce<Truth>(or, open ? 'unknown' : false);
}
