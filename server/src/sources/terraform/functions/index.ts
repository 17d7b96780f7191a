import { holdsSensitive, type ListValue, type Origin, type UnknownReason, unknown, type Value } from '../../../values';
import type { Evaluating } from '../context';
import { invalid } from '../convert';
import { distribute, findInvalid, markedBy } from '../partial';
import { collectionFunctions } from './collection';
import { conversionFunctions } from './conversion';
import { csvFunctions } from './csv';
import { encodingFunctions } from './encoding';
import { fileFunctions } from './file';
import { hashFunctions } from './hash';
import { mapFunctions } from './map';
import type { FunctionTable } from './model';
import { networkFunctions } from './network';
import { numberFunctions } from './number';
import { opaqueFunctions } from './opaque';
import { setFunctions } from './set';
import { stringFunctions } from './string';
import { timeFunctions } from './time';

/** Every function that is evaluated; all others give unknown. One topic a file. */
const table: FunctionTable = {
  ...collectionFunctions,
  ...conversionFunctions,
  ...csvFunctions,
  ...encodingFunctions,
  ...fileFunctions,
  ...hashFunctions,
  ...mapFunctions,
  ...networkFunctions,
  ...numberFunctions,
  ...opaqueFunctions,
  ...setFunctions,
  ...stringFunctions,
  ...timeFunctions,
};

/** What is sensitive inside of their arguments stays where it is in the result, or is not in it. */
const keepsMarks: ReadonlySet<string> = new Set([
  ...[
    'length',
    'keys',
    'values',
    'merge',
    'lookup',
    'concat',
    'element',
    'flatten',
    'slice',
    'reverse',
    'zipmap',
    'tolist',
    'tomap',
  ],
]);

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
  if (!implementation) return unknown(reasonOfUnknown(name), origin);
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
  if (implementation.drops) return result;
  if (keepsMarks.has(plain) || result.sensitive) return markedBy(result, values);
  return values.some(holdsSensitive) ? { ...result, sensitive: true } : result;
}

/** Functions of providers are theirs; any other name is none of Terraform's today. */
function reasonOfUnknown(name: string): UnknownReason {
  return {
    kind: 'unsupported',
    what: name.startsWith('provider::') ? `the provider's function ${name}` : `the function ${name}`,
  };
}
