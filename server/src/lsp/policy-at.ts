import type { IamDescriptions } from '../features/iam/descriptions';
import { type PolicyPlace, policyPlaceAt } from '../features/iam/place';
import type { Catalogue } from '../policy';
import type { Session } from './session';

export interface PolicyAt {
  readonly place: PolicyPlace;
  readonly catalogue: Catalogue;
  readonly descriptions: IamDescriptions | undefined;
}

/**
 * The part of a policy at an offset, with all that is known of AWS's actions, which is read first where it was not. Undefined where no policy
 * stands, and where the text has changed meanwhile.
 */
export async function policyAt(session: Session, uri: string, offset: number): Promise<PolicyAt | undefined> {
  const asked = session.document(uri);
  const place = asked && policyPlaceAt(asked.text, session.analysis.report(uri).kind, offset);
  if (!place) return undefined;
  const [catalogue, descriptions] = await Promise.all([session.reference.whenRead(), session.reference.descriptions()]);
  if (!catalogue || session.document(uri)?.version !== asked.version) return undefined;
  return { place, catalogue, descriptions };
}
