import type { Catalogue } from '../catalogue';

/** An IP range as the bits of its address and how many of them count. */
export interface Range {
  readonly bits: bigint;
  readonly width: 32 | 128;
  readonly length: number;
}

/** The range of a text, read once where there is a catalogue to keep it. */
export function rangeOf(text: string, catalogue: Catalogue | undefined): Range | undefined {
  return catalogue ? catalogue.recall('range', text, () => readRange(text)) : readRange(text);
}

/** Reads `203.0.113.0/24` or `2001:db8::/32`; an address alone is a range of one. Undefined where it is neither. */
export function readRange(text: string): Range | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const width = address.includes(':') ? 128 : 32;
  const bits = width === 32 ? readFour(address) : readSix(address);
  if (bits === undefined) return undefined;
  if (length === undefined) return { bits, width, length: width };
  if (!/^\d{1,3}$/.test(length) || Number(length) > width) return undefined;
  return { bits, width, length: Number(length) };
}

function readFour(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((bits, part) => bits * 256n + BigInt(part), 0n);
}

function readSix(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...tail];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((bits, group) => bits * 65536n + BigInt(`0x${group}`), 0n);
}

/** The range with the bits that do not count set to zero, as text; undefined where they are zero already, or the range is not IPv4. */
export function withoutHostBits({ bits, width, length }: Range): string | undefined {
  const host = (1n << BigInt(width - length)) - 1n;
  if ((bits & host) === 0n || width !== 32) return undefined;
  const net = bits & ~host;
  const parts = [24n, 16n, 8n, 0n].map((shift) => String((net >> shift) & 255n));
  return `${parts.join('.')}/${length}`;
}

/** Ranges that no packet from the internet comes from: RFC 1918, RFC 6598, loopback, link local, RFC 4193. */
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => readRange(text) ?? []);

/** Whether the whole range is private. */
export function isPrivate(range: Range): boolean {
  return PRIVATE.some((other) => {
    if (other.width !== range.width || range.length < other.length) return false;
    const shift = BigInt(range.width - other.length);
    return range.bits >> shift === other.bits >> shift;
  });
}
