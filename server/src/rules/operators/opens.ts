import type { Literal } from '../../resources';
import type { Truth, Value } from '../../values';
import { and, common, or } from '../../values';
import type { Judgement, Place } from '../judging/place';
import { childPlace, itemsOf } from '../judging/place';
import { coverage } from './cidr';
import type { Operator } from './operator';
import { listOf, textOf } from './scalar';

/** What a rule asks of a firewall rule: whether it lets `from` reach one of `ports`. */
export interface OpensQuestion {
  /** Ranges, ends included. Empty: any port. */
  readonly ports: readonly (readonly [number, number])[];
  /** Ports that do not count when any port is asked for. */
  readonly except: readonly number[];
  /** `any`: the protocol does not matter. */
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'all' | 'any';
  readonly from: 'world' | 'any';
}

/** Reads `{ port: 22 }`, `{ ports: [22, "3000-4000"], protocol: tcp, from: world }`, `{ port: any, except: [80, 443] }`. */
export function opensQuestion(argument: Literal): OpensQuestion {
  const given = argument as { readonly [key: string]: Literal };
  const wanted = listOf(given.ports ?? given.port ?? []);
  const ports = wanted.filter((one) => one !== 'any').map((one) => portRange(String(one)));
  const protocol = (given.protocol ?? (ports.length > 0 ? 'tcp' : 'any')) as OpensQuestion['protocol'];
  const except = listOf(given.except ?? []).map(Number);
  return { ports, except, protocol, from: given.from === 'any' ? 'any' : 'world' };
}

function portRange(text: string): readonly [number, number] {
  const [low, high] = text.split('-').map(Number);
  return [low ?? 0, high ?? low ?? 0];
}

/** How the clouds write one rule of a firewall. */
interface FirewallShape {
  readonly sources: readonly string[];
  readonly protocol: string;
  readonly ports: (rule: Place) => readonly PortTruth[];
}

/** Whether a range of the rule meets the question. */
type PortTruth = (question: OpensQuestion) => Truth;

const AWS_SECURITY_GROUP: FirewallShape = {
  sources: ['CidrIp', 'CidrIpv6'],
  protocol: 'IpProtocol',
  ports: (rule) => [between(childPlace(rule, 'FromPort').value, childPlace(rule, 'ToPort').value)],
};

const AWS_NETWORK_ACL: FirewallShape = {
  sources: ['CidrBlock', 'Ipv6CidrBlock'],
  protocol: 'Protocol',
  ports: (rule) => {
    const range = childPlace(rule, 'PortRange');
    return [between(childPlace(range, 'From').value, childPlace(range, 'To').value)];
  },
};

const AZURE: FirewallShape = {
  sources: ['sourceAddressPrefix', 'sourceAddressPrefixes'],
  protocol: 'protocol',
  ports: (rule) =>
    ['destinationPortRange', 'destinationPortRanges'].flatMap((name) =>
      valuesOf(childPlace(rule, name)).map((one) => written(one)),
    ),
};

/** The question on one rule of a firewall: a security group's, a network ACL's, an Azure security rule. */
export const opens: Operator = (argument) => {
  const question = opensQuestion(argument);
  return (place, world) => {
    if (place.value.kind === 'unknown' || place.value.kind === 'oneOf') return { truth: 'unknown', by: place };
    if (place.value.kind === 'absent') return { truth: false, by: place };
    return judge(place, shapeFor(place, world.schema[place.resource.type]?.ignoreCase === true), question);
  };
};

function shapeFor(place: Place, azure: boolean): FirewallShape {
  if (azure) return AZURE;
  return place.resource.type === 'AWS::EC2::NetworkAclEntry' || place.path[0] === 'Entries'
    ? AWS_NETWORK_ACL
    : AWS_SECURITY_GROUP;
}

function judge(rule: Place, shape: FirewallShape, question: OpensQuestion): Judgement {
  const { truth: from, by, source } = sourceTruth(rule, shape, question);
  if (from === false) return { truth: false, by: rule };
  const protocol = protocolTruth(childPlace(rule, shape.protocol).value, question);
  if (protocol.truth === false) return { truth: false, by: rule };
  const ports: Truth =
    protocol.allPorts === true ? true : shape.ports(rule).reduce<Truth>((truth, one) => or(truth, one(question)), false);
  const reach = protocol.allPorts === 'unknown' && ports !== true ? 'unknown' : ports;
  const truth = and(and(from, protocol.truth), reach);
  const detail = describe(rule, shape, question);
  return { truth, by: by ?? rule, ...(source ? { value: source } : {}), detail };
}

