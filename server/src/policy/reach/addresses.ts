import type { Pattern } from '../pattern';
import { literalOf } from '../pattern';
import type { Range } from './scale';
import { between, NOBODY, OUTSIDERS, PUBLIC, UNKNOWN } from './scale';

/** Ranges that no call over the internet comes from; `aws:SourceIp` never holds such an address. First octets and prefix lengths. */
const PRIVATE_IPV4: readonly (readonly [base: number, bits: number])[] = [
  [0x0a000000, 8],
  [0xac100000, 12],
  [0xc0a80000, 16],
  [0x64400000, 10],
  [0xa9fe0000, 16],
  [0x7f000000, 8],
];

/**
 * Who can call from an address range. Broader than /8 (IPv4) or /32 (IPv6) counts as everybody, as "The meaning of public" of S3 has
 * it; a private range is nobody: the check PRIVATE_IP_ADDRESS of IAM Access Analyzer says that `aws:SourceIp` works for public ones only.
 */
export function addressReach(pattern: Pattern): Range {
  if (pattern.holes === 'open') return UNKNOWN;
  if (pattern.holes === 'fixed')
    return /^(?:\/(?:[89]|[1-9]\d+))?$/.test(literalOf(pattern)) ? between('nobody', 'cross-account') : UNKNOWN;
  const [address = '', length, ...more] = pattern.text.split('/');
  if (more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return between('nobody', 'cross-account');
  return address.includes(':') ? ofIpv6(address, Number(length ?? 128)) : ofIpv4(address, Number(length ?? 32));
}

function ofIpv4(address: string, bits: number): Range {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (!match || bits > 32) return between('nobody', 'cross-account');
  const number = match.slice(1).reduce((sum, octet) => sum * 256 + Number(octet), 0);
  if (
    PRIVATE_IPV4.some(
      ([base, size]) => bits >= size && Math.floor(number / 2 ** (32 - size)) === Math.floor(base / 2 ** (32 - size)),
    )
  ) {
    return NOBODY;
  }
  return bits < 8 ? PUBLIC : OUTSIDERS;
}

function ofIpv6(address: string, bits: number): Range {
  if (!/^[\da-f:.]+$/i.test(address) || bits > 128) return between('nobody', 'cross-account');
  // Unique local and link local addresses.
  if (bits >= 7 && /^f[cd][\da-f]{2}:/i.test(address)) return NOBODY;
  if (bits >= 10 && /^fe[89ab][\da-f]:/i.test(address)) return NOBODY;
  return bits < 32 ? PUBLIC : OUTSIDERS;
}
