import type { Literal } from '../../resources';
import type { Truth, Value } from '../../values';
import { and, common, or } from '../../values';
import type { Judgement, Place } from '../judging/place';
import { coverage } from './cidr';
import type { Opening, PortRange } from './firewall';
import { readFirewallRule, valuesOf } from './firewall';
import type { Operator } from './operator';
import { listOf, textOf } from './scalar';

/** What a rule asks of a firewall rule: whether it lets `from` reach one of `ports`. */
interface Question {
  /** Ranges, ends included. Empty: any port. */
  readonly ports: readonly (readonly [number, number])[];
  /** Ports that do not count when any port is asked for. */
  readonly except: readonly number[];
  /** `any`: the protocol does not matter. */
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'all' | 'any';
  readonly from: 'world' | 'any';
}

/** Reads `{ port: 22 }`, `{ ports: [22, "3000-4000"], protocol: tcp, from: world }`, `{ port: any, except: [80, 443] }`. */
function readQuestion(argument: Literal): Question {
  const given = argument as { readonly [key: string]: Literal };
  const wanted = listOf(given.ports ?? given.port ?? []);
  const ports = wanted.filter((one) => one !== 'any').map((one) => portRange(String(one)));
  const protocol = (given.protocol ?? (ports.length > 0 ? 'tcp' : 'any')) as Question['protocol'];
  const except = listOf(given.except ?? []).map(Number);
  return { ports, except, protocol, from: given.from === 'any' ? 'any' : 'world' };
}

function portRange(text: string): readonly [number, number] {
  const [low, high] = text.split('-').map(Number);
  return [low ?? 0, high ?? low ?? 0];
}

/** Whether one rule of a firewall lets in what the question asks for. Decided by the source. */
export const opens: Operator = (argument) => {
  const question = readQuestion(argument);
  return (place, world) => {
    if (place.value.kind === 'unknown' || place.value.kind === 'oneOf') return { truth: 'unknown', by: place };
    if (place.value.kind === 'absent') return { truth: false, by: place };
    const rule = readFirewallRule(place, world);
    const source = sourceTruth(rule.sources, question, place);
    if (source.truth === false) return { truth: false, by: place };
    let reach: Truth = false;
    for (const opening of rule.openings) reach = or(reach, and(opening.member, openingTruth(opening, question)));
    if (reach === false) return { truth: false, by: place };
    return { ...source, truth: and(source.truth, reach), detail: describe(rule.openings, question) };
  };
};

function sourceTruth(sources: readonly Place[], question: Question, rule: Place): Judgement {
  if (question.from === 'any') return { truth: true, by: rule };
  let open: Judgement | undefined;
  for (const place of sources) {
    for (const value of valuesOf(place)) {
      const truth = isWorld(value);
      if (truth === true) return { truth, by: place, value };
      if (truth === 'unknown') open ??= { truth, by: place, value };
    }
  }
  return open ?? { truth: false };
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

function openingTruth(opening: Opening, question: Question): Truth {
  const protocol = protocolTruth(opening.protocol, question);
  if (protocol.truth === false) return false;
  if (opening.ports === 'all' || protocol.allPorts === true) return protocol.truth;
  const ports = opening.ports.reduce<Truth>((truth, range) => or(truth, rangeTruth(range, question)), false);
  return and(protocol.truth, protocol.allPorts === 'unknown' && ports !== true ? 'unknown' : ports);
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmp', icmpv6: 'icmp' };

function isEveryProtocol(protocol: string | undefined): boolean {
  return protocol === '-1' || protocol === 'all' || protocol === '*';
}

function protocolTruth(value: Value, question: Question): { readonly truth: Truth; readonly allPorts: Truth } {
  if (value.kind === 'oneOf') {
    const all = value.choices.map((choice) => protocolTruth(choice, question));
    return { truth: common(all.map((one) => one.truth)), allPorts: common(all.map((one) => one.allPorts)) };
  }
  const text = textOf(value)?.toLowerCase();
  if (text === undefined) return { truth: question.protocol === 'any' ? true : 'unknown', allPorts: 'unknown' };
  // Azure's `*` is every protocol on the ports that the rule names.
  if (isEveryProtocol(text)) return { truth: true, allPorts: text !== '*' };
  const protocol = PROTOCOL_NUMBERS[text] ?? text;
  const truth = question.protocol === 'any' ? protocol !== 'icmp' : protocol === question.protocol;
  // Only TCP and UDP have ports; another protocol is open as a whole.
  return { truth, allPorts: protocol !== 'tcp' && protocol !== 'udp' };
}

function rangeTruth(range: PortRange, question: Question): Truth {
  return 'text' in range ? writtenTruth(range.text, question) : betweenTruth(range.low, range.high, question);
}

function betweenTruth(from: Value, to: Value, question: Question): Truth {
  const low = portOf(from);
  const high = portOf(to);
  if (low === undefined && high === undefined) return 'unknown';
  // One end alone can still exclude every port that is asked for.
  if (low === undefined || high === undefined) return meets(low ?? 0, high ?? 65535, question) ? 'unknown' : false;
  return low === -1 ? true : meets(low, high, question);
}

function writtenTruth(value: Value, question: Question): Truth {
  if (value.kind === 'oneOf') return common(value.choices.map((choice) => writtenTruth(choice, question)));
  const text = textOf(value);
  if (text === undefined) return value.kind === 'absent' ? false : 'unknown';
  if (text === '*') return true;
  const [low, high] = portRange(text);
  return Number.isNaN(low) || Number.isNaN(high) ? 'unknown' : meets(low, high, question);
}

function portOf(value: Value): number | undefined {
  const text = textOf(value);
  if (text === undefined || text.trim() === '') return undefined;
  const port = Number(text);
  return Number.isInteger(port) ? port : undefined;
}

function meets(low: number, high: number, question: Question): boolean {
  if (question.ports.length > 0) return question.ports.some(([from, to]) => low <= to && from <= high);
  if (question.except.length === 0) return true;
  const spared = new Set(question.except.filter((port) => port >= low && port <= high));
  return high - low + 1 > spared.size;
}

/** What is opened, as a message says it: `port 22`, `all ports`. Of the ports that were asked for, those that are hit. */
function describe(openings: readonly Opening[], question: Question): string {
  const opening = openings.find((one) => openingTruth(one, question) === true) ?? openings[0];
  const protocol = opening && textOf(opening.protocol)?.toLowerCase();
  if (!opening || opening.ports === 'all' || (isEveryProtocol(protocol) && protocol !== '*')) return 'all ports';
  const written = opening.ports.filter((range) => rangeTruth(range, question) === true).map(printRange);
  const asked = question.ports.filter((port) => {
    const one = { ...question, ports: [port] };
    return opening.ports !== 'all' && opening.ports.some((range) => rangeTruth(range, one) === true);
  });
  const names = asked.length > 0 ? asked.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)) : written;
  if (names.length === 0 || names.includes('*')) return 'all ports';
  return names.length === 1 && !names[0]?.includes('-') ? `port ${names[0]}` : `ports ${names.join(', ')}`;
}

function printRange(range: PortRange): string {
  if ('text' in range) return textOf(range.text) ?? '';
  const low = textOf(range.low) ?? '';
  const high = textOf(range.high) ?? '';
  if (low === '-1') return '*';
  return low === high ? low : `${low}-${high}`;
}
