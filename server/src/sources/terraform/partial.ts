import type { Origin, UnknownReason, UnknownValue, Value } from '../../values';
import { unknown } from '../../values';
import { isInvalid } from './convert';

/** More possibilities than this are not told apart. */
const mostChoices = 16;

/** One of several values; fewer where they are the same known scalar. Nested possibilities are laid flat. */
export function oneOf(choices: readonly Value[], origin: Origin): Value {
  const flat: Value[] = [];
  for (const choice of choices) {
    for (const value of choice.kind === 'oneOf' ? choice.choices : [choice]) {
      if (!flat.some((other) => sameScalar(other, value))) flat.push(value);
    }
  }
  const [first] = flat;
  if (!first || flat.length > mostChoices) return unknown({ kind: 'undecided', what: 'too many possibilities' }, origin);
  const sensitive = choices.some((choice) => choice.sensitive) ? { sensitive: true as const } : {};
  if (flat.length === 1) return { ...first, ...sensitive };
  return { kind: 'oneOf', choices: flat, origin, ...sensitive };
}

function sameScalar(a: Value, b: Value): boolean {
  if (a.kind === 'absent' && b.kind === 'absent') return true;
  if (a.kind === 'string' || a.kind === 'bool' || a.kind === 'number') return a.kind === b.kind && a.value === b.value;
  return false;
}

/**
 * Applies an operation to every combination of possibilities, so that it never sees a `oneOf` itself. Possibilities that hang
 * together are taken as independent: the result may hold more than can be, never less.
 */
export function distribute(args: readonly Value[], origin: Origin, operation: (args: readonly Value[]) => Value): Value {
  let combinations = 1;
  for (const arg of args) if (arg.kind === 'oneOf') combinations *= arg.choices.length;
  if (combinations === 1 && !args.some((arg) => arg.kind === 'oneOf')) return operation(args);
  if (combinations > mostChoices) {
    return operation(
      args.map((arg) =>
        arg.kind === 'oneOf' ? unknown({ kind: 'undecided', what: 'too many possibilities' }, arg.origin) : arg,
      ),
    );
  }
  let rows: (readonly Value[])[] = [[]];
  for (const arg of args) {
    const choices = arg.kind === 'oneOf' ? arg.choices : [arg];
    rows = rows.flatMap((row) => choices.map((choice) => [...row, mark(choice, arg)]));
  }
  return oneOf(rows.map(operation), origin);
}

function mark(choice: Value, whole: Value): Value {
  return whole.sensitive && !choice.sensitive ? { ...choice, sensitive: true } : choice;
}

/** The value with the mark of what it was made from. */
export function markedBy(value: Value, sources: readonly Value[]): Value {
  return !value.sensitive && sources.some((source) => source.sensitive) ? { ...value, sensitive: true } : value;
}

/** What stands for the items, entries or text of a value that is not known. */
export function unknownFrom(value: Value, origin: Origin): UnknownValue {
  return { kind: 'unknown', reason: reasonOf(value), origin };
}

/** Why a value is not known, or holds something that is not. */
export function reasonOf(value: Value): UnknownReason {
  switch (value.kind) {
    case 'unknown':
      return value.reason;
    case 'reference':
      return { kind: 'computed', what: value.attribute ? `${value.address}.${value.attribute}` : value.address };
    case 'oneOf':
      return { kind: 'undecided', what: 'a condition' };
    case 'text':
      for (const part of value.parts) if (typeof part !== 'string') return reasonOf(part);
      break;
    case 'list':
      if (value.rest) return value.rest.reason;
      for (const item of value.items) {
        if (item.member !== true) return { kind: 'undecided', what: 'a condition' };
        const reason = partReason(item.value);
        if (reason) return reason;
      }
      break;
    case 'map':
      if (value.rest) return value.rest.reason;
      for (const entry of value.entries.values()) {
        if (entry.member !== true) return { kind: 'undecided', what: 'a condition' };
        const reason = partReason(entry.value);
        if (reason) return reason;
      }
      break;
    case 'encoded':
      return reasonOf(value.content);
  }
  return { kind: 'computed', what: 'a value' };
}

function partReason(value: Value): UnknownReason | undefined {
  switch (value.kind) {
    case 'number':
      return value.approximate ? { kind: 'limit', what: 'digits of a number' } : undefined;
    case 'string':
    case 'bool':
    case 'absent':
      return undefined;
    case 'list':
    case 'map':
    case 'encoded': {
      const reason = reasonOf(value);
      return reason.kind === 'computed' && reason.what === 'a value' ? undefined : reason;
    }
    default:
      return reasonOf(value);
  }
}

/** The first thing in the value, however deep, that Terraform would refuse. */
export function findInvalid(value: Value): UnknownValue | undefined {
  switch (value.kind) {
    case 'unknown':
      return isInvalid(value) ? value : undefined;
    case 'list':
      for (const item of value.items) {
        const found = findInvalid(item.value);
        if (found) return found;
      }
      return undefined;
    case 'map':
      for (const entry of value.entries.values()) {
        const found = findInvalid(entry.value);
        if (found) return found;
      }
      return undefined;
    case 'text':
      for (const part of value.parts) {
        const found = typeof part === 'string' ? undefined : findInvalid(part);
        if (found) return found;
      }
      return undefined;
    case 'encoded':
      return findInvalid(value.content);
    case 'oneOf':
      // Which of them it is, is not known: only if all are refused, it is.
      return value.choices.every((choice) => findInvalid(choice)) ? findInvalid(value.choices[0] ?? value) : undefined;
    default:
      return undefined;
  }
}
