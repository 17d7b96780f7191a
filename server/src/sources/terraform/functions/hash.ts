import { type Origin, unknown, type Value } from '../../../values';
import { bytesToBase64 } from '../base64';
import { type FunctionTable, strict } from './model';

const longest = 100_000;

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The message with a one bit, zeros, and its length in bits, as every hash of this family wants it. */
function padded(bytes: Uint8Array, block: 64 | 128, littleEndian: boolean): DataView {
  const lengthSize = block / 8;
  const total = Math.ceil((bytes.length + 1 + lengthSize) / block) * block;
  const out = new Uint8Array(total);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setBigUint64(total - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** The first bits of the fractional parts of the roots of the first primes, which are the constants of SHA-2. */
function rootFractions(count: number, root: 2 | 3, bits: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2; found.length < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const scaled = BigInt(n) << BigInt(bits * root);
    let low = 0n;
    let high = 1n << BigInt(bits + 10);
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** BigInt(root) <= scaled) low = middle;
      else high = middle - 1n;
    }
    found.push(BigInt.asUintN(bits, low));
  }
  return found;
}

interface Sha2 {
  readonly bits: 32 | 64;
  readonly rounds: number;
  /** Rotations of the schedule (two rotations and a shift, twice) and of the rounds (three, twice). */
  readonly schedule: readonly (readonly [number, number, number])[];
  readonly sums: readonly (readonly [number, number, number])[];
}

const sha256Shape: Sha2 = {
  bits: 32,
  rounds: 64,
  schedule: [
    [7, 18, 3],
    [17, 19, 10],
  ],
  sums: [
    [2, 13, 22],
    [6, 11, 25],
  ],
};
const sha512Shape: Sha2 = {
  bits: 64,
  rounds: 80,
  schedule: [
    [1, 8, 7],
    [19, 61, 6],
  ],
  sums: [
    [28, 34, 39],
    [14, 18, 41],
  ],
};

/** FIPS 180-4. */
function sha2(shape: Sha2): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const { bits, rounds } = shape;
    const width = BigInt(bits);
    const cut = (value: bigint) => BigInt.asUintN(bits, value);
    const rotate = (value: bigint, by: number) => cut((value >> BigInt(by)) | (value << (width - BigInt(by))));
    const constants = rootFractions(rounds, 3, bits);
    const state = rootFractions(8, 2, bits);
    const size = bits * 2;
    const view = padded(bytes, size === 64 ? 64 : 128, false);
    const [small0 = [0, 0, 0], small1 = [0, 0, 0]] = shape.schedule;
    const [big0 = [0, 0, 0], big1 = [0, 0, 0]] = shape.sums;
    const small = (value: bigint, [a, b, c]: readonly [number, number, number]) =>
      rotate(value, a) ^ rotate(value, b) ^ (value >> BigInt(c));
    const big = (value: bigint, [a, b, c]: readonly [number, number, number]) =>
      rotate(value, a) ^ rotate(value, b) ^ rotate(value, c);
    const at = (list: readonly bigint[], i: number) => list[i] ?? 0n;
    for (let start = 0; start < view.byteLength; start += size) {
      const words: bigint[] = [];
      for (let i = 0; i < 16; i++)
        words.push(bits === 32 ? BigInt(view.getUint32(start + i * 4)) : view.getBigUint64(start + i * 8));
      for (let i = 16; i < rounds; i++) {
        words.push(
          cut(at(words, i - 16) + small(at(words, i - 15), small0) + at(words, i - 7) + small(at(words, i - 2), small1)),
        );
      }
      let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
      for (let i = 0; i < rounds; i++) {
        const first = cut(h + big(e, big1) + ((e & f) ^ (cut(~e) & g)) + at(constants, i) + at(words, i));
        const second = cut(big(a, big0) + ((a & b) ^ (a & c) ^ (b & c)));
        [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + first), c, b, a, cut(first + second)];
      }
      for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = cut(at(state, i) + value);
    }
    const out = new DataView(new ArrayBuffer(bits));
    for (const [i, value] of state.entries()) {
      if (bits === 32) out.setUint32(i * 4, Number(value));
      else out.setBigUint64(i * 8, value);
    }
    return new Uint8Array(out.buffer);
  };
}

