import type { Judgement, Place } from '../judging/place';
import { childPlace } from '../judging/place';
import type { World } from '../judging/world';
import { existence } from '../operators/structure';
import { ACCOUNT_BLOCK } from './bucket-exposed';

/**
 * Whether a public access block is declared for a bucket, or in the same configuration for its account. An account's block that is
 * declared elsewhere is left out of account, as it does not restore what somebody takes off this bucket.
 */
export function publicAccessBlockDeclared(place: Place, world: World): Judgement {
  const block = childPlace(place, 'PublicAccessBlockConfiguration');
  // What a live listing leaves out was not read.
  if (place.resource.source === 'live' && block.value.kind === 'absent') return { truth: 'unknown', by: block };
  const written = existence(block.value);
  if (written === true) return { truth: true, by: block };
  const accounts = world.graph.ofType(ACCOUNT_BLOCK);
  if (accounts.some((one) => one.exists === true)) return { truth: true, by: block };
  const undecided = accounts.length > 0 || world.graph.mayHaveMore(ACCOUNT_BLOCK);
  return { truth: undecided ? 'unknown' : written, by: block };
}
