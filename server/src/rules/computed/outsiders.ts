import { letsOutsidersIn } from '../../policy';
import type { Truth, Value } from '../../values';
import { common, not } from '../../values';
import type { Judgement, Place } from '../judging/place';
import type { World } from '../judging/world';

const PROVIDER = 'Ashlar::Terraform::Provider';

/** Whether a policy surely lets no other account in under no condition. The element is the policy document. */
export function closedToOutsiders(place: Place, world: World): Judgement {
  return judge(place, place.value, world, ownAccount(world));
}

function judge(place: Place, value: Value, world: World, account: string | undefined): Judgement {
  switch (value.kind) {
    case 'absent':
      return { truth: true, by: place };
    case 'oneOf':
      return { truth: common(value.choices.map((choice) => judge(place, choice, world, account).truth)), by: place };
    case 'map':
    case 'encoded': {
      const { truth, decidedBy } = letsOutsidersIn(world.policyOf(value), account);
      return { truth: not(truth), by: place, ...(decidedBy ? { value: decidedBy } : {}) };
    }
    default:
      return { truth: 'unknown', by: place };
  }
}

/**
 * The account that a Terraform configuration is for, where each of its AWS providers says the same one: by `allowed_account_ids`, or by
 * the role that it assumes. Sources: https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids-1
 */
function ownAccount(world: World): string | undefined {
  const providers = world.graph.ofType(PROVIDER).filter((provider) => isText(provider.get(['Name']), 'aws') !== false);
  const accounts = new Set(
    providers.map((provider) => (provider.exists === true ? accountOf(provider.get(['Arguments'])) : undefined)),
  );
  const [account, ...more] = accounts;
  return more.length === 0 ? account : undefined;
}

function accountOf(given: Value): string | undefined {
  if (given.kind !== 'map') return undefined;
  const allowed = given.entries.get('allowed_account_ids')?.value;
  if (allowed?.kind === 'list' && !allowed.rest && allowed.items.length === 1) {
    const [only] = allowed.items;
    if (only?.member === true && only.value.kind === 'string' && /^\d{12}$/.test(only.value.value)) return only.value.value;
  }
  const assumed = given.entries.get('assume_role')?.value;
  const block = assumed?.kind === 'list' ? (assumed.items.length === 1 ? assumed.items[0]?.value : undefined) : assumed;
  const role = block?.kind === 'map' ? block.entries.get('role_arn')?.value : undefined;
  return role?.kind === 'string' ? /^arn:[^:]*:iam::(\d{12}):role\//.exec(role.value)?.[1] : undefined;
}

function isText(value: Value, text: string): Truth {
  return value.kind === 'string' ? value.value === text : 'unknown';
}
