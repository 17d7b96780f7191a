/** How much of the internet a range covers. */
export type Coverage = 'world' | 'public' | 'private' | 'unknown';

/** Azure's and others' names for everybody. */
const EVERYBODY = new Set(['*', 'any', 'internet', '0.0.0.0', '::']);

/**
 * What an address range covers. A range of half of all addresses or more counts as the world: splitting `0.0.0.0/0` in two is a
 * way round checks and no restriction. `parts` are the pieces of the text; undefined is a piece that is not known.
 */
export function coverage(parts: readonly (string | undefined)[]): Coverage {
  const last = parts.at(-1);
  if (parts.length > 1) {
    // Whatever the address: a prefix of no length is everything.
    return last !== undefined && /(?:^|[^0-9])\/0{1,3}$/.test(last) ? 'world' : 'unknown';
  }
  const text = last?.trim().toLowerCase();
  if (!text) return 'unknown';
  if (EVERYBODY.has(text)) return 'world';
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const prefix = slash < 0 ? undefined : text.slice(slash + 1);
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return 'unknown';
  if (address.includes(':')) return coverageV6(address, prefix === undefined ? 128 : Number(prefix));
  return coverageV4(address, prefix === undefined ? 32 : Number(prefix));
}

/** Ranges that are not routed on the internet: first octets, prefix length. */
const PRIVATE_V4: readonly (readonly [number, number])[] = [
  [0x0a000000, 8],
  [0xac100000, 12],
  [0xc0a80000, 16],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
];

function coverageV4(address: string, prefix: number): Coverage {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (!octets || prefix > 32 || octets.some((octet) => octet > 255)) return 'unknown';
  if (prefix <= 1) return 'world';
  const bits = octets.reduce((all, octet) => all * 256 + octet, 0);
  const inside = PRIVATE_V4.some(
    ([base, length]) => prefix >= length && Math.floor(bits / 2 ** (32 - length)) === base / 2 ** (32 - length),
  );
  return inside ? 'private' : 'public';
}

function coverageV6(address: string, prefix: number): Coverage {
  if (!/^[0-9a-f:.]+$/.test(address) || prefix > 128) return 'unknown';
  if (prefix <= 1) return 'world';
  // The whole of what is given out to the public (2000::/3) is as good as everything.
  if (prefix <= 3 && /^[23][0-9a-f]{3}:|^::/.test(address)) return 'world';
  return /^(?:f[cd]|fe[89ab]|::1$)/.test(address) ? 'private' : 'public';
}
