import type { PropertyPath } from '../../resources';
import type { Origin, Value } from '../../values';
import { absent, unknown } from '../../values';

/** The value at a path below `value`; what is not written is absent with the origin `missing`. */
export function valueAt(value: Value, path: PropertyPath, missing: Origin, from = 0): Value {
  const step = path[from];
  if (step === undefined) return value;
  switch (value.kind) {
    case 'map': {
      const entry = typeof step === 'string' ? value.entries.get(step) : undefined;
      if (entry) return perhaps(valueAt(entry.value, path, missing, from + 1), entry.member, missing);
      return value.rest ?? absent(missing);
    }
    case 'list': {
      const item = typeof step === 'number' ? value.items[step] : undefined;
      if (item) return perhaps(valueAt(item.value, path, missing, from + 1), item.member, missing);
      return value.rest ?? absent(missing);
    }
    case 'oneOf':
      return oneOf(
        value.choices.map((choice) => valueAt(choice, path, missing, from)),
        value.origin,
      );
    case 'encoded':
      if (value.format !== 'base64') return valueAt(value.content, path, missing, from);
      return unknown({ kind: 'invalid', what: 'a string where a structure belongs' }, value.origin);
    case 'absent':
      return absent(missing);
    case 'unknown':
      return value;
    case 'reference':
    case 'text':
      return unknown({ kind: 'computed', what: 'a part of a computed value' }, value.origin);
    default:
      return unknown({ kind: 'invalid', what: 'a scalar where a structure belongs' }, value.origin);
  }
}

function perhaps(value: Value, member: true | 'unknown', missing: Origin): Value {
  return member === true ? value : oneOf([value, absent(missing)], value.origin);
}

/** One of several values: nested choices are flattened, several absent ones count once, a single one is itself. */
export function oneOf(values: readonly Value[], origin: Origin): Value {
  const choices: Value[] = [];
  let absence = false;
  const push = (value: Value): void => {
    if (value.kind === 'oneOf') value.choices.forEach(push);
    else if (value.kind !== 'absent') choices.push(value);
    else if (!absence) {
      absence = true;
      choices.push(value);
    }
  };
  values.forEach(push);
  const [only] = choices;
  if (choices.length === 1 && only) return only;
  if (choices.length === 0) return unknown({ kind: 'undecided', what: 'no possible value' }, origin);
  return { kind: 'oneOf', choices, origin };
}
