import { isPublic, readPolicy } from '../../policy';
import type { Resource } from '../../resources';
import type { Truth, Value, Verdict } from '../../values';
import { and, common, not, or } from '../../values';
import type { Judgement, Place } from '../judging/place';
import { childPlace, rootPlace } from '../judging/place';
import type { World } from '../judging/world';

const BUCKET = 'AWS::S3::Bucket';
const ACCOUNT_BLOCK = 'Ashlar::S3::AccountPublicAccessBlock';

/** ACLs that let everybody, or everybody with any AWS account, in. */
const PUBLIC_ACLS = new Set(['PublicRead', 'PublicReadWrite', 'AuthenticatedRead']);

/**
 * Whether a bucket is not open to everybody: an ACL (asked of the bucket) or a policy (asked of the bucket's policy) that is public, and
 * that neither the bucket's public access block nor the account's stops. A block of the account that is not declared is left out of
 * account: one configuration seldom holds it, and a live account always lists it.
 */
export function bucketNotExposed(place: Place, world: World): Judgement {
  return place.resource.type === BUCKET ? aclNotPublic(place, world) : policyNotPublic(place, world);
}

function aclNotPublic(place: Place, world: World): Judgement {
  const acl = childPlace(place, 'AccessControl');
  const open = isPublicAcl(acl.value);
  if (open === false) return { truth: true, by: acl };
  const { resource } = place;
  // Without ACLs at all, none can open anything.
  const disabled = ownershipEnforced(resource);
  const stopped = or(disabled, or(blocks(resource, 'IgnorePublicAcls', world), blocks(resource, 'BlockPublicAcls', world)));
  return { truth: not(and(open, not(stopped))), by: acl, detail: 'its ACL' };
}

function isPublicAcl(value: Value): Truth {
  switch (value.kind) {
    case 'string':
      return PUBLIC_ACLS.has(value.value);
    case 'absent':
      return false;
    case 'oneOf':
      return common(value.choices.map(isPublicAcl));
    default:
      return 'unknown';
  }
}

function ownershipEnforced(bucket: Resource): Truth {
  return equals(bucket.get(['OwnershipControls', 'Rules', 0, 'ObjectOwnership']), 'BucketOwnerEnforced');
}

function policyNotPublic(place: Place, world: World): Judgement {
  const document = childPlace(place, 'PolicyDocument');
  const verdict = publicVerdict(document.value);
  if (verdict.truth === false) return { truth: true, by: document };
  const owner = childPlace(place, 'Bucket');
  const bucket = world.relations.target(owner.value, BUCKET);
  if (bucket === 'absent' || bucket === 'unknown') return { truth: 'unknown', by: owner };
  const stopped = or(blocks(bucket, 'RestrictPublicBuckets', world), blocks(bucket, 'BlockPublicPolicy', world));
  const truth = not(and(verdict.truth, not(stopped)));
  const by = truth === 'unknown' && stopped === 'unknown' ? rootPlace(bucket) : document;
  return { truth, by, detail: 'its policy', ...(verdict.decidedBy ? { value: verdict.decidedBy } : {}) };
}

function publicVerdict(value: Value): Verdict {
  if (value.kind === 'absent') return { truth: false };
  if (value.kind === 'oneOf') return { truth: common(value.choices.map((choice) => publicVerdict(choice).truth)) };
  return value.kind === 'map' || value.kind === 'encoded' ? isPublic(readPolicy(value)) : { truth: 'unknown' };
}

/** Whether a setting of the public access block is on, for the bucket or for the whole account. */
function blocks(bucket: Resource, setting: string, world: World): Truth {
  return or(isOn(bucket, ['PublicAccessBlockConfiguration', setting]), accountBlocks(bucket, setting, world));
}

function accountBlocks(bucket: Resource, setting: string, world: World): Truth {
  const [first, ...more] = world.graph.ofType(ACCOUNT_BLOCK);
  if (!first) return bucket.source === 'live' || world.graph.mayHaveMore(ACCOUNT_BLOCK) ? 'unknown' : false;
  return more.length === 0 ? and(first.exists, isOn(first, [setting])) : 'unknown';
}

function isOn(resource: Resource, path: readonly string[]): Truth {
  const value = resource.get(path);
  if (value.kind === 'absent') return resource.source === 'live' ? 'unknown' : false;
  return equals(value, 'true');
}

function equals(value: Value, text: string): Truth {
  switch (value.kind) {
    case 'string':
    case 'bool':
      return String(value.value) === text;
    case 'absent':
      return false;
    case 'oneOf':
      return common(value.choices.map((choice) => equals(choice, text)));
    default:
      return 'unknown';
  }
}
