import type {
  AccessAnswer,
  AccessChange,
  AccessPolicy,
  AccessReach,
  AccessReport,
  AccessWay,
  ActionChange,
  RelatedPlace,
} from '../../analysis';
import type { AccessLevel, LevelAccess, ServiceAccess } from '../../policy';

/** So many names are listed below one heading; the others are counted. */
const MAX_NAMES = 100;
/** More than so many actions in all are counted by level, and not listed. */
const MAX_LISTED = 5_000;
/** So many policies, holders or changes are listed. */
const MAX_ITEMS = 100;

/** A line of the answer, with what is below it. Places are offsets, which the host makes lines of. */
export interface AccessNode {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon?: AccessIcon;
  readonly place?: Pick<RelatedPlace, 'uri' | 'span'>;
  readonly items?: readonly AccessNode[];
  readonly names?: readonly string[];
  readonly expanded?: true;
}

export type AccessIcon =
  | 'subject'
  | 'administrator'
  | 'way'
  | 'unknown'
  | 'none'
  | 'service'
  | 'level'
  | 'policy'
  | 'pending'
  | 'gained'
  | 'lost';

/** What a role, user, group or policy may do, as a tree: who it is, what the edits change, then the gravest first. */
export function accessTree({ subject, report, pending }: AccessAnswer): readonly AccessNode[] {
  const { kind, name, address, uri, span } = subject;
  const label = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`;
  return [
    {
      label,
      ...(name === address ? {} : { description: address }),
      icon: 'subject',
      place: { uri, span: { ...span, end: span.start } },
    },
    ...(pending ? [pendingNode(pending)] : []),
    ...unknownNodes(report),
    ...administratorNodes(report),
    ...permissionNodes(report),
    ...sourceNodes(report),
  ];
}

function unknownNodes({ access, further, boundary, isBoundary }: AccessReport): readonly AccessNode[] {
  const reasons: AccessNode[] = [];
  const because = (label: string) => reasons.push({ label });
  if (isBoundary) because('It is a permissions boundary: by itself it gives nothing, it says how far others may go');
  if (further.denies) because('A policy that is attached cannot be read, and may deny: nothing is surely allowed');
  else if (further.allows) because('A policy that is attached cannot be read: it may allow more');
  if (boundary === 'unknown') because('The permissions boundary cannot be read: what it leaves is not known');
  if (!access.complete && reasons.length === (isBoundary ? 1 : 0)) because('A policy depends on values that are not known here');
  if (reasons.length === 0) return [];
  return [{ label: 'What is not known', icon: 'unknown', items: reasons, expanded: true }];
}

function administratorNodes(report: AccessReport): readonly AccessNode[] {
  const { administrator, ways, undecided, access } = report;
  if (administrator === true)
    return [{ label: 'Administrator', description: 'every action on every resource', icon: 'administrator' }];
  const perhaps: AccessNode[] =
    undecided || administrator === 'unknown'
      ? [{ label: 'Others may be open', description: 'that depends on what is not known', icon: 'unknown' }]
      : [];
  if (ways.length === 0) {
    if (perhaps.length > 0)
      return [
        { label: 'Ways to administrator', description: 'none is sure; that depends on what is not known', icon: 'unknown' },
      ];
    return [
      { label: 'Ways to administrator', description: access.complete ? 'none known' : 'none in what is known', icon: 'none' },
    ];
  }
  const items = [...ways.map((way) => wayNode(way)), ...perhaps];
  return [{ label: 'Ways to administrator', description: String(ways.length), icon: 'administrator', items, expanded: true }];
}

function wayNode({ id, way, steps }: AccessWay): AccessNode {
  return {
    label: `It may ${way}`,
    description: id,
    icon: 'way',
    items: steps.map(({ uri, span, message }) => ({ label: message, tooltip: message, place: { uri, span } })),
  };
}

const REACH_TEXTS: Readonly<Record<AccessReach, string>> = {
  everywhere: 'on every resource',
  named: 'on named resources',
  conditional: 'under a condition',
  perhaps: 'perhaps',
};
const REACHES: readonly AccessReach[] = ['everywhere', 'named', 'conditional', 'perhaps'];

const LEVELS: Readonly<Record<AccessLevel, string>> = {
  'Permissions management': 'permissions management',
  Write: 'write',
  Tagging: 'tagging',
  Read: 'read',
  List: 'list',
};

function permissionNodes({ access: { services, complete }, administrator }: AccessReport): readonly AccessNode[] {
  if (administrator === true) return [];
  const all = services.flatMap(({ levels }) => levels).reduce((sum, level) => sum + countOf(level), 0);
  if (all === 0) return [{ label: 'Permissions', description: complete ? 'none' : 'none that is known', icon: 'none' }];
  const lists = all <= MAX_LISTED;
  const items = services.map((service) => serviceNode(service, lists));
  const actions = `${counted(all, 'action')} of ${counted(services.length, 'service')}`;
  const description = lists ? actions : `${actions}, too many to be listed: by level only`;
  return [{ label: 'Permissions', description, icon: 'service', items, expanded: true }];
}

function serviceNode({ prefix, name, levels }: ServiceAccess, lists: boolean): AccessNode {
  const counts = levels.map((level) => `${countOf(level).toLocaleString('en-US')} ${LEVELS[level.level]}`);
  const items = levels.map((level) => levelNode(level, lists));
  return { label: prefix, description: counts.join(', '), tooltip: name, icon: 'service', items };
}

function levelNode(level: LevelAccess, lists: boolean): AccessNode {
  const there = REACHES.filter((reach) => level[reach].length > 0);
  const [first] = there;
  const label = level.level;
  const share = `${countOf(level).toLocaleString('en-US')} of ${level.of.toLocaleString('en-US')}`;
  if (first !== undefined && there.length === 1) {
    const description = `${share}, ${REACH_TEXTS[first]}`;
    return { label, description, icon: 'level', ...(lists ? { names: capped(level[first]) } : {}) };
  }
  const items = there.map((reach): AccessNode => {
    const text = REACH_TEXTS[reach];
    return {
      label: text.charAt(0).toUpperCase() + text.slice(1),
      description: String(level[reach].length),
      ...(lists ? { names: capped(level[reach]) } : {}),
    };
  });
  return { label, description: share, icon: 'level', items };
}

function countOf(level: LevelAccess): number {
  return REACHES.reduce((sum, reach) => sum + level[reach].length, 0);
}

function sourceNodes({ kind, policies, boundary, heldBy }: AccessReport): readonly AccessNode[] {
  const nodes: AccessNode[] = [];
  if (kind !== 'policy') {
    const items = policies.map((policy) => policyNode(policy, 'not sure to be attached'));
    if (boundary === 'known') items.push({ label: 'A permissions boundary narrows them', icon: 'policy' });
    nodes.push(
      items.length === 0
        ? { label: 'Policies', description: 'none that can be read', icon: 'none' }
        : { label: 'Policies', description: String(items.length), icon: 'policy', items: cappedNodes(items) },
    );
  } else if (heldBy.length > 0) {
    const items = heldBy.map((holder) => policyNode(holder, 'not sure to be made'));
    nodes.push({ label: 'Held by', description: String(items.length), icon: 'policy', items: cappedNodes(items) });
  }
  return nodes;
}

function policyNode({ address, uri, span, sure }: AccessPolicy, doubt: string): AccessNode {
  const place = uri !== undefined && span ? { place: { uri, span } } : {};
  return { label: address, icon: 'policy', ...place, ...(sure ? {} : { description: doubt }) };
}

function pendingNode(change: AccessChange): AccessNode {
  const { isNew, gained, lost, moved, opened, closed, administrator, complete } = change;
  const items: AccessNode[] = [];
  if (isNew) items.push({ label: 'It is not in the saved files yet', icon: 'gained' });
  if (administrator.after === true && administrator.before !== true)
    items.push({ label: 'It becomes administrator', icon: 'administrator' });
  if (administrator.before === true && administrator.after !== true)
    items.push({
      label: administrator.after === false ? 'It is no longer administrator' : 'It may be no longer administrator',
      icon: 'lost',
    });
  // An administrator needs no way.
  if (administrator.after !== true)
    for (const way of opened)
      items.push({ ...wayNode(way), label: `Opens a way to administrator: it may ${way.way}`, icon: 'way' });
  if (administrator.before !== true)
    for (const { id, way } of closed)
      items.push({ label: `Closes a way to administrator: it may no longer ${way}`, description: id, icon: 'lost' });
  if (gained.length > 0) items.push(changesNode('Gains', gained, 'gained'));
  if (lost.length > 0) items.push(changesNode('Loses', lost, 'lost'));
  if (moved.length > 0)
    items.push({ label: `Other resources for ${counted(moved.length, 'permission')}`, icon: 'pending', names: capped(moved) });
  if (!complete) items.push({ label: 'As far as it is known', icon: 'unknown' });
  return { label: 'What the unsaved edit changes', icon: 'pending', items: cappedNodes(items), expanded: true };
}

function changesNode(verb: string, changes: readonly ActionChange[], icon: AccessIcon): AccessNode {
  const weighed = [...changes].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  const items = weighed.slice(0, MAX_NAMES).map(({ action, level, before, after }): AccessNode => {
    const now = after ? REACH_TEXTS[after] : 'not any more';
    return { label: action, description: `${LEVELS[level]}, ${before && after ? `${now}, before ${REACH_TEXTS[before]}` : now}` };
  });
  const more = changes.length - items.length;
  if (more > 0) items.push({ label: `and ${more.toLocaleString('en-US')} more` });
  return { label: `${verb} ${counted(changes.length, 'permission')}`, icon, items };
}

const ORDER: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

function capped(names: readonly string[]): readonly string[] {
  const more = names.length - MAX_NAMES;
  return more > 0 ? [...names.slice(0, MAX_NAMES), `and ${more.toLocaleString('en-US')} more`] : names;
}

function cappedNodes(nodes: readonly AccessNode[]): readonly AccessNode[] {
  const more = nodes.length - MAX_ITEMS;
  return more > 0 ? [...nodes.slice(0, MAX_ITEMS), { label: `and ${more.toLocaleString('en-US')} more` }] : nodes;
}
