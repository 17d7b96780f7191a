import { type ListValue, type Origin, unknown, type Value } from '../../../values';
import type { Evaluating } from '../context';
import { invalid } from '../convert';
import { distribute, findInvalid, markedBy } from '../partial';
import { collectionFunctions } from './collection';
import { conversionFunctions } from './conversion';
import { encodingFunctions } from './encoding';
import { hashFunctions } from './hash';
import { mapFunctions } from './map';
import type { FunctionTable } from './model';
import { networkFunctions } from './network';
import { numberFunctions } from './number';
import { setFunctions } from './set';
import { stringFunctions } from './string';

/** Every function that is evaluated; all others give unknown. One topic a file. */
const table: FunctionTable = {
  ...collectionFunctions,
  ...conversionFunctions,
  ...encodingFunctions,
  ...hashFunctions,
  ...mapFunctions,
  ...networkFunctions,
  ...numberFunctions,
  ...setFunctions,
  ...stringFunctions,
};

export const functionNames: readonly string[] = Object.keys(table);

/** @param open a last argument that is expanded (`f(list...)`) but may hold more than is known. */
export function callFunction(
  name: string,
  args: readonly Value[],
  origin: Origin,
  evaluating: Evaluating,
  open?: ListValue,
): Value {
  const plain = name.startsWith('core::') ? name.slice(6) : name;
  const implementation = Object.hasOwn(table, plain) ? table[plain] : undefined;
  if (!implementation) return unknown({ kind: 'unsupported', what: name }, origin);
  // A whole resource is a collection only through its instances.
  const values = args.map((arg) =>
    arg.kind === 'reference' && arg.attribute === '' ? evaluating.names.instances(arg, origin) : arg,
  );
  if (!implementation.keepsInvalid) {
    for (const arg of values) {
      const refused = findInvalid(arg);
      if (refused) return unknown(refused.reason, origin);
    }
  }
  if (open)
    return (
      implementation.expanding?.(values, open, origin) ?? unknown({ kind: 'undecided', what: 'the arguments of a call' }, origin)
    );
  if (values.length < implementation.least || values.length > implementation.most) {
    return invalid(`${name} takes other arguments`, origin);
  }
  const result = distribute(values, origin, (row) => implementation.call(row, origin, evaluating));
  return implementation.drops ? result : markedBy(result, values);
}
