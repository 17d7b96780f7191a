import type { Truth, Value } from '../values';
import { and, or } from '../values';
import type { AccessLevel, Action, Catalogue } from './catalogue';
import type { Elements, PolicyDocument, Statement } from './document';
import { isEveryAction, isEverything, judgePattern, patternOf } from './pattern';
import { reachOf } from './reach/reach';
import type { Range } from './reach/scale';
import type { Site } from './validity/kinds';

/** What a policy comes to in a line. What is not known is left out of everything but `open`. */
export interface PolicySummary {
  /** `denies`: it allows nothing. */
  readonly effect: 'allows' | 'denies';
  /** Every action there is; the counts then say nothing. */
  readonly everyAction: boolean;
  /** It speaks of all actions but so many, as they are written. */
  readonly allBut: number | undefined;
  /** Prefixes of services, in the order of the policy. */
  readonly services: readonly string[];
  readonly levels: ReadonlyMap<AccessLevel, number>;
  /** Some of what it allows it takes back, wholly or under conditions. */
  readonly takesBack: boolean;
  /** Who gets in, where the policy says it: one of a resource or a role. */
  readonly reach: Range | undefined;
  /** Who may take on the role, as they are written; of a trust policy alone. */
  readonly trusted: readonly string[] | undefined;
  /** Of an identity's policy: whether it speaks of every resource of some action that could be confined; undefined where it is not known. */
  readonly anyResource: boolean | undefined;
  /** It holds more than is known. */
  readonly open: boolean;
}

/** What one statement adds to the summary. */
interface Part {
  readonly actions: readonly Action[];
  readonly everyAction: boolean;
  readonly allBut: number | undefined;
  /** On every resource; undefined where no action could be confined to some. */
  readonly everywhere: Truth | undefined;
  readonly open: boolean;
}

/**
 * Sums up a policy. Each statement is read once; of one that an edit leaves alone nothing is read again.
 * @param site where the policy stands, as far as it is known
 * @returns undefined of a policy of which nothing is known, and of one without statements
 */
export function summarise(document: PolicyDocument, site: Site | undefined, catalogue: Catalogue): PolicySummary | undefined {
  const sure = document.statements.filter(({ member, effect }) => member === true && effect !== 'unknown');
  const allowing = sure.filter(({ effect }) => effect === 'Allow');
  const denying = sure.filter(({ effect }) => effect === 'Deny');
  const spoken = allowing.length > 0 ? allowing : denying;
  if (spoken.length === 0) return undefined;
  const parts = spoken.map((statement) => partOf(statement, catalogue));
  const actions = new Set(parts.flatMap((part) => part.actions));
  const services = new Set<string>();
  const levels = new Map<AccessLevel, number>();
  for (const { service, level } of actions) {
    services.add(service);
    levels.set(level, (levels.get(level) ?? 0) + 1);
  }
  const spared = parts.flatMap(({ allBut }) => allBut ?? []);
  const hasPrincipal = document.statements.some(({ principal }) => !principal.absent);
  const isTrust = site?.kinds.size === 1 && site.kinds.has('trust');
  const letsIn = hasPrincipal && allowing.length > 0 && (!site || site.kinds.has('resource') || isTrust);
  const everywhere = parts
    .flatMap((part) => part.everywhere ?? [])
    .reduce<Truth | undefined>((all, one) => or(all ?? false, one), undefined);
  return {
    effect: allowing.length > 0 ? 'allows' : 'denies',
    everyAction: parts.some((part) => part.everyAction),
    allBut: spared.length === 0 ? undefined : Math.min(...spared),
    services: [...services],
    levels,
    takesBack: allowing.length > 0 && denying.some((statement) => overlaps(partOf(statement, catalogue), actions, parts)),
    reach: letsIn ? reachOf(document).range : undefined,
    trusted: isTrust ? trustedBy(allowing) : undefined,
    anyResource: hasPrincipal || everywhere === 'unknown' ? undefined : everywhere,
    open: document.open || sure.length < document.statements.length || parts.some((part) => part.open),
  };
}

function partOf(statement: Statement, catalogue: Catalogue): Part {
  return statement.facts.of('summary', () => readPart(statement, catalogue));
}

function readPart({ action, resource }: Statement, catalogue: Catalogue): Part {
  let open = action.open || action.absent;
  let everyAction = false;
  const found: Action[] = [];
  for (const { value, member } of action.items) {
    const pattern = patternOf(value);
    if (member !== true || pattern.holes !== 'none') open = true;
    else if (action.negated) continue;
    else if (isEveryAction(pattern) === true) everyAction = true;
    else {
      const actions = catalogue.expand(pattern.text);
      // An action that is not documented may be any.
      if (actions.length === 0) open = true;
      for (const one of actions) found.push(one);
    }
  }
  const allBut = action.negated && !open ? action.items.length : undefined;
  const speaksOfAll = everyAction || action.negated;
  // What takes no resource has to be allowed on all: that says nothing.
  const confinable = speaksOfAll || found.some(({ resourceTypes }) => resourceTypes.length > 0);
  const everywhere = resource.negated || resource.absent ? 'unknown' : everyElement(resource);
  return { actions: found, everyAction, allBut, everywhere: confinable ? everywhere : open ? 'unknown' : undefined, open };
}

function everyElement({ items, open }: Elements): Truth {
  return items
    .map(({ value, member }) => and(member, judgePattern(value, isEverything)))
    .reduce<Truth>(or, open ? 'unknown' : false);
}

/** Whether a Deny speaks of some action that is allowed. */
function overlaps(denied: Part, allowed: ReadonlySet<Action>, parts: readonly Part[]): boolean {
  if (denied.everyAction || denied.allBut !== undefined || denied.open) return true;
  if (parts.some(({ everyAction, allBut }) => everyAction || allBut !== undefined)) return denied.actions.length > 0;
  return denied.actions.some((action) => allowed.has(action));
}

function trustedBy(statements: readonly Statement[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { principal } of statements) {
    if (principal.negated || principal.open) return undefined;
    for (const { value, member } of principal.items) {
      const name = member === true ? nameOf(value) : undefined;
      if (name === undefined) return undefined;
      names.add(name);
    }
  }
  return names.size > 0 ? [...names] : undefined;
}

function nameOf(value: Value): string | undefined {
  const { text, holes } = patternOf(value);
  if (holes !== 'none') return undefined;
  const arn = /^arn:[^:]*:(?:iam|sts)::(\d*):(?:root|(.+))$/.exec(text);
  return arn ? (arn[2] ?? arn[1]) : text;
}
