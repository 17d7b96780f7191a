import type { Truth, Value } from '../../values';
import type { Place } from '../judging/place';
import { childPlace, itemsOf } from '../judging/place';
import type { World } from '../judging/world';

/** One rule of a firewall, read from whatever shape its cloud gives it. */
export interface FirewallRule {
  /** Where the rule may be reached from: the places of single ranges or lists of them. */
  readonly sources: readonly Place[];
  /** Each lets something in; usually there is one. */
  readonly openings: readonly Opening[];
}

export interface Opening {
  readonly protocol: Value;
  /** `all`: the protocol as a whole. */
  readonly ports: readonly PortRange[] | 'all';
  readonly member: Truth;
}

/** A range of ports by its two ends, or as one text: `22`, `1000-2000`, `*`. */
export type PortRange = { readonly low: Value; readonly high: Value } | { readonly text: Value };

/**
 * Reads a security group's rule, a network ACL's entry, an Azure security rule (the object that holds `protocol`) or a whole
 * firewall of Google's.
 */
export function readFirewallRule(rule: Place, world: World): FirewallRule {
  const { type } = rule.resource;
  if (type.startsWith('compute.googleapis.com/')) return googleFirewall(rule);
  if (world.schema[type]?.ignoreCase) return azureRule(rule);
  return type === 'AWS::EC2::NetworkAclEntry' || rule.path[0] === 'Entries' ? networkAclEntry(rule) : securityGroupRule(rule);
}

function securityGroupRule(rule: Place): FirewallRule {
  const at = (name: string) => childPlace(rule, name);
  const ports = [{ low: at('FromPort').value, high: at('ToPort').value }];
  return { sources: [at('CidrIp'), at('CidrIpv6')], openings: [{ protocol: at('IpProtocol').value, ports, member: true }] };
}

function networkAclEntry(rule: Place): FirewallRule {
  const at = (name: string) => childPlace(rule, name);
  const range = at('PortRange');
  const ports = [{ low: childPlace(range, 'From').value, high: childPlace(range, 'To').value }];
  return { sources: [at('CidrBlock'), at('Ipv6CidrBlock')], openings: [{ protocol: at('Protocol').value, ports, member: true }] };
}

function azureRule(rule: Place): FirewallRule {
  const at = (name: string) => childPlace(rule, name);
  const ports = [at('destinationPortRange'), at('destinationPortRanges')].flatMap(valuesOf).map((text) => ({ text }));
  return {
    sources: [at('sourceAddressPrefix'), at('sourceAddressPrefixes')],
    openings: [{ protocol: at('protocol').value, ports, member: true }],
  };
}

function googleFirewall(rule: Place): FirewallRule {
  const allowed = itemsOf(childPlace(rule, 'allowed'));
  const openings: Opening[] = allowed.members.map(({ place, member }) => {
    const ports = childPlace(place, 'ports');
    return {
      protocol: childPlace(place, 'IPProtocol').value,
      ports: ports.value.kind === 'absent' ? 'all' : valuesOf(ports).map((text) => ({ text })),
      member,
    };
  });
  if (allowed.rest)
    openings.push({
      protocol: { kind: 'unknown', reason: allowed.rest, origin: rule.value.origin },
      ports: 'all',
      member: 'unknown',
    });
  return { sources: [childPlace(rule, 'sourceRanges')], openings };
}

/** The items of a list, or the one value; an unknown stands for what may follow, a choice for what may not be there. */
export function valuesOf(place: Place): readonly Value[] {
  const { value } = place;
  if (value.kind !== 'list') return value.kind === 'absent' ? [] : [value];
  const items = value.items.map((item): Value => {
    if (item.member === true) return item.value;
    return { kind: 'oneOf', choices: [item.value, { kind: 'absent', origin: item.value.origin }], origin: item.value.origin };
  });
  return value.rest ? [...items, value.rest] : items;
}
