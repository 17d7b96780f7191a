import { type UnknownReason, unknown } from '../../../values';
import type { FunctionImplementation, FunctionTable } from './model';
import { strict } from './model';

/** Functions whose result is not told, each with its reason. */
export const reasons: Readonly<Record<string, UnknownReason>> = {
  timestamp: { kind: 'computed', what: 'timestamp()' },
  plantimestamp: { kind: 'computed', what: 'plantimestamp()' },
  uuid: { kind: 'computed', what: 'uuid()' },
  bcrypt: { kind: 'computed', what: 'the salt of bcrypt' },
  rsadecrypt: { kind: 'unsupported', what: 'rsadecrypt' },
  base64gzip: { kind: 'unsupported', what: 'base64gzip, whose bytes depend on the compressor,' },
};

function opaque(name: string, implementation: FunctionImplementation): FunctionImplementation {
  const reason = reasons[name] ?? { kind: 'unsupported', what: name };
  return {
    ...implementation,
    call: (args, origin, evaluating) => {
      const result = implementation.call(args, origin, evaluating);
      return result.kind === 'bool' ? unknown(reason, origin) : result;
    },
  };
}

/** What Terraform would refuse is refused; all else is not told. */
export const opaqueFunctions: FunctionTable = {
  timestamp: opaque(
    'timestamp',
    strict([], () => true),
  ),
  plantimestamp: opaque(
    'plantimestamp',
    strict([], () => true),
  ),
  uuid: opaque(
    'uuid',
    strict([], () => true),
  ),
  bcrypt: opaque(
    'bcrypt',
    strict(['string'], (_args, costs) => (costs.length > 1 ? undefined : true), { rest: 'number' }),
  ),
  rsadecrypt: opaque(
    'rsadecrypt',
    strict(['string', 'string'], () => true),
  ),
  base64gzip: opaque(
    'base64gzip',
    strict(['string'], () => true),
  ),
};
