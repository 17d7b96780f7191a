/**
 * Terraform's numbers are binary floats of 512 bits; ours are doubles. A result that a double cannot stand for, digit by digit,
 * is marked approximate, so that nothing is concluded from digits that Terraform would print differently.
 */

/** What a number is, and whether its digits are rounded. */
export interface Rounded {
  readonly value: number;
  readonly approximate: boolean;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%';

/** Mantissa times two to the exponent, the mantissa below 2^512. */
interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const precision = 512;
const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** A literal or a string as a number. @returns undefined when it is none, or is beyond what a double can hold. */
export function parseNumber(text: string): Rounded | undefined {
  if (!numeral.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  if (Number.isSafeInteger(value) && /^-?\d{1,15}$/.test(text)) return { value, approximate: false };
  return { value, approximate: !sameFloat(fromDecimal(text), fromDecimal(String(value))) };
}

/** The digits as Terraform writes them: never with an exponent. */
export function formatNumber(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * What is divided by zero is infinite, which has no digits either. The remainder by zero is the number itself.
 * @returns undefined for a result that no double can hold
 */
export function compute(operator: Arithmetic, a: Rounded, b: Rounded): Rounded | undefined {
  if (operator === '%' && b.value === 0) return a;
  const value = calculate(operator, a.value, b.value);
  const infinite =
    !Number.isFinite(a.value) || !Number.isFinite(b.value) || (operator === '/' && b.value === 0 && !b.approximate);
  if (infinite) return Number.isNaN(value) ? undefined : { value, approximate: true };
  if (!Number.isFinite(value)) return undefined;
  const whole = Number.isSafeInteger(a.value) && Number.isSafeInteger(b.value);
  if (a.approximate || b.approximate) return { value, approximate: true };
  if (whole && Number.isSafeInteger(value)) return { value, approximate: false };
  const exact = calculateExactly(operator, fromDecimal(String(a.value)), fromDecimal(String(b.value)));
  // Zero has a sign, which the exact calculation does not keep.
  const nearest = exact.mantissa === 0n ? value : toDouble(exact);
  if (!Number.isFinite(nearest)) return undefined;
  return { value: nearest, approximate: !sameFloat(exact, fromDecimal(String(nearest))) };
}

function calculate(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a - b * Math.trunc(a / b);
  }
}

function calculateExactly(operator: Arithmetic, a: BigFloat, b: BigFloat): BigFloat {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return add(a, negate(b));
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case '%':
      return add(a, negate(multiply(b, truncate(divide(a, b)))));
  }
}

function sameFloat(a: BigFloat, b: BigFloat): boolean {
  return a.mantissa === b.mantissa && a.exponent === b.exponent;
}

function negate(a: BigFloat): BigFloat {
  return { mantissa: -a.mantissa, exponent: a.exponent };
}

function add(a: BigFloat, b: BigFloat): BigFloat {
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return round(sum, exponent, false);
}

function multiply(a: BigFloat, b: BigFloat): BigFloat {
  return round(a.mantissa * b.mantissa, a.exponent + b.exponent, false);
}

function divide(a: BigFloat, b: BigFloat): BigFloat {
  const shift = 2 * precision;
  const numerator = a.mantissa << BigInt(shift);
  return round(numerator / b.mantissa, a.exponent - b.exponent - shift, numerator % b.mantissa !== 0n);
}

function truncate(a: BigFloat): BigFloat {
  if (a.exponent >= 0) return a;
  const scale = 1n << BigInt(-a.exponent);
  return round(a.mantissa / scale, 0, false);
}

/** To 512 bits, ties to even, in lowest terms. `sticky`: something smaller than the last bit was cut off. */
function round(mantissa: bigint, exponent: number, sticky: boolean): BigFloat {
  if (mantissa === 0n) return { mantissa, exponent: 0 };
  const negative = mantissa < 0n;
  let digits = negative ? -mantissa : mantissa;
  let power = exponent;
  const excess = bitLength(digits) - precision;
  if (excess > 0) {
    const cut = digits & ((1n << BigInt(excess)) - 1n);
    const half = 1n << BigInt(excess - 1);
    digits >>= BigInt(excess);
    power += excess;
    if (cut > half || (cut === half && (sticky || (digits & 1n) === 1n))) digits += 1n;
  }
  while ((digits & 0xffffffffn) === 0n) {
    digits >>= 32n;
    power += 32;
  }
  while ((digits & 1n) === 0n) {
    digits >>= 1n;
    power += 1;
  }
  return { mantissa: negative ? -digits : digits, exponent: power };
}

function bitLength(positive: bigint): number {
  const hex = positive.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

function fromDecimal(text: string): BigFloat {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return { mantissa: 0n, exponent: 0 };
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const digits = BigInt(`${whole}${fraction}` || '0') * (sign === '-' ? -1n : 1n);
  const scale = Number(power) - fraction.length;
  if (scale >= 0) return round(digits * 10n ** BigInt(scale), 0, false);
  return divide({ mantissa: digits, exponent: 0 }, { mantissa: 10n ** BigInt(-scale), exponent: 0 });
}

function toDouble(a: BigFloat): number {
  const magnitude = a.mantissa < 0n ? -a.mantissa : a.mantissa;
  const excess = bitLength(magnitude || 1n) - 64;
  const scaled =
    excess > 0 ? Number(a.mantissa >> BigInt(excess)) * 2 ** (a.exponent + excess) : Number(a.mantissa) * 2 ** a.exponent;
  return scaled;
}
