import type { FlowLog, Subnet, Vpc, VpcEndpoint } from '@aws-sdk/client-ec2';
import {
  DescribeFlowLogsCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '../../commands';
import type { Collector, Context } from '../../engine/context';
import { nameTag, policyOf } from '../shape';
import { ACL_TYPES, aclItems, GROUP_TYPES, groupItem } from './firewalls';

const VPC = 'AWS::EC2::VPC';
const DEFAULT_VPC = 'Ashlar::EC2::DefaultVPC';
const SUBNET = 'AWS::EC2::Subnet';
const FLOW_LOG = 'AWS::EC2::FlowLog';
const ENDPOINT = 'AWS::EC2::VPCEndpoint';

/**
 * Networks and their firewalls. Every region comes with a default VPC; where nothing is in it, its parts are left out, since they open
 * nothing to anybody.
 */
export const networks: Collector = {
  name: 'ec2',
  scope: 'regional',
  calls: [
    'ec2:DescribeVpcs',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeNetworkAcls',
    'ec2:DescribeFlowLogs',
    'ec2:DescribeVpcEndpoints',
  ],
  types: [VPC, DEFAULT_VPC, SUBNET, FLOW_LOG, ENDPOINT, ...GROUP_TYPES, ...ACL_TYPES],
  async collect(context) {
    const used = await listVpcs(context);
    const isOfUsed = ({ VpcId }: { readonly VpcId?: string | undefined }) => VpcId === undefined || used.has(VpcId);
    await Promise.all([
      listSubnets(context, isOfUsed),
      listGroups(context, isOfUsed),
      listAcls(context, isOfUsed),
      listFlowLogs(context),
      listEndpoints(context),
    ]);
  },
};

type Filter = (one: { readonly VpcId?: string | undefined }) => boolean;

/** What is judged only where it is known that the VPC is in use. */
const OF_USED = [VPC, DEFAULT_VPC, SUBNET, ...GROUP_TYPES, ...ACL_TYPES];

/** @returns the VPCs whose parts count: all but default ones that nothing is in, or of which nobody may tell */
async function listVpcs(context: Context): Promise<ReadonlySet<string>> {
  const { items } = await context.list('ec2:DescribeVpcs', OF_USED, async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(new DescribeVpcsCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }), http);
    return { items: answer.Vpcs, next: answer.NextToken };
  });
  const used = new Set<string>();
  for (const one of items) {
    if (one.VpcId === undefined) continue;
    const isOwn = one.OwnerId === undefined || one.OwnerId === context.account;
    const inUse = isOwn && one.IsDefault ? await isInUse(context, one.VpcId) : true;
    if (inUse) used.add(one.VpcId);
    // One that a neighbour shares is its owner's business.
    if (!isOwn) continue;
    if (inUse) context.emit([vpc(context, one, one.VpcId)]);
    if (!one.IsDefault) continue;
    const known = inUse === undefined ? {} : { InUse: inUse };
    context.emit([context.item(DEFAULT_VPC, `${one.VpcId}#default`, { ...known, Tags: nameTag(one.Tags) })]);
  }
  return used;
}

/** Whatever talks in a VPC has a network interface there. Undefined where that could not be asked. */
async function isInUse(context: Context, id: string): Promise<boolean | undefined> {
  const asked = await context.ask(
    'ec2:DescribeNetworkInterfaces',
    ({ ec2 }, http) =>
      ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5, Filters: [{ Name: 'vpc-id', Values: [id] }] }), http),
    { types: OF_USED },
  );
  return 'value' in asked ? (asked.value.NetworkInterfaces ?? []).length > 0 : undefined;
}

function vpc(context: Context, one: Vpc, id: string) {
  const properties = { CidrBlock: one.CidrBlock, InstanceTenancy: one.InstanceTenancy, Tags: nameTag(one.Tags) };
  return context.item(VPC, id, properties, [context.arn('ec2', `vpc/${id}`)]);
}

async function listSubnets(context: Context, isOfUsed: Filter): Promise<void> {
  await context.list('ec2:DescribeSubnets', [SUBNET], async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(new DescribeSubnetsCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }), http);
    const items = answer.Subnets ?? [];
    const own = items.filter((one) => isOfUsed(one) && (one.OwnerId === undefined || one.OwnerId === context.account));
    context.emit(own.flatMap((one) => subnet(context, one)));
    return { items, next: answer.NextToken };
  });
}

