import type {
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import type { LiveItem, LiveProperties } from '../../../sources/live';
import { GetAccountAuthorizationDetailsCommand } from '../../commands';
import type { Collector, Context } from '../../engine/context';
import { nameTag, policyOf } from '../shape';

const TYPES = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::ManagedPolicy'] as const;

/** Roles, users, groups and the account's own policies, with all that is attached to them, in one listing. */
export const principals: Collector = {
  name: 'iam',
  scope: 'global',
  calls: ['iam:GetAccountAuthorizationDetails'],
  types: TYPES,
  async collect(context) {
    await context.list('iam:GetAccountAuthorizationDetails', TYPES, async ({ iam }, http, Marker) => {
      // Policies of AWS's own are known by their ARN.
      const answer = await iam.send(
        new GetAccountAuthorizationDetailsCommand({
          Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy'],
          MaxItems: 500,
          ...(Marker === undefined ? {} : { Marker }),
        }),
        http,
      );
      const items = itemsOf(context, answer);
      context.emit(items);
      return { items, next: answer.IsTruncated ? answer.Marker : undefined };
    });
  },
};

function itemsOf(context: Context, answer: GetAccountAuthorizationDetailsResponse): readonly LiveItem[] {
  return [
    // What AWS makes for its services, and nobody else can change.
    ...(answer.RoleDetailList ?? [])
      .filter(({ Path }) => !Path?.startsWith('/aws-service-role/'))
      .map((one) => role(context, one)),
    ...(answer.UserDetailList ?? []).map((one) => user(context, one)),
    ...(answer.GroupDetailList ?? []).map((one) => group(context, one)),
    ...(answer.Policies ?? []).map((one) => managedPolicy(context, one)),
  ];
}

function role(context: Context, one: RoleDetail): LiveItem {
  return context.item(
    'AWS::IAM::Role',
    one.Arn ?? `role/${one.RoleName}`,
    {
      RoleName: one.RoleName,
      Path: one.Path,
      AssumeRolePolicyDocument: policyOf(one.AssumeRolePolicyDocument),
      ...held(one, one.RolePolicyList),
    },
    one.RoleName === undefined ? [] : [one.RoleName],
  );
}

function user(context: Context, one: UserDetail): LiveItem {
  return context.item(
    'AWS::IAM::User',
    one.Arn ?? `user/${one.UserName}`,
    {
      UserName: one.UserName,
      Path: one.Path,
      Groups: one.GroupList ?? [],
      ...held(one, one.UserPolicyList),
    },
    one.UserName === undefined ? [] : [one.UserName],
  );
}

/** What roles and users tell alike. */
function held(one: RoleDetail | UserDetail, policies: Parameters<typeof inline>[0]): LiveProperties {
  return {
    ManagedPolicyArns: attached(one),
    Policies: inline(policies),
    PermissionsBoundary: one.PermissionsBoundary?.PermissionsBoundaryArn,
    Tags: nameTag(one.Tags as never),
  };
}

function group(context: Context, one: GroupDetail): LiveItem {
  return context.item(
    'AWS::IAM::Group',
    one.Arn ?? `group/${one.GroupName}`,
    { GroupName: one.GroupName, Path: one.Path, ManagedPolicyArns: attached(one), Policies: inline(one.GroupPolicyList) },
    one.GroupName === undefined ? [] : [one.GroupName],
  );
}

function managedPolicy(context: Context, one: ManagedPolicyDetail): LiveItem {
  const current = one.PolicyVersionList?.find((version) => version.IsDefaultVersion);
  return context.item(
    'AWS::IAM::ManagedPolicy',
    one.Arn ?? `policy/${one.PolicyName}`,
    {
      ManagedPolicyName: one.PolicyName,
      Path: one.Path,
      PolicyDocument: policyOf(current?.Document),
      // Who holds it stands at the holders.
      Users: [],
      Roles: [],
      Groups: [],
    },
    one.PolicyName === undefined ? [] : [one.PolicyName],
  );
}

function attached(one: RoleDetail | UserDetail | GroupDetail): readonly string[] {
  return (one.AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);
}

function inline(policies: RoleDetail['RolePolicyList']): readonly object[] {
  return (policies ?? []).map(({ PolicyName, PolicyDocument }) => ({ PolicyName, PolicyDocument: policyOf(PolicyDocument) }));
}
