import { Catalogue } from '../../server/src/policy';
import { compactIam } from '../../server/tools/iam-data';
import { ROOT } from '../rules/engine';

/** The catalogue of the installed data, compacted as the build does it. */
export async function catalogueFromSources(): Promise<Catalogue> {
  return new Catalogue(await compactIam(ROOT));
}