function sourceTruth(rule: Place, shape: FirewallShape, question: OpensQuestion): { truth: Truth; by?: Place; source?: Value } {
  if (question.from === 'any') return { truth: true, by: rule };
  let open: { truth: Truth; by: Place } | undefined;
  for (const name of shape.sources) {
    const place = childPlace(rule, name);
    for (const value of valuesOf(place)) {
      const truth = isWorld(value);
      if (truth === true) return { truth, by: place, source: value };
      if (truth === 'unknown') open ??= { truth, by: place };
    }
  }
  return open ?? { truth: false };
}

/** The items of a list, or the one value; an unknown stands for what may follow. */
function valuesOf(place: Place): readonly Value[] {
  if (place.value.kind !== 'list') return place.value.kind === 'absent' ? [] : [place.value];
  const items = itemsOf(place).members.map(({ place: item, member }): Value => {
    if (member === true) return item.value;
    return { kind: 'oneOf', choices: [item.value, { kind: 'absent', origin: item.value.origin }], origin: item.value.origin };
  });
  return place.value.rest ? [...items, place.value.rest] : items;
}

function isWorld(value: Value): Truth {
  switch (value.kind) {
    case 'string': {
      const range = coverage([value.value]);
      return range === 'unknown' ? 'unknown' : range === 'world';
    }
    case 'text': {
      const range = coverage(value.parts.map((part) => (typeof part === 'string' ? part : undefined)));
      return range === 'world' ? true : 'unknown';
    }
    case 'oneOf':
      return common(value.choices.map(isWorld));
    case 'absent':
      return false;
    default:
      return 'unknown';
  }
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmp', icmpv6: 'icmp' };

function protocolTruth(value: Value, question: OpensQuestion): { truth: Truth; allPorts: Truth } {
  if (value.kind === 'oneOf') {
    const all = value.choices.map((choice) => protocolTruth(choice, question));
    return { truth: common(all.map((one) => one.truth)), allPorts: common(all.map((one) => one.allPorts)) };
  }
  const text = textOf(value)?.toLowerCase();
  if (text === undefined) return { truth: question.protocol === 'any' ? true : 'unknown', allPorts: 'unknown' };
  const protocol = PROTOCOL_NUMBERS[text] ?? text;
  if (protocol === '-1' || protocol === 'all' || protocol === '*') return { truth: true, allPorts: true };
  const truth = question.protocol === 'any' ? protocol !== 'icmp' : protocol === question.protocol;
  // Only TCP and UDP have ports; another protocol is open as a whole.
  return { truth, allPorts: protocol !== 'tcp' && protocol !== 'udp' };
}

/** A range given by its two ends. */
function between(from: Value, to: Value): PortTruth {
  return (question) => {
    const low = portOf(from);
    const high = portOf(to);
    if (low === undefined || high === undefined) {
      if (low === undefined && high === undefined) return 'unknown';
      // One end alone can still exclude every port that is asked for.
      return meets(low ?? 0, high ?? 65535, question) === false ? false : 'unknown';
    }
    if (low === -1) return true;
    return meets(low, high, question);
  };
}

/** A range written as one text: `22`, `1000-2000`, `*`. */
function written(value: Value): PortTruth {
  return (question) => {
    if (value.kind === 'oneOf') return common(value.choices.map((choice) => written(choice)(question)));
    const text = textOf(value);
    if (text === undefined) return value.kind === 'absent' ? false : 'unknown';
    if (text === '*') return true;
    const [low, high] = portRange(text);
    return Number.isNaN(low) || Number.isNaN(high) ? 'unknown' : meets(low, high, question);
  };
}

function portOf(value: Value): number | undefined {
  const text = textOf(value);
  if (text === undefined || text.trim() === '') return undefined;
  const port = Number(text);
  return Number.isInteger(port) ? port : undefined;
}

function meets(low: number, high: number, question: OpensQuestion): boolean {
  if (question.ports.length > 0) return question.ports.some(([from, to]) => low <= to && from <= high);
  if (question.except.length === 0) return true;
  const spared = new Set(question.except.filter((port) => port >= low && port <= high));
  return high - low + 1 > spared.size;
}

/** What the rule opens, as a message says it: `port 22`, `all ports`. */
function describe(rule: Place, shape: FirewallShape, question: OpensQuestion): string {
  const protocol = textOf(childPlace(rule, shape.protocol).value)?.toLowerCase();
  if (protocol === '-1' || protocol === 'all' || protocol === '*') return 'all ports';
  const low = portOf(childPlace(rule, 'FromPort').value);
  const high = portOf(childPlace(rule, 'ToPort').value);
  const hit = question.ports.filter(([from, to]) => low === undefined || high === undefined || (low <= to && from <= high));
  const names = hit.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  if (names.length === 0)
    return low !== undefined && low === high ? `port ${low}` : low === undefined ? 'ports' : `ports ${low}-${high ?? ''}`;
  return names.length === 1 ? `port ${names[0]}` : `ports ${names.join(', ')}`;
}
