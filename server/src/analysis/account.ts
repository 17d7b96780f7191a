import type { EngineData } from '../engine-data';
import { buildGraph } from '../resources';
import { type Category, type Finding, judgeWhole, type NotAssessed, type RuleSet, type Severity } from '../rules';
import { type LiveItem, liveResource } from '../sources/live';
import { type Standing, standingOf } from './standing';

/** What a scan of an account saw: the part of its result that is judged. */
export interface SeenAccount {
  readonly items: readonly LiveItem[];
  /** Types of which there may be more than were seen. */
  readonly incomplete: readonly string[];
}

/** A resource of the account for which a rule does not hold. */
export interface AccountFinding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly message: string;
  /** What the cloud calls the resource: an ARN or an id. */
  readonly resource: string;
  readonly name: string;
  readonly type: string;
  /** `global` for what the account has once. */
  readonly region: string;
  /** The property that is wrong, as a path; empty where one is missing. */
  readonly property: string;
}

export interface AccountReport extends Standing {
  readonly resources: number;
  /** Rules that surely hold of a resource; `address` is what the cloud calls it. */
  readonly passed: readonly { readonly rule: string; readonly address: string }[];
  /** The worst first, then by rule, region and resource. */
  readonly findings: readonly AccountFinding[];
  /** What could not be judged, by rule and reason. */
  readonly notAssessed: readonly {
    readonly rule: string;
    readonly reason: string;
    /** Of how many resources; 0 where none could be listed. */
    readonly resources: number;
  }[];
}

/**
 * Rules, of all types or of one, about what people write down, which an account does not tell: passwords and user data are never read, and
 * the volumes of an instance are judged by themselves.
 */
export const OF_CODE_ONLY: readonly string[] = [
  'aws/ec2/block-device-encryption-undeclared',
  'aws/ec2/imdsv2-undeclared',
  'aws/ec2/user-data-secret',
  'aws/ec2/volume-encryption-undeclared',
  'aws/ec2/volume-unencrypted AWS::EC2::Instance',
  'aws/rds/cluster-password-in-code',
  'aws/rds/instance-password-in-code',
];

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Judges what a scan saw by the rules that judge files. Plain data in, plain data out. */
export function judgeAccount(engine: EngineData, rules: RuleSet, seen: SeenAccount): AccountReport {
  const { items } = seen;
  const resources = items.map(({ type, id, properties, read, aliases }) => liveResource(type, id, properties, read, aliases));
  const graph = buildGraph({ resources, aliases: new Map(), incomplete: new Set(seen.incomplete) });
  const judged = judgeWhole(graph, withoutCode(rules), engine);
  const byAddress = new Map(resources.map((resource, i) => [resource.address, { resource, item: items[i] }]));
  const findings = judged.findings.flatMap((finding) => findingIn(finding, rules, byAddress) ?? []);
  findings.sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      compare(a.rule, b.rule) ||
      compare(a.region, b.region) ||
      compare(a.resource, b.resource) ||
      compare(a.property, b.property),
  );
  const unlisted = unlistedRules(rules, seen);
  return {
    resources: resources.length,
    passed: judged.passed,
    findings,
    notAssessed: groupedByReason([...judged.notAssessed, ...unlisted]),
    ...standingOf(rules, { findings: judged.findings, passed: judged.passed, notAssessed: [...judged.notAssessed, ...unlisted] }),
  };
}

function withoutCode(rules: RuleSet): RuleSet {
  const byType = new Map(
    [...rules.byType].map(([type, subjects]) => [
      type,
      subjects.filter(({ rule: { rule } }) => !OF_CODE_ONLY.includes(rule.id) && !OF_CODE_ONLY.includes(`${rule.id} ${type}`)),
    ]),
  );
  return { ...rules, byType };
}

function findingIn(
  { rule: id, severity, message, addresses, at }: Finding,
  rules: RuleSet,
  byAddress: ReadonlyMap<string, { readonly resource: { readonly name: string }; readonly item: LiveItem | undefined }>,
): AccountFinding | undefined {
  const rule = rules.rules.get(id);
  const [address] = addresses;
  const found = address === undefined ? undefined : byAddress.get(address);
  if (!rule || address === undefined || !found?.item) return undefined;
  return {
    rule: id,
    title: rule.title,
    severity,
    category: rule.category,
    message,
    resource: address,
    name: found.resource.name,
    type: found.item.type,
    region: found.item.region,
    property: at.kind === 'live' ? at.path : '',
  };
}

/** Rules whose only resources could not be listed: nothing of them passed. */
function unlistedRules(rules: RuleSet, { items, incomplete }: SeenAccount): readonly NotAssessed[] {
  const seen = new Set(items.map(({ type }) => type));
  const found: NotAssessed[] = [];
  for (const [id, rule] of rules.rules) {
    if (!rules.judging.has(id) || rule.policies || OF_CODE_ONLY.includes(id)) continue;
    if (rule.subjects.some(({ resource }) => seen.has(resource))) continue;
    const missing = rule.subjects.find(({ resource }) => incomplete.includes(resource));
    if (missing) found.push({ rule: id, address: '', reason: `${missing.resource} could not be listed` });
  }
  return found;
}

function groupedByReason(all: readonly NotAssessed[]): AccountReport['notAssessed'] {
  const groups = new Map<string, { rule: string; reason: string; addresses: Set<string> }>();
  for (const { rule, address, reason } of all) {
    const key = `${rule}\n${reason}`;
    const group = groups.get(key) ?? { rule, reason, addresses: new Set<string>() };
    groups.set(key, group);
    if (address !== '') group.addresses.add(address);
  }
  return [...groups.values()]
    .map(({ rule, reason, addresses }) => ({ rule, reason, resources: addresses.size }))
    .sort((a, b) => compare(a.rule, b.rule) || compare(a.reason, b.reason));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
