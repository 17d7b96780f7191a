import { isOpenAddress } from '../resources';
import type { UnknownValue, Value } from '../values';
import { unknown } from '../values';
import type { NativeName } from './model';
import type { Block, Presence } from './read';
import { readName } from './read';

/** Something that a part's link may mean. */
export interface Candidate {
  readonly address: string;
  /** The values that name it, where its author may choose them. */
  identities(): readonly Value[];
}

export interface LinkWorld {
  /** The owner that a native address leads to, however many parts lie between. */
  ownerAt(address: string): string | undefined;
  /** The block behind an address that is looked up or that is a part. */
  blockAt(
    address: string,
  ): { readonly block: Block; readonly link: NativeName | undefined; readonly lookup: boolean } | undefined;
}

const maximumHops = 8;

/** The value with all detours taken out: a part's own link, the arguments of a lookup. */
export function followLink(value: Value, world: LinkWorld, hops = 0): Value {
  const target = value.kind === 'reference' ? value : value.from;
  if (!target || hops > maximumHops || world.ownerAt(target.address) !== undefined) return value;
  const there = world.blockAt(target.address);
  if (!there) return value;
  const name = there.lookup ? [target.attribute === 'id' && there.link ? (there.link[0] ?? 'id') : target.attribute] : there.link;
  if (!name) return value;
  const next = readName({ block: there.block, path: [] }, name);
  return next.kind === 'absent' ? value : followLink(next, world, hops + 1);
}

/** Whether the link means the candidate. */
export function linkMeans(value: Value, candidate: Candidate, world: LinkWorld): Presence {
  if (value.kind === 'oneOf') {
    const all = value.choices.map((choice) => linkMeans(followLink(choice, world), candidate, world));
    if (all.every((one) => one === true)) return true;
    return all.every((one) => one === false) ? false : 'unknown';
  }
  const target = value.kind === 'reference' ? value : value.from;
  if (target) {
    const owner = world.ownerAt(target.address);
    if (owner !== undefined) return owner === candidate.address;
    // An instance of a block whose number is not known.
    if (candidate.address.startsWith(`${target.address}[`)) return 'unknown';
    if (value.kind === 'reference') return world.blockAt(target.address)?.lookup ? possiblyLookedUp(candidate) : 'unknown';
  }
  return compareIdentity(value, candidate);
}

/** A lookup by arguments that are not read: it may find what this configuration declares under a chosen name. */
function possiblyLookedUp(candidate: Candidate): Presence {
  return candidate.identities().some((one) => !isGenerated(one)) ? 'unknown' : false;
}

function compareIdentity(value: Value, candidate: Candidate): Presence {
  const identities = candidate.identities();
  if (value.kind === 'absent') return false;
  if (value.kind === 'unknown') {
    if (value.symbol !== undefined && identities.some((one) => one.kind === 'unknown' && one.symbol === value.symbol))
      return true;
    // It may be anything, even what nobody could know before the first run: an input can be the id of what stands here.
    return 'unknown';
  }
  let result: Presence = false;
  for (const identity of identities) {
    const same = sameText(value, identity);
    if (same === true) return true;
    if (same === 'unknown') result = 'unknown';
  }
  return result;
}

export function isGenerated(value: Value): boolean {
  return (
    value.kind === 'absent' ||
    (value.kind === 'unknown' && value.reason.kind === 'computed' && value.reason.what === 'generated name')
  );
}

function sameText(a: Value, b: Value): Presence {
  if (b.kind === 'oneOf') {
    const all = b.choices.map((choice) => sameText(a, choice));
    if (all.every((one) => one === true)) return true;
    return all.every((one) => one === false) ? false : 'unknown';
  }
  if (isGenerated(b)) return false;
  const left = textParts(a);
  const right = textParts(b);
  if (!left || !right) return 'unknown';
  const [l, r] = [left.join('\u0000'), right.join('\u0000')];
  const known = left.length === 1 && right.length === 1 && !l.startsWith('\u0001') && !r.startsWith('\u0001');
  if (l === r) return left.every((part) => part !== '\u0001') ? true : 'unknown';
  if (known) return l.startsWith('arn:') && r.length > 0 && l.endsWith(r) ? 'unknown' : false;
  return compatible(left, right) ? 'unknown' : false;
}

/** Literal pieces as they are, unknown pieces as \u0001 and their identity. */
function textParts(value: Value): readonly string[] | undefined {
  switch (value.kind) {
    case 'string':
      return [value.value];
    case 'number':
      return [String(value.value)];
    case 'unknown':
      return [`\u0001${value.symbol ?? ''}`];
    case 'reference':
      return [isOpenAddress(value.address) ? '\u0001' : `\u0001${value.address}.${value.attribute}`];
    case 'text': {
      const parts: string[] = [];
      for (const part of value.parts) {
        if (typeof part === 'string') parts.push(part);
        else parts.push(...(textParts(part) ?? ['\u0001']));
      }
      return parts;
    }
    default:
      return undefined;
  }
}

/** Whether the known beginnings and ends leave room for equality. */
function compatible(a: readonly string[], b: readonly string[]): boolean {
  const start = (parts: readonly string[]): string => (parts[0]?.startsWith('\u0001') ? '' : (parts[0] ?? ''));
  const end = (parts: readonly string[]): string => {
    const last = parts[parts.length - 1] ?? '';
    return last.startsWith('\u0001') ? '' : last;
  };
  const [s, t] = [start(a), start(b)];
  const [e, f] = [end(a), end(b)];
  return (s.startsWith(t) || t.startsWith(s)) && (e.endsWith(f) || f.endsWith(e));
}

/** The identity of a link that leads out of the configuration: parts with the same one have the same owner. */
export function linkKey(value: Value): string | undefined {
  const parts = textParts(value);
  return parts?.every((part) => part !== '\u0001') ? parts.join('\u0000') : undefined;
}

export function floatingReason(value: Value, address: string): UnknownValue {
  const what = `whether ${address} belongs to this`;
  return unknown({ kind: 'undecided', what }, value.origin);
}
