import type { UnknownReason } from '../../values';
import type { Judgement } from './place';
import { reasonOf } from './place';

/** Why a judgement could not be made, in a few plain words. */
export function explain(judged: Judgement): string {
  const { by } = judged;
  if (!by) return 'something that is not known';
  const where = by.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  // A resource is a value only where it matters whether it is there.
  if (where === '' && by.value.kind === 'map' && by.value.entries.size === 0) {
    return by.resource.exists === true ? 'depends on what else there is' : `depends on whether ${by.resource.address} is there`;
  }
  return (where === '' ? '' : `${where.slice(1)}: `) + describeReason(reasonOf(by.value));
}

export function describeReason(reason: UnknownReason): string {
  switch (reason.kind) {
    case 'unset':
      return `${reason.name} has no value here`;
    case 'computed':
      return `${reason.what} is known only after deployment`;
    case 'not-mapped':
      return `${reason.path} is not read from this kind of source yet`;
    case 'not-collected':
      return `${reason.path} was not read from the account`;
    case 'not-loaded':
      return `${reason.what} is not loaded`;
    case 'no-such':
      return `there is no ${reason.what}`;
    case 'syntax':
      return 'the code cannot be read yet';
    case 'unsupported':
      return `${reason.what} is not supported`;
    case 'invalid':
      return `not valid: ${reason.what}`;
    case 'limit':
      return `too large: ${reason.what}`;
    case 'cycle':
      return `refers to itself: ${reason.what}`;
    case 'denied':
      return `access was denied: ${reason.what}`;
    case 'undecided':
      return `depends on ${reason.what}`;
  }
}
