import type { ListValue, Origin, Value } from '../../../values';
import type { Evaluating } from '../context';
import { convert, invalid, isInvalid, knownText } from '../convert';
import type { Rounded } from '../numbers';
import { fromRounded, rounded } from '../operators';
import { unknownFrom } from '../partial';
import { normalised } from '../unicode';

export interface FunctionImplementation {
  /** How many arguments it takes at least and at most. */
  readonly least: number;
  readonly most: number;
  /** Arguments are never `oneOf`, whole resources or invalid. */
  readonly call: (args: readonly Value[], origin: Origin, evaluating: Evaluating) => Value;
  /** For a last argument that is expanded but not wholly known; without it the call is unknown. */
  readonly expanding?: (args: readonly Value[], open: ListValue, origin: Origin) => Value;
  /** The result is not sensitive though an argument is. */
  readonly drops?: true;
  /** An argument that Terraform refuses inside of a collection leaves the rest usable. */
  readonly keepsInvalid?: true;
}

export type FunctionTable = Readonly<Record<string, FunctionImplementation>>;

export interface KindOf {
  string: string;
  number: Rounded;
  bool: boolean;
}
type Kind = keyof KindOf;

/** What a strict function gives: a scalar, a value of its own, or undefined where Terraform would refuse the arguments. */
export type Result = string | Rounded | boolean | Value | undefined;

/**
 * A function of scalars only: it is called where all of them are known. With `rest`, further arguments have that kind;
 * with `optional`, that many of the last parameters may be left out.
 */
export function strict<const P extends readonly Kind[], const R extends Kind = never>(
  parameters: P,
  body: (args: { [I in keyof P]: KindOf[P[I]] }, rest: readonly KindOf[R][], origin: Origin, evaluating: Evaluating) => Result,
  options: { readonly rest?: R; readonly optional?: number } = {},
): FunctionImplementation {
  const least = parameters.length - (options.optional ?? 0);
  return {
    least,
    most: options.rest ? Number.POSITIVE_INFINITY : parameters.length,
    call: (args, origin, evaluating) => {
      const known: unknown[] = [];
      let open: Value | undefined;
      for (const [i, arg] of args.entries()) {
        const kind = parameters[i] ?? options.rest ?? 'string';
        const scalar = scalarOf(arg, kind, origin);
        if (scalar.kind === 'refused') return scalar.value;
        if (scalar.kind === 'open') open ??= scalar.value;
        else known.push(scalar.value);
      }
      if (open) return unknownFrom(open, origin);
      const fixed = known.slice(0, parameters.length) as unknown as { [I in keyof P]: KindOf[P[I]] };
      return fromResult(body(fixed, known.slice(parameters.length) as KindOf[R][], origin, evaluating), origin);
    },
  };
}

type Scalar =
  | { readonly kind: 'known'; readonly value: string | Rounded | boolean }
  | { readonly kind: 'open'; readonly value: Value }
  | { readonly kind: 'refused'; readonly value: Value };

/** An argument as the scalar that a parameter asks for. Null is refused. */
export function scalarOf(arg: Value, kind: Kind, origin: Origin): Scalar {
  const value = convert(arg, kind);
  if (isInvalid(value) || value.kind === 'absent') return { kind: 'refused', value: invalid(`a ${kind} is needed`, origin) };
  if (value.kind === 'string' || value.kind === 'bool') return { kind: 'known', value: value.value };
  if (value.kind === 'number') return { kind: 'known', value: rounded(value) };
  if (value.kind === 'encoded') {
    const text = knownText(value);
    if (text !== undefined) return { kind: 'known', value: text };
  }
  return { kind: 'open', value };
}

export function fromResult(result: Result, origin: Origin): Value {
  if (result === undefined) return invalid('the arguments do not fit', origin);
  if (typeof result === 'string') return { kind: 'string', value: normalised(result), origin };
  if (typeof result === 'boolean') return { kind: 'bool', value: result, origin };
  return 'approximate' in result && !('kind' in result) ? fromRounded(result, origin) : (result as Value);
}

export function exact(value: number): Rounded {
  return { value, approximate: false };
}
