import type { AccessLevel, Action, Catalogue } from '../catalogue';
import type { PolicyDocument } from '../document';
import { patternOf } from '../pattern';
import type { Holdings } from './holdings';
import { allTargetsOf } from './on-all';
import { permissionFor, resourcesOf } from './permission';
import type { Target } from './resource-class';

/** What somebody may do, after denials and boundary, by service and level. */
export interface Access {
  /** In the order of their prefixes; those of which nothing is allowed are left out. */
  readonly services: readonly ServiceAccess[];
  /** Nothing is held that is not known: what is not listed is not allowed. */
  readonly complete: boolean;
}

export interface ServiceAccess {
  /** `s3`. */
  readonly prefix: string;
  /** `Amazon S3`. */
  readonly name: string;
  readonly levels: readonly LevelAccess[];
}

/** Names of actions, in the order of the reference, each in one of the lists. */
export interface LevelAccess {
  readonly level: AccessLevel;
  /** How many actions of the level the service has. */
  readonly of: number;
  /** On all resources of their kind. */
  readonly everywhere: readonly string[];
  /** On those that the policies name. */
  readonly named: readonly string[];
  /** Only under a condition. */
  readonly conditional: readonly string[];
  /** Depending on what is not known. */
  readonly perhaps: readonly string[];
}

type Reach = 'everywhere' | 'named' | 'conditional' | 'perhaps';

const ORDER: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

/** Asks of each action that a policy may allow whether it is allowed, and where. Some 20,000 for an administrator: not for every keystroke. */
export function accessOf<S>(holdings: Holdings<S>, catalogue: Catalogue): Access {
  const byService = new Map<string, Map<string, Reach>>();
  for (const action of candidates(holdings, catalogue)) {
    const reach = reachOf(holdings, action, catalogue);
    if (!reach) continue;
    const known = byService.get(action.service);
    if (known) known.set(action.name, reach);
    else byService.set(action.service, new Map([[action.name, reach]]));
  }
  const services = [...byService].flatMap(([prefix, reaches]): readonly ServiceAccess[] => {
    const service = catalogue.service(prefix);
    if (!service) return [];
    const actions = [...service.actions.values()];
    const levels = ORDER.flatMap((level) => levelOf(level, actions, reaches));
    return [{ prefix, name: service.name, levels }];
  });
  services.sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const open = holdings.policies.some(({ document, member }) => member !== true || mayAllowMore(document));
  const complete = !open && !holdings.furtherAllows && !holdings.furtherDenies && holdings.boundary !== 'unknown';
  return { services, complete };
}

/** Whether a policy may speak of actions that cannot be told. */
function mayAllowMore({ open, statements }: PolicyDocument): boolean {
  return (
    open ||
    statements.some(
      ({ effect, action }) =>
        effect !== 'Deny' && (action.open || action.items.some(({ value }) => patternOf(value).holes === 'open')),
    )
  );
}

function levelOf(level: AccessLevel, actions: readonly Action[], reaches: ReadonlyMap<string, Reach>): readonly LevelAccess[] {
  const here = actions.filter((action) => action.level === level).map((action) => action.name);
  const those = (reach: Reach) => here.filter((name) => reaches.get(name) === reach);
  const found: LevelAccess = {
    level,
    of: here.length,
    everywhere: those('everywhere'),
    named: those('named'),
    conditional: those('conditional'),
    perhaps: those('perhaps'),
  };
  return here.some((name) => reaches.has(name)) ? [found] : [];
}

/** Every action that some Allow may speak of. */
function candidates<S>(holdings: Holdings<S>, catalogue: Catalogue): ReadonlySet<Action> {
  const found = new Set<Action>();
  const add = (document: PolicyDocument): void => {
    for (const alternative of document.alternatives) add(alternative);
    for (const { effect, action } of document.statements) {
      if (effect === 'Deny') continue;
      const patterns = action.negated ? ['*'] : action.items.map(({ value }) => patternOf(value).text);
      for (const pattern of patterns) for (const one of catalogue.expand(pattern)) found.add(one);
    }
  };
  for (const { document } of holdings.policies) add(document);
  return found;
}

function reachOf<S>(holdings: Holdings<S>, { service, name }: Action, catalogue: Catalogue): Reach | undefined {
  const action = `${service}:${name}`;
  const targets = allTargetsOf(action, catalogue);
  const ask = (target: Target, conditional?: true) =>
    permissionFor(holdings, { action, target, ...(conditional ? { conditional } : {}) }).truth;
  const all = targets.map((target) => ask(target));
  if (all.includes(true)) return 'everywhere';
  const [first] = targets;
  const kind = first?.kind;
  const named = resourcesOf(holdings, action).map((pattern): Target => ({ kind, arn: pattern.text, any: false }));
  const some = named.map((target) => ask(target));
  if (some.includes(true)) return 'named';
  if ([...targets, ...named].some((target) => ask(target, true) === true)) return 'conditional';
  return all.includes('unknown') || some.includes('unknown') ? 'perhaps' : undefined;
}