/** FIPS 180-4. */
function sha1(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let start = 0; start < view.byteLength; start += 64) {
    const words: number[] = [];
    for (let i = 0; i < 16; i++) words.push(view.getInt32(start + i * 4));
    const at = (i: number) => words[i] ?? 0;
    for (let i = 16; i < 80; i++) words.push(rotateLeft(at(i - 3) ^ at(i - 8) ^ at(i - 14) ^ at(i - 16), 1));
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotateLeft(a, 5) + f + e + k + at(i)) | 0;
      [e, d, c, b, a] = [d, c, rotateLeft(b, 30), a, next];
    }
    for (const [i, value] of [a, b, c, d, e].entries()) state[i] = ((state[i] ?? 0) + value) | 0;
  }
  const out = new DataView(new ArrayBuffer(20));
  for (const [i, value] of state.entries()) out.setInt32(i * 4, value);
  return new Uint8Array(out.buffer);
}

/** RFC 1321. */
function md5(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, 64, true);
  const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let start = 0; start < view.byteLength; start += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const [f, g] =
        round === 0
          ? [(b & c) | (~b & d), i]
          : round === 1
            ? [(d & b) | (~d & c), (5 * i + 1) % 16]
            : round === 2
              ? [b ^ c ^ d, (3 * i + 5) % 16]
              : [c ^ (b | ~d), (7 * i) % 16];
      const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296);
      const sum = (a + f + constant + view.getUint32(start + g * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotateLeft(sum, shifts[round * 4 + (i % 4)] ?? 0)) | 0];
    }
    for (const [i, value] of [a, b, c, d].entries()) state[i] = ((state[i] ?? 0) + value) | 0;
  }
  const out = new DataView(new ArrayBuffer(16));
  for (const [i, value] of state.entries()) out.setInt32(i * 4, value, true);
  return new Uint8Array(out.buffer);
}

/** A digest as text, of bytes that are not too many. */
function bounded(digest: (bytes: Uint8Array) => Uint8Array, encode: (bytes: Uint8Array) => string) {
  return (bytes: Uint8Array, origin: Origin): string | Value =>
    bytes.length > longest ? unknown({ kind: 'limit', what: 'length of a text' }, origin) : encode(digest(bytes));
}

/** Of bytes. */
export const hashes = {
  md5: bounded(md5, hex),
  sha1: bounded(sha1, hex),
  sha256: bounded(sha2(sha256Shape), hex),
  sha512: bounded(sha2(sha512Shape), hex),
  base64sha256: bounded(sha2(sha256Shape), bytesToBase64),
  base64sha512: bounded(sha2(sha512Shape), bytesToBase64),
} as const;

/** The namespaces of RFC 4122, appendix C, by their names in Terraform: they differ in the eighth digit. */
const namespaces: Readonly<Record<string, string>> = {
  dns: '6ba7b8109dad11d180b400c04fd430c8',
  url: '6ba7b8119dad11d180b400c04fd430c8',
  oid: '6ba7b8129dad11d180b400c04fd430c8',
  x500: '6ba7b8149dad11d180b400c04fd430c8',
};

/** RFC 4122, version 5. @returns undefined where the namespace is none. */
function uuidv5(namespace: string, name: string): string | undefined {
  const digits =
    namespaces[namespace] ??
    /^(?:[0-9a-f]{32}|(?:urn:uuid:|\{)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?)$/i
      .exec(namespace)?.[0]
      .replace(/^urn:uuid:|[{}-]/gi, '');
  if (digits === undefined) return undefined;
  const space = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const digest = sha1(Uint8Array.from([...space, ...new TextEncoder().encode(name)])).slice(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return hex(digest).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function ofText(digest: (bytes: Uint8Array, origin: Origin) => string | Value) {
  return strict(['string'], ([text], _rest, origin) => digest(new TextEncoder().encode(text), origin));
}

export const hashFunctions: FunctionTable = {
  md5: ofText(hashes.md5),
  sha1: ofText(hashes.sha1),
  sha256: ofText(hashes.sha256),
  sha512: ofText(hashes.sha512),
  base64sha256: ofText(hashes.base64sha256),
  base64sha512: ofText(hashes.base64sha512),
  uuidv5: strict(['string', 'string'], ([namespace, name], _rest, origin) =>
    name.length > longest ? unknown({ kind: 'limit', what: 'length of a text' }, origin) : uuidv5(namespace, name),
  ),
};