function subnet(context: Context, one: Subnet) {
  if (one.SubnetId === undefined) return [];
  const properties = {
    VpcId: one.VpcId,
    CidrBlock: one.CidrBlock,
    AvailabilityZone: one.AvailabilityZone,
    MapPublicIpOnLaunch: one.MapPublicIpOnLaunch ?? false,
    AssignIpv6AddressOnCreation: one.AssignIpv6AddressOnCreation ?? false,
    Tags: nameTag(one.Tags),
  };
  return [context.item('AWS::EC2::Subnet', one.SubnetId, properties, [context.arn('ec2', `subnet/${one.SubnetId}`)])];
}

async function listGroups(context: Context, isOfUsed: Filter): Promise<void> {
  await context.list('ec2:DescribeSecurityGroups', GROUP_TYPES, async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(
      new DescribeSecurityGroupsCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }),
      http,
    );
    const items = answer.SecurityGroups ?? [];
    context.emit(items.filter(isOfUsed).flatMap((one) => groupItem(context, one)));
    return { items, next: answer.NextToken };
  });
}

async function listAcls(context: Context, isOfUsed: Filter): Promise<void> {
  await context.list('ec2:DescribeNetworkAcls', ACL_TYPES, async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(new DescribeNetworkAclsCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }), http);
    const items = answer.NetworkAcls ?? [];
    context.emit(items.filter(isOfUsed).flatMap((one) => aclItems(context, one)));
    return { items, next: answer.NextToken };
  });
}

async function listFlowLogs(context: Context): Promise<void> {
  await context.list('ec2:DescribeFlowLogs', [FLOW_LOG], async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(new DescribeFlowLogsCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }), http);
    const items = answer.FlowLogs ?? [];
    context.emit(items.flatMap((one) => flowLog(context, one)));
    return { items, next: answer.NextToken };
  });
}

const RESOURCE_TYPES: Readonly<Record<string, string>> = { vpc: 'VPC', subnet: 'Subnet', eni: 'NetworkInterface' };

/** One that failed records nothing. */
function flowLog(context: Context, one: FlowLog) {
  if (one.FlowLogId === undefined || (one.FlowLogStatus !== undefined && one.FlowLogStatus !== 'ACTIVE')) return [];
  const properties = {
    ResourceId: one.ResourceId,
    ResourceType: RESOURCE_TYPES[one.ResourceId?.split('-')[0] ?? ''] ?? 'VPC',
    TrafficType: one.TrafficType,
    LogDestinationType: one.LogDestinationType,
    LogDestination: one.LogDestination,
    LogGroupName: one.LogGroupName,
  };
  return [context.item(FLOW_LOG, one.FlowLogId, properties)];
}

async function listEndpoints(context: Context): Promise<void> {
  await context.list('ec2:DescribeVpcEndpoints', [ENDPOINT], async ({ ec2 }, http, NextToken) => {
    const answer = await ec2.send(
      new DescribeVpcEndpointsCommand({ MaxResults: 500, ...(NextToken ? { NextToken } : {}) }),
      http,
    );
    const items = answer.VpcEndpoints ?? [];
    context.emit(items.flatMap((one) => endpoint(context, one)));
    return { items, next: answer.NextToken };
  });
}

function endpoint(context: Context, one: VpcEndpoint) {
  if (one.VpcEndpointId === undefined || /^(Deleting|Deleted|deleting|deleted)$/.test(one.State ?? '')) return [];
  const properties = {
    VpcId: one.VpcId,
    ServiceName: one.ServiceName,
    VpcEndpointType: one.VpcEndpointType,
    PolicyDocument: policyOf(one.PolicyDocument),
    PrivateDnsEnabled: one.PrivateDnsEnabled ?? false,
    SubnetIds: one.SubnetIds ?? [],
    Tags: nameTag(one.Tags),
  };
  return [context.item(ENDPOINT, one.VpcEndpointId, properties, [context.arn('ec2', `vpc-endpoint/${one.VpcEndpointId}`)])];
}
