import type { BinaryOperator } from '../../syntax/hcl/ast';
import { and, boolValue, type NumberValue, not, type Origin, or, type Truth, unknown, type Value } from '../../values';
import { boundsOf, compareBounds } from './bounds';
import { convert, invalid, isInvalid } from './convert';
import { clearlyApart, equal } from './equality';
import { type Arithmetic, compute, type Rounded } from './numbers';
import { distribute, findInvalid, markedBy, unknownFrom } from './partial';
import { refusedAs } from './types';

/** Applies an operator with Terraform's conversions. The result's origin is the whole operation. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value, origin: Origin): Value {
  return distribute([left, right], origin, (args) => {
    const [a, b] = args;
    if (!a || !b) return invalid('an operand is missing', origin);
    const arithmeticResult = ['+', '-', '*', '/', '%'].includes(operator);
    return markedBy(refusedAs(binary(operator, a, b, origin), arithmeticResult ? 'number' : 'bool'), args);
  });
}

export function applyUnary(operator: '-' | '!', operand: Value, origin: Origin): Value {
  return distribute([operand], origin, (args) => {
    const [a] = args;
    if (!a) return invalid('an operand is missing', origin);
    const result = operator === '-' ? refusedAs(minus(a, origin), 'number') : refusedAs(negation(a, origin), 'bool');
    return markedBy(result, args);
  });
}

function binary(operator: BinaryOperator, a: Value, b: Value, origin: Origin): Value {
  const refused = findInvalid(a) ?? findInvalid(b);
  if (refused) return unknown(refused.reason, origin);
  switch (operator) {
    case '==':
    case '!=': {
      const same = areApart(a, b) ? false : equal(a, b);
      return truthValue(operator === '==' ? same : not(same), [a, b], origin);
    }
    case '&&':
    case '||': {
      const x = toTruth(a);
      const y = toTruth(b);
      if (x === undefined || y === undefined) return invalid(`${operator} needs true or false`, origin);
      return truthValue(operator === '&&' ? and(x, y) : or(x, y), [a, b], origin);
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return withNumbers(operator, a, b, origin, (x, y) => compareNumbers(operator, x, y, origin), compareOpen(operator, a, b));
    default:
      return withNumbers(operator, a, b, origin, (x, y) => arithmetic(operator, x, y, origin));
  }
}

/** Three-valued; undefined where Terraform would refuse. */
export function toTruth(value: Value): Truth | undefined {
  const bool = convert(value, 'bool');
  if (bool.kind === 'bool') return bool.value;
  return isInvalid(bool) || bool.kind === 'absent' ? undefined : 'unknown';
}

export function truthValue(truth: Truth, sources: readonly Value[], origin: Origin): Value {
  if (truth !== 'unknown') return boolValue(truth, origin);
  const open = sources.find((source) => !['string', 'number', 'bool', 'absent'].includes(source.kind));
  return open ? unknownFrom(open, origin) : unknown({ kind: 'undecided', what: 'a comparison' }, origin);
}

function withNumbers(
  operator: string,
  a: Value,
  b: Value,
  origin: Origin,
  then: (x: NumberValue, y: NumberValue) => Value,
  told?: boolean,
): Value {
  const x = convert(a, 'number');
  const y = convert(b, 'number');
  for (const value of [x, y]) {
    if (isInvalid(value) || value.kind === 'absent') return invalid(`${operator} needs numbers`, origin);
  }
  if (x.kind === 'number' && y.kind === 'number') return then(x, y);
  return told === undefined ? unknownFrom(x.kind === 'number' ? y : x, origin) : boolValue(told, origin);
}

/** What is not known but for its bounds may still be told from another number. */
function compareOpen(operator: '<' | '<=' | '>' | '>=', a: Value, b: Value): boolean | undefined {
  const left = boundsOf(a);
  const right = boundsOf(b);
  if (!left || !right) return undefined;
  const { less, more } = compareBounds(left, right);
  switch (operator) {
    case '<':
      return less;
    case '>':
      return more;
    case '<=':
      return more === undefined ? undefined : !more;
    case '>=':
      return less === undefined ? undefined : !less;
  }
}

/** Whether two numbers surely differ, of which one is not known but for its bounds. */
function areApart(a: Value, b: Value): boolean {
  if (a.kind !== 'unknown' && b.kind !== 'unknown') return false;
  const left = boundsOf(a);
  const right = boundsOf(b);
  if (!left || !right) return false;
  const { less, more } = compareBounds(left, right);
  return less === true || more === true;
}

function compareNumbers(operator: '<' | '<=' | '>' | '>=', a: NumberValue, b: NumberValue, origin: Origin): Value {
  if ((a.approximate || b.approximate) && !clearlyApart(a.value, b.value))
    return unknown({ kind: 'limit', what: 'digits of a number' }, origin);
  const x = a.value;
  const y = b.value;
  return boolValue(operator === '<' ? x < y : operator === '<=' ? x <= y : operator === '>' ? x > y : x >= y, origin);
}

function arithmetic(operator: Arithmetic, a: NumberValue, b: NumberValue, origin: Origin): Value {
  if (operator === '/' && a.value === 0 && b.value === 0) return invalid('zero is divided by zero', origin);
  // Where a rounded number is about a multiple of the divisor, the remainder may be off by all of it.
  if (operator === '%' && (a.approximate || b.approximate)) {
    const quotient = a.value / b.value;
    const sure = Number.isFinite(quotient) && clearlyApart(quotient, Math.round(quotient));
    if (!sure) return unknown({ kind: 'limit', what: 'digits of a number' }, origin);
  }
  const result = compute(operator, rounded(a), rounded(b));
  return result ? fromRounded(result, origin) : unknown({ kind: 'limit', what: 'size of a number' }, origin);
}

export function rounded(value: NumberValue): Rounded {
  return { value: value.value, approximate: value.approximate === true };
}

export function fromRounded(result: Rounded, origin: Origin): Value {
  const approximate = result.approximate ? { approximate: true as const } : {};
  return { kind: 'number', value: result.value, ...approximate, origin };
}

function minus(a: Value, origin: Origin): Value {
  const number = convert(a, 'number');
  if (number.kind === 'number') return { ...number, value: -number.value, origin };
  return isInvalid(number) || number.kind === 'absent' ? invalid('- needs a number', origin) : unknownFrom(number, origin);
}

function negation(a: Value, origin: Origin): Value {
  const truth = toTruth(a);
  return truth === undefined ? invalid('! needs true or false', origin) : truthValue(not(truth), [a], origin);
}
