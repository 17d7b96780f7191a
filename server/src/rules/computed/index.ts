import type { Check } from '../operators';
import { bucketNotExposed } from './bucket-exposed';
import { noEscalation } from './escalation';
import { closedToOutsiders } from './outsiders';
import { publicAccessBlockDeclared } from './public-access-block-undeclared';

/** Judges one element, as `require` would: `false` is a finding. */
export type ComputedJudge = Check;

/** By the id of the rule whose YAML says `computed: true`. */
export const computedRules: Readonly<Record<string, ComputedJudge>> = {
  'aws/iam/escalation-by-changing-permissions': noEscalation('permissions', 'credentials'),
  'aws/iam/escalation-by-passing-role': noEscalation('passing'),
  'aws/iam/escalation-by-takeover': noEscalation('takeover'),
  'aws/iam/resource-open-to-other-account': closedToOutsiders,
  'aws/iam/role-trusts-other-account': closedToOutsiders,
  'aws/s3/bucket-exposed': bucketNotExposed,
  'aws/s3/public-access-block-undeclared': publicAccessBlockDeclared,
};
