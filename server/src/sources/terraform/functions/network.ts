import { type Origin, unknown, type Value } from '../../../values';
import { type FunctionTable, strict } from './model';
import { texts } from './string';

interface Prefix {
  readonly address: bigint;
  readonly length: number;
  readonly bits: 32 | 128;
}

/** `10.0.0.0/8` or `fd00::/8`, with the host bits cleared. @returns undefined when it is neither. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const length = text.slice(slash + 1);
  if (slash < 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const address = parseAddress(text.slice(0, slash));
  if (!address || Number(length) > address.bits) return undefined;
  const host = BigInt(address.bits - Number(length));
  return { address: (address.value >> host) << host, length: Number(length), bits: address.bits };
}

function parseAddress(text: string): { readonly value: bigint; readonly bits: 32 | 128 } | undefined {
  if (!text.includes(':')) {
    const value = parseDotted(text);
    return value === undefined ? undefined : { value, bits: 32 };
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...tail]) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    value = (value << 16n) | BigInt(Number.parseInt(group, 16));
  }
  return { value, bits: 128 };
}

function parseDotted(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // Terraform takes leading zeros for decimal, as it always did.
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function formatAddress(address: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { start: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length++;
    if (length > best.length) best = { start: i, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/** An IPv4 address inside of an IPv6 one. */
function isMixed(text: string): boolean {
  return /:\d+(?:\.\d+){3}(?:\/|$)/.test(text);
}

function unsupported(origin: Origin): Value {
  return unknown({ kind: 'unsupported', what: 'an address of mixed notation' }, origin);
}

/** One of the networks of a size that fit into another. */
function subnet(prefix: Prefix, more: number, number: number): string | undefined {
  const length = prefix.length + more;
  if (!Number.isInteger(more) || more < 0 || length > prefix.bits) return undefined;
  if (!Number.isSafeInteger(number) || number < 0 || BigInt(number) >= 1n << BigInt(more)) return undefined;
  return `${formatAddress(prefix.address | (BigInt(number) << BigInt(prefix.bits - length)), prefix.bits)}/${length}`;
}

export const networkFunctions: FunctionTable = {
  cidrsubnet: strict(['string', 'number', 'number'], ([text, more, number], _rest, origin) => {
    if (isMixed(text)) return unsupported(origin);
    const prefix = parsePrefix(text);
    // Terraform makes something of them, which is no part of the network.
    if (prefix && (more.value < 0 || number.value < 0))
      return unknown({ kind: 'unsupported', what: 'a negative number of cidrsubnet' }, origin);
    return prefix && subnet(prefix, more.value, number.value);
  }),
  cidrhost: strict(['string', 'number'], ([text, host], _rest, origin) => {
    if (isMixed(text)) return unsupported(origin);
    const prefix = parsePrefix(text);
    if (!prefix || !Number.isSafeInteger(host.value)) return undefined;
    const size = 1n << BigInt(prefix.bits - prefix.length);
    const at = host.value < 0 ? size + BigInt(host.value) : BigInt(host.value);
    return at < 0n || at >= size ? undefined : formatAddress(prefix.address | at, prefix.bits);
  }),
  cidrnetmask: strict(['string'], ([text], _rest, origin) => {
    if (isMixed(text)) return unsupported(origin);
    const prefix = parsePrefix(text);
    if (prefix?.bits !== 32) return undefined;
    const host = BigInt(32 - prefix.length);
    return formatAddress((0xffffffffn >> host) << host, 32);
  }),
  cidrsubnets: strict(
    ['string'],
    ([text], sizes, origin) => {
      if (isMixed(text)) return unsupported(origin);
      const prefix = parsePrefix(text);
      if (!prefix) return undefined;
      // Some versions of Terraform refuse to take the whole apart.
      if (prefix.length === 0) return unknown({ kind: 'unsupported', what: 'cidrsubnets of all addresses' }, origin);
      if (sizes.length > 1_000) return unknown({ kind: 'limit', what: 'networks of a call' }, origin);
      const end = prefix.address + (1n << BigInt(prefix.bits - prefix.length));
      const found: string[] = [];
      let next = prefix.address;
      for (const size of sizes) {
        const length = prefix.length + size.value;
        if (!Number.isInteger(size.value) || size.value < 1 || length > prefix.bits) return undefined;
        const step = 1n << BigInt(prefix.bits - length);
        const start = ((next + step - 1n) / step) * step;
        if (start + step > end) return undefined;
        found.push(`${formatAddress(start, prefix.bits)}/${length}`);
        next = start + step;
      }
      return texts(found, origin);
    },
    { rest: 'number' },
  ),
};
