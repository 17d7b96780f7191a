import { type Item, type Origin, unknown, type Value } from '../../../values';
import { convert, invalid, isInvalid } from '../convert';
import { clearlyApart } from '../equality';
import { compute, type Rounded } from '../numbers';
import { fromRounded, rounded } from '../operators';
import { unknownFrom } from '../partial';
import { withElement } from '../types';
import { exact, type FunctionImplementation, type FunctionTable, scalarOf, strict } from './model';

/** Rounds to a whole number, unless rounding has made it uncertain which. */
function whole(round: (value: number) => number): FunctionImplementation {
  return strict(['number'], ([number], _rest, origin) => {
    if (number.approximate && !clearlyApart(number.value, Math.round(number.value)))
      return unknown({ kind: 'limit', what: 'digits of a number' }, origin);
    return exact(round(number.value) + 0);
  });
}

function extreme(pick: 'min' | 'max'): FunctionImplementation {
  return strict(
    ['number'],
    ([first], others: readonly Rounded[]) => {
      let best = first;
      for (const other of others) if (pick === 'min' ? other.value < best.value : other.value > best.value) best = other;
      return best;
    },
    { rest: 'number' },
  );
}

const range: FunctionImplementation = {
  least: 1,
  most: 3,
  call: (args, origin) => {
    const numbers: number[] = [];
    for (const arg of args) {
      const number = convert(arg, 'number');
      if (isInvalid(number) || number.kind === 'absent') return invalid('range needs numbers', origin);
      if (number.kind !== 'number' || number.approximate)
        return { kind: 'list', form: 'list', items: [], rest: rangeRest(number, origin), origin };
      numbers.push(number.value);
    }
    const [a = 0, b = 0, c] = numbers;
    const start = numbers.length === 1 ? 0 : a;
    const end = numbers.length === 1 ? a : b;
    const step = c ?? (end < start ? -1 : 1);
    if (step === 0 || (end < start && step > 0) || (end > start && step < 0)) return invalid('range never ends', origin);
    const items: Item[] = [];
    let at: Rounded = { value: start, approximate: false };
    while (step > 0 ? at.value < end : at.value > end) {
      if (items.length >= 1024) return invalid('range is longer than 1,024', origin);
      items.push({ value: fromRounded(at, origin), member: true });
      const next = compute('+', at, { value: step, approximate: false });
      if (!next || next.approximate) return unknown({ kind: 'limit', what: 'digits of a number' }, origin);
      at = next;
    }
    return withElement({ kind: 'list', form: 'list', items, origin }, 'number');
  },
};

function rangeRest(number: Value, origin: Origin) {
  return unknownFrom(number, origin);
}

const abs: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([value], origin) => {
    const number = value && scalarOf(value, 'number', origin);
    if (!number) return invalid('abs needs a number', origin);
    if (number.kind === 'refused') return number.value;
    if (number.kind === 'open') return unknownFrom(number.value, origin);
    const found = typeof number.value === 'object' ? number.value : rounded({ kind: 'number', value: 0, origin });
    return fromRounded({ ...found, value: Math.abs(found.value) }, origin);
  },
};

/** Of doubles, as Terraform takes it: its digits are sure only where both are powers of two. */
const log = strict(['number', 'number'], ([number, base]) => {
  const value = Math.log(number.value) / Math.log(base.value);
  if (Number.isNaN(value)) return undefined;
  const sure = [number, base].every((each) => !each.approximate && Number.isInteger(Math.log2(each.value)));
  return { value, approximate: !(sure && Number.isFinite(value)) };
});

export const numberFunctions: FunctionTable = {
  log,
  abs,
  ceil: whole(Math.ceil),
  floor: whole(Math.floor),
  min: extreme('min'),
  max: extreme('max'),
  range,
  signum: strict(['number'], ([number]) =>
    // It must fit into 64 bits.
    Number.isInteger(number.value) && Math.abs(number.value) < 2 ** 63 ? exact(Math.sign(number.value) + 0) : undefined,
  ),
  pow: strict(['number', 'number'], ([base, power]) => {
    if (power.value === 0 && !power.approximate) return exact(1);
    const value = base.value ** power.value;
    if (Number.isNaN(value)) return undefined;
    if (!Number.isFinite(value)) return { value, approximate: true };
    // Terraform calculates with doubles here: only what they hold exactly is sure to be the same.
    const exactly =
      power.value >= 0 && Number.isInteger(power.value) && [base.value, value].every((n) => Number.isSafeInteger(n * 2 ** 20));
    return { value, approximate: base.approximate || power.approximate || !exactly };
  }),
};
