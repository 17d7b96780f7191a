import type { Attribute } from '../../../syntax/hcl/ast';
import type { Value } from '../../../values';

/** Values for the variables of a module. */
export interface Given {
  /** The value of a variable; undefined where none is given. */
  get(name: string): Value | undefined;
  all(): ReadonlyMap<string, Value>;
}

/** What a call hands to its module: each argument evaluated when it is first asked for. */
export class Inputs implements Given {
  private readonly values = new Map<string, Value>();
  private readonly open: Map<string, Attribute>;

  /** @param evaluate reads an argument in the caller */
  constructor(
    given: readonly Attribute[],
    private evaluate: ((argument: Attribute) => Value) | undefined,
  ) {
    this.open = new Map(given.map((argument) => [argument.name, argument]));
  }

  get(name: string): Value | undefined {
    const known = this.values.get(name);
    const argument = this.open.get(name);
    if (known || !argument || !this.evaluate) return known;
    const value = this.evaluate(argument);
    this.values.set(name, value);
    return value;
  }

  /** Evaluates all arguments and lets go of the caller. */
  all(): ReadonlyMap<string, Value> {
    for (const name of this.open.keys()) this.get(name);
    this.evaluate = undefined;
    return this.values;
  }
}

/** Whether a value holds a whole resource: what is read of it then depends on more than the value. */
export function holdsResource(value: Value): boolean {
  return some(value, (part) => part.kind === 'reference' && part.attribute === '');
}

/** The addresses of everything that a value refers to. */
export function addressesIn(value: Value, found: Set<string>): void {
  some(value, (part) => {
    if (part.from) found.add(part.from.address);
    if (part.kind === 'reference') found.add(part.address);
    return false;
  });
}

function some(value: Value, holds: (value: Value) => boolean): boolean {
  if (holds(value)) return true;
  switch (value.kind) {
    case 'list':
      return value.items.some((item) => some(item.value, holds));
    case 'map':
      for (const entry of value.entries.values()) if (some(entry.value, holds)) return true;
      return false;
    case 'text':
      return value.parts.some((part) => typeof part !== 'string' && some(part, holds));
    case 'encoded':
      return some(value.content, holds);
    case 'oneOf':
      return value.choices.some((choice) => some(choice, holds));
    default:
      return false;
  }
}

/** Whether two sets of arguments are the same, places included. */
export function sameInputs(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (!other || !same(value, other)) return false;
  }
  return true;
}

/** Whether two values are the same, places included. */
export function sameValue(a: Value, b: Value): boolean {
  return same(a, b);
}

/** Deep equality of values, which are plain data and maps. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map || b instanceof Map) {
    if (!(a instanceof Map && b instanceof Map) || a.size !== b.size) return false;
    // The order of the entries is that of the text, and shows in what loops make.
    const others = b.entries();
    for (const [key, value] of a) {
      const other = others.next().value as [unknown, unknown] | undefined;
      if (!other || other[0] !== key || !same(value, other[1])) return false;
    }
    return true;
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}
