import type { IpPermission, NetworkAcl, NetworkAclEntry, SecurityGroup } from '@aws-sdk/client-ec2';
import type { LiveItem } from '../../../sources/live';
import type { Context } from '../../engine/context';
import { nameTag } from '../shape';

const GROUP = 'AWS::EC2::SecurityGroup';
const DEFAULT_GROUP = 'Ashlar::EC2::DefaultSecurityGroup';
const ACL = 'AWS::EC2::NetworkAcl';
const ENTRY = 'AWS::EC2::NetworkAclEntry';
const DEFAULT_ACL = 'Ashlar::EC2::DefaultNetworkAcl';

export const GROUP_TYPES: readonly string[] = [GROUP, DEFAULT_GROUP];
export const ACL_TYPES: readonly string[] = [ACL, ENTRY, DEFAULT_ACL];

/** A security group, with one rule for each range, group and list. */
export function groupItem(context: Context, one: SecurityGroup): readonly LiveItem[] {
  const { GroupId } = one;
  if (GroupId === undefined || (one.OwnerId !== undefined && one.OwnerId !== context.account)) return [];
  const rules = {
    VpcId: one.VpcId,
    SecurityGroupIngress: rulesOf(one.IpPermissions, 'Source'),
    SecurityGroupEgress: rulesOf(one.IpPermissionsEgress, 'Destination'),
    Tags: nameTag(one.Tags),
  };
  const aliases = [context.arn('ec2', `security-group/${GroupId}`)];
  if (one.GroupName === 'default') return [context.item(DEFAULT_GROUP, GroupId, rules, aliases)];
  return [context.item(GROUP, GroupId, { GroupName: one.GroupName, ...rules }, aliases)];
}

function rulesOf(permissions: readonly IpPermission[] | undefined, side: 'Source' | 'Destination'): readonly object[] {
  return (permissions ?? []).flatMap((one) => {
    const ports = { IpProtocol: one.IpProtocol, FromPort: one.FromPort, ToPort: one.ToPort };
    return [
      ...(one.IpRanges ?? []).map(({ CidrIp }) => ({ ...ports, CidrIp })),
      ...(one.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => ({ ...ports, CidrIpv6 })),
      ...(one.UserIdGroupPairs ?? []).map(({ GroupId }) => ({ ...ports, [`${side}SecurityGroupId`]: GroupId })),
      ...(one.PrefixListIds ?? []).map(({ PrefixListId }) => ({ ...ports, [`${side}PrefixListId`]: PrefixListId })),
    ];
  });
}

/** Every ACL ends in this one, which denies the rest. */
const LAST = 32_767;

/** An ACL and its entries. The default one that nobody changed allows everything, as AWS makes it: it has no entries of anybody's. */
export function aclItems(context: Context, one: NetworkAcl): readonly LiveItem[] {
  const { NetworkAclId } = one;
  if (NetworkAclId === undefined || (one.OwnerId !== undefined && one.OwnerId !== context.account)) return [];
  const entries = (one.Entries ?? []).filter(({ RuleNumber }) => RuleNumber !== undefined && RuleNumber < LAST);
  const aliases = [context.arn('ec2', `network-acl/${NetworkAclId}`)];
  if (one.IsDefault && entries.every(isStock)) {
    const subnets = (one.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
    return [context.item(DEFAULT_ACL, NetworkAclId, { SubnetIds: subnets, Tags: nameTag(one.Tags) }, aliases)];
  }
  return [
    context.item(ACL, NetworkAclId, { VpcId: one.VpcId, Tags: nameTag(one.Tags) }, aliases),
    ...entries.map((entry) => aclEntry(context, NetworkAclId, entry)),
  ];
}

/** The entries that every default ACL comes with. https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html */
function isStock({ RuleNumber, RuleAction, Protocol }: NetworkAclEntry): boolean {
  return (RuleNumber === 100 || RuleNumber === 101) && RuleAction === 'allow' && Protocol === '-1';
}

function aclEntry(context: Context, acl: string, entry: NetworkAclEntry): LiveItem {
  const way = entry.Egress ? 'egress' : 'ingress';
  return context.item(ENTRY, `${acl}/${way}/${entry.RuleNumber}`, {
    NetworkAclId: acl,
    RuleNumber: entry.RuleNumber,
    Protocol: Number(entry.Protocol),
    RuleAction: entry.RuleAction,
    Egress: entry.Egress ?? false,
    CidrBlock: entry.CidrBlock,
    Ipv6CidrBlock: entry.Ipv6CidrBlock,
    PortRange: entry.PortRange && { From: entry.PortRange.From, To: entry.PortRange.To },
  });
}
