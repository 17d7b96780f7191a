import { isPublic } from '../../policy';
import type { Resource } from '../../resources';
import type { Truth, Value, Verdict } from '../../values';
import { and, common, not, or } from '../../values';
import type { Judgement, Place } from '../judging/place';
import { childPlace, descend, rootPlace } from '../judging/place';
import type { World } from '../judging/world';

const BUCKET = 'AWS::S3::Bucket';
const BLOCK = 'PublicAccessBlockConfiguration';
export const ACCOUNT_BLOCK = 'Ashlar::S3::AccountPublicAccessBlock';

/** ACLs that let everybody, or everybody with any AWS account, in. */
const PUBLIC_ACLS = new Set(['PublicRead', 'PublicReadWrite', 'AuthenticatedRead']);

/** The groups that stand for everybody, and for everybody with any AWS account. */
const PUBLIC_GROUPS = new Set([
  'http://acs.amazonaws.com/groups/global/AllUsers',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
]);

/**
 * Whether a bucket is not open to everybody: an ACL (asked of the bucket) or a policy (asked of the bucket's policy) that is public, and
 * that neither the bucket's public access block nor the account's stops. A bucket that declares no block has the one that new buckets
 * start with. A block of the account that is not declared is left out of account: one configuration seldom holds it, and a live account
 * always lists it.
 */
export function bucketNotExposed(place: Place, world: World): Judgement {
  return place.resource.type === BUCKET ? aclNotPublic(place, world) : policyNotPublic(place, world);
}

function aclNotPublic(place: Place, world: World): Judgement {
  const canned = childPlace(place, 'AccessControl');
  const grants = childPlace(place, 'Grants');
  const byGrant = grantsEverybody(grants.value);
  const byCanned = isPublicAcl(canned.value);
  const open = or(byCanned, byGrant.truth);
  if (open === false) return { truth: true, by: canned };
  const acl = byCanned !== true && byGrant.truth === true ? grants : canned;
  const { resource } = place;
  // Without ACLs at all, none can open anything.
  const disabled = ownershipEnforced(resource);
  const stopped = or(disabled, or(blocks(resource, 'IgnorePublicAcls', world), blocks(resource, 'BlockPublicAcls', world)));
  const to = acl === grants && byGrant.decidedBy ? { value: byGrant.decidedBy } : {};
  return { truth: not(and(open, not(stopped))), by: acl, detail: 'its ACL', ...to };
}

function grantsEverybody(grants: Value): Verdict {
  if (grants.kind === 'absent') return { truth: false };
  if (grants.kind !== 'list') return { truth: 'unknown' };
  let truth: Truth = grants.rest ? 'unknown' : false;
  for (const item of grants.items) {
    const uri = groupOf(item.value);
    const open: Truth = uri?.kind === 'string' ? PUBLIC_GROUPS.has(uri.value) : uri === undefined ? false : 'unknown';
    const surely = and(open, item.member);
    if (uri && surely === true) return { truth: true, decidedBy: uri };
    truth = or(truth, surely);
  }
  return { truth };
}

/** The group that a grant names, if it names one. */
function groupOf(grant: Value): Value | undefined {
  const grantee = grant.kind === 'map' ? grant.entries.get('Grantee')?.value : grant;
  const uri = grantee?.kind === 'map' ? grantee.entries.get('URI')?.value : grantee;
  return uri?.kind === 'absent' ? undefined : uri;
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
  const verdict = publicVerdict(document.value, world);
  if (verdict.truth === false) return { truth: true, by: document };
  const owner = childPlace(place, 'Bucket');
  const bucket = world.relations.target(owner.value, BUCKET);
  if (bucket === 'absent' || bucket === 'unknown') return { truth: 'unknown', by: owner };
  const stopped = or(blocks(bucket, 'RestrictPublicBuckets', world), blocks(bucket, 'BlockPublicPolicy', world));
  const truth = not(and(verdict.truth, not(stopped)));
  const by = truth === 'unknown' && stopped === 'unknown' ? rootPlace(bucket) : document;
  return { truth, by, detail: 'its policy', ...(verdict.decidedBy ? { value: verdict.decidedBy } : {}) };
}

function publicVerdict(value: Value, world: World): Verdict {
  if (value.kind === 'absent') return { truth: false };
  if (value.kind === 'oneOf') return { truth: common(value.choices.map((choice) => publicVerdict(choice, world).truth)) };
  return value.kind === 'map' || value.kind === 'encoded' ? isPublic(world.policyOf(value)) : { truth: 'unknown' };
}

/** Whether a setting of the public access block is on, for the bucket or for the whole account. */
function blocks(bucket: Resource, setting: string, world: World): Truth {
  const place = rootPlace(bucket);
  // A live bucket whose block was asked for and is not there has none, whatever new ones start with.
  const hasNone = bucket.source === 'live' && childPlace(place, BLOCK).value.kind === 'absent';
  const own = hasNone ? false : isOn(descend(place, [BLOCK, setting]), world);
  return or(own, accountBlocks(bucket, setting, world));
}

function accountBlocks(bucket: Resource, setting: string, world: World): Truth {
  const [first, ...more] = world.graph.ofType(ACCOUNT_BLOCK);
  if (!first) return bucket.source === 'live' || world.graph.mayHaveMore(ACCOUNT_BLOCK) ? 'unknown' : false;
  return more.length === 0 ? and(first.exists, isOn(childPlace(rootPlace(first), setting), world)) : 'unknown';
}

function isOn(place: Place, world: World): Truth {
  if (place.value.kind !== 'absent') return equals(place.value, 'true');
  // What a live listing leaves out was not read.
  if (place.resource.source === 'live') return 'unknown';
  const taken = world.defaultAt(place);
  return taken ? equals(taken, 'true') : false;
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
